import HTTP

/// What a request says of who sent it.
extension Request {
    /// Whether the sender is a script that wants short JSON replies instead of pages.
    var wantsJSON: Bool {
        guard let accept = header("Accept") else { return false }
        // As the kiosk's own script says it, with every answer.
        return accept == "application/json" || accept.contains("application/json")
    }

    /// Whether the request may come from a page of another site, judged by the headers that browsers set and pages
    /// cannot (Fetch Metadata; RFC 6454).
    var isForeign: Bool {
        if let site = header("Sec-Fetch-Site"), site == "cross-site" || site == "same-site" { return true }
        guard let origin = header("Origin"), origin != "null", let host = header("Host") else { return false }
        return !["http://", "https://"].contains {
            origin.hasPrefix($0) && origin.utf8.dropFirst($0.utf8.count).elementsEqual(host.utf8)
        }
    }
}

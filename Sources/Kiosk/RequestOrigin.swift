import HTTP

/// What a request says of who sent it.
extension Request {
    /// Whether the sender is a script that wants short JSON replies instead of pages.
    var wantsJSON: Bool {
        // As the kiosk's own script says it, with every answer.
        header("Accept", is: "application/json") || (header("Accept")?.contains("application/json") ?? false)
    }

    /// Whether the request may come from a page of another site, judged by the headers that browsers set and pages
    /// cannot (Fetch Metadata; RFC 6454).
    var isForeign: Bool {
        if let site = header("Sec-Fetch-Site"), site == "cross-site" || site == "same-site" { return true }
        // "null" is what sandboxed frames and pages without an address of their own say. The kiosk's pages have one, but
        // something between may have taken it away: then the other header tells.
        if header("Origin", is: "null"), header("Sec-Fetch-Site", is: "same-origin") { return false }
        guard let origin = header("Origin"), let host = header("Host") else { return false }
        return !["http://", "https://"].contains {
            origin.hasPrefix($0) && origin.utf8.dropFirst($0.utf8.count).elementsEqual(host.utf8)
        }
    }
}

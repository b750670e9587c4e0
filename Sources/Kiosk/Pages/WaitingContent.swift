import Workshop

/// What a participant is told who has nothing to answer just now.
extension Pages {
    /// How it is, that the own answer is safe, and what is waited for; nil when there is something to answer or to read.
    func waitingContent(
        _ frame: Frame, _ snapshot: PhoneSnapshot, _ activity: Activity, _ ballot: [String: Any]?
    ) -> [String: Any]? {
        let wording = frame.wording
        if let page = activity.kind as? PageKind {
            return page.isBreak == true ? ["now": wording["wait_break"], "next": wording["wait_break_next"]] : nil
        }
        guard activity.asks else { return nil }
        switch activity.status {
        case .open: return nil
        case .upcoming: return ["now": wording["state_upcoming"], "next": wording["wait_upcoming_next"]]
        case .closed, .final: break
        }
        var content: [String: Any] = [
            "now": wording["state_closed"], "next": wording[activity.isRevealed ? "wait_revealed" : "wait_sealed"],
        ]
        if ballot?["hasBallot"] as? Bool == true, let text = ballot?["receivedText"] as? String {
            content["received"] = text
        } else if !snapshot.ownIdeas.isEmpty {
            content["received"] = wording["ballot_received_closed"]
        } else if activity.status == .closed {
            content["now"] = wording["wait_unanswered"]
        } else {
            // The key is destroyed: not even the box knows any more who answered what.
            content["now"] = wording["wait_final"]
        }
        return content
    }
}

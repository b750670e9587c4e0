import Workshop

/// What facilitators have done with the agenda, in words.
extension Pages {
    /// The acts, the latest first.
    func log(_ acts: [LoggedAct], in workshop: Workshop, _ wording: Wording) -> [[String: Any]] {
        acts.map { act in
            var entry: [String: Any] = [
                "number": String(act.number), "isUndone": act.isUndone, "canUndo": act.canUndo,
                "who": act.facilitator.isEmpty ? wording["acts_somebody"] : act.facilitator,
                "text": wording.text(
                    "acts_\(act.kind.rawValue)", ["title": Self.title(of: act, in: workshop, wording)]),
            ]
            if act.canUndo { entry["undo"] = undo(act, in: workshop, wording) }
            return entry
        }
    }

    /// What the button says that undoes `act`.
    func undo(_ act: LoggedAct, in workshop: Workshop, _ wording: Wording) -> String {
        let title = Self.title(of: act, in: workshop, wording)
        return wording.text("undo", ["step": wording.text("undo_act_\(act.kind.rawValue)", ["title": title])])
    }

    private static func title(of act: LoggedAct, in workshop: Workshop, _ wording: Wording) -> String {
        let title = workshop.activity(act.activity)?.definition.title ?? act.title
        return title?.text(in: wording.code, or: workshop.language) ?? wording["acts_gone"]
    }
}

import Workshop

/// The part of the console in which ideas are gathered and moderated.
extension Pages {
    /// Ideas and groups as the facilitator arranges them.
    func arrangement(
        _ snapshot: RoomSnapshot, _ activity: Activity, _ wording: Wording
    ) -> [String: Any] {
        var content: [String: Any] = [
            "activity": activity.id.description,
            "sections": Self.grouped(snapshot.ideas, snapshot.groups, wording) { idea in
                var item: [String: Any] = ["id": idea.id.description, "text": idea.text]
                if idea.status != .visible { item["moderated"] = wording["console_\(idea.status.rawValue)"] }
                return item
            },
            "groups": snapshot.groups.map { group -> [String: Any] in
                [
                    "id": group.id.description, "name": group.name,
                    "people": wording.count("people_count", snapshot.peopleByGroup[group.id] ?? 0),
                ]
            },
            "hasGroups": !snapshot.groups.isEmpty, "hasIdeas": !snapshot.ideas.isEmpty,
        ]
        if let step = snapshot.undoable {
            let words = wording.count("undo_\(step.kind.rawValue)", step.count, ["group": step.group ?? ""])
            content["undo"] = wording.text("undo", ["step": words])
        }
        return content
    }
}

import Workshop

/// The part of the console in which ideas are gathered and moderated.
extension Pages {
    /// Pairs of alike ideas that are shown at once.
    private static let shownPairs = 10

    /// Ideas and groups as the facilitator arranges them.
    func arrangement(
        _ snapshot: RoomSnapshot, _ activity: Activity, _ wording: Wording, _ arranging: Arranging = Arranging()
    ) -> [String: Any] {
        let names = Dictionary(snapshot.groups.map { ($0.id, $0.name) }) { first, _ in first }
        let shown = snapshot.ideas.filter { arranging.shows($0.text, group: $0.group.flatMap { names[$0] }) }
        var content: [String: Any] = [
            "activity": activity.id.description, "seen": String(snapshot.latestStep),
            "sections": Self.grouped(shown, snapshot.groups, wording) { idea in
                let id = idea.id.description
                var item: [String: Any] = ["id": id, "text": idea.text]
                if idea.status != .visible { item["moderated"] = wording["console_\(idea.status.rawValue)"] }
                if arranging.ticksAll || arranging.ticked.contains(id) { item["isTicked"] = true }
                return item
            },
            "groups": groups(snapshot, wording, arranging),
            "hasGroups": !snapshot.groups.isEmpty, "canMerge": snapshot.groups.count > 1,
            "hasIdeas": !snapshot.ideas.isEmpty, "name": arranging.name,
            "filter": arranging.filter, "onlyUngrouped": arranging.onlyUngrouped,
            "matches": wording.text(
                "arrange_matches", ["count": String(shown.count), "total": String(snapshot.ideas.count)]),
            "alike": alike(snapshot, names, wording), "log": log(snapshot, wording),
            "together": ["isOn": activity.isGroupedByAll, "canLetIn": activity.isRevealed && !activity.isGroupedByAll],
        ]
        if let undoable = snapshot.undoable {
            let words = wording.text("undo", ["step": Self.words("undo", of: undoable.step, wording)])
            content["undo"] = ["number": String(undoable.number), "text": words]
        }
        return content
    }

    private func groups(_ snapshot: RoomSnapshot, _ wording: Wording, _ arranging: Arranging) -> [[String: Any]] {
        snapshot.groups.enumerated().map { place, group in
            let id = group.id.description
            return [
                "id": id, "name": group.name, "shownName": arranging.renamed == id ? arranging.newName : group.name,
                "isChosen": arranging.group == id, "hasBefore": place > 0,
                "hasAfter": place + 1 < snapshot.groups.count,
                "size": Self.size(of: group, snapshot, wording),
            ]
        }
    }

    /// How many visible ideas a group has, and from how many people: five ideas of one person are not five people's.
    private static func size(of group: IdeaGroup, _ snapshot: RoomSnapshot, _ wording: Wording) -> String {
        let ideas = snapshot.ideas.count { $0.group == group.id && $0.status == .visible }
        return wording.count(
            "group_size", snapshot.peopleByGroup[group.id] ?? 0, ["ideas": wording.count("ideas_count", ideas)])
    }

    private func alike(
        _ snapshot: RoomSnapshot, _ names: [Identifier: String], _ wording: Wording
    ) -> [String: Any] {
        let pairs = snapshot.alike.prefix(Self.shownPairs).map { pair -> [String: Any] in
            func idea(_ idea: Idea) -> [String: Any] {
                var content: [String: Any] = ["id": idea.id.description, "text": idea.text]
                content["place"] = idea.group.flatMap { names[$0] }
                return content
            }
            let places = [pair.first, pair.second].compactMap { idea in
                idea.group.flatMap { id in names[id].map { ["id": id.description, "name": $0] } }
            }
            return [
                "id": "\(pair.first.id)-\(pair.second.id)", "ideas": [idea(pair.first), idea(pair.second)],
                "groups": places, "hasGroups": !places.isEmpty,
                "why": wording.text(
                    "alike_why",
                    ["percent": wording.text("percent", ["number": String(Int((pair.likeness * 100).rounded()))])]),
            ]
        }
        return [
            "pairs": pairs, "any": !pairs.isEmpty, "isCut": snapshot.alike.count > Self.shownPairs,
            "title": wording.count("alike_title", snapshot.alike.count),
        ]
    }

    private func log(_ snapshot: RoomSnapshot, _ wording: Wording) -> [String: Any] {
        let lines = snapshot.log.map { entry -> [String: Any] in
            let step = Self.words("undo", of: entry.step, wording)
            let words =
                switch entry.event {
                case .done: Self.words("did", of: entry.step, wording)
                case .undone: wording.text("log_undone", ["step": step])
                case .redone: wording.text("log_redone", ["step": step])
                }
            return [
                "number": String(entry.number), "author": Self.name(of: entry.author, wording), "step": step,
                "what": words,
                "isUndone": entry.isUndone, "canUndo": entry.reversal == .undo, "canRedo": entry.reversal == .redo,
                "isBlocked": entry.reversal == .blocked,
            ]
        }
        return ["lines": lines, "any": !lines.isEmpty, "title": wording.count("log_title", lines.count)]
    }

    /// What a step did, as something to do (`undo`) or as something that somebody did (`did`).
    private static func words(_ form: String, of step: GroupingStep, _ wording: Wording) -> String {
        wording.count("\(form)_\(step.kind.rawValue)", step.count, ["group": step.group ?? ""])
    }

    private static func name(of author: StepAuthor, _ wording: Wording) -> String {
        switch author {
        case .participant: wording["log_participant"]
        case .facilitator(let label): label.isEmpty ? wording["log_facilitator"] : label
        }
    }

    /// The form in which participants put ideas into groups together.
    func together(_ snapshot: PhoneSnapshot, _ wording: Wording, _ arranging: Arranging) -> [String: Any]? {
        guard let activity = snapshot.groupable else { return nil }
        return [
            "activity": activity.description, "seen": String(snapshot.latestStep), "name": arranging.name,
            "sections": Self.grouped(snapshot.ideas, snapshot.groups, wording) { idea in
                let id = idea.id.description
                return ["id": id, "text": idea.text, "isTicked": arranging.ticked.contains(id)]
            },
            "groups": snapshot.groups.map { group -> [String: Any] in
                [
                    "id": group.id.description, "name": group.name,
                    "isChosen": arranging.group == group.id.description,
                ]
            },
            "isEmpty": snapshot.ideas.isEmpty,
        ]
    }
}

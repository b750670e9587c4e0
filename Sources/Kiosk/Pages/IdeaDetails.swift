import Workshop

/// What belongs to an idea beside its text: the sort it is of, the parts of a card, the idea that it builds on.
struct IdeaDetails {
    let rules: WritingRules
    /// The ideas that one may build on.
    let items: [Item]
    let wording: Wording
    let fallback: String
    /// What the display points at.
    var pointed: String?

    /// The fields beside the text, filled in with `details`; nil when there are none.
    func fields(_ details: Ballot) -> [String: Any] {
        var content: [String: Any] = [
            "parts": rules.parts.map { part -> [String: Any] in
                [
                    "name": "part-\(part.id)", "label": words(.localized(part.text)),
                    "value": details["part-\(part.id)"] ?? "", "limit": rules.characterLimit,
                ]
            }
        ]
        if !rules.sorts.isEmpty {
            content["sorts"] = [
                "entries": rules.sorts.map { sort -> [String: Any] in
                    ["value": sort.id, "label": words(.localized(sort.text)), "isChosen": details["sort"] == sort.id]
                }
            ]
        }
        if !items.isEmpty {
            content["buildsOn"] = [
                "entries": items.map { item -> [String: Any] in
                    ["value": item.id, "label": words(item.label), "isChosen": details["builds-on"] == item.id]
                }
            ]
        }
        return content
    }

    /// The details of `idea` as lines to read.
    func lines(of idea: Idea) -> [String] {
        var lines: [String] = []
        if let sort = idea.details["sort"], let option = rules.sorts.first(where: { $0.id == sort }) {
            lines.append(words(.localized(option.text)))
        }
        if let built = idea.details["builds-on"], let item = items.first(where: { $0.id == built }) {
            lines.append(wording.text("ideas_builds_on", ["idea": words(item.label)]))
        }
        for part in rules.parts {
            let isShown = rules.alwaysShown.contains(part.id)
            guard let text = idea.details["part-\(part.id)"] ?? (isShown ? wording["ideas_part_missing"] : nil) else {
                continue
            }
            lines.append(wording.text("ideas_part", ["part": words(.localized(part.text)), "text": text]))
        }
        return lines
    }

    /// The ideas under their groups; where there are none, under their sorts.
    func sections(_ ideas: [Idea], _ groups: [IdeaGroup]) -> [[String: Any]] {
        guard groups.isEmpty, !rules.sorts.isEmpty else {
            let sections = Pages.grouped(ideas, groups, wording) { item($0, lines(of: $0)) }
            guard rules.sortsMatch else { return sections }
            return sections.map { section in
                let members = ideas.filter { $0.group?.description == section["id"] as? String }
                guard Set(members.compactMap { $0.details["sort"] }).count > 1 else { return section }
                return section.merging(
                    ["name": wording.text("board_match", ["group": section["name"] as? String ?? ""])]
                ) { $1 }
            }
        }
        return rules.sorts.compactMap { sort in
            let own = ideas.filter { $0.details["sort"] == sort.id }
            if own.isEmpty { return nil }
            return [
                "name": words(.localized(sort.text)), "id": sort.id, "hasName": true, "count": own.count,
                "items": own.map { item($0, Array(lines(of: $0).dropFirst())) },
            ]
        }
    }

    private func item(_ idea: Idea, _ details: [String]) -> [String: Any] {
        [
            "text": idea.text, "details": details,
            "isPointed": pointed != nil && pointed == Pointable.idea(idea.id.description),
        ]
    }

    private func words(_ label: Label) -> String { wording.words(label, fallback: fallback) }
}

import Workshop

/// The participant's page.
extension Pages {
    /// What the forms of the page hold beside what is stored.
    struct PhoneForm: Sendable {
        /// The idempotency key of the next new idea.
        var key: String
        /// A typed text that was not accepted.
        var text: String
        /// The own idea that is being edited.
        var editing: Identifier?
        /// Chosen dots that were not accepted.
        var dots: [Identifier: Int]?
        /// What happened.
        var notice: Notice?
        /// The whole seconds left on the timer.
        var secondsLeft: Int?
    }

    /// The participant's page, or only its `main` element.
    func phone(
        _ frame: Frame, _ snapshot: PhoneSnapshot, participant: Participant, form: PhoneForm, fragment: Bool
    ) -> [UInt8] {
        var content = phoneContent(frame, snapshot, participant, form)
        content["notice"] = Self.notice(form.notice)
        if fragment { return self.fragment(frame, main: "phone", content) }
        return document(frame, main: "phone", title: snapshot.workshop.title, isInline: true, content)
    }

    private func phoneContent(
        _ frame: Frame, _ snapshot: PhoneSnapshot, _ participant: Participant, _ form: PhoneForm
    ) -> [String: Any] {
        let wording = frame.wording
        let workshop = snapshot.workshop
        var content: [String: Any] = [
            "code": workshop.code.description, "workshop": workshop.title, "revision": workshop.revision,
            "reentry": participant.reentry.grouped,
        ]
        guard let activity = workshop.currentActivity else { return content }
        content.merge(Self.activityContent(activity, workshop, frame, secondsLeft: form.secondsLeft)) { $1 }
        switch activity.kind {
        case .ideas(let rules):
            content["ideas"] = ideasContent(wording, snapshot, activity, rules, form)
        case .dots(let rules):
            content["dots"] = dotsContent(wording, snapshot, activity, rules, form)
        }
        if let tally = snapshot.tally {
            content["results"] = results(
                tally, ideas: snapshot.items, wording: wording, own: snapshot.ballot, limit: .max)
        }
        return content
    }

    /// What every screen says of an activity.
    static func activityContent(
        _ activity: Activity, _ workshop: Workshop, _ frame: Frame, secondsLeft: Int?
    ) -> [String: Any] {
        let wording = frame.wording
        var content: [String: Any] = [
            "activity": activity.id.description, "status": activity.status.rawValue,
            "isUpcoming": activity.status == .upcoming, "isOpen": activity.status == .open,
            "isClosed": activity.status == .closed || activity.status == .final,
            "isFinal": activity.status == .final, "isRevealed": activity.isRevealed,
            "prompt": activity.prompt.text(in: wording.code, fallbacks: [workshop.language, "sv", "en"]),
            "activityTitle": activity.title.text(in: wording.code, fallbacks: [workshop.language, "sv", "en"]),
            "step": wording.text(
                "step", ["number": String(activity.position + 1), "count": String(workshop.agenda.count)]),
        ]
        switch activity.kind {
        case .ideas: content["kind"] = "ideas"
        case .dots: content["kind"] = "dots"
        }
        if let secondsLeft {
            let minutes = (secondsLeft + 59) / 60
            content["timer"] = [
                "seconds": String(secondsLeft),
                "text": secondsLeft == 0 ? wording["timer_over"] : wording.count("timer_minutes", minutes),
            ]
        }
        return content
    }

    private func ideasContent(
        _ wording: Wording, _ snapshot: PhoneSnapshot, _ activity: Activity, _ rules: IdeasRules, _ form: PhoneForm
    ) -> [String: Any] {
        let isOpen = activity.status == .open
        let edited = isOpen ? snapshot.ownIdeas.first { $0.id == form.editing } : nil
        let own = snapshot.ownIdeas.map { idea -> [String: Any] in
            var item: [String: Any] = ["id": idea.id.description, "text": idea.text, "canChange": isOpen]
            if idea.status != .visible { item["moderated"] = wording["idea_\(idea.status.rawValue)"] }
            return item
        }
        var content: [String: Any] = [
            "limit": rules.characterLimit,
            "help": wording.count("ideas_help", rules.perPerson, ["limit": String(rules.characterLimit)]),
            "key": form.key, "own": own, "hasOwn": !own.isEmpty, "isOpen": isOpen,
            "ownTitle": wording.text(
                "ideas_own", ["count": String(own.count), "limit": String(rules.perPerson)]),
            "canWrite": isOpen && edited == nil, "isFull": own.count >= rules.perPerson,
        ]
        if let edited {
            content["edited"] = ["id": edited.id.description, "text": form.text.isEmpty ? edited.text : form.text]
        } else if !form.text.isEmpty {
            content["typed"] = form.text
            if !isOpen { content["unsent"] = form.text }
        }
        if activity.isRevealed, !snapshot.items.isEmpty {
            content["all"] = Self.grouped(snapshot.items, snapshot.groups, wording) { ["text": $0.text] }
        }
        return content
    }

    private func dotsContent(
        _ wording: Wording, _ snapshot: PhoneSnapshot, _ activity: Activity, _ rules: DotsRules, _ form: PhoneForm
    ) -> [String: Any] {
        let isOpen = activity.status == .open
        let visible = Set(snapshot.items.map(\.id))
        let stored = (snapshot.ballot?.dots ?? [:]).filter { visible.contains($0.key) }
        let shown = isOpen ? (form.dots ?? stored).filter { visible.contains($0.key) } : stored
        let placed = stored.values.reduce(0, +)
        let shownTotal = shown.values.reduce(0, +)
        let left = max(0, rules.budget - shownTotal)
        let sections = Self.grouped(snapshot.items, snapshot.groups, wording) { idea in
            let count = shown[idea.id] ?? 0
            return [
                "id": idea.id.description, "text": idea.text, "count": count,
                "marks": String(repeating: "●", count: min(count, 12)),
                "countText": wording.count("dots_count", count),
                "canTake": count > 0, "canPlace": count < rules.cap && left > 0,
            ]
        }
        var content: [String: Any] = [
            "isOpen": isOpen, "budget": rules.budget, "cap": rules.cap, "sections": sections, "left": left,
            "leftText": wording.count("dots_left", rules.budget, ["left": String(left)]),
            "hasItems": !snapshot.items.isEmpty, "hasBallot": snapshot.ballot != nil,
            "receivedText": wording.count("dots_received", placed),
        ]
        if rules.cap < rules.budget { content["capText"] = wording.count("dots_cap", rules.cap) }
        return content
    }

    /// Ideas under the names of their groups; those without a group last, under a heading only when there are groups.
    static func grouped(
        _ ideas: [Idea], _ groups: [IdeaGroup], _ wording: Wording, _ item: (Idea) -> [String: Any]
    ) -> [[String: Any]] {
        var sections: [[String: Any]] = []
        for group in groups {
            let members = ideas.filter { $0.group == group.id }
            if members.isEmpty { continue }
            sections.append([
                "name": group.name, "id": group.id.description, "items": members.map(item), "hasName": true,
                "count": members.count,
            ])
        }
        let known = Set(groups.map(\.id))
        let rest = ideas.filter { idea in !(idea.group.map(known.contains) ?? false) }
        if !rest.isEmpty {
            sections.append([
                "name": wording["group_none"], "id": "none", "items": rest.map(item), "hasName": !sections.isEmpty,
                "count": rest.count,
            ])
        }
        return sections
    }

    /// A tally as rows of a table with bars.
    func results(
        _ tally: DotsTally, ideas: [Idea], wording: Wording, own: DotsBallot?, limit: Int
    ) -> [String: Any] {
        let texts = Dictionary(ideas.map { ($0.id, $0.text) }) { first, _ in first }
        let most = max(1, tally.rows.first?.dots ?? 1)
        let shown = tally.rows.prefix(limit)
        var content: [String: Any] = [
            "summary": wording.count(
                "results_summary", tally.ballots, ["dots": wording.count("dots_count", tally.dots)]),
            "rows": shown.map { row -> [String: Any] in
                var item: [String: Any] = [
                    "text": texts[row.item] ?? "", "dots": row.dots, "width": row.dots * 100 / most,
                    "people": wording.count("people_count", row.people), "isTied": row.isTied,
                    "place": wording.text(row.isTied ? "place_tied" : "place", ["place": String(row.place)]),
                ]
                if let own = own?.dots[row.item] { item["own"] = wording.count("dots_own", own) }
                return item
            },
        ]
        if let last = shown.last, shown.count < tally.rows.count {
            // A tie that the edge cuts through is said to go on.
            let goesOn = tally.rows[shown.count].place == last.place
            content["more"] = wording.count(
                goesOn ? "results_more_tied" : "results_more", tally.rows.count - shown.count,
                ["place": String(last.place)])
        }
        return content
    }
}

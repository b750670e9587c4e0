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
        /// What belongs to that text.
        var details = Ballot()
        /// A ballot that was not accepted.
        var refused: Refused?
        /// What happened.
        var notice: Notice?
        /// What was chosen for groups and not accepted.
        var arranging = Arranging()
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
        return document(frame, main: "phone", title: snapshot.workshop.title, isInline: false, isPhone: true, content)
    }

    /// The page as a participant sees it who has just joined, for the facilitator to look at: without its script, and so
    /// that nothing in it can be pressed.
    func phonePreview(
        _ frame: Frame, _ snapshot: PhoneSnapshot, participant: Participant, form: PhoneForm
    ) -> [UInt8] {
        var content = phoneContent(frame, snapshot, participant, form)
        content["reentry"] = ""
        content["isPreview"] = true
        return document(frame, main: "phone", title: snapshot.workshop.title, isInline: true, content)
    }

    private func phoneContent(
        _ frame: Frame, _ snapshot: PhoneSnapshot, _ participant: Participant, _ form: PhoneForm
    ) -> [String: Any] {
        let wording = frame.wording
        let workshop = snapshot.workshop
        var content: [String: Any] = [
            "code": workshop.code.description, "workshop": workshop.title, "revision": workshop.revision,
            "reentry": participant.reentry.grouped, "isRehearsal": workshop.isRehearsal,
        ]
        content["door"] = Self.doorWait(snapshot)
        if !snapshot.isWaiting { content["doorNumber"] = snapshot.doorNumber.map { String($0) } }
        guard let activity = workshop.currentActivity else { return content }
        content.merge(Self.activityContent(activity, workshop, frame, secondsLeft: form.secondsLeft)) { $1 }
        // The script sends nothing from a page that takes nothing.
        if snapshot.isWaiting { content["status"] = "waiting" }
        content["ideas"] = writingContent(frame, snapshot, activity, form)
        // Who waits to be let in may look, and has no form; what was typed into one is shown as where it is closed.
        let ballot =
            snapshot.isWaiting && form.refused == nil
            ? nil
            : ballotContent(
                frame, snapshot, activity, isOpen: activity.status == .open && !snapshot.isWaiting,
                refused: form.refused)
        content["ballot"] = snapshot.isWaiting ? nil : ballot
        content["waiting"] = snapshot.isWaiting ? nil : waitingContent(frame, snapshot, activity, ballot)
        if let unsent = ballot?["unsent"] as? String, !unsent.isEmpty { content["unsent"] = unsent }
        content["information"] = informationContent(frame, snapshot)
        if !snapshot.isWaiting { content["together"] = together(snapshot, wording, form.arranging) }
        content["commitments"] = snapshot.commitments.map { ["workshop": $0.workshop, "text": $0.text] }
        content["hasCommitments"] = !snapshot.commitments.isEmpty
        if let blocks = snapshot.results {
            let writer = ResultWriter(
                wording: wording, fallback: workshop.language, own: own(snapshot, activity, wording))
            content["results"] = writer.sections(blocks)
        }
        return content
    }

    /// The reader's own answers by item: how many dots, or that it is theirs.
    private func own(_ snapshot: PhoneSnapshot, _ activity: Activity, _ wording: Wording) -> [String: String] {
        let rows = activity.definition.rows(of: snapshot.form.ballot, targets: snapshot.form.targets)
        guard activity.kind is DotsKind else {
            let chosen = rows.filter { $0.target.isEmpty }.map { $0.row.item.isEmpty ? $0.row.value : $0.row.item }
            return Dictionary(chosen.map { ($0, wording["results_own"]) }) { first, _ in first }
        }
        let dots = Dictionary(rows.map { ($0.row.item, 1) }, uniquingKeysWith: +)
        return dots.mapValues { wording.count("dots_own", $0) }
    }

    /// A page that asks nothing: its text.
    private func informationContent(_ frame: Frame, _ snapshot: PhoneSnapshot) -> [String: Any]? {
        guard let activity = snapshot.workshop.currentActivity, !activity.asks else { return nil }
        let writer = ControlWriter(wording: frame.wording, fallback: snapshot.workshop.language, refused: nil)
        let context = BallotContext(items: snapshot.form.items)
        var content: [String: Any] = [
            "controls": activity.kind.controls(context).map { writer.content($0, prefix: "") }
        ]
        if !snapshot.ideas.isEmpty, snapshot.groupable == nil {
            content["all"] = Self.grouped(snapshot.ideas, snapshot.groups, frame.wording) { ["text": $0.text] }
        }
        return content
    }

    /// What every screen says of an activity.
    static func activityContent(
        _ activity: Activity, _ workshop: Workshop, _ frame: Frame, secondsLeft: Int?
    ) -> [String: Any] {
        let wording = frame.wording
        let prompt = activity.definition.prompt.text(in: wording.code, or: workshop.language)
        let title = activity.definition.title.text(in: wording.code, or: workshop.language)
        var content: [String: Any] = [
            "activity": activity.id.description, "status": activity.status.rawValue,
            "isUpcoming": activity.status == .upcoming, "isOpen": activity.status == .open,
            "isClosed": activity.status == .closed || activity.status == .final,
            "prompt": prompt, "activityTitle": title,
            "step": wording.text(
                "step", ["number": String(activity.position + 1), "count": String(workshop.agenda.count)]),
        ]
        // A title that only repeats the prompt is not said twice.
        if title != prompt { content["ownTitle"] = title }
        let spoken = activity.definition.prompt.language(for: wording.code, or: workshop.language)
        if let spoken, spoken != wording.code { content["promptLanguage"] = spoken }
        content["kind"] = activity.definition.kind.name
        // A page that asks nothing has nothing to open.
        if !activity.asks {
            content["isUpcoming"] = false
            content["status"] = "page"
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

    /// What the text of a kind that collects texts answers.
    func writingLabel(_ activity: Activity, _ wording: Wording) -> Label {
        if let label = activity.kind.writing?.label { return .localized(label) }
        let key = "kind_\(activity.definition.kind.name)_label"
        return .phrase(wording.table[key] == nil ? "ideas_label" : key)
    }

    private func writingContent(
        _ frame: Frame, _ snapshot: PhoneSnapshot, _ activity: Activity, _ form: PhoneForm
    ) -> [String: Any]? {
        guard let rules = activity.kind.writing else { return nil }
        let wording = frame.wording
        let language = snapshot.workshop.language
        let isOpen = activity.status == .open && !snapshot.isWaiting
        let edited = isOpen ? snapshot.ownIdeas.first { $0.id == form.editing } : nil
        let built = activity.kind.items == nil ? [] : snapshot.form.items
        let details = IdeaDetails(rules: rules, items: built, wording: wording, fallback: language)
        let own = snapshot.ownIdeas.map { idea -> [String: Any] in
            var item: [String: Any] = [
                "id": idea.id.description, "text": idea.text, "canChange": isOpen, "details": details.lines(of: idea),
            ]
            if idea.status != .visible { item["moderated"] = wording["idea_\(idea.status.rawValue)"] }
            return item
        }
        var content: [String: Any] = [
            "limit": rules.characterLimit,
            "label": wording.words(writingLabel(activity, wording), fallback: language),
            "help": wording.count("ideas_help", rules.perPerson, ["limit": String(rules.characterLimit)]),
            "key": form.key, "own": own, "hasOwn": !own.isEmpty, "isOpen": isOpen,
            "ownTitle": wording.text(
                "ideas_own", ["count": String(own.count), "limit": String(rules.perPerson)]),
        ]
        let hasItems = activity.kind.items == nil || !snapshot.form.items.isEmpty
        if isOpen, edited == nil, hasItems {
            // What was typed and refused stays in its form, also where no more is taken.
            let isFull = own.count >= rules.perPerson && form.text.isEmpty
            content["canWrite"] = !isFull
            if isFull { content["full"] = wording.count("ideas_full", rules.perPerson) }
        }
        if let edited {
            let typed = form.text.isEmpty ? edited : Idea(id: edited.id, text: form.text, details: form.details)
            content["edited"] = [
                "id": edited.id.description, "text": typed.text, "fields": details.fields(typed.details),
            ]
        } else {
            content["fields"] = details.fields(form.details)
            if !form.text.isEmpty {
                content["typed"] = form.text
                if !isOpen { content["unsent"] = form.text }
            }
        }
        let others =
            activity.isRevealed
            ? snapshot.ideas : snapshot.ideas.filter { idea in !snapshot.ownIdeas.contains { $0.id == idea.id } }
        // What is asked about stands in the form itself.
        if !others.isEmpty, !activity.kind.asksAboutOwnTexts, snapshot.groupable == nil {
            content["allTitle"] =
                wording[
                    activity.isRevealed || rules.sharing == .collaborative ? "ideas_all" : "ideas_others"]
            content["hasAll"] = true
            content["all"] = details.sections(others, snapshot.groups)
        }
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
                "isGroup": true,
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
}

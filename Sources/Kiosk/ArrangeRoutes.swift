import HTTP
import Store
import Workshop

/// How ideas are gathered and moderated: by facilitators on the console, by participants on their phones.
extension Routes {
    /// The console's forms that arrange ideas.
    static let arrangingActions: Set<String> = ["ideas", "group", "undo", "redo", "unlike", "together"]

    /// Does what a form of the console's section of ideas and groups asks.
    func arrange(_ visit: Visit, _ workshop: Workshop, _ activity: Activity, _ action: String) async throws {
        let form = visit.request.form
        let author = StepAuthor.facilitator(visit.facilitator)
        switch action {
        case "ideas": try await arrangeIdeas(form, activity, author)
        case "group": try await changeGroup(form, activity, author)
        case "undo":
            guard let typed = form["step"] else {
                try await store.undoGrouping(activity: activity.id, by: author)
                return
            }
            guard let number = Int64(typed) else { throw Refusal.nothingToUndo }
            try await store.undoStep(number, activity: activity.id, by: author)
        case "redo":
            guard let number = form["step"].flatMap({ Int64($0) }) else { throw Refusal.nothingToUndo }
            try await store.redoStep(number, activity: activity.id, by: author)
        case "unlike":
            let ideas = try Self.ideas(in: form)
            guard ideas.count == 2 else { throw Refusal.noSuchIdea }
            try await store.setUnlike(ideas[0], ideas[1], activity: activity.id, by: author)
        case "together":
            guard let lets = ["in": true, "out": false][form["let"] ?? ""] else {
                throw Refusal.missingField(name: "do")
            }
            try await store.letParticipantsGroup(lets, activity: activity.id, in: workshop.code)
        default: throw Refusal.missingField(name: "do")
        }
    }

    /// Takes a participant's act of grouping. What is kept of it says nothing of the participant.
    func arrangeTogether(_ form: Form, _ activity: Identifier, _ participant: Participant) async throws {
        let ideas = try Self.ideas(in: form)
        try await store.put(
            ideas, in: try Self.destination(in: form), activity: activity, seen: form["seen"].flatMap { Int64($0) },
            by: .participant, participant: participant)
    }

    /// What the page of the console's ideas holds after `visit`: the search of its address, or what was refused.
    static func arranging(_ visit: Visit) -> Arranging {
        var arranging = Arranging()
        arranging.filter = visit.request.query("filter") ?? ""
        arranging.onlyUngrouped = visit.request.query("ungrouped") == "1"
        arranging.ticksAll = visit.request.query("tick") == "all"
        guard visit.request.method == "POST" else { return arranging }
        let form = visit.request.form
        if form["do"] == "rename" {
            (arranging.renamed, arranging.newName) = (form["group"] ?? "", form["name"] ?? "")
        } else {
            arranging.ticked = Set(form.all("idea"))
            (arranging.group, arranging.name) = (form["group"] ?? "", form["name"] ?? "")
        }
        return arranging
    }

    private static func ideas(in form: Form) throws -> [Identifier] {
        let ideas = try form.all("idea").map { text throws(Refusal) in
            guard let idea = Identifier(text) else { throw Refusal.noSuchIdea }
            return idea
        }
        if ideas.isEmpty { throw Refusal.missingField(name: "idea") }
        return ideas
    }

    /// Where the fields `group` and `name` put ideas.
    private static func destination(in form: Form) throws -> Store.Destination {
        switch form["group"] ?? "" {
        case "new", "": return .newGroup(try groupName(in: form))
        case "none": return .none
        case let text:
            guard let group = Identifier(text) else { throw Refusal.noSuchGroup }
            return .group(group)
        }
    }

    /// The name of a group in the field `name`: where it is missing, the words are to say what is.
    private static func groupName(in form: Form) throws -> String {
        let name = form["name"] ?? ""
        if name.allSatisfy(\.isWhitespace) { throw Refusal.missingField(name: "group-name") }
        return name
    }

    private func arrangeIdeas(_ form: Form, _ activity: Activity, _ author: StepAuthor) async throws {
        let ideas = try Self.ideas(in: form)
        let seen = form["seen"].flatMap { Int64($0) }
        switch form["do"] {
        case "group":
            try await store.put(
                ideas, in: try Self.destination(in: form), activity: activity.id, seen: seen, by: author)
        case "ungroup": try await store.put(ideas, in: .none, activity: activity.id, seen: seen, by: author)
        case "hide": try await store.setStatus(.hidden, of: ideas, activity: activity.id, by: author)
        case "withdraw": try await store.setStatus(.withdrawn, of: ideas, activity: activity.id, by: author)
        case "show": try await store.setStatus(.visible, of: ideas, activity: activity.id, by: author)
        default: throw Refusal.missingField(name: "do")
        }
    }

    private func changeGroup(_ form: Form, _ activity: Activity, _ author: StepAuthor) async throws {
        if form["do"] == "merge" {
            let groups = try form.all("merge").map { text throws(Refusal) in
                guard let group = Identifier(text) else { throw Refusal.noSuchGroup }
                return group
            }
            try await store.mergeGroups(groups, named: form["name"] ?? "", activity: activity.id, by: author)
            return
        }
        guard let group = form["group"].flatMap({ Identifier($0) }) else { throw Refusal.noSuchGroup }
        switch form["do"] {
        case "rename":
            try await store.renameGroup(
                group, to: try Self.groupName(in: form), seen: form["was"], activity: activity.id, by: author)
        case "dissolve": try await store.dissolveGroup(group, activity: activity.id, by: author)
        case "up": try await store.moveGroup(group, by: -1, activity: activity.id, author: author)
        case "down": try await store.moveGroup(group, by: 1, activity: activity.id, author: author)
        default: throw Refusal.missingField(name: "do")
        }
    }
}

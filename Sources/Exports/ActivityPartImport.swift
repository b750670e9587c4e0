import Workshop

/// Checks one activity of a bundle, whose definition holds together, and makes results of it.
struct ActivityPartImport {
    private let part: Bundle.ActivityPart
    private let place: String
    private let groups: Set<Identifier>

    init(_ part: Bundle.ActivityPart, place: String) {
        self.part = part
        self.place = place
        groups = Set(part.groups.map(\.id))
    }

    /// Whether a text is a pseudonym as bundles carry it.
    static func isMark(_ text: String) -> Bool {
        text.utf8.count == 32
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    /// The results.
    ///
    /// - Parameters:
    ///   - position: The place in the agenda.
    ///   - joined: How many have joined the workshop.
    func results(at position: Int, joined: Int) throws(BundleFault) -> ActivityResults {
        let kind = part.definition.kind.kind
        try checkOrigins(kind)
        try require((0...BundleImport.mostPeople).contains(part.answered), "answered")
        try require((0...1_000_000_000).contains(part.answers), "answers")
        if part.isSealed {
            try require(
                part.targets.isEmpty && part.items.isEmpty && part.groups.isEmpty && part.ideas.isEmpty
                    && part.ballots.isEmpty, "isSealed")
        }
        try require(part.groups.isEmpty && part.ideas.isEmpty || kind.writing != nil, "ideas")
        try require(part.ballots.isEmpty || !kind.isPrivate, "ballots")
        for item in part.targets + part.items { try require(Option.isValid(id: item.id), "items") }
        for group in part.groups {
            try BundleImport.requireText(group.name, limit: IdeaGroup.nameLimit, "\(place).groups")
        }
        let activity = Activity(
            id: part.id, position: position, definition: part.definition,
            status: part.status == .open ? .closed : part.status, isRevealed: !part.isSealed)
        var results = ActivityResults(
            activity: activity, turnout: Turnout(answered: part.answered, joined: joined, answers: part.answers))
        results.groups = part.groups.map { IdeaGroup(id: $0.id, name: $0.name) }
        if let rules = kind.writing {
            for idea in part.ideas { results.ideas.append(try self.idea(idea, rules)) }
        }
        for ballot in part.ballots { results.ballots.append(try self.ballot(ballot)) }
        return results
    }

    private func require(_ holds: Bool, _ field: String) throws(BundleFault) {
        try BundleImport.require(holds, "\(place).\(field)")
    }

    private func checkOrigins(_ kind: any ActivityKind) throws(BundleFault) {
        guard let carried = kind as? CarriedKind else { return }
        for origin in carried.options.compactMap(\.origin) {
            for text in [origin.workshop, origin.title, origin.item] {
                try BundleImport.requireText(
                    text, limit: Workshop.titleLimit, "\(place).definition.options", mayBeEmpty: true)
            }
        }
    }

    private func idea(_ idea: Bundle.IdeaPart, _ rules: WritingRules) throws(BundleFault) -> AuthoredIdea {
        try require(Self.isMark(idea.answer), "ideas.answer")
        try require(idea.group == nil || idea.group.map(groups.contains) == true, "ideas.group")
        switch idea.status {
        case .visible, .hidden:
            try BundleImport.requireText(idea.text, limit: rules.characterLimit, "\(place).ideas.text")
        case .withdrawn:
            try require(idea.text.isEmpty && idea.details.isEmpty && idea.lenses.isEmpty, "ideas.text")
        case .retracted: throw BundleFault("\(place).ideas.status")
        }
        for (name, value) in idea.details {
            try require(name == "sort" || name == "builds-on" || name.hasPrefix("part-"), "ideas.details")
            try require(Option.isValid(id: name), "ideas.details")
            try BundleImport.requireText(value, limit: rules.characterLimit, "\(place).ideas.details")
        }
        try require(idea.lenses.count <= 200, "ideas.lenses")
        for (name, value) in idea.lenses {
            try require((1...64).contains(name.utf8.count) && Self.isFieldName(name), "ideas.lenses")
            try BundleImport.requireText(value, limit: 2000, "\(place).ideas.lenses")
        }
        var read = Idea(
            id: idea.id, text: idea.text, status: idea.status, group: idea.group, details: Ballot(idea.details))
        read.lenses = Ballot(idea.lenses)
        return AuthoredIdea(idea: read, pseudonym: idea.answer, source: idea.source)
    }

    private func ballot(_ ballot: Bundle.BallotPart) throws(BundleFault) -> PseudonymousBallot {
        try require(Self.isMark(ballot.answer), "ballots.answer")
        try require(ballot.fields.count <= BallotForm.fieldLimit, "ballots.fields")
        for name in ballot.fields.keys {
            try require((1...128).contains(name.utf8.count) && Self.isFieldName(name), "ballots.fields")
        }
        let read = Ballot(ballot.fields)
        let written = read.written
        for (name, value) in ballot.fields {
            let isWritten = written[name] != nil
            try BundleImport.requireText(
                value, limit: isWritten ? LocalizedText.limit : 200, "\(place).ballots.fields.\(name)")
            if isWritten { continue }
            // No form takes more: sums of them stay within what a number can hold.
            let most = name.hasSuffix("estimate") ? 1e12 : 999_999_999
            try require(Double(value).map { abs($0) <= most } ?? true, "ballots.fields.\(name)")
        }
        return PseudonymousBallot(pseudonym: ballot.answer, ballot: read, source: ballot.source)
    }

    private static func isFieldName(_ name: String) -> Bool {
        name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"):
                true
            default: false
            }
        }
    }
}

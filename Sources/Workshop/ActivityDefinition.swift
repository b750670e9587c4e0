/// An activity as methods and agendas carry it: its words and rules, without anything that has happened.
public struct ActivityDefinition: Sendable, Equatable, Codable {
    /// The name by which other activities of the agenda refer to it: 1 to 32 letters, digits and hyphens, unique.
    public var name: String
    /// The agenda's words for the step.
    public var title: LocalizedText
    /// The question.
    public var prompt: LocalizedText
    /// The planned length in minutes, in ``minuteRange``.
    public var minutes: Int
    /// What only the facilitator reads.
    public var notes: LocalizedText?
    /// Where the items come from for each of which the activity is asked once; nil when it is asked once in all.
    public var per: ItemReference?
    /// The earlier activity that asked the same, with which the result is compared.
    public var follows: String?
    /// What its answers say of the intervention; nil when it is not asked to evaluate it.
    public var level: EvaluationLevel?
    /// What it asks, with its rules.
    public var kind: AnyActivityKind

    /// The minutes that a step may be planned, or timed, to take.
    public static let minuteRange = 0...600

    /// A definition with the given content.
    public init(
        name: String, title: LocalizedText, prompt: LocalizedText, minutes: Int, notes: LocalizedText? = nil,
        per: ItemReference? = nil, follows: String? = nil, level: EvaluationLevel? = nil, kind: some ActivityKind
    ) {
        self.name = name
        self.title = title
        self.prompt = prompt
        self.minutes = minutes
        self.notes = notes
        self.per = per
        self.follows = follows
        self.level = level
        self.kind = AnyActivityKind(kind)
    }

    private enum CodingKeys: String, CodingKey {
        case name = "id"
        case title, prompt, minutes, notes, per, follows, level
    }

    /// Reads the fields, and those of the kind beside them.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        title = try container.decode(LocalizedText.self, forKey: .title)
        prompt = try container.decode(LocalizedText.self, forKey: .prompt)
        minutes = try container.decode(Int.self, forKey: .minutes)
        notes = try container.decodeIfPresent(LocalizedText.self, forKey: .notes)
        per = try container.decodeIfPresent(ItemReference.self, forKey: .per)
        follows = try container.decodeIfPresent(String.self, forKey: .follows)
        level = try container.decodeIfPresent(EvaluationLevel.self, forKey: .level)
        kind = try AnyActivityKind(from: decoder)
    }

    /// Writes the fields, and those of the kind beside them.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(title, forKey: .title)
        try container.encode(prompt, forKey: .prompt)
        try container.encode(minutes, forKey: .minutes)
        try container.encodeIfPresent(notes, forKey: .notes)
        try container.encodeIfPresent(per, forKey: .per)
        try container.encodeIfPresent(follows, forKey: .follows)
        try container.encodeIfPresent(level, forKey: .level)
        try kind.encode(to: encoder)
    }

    /// The names of the activities that it takes items from or is compared with.
    public var references: [String] {
        var names: [String] = []
        if let per { names.append(per.from) }
        if let follows { names.append(follows) }
        if case .earlier(let reference)? = kind.kind.items { names.append(reference.from) }
        if let about = kind.kind.about { names.append(about) }
        return names
    }

    /// Checks the definition by itself.
    ///
    /// - Throws: ``RuleError`` naming the field.
    public func check() throws(RuleError) {
        guard Option.isValid(id: name) else { throw RuleError("id", .invalid) }
        guard !title.texts.isEmpty else { throw RuleError("title", .missing) }
        guard !prompt.texts.isEmpty else { throw RuleError("prompt", .missing) }
        try Self.minuteRange.check(minutes, "minutes")
        try per?.check("per")
        try kind.kind.check()
    }

    /// Reads a ballot out of the fields of a form.
    ///
    /// - Parameters:
    ///   - fields: The fields as they were sent, with or without the activity's (``BallotForm/activityField``), which is
    ///     passed over, and without others that belong to the page.
    ///   - targets: The items for each of which the activity is asked; empty when it is asked once.
    /// - Throws: ``FieldRefusal``; nothing is half accepted.
    public func ballot(
        _ fields: [(name: String, value: String)], targets: [Item], _ context: BallotContext
    ) throws(FieldRefusal) -> Ballot {
        if per == nil { return try ballot(BallotForm(fields), context) }
        let forms = try BallotForm.parts(fields, of: targets)
        let stored = context.stored.parts
        var whole: [(String, String)] = []
        for target in targets {
            var part = context
            part.stored = stored[target.id] ?? Ballot()
            let answer = try ballot(forms[target.id] ?? BallotForm(nothingFor: target.id), part)
            whole += answer.fields.map { ("\(target.id)/\($0.name)", $0.value) }
        }
        return Ballot(whole)
    }

    private func ballot(_ form: BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        var form = form
        let ballot = try kind.kind.ballot(&form, context)
        try form.finish()
        return ballot
    }

    /// How many answers `ballot` holds, for the turnout.
    public func answers(in ballot: Ballot, targets: [Item]) -> Int {
        if per == nil { return kind.kind.answers(in: ballot) }
        let parts = ballot.parts
        return targets.reduce(0) { sum, target in sum + (parts[target.id].map { kind.kind.answers(in: $0) } ?? 0) }
    }

    /// Whether answers to `other` are answers to this one: words, notes and minutes may differ.
    public func hasSameRules(as other: ActivityDefinition) -> Bool {
        kind == other.kind && per == other.per
    }

    /// The answers that `ballot` holds, with the target that each is for; empty when the activity is asked once.
    public func rows(of ballot: Ballot, targets: [Item]) -> [(target: String, row: AnswerRow)] {
        if per == nil { return kind.kind.rows(of: ballot).map { ("", $0) } }
        let parts = ballot.parts
        return targets.flatMap { target in
            kind.kind.rows(of: parts[target.id] ?? Ballot()).map { (target.id, $0) }
        }
    }

    /// The result: for each target under its heading, or once.
    public func results(_ ballots: [Ballot], targets: [Item], _ items: [Item]) -> [ResultBlock] {
        if per == nil { return kind.kind.results(ballots, items) }
        let parts = ballots.map(\.parts)
        return targets.flatMap { target in
            [.heading(target.label)] + kind.kind.results(parts.map { $0[target.id] ?? Ballot() }, items)
        }
    }

    /// The comparison with what was answered before: for each target under its heading, or once.
    public func comparison(before: [Ballot], after: [Ballot], targets: [Item], _ items: [Item]) -> [ResultBlock] {
        if per == nil { return kind.kind.comparison(before: before, after: after, items) }
        let (before, after) = (before.map(\.parts), after.map(\.parts))
        return targets.flatMap { target -> [ResultBlock] in
            let part = kind.kind.comparison(
                before: before.map { $0[target.id] ?? Ballot() }, after: after.map { $0[target.id] ?? Ballot() }, items)
            return part.isEmpty ? [] : [.heading(target.label)] + part
        }
    }
}

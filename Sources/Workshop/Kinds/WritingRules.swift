/// What participants may write for others to see: ideas, questions, offers.
public struct WritingRules: Sendable, Equatable {
    /// What of the others' texts a participant sees while writing.
    public enum Sharing: String, Sendable, Codable, CaseIterable {
        /// None, until they are revealed.
        case silent
        /// Three at a time.
        case suggestive
        /// All.
        case collaborative
    }

    /// The most characters in one text, counted as people count them.
    public var characterLimit: Int
    /// The most texts of one participant.
    public var perPerson: Int
    /// What is seen of the others' texts.
    public var sharing: Sharing
    /// What the text itself answers; nil for the kind's own words.
    public var label: LocalizedText?
    /// The sorts of text that the author chooses between, such as offers and requests; empty for one sort.
    public var sorts: [Option]
    /// Further questions that belong to each text, in order; the text itself answers the first.
    public var parts: [Option]
    /// The identifiers of the parts that are shown also where they are not answered.
    public var alwaysShown: [String] = []
    /// Whether texts of different sorts in one group are a match, as an offer and a request are.
    public var sortsMatch = false

    /// The characters of one text that a facilitator may allow, and those where nothing is stated.
    public static let characters = 1...2000, usualCharacters = 280
    /// The texts of one participant that a facilitator may allow, and those where nothing is stated.
    public static let texts = 1...50, usualTexts = 5

    /// Rules with the given limits; the usual ones where none are stated.
    public init(
        characterLimit: Int? = nil, perPerson: Int? = nil, sharing: Sharing = .silent, label: LocalizedText? = nil,
        sorts: [Option] = [],
        parts: [Option] = []
    ) {
        self.characterLimit = characterLimit ?? Self.usualCharacters
        self.perPerson = perPerson ?? Self.usualTexts
        self.sharing = sharing
        self.label = label
        self.sorts = sorts
        self.parts = parts
    }
}

extension WritingRules {
    /// Checks the limits that a kind states.
    ///
    /// - Throws: ``RuleError``.
    static func check(characterLimit: Int?, perPerson: Int?) throws(RuleError) {
        try characters.check(characterLimit, "characterLimit")
        try texts.check(perPerson, "perPerson")
    }

    /// Reads what belongs to a text beside the text itself.
    ///
    /// - Parameters:
    ///   - fields: `sort`, one of ``sorts``, needed when there are any; `part-PART` for each of ``parts``; `builds-on`.
    ///   - builtOn: The identifiers that `builds-on` may name, and must; nil when texts stand alone.
    /// - Throws: ``FieldRefusal``.
    public func details(
        _ fields: [(name: String, value: String)], builtOn: Set<String>?
    ) throws(FieldRefusal) -> Ballot {
        var form = try BallotForm(fields)
        var details = Ballot()
        if !sorts.isEmpty {
            guard let sort = try form.option("sort", of: Set(sorts.map(\.id))) else {
                throw FieldRefusal("sort", .missingChoice)
            }
            details["sort"] = sort
        }
        if let builtOn {
            guard let id = try form.option("builds-on", of: builtOn) else {
                throw FieldRefusal("builds-on", .missingChoice)
            }
            details["builds-on"] = id
        }
        for part in parts {
            details["part-\(part.id)"] = try form.text("part-\(part.id)", limit: characterLimit)
        }
        try form.finish()
        return details
    }

    /// The form of one text and what belongs to it, as it is printed and entered from paper: the fields of
    /// ``details(_:builtOn:)`` and `text`.
    ///
    /// - Parameters:
    ///   - label: What the text itself answers.
    ///   - items: What the text may build on; empty when it stands alone.
    ///   - shown: What the fields hold.
    public func controls(label: Label, builtOn items: [Item], shown: Ballot) -> [Control] {
        var controls: [Control] = []
        if !items.isEmpty {
            controls.append(
                .list(
                    .init(
                        field: "builds-on", label: .phrase("ideas_choose_built"),
                        entries: [.init(value: "", label: .typed("–"), isChosen: false)]
                            + items.map { .init(value: $0.id, label: $0.label, isChosen: shown["builds-on"] == $0.id) })
                ))
        }
        if !sorts.isEmpty {
            controls.append(
                .choices(
                    .init(
                        field: "sort", label: .phrase("ideas_choose_sort"),
                        choices: sorts.map {
                            .init(value: $0.id, label: .localized($0.text), isChosen: shown["sort"] == $0.id)
                        })))
        }
        controls.append(
            .text(.init(field: "text", label: label, value: shown["text"] ?? "", limit: characterLimit)))
        return controls
            + parts.map { part in
                let field = "part-\(part.id)"
                return .text(
                    .init(
                        field: field, label: .localized(part.text), value: shown[field] ?? "", limit: characterLimit))
            }
    }
}

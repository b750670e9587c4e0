/// What an activity kind is: everything that a screen, the store or an export needs to know of it.
///
/// A kind is a value that holds its rules, as methods and agendas carry them. A new kind is a folder beside this file,
/// a line in ``AnyActivityKind/all``, and the strings `kind_<name>` and `kind_<name>_…` in the language files.
public protocol ActivityKind: Codable, Equatable, Sendable {
    /// Its name in files, forms and exports.
    static var name: String { get }
    /// What a facilitator sets, in the order in which forms ask for it.
    static var settings: [Setting] { get }

    /// Where its items come from; nil when it asks about nothing but its question.
    var items: ItemSource? { get }
    /// How few items it can ask about: 2 where it sets one against another.
    var leastItems: Int { get }
    /// What participants may write for others to see; nil when they write nothing of that sort.
    var writing: WritingRules? { get }
    /// Whether its items are the texts that its own participants write.
    var asksAboutOwnTexts: Bool { get }
    /// The name of the earlier activity whose ideas and result it shows; nil when it shows its own.
    var about: String? { get }
    /// Whether each sending adds to the ballot that is stored, instead of taking its place.
    var accumulates: Bool { get }
    /// Whether the form depends on what others have answered.
    var usesOthers: Bool { get }
    /// Whether it asks anything at all; a page of information does not.
    var takesBallots: Bool { get }
    /// Whether its answers are for their author alone: a result tells only how many there are.
    var isPrivate: Bool { get }

    /// Checks that the rules hold together.
    ///
    /// - Throws: ``RuleError`` naming the rule.
    func check() throws(RuleError)

    /// Reads a ballot out of a form.
    ///
    /// - Throws: ``FieldRefusal`` naming the field that has to be changed. Nothing is half accepted.
    func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot

    /// The parts of the form.
    func controls(_ context: BallotContext) -> [Control]

    /// How many answers a ballot holds, for the turnout: 1 unless the kind counts something else.
    func answers(in ballot: Ballot) -> Int

    /// The answers that a ballot holds, one by one, as rows of an export.
    func rows(of ballot: Ballot) -> [AnswerRow]

    /// What `ballots` over `items` add up to: the same for the same ballots in any order.
    func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock]

    /// How the answers differ between an earlier round, or the same question before, and this one.
    func comparison(before: [Ballot], after: [Ballot], _ items: [Item]) -> [ResultBlock]

    /// The items in order of the result, with shared places; empty when the kind does not order items.
    func order(_ ballots: [Ballot], _ items: [Item]) -> [PlacedItem]

    /// How many people stand behind the place of the item `item`: by default, all who have answered.
    func people(behind item: String, in ballots: [Ballot]) -> Int

    /// What ``numbers(in:_:)`` are; nil when groups of people are not compared in this kind.
    var compared: ComparedNumber? { get }

    /// The numbers by which groups of people are compared, by item, under the empty text for the whole ballot; nil when
    /// the ballot does not count.
    func numbers(in ballot: Ballot, _ items: [Item]) -> [String: Double]?
}

/// One answer of a ballot, as a row of an export.
public struct AnswerRow: Sendable, Equatable {
    /// What was answered, such as `dots` or `place`.
    public var field: String
    /// The identifier of the item that it concerns; empty when it concerns none.
    public var item: String
    /// The answer.
    public var value: String

    /// The answer `value` in `field` on `item`.
    public init(field: String, item: String, value: String) {
        self.field = field
        self.item = item
        self.value = value
    }

    /// The item that it concerns: an answer that names one of those asked about, and concerns none, is about that one.
    public func item(among isAsked: (String) -> Bool) -> String { item.isEmpty && isAsked(value) ? value : item }
}

/// What a form is made and read with.
public struct BallotContext: Sendable {
    /// The items asked about.
    public let items: [Item]
    private let known: ItemIdentifiers?
    /// What the form shows: what was typed and not accepted, else what is stored.
    public var shown: Ballot
    /// What is stored.
    public var stored: Ballot
    /// Every ballot of the activity, where the kind ``ActivityKind/usesOthers``; else empty.
    public var others: [Ballot]
    /// What was answered before in the activity that this one follows, if it is revealed.
    public var before: [Ballot]
    /// A number that is this participant's own in this activity, for an order that is random but stays.
    public var seed: UInt64

    /// The identifiers of the items.
    public var identifiers: ItemIdentifiers { known ?? ItemIdentifiers(items.lazy.map(\.id)) }

    /// A context. Who asks again and again gives the items' identifiers, too.
    public init(
        items: [Item], identifiers: ItemIdentifiers? = nil, shown: Ballot = Ballot(), stored: Ballot = Ballot(),
        others: [Ballot] = [],
        before: [Ballot] = [], seed: UInt64 = 0
    ) {
        self.items = items
        known = identifiers
        self.shown = shown
        self.stored = stored
        self.others = others
        self.before = before
        self.seed = seed
    }
}

extension ActivityKind {
    /// None.
    public var items: ItemSource? { nil }
    /// One.
    public var leastItems: Int { 1 }
    /// Nothing.
    public var writing: WritingRules? { nil }
    /// Its items come from elsewhere, or there are none.
    public var asksAboutOwnTexts: Bool { false }
    /// Its own.
    public var about: String? { nil }
    /// Each sending takes the place of the one before.
    public var accumulates: Bool { false }
    /// The form is the same whatever others have answered.
    public var usesOthers: Bool { false }
    /// It asks.
    public var takesBallots: Bool { true }
    /// The result is for all.
    public var isPrivate: Bool { false }
    /// One for each ballot that answers anything.
    public func answers(in ballot: Ballot) -> Int { ballot.isEmpty ? 0 : 1 }
    /// One row for each field: what stands before the first hyphen of its name is the field, what stands behind it the
    /// item.
    public func rows(of ballot: Ballot) -> [AnswerRow] {
        ballot.fields.map { answer in
            let (name, value) = (answer.name, answer.value)
            guard let hyphen = name.firstIndex(of: "-") else { return AnswerRow(field: name, item: "", value: value) }
            return AnswerRow(
                field: String(name[..<hyphen]), item: String(name[name.index(after: hyphen)...]), value: value)
        }
    }
    /// No comparison.
    public func comparison(before: [Ballot], after: [Ballot], _ items: [Item]) -> [ResultBlock] { [] }
    /// All who have answered.
    public func people(behind item: String, in ballots: [Ballot]) -> Int { ballots.count { !$0.isEmpty } }
    /// Groups are not compared.
    public var compared: ComparedNumber? { nil }
    /// None.
    public func numbers(in ballot: Ballot, _ items: [Item]) -> [String: Double]? { nil }
    /// No order.
    public func order(_ ballots: [Ballot], _ items: [Item]) -> [PlacedItem] { [] }

    func isEqual(to other: any ActivityKind) -> Bool { other as? Self == self }
}

/// A kind that takes no ballots: what is written in it is written text by text, or it asks nothing.
public protocol BallotlessKind: ActivityKind {}

extension BallotlessKind {
    /// None.
    public var takesBallots: Bool { false }
    /// Nothing.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot { Ballot() }
    /// Nothing beside the place to write, if there is one.
    public func controls(_ context: BallotContext) -> [Control] { [] }
    /// Nothing beside the texts themselves, if there are any.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] { [] }
}

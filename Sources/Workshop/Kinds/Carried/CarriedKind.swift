/// What an earlier workshop brought: its items can be voted on and built upon here, and the trail back to where they came
/// from is kept.
public struct CarriedKind: BallotlessKind {
    /// `carried`
    public static let name = "carried"
    /// What a facilitator sets.
    public static let settings: [Setting] = []

    /// The items, each with its origin.
    public var options: [Option]

    /// What was carried over.
    public init(options: [Option]) {
        self.options = options
    }

    /// What was carried over.
    public var items: ItemSource? { .own(options) }

    /// Checks the items and that each says where it came from.
    public func check() throws(RuleError) {
        try ItemSource.own(options).check("options")
        if options.contains(where: { $0.origin == nil }) { throw RuleError("options", .missing) }
    }

    /// The items, one by one.
    public func controls(_ context: BallotContext) -> [Control] { options.map { .note(.localized($0.text)) } }
}

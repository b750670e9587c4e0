/// What a programme takes from one workshop.
public struct WorkshopFigures: Sendable, Equatable {
    /// How the answers before were got.
    public enum Baseline: Sendable, Equatable {
        /// They were given before.
        case measured
        /// They were given afterwards, about how it was then; never pooled with measured ones.
        case retrospective
    }

    /// How the answers before were got.
    public var baseline: Baseline
    /// How many pairs there are.
    public var pairs: Int
    /// Their mean change, in points.
    public var mean: Double
    /// Their standard deviation, in points; nil for one pair.
    public var standardDeviation: Double?
    /// The people who took part.
    public var attended: Int
    /// The hours that the workshop took of each participant; nil where it was not recorded.
    public var hours: Double?
    /// The cost in kronor; nil where it was not recorded.
    public var cost: Double?

    /// The figures of a workshop with `change`.
    public init(
        _ change: WorkshopChange, attended: Int, hours: Double? = nil, cost: Double? = nil,
        baseline: Baseline = .measured
    ) {
        self.baseline = baseline
        self.attended = attended
        self.hours = hours
        self.cost = cost
        pairs = change.pairs
        mean = change.mean
        standardDeviation = change.standardDeviation
    }

    /// Whether the workshop is pooled with others: measured before, and enough pairs to be shown itself.
    ///
    /// A workshop under that gate stays out of every sum too: what is published of the others would else be subtracted
    /// from the pooled figure, and leave the few people it must not show.
    public var isPooled: Bool { baseline == .measured && Gate.change(pairs: pairs).isEmpty && standardDeviation != nil }
}

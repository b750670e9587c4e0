/// Several workshops evaluated together, by type of intervention.
public struct Programme: Sendable, Equatable {
    /// One type of intervention.
    public struct Intervention: Sendable, Equatable {
        /// Its workshops that are pooled.
        public let workshops: Int
        /// Their pairs.
        public let pairs: Int
        /// Its workshops that are not: too few pairs, or rated afterwards.
        public let leftOut: Int
        /// The pooled effect; nil under three workshops, or where nobody's change differs from anybody's.
        public let effect: PooledEffect?
        /// What its pooled workshops took.
        public let outlay: Outlay
        /// Kronor per participant and point of change, where the effect is over 0.
        public let costPerPoint: Double?
        /// What is missing before it may be ranked; nothing if it may.
        public let missing: [Shortfall]
        /// The probability that it has the greatest effect of those ranked; nil where it is not ranked.
        public fileprivate(set) var probabilityOfBest: Double?

        /// Whether it may be ranked.
        public var isRanked: Bool { missing.isEmpty && effect != nil }
    }

    /// The types, in the order in which they were given.
    public let interventions: [Intervention]
    /// The variance within workshops s²ₚ, in points squared, pooled over all workshops of all types: one where everybody
    /// changed alike would have an own variance of 0 and infinite weight. Nil without workshops to pool.
    public let withinVariance: Double?
    /// The places of the ranked types in ``interventions``, the greatest effect first; empty under two.
    public let ranking: [Int]

    /// The evaluation of workshops by type.
    public init(_ types: [[WorkshopFigures]]) {
        let pooled = types.map { $0.filter(\.isPooled) }
        let all = pooled.joined()
        let freedom = all.reduce(0) { $0 + $1.pairs - 1 }
        let squares = all.reduce(0.0) { sum, workshop in
            let deviation = workshop.standardDeviation ?? 0
            return sum + Double(workshop.pairs - 1) * deviation * deviation
        }
        let variance = freedom > 0 ? squares / Double(freedom) : nil
        withinVariance = variance
        var interventions = zip(types, pooled).map { given, pooled in
            let pairs = pooled.reduce(0) { $0 + $1.pairs }
            let outlay = Outlay(pooled)
            let effect = variance.flatMap { PooledEffect(pooled, withinVariance: $0) }
            return Intervention(
                workshops: pooled.count, pairs: pairs, leftOut: given.count - pooled.count, effect: effect,
                outlay: outlay, costPerPoint: effect.flatMap(outlay.costPerPoint),
                missing: Gate.ranked(workshops: pooled.count, pairs: pairs))
        }
        let ranked = interventions.indices.filter { interventions[$0].isRanked }
        let effects = ranked.compactMap { interventions[$0].effect }
        let beliefs = effects.map {
            BestProbabilities.Belief(
                mean: $0.mean, standardError: $0.standardError, degreesOfFreedom: Double($0.workshops - 1))
        }
        if Gate.ranking(types: ranked.count).isEmpty, let probabilities = BestProbabilities.of(beliefs) {
            for (index, probability) in zip(ranked, probabilities) {
                interventions[index].probabilityOfBest = probability
            }
            // Equal effects keep the order in which they were given.
            ranking = zip(ranked, effects.map(\.mean)).sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
        } else {
            ranking = []
        }
        self.interventions = interventions
    }
}

/// From how much on a figure is shown.
public enum Gate {
    /// The fewest pairs of a workshop's change.
    public static let pairs = 8
    /// The fewest workshops of a pooled effect.
    public static let workshops = 3
    /// The fewest types of intervention in a ranking, and the fewest pairs of each.
    public static let types = 2, pairsOfType = 30
    /// The fewest workshops of a range for the next one.
    public static let workshopsOfPrediction = 5
    /// The least probability of being best with which a type is called the best.
    public static let probability = 0.9

    /// What is missing before a workshop's change may be shown; nothing if it may.
    public static func change(pairs: Int) -> [Shortfall] { missing([(.pairs, pairs, Self.pairs)]) }

    /// What is missing before a pooled effect may be shown; `workshops` are those whose own change may be.
    public static func effect(workshops: Int) -> [Shortfall] { missing([(.workshops, workshops, Self.workshops)]) }

    /// What is missing before a type may take part in a ranking.
    public static func ranked(workshops: Int, pairs: Int) -> [Shortfall] {
        missing([(.workshops, workshops, Self.workshops), (.pairs, pairs, pairsOfType)])
    }

    /// What is missing before there may be a ranking; `types` are those that may take part.
    public static func ranking(types: Int) -> [Shortfall] { missing([(.types, types, Self.types)]) }

    private static func missing(_ counts: [(Shortfall.Measure, has: Int, needs: Int)]) -> [Shortfall] {
        counts.filter { $0.has < $0.needs }.map { Shortfall(measure: $0.0, has: $0.has, needs: $0.needs) }
    }
}

/// What is missing before something may be shown.
public struct Shortfall: Sendable, Equatable {
    /// What is counted.
    public enum Measure: String, Sendable, CaseIterable {
        /// Pairs of answers before and after.
        case pairs
        /// Workshops whose change may be shown.
        case workshops
        /// Types of intervention that may be ranked.
        case types
    }

    /// What there is too little of.
    public let measure: Measure
    /// How many there are.
    public let has: Int
    /// How many are needed.
    public let needs: Int
    /// How many more would do.
    public var missing: Int { needs - has }

    /// A shortfall of the given figures.
    public init(measure: Measure, has: Int, needs: Int) {
        self.measure = measure
        self.has = has
        self.needs = needs
    }
}

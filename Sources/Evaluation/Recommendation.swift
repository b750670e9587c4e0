/// What may be said of a programme; the words are chosen elsewhere.
public enum Recommendation: Sendable, Equatable {
    /// Too little for a ranking: the types that are missing, and what each type lacks, in their order.
    case insufficient(types: [Shortfall], each: [[Shortfall]])
    /// Enough for a ranking by number, but there is none: nobody's change differs from anybody's in any workshop, or the
    /// uncertainties of the types are some ten thousand times apart.
    case incomparable
    /// No type's interval is over 0: no improvement has been shown of any, whichever was measured highest.
    case noneAboveZero(highest: Int)
    /// No type has both the highest measured change and the highest probability of being best.
    case noDifference
    /// One has the highest measured change so far, and that is not enough to name it the best; `isAboveZero` says whether
    /// its own interval is over 0.
    case leading(Int, probability: Double, isAboveZero: Bool)
    /// One is expected to have the greatest effect of those ranked: with a probability of at least 0.9, and its own
    /// interval over 0.
    case best(Int, probability: Double)
}

extension Programme {
    /// What the figures carry. Numbers are places in ``interventions``; those that are not ranked are no part of any
    /// comparison, and have to be named beside it.
    public var recommendation: Recommendation {
        guard let first = ranking.first, let leader = interventions[first].effect,
            let probability = interventions[first].probabilityOfBest
        else {
            let types = Gate.ranking(types: interventions.count { $0.missing.isEmpty })
            return types.isEmpty ? .incomparable : .insufficient(types: types, each: interventions.map(\.missing))
        }
        let ranked = ranking.map { interventions[$0] }
        guard ranked.contains(where: { $0.effect?.interval.isAboveZero == true }) else {
            return .noneAboveZero(highest: first)
        }
        let others = ranked.dropFirst().compactMap(\.probabilityOfBest)
        // Quadrature is right to 1e-8: what is closer than that is equal.
        guard others.allSatisfy({ probability > $0 + 1e-7 }) else { return .noDifference }
        if probability >= Gate.probability, leader.interval.isAboveZero {
            return .best(first, probability: probability)
        }
        return .leading(first, probability: probability, isAboveZero: leader.interval.isAboveZero)
    }
}

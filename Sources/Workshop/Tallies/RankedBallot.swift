/// One voter's order of some options, which are numbered from 0.
public struct RankedBallot: Sendable, Equatable {
    /// The place of each option: smaller is better, equal places are equal ranks, nil is unranked. Every ranked option
    /// is preferred to every unranked one; between unranked ones there is no preference.
    public let places: [Int?]

    /// A ballot with the given places.
    public init(places: [Int?]) {
        self.places = places
    }

    /// Whether any option is ranked.
    public var isEmpty: Bool { places.allSatisfy { $0 == nil } }

    /// The places with unranked options behind every ranked one.
    var complete: [Int] { places.map { $0 ?? .max } }
}

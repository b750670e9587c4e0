/// Places from 1 that ties share: the next place skips as many ("1 2 2 4").
public enum SharedPlaces {
    /// The place of each score; the highest comes first.
    public static func places(of scores: [some Comparable]) -> [Int] {
        scores.map { own in 1 + scores.count { $0 > own } }
    }
}

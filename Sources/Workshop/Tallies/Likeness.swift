/// How alike short texts are, to suggest likely duplicates. It compares letters, not meaning: it finds the same need in
/// nearly the same words, and misses one that is put in other words. It never decides anything.
///
/// A text is taken in lower case and as words; punctuation is left out, and letters keep their dots and accents (in
/// Swedish å, ä and ö are letters of their own). Words of fewer than ``shortestWord`` letters are left out unless the
/// text has no others: "och", "att", "för" are in every text. Texts with other numbers in them are not alike, whatever
/// their words: bus 28 is not bus 218. Each word, with a mark at both ends, gives its sequences
/// of three letters, so that endings ("skola", "skolan", "skolor") matter little. Two texts are as alike as the
/// Sørensen–Dice coefficient of their sets of sequences: twice those in common by the sum of both (L. R. Dice, 1945).
public struct Likeness: Sendable {
    /// The fewest letters of a word that is compared.
    public static let shortestWord = 4
    /// From this likeness on, two texts are likely duplicates. Measured: see the tests.
    public static let threshold = 0.5
    /// With how many of the texts before it a text is paired at the most, the most alike ones: a thousand equal texts would
    /// otherwise be half a million pairs, and these say no more.
    public static let mostPartners = 10

    private let least: Double
    private var letters: [Character: UInt64] = [:]
    private var sequences: [UInt64: Int] = [:]
    private var sizes: [Int] = []
    private var numbers: [Set<String>] = []
    // For each sequence the texts that hold it.
    private var holders: [[Int32]] = []
    private var common: [Int32] = []
    /// The pairs of the texts so far that are alike enough, by place in the order in which they were added.
    public private(set) var pairs: [(first: Int, second: Int, likeness: Double)] = []

    /// A comparison that knows no text yet, and finds what is at least `threshold` alike.
    public init(threshold: Double = threshold) { least = threshold }

    /// How many texts it knows.
    public var count: Int { sizes.count }

    /// Compares one more text with all before it. The work grows with the sequences that it has in common with them.
    public mutating func add(_ text: String) {
        let (place, set) = (sizes.count, set(of: text))
        let own = Self.numbers(in: text)
        for sequence in set {
            if sequence == holders.count { holders.append([]) }
            for other in holders[sequence] { common[Int(other)] += 1 }
            holders[sequence].append(Int32(place))
        }
        var partners: [(first: Int, second: Int, likeness: Double)] = []
        for other in 0..<place where common[other] > 0 {
            let value = 2 * Double(common[other]) / Double(set.count + sizes[other])
            common[other] = 0
            guard value >= least, own.isEmpty || numbers[other].isEmpty || own == numbers[other] else { continue }
            if partners.count == Self.mostPartners {
                guard let last = partners.last, value > last.likeness else { continue }
                partners.removeLast()
            }
            let behind = partners.firstIndex { $0.likeness < value } ?? partners.count
            partners.insert((other, place, value), at: behind)
        }
        pairs += partners
        sizes.append(set.count)
        numbers.append(own)
        common.append(0)
    }

    /// The words of a text that have a digit in them.
    private static func numbers(in text: String) -> Set<String> {
        guard text.contains(where: \.isNumber) else { return [] }
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        return Set(words.filter { $0.contains(where: \.isNumber) }.map { String($0) })
    }

    /// The numbers of a text's sequences of three letters, each once, in order: new ones are the next that are free.
    private mutating func set(of text: String) -> [Int] {
        var words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        let long = words.filter { $0.count >= Self.shortestWord }
        if !long.isEmpty { words = long }
        var found: Set<Int> = []
        for word in words {
            // 0 is the mark at both ends; equal characters have equal numbers however they are encoded.
            let marked = [0] + word.map { number(of: $0) } + [0]
            for start in 0..<(marked.count - 2) {
                let sequence = marked[start] << 42 | marked[start + 1] << 21 | marked[start + 2]
                let known = sequences[sequence] ?? sequences.count
                sequences[sequence] = known
                found.insert(known)
            }
        }
        return found.sorted()
    }

    private mutating func number(of letter: Character) -> UInt64 {
        if let known = letters[letter] { return known }
        let number = UInt64(letters.count + 1)
        letters[letter] = number
        return number
    }
}

/// Two visible ideas that are likely duplicates.
public struct AlikePair: Sendable, Equatable {
    /// The one with the lower identifier.
    public var first: Idea
    /// The other one.
    public var second: Idea
    /// How alike they are, from 0 to 1.
    public var likeness: Double

    /// A pair of ideas that are so much alike.
    public init(first: Idea, second: Idea, likeness: Double) {
        self.first = first
        self.second = second
        self.likeness = likeness
    }
}

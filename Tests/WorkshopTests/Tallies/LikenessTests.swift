import Testing
import Workshop

@Suite("Likeness")
struct LikenessTests {
    /// Needs of one workshop, no two of them the same.
    private static let needs = [
        "Anhöriga till äldre får olika besked beroende på vem de ringer.",
        "Äldre som bor ensamma kan inte larma när de är utomhus.",
        "Hemtjänsten lägger mycket tid på att köra bil mellan besöken.",
        "Personer med flera diagnoser måste berätta samma sak för varje ny kontakt.",
        "Nattpersonalen saknar stöd när två akuta lägen kommer samtidigt.",
        "Elever som är borta mycket från skolan upptäcks för sent.",
        "Skolbussar går halvtomma samtidigt som äldre saknar resa.",
        "Det slängs mycket skolmat, mest på fredagar.",
        "Vi vet inte hur mycket våra byggprojekt påverkar klimatet.",
        "Samma kvarter svämmar över vid varje skyfall.",
        "Fukt i äldre lokaler upptäcks först när någon mår dåligt.",
        "Den som inte har e-legitimation fastnar i våra e-tjänster.",
        "Synpunkter från invånare stannar hos en handläggare.",
    ]

    /// The same in nearly the same words: a letter slips, halves change places, a word falls out, words come before.
    private static func varied(_ text: String, _ random: inout SplitMix64) -> String {
        var words = text.filter { $0 != "." }.split(separator: " ").map { String($0) }
        for change in (0..<5).shuffled(using: &random).prefix(3) {
            switch change {
            case 0 where words.count > 5: words.remove(at: Int.random(in: 0..<words.count, using: &random))
            case 1:
                guard let place = words.indices.filter({ words[$0].count > 5 }).randomElement(using: &random) else {
                    continue
                }
                var letters = Array(words[place])
                letters.swapAt(2, 3)
                words[place] = String(letters)
            case 2: words = Array(words[(words.count / 2)...] + words[..<(words.count / 2)])
            case 3: words = ["Vi", "behöver", "att"] + words
            default: words += ["i", "kommunen!"]
            }
        }
        return words.joined(separator: " ")
    }

    @Test("two thousand equal texts are few pairs, and each is among them")
    func equalTexts() {
        let texts = Array(repeating: "Laddstolpar vid skolan", count: 2000)
        let pairs = Likeness.pairs(texts)
        #expect(pairs.count <= texts.count * Likeness.mostPartners)
        #expect(Set(pairs.map(\.second)) == Set(1..<2000))
    }

    @Test("the most alike ones are kept, in whatever order they come")
    func closestPartners() {
        let half = (0..<30).map { "Laddstolpar vid skolan \(["norra", "södra", "östra"][$0 % 3])entren \($0 % 3)" }
        for place in [0, 15, 30] {
            var texts = half
            texts.insert("Laddstolpar vid biblioteket", at: place)
            let pairs = Likeness.pairs(texts + ["laddstolpar, vid biblioteket!"])
            #expect(pairs.contains { $0.first == place && $0.second == 31 && $0.likeness == 1 })
        }
    }

    @Test("at the threshold 98 of 100 varied texts are found, and no two different needs are taken for the same")
    func threshold() {
        var random = SplitMix64(seed: 7)
        var found = 0
        for need in Self.needs {
            for _ in 0..<20 where Likeness.of(need, Self.varied(need, &random)) >= Likeness.threshold { found += 1 }
        }
        #expect(Double(found) / Double(Self.needs.count * 20) >= 0.98)
        #expect(Likeness.pairs(Self.needs).isEmpty)
    }

    @Test("punctuation, case and the way that letters are encoded make no difference; å is not a")
    func equal() {
        #expect(Likeness.of("Bättre  CYKELVÄGAR, tack!", "bättre cykelvägar tack") == 1)
        #expect(Likeness.of("Kafe\u{301}et", "Kaféet") == 1)
        #expect(Likeness.of("Håll", "Hall") < 1)
        #expect(Likeness.of("Laddstolpar vid skolan", "Laddstolpar på skolan!") == 1)
        #expect(Likeness.of("", "Skola") == 0)
        #expect(Likeness.of("!?", "!?") == 0)
    }

    @Test("the index finds what comparing every pair finds, the most alike first")
    func everyPair() {
        var random = SplitMix64(seed: 11)
        let texts = Self.needs.flatMap { [$0, Self.varied($0, &random)] }
        let found = Likeness.pairs(texts, threshold: 0.3)
        var count = 0
        for first in texts.indices {
            for second in texts.indices where second > first {
                let value = Likeness.of(texts[first], texts[second])
                let match = found.first { $0.first == first && $0.second == second }
                #expect(match?.likeness == (value >= 0.3 ? value : nil))
                if value >= 0.3 { count += 1 }
            }
        }
        #expect(found.count == count && count >= Self.needs.count)
        #expect(found.map(\.likeness) == found.map(\.likeness).sorted(by: >))
    }

    @Test("texts that differ in a number are not taken for duplicates; the same number, or one without, may be")
    func numbers() {
        #expect(Likeness.pairs(["Mer plats på kontoret 28", "Mer plats på kontoret 218"]).isEmpty)
        #expect(Likeness.pairs(["Buss 3 går för sällan", "Buss 4 går för sällan"]).isEmpty)
        #expect(Likeness.pairs(["Buss 3 går för sällan", "Buss 3 går alltför sällan"]).count == 1)
        #expect(Likeness.pairs(["Bussen går för sällan", "Buss 3 går för sällan"]).count == 1)
    }
}

extension Likeness {
    /// The pairs of `texts` that are at least `threshold` alike, by place, the most alike first.
    fileprivate static func pairs(
        _ texts: [String], threshold: Double = threshold
    ) -> [(first: Int, second: Int, likeness: Double)] {
        var likeness = Likeness(threshold: threshold)
        for text in texts { likeness.add(text) }
        return likeness.pairs.sorted { ($1.likeness, $0.first, $0.second) < ($0.likeness, $1.first, $1.second) }
    }

    /// How alike two texts are, from 0 to 1.
    fileprivate static func of(_ first: String, _ second: String) -> Double {
        pairs([first, second], threshold: 0).first?.likeness ?? 0
    }
}

/// Which plural form a whole number takes in a language.
///
/// The rules are written as in Unicode CLDR (UTS 35, part 3, 5.1), for whole numbers: relations `n = 1`, `n % 10 = 2..4`
/// or `n % 100 != 12,14`, joined by `and` within `or`. A number that no rule takes has the form `other`.
struct PluralRules: Sendable {
    /// One relation: whether the number, or its remainder, lies in some ranges.
    private struct Relation: Sendable {
        var divisor: Int?
        var isNegated: Bool
        var ranges: [ClosedRange<Int>]

        func holds(for number: Int) -> Bool {
            let value = divisor.map { number % $0 } ?? number
            return ranges.contains { $0.contains(value) } != isNegated
        }
    }

    /// The alternatives of each form, in order of the form's name; each alternative is a list of what must hold.
    private let forms: [(name: String, alternatives: [[Relation]])]

    /// Reads rules by the name of their form; nil if one cannot be read.
    init?(_ texts: [String: String]) {
        var forms: [(name: String, alternatives: [[Relation]])] = []
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            var alternatives: [[Relation]] = []
            for alternative in Self.split(text, "or") {
                var relations: [Relation] = []
                for part in Self.split(alternative, "and") {
                    guard let relation = Self.relation(part) else { return nil }
                    relations.append(relation)
                }
                alternatives.append(relations)
            }
            if alternatives.isEmpty { return nil }
            forms.append((name, alternatives))
        }
        self.forms = forms
    }

    /// The names of the forms, `other` included.
    var names: Set<String> { Set(forms.map(\.name)).union(["other"]) }

    /// The form of `number`; a negative number has that of its amount.
    func form(of number: Int) -> String {
        let amount = Int(clamping: number.magnitude)
        let form = forms.first { form in
            form.alternatives.contains { $0.allSatisfy { $0.holds(for: amount) } }
        }
        return form?.name ?? "other"
    }

    private static func split(_ text: String, _ word: String) -> [String] {
        text.split(separator: " ").split(separator: Substring(word)).map { $0.joined(separator: " ") }
    }

    private static func relation(_ text: String) -> Relation? {
        let words = text.split(separator: " ")
        guard words.count == 3 || words.count == 5, words[0] == "n" else { return nil }
        var divisor: Int?
        if words.count == 5 {
            guard words[1] == "%", let number = Int(words[2]), number > 0 else { return nil }
            divisor = number
        }
        guard let sign = words.dropLast().last, sign == "=" || sign == "!=", let list = words.last else { return nil }
        var ranges: [ClosedRange<Int>] = []
        for part in list.split(separator: ",") {
            let ends = part.split(separator: ".").compactMap { Int($0) }
            guard let least = ends.first, let most = ends.last, ends.count <= 2, least <= most else { return nil }
            ranges.append(least...most)
        }
        return Relation(divisor: divisor, isNegated: sign == "!=", ranges: ranges)
    }
}

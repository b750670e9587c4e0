import Evaluation
import Exports
import Workshop

/// What a programme's figures say, in sentences that each name where their figures stand.
struct ProgrammeWords {
    let wording: Wording
    let programme: Programme
    /// The names of the types, in the order of the programme's interventions.
    let types: [String]

    /// A sentence with the place of the figures behind it.
    struct Sentence {
        var text: String
        var place: String
    }

    /// Whether one intervention may be pointed out.
    var isEnough: Bool {
        if case .best = programme.recommendation { return true }
        return false
    }

    /// What may be said, the most important first.
    var sentences: [Sentence] {
        let ranked = programme.ranking.count
        var sentences: [Sentence] = []
        func say(_ key: String, _ place: String, _ arguments: [String: String] = [:]) {
            sentences.append(Sentence(text: wording.text(key, arguments), place: place))
        }
        switch programme.recommendation {
        case .best(let index, let probability):
            say(
                "programme_best", "types",
                ["type": types[index], "types": wording.whole(ranked), "percent": percent(probability)])
            sentences += measured(index)
        case .leading(let index, let probability, let isAboveZero):
            say(
                "programme_leading", "types",
                ["type": types[index], "types": wording.whole(ranked), "percent": percent(probability)])
            sentences += measured(index)
            if !isAboveZero { say("programme_leading_zero", Self.place(index), ["type": types[index]]) }
        case .noneAboveZero(let index):
            say("programme_none_above", "types", ["type": types[index]])
            sentences += measured(index)
        case .noDifference: say("programme_no_difference", "types")
        case .incomparable: say("programme_incomparable", "workshops")
        case .insufficient(let shortfalls, let each):
            say("programme_insufficient", "types")
            for shortfall in shortfalls {
                sentences.append(
                    Sentence(text: wording.count("programme_types_now", shortfall.has), place: "types"))
            }
            for (index, missing) in each.enumerated() {
                sentences += missing.map { Sentence(text: lack($0, of: index), place: Self.place(index)) }
            }
        }
        for index in types.indices where programme.interventions[index].effect?.interval.isBelowZero == true {
            say("programme_below", Self.place(index), ["type": types[index]])
        }
        let unranked = types.indices.filter { !programme.interventions[$0].isRanked }
        if ranked > 0, !unranked.isEmpty {
            say("programme_unranked", "types", ["types": unranked.map { types[$0] }.joined(separator: ", ")])
        }
        return sentences
    }

    /// The anchor of a type's part of the forest plot.
    static func place(_ index: Int) -> String { "type-\(index + 1)" }

    private func measured(_ index: Int) -> [Sentence] {
        guard let effect = programme.interventions[index].effect else { return [] }
        let text = wording.text(
            "programme_measured",
            [
                "type": types[index], "change": wording.signed(effect.mean, decimals: 1),
                "low": wording.decimal(effect.interval.lower, decimals: 1),
                "high": wording.decimal(effect.interval.upper, decimals: 1),
                "pairs": wording.count("programme_count_pairs", effect.pairs),
                "workshops": wording.count("programme_count_workshops", effect.workshops),
            ])
        return [Sentence(text: text, place: Self.place(index))]
    }

    /// What a type lacks, and how many more would do.
    func lack(_ shortfall: Shortfall, of index: Int) -> String {
        let key = shortfall.measure == .pairs ? "programme_lack_pairs" : "programme_lack_workshops"
        return wording.count(key, shortfall.missing, ["type": types[index]])
    }

    /// A probability in whole percent; what is not certain is not called so.
    func percent(_ probability: Double) -> String {
        if probability > 0.99 { return wording["programme_over"] }
        if probability < 0.01 { return wording["programme_under"] }
        // What is under the gate is not rounded up to it.
        let isUnder = probability < Gate.probability
        let percent = (probability * 100).rounded(isUnder ? .down : .toNearestOrAwayFromZero)
        return wording.text("percent", ["number": String(Int(percent))])
    }

    /// A figure with its interval.
    func range(_ middle: Double, _ interval: Interval) -> String {
        wording.text(
            "programme_range",
            [
                "middle": wording.signed(middle, decimals: 2), "low": wording.decimal(interval.lower, decimals: 2),
                "high": wording.decimal(interval.upper, decimals: 2),
            ])
    }

    /// An interval alone.
    func between(_ interval: Interval) -> String {
        wording.text(
            "programme_between",
            [
                "low": wording.decimal(interval.lower, decimals: 2),
                "high": wording.decimal(interval.upper, decimals: 2),
            ])
    }
}

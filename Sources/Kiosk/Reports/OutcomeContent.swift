import Exports
import Workshop

/// What a programme tells beside the index, as the template of its report shows it: a table for each level.
struct OutcomeContent {
    let wording: Wording
    /// The name of a type of intervention.
    let name: (String) -> String

    /// The tables of the levels of which anything is told.
    func levels(_ outcomes: [ProgrammeOutcome]) -> [[String: Any]] {
        ProgrammeOutcome.Level.allCases.compactMap { level in
            let rows = outcomes.filter { $0.level == level }
            guard !rows.isEmpty else { return nil }
            return [
                "id": "level-\(level.rawValue)", "title": wording["outcome_\(level.rawValue)"],
                "help": wording["outcome_\(level.rawValue)_help"],
                "head": wording[level == .learning ? "outcome_questions" : "outcome_asked"],
                "figure": wording[figure(of: rows)],
                "rows": rows.map { row in
                    [
                        "text": text(row), "type": name(row.intervention), "value": value(row),
                        "answers": answers(row), "workshops": wording.whole(row.workshops),
                    ]
                },
            ]
        }
    }

    private func figure(of rows: [ProgrammeOutcome]) -> String {
        switch rows.first?.value {
        case .mean: "outcome_mean"
        case .quiz: "outcome_right"
        default: "outcome_share"
        }
    }

    private func text(_ row: ProgrammeOutcome) -> String {
        if case .quiz(let counts) = row.value { return wording.count("outcome_quiz", counts.questions) }
        return row.text?.text(in: wording.code) ?? ""
    }

    private func answers(_ row: ProgrammeOutcome) -> String {
        guard case .quiz(let counts) = row.value else { return wording.whole(row.answers) }
        return wording.text(
            "outcome_before_after",
            ["before": wording.whole(counts.before.answered), "after": wording.whole(counts.after.answered)])
    }

    private func value(_ row: ProgrammeOutcome) -> String {
        switch row.value {
        case .mean(let mean, let points):
            return wording.text(
                "outcome_mean_of", ["mean": wording.decimal(mean, decimals: 1), "points": wording.whole(points)])
        case .share(let count):
            guard let interval = WilsonInterval(successes: count, of: row.answers) else { return "" }
            return wording.text(
                "outcome_share_of",
                [
                    "share": percent(Double(count) / Double(row.answers)), "count": wording.whole(count),
                    "low": percent(interval.lower), "high": percent(interval.upper),
                ])
        case .quiz(let counts):
            guard let before = counts.before.share, let after = counts.after.share else { return "" }
            let shares = wording.text("outcome_before_after", ["before": percent(before), "after": percent(after)])
            guard let gain = counts.gain else { return shares }
            return shares + ". " + wording.text("outcome_gain", ["gain": wording.signed(gain, decimals: 2)])
        }
    }

    private func percent(_ share: Double) -> String {
        wording.text("percent", ["number": String(Int((share * 100).rounded()))])
    }
}

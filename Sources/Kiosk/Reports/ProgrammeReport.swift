import Evaluation
import Exports
import Workshop

/// The report of a programme: one HTML document that needs nothing beside itself.
public struct ProgrammeReport: Sendable {
    /// The most workshops of a type in the forest plot; the others stand in the table alone.
    private static let plotted = 60

    private let pages: Pages

    /// Reports made of `assets`.
    ///
    /// - Throws: `AssetError` when something is missing.
    public init(assets: Assets) throws(AssetError) {
        pages = try Pages(assets: assets)
    }

    init(pages: Pages) {
        self.pages = pages
    }

    /// The report of `data`. The same workshops give the same bytes, in whatever order they were read.
    ///
    /// - Parameters:
    ///   - language: The language code of its words; an unknown one gives Swedish.
    ///   - isPaper: Whether it is only printed.
    public func html(_ data: ProgrammeData, language: String, isPaper: Bool = false) -> [UInt8] {
        let assets = pages.assets
        let wording = assets.languages[language] ?? assets.defaultWording
        return pages.standalone(
            wording, main: "programme", title: wording["programme_title"], isPaper: isPaper, content(data, wording))
    }

    /// What the template of the report shows.
    func content(_ data: ProgrammeData, _ wording: Wording) -> [String: Any] {
        let types = types(of: data)
        let grouped = types.map { type in data.workshops.filter { $0.intervention == type } }
        let programme = Programme(grouped.map { $0.compactMap(\.figures) })
        let words = ProgrammeWords(
            wording: wording, programme: programme, types: types.map { name(of: $0, wording) })
        // Only of workshops whose own number is shown: else it would be found by subtraction.
        let shown = data.workshops.map(\.learning).filter { Gate.change(pairs: $0.changes.count).isEmpty }
        let pairs = shown.reduce(0) { $0 + $1.changes.count }
        let untyped = data.workshops.count {
            $0.intervention.isEmpty && Gate.change(pairs: $0.learning.changes.count).isEmpty
        }
        var content: [String: Any] = [
            "basis": wording.count("programme_basis", data.workshops.count),
            "attended": wording.count(
                "programme_attended", data.workshops.reduce(0) { $0 + $1.attended },
                ["pairs": wording.whole(pairs)]),
            "unpaired": shown.isEmpty
                ? "" : wording.count("programme_unpaired", shown.reduce(0) { $0 + $1.withoutPair }),
            "isEnough": words.isEnough,
            "verdict": wording[words.isEnough ? "programme_enough" : "programme_not_enough"],
            "sentences": words.sentences.map { ["text": $0.text, "place": $0.place] },
            "groups": Self.inOrder(groups(grouped, words), programme),
            "types": Self.inOrder(rows(words), programme),
            "workshops": data.workshops.map { row($0, words) },
            "followUps": followUps(grouped, words),
            "levels": OutcomeContent(wording: wording) { name(of: $0, wording) }.levels(data.outcomes),
            "power": wording.text(
                "programme_method_power",
                [
                    "list": [8, 12, 25, 40].compactMap { pairs in
                        Power.detectable(pairs: pairs).map {
                            wording.text(
                                "programme_method_power_entry",
                                ["pairs": wording.whole(pairs), "size": wording.decimal($0, decimals: 2)])
                        }
                    }.joined(separator: "; ")
                ]),
        ]
        content["lacksPairs"] = data.workshops.allSatisfy { $0.learning.changes.isEmpty }
        if untyped > 0 { content["untyped"] = wording.count("programme_untyped", untyped) }
        if data.copies > 0 { content["copies"] = wording.count("programme_copies", data.copies) }
        return content
    }

    /// What there is for each type, the ranked ones first, in their order.
    private static func inOrder(_ rows: [[String: Any]], _ programme: Programme) -> [[String: Any]] {
        let ranked = programme.ranking
        return (ranked + rows.indices.filter { !ranked.contains($0) }).map { rows[$0] }
    }

    /// The types of intervention that workshops were of, in the order in which the record offers them.
    private func types(of data: ProgrammeData) -> [String] {
        let used = Set(data.workshops.map(\.intervention)).subtracting([""])
        let known = pages.assets.record.interventions.map(\.id)
        return known.filter(used.contains) + used.subtracting(known).sorted()
    }

    private func name(of type: String, _ wording: Wording) -> String {
        if type.isEmpty { return wording["programme_no_type"] }
        return pages.assets.record.interventions.first { $0.id == type }?.text.text(in: wording.code)
            ?? wording.text("programme_unknown_type", ["type": type])
    }

    // MARK: The forest plot

    private func groups(_ grouped: [[WorkshopOutcome]], _ words: ProgrammeWords) -> [[String: Any]] {
        let shown = grouped.map { workshops in
            workshops.compactMap { outcome in
                WorkshopChange(outcome.learning.changes).flatMap { change in
                    Gate.change(pairs: change.pairs).isEmpty ? (outcome: outcome, change: change) : nil
                }
            }
        }
        let changes = shown.flatMap { $0.prefix(Self.plotted) }.map(\.change)
        let effects = words.programme.interventions.compactMap(\.effect)
        let intervals = changes.compactMap(\.interval) + effects.map(\.interval) + effects.compactMap(\.prediction)
        let plot = ForestPlot(changes.map(\.mean) + intervals.flatMap { [$0.lower, $0.upper] })
        let mostPairs = changes.map(\.pairs).max() ?? 1
        return zip(shown, words.programme.interventions).enumerated().map { index, group -> [String: Any] in
            let (workshops, intervention) = group
            var rows = workshops.prefix(Self.plotted).map { outcome, change -> [String: Any] in
                [
                    "label": outcome.title, "pairs": words.wording.whole(change.pairs),
                    "change": change.interval.map { words.range(change.mean, $0) }
                        ?? words.wording.signed(change.mean, decimals: 2),
                    "square": plot.square(
                        change.mean, change.interval, share: Double(change.pairs) / Double(mostPairs)),
                ]
            }
            if let effect = intervention.effect {
                rows.append([
                    "label": words.wording["programme_forest_pooled"], "isPooled": true,
                    "pairs": words.wording.whole(effect.pairs), "change": words.range(effect.mean, effect.interval),
                    "diamond": plot.diamond(effect.mean, effect.interval),
                ])
                if let prediction = effect.prediction {
                    rows.append([
                        "label": words.wording["programme_forest_prediction"], "isPooled": true,
                        "change": words.between(prediction), "prediction": plot.line(prediction),
                    ])
                }
            }
            var content: [String: Any] = [
                "id": ProgrammeWords.place(index), "name": words.types[index], "rows": rows, "any": !rows.isEmpty,
                "zero": plot.zero, "ticks": plot.ticks(words.wording),
            ]
            let more = workshops.count - Self.plotted
            if more > 0 { content["more"] = words.wording.count("programme_forest_more", more) }
            return content
        }
    }

    // MARK: The tables

    private func rows(_ words: ProgrammeWords) -> [[String: Any]] {
        let wording = words.wording
        let nothing = wording["programme_nothing"]
        return words.programme.interventions.enumerated().map { index, intervention -> [String: Any] in
            let outlay = intervention.outlay
            func from(_ figure: String?, _ workshops: Int) -> String {
                figure.map { wording.count("programme_from", workshops, ["figure": $0]) } ?? nothing
            }
            var missing = intervention.missing.map { words.lack($0, of: index) }
            if missing.isEmpty, intervention.effect == nil { missing = [wording["programme_lack_spread"]] }
            return [
                "name": words.types[index],
                "workshops": intervention.leftOut == 0
                    ? wording.whole(intervention.workshops)
                    : wording.text(
                        "programme_of",
                        [
                            "count": wording.whole(intervention.workshops),
                            "all": wording.whole(intervention.workshops + intervention.leftOut),
                        ]),
                "pairs": wording.whole(intervention.pairs),
                "effect": intervention.effect.map { words.range($0.mean, $0.interval) } ?? nothing,
                "probability": intervention.probabilityOfBest.map(words.percent) ?? nothing,
                "cost": from(
                    outlay.costPerParticipant.map { wording.whole(Int($0.rounded())) }, outlay.workshopsWithCost),
                "hours": from(
                    outlay.hoursPerParticipant.map { wording.decimal($0, decimals: 1) }, outlay.workshopsWithHours),
                "costPerPoint": intervention.costPerPoint.map { wording.whole(Int($0.rounded())) } ?? nothing,
                "missing": missing.isEmpty ? nothing : missing.joined(separator: " "),
            ]
        }
    }

    private func row(_ outcome: WorkshopOutcome, _ words: ProgrammeWords) -> [String: Any] {
        let wording = words.wording
        let nothing = wording["programme_nothing"]
        var row: [String: Any] = [
            "title": outcome.title, "code": outcome.code,
            "date": outcome.date.isEmpty ? nothing : outcome.date,
            "type": name(of: outcome.intervention, wording), "attended": wording.whole(outcome.attended),
            "pairs": wording["programme_few"], "change": nothing, "better": nothing, "same": nothing, "worse": nothing,
            "p": nothing, "g": nothing,
        ]
        guard let change = WorkshopChange(outcome.learning.changes), Gate.change(pairs: change.pairs).isEmpty
        else {
            return row
        }
        row["pairs"] = wording.whole(change.pairs)
        row["change"] =
            change.interval.map { words.range(change.mean, $0) } ?? wording.signed(change.mean, decimals: 2)
        row["better"] = wording.whole(change.better)
        row["same"] = wording.whole(change.same)
        row["worse"] = wording.whole(change.worse)
        if let rank = change.signedRank {
            row["p"] =
                rank.probability < 0.001
                ? "<\u{00A0}" + wording.decimal(0.001, decimals: 3)
                : wording.decimal(rank.probability, decimals: 3)
        }
        if let size = change.effectSize { row["g"] = wording.decimal(size.g, decimals: 2) }
        return row
    }

    private func followUps(_ grouped: [[WorkshopOutcome]], _ words: ProgrammeWords) -> [[String: Any]] {
        let later = Programme(grouped.map { $0.flatMap(\.followUpFigures) })
        return zip(words.types, later.interventions).compactMap { name, intervention in
            intervention.effect.map { effect in
                [
                    "name": name, "workshops": words.wording.whole(effect.workshops),
                    "pairs": words.wording.whole(effect.pairs), "effect": words.range(effect.mean, effect.interval),
                ]
            }
        }
    }
}

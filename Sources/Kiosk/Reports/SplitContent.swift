import Workshop

/// A result by a background question, or why there is none, as the template of the report shows it.
struct SplitContent {
    /// The table; nil where there is none.
    private(set) var table: [String: Any]?
    /// Why there is none; nil where there is one, or nobody expects it.
    private(set) var reason: String?

    init(_ activity: ActivityResults, _ workshop: Workshop, _ assets: Assets, _ wording: Wording) {
        guard let unit = activity.activity.kind.compared, activity.activity.definition.per == nil,
            let question = assets.background.first(where: { $0.id == workshop.split })
        else { return }
        func words(_ text: LocalizedText) -> String {
            text.text(in: wording.code, or: workshop.language)
        }
        let name = ["question": words(question.name)]
        guard let split = activity.split else {
            let isLater = activity.activity.status != .final || workshop.isAsking
            reason = wording.text(isLater ? "split_later" : "split_hidden", name)
            return
        }
        let groups = (question.options.map { ($0.id, words($0.text)) } + [("", wording["background_none"])])
            .filter { split.people.counts[$0.0] != nil }
        func cell(_ mean: Double) -> String {
            switch unit {
            case .chosen: wording.text("percent", ["number": String(Int((mean * 100).rounded()))])
            case .amount: wording.decimal(mean, decimals: 1)
            }
        }
        table = [
            "caption": wording.text("split_caption", name),
            "groups": groups.map { id, label in
                wording.text(
                    "split_group", ["group": label, "count": wording.whole(split.people.counts[id] ?? 0)])
            },
            "rows": split.rows.compactMap { row -> [String: Any]? in
                let item = activity.items.first { $0.id == row.item }
                guard row.item.isEmpty || item != nil else { return nil }
                let label =
                    item.map { wording.words($0.label, fallback: workshop.language) }
                    ?? wording[unit == .chosen ? "split_right" : "split_index"]
                return ["label": label, "cells": groups.map { cell(row.means[$0.0] ?? 0) }]
            },
        ]
    }
}

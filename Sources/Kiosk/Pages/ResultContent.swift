import Workshop

/// Turns the parts of a result into what templates show.
struct ResultWriter {
    let wording: Wording
    /// The language of the workshop.
    let fallback: String
    /// The most rows of one table of bars.
    var limit = Int.max
    /// The reader's own answers by item, as they are to be marked.
    var own: [String: String] = [:]
    /// What the display points at.
    var pointed: String?
    /// Whether the first place is marked with a word of its own.
    var marksFirst = false
    /// Whether it is shown how a result was counted, and not only the result.
    var showsAsides = true
    /// Whether a picture's table is left to screen readers where the picture itself tells the numbers.
    var showsPictures = false

    private func words(_ label: Label) -> String { wording.words(label, fallback: fallback) }

    /// What the templates of `blocks` show, in sections that each begin with a heading.
    func sections(_ blocks: [ResultBlock]) -> [String: Any] {
        var sections: [[ResultBlock]] = [[]]
        let parts = blocks.flatMap { block in
            if case .aside(let parts) = block { showsAsides ? parts : [] } else { [block] }
        }
        for block in parts {
            if case .heading = block { sections.append([]) }
            sections[sections.count - 1].append(block)
        }
        let numbered = Array(sections.enumerated()).filter { !$0.element.isEmpty }
        let shown = numbered.map(\.element)
        // The sections beside each other; what stands before the first heading goes across.
        let headed = shown.count { if case .heading = $0.first { true } else { false } }
        return [
            "sections": numbered.map { section, blocks -> [String: Any] in
                ["blocks": content(blocks, section: section), "hasSeveral": blocks.count(where: \.isFigure) > 1]
            },
            "columns": headed >= 3 ? "three" : headed == 2 ? "two" : "one",
        ]
    }

    /// What the templates of `blocks` show.
    private func content(_ blocks: [ResultBlock], section: Int) -> [[String: Any]] {
        var figures = 0
        return blocks.compactMap { block in
            let figure = figures
            if block.isFigure { figures += 1 }
            switch block {
            case .heading(let label): return ["heading": words(label)]
            case .note(let label, _): return ["note": words(label)]
            case .bars(let bars): return ["bars": content(bars) { isPointed($0, section, figure) }]
            case .table(let table):
                return [
                    "table": [
                        "caption": words(table.caption), "columns": table.columns.map(words),
                        "rows": table.rows.map { row -> [String: Any] in
                            [
                                "head": row.cells.first.map(words) ?? "", "cells": row.cells.dropFirst().map(words),
                                "isPointed": row.id.map { isPointed($0, section, figure) } ?? false,
                            ]
                        },
                    ] as [String: Any]
                ]
            case .plot(let plot): return ["plot": content(plot) { isPointed($0, section, figure) }]
            case .words(let list): return list.isEmpty ? nil : ["words": content(list, section: section)]
            case .texts(let texts):
                let items = texts.prefix(limit).map { label -> [String: Any] in
                    let text = words(label)
                    return ["text": text, "isPointed": pointed == Pointable.words(text, section: section)]
                }
                return texts.isEmpty ? nil : ["texts": ["items": items]]
            case .aside: return nil
            }
        }
    }

    /// How many lines the blocks take, for the size of the type on the display.
    func lines(_ blocks: [ResultBlock]) -> Int {
        blocks.reduce(0) { sum, block in
            switch block {
            case .heading, .note: sum + 1
            case .bars(let bars): sum + 1 + min(limit, bars.rows.count)
            case .table(let table): sum + 2 + table.rows.count
            case .plot(let plot): sum + 8 + plot.points.count
            case .words: sum + 8
            case .texts(let texts): sum + min(limit, texts.count) * 2
            case .aside(let parts): showsAsides ? sum + lines(parts) : sum
            }
        }
    }

    private func isPointed(_ id: String, _ section: Int, _ figure: Int) -> Bool {
        pointed != nil && pointed == Pointable.part(id, section: section, figure: figure)
    }

    private func content(_ bars: ResultBlock.Bars, isPointed: (String) -> Bool) -> [String: Any] {
        let whole = bars.whole ?? bars.rows.map(\.amount).max() ?? 1
        let shown = bars.rows.prefix(limit)
        // Where everyone shares the first place, or nobody has anything, there is none to mark.
        let hasFirst = marksFirst && bars.rows.contains { $0.place != 1 } && bars.rows.contains { $0.amount > 0 }
        let hasPlaces = bars.rows.contains { $0.place != nil }
        var content: [String: Any] = [
            "itemHeading": words(bars.itemHeading), "amountHeading": words(bars.amountHeading),
            "hasPlaces": hasPlaces,
            // All numbers get the room of the widest, or each bar would have a scale of its own.
            "digits": min(12, max(1, shown.map { words($0.text).count }.max() ?? 1)),
            "rows": shown.map { row -> [String: Any] in
                var item: [String: Any] = [
                    "text": words(row.label), "amount": words(row.text),
                    "width": whole > 0 ? Int((min(1, max(0, row.amount / whole)) * 100).rounded()) : 0,
                    "isTied": row.isTied, "isFirst": hasFirst && row.place == 1, "isPointed": isPointed(row.id),
                    "isUnplaced": hasPlaces && row.place == nil,
                ]
                if hasFirst, row.place == 1 {
                    item["first"] = wording[row.isTied ? "display_first_tied" : "display_first"]
                }
                if let place = row.place {
                    item["place"] = wording.text(row.isTied ? "place_tied" : "place", ["place": String(place)])
                }
                if let detail = row.detail { item["detail"] = words(detail) }
                if let own = own[row.id] { item["own"] = own }
                return item
            },
        ]
        if let last = shown.last, shown.count < bars.rows.count {
            // A tie that the edge cuts through is said to go on.
            let goesOn = last.place != nil && bars.rows[shown.count].place == last.place
            content["more"] = wording.count(
                goesOn ? "results_more_tied" : "results_more", bars.rows.count - shown.count,
                ["place": String(last.place ?? 0)])
        }
        return content
    }

    private func content(_ plot: ResultBlock.Plot, isPointed: (String) -> Bool) -> [String: Any] {
        let span = max(plot.most - plot.least, .leastNormalMagnitude)
        func place(_ value: Double) -> Double { (value - plot.least) / span * 100 }
        func percent(_ value: Double) -> String { String((place(value) * 10).rounded() / 10) }
        func upside(_ value: Double) -> String { String(((100 - place(value)) * 10).rounded() / 10) }
        func spread(_ middle: Double, _ range: ClosedRange<Double>) -> String {
            wording.text(
                "plot_spread",
                [
                    "middle": wording.decimal(middle, decimals: 1),
                    "low": wording.decimal(range.lowerBound, decimals: 1),
                    "high": wording.decimal(range.upperBound, decimals: 1),
                ])
        }
        return [
            "xLabel": words(plot.xLabel), "yLabel": words(plot.yLabel),
            "points": plot.points.enumerated().map { index, point -> [String: Any] in
                [
                    "number": index + 1, "text": words(point.label), "people": point.people,
                    "isPointed": isPointed(point.id),
                    "cx": percent(point.x), "cy": upside(point.y),
                    "left": percent(point.xQuartiles.lowerBound), "right": percent(point.xQuartiles.upperBound),
                    "top": upside(point.yQuartiles.upperBound), "bottom": upside(point.yQuartiles.lowerBound),
                    "x": spread(point.x, point.xQuartiles), "y": spread(point.y, point.yQuartiles),
                ]
            },
        ]
    }

    private func content(_ list: [ResultBlock.Word], section: Int) -> [String: Any] {
        let most = Double(list.map(\.people).max() ?? 1)
        return [
            // In order of word, so that a word keeps its place while its size grows.
            "cloud": list.sorted { $0.text < $1.text }.map { word -> [String: Any] in
                [
                    "text": word.text, "people": wording.whole(word.people), "isCounted": showsPictures,
                    "size": 1 + Int((Double(word.people) / most * 4).rounded(.down)),
                    "isPointed": pointed == Pointable.words(word.text, section: section),
                ]
            },
            "isPicture": showsPictures,
            "rows": list.prefix(limit).map { ["text": $0.text, "people": $0.people] as [String: Any] },
        ]
    }
}

import Workshop

/// What tests ask of results.
extension [ResultBlock] {
    /// What says how the result was counted.
    var asides: [ResultBlock] {
        flatMap { block -> [ResultBlock] in
            if case .aside(let parts) = block { parts } else { [] }
        }
    }

    /// The tables drawn as bars.
    var bars: [ResultBlock.Bars] {
        compactMap { if case .bars(let bars) = $0 { bars } else { nil } }
    }

    /// The tables of numbers.
    var tables: [ResultBlock.Table] {
        compactMap { if case .table(let table) = $0 { table } else { nil } }
    }

    /// The lists of texts.
    var texts: [[Label]] {
        compactMap { if case .texts(let texts) = $0 { texts } else { nil } }
    }

    /// The plots.
    var plots: [ResultBlock.Plot] {
        compactMap { if case .plot(let plot) = $0 { plot } else { nil } }
    }

    /// The sentences.
    var notes: [Label] {
        compactMap { if case .note(let label, _) = $0 { label } else { nil } }
    }
}

extension [Ballot] {
    /// Ballots of one field each.
    static func each(_ field: String, _ values: [String]) -> [Ballot] {
        values.map { Ballot([field: $0]) }
    }
}

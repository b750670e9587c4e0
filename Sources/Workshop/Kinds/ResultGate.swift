/// Results as documents show them: without the figures of too few people.
extension [ResultBlock] {
    /// The blocks with a remark in the place of what fewer than `least` people stand behind: a part, from its heading on,
    /// whose distribution is of so few; points and rows of that many.
    public func gated(least: Int) -> [ResultBlock] {
        var gated: [ResultBlock] = []
        for part in parts {
            guard part.contains(where: { $0.isOfFew(least) }) else {
                gated += part.map { $0.withoutFew(least) }
                continue
            }
            if case .heading? = part.first { gated.append(part[0]) }
            gated.append(.note(.phrase("result_few")))
        }
        return gated
    }

    /// The parts that headings begin.
    private var parts: [[ResultBlock]] {
        reduce(into: []) { parts, block in
            if case .heading = block { parts.append([]) } else if parts.isEmpty { parts.append([]) }
            parts[parts.count - 1].append(block)
        }
    }
}

extension ResultBlock {
    fileprivate func isOfFew(_ least: Int) -> Bool {
        guard case .bars(let bars) = self, let people = bars.summary?.count ?? bars.base else { return false }
        return people < least
    }

    fileprivate func withoutFew(_ least: Int) -> ResultBlock {
        switch self {
        case .plot(var plot):
            plot.points.removeAll { $0.people < least }
            return .plot(plot)
        case .table(var table):
            table.rows.removeAll { $0.people.map { $0 < least } ?? false }
            return .table(table)
        case .aside(let blocks): return .aside(blocks.gated(least: least))
        case .heading, .note, .bars, .words, .texts: return self
        }
    }
}

extension ActivityDefinition {
    /// The result as documents show it, of at least `least` people for each figure.
    public func results(_ ballots: [Ballot], targets: [Item], _ items: [Item], least: Int) -> [ResultBlock] {
        if per == nil { return results(ballots, targets: targets, items).gated(least: least) }
        let ballots = ballots.map(\.parts)
        return targets.flatMap { target -> [ResultBlock] in
            let parts = ballots.map { $0[target.id] ?? Ballot() }
            let result =
                parts.count { !$0.isEmpty } < least
                ? [.note(.phrase("result_few"))] : kind.kind.results(parts, items).gated(least: least)
            return [.heading(target.label)] + result
        }
    }
}

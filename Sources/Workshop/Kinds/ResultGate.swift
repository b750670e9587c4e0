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
        guard case .bars(let bars) = self, let people = bars.summary?.count ?? bars.base ?? bars.people else {
            return false
        }
        return people < least
    }

    fileprivate func withoutFew(_ least: Int) -> ResultBlock {
        switch self {
        case .note(_, let people?) where people < least: return .note(.phrase("result_few"))
        case .plot(var plot):
            plot.points.removeAll { $0.people < least }
            return plot.points.isEmpty ? .note(.phrase("result_few")) : .plot(plot)
        case .table(var table):
            table.rows.removeAll { $0.people.map { $0 < least } ?? false }
            return table.rows.isEmpty ? .note(.phrase("result_few")) : .table(table)
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

    /// The comparison as documents show it: of at least `least` people each time, for each figure.
    public func comparison(
        before: [Ballot], after: [Ballot], targets: [Item], _ items: [Item], least: Int
    ) -> [ResultBlock] {
        func part(_ before: [Ballot], _ after: [Ballot]) -> [ResultBlock] {
            if [before, after].contains(where: { $0.count { !$0.isEmpty } < least }) { return [] }
            return kind.kind.comparison(before: before, after: after, items).gated(least: least)
        }
        if per == nil { return part(before, after) }
        let (before, after) = (before.map(\.parts), after.map(\.parts))
        return targets.flatMap { target -> [ResultBlock] in
            let part = part(before.map { $0[target.id] ?? Ballot() }, after.map { $0[target.id] ?? Ballot() })
            return part.isEmpty ? [] : [.heading(target.label)] + part
        }
    }
}

extension WorkshopResults {
    /// The result of `activity` as documents show it, with the comparison with the round that it follows, if that is
    /// revealed: of at least `least` people for each figure.
    public func blocks(of activity: ActivityResults, least: Int) -> [ResultBlock] {
        let definition = activity.activity.definition
        let ballots = activity.ballots.map(\.ballot)
        let blocks = definition.results(ballots, targets: activity.targets, activity.items, least: least)
        let earlier = activities.first {
            $0.activity.definition.name == definition.follows && $0.activity.position < activity.activity.position
        }
        guard let earlier, earlier.activity.isRevealed, !earlier.activity.kind.isPrivate else { return blocks }
        return blocks
            + definition.comparison(
                before: earlier.ballots.map(\.ballot), after: ballots, targets: activity.targets, activity.items,
                least: least)
    }
}

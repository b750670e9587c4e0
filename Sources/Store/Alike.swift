import FoundationEssentials
import GRDB
import Workshop
import Threads

/// What the facilitator's console shows of grouping beside ideas and groups.
extension Store {
    /// Adds the log and the likely duplicates to what the facilitator sees.
    static func addLog(
        to snapshot: inout RoomSnapshot, of activity: Identifier, _ visible: [Idea], _ db: Database
    ) throws {
        let arrangement = try Arrangement.fetch(activity, db)
        (snapshot.log, snapshot.undoable) = try log(of: activity, arrangement, db)
        snapshot.latestStep = try latestStep(of: activity, db)
        let parted = try Row.fetchAll(
            db, sql: "SELECT first, second FROM not_alike WHERE activity = ?", arguments: [activity.description]
        ).map { [$0["first"] as String, $0["second"] as String] }
        snapshot.alike = alike(visible, of: activity, parted: Set(parted))
    }

    /// The number of the latest step of `activity`; 0 when there is none.
    static func latestStep(of activity: Identifier, _ db: Database) throws -> Int64 {
        try Int64.fetchOne(
            db, sql: "SELECT ifnull(max(id), 0) FROM step WHERE activity = ?", arguments: [activity.description]) ?? 0
    }

    /// Visible ideas that are likely duplicates and do not lie in one group, but for those that somebody has parted.
    private static func alike(_ visible: [Idea], of activity: Identifier, parted: Set<[String]>) -> [AlikePair] {
        let ideas = visible.sorted { $0.id < $1.id }
        return KnownPairs.pairs(of: ideas.map(\.text), activity).compactMap { pair in
            let (first, second) = (ideas[pair.first], ideas[pair.second])
            if first.group != nil && first.group == second.group { return nil }
            if parted.contains([first.id.description, second.id.description]) { return nil }
            return AlikePair(first: first, second: second, likeness: pair.likeness)
        }
    }
}

/// The pairs of alike texts that were found last, by activity: a console is drawn up to ten times a second, and texts
/// change less often.
private enum KnownPairs {
    private struct Found {
        var texts: [String]
        var pairs: [(first: Int, second: Int, likeness: Double)]
    }

    private static let known = Locked<[Identifier: Found]>([:])

    static func pairs(
        of texts: [String], _ activity: Identifier
    ) -> [(first: Int, second: Int, likeness: Double)] {
        if let found = known.use({ $0[activity] }), found.texts == texts { return found.pairs }
        let pairs = Likeness.pairs(texts)
        known.use { known in
            if known.count >= 20 { known = [:] }
            known[activity] = Found(texts: texts, pairs: pairs)
        }
        return pairs
    }
}

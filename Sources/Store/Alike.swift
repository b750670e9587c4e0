import FoundationEssentials
import GRDB
import Threads
import Workshop

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

    /// The most pairs that are told: nobody goes through more.
    static let mostAlike = 1000

    /// Visible ideas that are likely duplicates and do not lie in one group, but for those that somebody has parted: the
    /// most alike first, ``mostAlike`` at the most.
    private static func alike(_ visible: [Idea], of activity: Identifier, parted: Set<[String]>) -> [AlikePair] {
        let ideas = visible.sorted { $0.id < $1.id }
        let pairs = KnownPairs.pairs(of: ideas, activity).lazy.compactMap { pair -> AlikePair? in
            let (first, second) = (ideas[pair.first], ideas[pair.second])
            if first.group != nil && first.group == second.group { return nil }
            if parted.contains([first.id.description, second.id.description]) { return nil }
            return AlikePair(first: first, second: second, likeness: pair.likeness)
        }
        return Array(pairs.prefix(mostAlike))
    }
}

/// The texts that were compared already, by activity: a console is drawn up to ten times a second while a hall writes, and
/// only what is new has to be compared.
enum KnownPairs {
    private struct Compared: Sendable {
        var likeness = Likeness()
        /// The idea that each compared text is of, and the text that was compared.
        var texts: [Identifier: (text: String, place: Int)] = [:]
    }

    private static let known = ProcessMemory<Identifier, Compared>(limit: 20)

    /// Forgets all texts.
    static func forget() { known.forget() }

    /// The pairs by place in `ideas`, the most alike first.
    static func pairs(
        of ideas: [Idea], _ activity: Identifier
    ) -> [(first: Int, second: Int, likeness: Double)] {
        known.update(activity) { known in
            var compared = known ?? Compared()
            let pairs = pairs(of: ideas, &compared)
            known = compared
            return pairs
        }
    }

    private static func pairs(
        of ideas: [Idea], _ compared: inout Compared
    ) -> [(first: Int, second: Int, likeness: Double)] {
        // Texts that were changed or are gone are left in the comparison, but never so many that they could take the places
        // of all of a text's partners.
        let kept = ideas.count { compared.texts[$0.id]?.text == $0.text }
        if compared.likeness.count - kept > Likeness.mostPartners / 2 { compared = Compared() }
        var placeOf: [Int: Int] = [:]
        placeOf.reserveCapacity(ideas.count)
        for (place, idea) in ideas.enumerated() {
            if let known = compared.texts[idea.id], known.text == idea.text {
                placeOf[known.place] = place
                continue
            }
            placeOf[compared.likeness.count] = place
            compared.texts[idea.id] = (idea.text, compared.likeness.count)
            compared.likeness.add(idea.text)
        }
        let pairs = compared.likeness.pairs.compactMap { pair -> (first: Int, second: Int, likeness: Double)? in
            guard let one = placeOf[pair.first], let other = placeOf[pair.second] else { return nil }
            return (min(one, other), max(one, other), pair.likeness)
        }
        return pairs.sorted { ($1.likeness, $0.first, $0.second) < ($0.likeness, $1.first, $1.second) }
    }
}

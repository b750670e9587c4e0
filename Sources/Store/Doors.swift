import GRDB
import Workshop

/// Who may answer: where a facilitator lets participants in, what is kept of that, and the border at which the answers of
/// others are refused.
///
/// A participant at the door has a random number, so that people in the room can tell each other apart. Nothing that is
/// kept says when or in what order they came (see ``DoorQueue``). The number is forgotten when the next step is opened for
/// answers, or one is closed for good.
extension Store {
    /// Says who may answer, as long as nobody has joined.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`, `.imported`, `.rehearsal`, `.alreadyJoined`.
    public func setAdmission(_ admission: Admission, of code: SpokenCode) async throws -> Workshop {
        try await change(code) { db, stored in
            if stored.workshop.isImported { throw Refusal.imported }
            if stored.workshop.isRehearsal { throw Refusal.rehearsal }
            if stored.workshop.admission == admission { return false }
            if try Self.hasJoined(stored.row, db) { throw Refusal.alreadyJoined }
            try db.execute(
                sql: "UPDATE workshop SET admission = ? WHERE id = ?", arguments: [admission.rawValue, stored.row])
            return true
        }
    }

    /// Does what a facilitator does at the door of the workshop with `code`. Doing it again changes nothing.
    ///
    /// Of several who are let in together, those who are there are let in. The workshop's revision moves on where another
    /// number of participants is counted now, which every file of it tells; else nothing that is exported has changed.
    ///
    /// - Throws: `Refusal.noSuchWorkshop`; `.noOneAtDoor` when nobody is known by the number; `.hasBeenIn` for one to be
    ///   turned away who may have answered: the answers would be left behind, and nobody could have them erased.
    public func act(_ act: DoorAct, atDoorOf code: SpokenCode) async throws -> Workshop {
        let doors = doors
        let workshop = try await writer.write(isCompound: true) { db, _ in
            let stored = try StoredWorkshop.fetch(db, code)
            let joined = try Self.joined(stored, db)
            guard try Self.apply(act, to: stored, db) else { return (stored.workshop, nil) }
            if case .sendBack(let number) = act { doors.putLast(number, in: code) }
            if try Self.joined(stored, db) != joined { try Self.bumpRevision(of: stored.row, db) }
            return (try StoredWorkshop.fetch(db, code).workshop, code)
        }
        switch act {
        case .admit(let numbers): doors.remove(numbers, in: code)
        case .turnAway(let number):
            doors.remove([number], in: code)
            // Who was turned away is nobody any more, on any device.
            memberships.clear()
        case .sendBack: break
        }
        return workshop
    }

    /// Whether `act` has changed anything.
    private static func apply(_ act: DoorAct, to stored: StoredWorkshop, _ db: Database) throws -> Bool {
        let row = stored.row
        switch act {
        case .admit(let numbers):
            // In one go: each statement looks through all participants, and votes wait meanwhile.
            let asked = Set(numbers)
            try db.execute(
                sql: """
                    UPDATE participant SET is_waiting = 0
                    WHERE workshop = ? AND is_waiting AND door_number IN (SELECT value FROM json_each(?))
                    """, arguments: [row, "[\(asked.map { String($0) }.joined(separator: ","))]"])
            let admitted = db.changesCount
            let known = try door(of: stored, db)?.admitted ?? []
            if asked.isDisjoint(with: known) { throw Refusal.noOneAtDoor }
            return admitted > 0
        case .turnAway(let number):
            guard let door = try door(of: stored, db), door.waiting.contains(number) else {
                throw Refusal.noOneAtDoor
            }
            if door.returned.contains(number) { throw Refusal.hasBeenIn }
            try db.execute(
                sql: "DELETE FROM participant WHERE workshop = ? AND door_number = ?", arguments: [row, number])
            return true
        case .sendBack(let number):
            guard let door = try door(of: stored, db), (door.waiting + door.admitted).contains(number) else {
                throw Refusal.noOneAtDoor
            }
            try db.execute(
                sql: """
                    UPDATE participant SET has_been_in = 1, is_waiting = 1
                    WHERE workshop = ? AND door_number = ? AND NOT is_waiting
                    """, arguments: [row, number])
            return db.changesCount > 0
        }
    }

    /// Refuses what comes from a participant who has not been let in. Every answer passes here, whatever page or cookie it
    /// comes with.
    ///
    /// - Throws: `Refusal.notAdmitted`; `.notJoined` for one who was turned away.
    static func requireAdmitted(_ participant: Participant, _ facts: ActivityFacts, _ db: Database) throws {
        guard facts.hasDoor else { return }
        switch try isWaiting(participant, in: facts.workshop, db) {
        case false?: return
        case true?: throw Refusal.notAdmitted
        case nil: throw Refusal.notJoined
        }
    }

    private static func isWaiting(_ participant: Participant, in workshop: Int64, _ db: Database) throws -> Bool? {
        let statement = try db.cachedStatement(
            sql: "SELECT is_waiting FROM participant WHERE id = ? AND workshop = ?")
        return try Bool.fetchOne(statement, arguments: [participant.id.description, workshop])
    }

    /// Who is at the door, ascending by number; nil where there is none.
    static func door(of stored: StoredWorkshop, _ db: Database) throws -> Door? {
        guard stored.workshop.admission == .door else { return nil }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT door_number, is_waiting, has_been_in FROM participant
                WHERE workshop = ? AND door_number IS NOT NULL
                ORDER BY door_number
                """, arguments: [stored.row])
        var door = Door()
        for row in rows {
            let number: Int = row["door_number"]
            if row["is_waiting"] {
                door.waiting.append(number)
                if row["has_been_in"] { door.returned.append(number) }
            } else {
                door.admitted.append(number)
            }
        }
        return door
    }

    /// Everybody who waits at any door, ascending by number.
    static func waiting(_ db: Database) throws -> [(code: SpokenCode, number: Int)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT workshop.code, door_number FROM participant JOIN workshop ON workshop.id = participant.workshop
                WHERE is_waiting AND door_number IS NOT NULL ORDER BY door_number
                """
        ).compactMap { row in
            SpokenCode(row["code"] as String, length: SpokenCode.joinLength).map { ($0, row["door_number"]) }
        }
    }

    /// The number that `participant` is known by at the door; nil where there is none.
    static func doorNumber(of participant: Participant, _ stored: StoredWorkshop, _ db: Database) throws -> Int? {
        guard stored.workshop.admission == .door else { return nil }
        return try Int.fetchOne(
            db, sql: "SELECT door_number FROM participant WHERE id = ?", arguments: [participant.id.description])
    }

    /// Says in a phone's snapshot how its participant stands at the door.
    ///
    /// - Throws: `Refusal.notJoined` for one who was turned away.
    static func addDoor(
        to snapshot: inout PhoneSnapshot, of participant: Participant, _ stored: StoredWorkshop, _ db: Database
    ) throws {
        guard stored.workshop.admission == .door else { return }
        let found = try Row.fetchOne(
            db, sql: "SELECT is_waiting, door_number FROM participant WHERE id = ? AND workshop = ?",
            arguments: [participant.id.description, stored.row])
        guard let row = found else { throw Refusal.notJoined }
        snapshot.isWaiting = row["is_waiting"]
        snapshot.doorNumber = row["door_number"]
    }

    /// Whether anybody has joined the workshop, also one who waits.
    static func hasJoined(_ workshop: Int64, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM participant WHERE workshop = ?)", arguments: [workshop]) ?? false
    }

    /// Forgets the numbers that are of no more use once `act` is done to `activity`, and gives new ones to those who wait
    /// without one where a door opens again.
    ///
    /// Those who were let in lose theirs before answers follow and once they are settled: nothing of the door is to stand
    /// beside them. Those who wait keep theirs until the last step is closed for good.
    static func renewDoorNumbers(
        for act: FacilitatorAct, on activity: Activity, of stored: StoredWorkshop, _ db: Database
    ) throws {
        guard stored.workshop.admission == .door, [.open, .reopen, .finish].contains(act) else { return }
        try db.execute(
            sql: "UPDATE participant SET door_number = NULL WHERE workshop = ? AND NOT is_waiting",
            arguments: [stored.row])
        if act != .finish {
            let nameless = try String.fetchAll(
                db, sql: "SELECT id FROM participant WHERE workshop = ? AND is_waiting AND door_number IS NULL",
                arguments: [stored.row])
            for id in nameless {
                try db.execute(
                    sql: "UPDATE participant SET door_number = ? WHERE id = ?",
                    arguments: [try freeDoorNumber(in: stored.row, db), id])
            }
        } else if isOver(stored.workshop.agenda, finishing: activity) {
            try db.execute(
                sql: "UPDATE participant SET door_number = NULL WHERE workshop = ?", arguments: [stored.row])
        }
    }

    /// Whether nobody is to be let in any more once `activity` is closed for good: the last step is, and none before it is
    /// open or still to come.
    private static func isOver(_ agenda: [Activity], finishing activity: Activity) -> Bool {
        let asking = agenda.filter(\.asks)
        func isFinal(_ other: Activity) -> Bool { other.id == activity.id || other.status == .final }
        guard let last = asking.last, isFinal(last) else { return false }
        return asking.allSatisfy { isFinal($0) || $0.status == .closed }
    }

    /// A random number that nobody at the door of the workshop has: of three digits while there are enough of them.
    static func freeDoorNumber(in workshop: Int64, _ db: Database) throws -> Int {
        let taken = Set(
            try Int.fetchAll(
                db, sql: "SELECT door_number FROM participant WHERE workshop = ? AND door_number IS NOT NULL",
                arguments: [workshop]))
        var digits = 3
        while true {
            let range = Self.power(digits - 1)..<Self.power(digits)
            // Half of them stay free, so that a random one is soon found, and a guessed one is soon nobody's.
            if taken.count(where: range.contains) * 2 < range.count {
                let number = Int.random(in: range)
                if !taken.contains(number) { return number }
            } else {
                digits += 1
            }
        }
    }

    private static func power(_ exponent: Int) -> Int { (0..<exponent).reduce(1) { product, _ in product * 10 } }
}

extension Admission {
    /// What the database says; one of a later version is held to the strictest rule.
    init(stored name: String) {
        self = Admission(rawValue: name) ?? .door
    }

    /// The same question asked of a row of `workshop`, as SQL: whether participants are let in one by one.
    static let isDoorSQL =
        "workshop.admission NOT IN (\(allCases.filter { $0 != .door }.map { "'\($0.rawValue)'" }.joined(separator: ", ")))"
}

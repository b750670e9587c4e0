import Crypto
import FoundationEssentials
import GRDB
import Threads
import Workshop

/// An activity with what only the store knows of it.
struct ActivityFacts {
    var activity: Activity
    /// The row number of its workshop.
    var workshop: Int64
    /// The join code of its workshop.
    var code: SpokenCode
    /// Whether its workshop's participants are let in one by one.
    var hasDoor: Bool
    /// The key of its pseudonyms; nil once it is closed for good.
    var key: PseudonymKey?
    /// What a file has told of answers that are not here; nil where they are counted.
    var told: (answered: Int, answers: Int)?

    private static let selection = """
        SELECT activity.id, activity.workshop, activity.position, activity.definition, activity.status,
               activity.is_revealed, activity.key, activity.timer, activity.is_grouped_by_all,
               activity.told_answered, activity.told_answers, workshop.code,
               \(Admission.isDoorSQL) AS has_door
        FROM activity JOIN workshop ON workshop.id = activity.workshop
        """

    /// The facts of the activity `id`.
    static func fetch(_ db: Database, _ id: Identifier) throws -> ActivityFacts? {
        let statement = try db.cachedStatement(sql: "\(selection) WHERE activity.id = ?")
        return try Row.fetchOne(statement, arguments: [id.description]).map(ActivityFacts.init)
    }

    /// The facts of every activity of a workshop, in agenda order.
    static func fetchAll(_ db: Database, workshop: Int64) throws -> [ActivityFacts] {
        let statement = try db.cachedStatement(sql: "\(selection) WHERE activity.workshop = ? ORDER BY position")
        return try Row.fetchAll(statement, arguments: [workshop]).map(ActivityFacts.init)
    }

    private init(_ row: Row) throws {
        let definition = try Definitions.decode(row["definition"])
        guard let id = Identifier(row["id"] as String), let status = ActivityStatus(rawValue: row["status"]),
            let code = SpokenCode(row["code"] as String, length: SpokenCode.joinLength)
        else { throw StoreError.corrupt(path: "activity") }
        let timer = (row["timer"] as String?).flatMap {
            try? JSONDecoder().decode(ActivityTimer.self, from: Data($0.utf8))
        }
        activity = Activity(
            id: id, position: row["position"], definition: definition, status: status,
            isRevealed: row["is_revealed"], timer: timer)
        activity.isGroupedByAll = row["is_grouped_by_all"]
        workshop = row["workshop"]
        self.code = code
        hasDoor = row["has_door"]
        if let answered = row["told_answered"] as Int?, let answers = row["told_answers"] as Int? {
            told = (answered, answers)
        }
        key = (row["key"] as Data?).map { PseudonymKey(Array($0)) }
    }
}

/// Activities' definitions as the database keeps them: JSON.
enum Definitions {
    /// Definitions by their JSON: pages read the same few again and again, and decoding is most of such a read.
    private static let known = ProcessMemory<String, ActivityDefinition>(limit: 1000)

    /// Forgets all definitions.
    static func forget() { known.forget() }

    static func decode(_ json: String) throws -> ActivityDefinition {
        do {
            return try known.value(json) { try JSONDecoder().decode(ActivityDefinition.self, from: Data(json.utf8)) }
        } catch {
            throw StoreError.corrupt(path: "activity")
        }
    }

    static func encode(_ definition: ActivityDefinition) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(definition), as: UTF8.self)
    }
}

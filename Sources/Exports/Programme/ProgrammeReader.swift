import Evaluation
import FoundationEssentials
import Workshop

/// Reads bundles, one at a time, as one programme. It keeps only what the figures need of each, and the order in which
/// they come changes nothing.
public struct ProgrammeReader: Sendable {
    /// What is kept of one bundle.
    private struct Entry: Sendable {
        var name: String
        var workshop: Bundle.WorkshopPart
        var activities: [Identifier]
        var answers: InstrumentAnswers
        var levels: LevelAnswers
        var sha256: String

        /// Of two bundles of the same workshop the later one counts; equal ones are the same.
        var rank: (Int, Int, String) { (workshop.revision, answers.ballots, sha256) }
    }

    private var entries: [Entry] = []

    /// The most people that a workshop can have had.
    private static let mostPeople = 100_000
    /// The largest number of a record.
    private static let mostRecorded = 1e9

    /// A reader that has read nothing.
    public init() {}

    /// Reads the bundle `bytes`.
    ///
    /// - Parameter name: What errors call it: the file's name.
    /// - Throws: ``ProgrammeError``.
    public mutating func add(_ bytes: [UInt8], name: String) throws(ProgrammeError) {
        let bundle: Bundle
        do {
            bundle = try BundleExport.decode(bytes)
        } catch {
            throw .bundle(error, file: name)
        }
        var workshop = bundle.workshop
        // What no box writes: figures would be made of it that no page can show.
        guard (0...Self.mostPeople).contains(workshop.joined), workshop.revision >= 0 else {
            throw .bundle(.unreadable("its numbers"), file: name)
        }
        workshop.names = nil
        entries.append(
            Entry(
                name: name, workshop: workshop, activities: bundle.activities.map(\.id),
                answers: InstrumentAnswers(bundle), levels: LevelAnswers(bundle), sha256: bundle.sha256))
    }

    /// The programme of what has been read.
    ///
    /// - Throws: ``ProgrammeError/wordingChanged(_:_:_:)`` when two workshops asked the instrument in other words:
    ///   answers to different questions are not compared.
    public func programme() throws(ProgrammeError) -> ProgrammeData {
        let kept = Self.latest(entries).sorted {
            ($0.workshop.record["date"] ?? "", $0.workshop.code, $0.sha256)
                < ($1.workshop.record["date"] ?? "", $1.workshop.code, $1.sha256)
        }
        try Self.compareWordings(kept)
        let followUps = Self.followUps(kept)
        let workshops = kept.enumerated().map { index, entry in
            let (workshop, record) = (entry.workshop, entry.workshop.record)
            return WorkshopOutcome(
                code: workshop.code, title: workshop.title, method: workshop.method,
                intervention: record["intervention"] ?? "", date: record["date"] ?? "",
                hours: Self.number(record["hours"]), cost: Self.number(record["cost"]),
                attended: workshop.joined,
                learning: PairedAnswers(
                    entry.answers.pairs(with: entry.answers.answers[.post] ?? [:]), attended: workshop.joined),
                followUps: followUps[index].map { PairedAnswers($0, attended: workshop.joined) })
        }
        var sums = OutcomeSums()
        for entry in kept {
            sums.add(entry.levels, entry.workshop.record["intervention"] ?? "")
        }
        return ProgrammeData(
            workshops: workshops, outcomes: sums.outcomes, copies: entries.count - kept.count)
    }

    private static func number(_ recorded: String?) -> Double? {
        recorded.flatMap { Double($0) }.flatMap { (0...mostRecorded).contains($0) ? $0 : nil }
    }

    /// For each entry the people who answered there before and in a later workshop, by later workshop.
    ///
    /// What two workshops give depends on these two alone. If a person counted only for the latest workshop among those
    /// chosen, choosing one more would take that person out of another's figure, and subtracting would show them.
    private static func followUps(_ entries: [Entry]) -> [[[(before: [Int?], after: [Int?])]]] {
        var places: [String: [Int]] = [:]
        for (index, entry) in entries.enumerated() {
            for mark in (entry.answers.answers[.pre] ?? [:]).keys { places[mark, default: []].append(index) }
        }
        var found = Array(repeating: [[(before: [Int?], after: [Int?])]](), count: entries.count)
        for entry in entries {
            var pairs: [Int: [(before: [Int?], after: [Int?])]] = [:]
            for (mark, later) in (entry.answers.answers[.followup] ?? [:]).sorted(by: { $0.key < $1.key }) {
                for index in places[mark] ?? [] {
                    pairs[index, default: []].append((entries[index].answers.answers[.pre]?[mark] ?? [], later))
                }
            }
            for (index, people) in pairs { found[index].append(people) }
        }
        return found
    }

    /// The latest bundle of each workshop. Bundles with an activity in common are of the same one, also by way of a third:
    /// its agenda may have been edited between them.
    private static func latest(_ entries: [Entry]) -> [Entry] {
        var parents = Array(entries.indices)
        func root(_ index: Int) -> Int {
            var index = index
            while parents[index] != index { index = parents[index] }
            return index
        }
        var owners: [Identifier: Int] = [:]
        for (index, entry) in entries.enumerated() {
            for activity in entry.activities {
                if let owner = owners[activity] {
                    let (one, other) = (root(owner), root(index))
                    parents[max(one, other)] = min(one, other)
                } else {
                    owners[activity] = index
                }
            }
        }
        var latest: [Int: Entry] = [:]
        for (index, entry) in entries.enumerated() {
            let group = root(index)
            if let known = latest[group], known.rank >= entry.rank { continue }
            latest[group] = entry
        }
        return Array(latest.values)
    }

    private static func compareWordings(_ entries: [Entry]) throws(ProgrammeError) {
        var known: [String: [String: (text: String, file: String)]] = [:]
        var statements: (names: Set<String>, file: String)?
        for entry in entries where !entry.answers.wordings.isEmpty {
            let names = Set(entry.answers.wordings.keys)
            if let statements, statements.names != names {
                let odd = statements.names.symmetricDifference(names).min() ?? ""
                throw .wordingChanged(
                    odd,
                    .init(file: statements.file, text: known[odd]?.values.map(\.text).min() ?? ""),
                    .init(file: entry.name, text: entry.answers.wordings[odd]?.text(in: "sv") ?? ""))
            }
            statements = statements ?? (names, entry.name)
            for (name, wording) in entry.answers.wordings.sorted(by: { $0.key < $1.key }) {
                for (language, text) in wording.texts.sorted(by: { $0.key < $1.key }) {
                    if let first = known[name]?[language] {
                        guard first.text == text else {
                            throw .wordingChanged(
                                name, .init(file: first.file, text: first.text), .init(file: entry.name, text: text))
                        }
                    } else {
                        known[name, default: [:]][language] = (text, entry.name)
                    }
                }
            }
        }
    }
}

/// Several workshops as one programme.
public struct ProgrammeData: Sendable, Equatable {
    /// The workshops, in order of date, then code.
    public let workshops: [WorkshopOutcome]
    /// What they tell beside the index, by level.
    public let outcomes: [ProgrammeOutcome]
    /// How many of the bundles were earlier ones, or copies, of others.
    public let copies: Int
}

/// Why bundles make no programme.
public enum ProgrammeError: Error, Sendable, Equatable {
    /// A wording in one of the files.
    public struct Place: Sendable, Equatable {
        /// The file.
        public var file: String
        /// The wording; empty where the file does not have the statement.
        public var text: String

        /// The wording `text` in `file`.
        public init(file: String, text: String) {
            self.file = file
            self.text = text
        }
    }

    /// A file is no bundle that can be read.
    case bundle(BundleError, file: String)
    /// A statement, or a point of the scale, has other words in one file than in another.
    case wordingChanged(String, Place, Place)
}

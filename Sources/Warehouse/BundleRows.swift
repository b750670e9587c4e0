import Exports
import FoundationEssentials
import Workshop

/// A bundle as rows of the tables in `kiosk-assets/warehouse`.
///
/// The single answers are those of the CSV export, made by the kinds of the activities themselves; the answers to the
/// instrument are those that the report of a programme reads. Names are left out, as it leaves them out.
struct BundleRows {
    /// The tables in the order of the columns that the rows have.
    enum Table: String, CaseIterable {
        case workshop, activity, item, idea, ballot, instrument, wording, quiz
        case levelQuestion = "level_question"
        case ideaGroup = "idea_group"
        case ideaDetail = "idea_detail"
        case ballotField = "ballot_field"
    }

    /// The rows, as COPY reads them.
    private(set) var copies: [Table: [UInt8]] = [:]
    /// The key of the workshop in every table.
    let key: String

    private var language: String

    /// The rows of `bundle`.
    ///
    /// - Throws: ``BundleError/unreadable(_:)`` for what no box writes: the same thing twice, or a zero character, which
    ///   PostgreSQL cannot keep.
    init(_ bundle: Bundle) throws(BundleError) {
        key = Self.key(bundle.sha256)
        language = bundle.workshop.language
        let answers = InstrumentAnswers(bundle)
        try addWorkshop(bundle, ballots: answers.ballots)
        var seen = Seen()
        for (place, activity) in bundle.activities.enumerated() {
            try seen.add("activity", activity.id.description)
            try add(activity, place, &seen)
        }
        for (phase, people) in answers.answers {
            for (card, points) in people {
                add(
                    [.text(phase.rawValue), .text(card), .wholes(points.map { $0.map(Int32.init(clamping:)) })],
                    .instrument)
            }
        }
        for (name, wording) in answers.wordings {
            for (language, text) in wording.texts { add([.text(name), .text(language), .text(text)], .wording) }
        }
        let levels = LevelQuestions(bundle)
        for question in levels.questions {
            add(
                [
                    .whole(question.activity), .text(question.item), .whole(question.place),
                    .text(question.level.rawValue), .whole(question.points), .text(question.key),
                ], .levelQuestion)
        }
        for quiz in levels.quizzes {
            add([.whole(quiz.after), .whole(quiz.before), .text(quiz.correct)], .quiz)
        }
        for bytes in copies.values where bytes.contains(0) { throw .unreadable("a zero character") }
    }

    /// The first 128 bits of the hash as a UUID.
    static func key(_ sha256: String) -> String {
        let digits = Array(sha256.prefix(32))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }

    /// What has been seen in the bundle: of each sort, everything once.
    private struct Seen {
        private var identifiers: [String: Set<String>] = [:]

        mutating func add(_ sort: String, _ identifier: String) throws(BundleError) {
            guard identifiers[sort, default: []].insert(identifier).inserted else {
                throw .unreadable("the \(sort) \(identifier) twice")
            }
        }
    }

    private mutating func add(_ values: [CopyText.Value], _ table: Table) {
        CopyText.append([.text(key)] + values, to: &copies[table, default: []])
    }

    private mutating func addWorkshop(_ bundle: Bundle, ballots: Int) throws(BundleError) {
        let workshop = bundle.workshop
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let record: String
        do {
            record = String(decoding: try encoder.encode(workshop.record), as: UTF8.self)
        } catch {
            throw .unreadable("\(error)")
        }
        // Written by the encoder, a zero character is six harmless ones here.
        guard !workshop.record.contains(where: { $0.key.contains("\0") || $0.value.contains("\0") }) else {
            throw .unreadable("a zero character")
        }
        add(
            [
                .text(bundle.sha256), .text(workshop.code), .text(workshop.title), .text(workshop.language),
                .text(workshop.method), .text(workshop.organisation), .text(workshop.deletionDate),
                .text(workshop.privacy.rawValue), .whole(workshop.revision), .whole(ballots), .whole(workshop.joined),
                .text(workshop.record["intervention"] ?? ""), .text(workshop.record["date"] ?? ""),
                .optional(workshop.record["hours"].flatMap { Double($0) }),
                .optional(workshop.record["cost"].flatMap { Double($0) }), .text(record),
            ], .workshop)
    }

    private mutating func add(_ activity: Bundle.ActivityPart, _ place: Int, _ seen: inout Seen) throws(BundleError) {
        let definition = activity.definition
        add(
            [
                .whole(place), .text(activity.id.description), .text(definition.title.text(in: language)),
                .text(definition.prompt.text(in: language)), .text(definition.kind.name),
                .text(activity.status.rawValue), .text(activity.isSealed ? "t" : "f"), .whole(activity.answered),
                .whole(activity.answers),
            ], .activity)
        // No box writes any of what follows for it; who makes a bundle by hand shall not either.
        if activity.isSealed { return }
        for (role, items) in [("item", activity.items), ("target", activity.targets)] {
            for (position, item) in items.enumerated() {
                try seen.add("\(role) of \(place)", item.id)
                add(
                    [
                        .whole(place), .text(role), .text(item.id), .whole(position),
                        .text(item.text.text(in: language)),
                    ], .item)
            }
        }
        for (position, group) in activity.groups.enumerated() {
            try seen.add("group of \(place)", group.id.description)
            add([.whole(place), .text(group.id.description), .whole(position), .text(group.name)], .ideaGroup)
        }
        for idea in activity.ideas { try add(idea, place, &seen) }
        try addBallots(activity, place, &seen)
    }

    private mutating func add(_ idea: Bundle.IdeaPart, _ place: Int, _ seen: inout Seen) throws(BundleError) {
        try seen.add("idea", idea.id.description)
        add(
            [
                .text(idea.id.description), .whole(place), .text(idea.answer), .text(idea.source.rawValue),
                .text(idea.text), .text(idea.status.rawValue), .optional(idea.group?.description),
            ], .idea)
        for (row, fields) in [("detail", idea.details), ("lens", idea.lenses)] {
            for (field, value) in fields where !value.isEmpty {
                add([.text(idea.id.description), .text(row), .text(field), .text(value)], .ideaDetail)
            }
        }
    }

    private mutating func addBallots(
        _ activity: Bundle.ActivityPart, _ place: Int, _ seen: inout Seen
    ) throws(BundleError) {
        let targets = activity.targets.map { Item(id: $0.id, label: .localized($0.text)) }
        let items = Set(activity.items.map(\.id))
        for (number, ballot) in activity.ballots.enumerated() {
            try seen.add("answer of \(place)", ballot.answer)
            add([.whole(place), .whole(number), .text(ballot.answer), .text(ballot.source.rawValue)], .ballot)
            let rows = activity.definition.rows(of: Ballot(ballot.fields), targets: targets)
            for (order, (target, row)) in rows.enumerated() {
                add(
                    [
                        .whole(place), .whole(number), .whole(order), .text(target),
                        .text(row.item(among: items.contains)), .text(row.field), .text(row.value),
                    ], .ballotField)
            }
        }
    }
}

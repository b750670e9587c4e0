import Exports
import Foundation
import Workshop

/// Invented workshops with the instrument before and after, as bundles.
enum TestProgramme {
    static let statements = (1...6).map {
        Option(id: "k\($0)", text: LocalizedText(["sv": "Påstående \($0)", "en": "Statement \($0)"]))
    }

    struct Person {
        var mark: String
        var before: [Int?]
        var after: [Int?]
    }

    /// One workshop's bundle.
    ///
    /// - Parameters:
    ///   - number: Tells it from others: its code, marks and identifiers come from it.
    ///   - phases: The phases that are asked, each with the answers that people gave.
    static func bundle(
        _ number: Int, _ intervention: String, _ people: [Person], revision: Int = 1, date: String = "2026-03-01",
        cost: String? = "10000", statements: [Option] = statements, followUp: [String: [Int?]] = [:],
        extra: Identifier? = nil
    ) throws -> [UInt8] {
        var generator = SplitMix64(seed: UInt64(number))
        let code = SpokenCode.random(length: SpokenCode.joinLength, using: &generator)
        let points = (1...5).map { LocalizedText(["sv": "Steg \($0)", "en": "Point \($0)"]) }
        let items = statements.map { Item(id: $0.id, label: .localized($0.text)) }
        func fields(_ points: [Int?]) -> [String: String] {
            var fields: [String: String] = [:]
            for (statement, point) in zip(statements, points) {
                fields["answer-\(statement.id)"] = point.map { String($0) } ?? ScaleKind.unknown
            }
            return fields
        }
        func activity(
            _ place: Int, _ phase: String, _ answers: [(String, [Int?])], id: Identifier? = nil
        ) -> ActivityResults {
            let kind = ScaleKind(statements: .own(statements), points: points, index: "ledarindex", phase: phase)
            let text = LocalizedText(["sv": phase])
            let activity = Activity(
                id: id ?? Identifier(bits: UInt64(number * 100 + place)), position: place,
                definition: ActivityDefinition(
                    name: "kidx-\(phase)", title: text, prompt: text, minutes: 5, kind: kind),
                status: .closed, isRevealed: true)
            let ballots = answers.filter { $0.1.contains { $0 != nil } }.map { mark, points in
                PseudonymousBallot(
                    pseudonym: mark,
                    ballot: Ballot(fields(points)))
            }
            return ActivityResults(
                activity: activity,
                turnout: Turnout(answered: ballots.count, joined: people.count, answers: ballots.count),
                items: items, ballots: ballots)
        }
        var activities: [ActivityResults] = []
        if !people.isEmpty {
            activities.append(activity(1, "pre", people.map { ($0.mark, $0.before) }))
            activities.append(activity(2, "post", people.map { ($0.mark, $0.after) }))
        }
        if !followUp.isEmpty {
            activities.append(activity(3, "followup", followUp.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
        }
        if let extra {
            var page = activity(4, "post", [], id: extra)
            page.activity.isRevealed = false
            activities.append(page)
        }
        var workshop = Workshop(
            code: code, title: "Träff \(number)", language: "sv", method: "t10", privacy: .linked,
            agenda: activities.map(\.activity), revision: revision)
        workshop.record["intervention"] = intervention.isEmpty ? nil : intervention
        workshop.record["date"] = date
        workshop.record["hours"] = "2"
        workshop.record["cost"] = cost
        return try BundleExport.encode(
            WorkshopResults(workshop: workshop, joined: people.count, activities: activities))
    }

    /// People whose answers change by about `effect` points, each differently.
    static func people(_ count: Int, workshop: Int, effect: Double) -> [Person] {
        var generator = SplitMix64(seed: UInt64(workshop) &* 7919)
        return (0..<count).map { index in
            let before = (0..<6).map { _ in Int.random(in: 2...3, using: &generator) }
            let own = effect + Double.random(in: -0.8...0.8, using: &generator)
            let after = before.map { answer in
                // Rounded by chance, so that the mean is as planted.
                let wanted = Double(answer) + own
                let low = wanted.rounded(.down)
                let point = Double.random(in: 0..<1, using: &generator) < wanted - low ? low + 1 : low
                return min(5, max(1, Int(point)))
            }
            return Person(mark: "w\(workshop)p\(index)", before: before, after: after)
        }
    }

    /// The people of `demo.json`.
    static func demo() throws -> [Person] {
        struct File: Decodable {
            struct Person: Decodable {
                var pre: [Int]
                var post: [Int]
            }
            var participants: [Person]
        }
        let place = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../EvaluationTests/Fixtures/demo.json")
        let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: place))
        return file.participants.enumerated().map {
            Person(mark: "demo\($0.offset)", before: $0.element.pre, after: $0.element.post)
        }
    }

    /// `bytes` with something else in it and a hash that is right: what somebody makes by hand.
    static func edited(_ bytes: [UInt8], _ body: (inout Exports.Bundle) -> Void) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        var bundle = try BundleExport.decode(bytes)
        body(&bundle)
        bundle.sha256 = ""
        bundle.sha256 = Digest.sha256(try encoder.encode(bundle))
        return Array(try encoder.encode(bundle))
    }

    static func data(_ bundles: [[UInt8]]) throws(ProgrammeError) -> ProgrammeData {
        var reader = ProgrammeReader()
        for (place, bytes) in bundles.enumerated() { try reader.add(bytes, name: "\(place).json") }
        return try reader.programme()
    }
}

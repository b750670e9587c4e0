import Exports
import Foundation
import Store
import Testing
import Workshop

@testable import Kiosk

/// An attacker who keeps every file that a workshop's organiser ever made, and lays them side by side.
@Suite("Small groups", .serialized)
struct DisclosureTests {
    /// The background question by which the tests split, and its answers as reports word them.
    private static let question = "gender"
    private static let groups = [
        "o1": "Kvinna", "o2": "Man", "o3": "Inget av alternativen passar mig", "": "Vill inte svara",
    ]

    /// What one report says of groups: the counts of each table by group, under the name of the table.
    private static func tables(_ html: String) -> [String: [String: Int]] {
        var tables: [String: [String: Int]] = [:]
        let byWording = Dictionary(groups.map { ($0.value, $0.key) }) { first, _ in first }
        for (place, part) in html.components(separatedBy: "<table").dropFirst().enumerated() {
            let table = part.components(separatedBy: "</table>")[0]
            var counts: [String: Int] = [:]
            for match in table.matches(
                of: /<th[^>]*>([^<]*?)(?: \(n = (\d+)\))?<\/th>(?:<td class="figure">(\d+)<\/td>)?/)
            {
                guard let group = byWording[String(match.output.1)],
                    let count = (match.output.2 ?? match.output.3).flatMap({ Int($0) })
                else { continue }
                counts[group] = count
            }
            if !counts.isEmpty { tables["table \(place)"] = counts }
        }
        return tables
    }

    /// A workshop that asks four things that can be split, and is split by ``question``.
    private static func workshop(_ store: Store, _ privacy: Privacy) async throws -> Workshop {
        let text = LocalizedText(["sv": "Vad?"])
        let options = ["a", "b"].map { Option(id: $0, text: LocalizedText(["sv": $0])) }
        let points = (1...5).map { LocalizedText(["sv": "\($0)"]) }
        let kinds: [any ActivityKind] = [
            ChoiceKind(options: .own(options)), QuizKind(options: options, correct: "a"),
            ScaleKind(statements: .own(options), points: points),
            DotsKind(source: .own(options), budget: 3, stacking: true),
        ]
        var generator = SplitMix64(seed: 1)
        var draft = Store.WorkshopDraft(
            title: "Test", language: "sv", method: "t07", privacy: privacy,
            agenda: kinds.enumerated().map { place, kind in
                Activity(
                    id: Identifier(bits: .random(in: .min ... .max, using: &generator)), position: place,
                    definition: definition("q\(place)", text, kind))
            })
        draft.background = [question]
        draft.split = question
        // The identifiers are the same in each workshop of the test, so each has a store of its own.
        return try await store.createWorkshop(draft)
    }

    private static func definition(
        _ name: String, _ text: LocalizedText, _ kind: some ActivityKind
    ) -> ActivityDefinition {
        ActivityDefinition(name: name, title: text, prompt: text, minutes: 5, kind: kind)
    }

    private static func ballot(
        _ kind: any ActivityKind, using generator: inout SplitMix64
    ) -> [(name: String, value: String)] {
        let option = Bool.random(using: &generator) ? "a" : "b"
        switch kind {
        case is ScaleKind:
            return ["a", "b"].map { statement in
                // Now and then somebody does not know.
                let point =
                    Int.random(in: 0..<40, using: &generator) == 0 ? "x" : "\(Int.random(in: 1...5, using: &generator))"
                return ("answer-\(statement)", point)
            }
        case is DotsKind: return [("dots-\(option)", "\(Int.random(in: 1...3, using: &generator))")]
        default: return [("choice", option)]
        }
    }

    @Test(
        "are found by nobody who subtracts any two tables of any formats and successive exports",
        arguments: [Privacy.anonymous, .linked])
    func attack(_ privacy: Privacy) async throws {
        let assets = try Assets(directory: TestAssets.directory)
        var generator = SplitMix64(seed: 20)
        var splits = 0
        var reaches = 0
        var withheld = 0
        for _ in 0..<24 {
            let directory = NSTemporaryDirectory() + "disclosure-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let store = try Store(directory: directory, role: .daemon)
            defer { store.close() }
            let workshop = try await Self.workshop(store, privacy)
            let cards = privacy == .linked ? try await store.makeCards(60) : []
            var people: [Participant] = []
            var kept: [(tables: [String: [String: Int]], files: [WorkshopFiles.Part: [UInt8]])] = []

            func join(_ count: Int, using generator: inout SplitMix64) async throws {
                for _ in 0..<count where people.count < 60 {
                    let answer = ["o1", "o1", "o2", "o2", "o3", ""].randomElement(using: &generator) ?? ""
                    let card = cards.isEmpty ? nil : cards[people.count]
                    let membership = try await store.join(
                        workshop.code, card: card, background: Ballot([Self.question: answer]))
                    people.append(membership.participant)
                }
            }
            /// Everything that an organiser can have made now.
            func keep() async throws {
                let results = try await store.results(workshop.code)
                for activity in results.activities {
                    // Who answered and is in no group of the split would be a group, too.
                    guard let split = activity.split else { continue }
                    #expect(activity.ballots.count { !$0.ballot.isEmpty } == split.people.counts.values.reduce(0, +))
                }
                let files = WorkshopFiles(
                    results: results, reach: try await store.reach(workshop.code),
                    assets: assets, language: "sv")
                var bytes: [WorkshopFiles.Part: [UInt8]] = [:]
                for part in [WorkshopFiles.Part.csv, .json, .html] { bytes[part] = try files.bytes(part) }
                let html = String(decoding: bytes[.html] ?? [], as: UTF8.self)
                reaches += Self.tables(html).count
                splits += html.components(separatedBy: "class=\"split\"").count - 1
                withheld += html.components(separatedBy: "så liten grupp svarade").count - 1
                kept.append((Self.tables(html), bytes))
            }

            // Some organisers look all the time, some at the end only.
            let isWatched = Bool.random(using: &generator)
            try await join(Int.random(in: 20...50, using: &generator), using: &generator)
            for activity in workshop.agenda {
                try await join(Int.random(in: 0...2, using: &generator), using: &generator)
                _ = try await store.act(.open, on: activity.id, in: workshop.code)
                if isWatched { try await keep() }
                // Often everybody answers, else some do not.
                let skips = Bool.random(using: &generator) ? 0 : Int.random(in: 1...8, using: &generator)
                for person in people.dropLast(skips) {
                    _ = try await store.cast(
                        Self.ballot(activity.kind, using: &generator), activity: activity.id,
                        participant: person)
                }
                for act in [FacilitatorAct.close, .reveal, .finish] {
                    _ = try await store.act(act, on: activity.id, in: workshop.code)
                    if isWatched { try await keep() }
                }
                if let gone = people.randomElement(using: &generator), Int.random(in: 0..<3, using: &generator) == 0 {
                    _ = try await store.erase(
                        .person(.reentry(gone.reentry), in: workshop.code),
                        mark: LocalizedText(["sv": "Raderad"]), on: nil)
                    people.removeAll { $0.id == gone.id }
                    if isWatched { try await keep() }
                }
                if activity.id != workshop.agenda.last?.id { _ = try await store.move(by: 1, in: workshop.code) }
            }
            try await keep()

            let tables = kept.flatMap(\.tables.values)
            for (place, table) in tables.enumerated() {
                for group in Self.groups.keys {
                    #expect(!(1...4).contains(table[group] ?? 0))
                    for other in tables[..<place] {
                        #expect(!(1...4).contains(abs((table[group] ?? 0) - (other[group] ?? 0))), "\(table) \(other)")
                    }
                }
            }
            for entry in kept {
                // The other formats say nothing of groups at all.
                for part in [WorkshopFiles.Part.csv, .json] {
                    let text = String(decoding: entry.files[part] ?? [], as: UTF8.self)
                    #expect(!text.contains("Kvinna") && !text.contains("gender") && !text.contains("o3"))
                }
            }
        }
        // It is no empty rule: tables are shown, and some are held back.
        switch privacy {
        case .anonymous: #expect(splits > 20 && withheld > 5, "\(splits) \(withheld)")
        // Where answers belong together, single ones and means of groups would tell who is in which.
        case .linked, .named: #expect(splits == 0 && reaches > 20, "\(splits) \(reaches)")
        }
    }
}

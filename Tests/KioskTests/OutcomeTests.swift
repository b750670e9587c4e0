import Exports
import Foundation
import Testing
import Workshop

@testable import Kiosk

@Suite("What a programme tells beside the index")
struct OutcomeTests {
    private let assets: Assets

    init() throws {
        assets = try Assets(directory: TestAssets.directory)
    }

    /// The bundle of a workshop by a shipped method.
    ///
    /// - Parameter answers: By the name of the step, the fields of each ballot by the mark of its caster.
    private func bundle(
        _ number: Int, _ method: String, _ intervention: String, _ answers: [String: [String: [String: String]]]
    ) throws -> [UInt8] {
        var generator = SplitMix64(seed: UInt64(number))
        let agenda = try #require(assets.methods.first { $0.id == method }).activities(using: &generator)
        let activities = agenda.map { activity -> ActivityResults in
            var activity = activity
            let ballots = (answers[activity.definition.name] ?? [:]).sorted { $0.key < $1.key }
            activity.status = .closed
            activity.isRevealed = true
            var items: [Item] = []
            if case .own(let options)? = activity.kind.items {
                items = options.map { Item(id: $0.id, label: .localized($0.text)) }
            }
            return ActivityResults(
                activity: activity,
                turnout: Turnout(answered: ballots.count, joined: 12, answers: ballots.count), items: items,
                ballots: ballots.map { PseudonymousBallot(pseudonym: $0.key, ballot: Ballot($0.value)) })
        }
        var workshop = Workshop(
            code: SpokenCode.random(length: SpokenCode.joinLength, using: &generator), title: "Träff \(number)",
            language: "sv", method: method, privacy: .linked, agenda: activities.map(\.activity), revision: 1)
        workshop.record["intervention"] = intervention
        workshop.record["date"] = "2026-03-01"
        return try BundleExport.encode(WorkshopResults(workshop: workshop, joined: 12, activities: activities))
    }

    private func people(
        _ range: Range<Int>, _ fields: (Int) -> [String: String]
    ) -> [String: [String: String]] {
        Dictionary(range.map { ("p\($0)", fields($0)) }) { first, _ in first }
    }

    private func html(_ bundles: [[UInt8]], _ language: String = "sv") throws -> String {
        let data = try TestProgramme.data(bundles)
        return String(decoding: try ProgrammeReport(assets: assets).html(data, language: language), as: UTF8.self)
    }

    /// What the database of the same bundles says, against what the report reads.
    private func compareWithDatabase(_ bundles: [[UInt8]]) throws {
        let database = try TestDatabase()
        try database.publish(bundles)
        let rows = try database.rows("SELECT * FROM workshop_kiosk.outcome")
        let outcomes = try TestProgramme.data(bundles).outcomes
        #expect(rows.count == outcomes.count)
        for outcome in outcomes {
            let row = try #require(
                rows.first {
                    $0["level"] as? String == outcome.level.rawValue
                        && $0["intervention"] as? String == outcome.intervention
                        && $0["question"] as? String == outcome.text?.text(in: "sv")
                })
            func number(_ column: String) -> Double { (row[column] as? NSNumber)?.doubleValue ?? .nan }
            #expect(number("workshops") == Double(outcome.workshops))
            #expect(number("answers") == Double(outcome.answers))
            switch outcome.value {
            case .mean(let mean, let points):
                #expect(abs(number("mean") - mean) < 1e-9 && number("points") == Double(points))
            case .share(let count):
                #expect(number("chosen") == Double(count), "\(outcome)")
                #expect(abs(number("share") - Double(count) / Double(outcome.answers)) < 1e-9)
            case .quiz(let counts):
                #expect(number("questions") == Double(counts.questions))
                #expect(abs(number("right_before") - (counts.before.share ?? .nan)) < 1e-9)
                #expect(abs(number("right_after") - (counts.after.share ?? .nan)) < 1e-9)
                #expect(abs(number("gain") - (counts.gain ?? .nan)) < 1e-9)
            }
        }
    }

    @Test("is the reaction by statement and type, of workshops where five answered it")
    func reaction() throws {
        let bundles = [
            try bundle(
                1, "t10", "utbildning", ["a1": people(0..<6) { ["answer-u1": "\($0 % 2 + 4)", "answer-u2": "x"] }]),
            try bundle(2, "t10", "utbildning", ["a1": people(0..<6) { _ in ["answer-u1": "3"] }]),
            try bundle(3, "t10", "utbildning", ["a1": people(0..<4) { _ in ["answer-u1": "1"] }]),
            try bundle(4, "t10", "nätverk", ["a1": people(0..<5) { _ in ["answer-u1": "2"] }]),
        ]
        let outcomes = try TestProgramme.data(bundles).outcomes
        #expect(outcomes.map(\.level) == [.reaction, .reaction])
        #expect(outcomes.map(\.intervention) == ["nätverk", "utbildning"])
        #expect(outcomes.map(\.value) == [.mean(2, points: 5), .mean(3.75, points: 5)])
        #expect(outcomes.map(\.answers) == [5, 12])
        #expect(outcomes.map(\.workshops) == [1, 2])
        let page = try html(bundles)
        #expect(page.contains("<th scope=\"row\">Jag har nytta av träffen i mitt uppdrag.</th><td>Utbildning</td>"))
        #expect(page.contains(">3,8 av 5</td>"))
        #expect(try html(bundles.reversed()) == page)
        try compareWithDatabase(bundles)
    }

    @Test("is what was learnt by the questions that were asked before and after")
    func quiz() throws {
        let right = ["q1": "o2", "q2": "o1"]
        func answers(_ question: String, _ count: Int, right share: Int) -> [String: [String: String]] {
            people(0..<count) { ["choice": $0 < share ? right[question] ?? "" : "o4"] }
        }
        let bundles = [
            try bundle(
                1, "t12", "utbildning",
                [
                    "q1": answers("q1", 10, right: 2), "q1-after": answers("q1", 10, right: 8),
                    "q2": answers("q2", 10, right: 4), "q2-after": answers("q2", 8, right: 6),
                    // Too few answered it afterwards.
                    "q3": people(0..<10) { _ in ["choice": "o3"] }, "q3-after": people(0..<4) { _ in ["choice": "o3"] },
                ])
        ]
        let outcome = try #require(TestProgramme.data(bundles).outcomes.first)
        guard case .quiz(let counts) = outcome.value else {
            Issue.record("no quiz")
            return
        }
        #expect(counts.questions == 2)
        #expect(counts.before.right == 6 && counts.before.answered == 20)
        #expect(counts.after.right == 14 && counts.after.answered == 18)
        let gain = try #require(counts.gain)
        #expect(abs(gain - (14.0 / 18 - 0.3) / 0.7) < 1e-12)
        try compareWithDatabase(bundles)
        #expect(try html(bundles).contains("före 30 %, efter 78 %. Vinst +0,68"))
    }

    @Test("is what people did since, by the type that the follow-up names, whatever other workshops are read beside it")
    func behaviour() throws {
        let index = Dictionary((1...6).map { ("answer-k\($0)", "3") }) { first, _ in first }
        let training = try bundle(1, "t10", "utbildning", ["kidx-pre": people(0..<6) { _ in index }])
        let network = try bundle(2, "t10", "nätverk", ["kidx-pre": people(6..<12) { _ in index }])
        func followUp(_ range: Range<Int>) throws -> [UInt8] {
            try bundle(
                3, "t11", "utvärdering",
                [
                    "a1": people(range) { $0 < 4 ? ["choice-o1": "1", "choice-o3": "1"] : ["choice-o7": "1"] },
                    "a2": people(range) { $0 < 3 ? ["choice": "o1"] : ["choice": "o4"] },
                ])
        }
        func shares(_ bundles: [[UInt8]], _ level: ProgrammeOutcome.Level) throws -> [String] {
            try TestProgramme.data(bundles).outcomes.filter { $0.level == level }.compactMap {
                guard case .share(let count) = $0.value, count > 0 else { return nil }
                return "\($0.intervention) \($0.text?.text(in: "en").prefix(9) ?? "") \(count)/\($0.answers)"
            }
        }
        let all = [training, network, try followUp(0..<12)]
        #expect(
            try shares(all, .behaviour) == [
                "utvärdering Raised it 4/12", "utvärdering Tested so 4/12", "utvärdering None of t 8/12",
            ])
        #expect(try shares(all, .results) == ["utvärdering Yes, and  3/12", "utvärdering No 9/12"])
        let few = [training, try followUp(0..<8)]
        #expect(try shares(few, .behaviour) == (try shares([try followUp(0..<8), network], .behaviour)))
        #expect(try shares([try followUp(0..<4)], .behaviour).isEmpty)
        try compareWithDatabase(all)
        try compareWithDatabase(few)
        let page = try html(all)
        #expect(page.contains(">33 %, 4 personer (14 % till 61 %)</td>"))
        for language in ["en", "fi"] {
            #expect(try html(all, language).matches(of: /outcome_\w+|\{\w+\}/).isEmpty)
        }
    }
}

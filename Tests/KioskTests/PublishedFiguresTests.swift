import Evaluation
import Exports
import Foundation
import Testing
import Workshop

/// What the views say, against what the report of the same bundles calculates.
@Suite("The figures of published workshops")
struct PublishedFiguresTests {
    /// A programme with everything that can be awkward: workshops of all sizes, "Don't know", records without cost,
    /// copies, earlier versions, follow-ups, a workshop of no type and one where everybody changed alike.
    private static func programme(_ seed: Int, types: [String], workshops: ClosedRange<Int>) throws -> [[UInt8]] {
        var generator = SplitMix64(seed: UInt64(seed))
        var bundles: [[UInt8]] = []
        var later: [String: [Int?]] = [:]
        for (place, type) in types.enumerated() {
            for number in 1...Int.random(in: workshops, using: &generator) {
                let id = seed * 1000 + place * 100 + number
                let effect = 0.2 + 0.3 * Double(place) + Double.random(in: -0.3...0.3, using: &generator)
                var people = TestProgramme.people(
                    Int.random(in: 5...25, using: &generator), workshop: id, effect: effect)
                for index in people.indices {
                    for statement in 0..<6 where Int.random(in: 0..<9, using: &generator) == 0 {
                        people[index].after[statement] = nil
                    }
                    if Int.random(in: 0..<4, using: &generator) == 0 { continue }
                    later[people[index].mark] = people[index].after.shuffled(using: &generator)
                }
                // Some have been to another workshop before.
                if number > 1, people.count > 6 { people[5].mark = "w\(id - 1)p1" }
                let day = Int.random(in: 1...9, using: &generator)
                let cost = Int.random(in: 0..<3, using: &generator) == 0 ? nil : "\(1000 * day)"
                bundles.append(
                    try TestProgramme.bundle(id, type, people, revision: 4, date: "2026-03-0\(day)", cost: cost))
                if number == 2 {
                    bundles.append(try TestProgramme.bundle(id, type, Array(people.prefix(4)), revision: 2))
                }
            }
        }
        let alike = (0..<9).map {
            TestProgramme.Person(mark: "a\(seed)-\($0)", before: [2, 2, 3, 3, 2, 2], after: [3, 3, 4, 4, 3, 3])
        }
        bundles.append(try TestProgramme.bundle(seed * 1000 + 900, types[0], alike))
        bundles.append(try TestProgramme.bundle(seed * 1000 + 901, "", alike, followUp: later))
        return bundles
    }

    @Test("equal the report's, of one workshop and of each type, to a millionth", arguments: 1...5)
    func seeded(_ seed: Int) throws {
        let types = [["utbildning"], ["nätverk", "utbildning"], ["nätverk", "vägledning", "miljö", "utbildning"]][
            seed % 3]
        let bundles = try Self.programme(seed, types: types, workshops: seed < 4 ? 4...7 : 2...9)
        let database = try TestDatabase()
        var generator = SplitMix64(seed: UInt64(seed))
        try database.publish(bundles.shuffled(using: &generator))
        let data = try TestProgramme.data(bundles)
        try Self.compareWorkshops(data, database)
        try Self.compareTypes(data, database)
        // There was something to compare.
        guard (1...3).contains(seed) else { return }
        let shown = "WHERE prediction_lower IS NOT NULL OR place IS NOT NULL"
        #expect(!(try database.rows("SELECT * FROM workshop_kiosk.intervention_effect \(shown)").isEmpty))
        #expect(
            !(try database.rows("SELECT * FROM workshop_kiosk.intervention_follow_up WHERE change IS NOT NULL").isEmpty)
        )
    }

    @Test("equal those of the demonstration: +0.713333 (0.472939 to 0.953728)")
    func demo() throws {
        let database = try TestDatabase()
        let bundle = try TestProgramme.bundle(1, "utbildning", try TestProgramme.demo())
        try database.publish([bundle])
        let row = try #require(try database.rows("SELECT * FROM workshop_kiosk.workshop_change").first)
        for (column, expected) in [
            ("change", 0.713333), ("lower", 0.472939), ("upper", 0.953728), ("effect_size", 1.186110), ("better", 20),
            ("same", 4), ("worse", 1), ("pairs", 25),
        ] {
            #expect(abs(try #require(Self.number(row, column)) - expected) < 1e-6, "\(column)")
        }
        let data = try TestProgramme.data([bundle])
        try Self.compareWorkshops(data, database)
        try Self.compareTypes(data, database)
        let type = try #require(try database.rows("SELECT * FROM workshop_kiosk.intervention_effect").first)
        #expect(Self.number(type, "missing_workshops") == 2)
        #expect(Self.number(type, "missing_pairs") == 5)
        #expect(Self.number(type, "change") == nil)
    }

    @Test("show no change under eight pairs, anywhere")
    func few() throws {
        let database = try TestDatabase()
        var bundles = try (1...3).map {
            try TestProgramme.bundle($0, "nätverk", TestProgramme.people(12, workshop: $0, effect: 0.5))
        }
        try database.publish(bundles)
        let query =
            """
            SELECT round(change::numeric, 9), pairs, round(lower::numeric, 9), workshops, cost_per_participant
            FROM workshop_kiosk.intervention_effect
            """
        let before = try database.sql(query)
        #expect(before.contains("|36|"))
        bundles.append(try TestProgramme.bundle(9, "nätverk", TestProgramme.people(7, workshop: 9, effect: 3)))
        try database.publish(bundles)
        #expect(try database.sql(query) == before)
        let row = try #require(
            try database.rows("SELECT * FROM workshop_kiosk.workshop_change WHERE title = 'Träff 9'").first)
        for column in [
            "pairs", "change", "standard_deviation", "lower", "upper", "better", "same", "worse", "effect_size",
        ] {
            #expect(row[column] is NSNull, "\(column)")
        }
    }

    @Test("point out the type that was planted as the best, and none where there is too little")
    func best() throws {
        let database = try TestDatabase()
        let plan: [(type: String, effect: Double)] = [("nätverk", 0.3), ("utbildning", 1.4), ("miljö", 0.2)]
        for (place, entry) in plan.enumerated() {
            try database.publish(
                try (1...5).map { number in
                    let id = place * 100 + number
                    return try TestProgramme.bundle(
                        id, entry.type, TestProgramme.people(20, workshop: id, effect: entry.effect))
                })
            let best = try database.sql("SELECT intervention FROM workshop_kiosk.intervention_effect WHERE is_best")
            #expect(best == (place == 0 ? "" : "utbildning\n"))
        }
        #expect(
            try database.sql("SELECT intervention FROM workshop_kiosk.intervention_effect WHERE place = 1")
                == "utbildning\n")
    }

    @Test("come of arithmetic that holds for few workshops and for thousands")
    func arithmetic() throws {
        let database = try TestDatabase()
        try database.publish([])
        var generator = SplitMix64(seed: 11)
        for freedom in [1, 2, 3, 7, 24, 150, 1249, 2499, 100_000].map(Double.init) {
            let row = try #require(try database.rows("SELECT workshop_kiosk.t_reach(\(freedom)) AS reach").first)
            try Self.compare(row, ["reach": StudentT(freedom).reachOf95Percent], "\(freedom)")
        }
        for freedoms in [[2.0, 2], [2, 30, 4], [1249, 1249, 1248, 3], [9999, 9999], [2, 5000]] {
            let beliefs = freedoms.map {
                BestProbabilities.Belief(
                    mean: Double.random(in: 0..<1, using: &generator),
                    standardError: Double.random(in: 0.05..<0.5, using: &generator), degreesOfFreedom: $0)
            }
            func list(_ numbers: [Double]) -> String { "ARRAY\(numbers)::float8[]" }
            let rows = try database.rows(
                """
                SELECT probability FROM unnest(workshop_kiosk.best_probabilities(
                    \(list(beliefs.map(\.mean))), \(list(beliefs.map(\.standardError))), \(list(freedoms))
                )) WITH ORDINALITY AS each (probability, place) ORDER BY place
                """)
            let expected = try #require(BestProbabilities.of(beliefs))
            try #require(rows.count == expected.count)
            for (row, probability) in zip(rows, expected) {
                try Self.compare(row, ["probability": probability], "\(freedoms)")
            }
        }
        // Effects far apart: nothing is too large or too small for a number.
        let far = "'{0,1000,0,0.3}','{0.01,0.02,0.4,0.9}','{2,2000,1999,2}'"
        #expect(try database.sql("SELECT workshop_kiosk.best_probabilities(\(far))").hasPrefix("{"))
    }

    // MARK: -

    private static func number(_ row: [String: any Sendable], _ column: String) -> Double? {
        (row[column] as? NSNumber)?.doubleValue
    }

    private static func compare(
        _ row: [String: any Sendable], _ expected: [String: Double?], _ what: String
    ) throws {
        for (column, value) in expected {
            try #require(row[column] != nil, "no column \(column)")
            let number = number(row, column)
            if let value {
                let found = try #require(number, "\(what): \(column) is missing, not \(value)")
                #expect(abs(found - value) <= 1e-6 * max(1, abs(value)), "\(what): \(column) is \(found), not \(value)")
            } else {
                #expect(number == nil, "\(what): \(column)")
            }
        }
    }

    private static func compareWorkshops(_ data: ProgrammeData, _ database: TestDatabase) throws {
        let rows = try database.rows(
            "SELECT * FROM workshop_kiosk.workshop_change ORDER BY held COLLATE \"C\", code COLLATE \"C\"")
        try #require(rows.count == data.workshops.count)
        for (row, outcome) in zip(rows, data.workshops) {
            #expect(row["title"] as? String == outcome.title)
            let change = WorkshopChange(outcome.learning.changes).flatMap {
                Gate.change(pairs: $0.pairs).isEmpty ? $0 : nil
            }
            try compare(
                row,
                [
                    "attended": Double(outcome.attended), "hours": outcome.hours, "cost": outcome.cost,
                    "pairs": change.map { Double($0.pairs) }, "change": change?.mean,
                    "standard_deviation": change?.standardDeviation, "lower": change?.interval?.lower,
                    "upper": change?.interval?.upper, "better": change.map { Double($0.better) },
                    "same": change.map { Double($0.same) }, "worse": change.map { Double($0.worse) },
                    "effect_size": change?.effectSize?.g,
                ], outcome.title)
        }
    }

    private static func compareTypes(_ data: ProgrammeData, _ database: TestDatabase) throws {
        let types = Set(data.workshops.map(\.intervention)).subtracting([""]).sorted()
        let grouped = types.map { type in data.workshops.filter { $0.intervention == type } }
        let programme = Programme(grouped.map { $0.compactMap(\.figures) })
        let later = Programme(grouped.map { $0.flatMap(\.followUpFigures) })
        let order = "ORDER BY intervention COLLATE \"C\""
        let rows = try database.rows("SELECT * FROM workshop_kiosk.intervention_effect \(order)")
        #expect(rows.map { $0["intervention"] as? String } == types)
        for (place, (row, type)) in zip(rows, programme.interventions).enumerated() {
            let lacks = { (measure: Shortfall.Measure) in
                Double(type.missing.first { $0.measure == measure }?.missing ?? 0)
            }
            var expected = effect(type)
            expected.merge([
                "within_variance": programme.withinVariance, "cost_per_participant": type.outlay.costPerParticipant,
                "workshops_with_cost": Double(type.outlay.workshopsWithCost),
                "hours_per_participant": type.outlay.hoursPerParticipant,
                "workshops_with_hours": Double(type.outlay.workshopsWithHours), "cost_per_point": type.costPerPoint,
                "missing_workshops": lacks(.workshops), "missing_pairs": lacks(.pairs),
                "probability_of_best": type.probabilityOfBest,
                "place": programme.ranking.firstIndex(of: place).map { Double($0 + 1) },
            ]) { first, _ in first }
            try compare(row, expected, types[place])
            if case .best(let best, _) = programme.recommendation {
                #expect(row["is_best"] as? Bool == (best == place))
            } else {
                #expect(row["is_best"] as? Bool == false)
            }
        }
        let followUps = try database.rows("SELECT * FROM workshop_kiosk.intervention_follow_up \(order)")
        let known = zip(types, later.interventions).filter { $0.1.workshops + $0.1.leftOut > 0 }
        #expect(followUps.map { $0["intervention"] as? String } == known.map(\.0))
        for (row, (type, intervention)) in zip(followUps, known) {
            try compare(row, effect(intervention), "\(type), followed up")
        }
    }

    private static func effect(_ type: Programme.Intervention) -> [String: Double?] {
        let effect = type.effect
        return [
            "workshops": Double(type.workshops), "pairs": Double(type.pairs), "left_out": Double(type.leftOut),
            "change": effect?.mean, "standard_error": effect?.standardError,
            "between_variance": effect?.betweenVariance, "lower": effect?.interval.lower,
            "upper": effect?.interval.upper, "prediction_lower": effect?.prediction?.lower,
            "prediction_upper": effect?.prediction?.upper,
        ]
    }
}

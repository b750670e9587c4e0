import Testing
import Workshop

@Suite("An estimate in rounds")
struct EstimateTests {
    private let kind = EstimateKind(unit: LocalizedText(["sv": "kr"]), least: 0, most: 1000, decimals: 1)

    @Test("reads numbers with comma, point and spaces, and writes equal ones alike")
    func reading() throws {
        for typed in ["12,5", "12.5", " 12,50 ", "0012,5"] {
            #expect(try kind.filled(["estimate": typed]) == Ballot(["estimate": "12.5"]))
        }
        #expect(try kind.filled(["estimate": "1 000"]) == Ballot(["estimate": "1000"]))
        // The sixth was found by the fuzzer: it was accepted, and stored in a form that is not.
        for wrong in ["1001", "-1", "1e2", "inf", "nan", "00000000,0000009", "1.2.3", "0x10", "tolv"] {
            #expect(
                kind.refusal(["estimate": wrong]) == FieldRefusal("estimate", .notANumber(least: 0, most: 1000)))
        }
    }

    @Test("feeds back the group's median and quartiles, and nobody's own number")
    func feedback() {
        let before: [Ballot] = .each("estimate", ["10", "20", "30", "40", "500"])
        let controls = kind.controls(BallotContext(items: [], before: before))
        let arguments: [String: Label.Argument] = [
            "median": .decimal(30, 1), "low": .decimal(20, 1), "high": .decimal(40, 1),
            "unit": .label(.localized(kind.unit)),
        ]
        #expect(controls.first == .note(.count("kind_estimate_before", 5, arguments)))
        // Fewer answers would be individuals.
        #expect(kind.controls(BallotContext(items: [], before: Array(before.prefix(4)))).count == 1)
    }

    @Test("shows how far the median moved between rounds")
    func shift() {
        let before: [Ballot] = .each("estimate", ["10", "20", "30", "40", "50"])
        let after: [Ballot] = .each("estimate", ["20", "22", "24", "26", "28"])
        let blocks = kind.comparison(before: before, after: after, [])
        #expect(
            blocks.notes == [
                .phrase("kind_estimate_shift", ["shift": .decimal(-6, 1), "unit": .label(.localized(kind.unit))])
            ])
        #expect(kind.comparison(before: [], after: after, []).isEmpty)
    }

    @Test("counts every number once in its picture")
    func histogram() throws {
        let bars = try #require(kind.results(.each("estimate", ["0", "1", "2", "3", "8"]), []).bars.first)
        #expect(bars.rows.map(\.amount) == [1, 1, 1, 1, 0, 0, 0, 0, 1])
        #expect(
            bars.rows.last?.label == .phrase("kind_estimate_range", ["from": .decimal(8, 1), "to": .decimal(8.9, 1)]))
        let whole = EstimateKind(unit: kind.unit, least: 0, most: 1000)
        let few = try #require(whole.results(.each("estimate", ["7", "9", "9", "12", "16"]), []).bars.first)
        #expect(few.rows.map(\.amount) == [1, 0, 2, 0, 0, 1, 0, 0, 0, 1])
        #expect(few.rows.first?.label == .phrase("kind_estimate_one", ["from": .decimal(7, 0), "to": .decimal(7, 0)]))
        let wide = try #require(whole.results(.each("estimate", ["7", "9", "20", "40", "95"]), []).bars.first)
        #expect(wide.rows.map(\.amount) == [2, 0, 1, 0, 1, 0, 0, 0, 0, 1])
        #expect(
            wide.rows.first?.label == .phrase("kind_estimate_range", ["from": .decimal(0, 0), "to": .decimal(9, 0)]))
        let same = try #require(kind.results(.each("estimate", ["7", "7", "7", "7", "7"]), []).bars.first)
        #expect(same.rows.map(\.amount) == [5])
        #expect(kind.results(.each("estimate", ["1", "2", "3", "4"]), []).bars.isEmpty)
    }

    @Test("has limits, and is the same after export and import")
    func rules() throws {
        #expect(kind.problem == nil)
        let unit = kind.unit
        #expect(EstimateKind(unit: unit, least: 5, most: 5).problem == RuleError("most", .invalid))
        #expect(EstimateKind(unit: unit, least: -.infinity, most: 5).problem == RuleError("least", .invalid))
        #expect(
            EstimateKind(unit: unit, least: 0, most: 5, decimals: 4).problem == RuleError("decimals", .outOfRange(0, 3))
        )
        #expect(try kind.reread == AnyActivityKind(kind))
    }
}

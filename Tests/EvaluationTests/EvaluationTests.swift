import Evaluation
import Foundation
import Testing

/// Whole evaluations agree with scipy, with published figures and with the demo's, to 1e-6.
@Suite("An evaluation")
struct EvaluationTests {
    private struct Samples: Decodable {
        struct Workshop: Decodable {
            struct Rank: Decodable { var count: Int, positive: Double, p: Double }
            var changes: [Double], mean: Double, sd: Double, interval: [Double], t: Double, g: Double, variance: Double
            var better: Int, same: Int, worse: Int, signedRank: Rank?
        }
        struct Untied: Decodable { var changes: [Double], p: Double }
        var workshops: [Workshop], untied: [Untied]
    }
    private struct Programmes: Decodable {
        struct Published: Decodable {
            var estimates: [Double], variances: [Double], tau2: Double, mean: Double, se: Double
        }
        struct Effect: Decodable {
            var tau2: Double, mean: Double, se: Double, interval: [Double], prediction: [Double]?
        }
        struct Whole: Decodable { var types: [[[Double]]], within: Double, effects: [Effect], best: [Double] }
        struct Best: Decodable { var beliefs: [[Double]], probabilities: [Double] }
        var published: [Published], programmes: [Whole], best: [Best]
    }
    private struct Demo: Decodable {
        struct Person: Decodable { var pre: [Int], post: [Int] }
        struct Expected: Decodable {
            var mean_change: Double, ci95: [Double], hedges_g: Double, var_g: Double, t: Double
        }
        var participants: [Person], expected: Expected
    }

    private func close(_ value: Double?, _ expected: Double) -> Bool {
        agrees(value, expected, within: 1e-6, outright: 1e-9)
    }

    @Test("of one workshop is scipy's")
    func workshops() throws {
        let samples: Samples = try Reference.read("samples")
        for sample in samples.workshops {
            let change = try #require(WorkshopChange(sample.changes))
            #expect(close(change.mean, sample.mean) && close(change.standardDeviation, sample.sd))
            #expect(close(change.interval?.lower, sample.interval[0]))
            #expect(close(change.interval?.upper, sample.interval[1]) && close(change.t, sample.t))
            #expect(close(change.effectSize?.g, sample.g) && close(change.effectSize?.variance, sample.variance))
            #expect(change.better == sample.better && change.same == sample.same && change.worse == sample.worse)
            guard let rank = sample.signedRank else { continue }
            #expect(change.signedRank?.count == rank.count && close(change.signedRank?.positive, rank.positive))
            #expect(close(change.signedRank?.probability, rank.p))
        }
        for sample in samples.untied { #expect(close(SignedRank(sample.changes)?.probability, sample.p)) }
    }

    @Test("of the demo workshop has the figures that it should have")
    func demo() throws {
        let demo: Demo = try Reference.decode(Reference.tests.appending(path: "Fixtures/demo.json"))
        let answers = PairedAnswers(demo.participants.map { ($0.pre, $0.post) }, attended: 25)
        let change = try #require(WorkshopChange(answers.changes))
        #expect(close(change.mean, 0.713333333) && close(change.mean, demo.expected.mean_change))
        #expect(
            close(change.interval?.lower, demo.expected.ci95[0]) && close(change.interval?.upper, demo.expected.ci95[1])
        )
        #expect(close(change.effectSize?.g, 1.186110433) && close(change.effectSize?.variance, demo.expected.var_g))
        #expect(close(change.t, demo.expected.t))
        #expect(change.pairs == 25 && change.better == 20 && change.same == 4 && change.worse == 1)
        #expect(answers.withoutPair == 0)
    }

    @Test("without enough spread or pairs claims nothing")
    func edges() {
        #expect(WorkshopChange([]) == nil)
        #expect(WorkshopChange([1])?.standardDeviation == nil && WorkshopChange([1])?.interval == nil)
        let alike = WorkshopChange(Array(repeating: 0.1, count: 10))
        #expect(alike?.standardDeviation == 0 && alike?.interval == nil && alike?.t == nil && alike?.effectSize == nil)
        #expect(SignedRank([0, 0]) == nil)
    }

    @Test("counts Don't know as missing, and compares the same items")
    func index() {
        #expect(PersonIndex.mean([5, 5, 5, 5, nil, nil]) == 5)
        #expect(PersonIndex.mean([5, 5, 5, nil, nil, nil]) == nil)
        #expect(PersonIndex.mean([5, 5, 5, 0, 0, 0]) == nil)
        let pair = PersonIndex.pair(before: [1, 2, 2, 2, 2, nil], after: [nil, 3, 3, 3, 3, 5])
        #expect(pair?.before == 2 && pair?.after == 3 && pair?.change == 1)
        #expect(PersonIndex.pair(before: [1, 1, 1, 1, nil, nil], after: [nil, 1, 1, 1, 1, 1]) == nil)
        let answers = PairedAnswers([([1, 1, 1, 1, 1, 1], []), ([], [])], attended: 9)
        #expect(answers.withoutPair == 1 && answers.changes.isEmpty && answers.attended == 9)
    }

    @Test("of several workshops is scipy's, and Paule and Mandel's mean the published one")
    func programmes() throws {
        let figures: Programmes = try Reference.read("programmes")
        let kacker = try #require(figures.published.first)
        let mean = try #require(PauleMandel(estimates: kacker.estimates, variances: kacker.variances))
        #expect(abs(mean.betweenVariance - 0.705395309) < 1e-9 && abs(mean.mean - 62.407619911) < 1e-9)
        #expect(abs(mean.standardError - 0.338030603) < 1e-9)
        for whole in figures.programmes {
            let programme = Programme(whole.types.map { $0.map { workshop(Int($0[0]), $0[1], $0[2]) } })
            #expect(close(programme.withinVariance, whole.within))
            for (intervention, effect) in zip(programme.interventions, whole.effects) {
                #expect(close(intervention.effect?.mean, effect.mean))
                #expect(close(intervention.effect?.standardError, effect.se))
                #expect(agrees(intervention.effect?.betweenVariance, effect.tau2, within: 1e-6, outright: 1e-9))
                #expect(close(intervention.effect?.interval.lower, effect.interval[0]))
                #expect(close(intervention.effect?.prediction?.upper ?? 0, effect.prediction?[1] ?? 0))
            }
        }
        for each in figures.best
            + figures.programmes.map({ whole in
                .init(
                    beliefs: zip(whole.effects, whole.types).map { [$0.mean, $0.se, Double($1.count - 1)] },
                    probabilities: whole.best)
            })
        {
            let beliefs = each.beliefs.map {
                BestProbabilities.Belief(mean: $0[0], standardError: $0[1], degreesOfFreedom: $0[2])
            }
            let found = try #require(BestProbabilities.of(beliefs))
            #expect(abs(found.reduce(0, +) - 1) < 1e-7)
            for (value, expected) in zip(found, each.probabilities) { #expect(abs(value - expected) < 1e-6) }
        }
        #expect(BestProbabilities.of([.init(mean: 0, standardError: 0, degreesOfFreedom: 2)]) == nil)
    }

    @Test("names what a workshop of a size can find")
    func power() {
        for (pairs, effect) in [8: 1.16, 12: 0.89, 25: 0.58, 40: 0.45] {
            #expect(abs((Power.detectable(pairs: pairs) ?? 0) - effect) < 0.005)
        }
        #expect(close(Power.detectable(pairs: 25), 0.5840266715500858))
        #expect(Power.detectable(pairs: 2) == nil)
    }

    @Test("imports nothing but the C library")
    func imports() throws {
        let folder = Reference.tests.appending(path: "../../Sources/Evaluation")
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path()) {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            let imports = text.split(separator: "\n").filter { $0.contains("import ") && !$0.contains("//") }
            #expect(imports.allSatisfy { $0 == "import Glibc" }, "\(file)")
        }
    }
}

/// A workshop with exactly these figures: half the changes up by one amount, half down.
func workshop(_ pairs: Int, _ mean: Double, _ deviation: Double) -> WorkshopFigures {
    var figures = WorkshopFigures(
        WorkshopChange([0, 1]) ?? { fatalError("two changes are a workshop") }(), attended: pairs, hours: 2, cost: 900)
    (figures.pairs, figures.mean, figures.standardDeviation) = (pairs, mean, deviation)
    return figures
}

import Testing

@testable import Evaluation

/// Relative agreement with scipy to 1e-10, far into the tails.
@Suite("Special functions")
struct SpecialFunctionTests {
    private struct Figures: Decodable {
        var logGamma, logBeta, incompleteBeta, normal, normalQuantile, studentT, studentTQuantile: [[Double]]
    }

    private let figures: Figures

    init() throws {
        figures = try Reference.read("special")
    }

    @Test("of the gamma and beta kind agree with scipy")
    func gamma() {
        for row in figures.logGamma {
            #expect(agrees(logGamma(row[0]), row[1], within: 1e-10, outright: 1e-14), "\(row)")
        }
        for row in figures.logBeta {
            #expect(agrees(logBeta(row[0], row[1]), row[2], within: 1e-10, outright: 1e-14), "\(row)")
        }
        for row in figures.incompleteBeta {
            let value = incompleteBeta(row[0], 1 - row[0], row[1], row[2], logBeta: logBeta(row[1], row[2]))
            #expect(agrees(value, row[3], within: 1e-10), "\(row) \(value)")
        }
        #expect(figures.incompleteBeta.count > 100)
    }

    @Test("of the normal distribution agree with scipy")
    func normal() {
        for row in figures.normal {
            #expect(agrees(Normal.cumulative(row[0]), row[1], within: 1e-10), "\(row)")
            #expect(agrees(Normal.density(row[0]), row[2], within: 1e-10), "\(row)")
        }
        for row in figures.normalQuantile {
            #expect(agrees(Normal.quantile(row[0]), row[1], within: 1e-10), "\(row)")
            if row[0] > 1e-9 { #expect(agrees(Normal.quantile(1 - row[0]), -row[1], within: 1e-7), "\(row)") }
        }
        #expect(Normal.quantile(0.5) == 0)
        #expect(Normal.quantile(0) == -.infinity)
        #expect(Normal.quantile(1) == .infinity)
        #expect(Normal.quantile(1.1).isNaN)
    }

    @Test("of Student's t agree with scipy, from 1 to a million degrees of freedom")
    func studentT() {
        for row in figures.studentT {
            let distribution = StudentT(row[0])
            #expect(agrees(distribution.upperTail(row[1]), row[2], within: 1e-10), "\(row)")
            #expect(agrees(distribution.cumulative(-row[1]), row[2], within: 1e-10), "\(row)")
            #expect(agrees(distribution.cumulative(row[1]), 1 - row[2], within: 1e-10), "\(row)")
            #expect(agrees(distribution.density(row[1]), row[3], within: 1e-10), "\(row)")
        }
        for row in figures.studentTQuantile {
            let distribution = StudentT(row[0])
            #expect(agrees(distribution.exceeded(withProbability: row[1]), row[2], within: 1e-10), "\(row)")
            #expect(agrees(distribution.quantile(row[1]), -row[2], within: 1e-10), "\(row)")
        }
        #expect(figures.studentT.count > 100 && figures.studentTQuantile.count > 100)
        // Near 0 scipy's tail has nine digits only. With one degree of freedom it is ½ − atan(t)/π.
        #expect(agrees(StudentT(1).upperTail(1e-8), 0.5 - 1e-8 / .pi, within: 1e-15))
        #expect(StudentT(3).quantile(0) == -.infinity)
        #expect(StudentT(3).quantile(1) == .infinity)
        #expect(StudentT(3).quantile(-0.1).isNaN)
        #expect(StudentT(3).quantile(0.5) == 0)
        #expect(StudentT(3).upperTail(.infinity) == 0)
        #expect(StudentT(3).cumulative(.infinity) == 1)
    }
}

import Glibc

/// How probable it is that each of several effects is the greatest.
public enum BestProbabilities {
    /// An effect that is known up to a location-scale t distribution.
    public struct Belief: Sendable, Equatable {
        /// The middle, in any unit.
        public let mean: Double
        /// The scale, in the same unit; over 0.
        public let standardError: Double
        /// The degrees of freedom; over 0.
        public let degreesOfFreedom: Double

        /// A belief of the given figures.
        public init(mean: Double, standardError: Double, degreesOfFreedom: Double) {
            self.mean = mean
            self.standardError = standardError
            self.degreesOfFreedom = degreesOfFreedom
        }
    }

    /// Pᵢ = ∫ fᵢ(x) ∏ⱼ≠ᵢ Fⱼ(x) dx for each of `beliefs`, in their order, each and their sum within 1e-8; nil without any,
    /// for a standard error that is not over 0 and finite (there is then no density), and when the quadrature does not
    /// settle, which needs standard errors some ten thousand times apart.
    public static func of(_ beliefs: [Belief]) -> [Double]? {
        guard !beliefs.isEmpty,
            beliefs.allSatisfy({ $0.mean.isFinite && $0.standardError > 0 && $0.standardError.isFinite })
        else { return nil }
        let distributions = beliefs.map { StudentT($0.degreesOfFreedom) }
        var probabilities: [Double] = []
        for index in beliefs.indices {
            guard let probability = probability(index, beliefs, distributions) else { return nil }
            probabilities.append(probability)
        }
        let sum = probabilities.reduce(0, +)
        // Each is worked out on its own: the sum shows whether the quadrature was fine enough.
        return abs(sum - 1) < 1e-7 ? probabilities : nil
    }

    /// One of them by the trapezoidal rule in u, x = μᵢ + seᵢ·√νᵢ·sinh u, with the step halved until nothing changes.
    ///
    /// There the density is proportional to 1/cosh^ν u, which dies out fast even where t itself has heavy tails, and for
    /// such integrands the rule gains digits with each halving (L. N. Trefethen and J. A. C. Weideman, SIAM Review 56,
    /// 2014).
    private static func probability(_ index: Int, _ beliefs: [Belief], _ distributions: [StudentT]) -> Double? {
        let own = beliefs[index]
        let freedom = own.degreesOfFreedom
        let width = own.standardError * freedom.squareRoot()
        let edge = 24 / freedom + 1.5
        let constant = exp(-logBeta(freedom / 2, 0.5))
        func value(_ u: Double) -> Double {
            let x = own.mean + width * sinh(u)
            var product = constant * pow(cosh(u), -freedom)
            for other in beliefs.indices where other != index {
                product *= distributions[other].cumulative((x - beliefs[other].mean) / beliefs[other].standardError)
            }
            return product
        }
        /// The sum at `offset`, `offset` + `step`, … up to the edge.
        func sum(from offset: Double, _ step: Double) -> Double {
            var total = 0.0
            var u = offset - edge
            while u <= edge {
                total += value(u)
                u += step
            }
            return total
        }
        // A narrow neighbour is a steep step, which a coarse rule could miss twice in the same way.
        let narrowest = beliefs.reduce(1.0) { min($0, $1.standardError / own.standardError) }
        var step = max(0.4 * max(narrowest, 1e-4), 1e-4) / max(1, (freedom / 8).squareRoot())
        var total = sum(from: 0, step)
        for _ in 0..<8 {
            let finer = total + sum(from: step / 2, step)
            if abs(finer * step / 2 - total * step) < 1e-9 { return finer * step / 2 }
            total = finer
            step /= 2
        }
        return nil
    }
}

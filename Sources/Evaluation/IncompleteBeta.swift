import Glibc

/// The regularised incomplete beta function I_x(a, b), from 0 to 1, for a, b > 0 and 0 ≤ x ≤ 1; `complement` is 1 − x,
/// which the caller often knows with more digits than a subtraction leaves, and `logBeta` is ln B(a, b).
///
/// Relative error under 1e-11 for a, b up to a few hundred, and for b = ½ with a up to a million. By the continued
/// fraction (NIST Digital Library of Mathematical Functions, 8.17.22), evaluated with the modified method of W. J. Lentz
/// (1976; I. J. Thompson and A. R. Barnett, 1986).
func incompleteBeta(_ x: Double, _ complement: Double, _ a: Double, _ b: Double, logBeta: Double) -> Double {
    if x <= 0 { return 0 }
    if complement <= 0 { return 1 }
    // The fraction converges fast on this side of the mean; on the other side the mirror image does.
    if x <= (a + 1) / (a + b + 2) { return lowerPart(x, complement, a, b, logBeta) }
    return 1 - lowerPart(complement, x, b, a, logBeta)
}

private func lowerPart(_ x: Double, _ complement: Double, _ a: Double, _ b: Double, _ logBeta: Double) -> Double {
    // Near 1 the logarithm is taken of the complement, which has the digits.
    let logX = x > 0.5 ? log1p(-complement) : log(x)
    let logComplement = complement > 0.5 ? log1p(-x) : log(complement)
    let front = exp(a * logX + b * logComplement - logBeta) / a
    return front / betaFraction(x, a, b)
}

/// The denominator 1 + d₁/(1 + d₂/(1 + …)) of the continued fraction.
private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    var fraction = 1.0
    var c = 1.0
    var d = 0.0
    for step in 1...10_000 {
        let m = Double(step / 2)
        let coefficient =
            step % 2 == 0
            ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 + coefficient * d
        if abs(d) < tiny { d = tiny }
        d = 1 / d
        c = 1 + coefficient / c
        if abs(c) < tiny { c = tiny }
        fraction *= c * d
        if abs(c * d - 1) < 1e-16 { break }
    }
    return fraction
}

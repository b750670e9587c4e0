"""The special functions over a grid with its hard corners. The oracle is scipy."""

import math

import numpy
from scipy import optimize, special, stats

FREEDOMS = [1, 2, 3, 4, 5, 7, 10, 11, 24, 30, 100, 999, 1e4, 1e5, 1e6]
TAILS = [1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.45, 0.49]


def detectable(n):
    """The effect in SDs that a two-sided paired t test at 5 % finds with 80 % power: the noncentral t distribution."""
    freedom = n - 1
    critical = stats.t.isf(0.025, freedom)

    def lacking(effect):
        shift = effect * math.sqrt(n)
        # Far out scipy has no figure for the other side, where there is nothing.
        other = numpy.nan_to_num(stats.nct.cdf(-critical, freedom, shift))
        return stats.nct.sf(critical, freedom, shift) + other - 0.8

    return optimize.brentq(lacking, 0.01, 8, xtol=1e-14, rtol=1e-13)


def figures():
    log_gamma = [[x, special.gammaln(x)] for x in [0.01, 0.5, 1.0, 1.5, 2.0, 2.5, 7.3, 10.0, 55.5, 1e3, 1e6]]
    log_beta = [
        [a, b, special.betaln(a, b)]
        for a in [0.5, 1.5, 3.0, 9.5, 10.0, 40.0, 1e3, 5e5]
        for b in [0.5, 2.0, 9.9, 12.0, 300.0]
    ]
    beta = [
        [x, a, b, special.betainc(a, b, x)]
        for a in [0.5, 1.0, 2.5, 12.0, 150.0]
        for b in [0.5, 1.0, 3.5, 20.0, 150.0]
        for x in [1e-6, 0.01, 0.2, 0.5, 0.75, 0.99]
    ]
    normal = [[x, stats.norm.cdf(x), stats.norm.pdf(x)] for x in [-37.0, -20.0, -8.0, -3.0, -1.96, -0.1, 0.0, 0.5, 4.0]]
    quantile = [[p, stats.norm.ppf(p)] for p in [1e-300, 1e-100, *TAILS]]
    student = []
    for freedom in FREEDOMS:
        for t in [0.01, 0.3, 1.0, 1.7, 1.8, 2.5, 5.0, 12.0, 60.0, 1e4]:
            tail, density = stats.t.sf(t, freedom), stats.t.pdf(t, freedom)
            if tail > 1e-290:
                student.append([float(freedom), t, tail, density])
    student_quantile = [[float(freedom), p, stats.t.isf(p, freedom)] for freedom in FREEDOMS for p in TAILS]
    return {
        "logGamma": log_gamma,
        "logBeta": log_beta,
        "incompleteBeta": beta,
        "normal": normal,
        "normalQuantile": quantile,
        "studentT": student,
        "studentTQuantile": student_quantile,
        "detectable": [[n, detectable(n)] for n in [3, 5, 8, 12, 25, 40, 100, 400]],
    }

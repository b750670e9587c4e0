"""Pooled effects, probabilities and published data. The oracle is scipy: root finding and adaptive quadrature."""

import math
import warnings

import numpy
from scipy import integrate, optimize, stats

# Where the integrand is all but 0, rounding looks like slow convergence; the sum of the probabilities is checked.
warnings.simplefilter("ignore", integrate.IntegrationWarning)

# Kacker (2004), as printed by metafor.
KACKER = (
    [61.0, 61.4, 62.21, 62.3, 62.34, 62.6, 62.7, 62.84, 65.9],
    [0.2025, 1.21, 0.09, 0.2025, 0.3844, 0.5625, 0.0676, 0.0225, 1.8225],
)


def paule_mandel(y, v):
    y, v = numpy.array(y), numpy.array(v)

    def excess(between):
        w = 1 / (v + between)
        mean = (w * y).sum() / w.sum()
        return (w * (y - mean) ** 2).sum() - (len(y) - 1)

    between = 0.0 if excess(0) <= 0 else optimize.brentq(excess, 0, 1e6, xtol=1e-15, rtol=1e-14, maxiter=1000)
    w = 1 / (v + between)
    return {"tau2": float(between), "mean": float((w * y).sum() / w.sum()), "se": float(1 / math.sqrt(w.sum()))}


def best(beliefs):
    """For each, the integral over its own quantiles, in pieces that end where any of them turns."""
    laws = [stats.t(df, mean, se) for mean, se, df in beliefs]
    probabilities = []
    for own in range(len(laws)):

        def integrand(x, own=own):
            return laws[own].pdf(x) * math.prod(law.cdf(x) for i, law in enumerate(laws) if i != own)

        ends = sorted({mean + se * k for mean, se, _ in beliefs for k in (-1e5, -1e3, -100, -20, -5, -1, 0, 1, 5, 20, 100, 1e3, 1e5)})
        pieces = [(-numpy.inf, ends[0]), *zip(ends, ends[1:]), (ends[-1], numpy.inf)]
        probabilities.append(
            math.fsum(integrate.quad(integrand, a, b, epsabs=1e-13, epsrel=1e-11, limit=200)[0] for a, b in pieces)
        )
    assert abs(sum(probabilities) - 1) < 1e-8, probabilities
    return probabilities


def programme(types):
    """Types of workshops, each [pairs, mean, sd]."""
    every = [workshop for workshops in types for workshop in workshops]
    within = sum((n - 1) * sd**2 for n, _, sd in every) / sum(n - 1 for n, _, _ in every)
    effects, beliefs = [], []
    for workshops in types:
        k = len(workshops)
        effect = paule_mandel([mean for _, mean, _ in workshops], [within / n for n, _, _ in workshops])
        reach = stats.t.isf(0.025, k - 1) * effect["se"]
        effect["interval"] = [effect["mean"] - reach, effect["mean"] + reach]
        if k >= 5:
            wide = stats.t.isf(0.025, k - 2) * math.sqrt(effect["tau2"] + effect["se"] ** 2)
            effect["prediction"] = [effect["mean"] - wide, effect["mean"] + wide]
        effects.append(effect)
        beliefs.append((effect["mean"], effect["se"], k - 1))
    return {"types": types, "within": within, "effects": effects, "best": best(beliefs)}


def figures():
    draw = numpy.random.Generator(numpy.random.PCG64(7))

    def workshops(k, effect, between):
        return [
            [int(draw.integers(10, 30)), round(float(draw.normal(effect, between)), 6), round(float(draw.uniform(0.3, 1)), 6)]
            for _ in range(k)
        ]

    plans = [
        [(3, 0.7, 0.1), (3, 0.5, 0.1), (3, 0.2, 0.1)],
        [(3, 0.7, 0.5), (5, 0.4, 0.3), (8, 0.2, 0.05)],
        [(4, 0.0, 0.0), (4, 0.0, 0.0)],
        [(6, 1.5, 0.2), (3, -0.5, 0.4), (12, 0.3, 0.9), (5, 0.3, 0.0)],
        [(25, 0.6, 0.1), (3, 0.6, 1.0)],
    ]
    beliefs = [
        [[0.0, 1.0, 2], [0.0, 1.0, 2]],
        [[0.0, 1.0, 2], [0.0, 1.0, 2], [0.0, 1.0, 2]],
        [[0.5, 0.1, 2], [0.4, 1.0, 2], [0.3, 0.2, 9]],
        [[1.0, 0.01, 2], [1.1, 1.0, 2]],
        [[0.7, 0.05, 40], [0.6, 0.3, 2], [0.65, 0.1, 4]],
        [[5.0, 0.1, 3], [-5.0, 0.1, 3]],
        [[0.0, 1.0, 1], [2.0, 0.3, 1]],
    ]
    return {
        "published": [{"estimates": KACKER[0], "variances": KACKER[1], **paule_mandel(*KACKER)}],
        "programmes": [programme([workshops(*plan) for plan in plans_]) for plans_ in plans],
        "best": [{"beliefs": each, "probabilities": best(each)} for each in beliefs],
    }

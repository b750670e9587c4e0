"""One workshop's figures. The oracle is scipy, and for signed ranks with ties the count of every choice of signs."""

import itertools
import json
import math
import pathlib

import numpy
from scipy import special, stats

ROOT = pathlib.Path(__file__).parents[2]


def signed_rank(changes):
    """The two-sided probability, by counting every choice of signs: no algorithm in common with the product."""
    kept = [change for change in changes if change]
    ranks = stats.rankdata([abs(change) for change in kept])
    positive = sum(rank for rank, change in zip(ranks, kept) if change > 0)
    smaller = min(positive, sum(ranks) - positive)
    signs = numpy.array(list(itertools.product([0, 1], repeat=len(kept))))
    return {"count": len(kept), "positive": float(positive), "p": min(1.0, 2 * float(numpy.mean(signs @ ranks <= smaller)))}


def workshop(changes):
    n, m = len(changes), len(changes) - 1
    test = stats.ttest_1samp(changes, 0)
    interval = test.confidence_interval(0.95)
    spread = float(numpy.std(changes, ddof=1))
    j = math.exp(special.gammaln(m / 2) - special.gammaln((m - 1) / 2)) / math.sqrt(m / 2)
    g = j * float(numpy.mean(changes)) / spread
    return {
        "changes": changes,
        "mean": float(numpy.mean(changes)),
        "sd": spread,
        "interval": [float(interval.low), float(interval.high)],
        "t": float(test.statistic),
        "g": g,
        "variance": 1 / n + g * g / (2 * n),
        "better": sum(change > 0 for change in changes),
        "same": sum(change == 0 for change in changes),
        "worse": sum(change < 0 for change in changes),
        **({"signedRank": signed_rank(changes)} if n <= 16 else {}),
    }


def figures():
    demo = json.loads((ROOT / "Tests/EvaluationTests/Fixtures/demo.json").read_text(encoding="utf-8"))
    changes = [(sum(person["post"]) - sum(person["pre"])) / 6 for person in demo["participants"]]
    draw = numpy.random.Generator(numpy.random.PCG64(11))
    samples = [changes]
    for size in [3, 5, 8, 9, 12, 16]:
        samples.append([round(float(value)) / 4 for value in draw.normal(1.5, 2, size)])
    untied = [float(value) for value in draw.normal(0.3, 1, 60)]
    exact = stats.wilcoxon(untied, method="exact")
    many = [float(value) for value in draw.normal(0.05, 1, 500)]
    normal = stats.wilcoxon(many, method="asymptotic", correction=False)
    return {
        "workshops": [workshop(sample) for sample in samples],
        "untied": [{"changes": untied, "p": float(exact.pvalue)}, {"changes": many, "p": float(normal.pvalue)}],
    }

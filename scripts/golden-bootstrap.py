"""Writes test/golden/bootstrap.json: intervals by SciPy, which test/harness/compare/golden.test.ts holds ours against.

How it was produced (Python 3.11 or newer):

    python3 -m venv /tmp/scipy && /tmp/scipy/bin/pip install numpy scipy
    /tmp/scipy/bin/python scripts/golden-bootstrap.py

Each case is scipy.stats.bootstrap with method='percentile', 200,000 resamples and a fixed seed. Another random source
draws other resamples, and medians of few runs jump from one order statistic to the next. So beside each end of an
interval stands the band in which the same end falls when 10,000 resamples are drawn: the quantiles of the bootstrap
distribution three standard errors of a share, sqrt(p (1 - p) / 10,000), below and above.

Pairs have the interval of the sign test too, by scipy.stats.quantile_test of the median.
"""

import json
import pathlib
import sys

import numpy as np
import scipy
from scipy.stats import bootstrap, quantile_test

CONFIDENCE = 0.95
RESAMPLES = 200_000
OURS = 10_000
TAIL = (1 - CONFIDENCE) / 2
ERROR = 3 * np.sqrt(TAIL * (1 - TAIL) / OURS)


def median(values, axis=-1):
    return np.median(values, axis=axis)


def relative(baseline, candidate, axis=-1):
    return np.median(candidate, axis=axis) / np.median(baseline, axis=axis) - 1


def absolute(baseline, candidate, axis=-1):
    return np.median(candidate, axis=axis) - np.median(baseline, axis=axis)


def runs(seed, count, centre, spread, disturbed=0.0):
    """Figures of runs: normal, some of them lower by up to a few spreads."""
    random = np.random.default_rng(seed)
    values = centre * (1 + spread * random.standard_normal(count))
    values -= centre * (random.random(count) < disturbed) * random.exponential(5 * spread, count)
    return [round(float(value), 3) for value in values]


def sign_interval(values):
    interval = quantile_test(values, q=0, p=0.5).confidence_interval(CONFIDENCE)
    return [float(interval.low), float(interval.high)]


def case(name, kind, paired, baseline, candidate):
    if paired:
        differences = np.array(candidate) / np.array(baseline) - 1
        data, statistic = (differences,), median
    else:
        data, statistic = (baseline, candidate), relative if kind == "relative" else absolute
    result = bootstrap(
        data,
        statistic,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        vectorized=True,
        batch=10_000,
        rng=np.random.default_rng(1),
    )
    spread = result.bootstrap_distribution
    band = lambda share: [float(np.quantile(spread, share - ERROR)), float(np.quantile(spread, share + ERROR))]
    return {
        "name": name,
        "kind": kind,
        "paired": paired,
        "baseline": baseline,
        "candidate": candidate,
        "difference": float(statistic(*[np.array(part) for part in data])),
        "low": float(result.confidence_interval.low),
        "high": float(result.confidence_interval.high),
        "lowBand": band(TAIL),
        "highBand": band(1 - TAIL),
        "sign": sign_interval(data[0]) if paired else None,
    }


CASES = [
    case("ten quiet runs a side, 5 % slower", "relative", False, runs(1, 10, 500, 0.02), runs(2, 10, 475, 0.02)),
    case("twelve and nine runs", "relative", False, runs(3, 12, 900, 0.03), runs(4, 9, 910, 0.03)),
    case("twenty runs, one in ten disturbed", "relative", False, runs(5, 20, 300, 0.02, 0.1), runs(6, 20, 300, 0.02, 0.1)),
    case("five runs a side", "relative", False, runs(7, 5, 80, 0.05), runs(8, 5, 88, 0.05)),
    case("ties", "relative", False, [200, 200, 200, 199, 200, 198], [200, 190, 190, 190, 191, 190]),
    case("shares", "absolute", False, [0, 0, 0.01, 0, 0.02, 0, 0], [0.03, 0.02, 0.04, 0.03, 0.01, 0.05, 0.02]),
    case("ten pairs that drift together", "relative", True,
         [500, 480, 450, 430, 425, 440, 470, 490, 505, 510],
         [481, 462, 427, 411, 409, 417, 450, 462, 482, 488]),
    case("seven pairs of the same thing", "relative", True, runs(9, 7, 1000, 0.01), runs(10, 7, 1000, 0.01)),
    case("six pairs", "relative", True, runs(11, 6, 1000, 0.02), runs(12, 6, 1100, 0.02)),
    case("fifteen pairs, one in ten disturbed", "relative", True, runs(13, 15, 80, 0.03, 0.1), runs(14, 15, 80, 0.03, 0.1)),
    case("thirty pairs", "relative", True, runs(15, 30, 80, 0.03), runs(16, 30, 82, 0.03)),
]

golden = {
    "producedBy": "scripts/golden-bootstrap.py",
    "python": sys.version.split()[0],
    "numpy": np.__version__,
    "scipy": scipy.__version__,
    "confidence": CONFIDENCE,
    "resamples": RESAMPLES,
    "cases": CASES,
}
target = pathlib.Path(__file__).parent.parent / "test" / "golden" / "bootstrap.json"
target.write_text(json.dumps(golden, indent=1) + "\n")

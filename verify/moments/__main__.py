"""A table in which the three engines meet: `python -m verify.moments`."""

import argparse
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
from scipy.special import log_softmax

from theory.bookkeeping import IMPORTANCE, LOG_Q_BOTH, NEGATIVES_ONLY
from verify import script
from verify.moments.enumeration import MOST, enumerate_moments, outcomes
from verify.moments.estimator import Estimator, Moments
from verify.moments.quadrature import integrate_moments
from verify.moments.streaming import Streamed, stream_moments
from verify.progress import progress

CLASSES = (10, 1_000, 100_000)
SIZES = (1, 4, 64, 4096)
BOOKKEEPINGS = {"negatives only": NEGATIVES_ONLY, "importance": IMPORTANCE, "log q on both sides": LOG_Q_BOTH}
CONFIDENCE = 1 - 1e-6
ROUNDING = 1e-12


def example(classes: int, name: str) -> Estimator:
    """Scores that fall with the rank, a proposal in proportion to the root of softmax, and a target in the middle."""
    scores = -np.log(np.arange(1, classes + 1))
    return Estimator(scores, log_softmax(scores / 2), classes // 3, BOOKKEEPINGS[name])


def rows(precision: float, device: str, folder: Path | None) -> Iterator[tuple[str, bool]]:
    """One row for each bookkeeping, number of classes, k and moment, and whether the engines agree in it."""
    for name, classes in product(BOOKKEEPINGS, CLASSES):
        estimator = example(classes, name)
        for found in integrate_moments(estimator, SIZES):
            task = f"moments {name} {classes} {found.k}"
            file = folder / f"{task.replace(' ', '-')}.json" if folder else None
            drawn = stream_moments(estimator, found.k, task, precision=precision, device=device, checkpoint=file)
            exact = enumerate_moments(estimator, found.k) if outcomes(classes, found.k) <= MOST else None
            yield from _compared(f"{name:20} {classes:7d} {found.k:5d}", found, drawn, exact)


def _compared(place: str, found: Moments, drawn: Streamed, exact: Moments | None) -> Iterator[tuple[str, bool]]:
    half = drawn.half_width(CONFIDENCE)
    for i, (what, measured) in enumerate((("mean", drawn.mean), ("variance", drawn.variance))):
        value, error = getattr(found, what), found.error[i]
        agree = abs(measured - value) <= half[i] + error
        summed = "-"
        if exact:
            agree = agree and abs(getattr(exact, what) - value) <= error + ROUNDING
            summed = f"{getattr(exact, what):.13g}"
        engines = f"{summed:>18} {value:18.13g} ±{error:7.0e} {measured:18.13g} ±{half[i]:7.0e}"
        yield f"{place} {what:8} {engines} {'agree' if agree else 'differ'}", agree


def main() -> int:
    """Print the table; 1 if Monte Carlo and quadrature differ by more than their stated errors in any row."""
    parser = argparse.ArgumentParser(prog="python -m verify.moments", description=__doc__)
    parser.add_argument("--precision", type=float, default=0.01, help="relative standard error at which drawing stops")
    parser.add_argument("--device", default="cpu", help="torch device of the draws (default: cpu)")
    parser.add_argument("--checkpoints", type=Path, metavar="DIR", help="folder from which to resume")
    given = parser.parse_args()
    total = 2 * len(BOOKKEEPINGS) * len(CLASSES) * len(SIZES)
    print(f"Monte Carlo with its {CONFIDENCE:.4%} interval")
    print(
        f"{'bookkeeping':20} {'classes':>7} {'k':>5} {'of':8} {'enumeration':>18} {'quadrature':>27} "
        f"{'Monte Carlo':>27}"
    )
    apart = 0
    for row, agree in progress(rows(given.precision, given.device, given.checkpoints), "moments", total=total):
        print(row)
        apart += not agree
    print(f"{total - apart} of {total} agree")
    return int(apart > 0)


if __name__ == "__main__":
    sys.exit(script.status("python -m verify.moments", main))

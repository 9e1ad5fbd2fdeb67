"""Exponents of counted costs: how the operations of one training step grow with the items, the factors and k."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from theory import operations
from theory.loss_costs import comparisons, count
from theory.trees import balanced
from verify.seeds import generator

METHODS = ("softmax", "sparsemax", "entmax", "rankmax", "ssm", "nce", "hsm", "rg")
PAIRS_A_CONTEXT = 4
"""Of RG, whose sweep is shared by all pairs of as many contexts as items."""


@dataclass(frozen=True)
class Exponent:
    """The slope of log cost on log size, and an interval about it."""

    value: float
    low: float
    high: float


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> Exponent:
    """The least-squares slope at two or more growing sizes, and the least and the largest slope between neighbours.

    ValueError for fewer sizes.
    """
    if len(sizes) < 2:
        raise ValueError(f"sizes: expected at least 2, got {len(sizes)}")
    x, y = np.log(np.array(sizes, dtype=np.float64)), np.log(np.array(costs, dtype=np.float64))
    local = np.diff(y) / np.diff(x)
    return Exponent(float(np.polyfit(x, y, 1)[0]), float(local.min()), float(local.max()))


def step_cost(method: str, items: int, factors: int, k: int) -> float:
    """The operations of one step, counted as it runs.

    Sparsemax sorts random scores; hierarchical softmax takes the mean over the classes of a balanced tree, for which
    the count is linear in the depth; RG a pair's share of a sweep over as many contexts as items.
    """
    match method:
        case "sparsemax":
            scores = generator(f"cost exponents {items}").normal(size=items).tolist()
            return float(count("sparsemax", items, factors, k) + comparisons(scores))
        case "hsm":
            depths, leaves = np.unique(balanced(items).depths, return_counts=True)
            costs = [count("hsm", items, factors, depth) for depth in depths.tolist()]
            return float(np.average(costs, weights=leaves))
        case "rg":
            pairs = PAIRS_A_CONTEXT * items
            polynomial = operations.polynomial(operations.shared)
            sizes = dict(zip(operations.SIZES, (items, items, factors, pairs), strict=True))
            return float(polynomial.subs(sizes)) / pairs
    return float(count(method, items, factors, k))


def exponents(method: str, sizes: Sequence[int], others: int) -> dict[str, Exponent]:
    """The exponents in C, d and, where there is one, k: one varied over `sizes` while the other two are `others`."""
    varied = {
        "C": [step_cost(method, size, others, others) for size in sizes],
        "d": [step_cost(method, others, size, others) for size in sizes],
        "k": [step_cost(method, others, others, size) for size in sizes],
    }
    return {name: exponent(sizes, varied[name]) for name in predicted(method)}


def predicted(method: str) -> dict[str, float]:
    """The exponents of the claimed orders as one size grows and the others stay; a logarithm counts as 0."""
    exact = {"C": 1.0, "d": 1.0}
    sampled = {"C": 0.0, "d": 1.0, "k": 1.0}
    return {
        "softmax": exact,
        "sparsemax": exact,
        "entmax": exact | {"k": 1.0},
        "rankmax": exact,
        "ssm": sampled,
        "nce": sampled,
        "hsm": {"C": 0.0, "d": 1.0},
        "rg": {"C": 0.0, "d": 3.0},
    }[method]


def doublings(first: int, last: int) -> list[int]:
    """The powers of two from `first` to `last`, both powers of two."""
    return [2**e for e in range(int(math.log2(first)), int(math.log2(last)) + 1)]

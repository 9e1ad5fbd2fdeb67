"""Alternating least squares, its optimum and its cost.

Wrong subjects that are right on every case that their check tries, and values that miss a hypothesis.
"""

from fractions import Fraction

import sympy as sp

from paper_checks.rg.als_linear import Linear
from paper_checks.rg.complexity import Cost
from paper_checks.rg.squared_consistency import Loss, rg_label
from paper_checks.rg.svd import Optimum, SquaredScores
from paper_checks.rg.weights_unequal import LAW, Disrupting


def up_to(limit, right, wrong):
    return lambda n, *rest: sp.Piecewise((right(n, *rest), sp.Lt(n, limit)), (wrong(n, *rest), True))


def threshold(n, lam, d):
    return lam * sp.sqrt(n * d)


def excess(sigma, tau):
    return sp.Max(sigma - tau, 0) ** 2


def rest(n, lam):
    return lam * n / (n + lam)


def scale(n, lam):
    return n**2 / (n + lam)


SHORT = up_to(20, threshold, lambda n, lam, _d: lam * n)


def cancelling(M, N, K, D):
    return (M - 2 * N) ** 2 * K**2 + D * K**2 + (M + N) * K**3


def negative(M, N, K, _D):
    return -M * N * K**2 - (M + N) * K**3


def third(r, m, *_):
    return m * Fraction(1 + 2 * r, 3)


def dented(value, m, factor):
    """The value, and a multiple of it for three items and more."""
    return value * (1 if m in (1, 2) else factor)


WRONG = [
    (
        "rg.thm26.stationary.repair",
        Linear((1, -1), (1, -1), up_to(50, lambda lam, n, d: lam**2 * n * d, lambda lam, n, _d: lam**2 * n**2)),
    ),
    ("rg.thm26.stationary.repair", Linear((1, -1), (1, 0, -1))),
    ("rg.x.svd.optimum", Optimum(lambda lam, n, d: SHORT(n, lam, d), excess)),
    ("rg.x.svd.eq48", SquaredScores(up_to(9, rest, lambda n, _lam: n), scale)),
    ("rg.x.equivalence.minima", up_to(50, lambda N: 1 / N, lambda N: 1 / (2 * N))),
    ("rg.complexity.rows.repair", Cost("rows", cancelling)),
    ("rg.complexity.rows.repair", Cost("rows", negative)),
    ("rg.complexity.rgx.rows.repair", Cost("rgx_rows", cancelling)),
    ("rg.complexity.rgx.overhead", Cost("rgx_rows", lambda M, N, K, _D: (M - 2 * N) ** 2 * K**2, over="rows")),
    (
        "rg.complexity.rgx.tight.repair",
        Cost("rgx_shared", lambda M, N, K, D: (D - 2 * M) ** 2 * K + (M + N) * K**2 + K**3),
    ),
    ("rg.weights_disrupt.some", Disrupting(Loss(third, lambda r, m, *rest: dented(rg_label(r, m, *rest), m, -1)), LAW)),
    ("rg.weights_disrupt.some", Disrupting(Loss(lambda r, m, *_: m + dented(third(r, m) - m, m, 0), rg_label), LAW)),
    ("rg.eq17.bounded", up_to(500, lambda N: 1 / N, lambda N: 1 / (2 * N))),
]

TWO = {"R": "1, 0; 0, 1", "lambda": "1"}
CUBIC = {"R": "1, 1, 0, 0, 1; 0, 0, 0, 0, 1; 0, 1, 0, 0, 1", "lambda": "1/100"}
QUINTIC = {
    "R": "1, 1, 0, 0, 0, 1, 0; 1, 1, 1, 1, 1, 1, 0; 0, 1, 1, 1, 1, 0, 1; 0, 1, 0, 1, 0, 0, 0; 1, 0, 0, 0, 1, 1, 0",
    "lambda": "1/100",
}
"""Data whose singular values are no real radicals, so that nothing is decided on them."""
FACTORS_OF_3 = {"P": "1; 0; 0", "Q": "1; 0; 0; 0; 0"}
FACTORS_OF_5 = {
    "P": "543/689; 9/83; -525/782; -1103/839; 1223/955",
    "Q": "427/379; -499/749; -361/957; -89/81; 127/390; 427/379; -107/245",
}

NO_COUNTEREXAMPLES = [
    ("rg.x.svd.optimum", CUBIC | FACTORS_OF_3),
    ("rg.x.svd.optimum", QUINTIC | FACTORS_OF_5),
    ("rg.x.svd.eq48", CUBIC | FACTORS_OF_3),
    ("rg.x.svd.eq48", QUINTIC | FACTORS_OF_5),
    ("rg.x.equivalence.minima", CUBIC | {"u": "1/10"}),
    ("rg.x.equivalence.minima", QUINTIC | {"u": "1/10"}),
    ("rg.thm26.stationary.repair", CUBIC),
    ("rg.thm26.stationary.repair", QUINTIC),
    ("rg.thm26.stationary", TWO | {"Q": "1; 0"}),
    ("rg.thm26.stationary", TWO | {"Q": "0; 0"}),
    ("rg.thm26.stationary", TWO | {"Q": "1; -1", "lambda": "1/2"}),
    ("rg.thm26.stationary", TWO | {"Q": "1; -1", "lambda": "-1"}),
    ("rg.thm26.stationary", {"R": "1, 0; 0, 0", "lambda": "1", "Q": "1; -1"}),
    ("rg.thm26.stationary.repair", TWO),
    ("rg.x.svd.optimum", TWO | {"P": "1; -1", "Q": "1; -1"}),
    ("rg.x.svd.eq48", TWO | {"P": "1; 1", "Q": "1; -1"}),
    ("rg.x.equivalence.minima", {"R": "1, 0", "lambda": "1", "kappa": "1/3"}),
    ("rg.x.equivalence.minima", {"R": "1, 0", "lambda": "1", "kappa": "1"}),
    ("rg.eq17.bounded", {"N": "3", "kappa": "1/2"}),
    ("rg.eq17.bounded", {"N": "1", "kappa": "2"}),
    ("rg.complexity.rgx.rows", {"M": "m**3", "N": "m**3", "K": "m", "D": "m"}),
    ("rg.complexity.rgx.tight", {"M": "m", "N": "m", "K": "m", "D": "m**9"}),
    ("rg.complexity.rgx.tight", {"M": "m", "N": "m", "K": "m", "D": "m**2 + m"}),
    ("rg.complexity.rows", {"M": "m", "N": "m", "K": "1 + 1/m", "D": "m"}),
    ("rg.complexity.rows", {"M": "m", "N": "m", "K": "1", "D": "m - 1"}),
    ("rg.complexity.rows", {"M": "m/2", "N": "m", "K": "1", "D": "m"}),
    ("rg.weights_disrupt.some", {"N": "3", "law": "1: 1"}),
]

ROWS = {"M": "2*m", "N": "m", "K": "1", "D": "2*m"}
"""Sizes at which the cancelling orders are less than the count of a sweep row by row."""

WITNESSES = [
    ("rg.complexity.rows.repair", Cost("rows", cancelling), ROWS),
    ("rg.complexity.rgx.overhead", Cost("rgx_rows", lambda M, N, K, _D: (M - 2 * N) ** 2 * K**2, over="rows"), ROWS),
]

"""Conditioning, descent, hard negatives and costs.

Wrong subjects that are right on every case that their check tries, and values that miss a hypothesis.
"""

from fractions import Fraction

import sympy as sp

from paper_checks.sf.complexity import Cost
from paper_checks.sf.descent_bound import Beyond
from paper_checks.sf.hard_negatives import Lost
from paper_checks.sf.well_conditioned import Condition
from paper_checks.sf.wop_slower import Speed


def beyond(x, limit):
    """Zero up to a limit, positive above it."""
    return sp.Max(0, x - limit)


def conditioned(N, R):
    return {2: sp.Integer(1), 3: (2 * R + 1) / 3}.get(N, R) + beyond(R, 1000) * int(N != 2)


def exact_up_to_a_lead(alpha):
    third = Fraction(1, 2) + 1 / (alpha - 1)
    return (0, Fraction(1, 2), third - beyond(1 / (alpha - 1), 1000))


WRONG = [
    (
        "sf.lr_threshold.beyond",
        Beyond(
            lambda moved, step, T: moved / (step * T),
            lambda N, low, step, c, root: root(N) * (c + step) / low + root(2) * step - beyond(step, 10**6),
        ),
    ),
    ("sf.jacobian.well_conditioned.repair", Condition(conditioned, least=True)),
    ("sf.jacobian.well_conditioned.least", lambda N, R: N * R / (1 + (N - 1) * R) ** 2 + beyond(R, 1000)),
    ("sf.lr_threshold.cycle", lambda eta: 1 / (eta * (1 - eta)) + beyond(Fraction(1, 1000) - eta, 0)),
    (
        "sf.wop_slower.repair",
        Speed(
            lambda _soft, sparse: -sparse,
            lambda N, step, t, exp: (N - 1) / (N * (1 + step * exp(step) * t)) * (1 + t / 10**30),
        ),
    ),
    ("sf.hard_negatives.sparse.criterion", Lost(lambda gap, b: (gap / b) ** b + beyond(gap, 1000))),
    ("sf.hard_negatives.sparse.hardest", lambda N: 1 / N + beyond(N, 1000)),
    ("sf.cheaper_per_logit.repair", lambda m, l: m * (4 + l) + 3 - beyond(m, 10_000)),
    ("sf.cheaper_per_logit.update", lambda d, n: (4 * d + 1) * n + beyond(d, 1000)),
    ("sf.complexity.softmax", Cost("softmax", lambda C, d, _k, D, _l: D * C * d + C**2 / 10**12)),
]

NO_COUNTEREXAMPLES = [
    ("sf.lr_threshold", {"smaller": "sparsemax", "larger": "softmax", "eta": "1/2, 1/4, 1/4"}),
    ("sf.lr_threshold", {"smaller": "RG2", "larger": "softmax", "eta": "1, 0, 0"}),
    ("sf.lr_threshold", {"smaller": "RG2", "larger": "softmax", "eta": "4/5, 1/5, 1/5"}),
    ("sf.lr_threshold.sparse", {"smaller": "RG2", "larger": "softmax", "eta": "4/5, 1/10, 1/10"}),
    ("sf.lr_threshold.cycle", {"eta": "1", "step": "2"}),
    ("sf.lr_threshold.cycle", {"eta": "1/2", "delta": "1/2"}),
    ("sf.wop_slower", {"eta": "1, 1", "step": "2", "t": "1"}),
    ("sf.wop_slower", {"eta": "1, 0", "step": "0", "t": "1"}),
    ("sf.wop_slower.far", {"B": "0"}),
    ("sf.lr_threshold.beyond", {"eta": "1, 0", "step": "9", "T": "3"}),
    ("sf.complexity.hsm.any_tree", {"C": "1", "d": "m", "k": "1", "D": "1"}),
    ("sf.complexity.ssm.adaptive", {"C": "m", "d": "1", "k": "m", "D": "1"}),
    ("sf.cheaper_per_logit", {"C": "4", "m": "5", "gap": "0"}),
    ("sf.cheaper_per_logit", {"C": "4", "m": "4", "gap": "7"}),
]

"""What the checks of alternating least squares, its optimum and its cost must not be talked into.

Each subject is right on every case that its check tries, and wrong elsewhere; each set of values misses a hypothesis,
or contradicts nothing.
"""

import pytest
import sympy as sp

from paper_checks import registry, run
from paper_checks.rg.als_linear import Linear
from paper_checks.rg.svd import Optimum, SquaredScores
from paper_checks.verdict import rule
from verify.profile import Profile

CLAIMS = registry.claims()


def up_to(limit, right, wrong):
    return lambda n, *rest: sp.Piecewise((right(n, *rest), n < limit), (wrong(n, *rest), True))


def threshold(n, lam, d):
    return lam * sp.sqrt(n * d)


def excess(sigma, tau):
    return sp.Max(sigma - tau, 0) ** 2


def rest(n, lam):
    return lam * n / (n + lam)


def scale(n, lam):
    return n**2 / (n + lam)


SHORT = up_to(20, threshold, lambda n, lam, _d: lam * n)
WRONG = [
    ("rg.thm26.stationary.repair", Linear(up_to(9, lambda _k, sign: sp.sympify(sign != 0), lambda *_: sp.true))),
    ("rg.x.svd.optimum", Optimum(lambda lam, n, d: SHORT(n, lam, d), excess)),
    ("rg.x.svd.eq48", SquaredScores(up_to(9, rest, lambda n, _lam: n), scale)),
    ("rg.x.equivalence.minima", up_to(50, lambda N: 1 / N, lambda N: 1 / (2 * N))),
    ("rg.eq17.bounded", up_to(500, lambda N: 1 / N, lambda N: 1 / (2 * N))),
]

TWO = {"R": "1, 0; 0, 1", "lambda": "1"}
NO_COUNTEREXAMPLES = [
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
    ("rg.weights_disrupt.some", {"N": "3", "law": "1: 1"}),
]


@pytest.mark.parametrize(("id", "subject"), WRONG)
def test_a_subject_that_is_wrong_outside_the_cases_tried_does_not_stand(id, subject):
    evidence = run.gather(CLAIMS[id], subject, Profile.QUICK)
    assert all(found.holds is not False for found in evidence)
    assert not rule(evidence, CLAIMS[id].universal).verdict.stands


@pytest.mark.parametrize(("id", "values"), NO_COUNTEREXAMPLES)
def test_values_that_contradict_nothing_are_told(id, values):
    assert not CLAIMS[id].violates(CLAIMS[id].subject, values)

"""What the checks must not be talked into: wrong subjects that agree on the small cases, counterexamples that are none.

Each subject is right on every case that its check tries, and wrong elsewhere; each set of values misses a hypothesis.
"""

from fractions import Fraction

import pytest
import sympy as sp

from paper_checks import registry, run
from paper_checks.rg.bregman import Generator
from paper_checks.rg.calibration import Calibration
from paper_checks.rg.findings import RECOMMENDATION, SAMPLING, STEAM, Beats
from paper_checks.rg.psd import Condition
from paper_checks.rg.upper_bound import Reading
from paper_checks.verdict import rule
from theory.bregman import excess_risk
from theory.intervals import rational, sign
from verify.profile import Profile

CLAIMS = registry.claims()
TINY, THIRD = Fraction(1, 10**9), sp.Rational(1, 3)


def kinked(x, _log):
    return sp.Piecewise((x**2, x < THIRD), (x**2 - (x - THIRD) / 100, True))


def with_tolerance(s, s_k, s_next, eta, eta_k, eta_next):
    return (eta <= eta_next or s > s_next + TINY) and (eta >= eta_k or s < s_k - TINY)


def with_a_ceiling(s, s_k, s_next, eta, eta_k, eta_next):
    return (eta <= eta_next or s > s_next) and (eta >= eta_k or s < s_k) and s < 10


def undefined_above_50(N, log, y, s, q):
    return log(N) - y + s / N + q / 4 - log((50 - y) ** 2) + 2 * log(50 - y)


def undefined_above_7(N, log, y, s, q):
    return log(N) - y + s / N + q(1, -1 / N) / (2 * N) + log((7 - y) ** 2) - 2 * log(7 - y)


WRONG = [
    ("rg.prop5.inverse_topk", lambda x, exp: sp.Piecewise((2 + exp(x), x < 5), (1 + exp(x), True))),
    ("rg.prop5.generator.repair", Generator(kinked, differentiable_on_the_boundary=False)),
    ("rg.prop5.calibrated.repair", Calibration(with_tolerance, nonnegative=True)),
    ("rg.prop5.calibrated.repair", Calibration(with_a_ceiling, nonnegative=True)),
    ("rg.eq13", undefined_above_7),
    ("rg.prop7.repair", Reading(undefined_above_50, "everywhere")),
    (
        "rg.finding1.nonsampling.repair",
        Beats(("WRMF", "SM", "RG2", "RGx"), SAMPLING, RECOMMENDATION, STEAM | {("SM", "Wiki MAP@10")}),
    ),
]

NO_COUNTEREXAMPLES = [
    ("rg.prop5.bregman", {"p": "1/2, 1/3"}),
    ("rg.prop5.bregman", {"p": "0, 1"}),
    ("rg.prop5.generator.repair", {"x": "1/2", "z": "1/2"}),
    ("rg.prop5.calibrated.gap", {"eta": "3/5, 2/5", "p": "10, 10", "k": "1"}),
    ("rg.prop5.calibrated.gap", {"eta": "1/10, 2/5, 1/5, 3/10", "p": "1/10, 3/10, 3/10, 3/10", "k": "2"}),
    ("rg.a3.psd.optimum", {"N": "-1"}),
    ("rg.finding1.gain", {"any column": "SM 0.9, BPR 0.1"}),
    ("rg.finding1.softmax", {"winner": "BPR", "column": "Steam MRR@10"}),
    ("rg.table5.sparsity", {"data set": "Wiki", "left": "10", "right": "10", "interactions": "50"}),
    ("rg.table5.single_click.repair", {"data set": "Wiki", "left": "10", "right": "10", "interactions": "50"}),
    ("sf.jacobian.softmax.equality", {"p": "1, 1/3"}),
    ("sf.jacobian.softmax.sharp", {"N": "1", "level": "1/4"}),
    ("sf.ssm.bias", {"p": "1/2, 1/2", "q": "1, 0"}),
    ("sf.ssm.bias.next", {"p": "1/2, 1/2", "q": "1, 0"}),
    ("sf.ssm.bias.bound.repair", {"p": "1/2, 1/2", "q": "1, 0", "k": "3"}),
    ("sf.ssm.bias.exact.repair", {"p": "1/2, 1/2", "q": "1, 0", "k": "3"}),
]


@pytest.mark.parametrize(("id", "subject"), WRONG)
def test_a_subject_that_is_wrong_outside_the_cases_tried_does_not_stand(id, subject):
    evidence = run.gather(CLAIMS[id], subject, Profile.QUICK)
    assert not rule(evidence, CLAIMS[id].universal).verdict.stands


def test_a_right_formula_whose_form_hides_a_zero_is_not_refuted():
    zero = (1 + sp.sqrt(2)) ** 2 - 3 - 2 * sp.sqrt(2)
    evidence = run.gather(
        CLAIMS["sf.jacobian.softmax.formula"], lambda p_i, p_j, same: p_i * (same - p_j) + zero, Profile.QUICK
    )
    assert not any(e.refutes for e in evidence)


def test_a_condition_that_is_sufficient_and_not_the_exact_one_stays_open():
    evidence = run.gather(CLAIMS["rg.a3.psd"], Condition(lambda p: p.uniform), Profile.QUICK)
    assert rule(evidence, universal=True).verdict == "open"


@pytest.mark.parametrize(("id", "values"), NO_COUNTEREXAMPLES)
def test_values_that_miss_a_hypothesis_contradict_nothing(id, values):
    assert not CLAIMS[id].violates(CLAIMS[id].subject, values)


def test_the_cost_of_a_wrong_top_k_is_only_approached_where_a_chance_is_zero():
    """The equality that the claim states needs positive chances: the cheapest scores are finite only there."""
    eta, cost = (Fraction(3, 5), Fraction(2, 5), Fraction(0)), CLAIMS["rg.prop5.calibrated.gap"].subject
    bound = cost(sp.Rational(3, 5), sp.Rational(2, 5), sp.log)
    for rest in (Fraction(1, 10), Fraction(1, 10**6)):
        p = ((1 - rest) / 2, (1 - rest) / 2, rest)
        surplus = excess_risk(eta, p) - bound
        assert sign(surplus) == 1
        assert sign(surplus - 2 * rational(rest)) == -1

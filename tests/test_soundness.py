"""What the checks must not be talked into: subjects wrong where no case is tried, values that miss a hypothesis."""

from dataclasses import replace
from fractions import Fraction

import pytest
import soundness_als
import soundness_calibration
import soundness_consistency
import soundness_descent
import soundness_expansion
import soundness_family
import soundness_generalisation
import soundness_jacobians
import soundness_nce
import soundness_ranking
import soundness_sampling
import sympy as sp

from paper_checks import registry, run
from paper_checks.cases import says
from paper_checks.rg.psd import Condition
from paper_checks.sf.nce_orders import Order, chi_square
from paper_checks.sf.topk import TopK
from paper_checks.verdict import rule
from theory import nce
from theory.bregman import excess_risk
from theory.intervals import rational, sign
from theory.order import From
from theory.surrogates import ADAPTED
from verify.profile import Profile

CLAIMS = registry.claims()
SUBJECTS = (
    soundness_als,
    soundness_calibration,
    soundness_consistency,
    soundness_descent,
    soundness_expansion,
    soundness_family,
    soundness_generalisation,
    soundness_jacobians,
    soundness_nce,
    soundness_ranking,
    soundness_sampling,
)
WRONG = [pytest.param(id, wrong, id=id) for subject in SUBJECTS for id, wrong in subject.WRONG]
NO_COUNTEREXAMPLES = [case for subject in SUBJECTS for case in subject.NO_COUNTEREXAMPLES]


@pytest.mark.parametrize(("id", "wrong"), WRONG)
def test_a_subject_that_is_wrong_outside_the_cases_tried_does_not_stand(id, wrong):
    evidence = run.gather(CLAIMS[id], wrong, Profile.QUICK)
    assert not rule(evidence, CLAIMS[id].universal).verdict.stands


@pytest.mark.parametrize(("id", "values"), NO_COUNTEREXAMPLES)
def test_values_that_miss_a_hypothesis_contradict_nothing(id, values):
    assert not CLAIMS[id].violates(CLAIMS[id].subject, values)


WITNESSES = [case for subject in SUBJECTS for case in getattr(subject, "WITNESSES", [])]


@pytest.mark.parametrize(("id", "wrong", "values"), WITNESSES)
def test_a_witness_against_a_wrong_subject_is_recognised(id, wrong, values):
    assert CLAIMS[id].violates(wrong, values)


def test_a_right_formula_whose_form_hides_a_zero_is_not_refuted():
    zero = (1 + sp.sqrt(2)) ** 2 - 3 - 2 * sp.sqrt(2)
    evidence = run.gather(
        CLAIMS["sf.jacobian.softmax.formula"], lambda p_i, p_j, same: p_i * (same - p_j) + zero, Profile.QUICK
    )
    assert not any(e.refutes for e in evidence)


def test_a_condition_that_is_sufficient_and_not_the_exact_one_stays_open():
    evidence = run.gather(CLAIMS["rg.a3.psd"], Condition(lambda p: p.uniform), Profile.QUICK)
    assert rule(evidence, universal=True).verdict == "open"


def test_the_cost_of_a_wrong_top_k_is_only_approached_where_a_chance_is_zero():
    """The equality that the claim states needs positive chances: the cheapest scores are finite only there."""
    eta, cost = (Fraction(3, 5), Fraction(2, 5), Fraction(0)), CLAIMS["rg.prop5.calibrated.gap"].subject
    bound = cost(sp.Rational(3, 5), sp.Rational(2, 5), sp.log)
    for rest in (Fraction(1, 10), Fraction(1, 10**6)):
        p = ((1 - rest) / 2, (1 - rest) / 2, rest)
        surplus = excess_risk(eta, p) - bound
        assert sign(surplus) == 1
        assert sign(surplus - 2 * rational(rest)) == -1


def test_an_argument_from_another_risk_does_not_stand(monkeypatch):
    """With k lost from the noise's weight the derivative is another, and the steps say so."""
    monkeypatch.setattr(nce, "gradient", lambda: nce.Q * (nce.T - nce.P) / (nce.T + nce.Q))
    evidence = run.gather(CLAIMS["sf.nce.js.minimiser.odds"], CLAIMS["sf.nce.js.minimiser.odds"].subject, Profile.QUICK)
    assert not rule(evidence, universal=True).verdict.stands


def test_a_wrong_coefficient_fails():
    claim = replace(CLAIMS["sf.nce.js.value.bias.repair"], subject=Order(1, chi_square))
    assert rule(run.gather(claim, claim.subject, Profile.QUICK), universal=True).verdict == "fails"


def test_adapted_rankmax_keeps_the_order_of_two_classes():
    """Its counterexamples need three classes, and six for the first place."""
    claim = CLAIMS["sf.topk.rankmax.adapted"]
    assert not any(claim.violates(TopK(ADAPTED), {"eta": f"{i}/20, {20 - i}/20", "k": "1"}) for i in range(21))


def test_what_is_said_of_all_numbers_from_a_bound_on():
    n, above = From(3), From(1, attained=False)
    assert [says(lambda x: x > 3, n), says(lambda x: x == 3, n), says(lambda x: x < 2, above)] == [None] * 3
    assert says(lambda x: x != 1, above) is True

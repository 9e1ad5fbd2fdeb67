"""Scores of least risk and the cost of a wrong order, found by search, against what is proved of them."""

from fractions import Fraction

import numpy as np
import pytest

from theory.maps import entmax, softmax
from theory.rankmax_risk import least, risk_ball
from verify.topk_calibration import (
    LOSSES,
    conditional_risk,
    label_distribution,
    least_risk,
    order_kept,
    searched_violation,
    violation_infimum,
)

ETA = np.array([0.5, 0.3, 0.2])
STARTS = np.array([(x, y, 0.0) for x in (-1.7, -0.6, 0.5, 1.6) for y in (-1.7, -0.6, 0.5, 1.6)])
ALPHAS = {"softmax": 1.0, "1.5-entmax": 1.5, "sparsemax": 2.0}
MAPS = {
    "softmax": softmax,
    "1.5-entmax": lambda s: entmax(s, 1.5),
    "sparsemax": lambda s: entmax(s, 2.0),
    "Rankmax, fixed scale": lambda s: entmax(2 * s, 2.0),
}


@pytest.mark.parametrize("name", MAPS)
def test_the_map_of_the_scores_of_least_risk_is_the_label_distribution(name):
    found = least_risk(LOSSES[name], ETA[None], STARTS)
    np.testing.assert_allclose(MAPS[name](found.scores[0]), ETA, atol=1e-5)
    assert order_kept(found.scores[0], ETA, 1e-3) == "kept"


@pytest.mark.parametrize(
    ("eta", "order"),
    [((5, 4, 3), "tied"), ((6, 4, 2), "kept"), ((10, 1, 1), "kept"), ((4, 4, 3), "tied"), ((7, 5, 4), "tied")],
)
def test_adapted_rankmax_ends_at_the_weak_ordering_that_is_proved_least(eta, order):
    exact = tuple(Fraction(x, sum(eta)) for x in eta)
    p = np.array([float(x) for x in exact])
    found = least_risk(LOSSES["Rankmax, scale adapted"], p[None], STARTS)
    best = least(exact)
    assert found.risk[0] == pytest.approx(float(risk_ball(best[0], exact)), abs=1e-6)
    steps = [np.array(levels) - np.mean(levels) for levels in best]
    assert min(np.abs(found.scores[0] - s).max() for s in steps) < 1e-5
    assert order_kept(found.scores[0], p, 1e-3) == order


def test_the_perceptron_loss_ties_all_classes_of_positive_chance():
    found = least_risk(LOSSES["perceptron"], ETA[None], STARTS)
    assert np.ptp(found.scores[0]) < 1e-5
    assert order_kept(found.scores[0], ETA, 1e-3) == "tied"


def test_two_top_classes_of_six_are_tied_by_adapted_rankmax():
    eta = np.array([64, 63, 43, 43, 43, 22]) / 278
    tied, loss = np.array([[2.0, 2, 1, 1, 1, 0]]), LOSSES["Rankmax, scale adapted"]
    found = least_risk(loss, eta[None], np.random.default_rng(6).normal(size=(20, 6)))
    assert found.risk[0] >= conditional_risk(loss, tied, eta[None])[0] - 1e-12


@pytest.mark.parametrize("name", ALPHAS)
@pytest.mark.parametrize(
    ("eta", "k"),
    [
        ((0.5, 0.3, 0.2), 1),
        ((0.5, 0.3, 0.2), 2),
        ((0.6, 0.4, 0.0), 2),
        ((0.5, 0.25, 0.25), 2),
        ((0.4, 0.4, 0.2), 1),
        ((1.0, 0.0, 0.0), 2),
        ((0.4, 0.2, 0.2, 0.2), 2),
        ((0.3, 0.3, 0.3, 0.1), 2),
    ],
)
def test_a_search_over_scores_that_break_the_top_k_finds_the_predicted_infimum(name, eta, k):
    eta = np.array(eta)
    predicted = violation_infimum(eta, k, ALPHAS[name])
    searched = searched_violation(LOSSES[name], eta, k, f"break {name} {k}")
    excess = searched - risk_at(name, eta)
    assert predicted - 1e-9 <= excess <= predicted + 2e-5


def risk_at(name, eta):
    """The infimum of the risk: that of scores which the map takes to the distribution, or its entropy."""
    if name == "softmax":
        return -sum(x * np.log(x) for x in eta if x > 0)
    power = ALPHAS[name] - 1
    return float(conditional_risk(LOSSES[name], (eta**power / power)[None], eta[None])[0])


def test_scores_cannot_break_the_top_k_of_the_uniform_distribution():
    assert violation_infimum(np.full(3, 1 / 3), 1, 2.0) == np.inf
    assert searched_violation(LOSSES["sparsemax"], np.full(3, 1 / 3), 1, "uniform") == np.inf


def test_reductions_give_different_label_distributions_unless_sets_have_one_size():
    law = {frozenset({1}): Fraction(2, 5), frozenset({2, 3}): Fraction(3, 5)}
    np.testing.assert_allclose(label_distribution(law, 3, "sum over the relevant items"), [0.25, 0.375, 0.375])
    np.testing.assert_allclose(label_distribution(law, 3, "mean over the relevant items"), [0.4, 0.3, 0.3])
    ideal = label_distribution(law, 3, "sum over the ideal DCG")
    assert ideal[0] / ideal[1] == pytest.approx((0.4 / 0.6) * (1 + 1 / np.log2(3)), rel=1e-12)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [([3.0, 2.0, 1.0], "kept"), ([3.0, 1.0, 1.0], "tied"), ([3.0, 1.0, 2.0], "reversed"), ([1.0, 1.0, 1.0], "tied")],
)
def test_orders_are_named(scores, expected):
    assert order_kept(np.array(scores), ETA, 1e-3) == expected

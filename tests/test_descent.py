"""Gradient descent on exact conditional risks."""

from fractions import Fraction

import numpy as np
import pytest

from verify.descent import LOSSES, descend, last_settling_step, risk, settles

ETA = (Fraction(4, 9), Fraction(4, 9), Fraction(1, 9))


@pytest.mark.parametrize("name", LOSSES)
def test_descent_settles_below_the_threshold_and_not_above(name):
    given = risk(name, ETA)
    assert settles(given, 0.97 * given.threshold)
    assert not settles(given, 1.03 * given.threshold)


@pytest.mark.parametrize("name", ["softmax", "sparsemax", "RG2"])
def test_bisection_finds_the_threshold(name):
    given = risk(name, ETA)
    low, high = last_settling_step(given, 0.5 * given.threshold, 2 * given.threshold, halvings=8, steps=1000)
    assert low <= 1.02 * given.threshold
    assert high >= 0.98 * given.threshold
    assert high - low < 0.01 * given.threshold


def test_a_run_follows_the_gradient():
    given = risk("RG2", ETA)
    run = descend(given, np.zeros(3), 3.0, 2)
    np.testing.assert_allclose(run.scores[1], -3 * given.gradient(np.zeros(3)))
    np.testing.assert_allclose(run.scores[1], given.minimiser)
    assert run.residuals[1] < 1e-12


def test_one_class_alone_has_no_threshold_for_sparsemax():
    given = risk("sparsemax", (Fraction(1), Fraction(0), Fraction(0)))
    assert given.threshold == np.inf
    assert descend(given, np.array([-3.0, 2.0, 1.0]), 50.0, 50).residuals[-1] == 0

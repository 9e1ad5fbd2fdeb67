"""Runs of descent in rationals and intervals, against the same runs in floating point."""

from fractions import Fraction

import numpy as np
import pytest

from theory import descent_speed
from verify.descent import descend, risk


@pytest.mark.parametrize(
    "eta", [(Fraction(1), Fraction(0), Fraction(0)), (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))]
)
def test_sparsemax_is_there_after_one_step(eta):
    assert descent_speed.sparsemax_miss(eta, 0) > 0
    assert descent_speed.sparsemax_miss(eta, 1) == 0 == descent_speed.sparsemax_miss(eta, 3)


@pytest.mark.parametrize("eta", [(Fraction(9, 10), Fraction(1, 10)), (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))])
def test_softmax_in_intervals_is_the_run_in_floating_point(eta):
    given = risk("softmax", eta)
    last = descend(given, np.zeros(len(eta)), 2.0, 20).scores[-1]
    miss = np.abs(given.gradient(last)).sum() / 2
    assert float(descent_speed.softmax_miss(eta, Fraction(2), 20).mid()) == pytest.approx(miss, rel=1e-9)


def test_softmax_at_one_class_falls_like_one_over_t():
    early, late = (
        float(descent_speed.softmax_miss((Fraction(1), Fraction(0)), Fraction(2), t).mid()) for t in (20, 200)
    )
    assert early / late == pytest.approx(10, rel=0.1)


@pytest.mark.parametrize("lead", [0.3, 1.0, 7.7, 40.0])
def test_steps_until_ahead_in_floating_point(lead):
    gap, count = lead, 0
    while gap > 0:
        gap, count = gap - 4 / (1 + np.exp(-gap)), count + 1
    assert descent_speed.steps_until_ahead(Fraction(lead), sparse=False) == count
    gap, count = lead, 0
    while gap > 0:
        gap, count = gap - 2 * min((1 + gap) / 2, 1), count + 1
    assert descent_speed.steps_until_ahead(Fraction(lead), sparse=True) == count

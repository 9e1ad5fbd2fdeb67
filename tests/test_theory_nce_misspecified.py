"""Two classes that share a score: the slope at maximum likelihood against finite differences and a search."""

import numpy as np
import pytest

from theory.nce_misspecified import PAIR, slope_at_maximum_likelihood, tied_steps
from theory.nce_sums import K
from verify.nce_limits import minimiser, risk

P, Q = np.array([0.5, 0.2, 0.3]), np.array([0.2, 0.5, 0.3])
TIED = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])


def test_every_step_is_executed_and_holds():
    assert all(step.holds for step in tied_steps())


@pytest.mark.parametrize("k", [1.0, 5.0])
def test_the_slope_is_the_difference_quotient_and_points_away_from_the_minimum(k):
    mean, step = (P[0] + P[1]) / 2, 1e-6
    at = np.log(np.array([mean, P[2]]))
    moved = [risk(TIED @ (at + d * np.array([step, 0])), P, Q, k) for d in (1, -1)]
    slope = float(slope_at_maximum_likelihood().subs(dict(zip((*PAIR, K), (P[0], P[1], Q[0], Q[1], k), strict=True))))
    assert (moved[0] - moved[1]) / (2 * step) == pytest.approx(slope, rel=1e-6)
    assert np.sign(at[0] - minimiser(P, Q, k, TIED)[0]) == np.sign(slope) != 0


def test_the_limit_is_the_mean():
    assert np.exp(minimiser(P, Q, np.inf, TIED)[0]) == pytest.approx((P[0] + P[1]) / 2, abs=1e-12)

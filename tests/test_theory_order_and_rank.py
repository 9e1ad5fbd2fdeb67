"""Arguments on temperature, rank and Rankmax: every step, and exact values against the dense float ones."""

from fractions import Fraction

import numpy as np
import pytest

from theory import order_and_rank
from theory.fenchel_young import rankmax_loss
from theory.map_jacobians import rankmax_jacobian
from theory.order_and_rank import rankmax_jacobian_exact, rankmax_loss_hessian_exact


@pytest.mark.parametrize(
    "steps",
    [
        order_and_rank.temperature_steps,
        order_and_rank.rank_steps,
        order_and_rank.fixed_rankmax_steps,
        order_and_rank.adapted_rankmax_steps,
        order_and_rank.rankmax_loss_steps,
    ],
)
def test_every_step_is_executed_and_holds(steps):
    assert all(step.holds for step in steps())


@pytest.mark.parametrize("scores", [("0", "-1/2", "-3"), ("0", "2", "1/3", "-1/4")])
def test_rankmax_adapted_to_its_target(scores):
    exact = [Fraction(x) for x in scores]
    z = np.array([float(x) for x in exact])
    found = np.array(rankmax_jacobian_exact(exact, 0).tolist(), dtype=float)
    np.testing.assert_allclose(found, rankmax_jacobian(z, 0), atol=1e-15)
    h, e = 1e-4, 1e-4 * np.eye(z.size)
    loss = [[sum(s * t * rankmax_loss(z + s * a + t * b, 0) for s in (1, -1) for t in (1, -1)) for b in e] for a in e]
    hessian = np.array(rankmax_loss_hessian_exact(exact, 0).tolist(), dtype=float)
    np.testing.assert_allclose(hessian, np.array(loss) / (4 * h**2), atol=1e-6)


def test_no_scores_found_stretch_more_than_the_number_of_classes():
    rng = np.random.default_rng(3)
    for _ in range(500):
        n = int(rng.integers(2, 9))
        z = rng.normal(scale=float(rng.choice([0.01, 0.5, 3.0])), size=n)
        z[1:] -= rng.choice([0.0, 1.0 - 1e-3])
        assert np.linalg.norm(rankmax_jacobian(z, 0), 2) < n


def test_a_tie_with_the_threshold_is_refused():
    with pytest.raises(ValueError, match="kink"):
        rankmax_jacobian_exact([Fraction(0), Fraction(-1)], 0)

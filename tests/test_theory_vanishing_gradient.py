"""Gradients of negatives: exact ones against floating point, and which of them vanish."""

from fractions import Fraction

import numpy as np
import pytest

from paper_checks import registry
from theory.fenchel_young import rankmax_loss
from theory.maps import entmax
from theory.vanishing_gradient import rankmax_gradient

CLAIMS = registry.claims()


def test_the_exact_rankmax_gradient_is_that_of_the_loss():
    z, h = np.array([0.0, -0.5, 0.4, 3.0, -7.0]), 1e-6
    slopes = [(rankmax_loss(z + h * e, 0) - rankmax_loss(z - h * e, 0)) / (2 * h) for e in np.eye(5)]
    exact = rankmax_gradient([Fraction(x) for x in z.tolist()], 0)
    np.testing.assert_allclose(slopes, [float(x) for x in exact], atol=1e-8)


def test_at_a_kink_there_is_no_gradient():
    with pytest.raises(ValueError, match="kink"):
        rankmax_gradient([Fraction(0), Fraction(-1)], 0)


@pytest.mark.parametrize("alpha", [1.2, 1.5, 2.0, 3.0])
def test_the_criterion_in_floating_point(alpha):
    """For powers that are no whole numbers too, which the claim's cases leave out."""
    random, lost = np.random.default_rng(0), 0
    for _ in range(300):
        z = random.normal(scale=random.choice([0.3, 1.0, 3.0]), size=random.integers(2, 9))
        p = entmax(z, alpha)
        sums = (np.maximum((alpha - 1) * (z[:, None] - z), 0) ** (1 / (alpha - 1))).sum(0)
        clear = np.abs(sums - 1) > 1e-6
        assert ((p == 0) == (sums >= 1))[clear].all()
        lost += int((p == 0).sum())
    assert lost > 100


@pytest.mark.parametrize(
    ("id", "values"),
    [
        ("sf.hard_negatives.sparse.criterion", {"z": "0, 1", "alpha": "1", "j": "0"}),
        ("sf.hard_negatives.sparse.criterion", {"z": "0, 1", "alpha": "2", "j": "5"}),
        ("sf.hard_negatives.sparse", {"alpha": "1"}),
        ("sf.hard_negatives.sparse.hardest", {"z": "1"}),
        ("sf.hard_negatives.rankmax.fixed", {"z": "0, 1, 9", "scale": "0"}),
        ("sf.hard_negatives.rankmax.fixed", {"z": "5, 1, 9", "scale": "1"}),
    ],
)
def test_values_that_miss_a_hypothesis_are_no_counterexample(id, values):
    assert not CLAIMS[id].violates(CLAIMS[id].subject, values)

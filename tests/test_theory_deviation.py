"""The bound of deviations against exact chances of small classes, by enumeration."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from scipy import stats

from theory.deviation import coin_tail, ends, symmetrisation_argument, tail_bound
from verify.seeds import generator


def test_every_step_of_the_argument_holds():
    assert [step.says for step in symmetrisation_argument().steps if not step.holds] == []


@pytest.mark.parametrize("m", [1, 2, 5, 20])
@pytest.mark.parametrize("loss", ["symmetric", "nonnegative", "squared"])
def test_the_tail_of_the_coin_is_the_binomial_one(m, loss):
    b, epsilon = Fraction(3, 2), Fraction(1, 2)
    low, high = map(float, ends(loss, b))
    k = np.arange(m + 1)
    far = np.abs((high - low) * (k / m - 0.5)) >= 0.5
    assert float(coin_tail(loss, m, b, epsilon)) == pytest.approx(stats.binom.pmf(k, m, 0.5)[far].sum())


def test_the_whole_interval_is_the_largest_deviation_of_one_draw():
    assert coin_tail("nonnegative", 1, Fraction(2), Fraction(1)) == 1
    assert coin_tail("nonnegative", 1, Fraction(2), Fraction(101, 100)) == 0


@pytest.mark.parametrize("m", [1, 2, 4])
def test_finite_classes_stay_below_the_bound(m):
    rng = generator("deviation", m)
    losses, chances = rng.uniform(size=(6, 3)), np.array([0.2, 0.3, 0.5])
    risks = losses @ chances
    for epsilon in (0.1, 0.3, 0.6):
        chance = sum(
            np.prod(chances[list(z)])
            for z in product(range(3), repeat=m)
            if (np.abs(losses[:, z].mean(axis=1) - risks) >= epsilon).any()
        )
        assert chance <= float(tail_bound("nonnegative", m, epsilon, 1, len(losses)))

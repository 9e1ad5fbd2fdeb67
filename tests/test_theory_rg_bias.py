"""RG's minimiser against a numerical one, and the fluctuation of sampled RG2 against draws."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import brentq, minimize
from scipy.special import softmax

from theory import rg_bias
from theory.expansion import cumulants, mean
from theory.quadratic import rg2, rgx
from verify.seeds import generator


@pytest.mark.parametrize("loss", [rg2, rgx])
@pytest.mark.parametrize("size", [2, 3, 7])
def test_the_minimiser_is_n_eta_up_to_an_offset(loss, size):
    eta = generator("test rg minimiser", size).dirichlet(np.ones(size))
    found = minimize(lambda o: rg_bias.risk(loss, o.tolist(), eta.tolist()), np.zeros(size), options={"gtol": 1e-9}).x
    np.testing.assert_allclose(found - found.mean(), size * eta - 1, atol=1e-5)


@pytest.mark.parametrize("size", [3, 4, 50])
def test_a_distribution_that_is_not_uniform_is_unbiased(size):
    a = brentq(
        lambda x: np.log((1 - (size - 1) * x) / x) - size * (1 - size * x), 3.0**-size, 0.999 / size, xtol=1e-300
    )
    eta = np.full(size, a)
    eta[-1] = 1 - (size - 1) * a
    assert eta[-1] > 1.01 / size
    np.testing.assert_allclose(softmax(size * eta), eta, rtol=1e-9)


def test_of_two_classes_only_the_uniform_distribution_is_unbiased():
    first = np.linspace(0.001, 0.999, 999)
    gap = softmax(2 * np.stack([first, 1 - first]), axis=0)[0] - first
    assert set(np.flatnonzero(np.abs(gap) < 1e-12)) == {499}


def test_the_enumerated_variance_is_that_of_draws():
    scores, n = [Fraction(x) for x in (0, 1, 3)], 2
    rng = generator("test rg variance")
    squares = (np.array(scores, dtype=float) + 1) ** 2
    values = squares[rng.integers(3, size=(200_000, n))].sum(1) / (2 * n + 2)
    assert values.var() == pytest.approx(float(rg_bias.sampled_variance(scores, 0, n)), rel=0.02)


def test_every_argument_holds():
    steps = (*rg_bias.unbiased_steps(), *rg_bias.two_class_steps(), *rg_bias.variance_steps()[1])
    assert all(step.holds for step in steps)
    third = cumulants([mean(r) for r in (1, 2, 3)])[2]
    assert sp.expand(third - 6 * (rg_bias.value_series()[3] - rg_bias.quadratic_series(True)[3])) == 0

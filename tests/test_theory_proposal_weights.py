"""RG2 under a proposal, against drawing and against a numerical minimiser."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import optimize

from theory.proposal_weights import by_enumeration, minimiser, minimiser_argument, weights_argument
from theory.quadratic import sampled_rg2
from verify.seeds import generator


def test_the_uniform_proposal_is_the_one_of_the_paper():
    scores = [Fraction(1, 2), Fraction(-2), Fraction(3)]
    uniform = [Fraction(1, 3)] * 3
    assert by_enumeration(scores, (1,), uniform, 2) == sampled_rg2(scores, 1, 2)


def test_enumeration_is_the_mean_of_draws():
    scores, q, n = np.array([0.5, -1.0, 2.0]), [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)], 2
    draws = generator("proposal_weights").choice(3, p=[float(x) for x in q], size=(200_000, n))
    sample = -scores[0] + ((scores[0] + 1) ** 2 + ((scores[draws] + 1) ** 2).sum(1)) / (2 * n + 2)
    exact = by_enumeration([Fraction(x) for x in scores], (0,), q, n)
    assert abs(sample.mean() - float(exact)) < 6 * sample.std() / np.sqrt(len(sample))


def test_minimiser_is_the_numerical_one():
    eta, q, n = np.array([0.2, 0.5, 0.3]), np.array([0.6, 0.3, 0.1]), 4

    def risk(o):
        return (-eta * o + (eta + n * q) * (o + 1) ** 2 / (2 * n + 2)).sum()

    found = optimize.minimize(risk, np.zeros(3), tol=1e-12).x
    np.testing.assert_allclose(found, minimiser(eta, q, n), atol=1e-6)
    assert (np.argsort(found) == np.argsort(eta / q)).all()


@pytest.mark.parametrize("argument", [weights_argument, minimiser_argument])
def test_the_arguments_hold(argument):
    assert argument().holds

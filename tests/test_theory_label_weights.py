"""The minimiser of a squared loss with random weights and labels, against a numerical one."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import optimize

from theory.label_weights import expected, minimiser, order_argument

HALF = Fraction(1, 2)
DRAWS = {
    (Fraction(1), Fraction(0), Fraction(0)): Fraction(2, 5),
    (Fraction(0), Fraction(3), Fraction(1)): Fraction(1, 10),
    (Fraction(1), Fraction(1), Fraction(3)): Fraction(1, 2),
}


@pytest.mark.parametrize("weight", [lambda _: 1, sum, lambda labels: sum(labels) ** 2])
def test_minimiser_is_the_numerical_one(weight):
    def risk(o):
        total = 0.0
        for labels, p in DRAWS.items():
            t = 3 * np.array(labels, dtype=float) / float(sum(labels)) - 1
            total += float(p) * float(weight(labels)) * ((o - t) ** 2).sum()
        return total

    found = optimize.minimize(risk, np.zeros(3), tol=1e-12).x
    np.testing.assert_allclose(found, np.array(minimiser(DRAWS, weight), dtype=float), atol=1e-6)


def test_expected_gain_by_hand():
    assert expected(DRAWS, lambda labels: [x / sum(labels) for x in labels])[0] == Fraction(2, 5) + HALF / 5


@pytest.mark.parametrize(
    "draws",
    [{(Fraction(0), Fraction(0)): Fraction(1)}, {(Fraction(1),): HALF}, {(Fraction(-1), Fraction(2)): Fraction(1)}],
)
def test_what_is_no_distribution_of_labels_is_refused(draws):
    with pytest.raises(ValueError, match="draws"):
        minimiser(draws, sum)


def test_the_argument_holds():
    assert order_argument().holds

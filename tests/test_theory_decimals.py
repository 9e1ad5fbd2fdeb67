"""The exact maps and losses in decimals, against fractions and the float64 references."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest

from theory import decimals, fenchel_young
from theory import maps as theory
from verify.seeds import generator

TINY = Decimal("1e-95")


def as_decimals(scores):
    return [Decimal(float(z)) for z in scores]


def rows(scale=1.0, shape=(5, 20)):
    return generator("test.precision").normal(scale=scale, size=shape)


@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
def test_the_decimal_sparsemax_is_the_rational_one(scale):
    for z in rows(scale):
        p, loss = decimals.entmax(as_decimals(z), 3, Fraction(2))
        rational = theory.sparsemax_exact([Fraction(x) for x in z])
        assert max(abs(Fraction(a) - b) for a, b in zip(p, rational, strict=True)) < Fraction(TINY)
        squares = sum(q * q for q in rational)
        fenchel_young_loss = sum(q * Fraction(x) for q, x in zip(rational, z, strict=True)) + (1 - squares) / 2
        assert abs(Fraction(loss) - (fenchel_young_loss - Fraction(z[3]))) < Fraction(TINY) * 1000


@pytest.mark.parametrize("alpha", [Fraction(5, 4), Fraction(3, 2), Fraction(2), Fraction(3)])
def test_the_decimal_entmax_is_the_reference_and_sums_to_one(alpha):
    """The reference rounds in float64: by a few units of 1e-16, times scores of a few."""
    for z in rows():
        p, loss = decimals.entmax(as_decimals(z), 3, alpha)
        with localcontext(prec=decimals.DIGITS):
            assert abs(sum(p) - 1) < TINY
        np.testing.assert_allclose(np.array(p, dtype=float), theory.entmax(z, float(alpha)), rtol=0, atol=1e-14)
        assert float(loss) == pytest.approx(fenchel_young.entmax_loss(z, 3, float(alpha)), rel=1e-14)


def test_the_decimal_softmax_and_rankmax_are_the_references():
    for z in rows():
        p, loss = decimals.softmax(as_decimals(z), 3)
        np.testing.assert_allclose(np.array(p, dtype=float), theory.softmax(z), rtol=1e-14)
        assert float(loss) == pytest.approx(-np.log(theory.softmax(z)[3]), rel=1e-14)
        p, loss = decimals.rankmax(as_decimals(z), 3)
        np.testing.assert_allclose(np.array(p, dtype=float), theory.rankmax(z, 3), rtol=0, atol=1e-14)
        assert float(loss) == pytest.approx(fenchel_young.rankmax_loss(z, 3), rel=1e-14)
        p, loss = decimals.rankmax_fixed(as_decimals(z), 3, 3)
        np.testing.assert_allclose(np.array(p, dtype=float), theory.rankmax_fixed(z, 3.0), rtol=0, atol=1e-14)
        assert float(loss) == pytest.approx(fenchel_young.rankmax_fixed_loss(z, 3, 3.0), rel=1e-14)


def test_masked_classes_get_nothing_and_a_sure_label_costs_nothing():
    sure = as_decimals([1.0, -np.inf, -np.inf])
    mixed = as_decimals([1.0, -np.inf, 0.5])
    for function in (decimals.softmax, decimals.rankmax, lambda z, y: decimals.entmax(z, y, Fraction(3, 2))):
        assert function(sure, 0) == ([1, 0, 0], 0)
        p, loss = function(mixed, 2)
        assert p[1] == 0
        assert (p[0::2], loss) == function(mixed[0::2], 1)


def test_a_small_loss_keeps_its_digits():
    """log(1 + e^-100) = e^-100 - e^-200 / 2 + ..."""
    _, loss = decimals.softmax(as_decimals([100.0, 0.0]), 0)
    assert float(loss) == pytest.approx(math.exp(-100), rel=1e-15)


def test_an_alpha_without_a_closed_power_is_refused():
    for alpha in (Fraction(4, 3) + Fraction(1, 7), Fraction(5, 2)):
        with pytest.raises(ValueError, match=f"alpha: expected .* got {alpha}"):
            decimals.entmax(as_decimals([0.0]), 0, alpha)

"""Certified enclosures against exact values, and that they are narrow."""

from fractions import Fraction

import pytest
from flint import arb, ctx

from theory.intervals import ball
from theory.map_enclosure import entmax_enclosure
from theory.maps import sparsemax_exact

SCORES = (Fraction(1, 3), Fraction(0), Fraction(-1, 5), Fraction(0), Fraction(-4))


def assert_narrow_around(enclosure, exact, magnified=1.0):
    with ctx.workprec(400):
        points = [p if isinstance(p, arb) else ball(p) for p in exact]
        assert all(wide.contains(point) for wide, point in zip(enclosure, points, strict=True))
    assert all(wide.rad() <= 2.0**-99 * magnified for wide in enclosure)


def test_sparsemax_lies_within():
    assert_narrow_around(entmax_enclosure(SCORES, Fraction(2), 100), sparsemax_exact(SCORES))


def test_softmax_lies_within():
    with ctx.workprec(400):
        odds = [ball(z).exp() for z in SCORES]
        exact = [x / sum(odds, arb(0)) for x in odds]
    assert_narrow_around(entmax_enclosure(SCORES, Fraction(1), 100), exact)


@pytest.mark.parametrize("alpha", [Fraction(3, 2), Fraction(5, 4), Fraction(3), Fraction(10)])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_equal_scores_share_equally(alpha, size):
    """The width of the threshold's bracket is magnified by p^(2-alpha)."""
    balls = entmax_enclosure([Fraction(7)] * size, alpha, 100)
    assert_narrow_around(balls, [Fraction(1, size)] * size, size ** max(float(alpha) - 2, 0))


def test_a_class_on_the_threshold():
    """At alpha = 3 the third class starts to get mass where 2 (2 d)^(1/2) = 1: a gap of d = 1/8."""
    balls = entmax_enclosure([Fraction(0), Fraction(0), Fraction(-1, 8)], Fraction(3), 200)
    assert_narrow_around(balls, [Fraction(1, 2), Fraction(1, 2), Fraction(0)])


@pytest.mark.parametrize(("scores", "alpha"), [((), Fraction(2)), ((Fraction(0),), Fraction(1, 2))])
def test_bad_input_is_named(scores, alpha):
    with pytest.raises(ValueError, match="scores, alpha: expected"):
        entmax_enclosure(scores, alpha, 10)

"""The least Lipschitz constants of the RG terms against numerical gradients, a search over scores, and chords."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from theory.intervals import rational
from theory.lipschitz import exceeds_steepest, least_constant, steepest, steepest_argument, term
from theory.quadratic import rg2_squares, rgx_squares_printed
from verify.seeds import generator

LOSSES, NORMS = ("rg2", "rgx"), ("euclidean", "largest")


def terms(loss, o, y, i, r):
    return term(loss, o[y], o.sum() - o[y], len(o), i, r)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("norm", NORMS)
def test_every_step_of_the_argument_holds(loss, norm):
    assert [step.says for step in steepest_argument(loss, norm).steps if not step.holds] == []


def test_the_terms_add_up_to_the_losses_of_a_context():
    o, positives = generator("lipschitz", 0).normal(size=5), {1, 3}
    for loss, whole in (("rg2", rg2_squares), ("rgx", rgx_squares_printed)):
        assert sum(terms(loss, o, y, 2, int(y in positives)) for y in range(5)) == pytest.approx(whole(o, positives))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize(("n", "i", "c"), [(2, 1, 0.5), (4, 1, 2), (5, 3, 0.3), (7, 6, 3)])
def test_no_chord_is_steeper_and_the_steepest_corner_comes_close(loss, norm, n, i, c):
    rng = generator("chords", n)
    larger = max(i, n - i)
    least = float(least_constant(loss, norm, sp.Integer(n), sp.Rational(str(c)), i, larger))
    order = 2 if norm == "euclidean" else np.inf
    for _ in range(300):
        a, b = rng.uniform(-c, c, size=(2, n))
        r = int(rng.integers(2))
        rise = abs(terms(loss, a, 0, i, r) - terms(loss, b, 0, i, r))
        assert rise <= least * np.linalg.norm(a - b, ord=order) * (1 + 1e-12)
    square, corner, r = steepest(loss, norm, n, i, Fraction(str(c)))
    assert float(sp.sqrt(rational(square))) == pytest.approx(least)
    o = np.array(corner, dtype=float)
    slope = np.array([(terms(loss, o + h, 0, i, r) - terms(loss, o - h, 0, i, r)) / 2e-5 for h in 1e-5 * np.eye(n)])
    dual = np.linalg.norm(slope, ord=2 if norm == "euclidean" else 1)
    assert dual == pytest.approx(least, rel=1e-6)


def test_an_upper_bound_is_recognised_and_a_smaller_one_is_not():
    assert exceeds_steepest("rg2", "euclidean", lambda n, c: 2 * (n - 1 + c))
    assert not exceeds_steepest("rg2", "euclidean", lambda n, c: sp.Rational(199, 100) * (n - 1 + c))
    assert not exceeds_steepest("rgx", "euclidean", lambda n, c: 2 * (n - 1 + c))

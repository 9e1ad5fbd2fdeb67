"""The quadratic bounds: the ray, the loss and the argument for the repaired one, against plain numbers."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from theory import upper_bound
from theory.expansion import N
from theory.intervals import enclose, sign
from verify.seeds import generator


def rg2(N, log, o_y, total, squares):
    return log(N) - Fraction(1, 2) - o_y + (squares + 2 * total + N) / (2 * N)


def quarter(N, log, o_y, total, squares):
    return log(N) - o_y + total / N + squares / 4


def test_the_ray_is_the_path_of_ridge_optima():
    o_y, rest, ridge = sp.symbols("a b lambda", real=True)
    objective = rg2(N, sp.log, o_y, o_y + (N - 1) * rest, o_y**2 + (N - 1) * rest**2)
    objective += ridge * (o_y**2 + (N - 1) * rest**2)
    (found,) = sp.solve([sp.diff(objective, o_y), sp.diff(objective, rest)], [o_y, rest], dict=True)
    t = 1 / (1 + 2 * ridge * N)
    assert sp.simplify(found[o_y] - t * (N - 1)) == 0
    assert sp.simplify(found[rest] + t) == 0


@pytest.mark.parametrize("n", [2, 3, 5])
@pytest.mark.parametrize("t", [Fraction(1, 3), Fraction(1)])
def test_along_the_ray_equals_the_value_at_its_points(n, t):
    closed = upper_bound.along_ray(rg2).subs({N: n, upper_bound.T: sp.Rational(t.numerator, t.denominator)})
    assert sign(closed - upper_bound.value(rg2, upper_bound.optimum(n, t))) == 0


def test_the_gap_near_zero_is_the_third_cumulant():
    order, gap = upper_bound.leading_gap(rg2)
    assert order == 3
    assert sp.expand(gap + (N - 1) * (N - 2) / 6) == 0


def test_for_two_items_rg2_is_the_repaired_bound():
    a, b = sp.symbols("a b")
    difference = rg2(2, sp.log, a, a + b, a**2 + b**2) - quarter(2, sp.log, a, a + b, a**2 + b**2)
    assert sp.expand(difference) == 0


def test_membership_of_the_ray():
    assert upper_bound.on_ray((Fraction(1), Fraction(-1, 2), Fraction(-1, 2)))
    assert not upper_bound.on_ray((Fraction(4), Fraction(-2), Fraction(-2)))
    assert not upper_bound.on_ray((Fraction(1), Fraction(-1, 2), Fraction(-1, 4)))


def test_falling_is_proved_only_where_it_is_so():
    bound = sp.log(N) + sp.Rational(1, 2) - sp.Rational(1, 2) * N
    assert upper_bound.never_rises_from(bound, 4)
    assert not upper_bound.never_rises_from(bound, 1)
    assert not upper_bound.never_rises_from(-bound, 4)


def test_the_argument_holds_and_needs_a_quarter():
    assert upper_bound.curvature_argument().holds
    assert upper_bound.exceeds_curvature(quarter)
    assert not upper_bound.exceeds_curvature(rg2)


def test_the_bound_is_above_the_loss_at_random_scores():
    random = generator("upper-bound")
    for n in (2, 3, 10, 100):
        o = random.normal(size=(200, n)) * random.exponential(3, size=(200, 1))
        loss = np.log(np.exp(o - o.max(1, keepdims=True)).sum(1)) + o.max(1) - o[:, 0]
        assert (loss <= np.log(n) - o[:, 0] + o.mean(1) + (o**2).sum(1) / 4 + 1e-9).all()


def test_the_loss_is_exact():
    assert float(enclose(upper_bound.softmax_loss((Fraction(1), Fraction(0)))).mid()) == pytest.approx(
        np.log1p(np.exp(-1))
    )

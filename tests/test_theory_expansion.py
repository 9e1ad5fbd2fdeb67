"""The expansion at zero, by series, against sympy's explicit derivatives; and the balls that settle signs."""

from fractions import Fraction

import pytest
import sympy as sp

from theory import expansion, intervals

SCORES = sp.symbols("a b c", real=True)


def in_scores(expression):
    means = {expansion.mean(r): sum(s**r for s in SCORES) / sp.Integer(3) for r in range(1, 5)}
    return expression.subs(means).subs(expansion.N, 3)


@pytest.mark.parametrize("order", range(5))
def test_series_equals_explicit_derivatives_for_three_scores(order):
    t = sp.Symbol("t")
    log_sum = sp.log(sum(sp.exp(t * s) for s in SCORES))
    explicit = sp.diff(log_sum, t, order).subs(t, 0) / sp.factorial(order)
    series = in_scores(expansion.log_sum_exp_series(4)[order])
    assert sp.expand(sp.expand_log(explicit - series, force=True)) == 0


def test_differentiation_under_the_sum_equals_the_series_for_every_n():
    derived = expansion.ray_derivatives(4)
    for r, (derivative, coefficient) in enumerate(zip(derived, expansion.log_sum_exp_series(4), strict=True)):
        target = expansion.O_Y if r == 1 else 0
        assert sp.expand(derivative - sp.factorial(r) * coefficient + target) == 0


def test_cumulants_of_the_exponential_distribution_are_factorials():
    assert expansion.cumulants([1, 2, 6, 24, 120]) == [1, 1, 2, 6, 24]


def test_second_order_on_numbers():
    assert expansion.second_order((Fraction(1), Fraction(0)), 1) == (Fraction(1, 2) + Fraction(1, 8) - 1, 2)


def test_at_a_base_point_derivatives_are_those_of_explicit_scores():
    t, steps, odds = sp.Symbol("t"), SCORES, (sp.Integer(1), sp.Integer(2), sp.Integer(4))
    p = [w / sum(odds) for w in odds]
    values = {expansion.moment(r): sum(q * s**r for q, s in zip(p, steps, strict=True)) for r in range(1, 5)}
    values |= {expansion.V_Y: steps[0], expansion.BASE_LOSS: -sp.log(p[0])}
    loss = sp.log(sum(w * sp.exp(t * s) for w, s in zip(odds, steps, strict=True))) - t * steps[0] - sp.log(odds[0])
    for r, derivative in enumerate(expansion.base_derivatives(4)):
        explicit = sp.diff(loss, t, r).subs(t, 0)
        assert sp.expand(sp.expand_log(explicit - derivative.subs(values), force=True)) == 0


def test_base_coefficients_are_numbers_of_the_same_derivatives():
    p, v = (Fraction(1, 4), Fraction(3, 4)), (Fraction(2), Fraction(-1))
    values = {expansion.moment(r): p[0] * v[0] ** r + p[1] * v[1] ** r for r in range(1, 4)} | {expansion.V_Y: v[1]}
    derived = [d.subs(values) / sp.factorial(r) for r, d in enumerate(expansion.base_derivatives(3))][1:]
    assert [sp.Rational(x.numerator, x.denominator) for x in expansion.base_coefficients(p, v, 2, 3)] == derived


def test_the_two_ways_to_the_expansion_at_a_base_point_agree():
    assert expansion.base_argument(4).holds


def test_order_must_be_positive():
    with pytest.raises(ValueError, match="order is 0"):
        expansion.log_sum_exp_series(0)


def test_a_sum_that_is_no_power_is_refused():
    with pytest.raises(ValueError, match="not a power"):
        expansion.in_means(sp.Sum(2 * expansion.O[expansion.J], (expansion.J, 1, expansion.N)))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (sp.log(4) - 2 * sp.log(2), 0),
        (sp.log(3) - sp.Rational(11, 10), -1),
        (sp.exp(sp.Rational(1, 10**6)) - 1 - sp.Rational(1, 10**6), 1),
        (sp.sqrt(2) - sp.Rational(7, 5), 1),
        (sp.E - sp.Rational(2718281828, 10**9), 1),
        (sp.Rational(-1, 3), -1),
    ],
)
def test_signs_of_constants_are_proved(expression, expected):
    assert intervals.sign(expression) == expected


def test_a_sign_that_balls_cannot_settle_stays_open():
    assert intervals.sign(sp.exp(sp.log(2) + sp.log(3) * sp.Rational(1, 2), evaluate=False) ** 2 - 12) in (0, None)


def test_what_is_no_such_constant_is_refused():
    with pytest.raises(TypeError, match="cannot enclose"):
        intervals.enclose(sp.sin(1))


def test_literals_read_back():
    numbers = (Fraction(2, 5), Fraction(-3), Fraction(1, 7))
    assert intervals.rationals(intervals.literal(numbers)) == numbers

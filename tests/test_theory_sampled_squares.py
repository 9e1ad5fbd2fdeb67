"""The mean of the expansion over the draws, against the closed forms of `theory.quadratic` and against scipy."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import minimize

from theory.draws import m, n
from theory.expansion import N
from theory.quadratic import sampled_rg2, sampled_rg2_squares, sampled_rgx, sampled_weights
from theory.sampled_squares import (
    POWERS,
    SYMBOLS,
    derived,
    derived_step,
    enumerated_ratio,
    enumerated_target,
    mean_expansion,
    proportional,
    ratio,
    sums,
    target,
)
from verify.seeds import generator

SCORES = (Fraction(3), Fraction(-1, 2), Fraction(2, 3), Fraction(5))


@pytest.mark.parametrize(("positives", "size"), [(1, 1), (1, 3), (2, 2), (4, 2)])
@pytest.mark.parametrize(("interaction", "pair"), [(False, sampled_rg2), (True, sampled_rgx)])
def test_the_mean_is_that_of_the_closed_forms_summed_over_the_positives(positives, size, interaction, pair):
    expected = sum(pair(SCORES, y, size) for y in range(positives))
    assert mean_expansion(SCORES, positives, size, "all", interaction) == expected


@pytest.mark.parametrize("interaction", [False, True])
def test_drawing_from_the_negatives_is_brute_force(interaction):
    total = Fraction(0)
    for y, (one, other) in product(range(2), product(SCORES[2:], repeat=2)):
        sample = [SCORES[y], one, other]
        value = -SCORES[y] + sum((o + 1) ** 2 for o in sample) / 6
        total += (value - interaction * sum(sample) ** 2 / 18) / 4
    assert mean_expansion(SCORES, 2, 2, "negatives", interaction) == total


@pytest.mark.parametrize("interaction", [False, True])
@pytest.mark.parametrize("pool", ["all", "negatives"])
@pytest.mark.parametrize(("positives", "size"), [(1, 1), (2, 3), (3, 2)])
def test_the_derived_mean_is_the_enumerated_one(pool, interaction, positives, size):
    numbers = sums(SCORES, positives, size)
    fields = {N: numbers.N, n: numbers.n, m: numbers.m} | dict(
        zip(POWERS, (numbers.P1, numbers.P2, numbers.R1, numbers.R2), strict=True)
    )
    found = derived(pool, interaction).subs({key: sp.Rational(str(value)) for key, value in fields.items()})
    assert found == sp.Rational(str(mean_expansion(SCORES, positives, size, pool, interaction)))
    assert derived_step(pool, interaction).holds


@pytest.mark.parametrize("pool", ["all", "negatives"])
def test_ratio_and_target_are_those_of_a_numerical_minimum(pool):
    size, positives, items = 3, 2, 5
    first = 0 if pool == "all" else positives
    weights = np.zeros(items)
    weights[first:] = 1 / (items - first)

    def mean(o):
        own = sum(-o[y] + (o[y] + 1) ** 2 / (2 * size + 2) for y in range(positives))
        return own + positives * size * weights @ (o + 1) ** 2 / (2 * size + 2)

    best = minimize(mean, np.zeros(items), method="BFGS", options={"gtol": 1e-9}).x
    at = {N: items, n: size, m: positives}
    assert best[0] + 1 == pytest.approx(float(target(pool).subs(at)), abs=1e-6)
    assert best[-1] == pytest.approx(-1, abs=1e-6)
    curvature = [2 * (mean(e) + mean(-e) - 2 * mean(0 * e)) for e in np.eye(items)]
    assert curvature[0] / curvature[-1] == pytest.approx(float(ratio(pool).subs(at)), rel=1e-9)
    assert enumerated_ratio(pool, items, positives, size) == Fraction(str(ratio(pool).subs(at)))
    assert enumerated_target(pool, items, positives, size) == Fraction(str(target(pool).subs(at)))


def test_squares_are_those_of_eq_18():
    numbers = sums(SCORES, 2, 3)
    on, off = sampled_weights(SCORES, [0, 1], 3)[1:3]
    assert numbers.squares(on, off, numbers.N / 2) == sampled_rg2_squares(SCORES, [0, 1], 3)


def test_proportional_needs_one_positive_factor_for_all_coefficients():
    mean = derived("all")
    assert proportional(7 * n * mean + 3 * N, "all", interaction=False)
    assert not proportional(-mean, "all", interaction=False)
    assert not proportional(mean + SYMBOLS.P1 / 1000, "all", interaction=False)
    assert not proportional(mean, "negatives", interaction=False)


def test_the_mean_tends_to_rg2():
    """As n grows, at random scores: the difference to RG2 is 1 / (n + 1) times a constant."""
    o = [Fraction(int(x), 7) for x in generator("sampled squares").integers(-20, 20, 6)]
    gaps = [(k + 1) * (sampled_rg2(o, 0, k) - sampled_rg2(o, 0, 10**9)) for k in (10, 1000)]
    assert float(gaps[0] - gaps[1]) == pytest.approx(0, abs=1e-4)

"""The quadratic losses, exactly: each relation that the docstrings state, on fractions and on symbols."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from theory import quadratic
from theory.expansion import second_order
from theory.quadratic import rg2, rg2_squares, rgx, rgx_squares, wrmf, wsl

number = st.fractions(-5, 5, max_denominator=6)
scores = st.lists(number, min_size=1, max_size=6)


@st.composite
def contexts(draw):
    """Scores, and the indices of some positives."""
    o = draw(scores)
    return o, sorted(draw(st.sets(st.integers(0, len(o) - 1), min_size=1)))


@st.composite
def directions(draw, least=1):
    """A point and two directions of the same length."""
    n = draw(st.integers(least, 5))
    return tuple(draw(st.lists(number, min_size=n, max_size=n)) for _ in range(3))


def moved(o, *steps):
    return [sum(parts) for parts in zip(o, *steps, strict=True)]


def curvature(loss, o, u, v):
    """u' H v of a quadratic function, exactly."""
    return loss(moved(o, u, v)) - loss(moved(o, u)) - loss(moved(o, v)) + loss(o)


@given(contexts())
def test_rgx_is_the_second_order_expansion_without_its_constant(context):
    o, positives = context
    for y in positives:
        assert rgx(o, y) - Fraction(1, 2) == second_order(o, y + 1)[0]


@given(contexts())
def test_rg2_and_rgx_differ_by_the_interaction(context):
    o, positives = context
    assert rg2(o, positives[0]) - rgx(o, positives[0]) == sum(o) ** 2 / (2 * len(o) ** 2)


@given(contexts())
def test_squares_are_2n_times_the_pairs_and_a_constant(context):
    o, positives = context
    n, size = len(o), len(positives)
    for squares, pair in ((rg2_squares, rg2), (rgx_squares, rgx)):
        assert squares(o, positives) == 2 * n * sum(pair(o, y) for y in positives) + n**2 - 2 * n * size


@pytest.mark.parametrize("positives", [[0], [1, 2], [0, 1, 2, 3]])
@pytest.mark.parametrize(("squares", "pair"), [(rg2_squares, rg2), (rgx_squares, rgx)])
def test_the_same_on_symbols(squares, pair, positives):
    o = sp.symbols("o:4", real=True)
    expected = 8 * sum(pair(o, y) for y in positives) + 16 - 8 * len(positives)
    assert sp.expand(squares(o, positives) - expected) == 0


@given(directions())
def test_hessians_are_the_identity_and_the_centring_matrix_over_n(points):
    o, u, v = points
    n, inner = len(o), sum(a * b for a, b in zip(u, v, strict=True))
    assert curvature(lambda z: rg2(z, 0), o, u, v) == inner / n
    assert curvature(lambda z: rgx(z, 0), o, u, v) == (inner - sum(u) * sum(v) / n) / n


@given(contexts())
def test_both_are_least_at_n_times_the_label_minus_one(context):
    o, positives = context
    n, y = len(o), positives[0]
    best = [Fraction(n * (j == y) - 1) for j in range(n)]
    for pair in (rg2, rgx):
        assert pair(best, y) == 1 - Fraction(n, 2) <= pair(o, y)


@given(contexts(), number)
def test_only_rgx_is_free_of_a_common_offset(context, offset):
    o, positives = context
    shifted = [x + offset for x in o]
    assert rgx(shifted, positives[0]) == rgx(o, positives[0])
    assert (rg2(shifted, positives[0]) == rg2(o, positives[0])) == (offset * (2 * sum(o) + len(o) * offset) == 0)


@given(contexts())
def test_squares_are_never_negative_and_zero_at_the_targets(context):
    o, positives = context
    best = quadratic.targets(o, positives)
    for squares in (rg2_squares, rgx_squares):
        assert squares(o, positives) >= 0 == squares(best, positives)


@given(contexts())
def test_the_other_readings_of_the_interaction(context):
    o, positives = context
    n, size, s = len(o), len(positives), sum(o)
    intended = rgx_squares(o, positives)
    assert quadratic.rgx_squares_printed(o, positives) == intended - size * s**2 * (1 - Fraction(1, n))
    spread = sum(o[a] * o[b] for a in range(n) for b in range(n) if a != b)
    assert quadratic.rgx_squares_factorised(o, positives) == intended + Fraction(size, n) * spread


@given(contexts())
def test_eq_17_to_the_letter_is_not_bounded_below(context):
    """Along the ones it bends down, by 2 |I| N (1 - N), for every N >= 2."""
    o, positives = context
    n, ones = len(o), [Fraction(1)] * len(o)
    bend = curvature(lambda z: quadratic.rgx_squares_printed(z, positives), o, ones, ones)
    assert bend == 2 * len(positives) * n * (1 - n)


@pytest.mark.parametrize(("size", "n"), [(1, 0), (1, 3), (2, 1), (2, 3), (3, 2), (4, 2)])
def test_sampled_losses_are_means_over_all_draws(size, n):
    o, y = [Fraction(3), Fraction(-1, 2), Fraction(2, 3), Fraction(5)][:size], size - 1
    totals = [Fraction(0), Fraction(0)]
    for drawn in product(o, repeat=n):
        sample = [o[y], *drawn]
        squares = sum((x + 1) ** 2 for x in sample) / (2 * n + 2)
        totals[0] += squares - o[y]
        totals[1] += squares - o[y] - sum(sample) ** 2 / (2 * (n + 1) ** 2)
    assert [quadratic.sampled_rg2(o, y, n), quadratic.sampled_rgx(o, y, n)] == [t / size**n for t in totals]


@given(contexts())
def test_sampled_squares_with_n_plus_one_equal_to_n_items_are_the_full_ones(context):
    o, positives = context
    n = len(o) - 1
    assert quadratic.sampled_rg2_squares(o, positives, n) == rg2_squares(o, positives)
    assert quadratic.sampled_rgx_squares_printed(o, positives, n) == quadratic.rgx_squares_printed(o, positives)


def test_eq_19_weighs_otherwise_than_the_mean_that_it_comes_from():
    """One positive of four, two negatives drawn: the positive counts 4/3 as much as another in Eq. 19, in truth 3."""
    o, positives, n = [Fraction(0)] * 4, [0], 2
    units = [[Fraction(int(i == j)) for i in range(4)] for j in (0, 1)]
    printed, exact = (
        [curvature(loss, o, e, e) for e in units]
        for loss in (
            lambda z: quadratic.sampled_rg2_squares(z, positives, n),
            lambda z: quadratic.sampled_rg2(z, 0, n),
        )
    )
    assert printed[0] / printed[1] == Fraction(4, 3)
    assert exact[0] / exact[1] == 3


@given(contexts(), st.fractions(0, 8, max_denominator=4))
def test_wrmf_is_a_weighted_squared_loss(context, alpha):
    o, positives = context
    by_hand = sum((alpha + 1) * (x - 1) ** 2 if y in positives else x**2 for y, x in enumerate(o))
    assert wrmf(o, positives, alpha) == by_hand
    assert wsl(o, o, o) == 0


@given(contexts())
def test_floats_give_the_rounded_fractions(context):
    """Each of at most 12 terms of size below 6 * 100 is rounded a few times."""
    o, positives = context
    for loss in (rg2_squares, rgx_squares, quadratic.rgx_squares_printed, quadratic.rgx_squares_factorised):
        np.testing.assert_allclose(
            float(loss(np.array([float(x) for x in o]), positives)),
            float(loss(o, positives)),
            rtol=0,
            atol=100 * 7200 * np.finfo(float).eps,
        )


@pytest.mark.parametrize("loss", [rg2_squares, rgx_squares, lambda o, p: quadratic.sampled_rg2_squares(o, p, 2)])
@pytest.mark.parametrize(
    ("positives", "fault"),
    [
        ([], "positives: expected at least one, got none"),
        ([0, 0], r"positives: expected distinct indices from 0 to 1, got \[0, 0\]"),
        ([2], r"positives: expected distinct indices from 0 to 1, got \[2\]"),
        ([-1], r"positives: expected distinct indices from 0 to 1, got \[-1\]"),
    ],
)
def test_bad_positives_are_named(loss, positives, fault):
    with pytest.raises(ValueError, match=fault):
        loss([Fraction(1), Fraction(2)], positives)


@pytest.mark.parametrize("y", [-1, 2])
def test_what_is_no_item_is_named(y):
    """Also for scores in an array, which -1 would index."""
    for scores in ([Fraction(1), Fraction(2)], np.array([1.0, 2.0])):
        for loss in (
            rg2,
            rgx,
            lambda o, y: quadratic.sampled_rg2(o, y, 1),
            lambda o, y: quadratic.sampled_rgx(o, y, 1),
        ):
            with pytest.raises(ValueError, match=f"y: expected an index from 0 to 1, got {y}"):
                loss(scores, y)


@pytest.mark.parametrize("loss", [quadratic.sampled_rg2, quadratic.sampled_rgx])
def test_fewer_than_no_negatives(loss):
    with pytest.raises(ValueError, match="n: expected at least 0 negatives, got -1"):
        loss([Fraction(1)], 0, -1)
    with pytest.raises(ValueError, match="n: expected at least 0 negatives, got -1"):
        quadratic.sampled_weights([Fraction(1)], [0], -1)

"""Reference maps against their definitions, exact arithmetic and certified enclosures."""

from fractions import Fraction

import entmax as package
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.map_enclosure import entmax_enclosure
from theory.maps import entmax, rankmax, rankmax_fixed, softmax, sparsemax, sparsemax_exact
from verify.seeds import generator

EPS = np.finfo(np.float64).eps
ALPHAS = [1.0, 1 + 1e-9, 1.01, 1.25, 1.5, 1.7, 2.0, 3.0, 10.0]
ROUNDING = 8 * EPS  # some roundings of numbers up to 1 each, which no step magnifies, and the sum of up to 7 of them

fractions = st.lists(st.fractions(-3, 3, max_denominator=6), min_size=1, max_size=7)
scores = fractions.map(lambda z: np.array([float(x) for x in z]))
alphas = st.sampled_from(ALPHAS)


def certified(z, alpha, bits=200):
    balls = entmax_enclosure([Fraction(x) for x in z.tolist()], Fraction(alpha), bits)
    assert max(float(ball.rad()) for ball in balls) < EPS
    return np.array([float(ball.mid()) for ball in balls])


@given(fractions)
def test_sparsemax_exact_is_the_nearest_point_of_the_simplex(z):
    p = sparsemax_exact(z)
    assert sum(p) == 1
    assert min(p) >= 0
    slopes = [a - b for a, b in zip(z, p, strict=True)]
    assert all(s == max(slopes) for s, b in zip(slopes, p, strict=True) if b > 0)


@given(fractions)
def test_sparsemax_in_floats_agrees_with_the_exact_one(z):
    got = sparsemax(np.array([float(x) for x in z]))
    np.testing.assert_allclose(got, [float(x) for x in sparsemax_exact(z)], rtol=0, atol=1e-14)


@given(fractions, st.integers(-5, 5))
def test_an_offset_changes_nothing_exactly(z, offset):
    assert sparsemax_exact([x + offset for x in z]) == sparsemax_exact(z)


@pytest.mark.parametrize("alpha", ALPHAS)
@settings(max_examples=20)
@given(scores)
def test_entmax_is_right_to_rounding(alpha, z):
    exact = certified(z, alpha, bits=1000 if alpha > 2 else 200)  # 10-entmax turns 2^-1000 into 2^-111
    np.testing.assert_allclose(entmax(z, alpha), exact, rtol=0, atol=ROUNDING)


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize("scale", [0.01, 1, 100])
def test_entmax_of_many_scores_far_from_zero(alpha, scale):
    z = generator("theory.maps.offset").normal(scale=scale, size=50) + 1e6
    np.testing.assert_allclose(entmax(z, alpha), certified(z, alpha, 300), rtol=0, atol=ROUNDING)


@given(scores, alphas)
def test_entmax_is_a_distribution_in_the_order_of_the_scores(z, alpha):
    p = entmax(z, alpha)
    assert p.min() >= 0
    assert abs(p.sum() - 1) <= ROUNDING
    order = np.argsort(z)
    assert np.diff(p[order]).min(initial=0) >= -ROUNDING
    assert all(p[i] == p[j] for i in range(z.size) for j in range(i) if z[i] == z[j])


@given(scores, alphas, st.randoms())
def test_entmax_permutes_with_the_scores(z, alpha, random):
    order = random.sample(range(z.size), z.size)
    np.testing.assert_allclose(entmax(z[order], alpha), entmax(z, alpha)[order], rtol=0, atol=ROUNDING)


@given(st.lists(st.integers(-3000, 3000), min_size=1, max_size=7), alphas, st.integers(-(2**20), 2**20))
def test_an_offset_that_rounds_no_score_changes_no_bit(z, alpha, offset):
    z = np.array(z) / 1024
    assert entmax(z + offset, alpha).tolist() == entmax(z, alpha).tolist()
    assert rankmax(z + offset, 0).tolist() == rankmax(z, 0).tolist()


@pytest.mark.parametrize("alpha", ALPHAS)
def test_extreme_scores(alpha):
    far = entmax(np.array([700.0, -700.0, 0.0]), alpha)
    assert far[0] == pytest.approx(1, abs=ROUNDING)
    assert far[1:].max() <= ROUNDING
    assert entmax(np.array([-1e6]), alpha).tolist() == [1]
    np.testing.assert_allclose(entmax(np.full(1000, 1e6), alpha), np.full(1000, 1e-3), rtol=ROUNDING)


def test_a_class_on_the_threshold_gets_nothing():
    assert entmax(np.array([0, 0, -1 / 8]), 3.0).tolist() == [0.5, 0.5, 0]
    assert sparsemax(np.array([1.0, 0.0])).tolist() == [1, 0]
    assert sparsemax_exact([Fraction(1), Fraction(0)]) == (1, 0)
    assert entmax(np.array([2.0, 0.0]), 1.5).tolist() == [1, 0]


@pytest.mark.parametrize(
    "map_", [*(lambda z, a=a: entmax(z, a) for a in ALPHAS), lambda z: rankmax(z, 2), rankmax_fixed]
)
def test_masked_classes_get_nothing(map_):
    p = map_(np.array([0.0, -np.inf, 0.0]))
    np.testing.assert_allclose(p, [0.5, 0, 0.5], rtol=0, atol=ROUNDING)
    assert p[1] == 0


@pytest.mark.parametrize("alpha", [1.25, 1.5, 2.0, 2.5])
def test_entmax_agrees_with_the_package_on_moderate_scores(alpha):
    """Its bisection leaves the threshold within 2^-50 of brackets no longer than 1; 50 p^(2-alpha) magnify that."""
    for replicate in range(5):
        z = generator("theory.maps.package", replicate).normal(size=50)
        theirs = package.entmax_bisect(torch.from_numpy(z), alpha, n_iter=50).numpy()
        np.testing.assert_allclose(entmax(z, alpha), theirs, rtol=0, atol=1e-12)
    np.testing.assert_allclose(entmax(z, 1.5), package.entmax15(torch.from_numpy(z), -1).numpy(), atol=1e-13)


@given(fractions, st.data())
def test_rankmax_is_the_sparsemax_at_its_scale(z, data):
    target = data.draw(st.integers(0, len(z) - 1))
    scale = 1 / sum(max(x - z[target] + 1, Fraction(0)) for x in z)
    exact = sparsemax_exact([scale * x for x in z])
    assert exact[target] == scale
    got = rankmax(np.array([float(x) for x in z]), target)
    np.testing.assert_allclose(got, [float(x) for x in exact], rtol=0, atol=ROUNDING)


@given(fractions, st.sampled_from([Fraction(1, 8), Fraction(1), Fraction(20)]))
def test_rankmax_with_a_fixed_scale_is_the_sparsemax_at_it(z, scale):
    got = rankmax_fixed(np.array([float(x) for x in z]), float(scale))
    exact = sparsemax_exact([scale * x for x in z])
    np.testing.assert_allclose(got, [float(x) for x in exact], rtol=0, atol=6 * 20 * EPS)  # scores up to 6 x 20


@pytest.mark.parametrize("bad", [[np.nan, 0.0], [np.inf, 0.0], [-np.inf], []])
@pytest.mark.parametrize(
    "function",
    [softmax, sparsemax, lambda z: entmax(z, 1.5), lambda z: entmax(z, 3.0), rankmax_fixed, lambda z: rankmax(z, 0)],
)
def test_scores_without_a_distribution_are_refused(function, bad):
    with pytest.raises(ValueError, match="scores: expected"):
        function(np.array(bad))
    with pytest.raises(ValueError, match="scores: expected"):
        sparsemax_exact([])


def test_bad_parameters_are_named():
    z = np.array([0.0, -np.inf])
    for alpha in (0.99, np.nan, np.inf):
        with pytest.raises(ValueError, match="alpha: expected"):
            entmax(z, alpha)
    for scale in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(ValueError, match="scale: expected"):
            rankmax_fixed(z, scale)
    for target in (-1, 2):
        with pytest.raises(ValueError, match="target: expected a class from 0 to 1"):
            rankmax(z, target)
    with pytest.raises(ValueError, match="which is masked"):
        rankmax(z, 1)

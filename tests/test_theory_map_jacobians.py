"""Jacobians against difference quotients of certified maps, so fine that only float64's rounding is left."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from theory.jacobian import sparsemax_jacobian_exact
from theory.map_enclosure import entmax_enclosure
from theory.map_jacobians import entmax_alpha_derivative, entmax_jacobian, rankmax_fixed_jacobian, rankmax_jacobian
from theory.maps import entmax, sparsemax_exact
from verify.seeds import generator

EPS = np.finfo(np.float64).eps
ALPHAS = [1.0, 1 + 1e-9, 1.01, 1.25, 1.5, 1.7, 2.0, 3.0]
STEP = Fraction(1, 2**60)  # squared, it is the error of a central difference away from kinks
ROUNDING = 16 * EPS  # relative to the largest entry

scores = st.lists(st.fractions(-3, 3, max_denominator=6), min_size=1, max_size=6).map(
    lambda z: np.array([float(x) for x in z])
)


def difference(map_, low, high):
    """The difference quotient of a map to balls, along a segment of exact points with the given length."""
    (start, a), (end, b) = low, high
    with ctx.workprec(2000):
        quotients = [
            arb((y - x).mid()) / arb((b - a).numerator) * arb((b - a).denominator)
            for x, y in zip(map_(start), map_(end), strict=True)
        ]
    return np.array([float(x) for x in quotients])


def along_scores(map_, z):
    """The Jacobian by columns."""

    def moved(j, step):
        return [Fraction(x) + step * (i == j) for i, x in enumerate(z.tolist())], step

    return np.stack([difference(map_, moved(j, -STEP), moved(j, STEP)) for j in range(z.size)], axis=1)


def bits(alpha):
    return 1000 if alpha > 2 else 250


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize("scale", [0.1, 1])
def test_the_jacobian_of_entmax(alpha, scale):
    z = generator("theory.jacobians").normal(scale=scale, size=4)
    expected = along_scores(lambda x: entmax_enclosure(x, Fraction(alpha), bits(alpha)), z)
    magnified = max(1, entmax(z, alpha)[entmax(z, alpha) > 0].min() ** (2 - alpha))  # s depends on p as p^(2-alpha)
    np.testing.assert_allclose(entmax_jacobian(z, alpha), expected, rtol=0, atol=ROUNDING * magnified**2)


@given(scores, st.sampled_from([*ALPHAS, 10.0]))
def test_it_is_symmetric_semidefinite_and_sends_constants_to_zero(z, alpha):
    J = entmax_jacobian(z, alpha)
    largest = np.abs(J).max()
    np.testing.assert_allclose(J, J.T, rtol=0, atol=ROUNDING * largest)
    np.testing.assert_allclose(J.sum(1), 0, atol=ROUNDING * largest)
    assert np.linalg.eigvalsh(J).min() >= -ROUNDING * z.size * largest
    assert not J[entmax(z, alpha) == 0].any()


def test_sparsemax_and_rankmax_with_a_fixed_scale_have_the_exact_ones():
    z = [Fraction(1, 2), Fraction(1, 3), Fraction(-1), Fraction(0)]
    values = np.array([float(x) for x in z])
    expected = np.array(sparsemax_jacobian_exact(z).tolist(), dtype=float)
    np.testing.assert_allclose(entmax_jacobian(values, 2.0), expected, rtol=0, atol=ROUNDING)
    expected = 3 * np.array(sparsemax_jacobian_exact([3 * x for x in z]).tolist(), dtype=float)
    np.testing.assert_allclose(rankmax_fixed_jacobian(values, 3.0), expected, rtol=0, atol=3 * ROUNDING)


@pytest.mark.parametrize("target", [0, 1, 3])
def test_the_jacobian_of_rankmax_adapted_to_a_target(target):
    """By differences of its scale and of the sparsemax at that scale, which is rational."""
    z = generator("theory.jacobians.rankmax").normal(size=5)

    def map_(x):
        scale = 1 / sum(max(v - x[target] + 1, Fraction(0)) for v in x)
        return [arb(p.numerator) / arb(p.denominator) for p in sparsemax_exact([scale * v for v in x])]

    np.testing.assert_allclose(rankmax_jacobian(z, target), along_scores(map_, z), rtol=0, atol=ROUNDING)


@pytest.mark.parametrize("alpha", ALPHAS)
def test_the_derivative_with_respect_to_alpha(alpha):
    """At alpha = 1 from the right, where the one-sided quotient errs by its step."""
    z = generator("theory.jacobians.alpha").normal(size=4)
    exact = [Fraction(x) for x in z.tolist()]
    low = Fraction(alpha) - (STEP if alpha > 1 else 0)
    high = Fraction(alpha) + STEP
    expected = difference(lambda a: entmax_enclosure(exact, a, bits(alpha)), (low, low), (high, high))
    magnified = max(1, entmax(z, alpha)[entmax(z, alpha) > 0].min() ** (2 - alpha))
    np.testing.assert_allclose(entmax_alpha_derivative(z, alpha), expected, rtol=0, atol=ROUNDING * magnified**2)


@given(scores, st.sampled_from([1.25, 1.5, 2.0, 3.0]))
def test_it_is_the_published_derivative(z, alpha):
    """That of arXiv 1909.00015, whose terms of order 1 / (alpha-1)^2 and p^(2-alpha) cancel."""
    p, m = entmax(z, alpha), 1 / (alpha - 1)
    inside = p > 0
    p_log_p, s = np.zeros_like(p), np.zeros_like(p)
    p_log_p[inside], s[inside] = p[inside] * np.log(p[inside]), p[inside] ** (2 - alpha)
    published = m * (m * p - p_log_p + s * (p_log_p.sum() - m) / s.sum())
    tolerance = ROUNDING * m**2 * max(1, s.max())
    np.testing.assert_allclose(entmax_alpha_derivative(z, alpha), published, rtol=0, atol=tolerance)


def test_masked_classes_have_no_derivative():
    z, masked = np.array([0.5, 0.0, -0.2]), np.array([0.5, 0.0, -np.inf, -0.2])
    kept = np.array([0, 1, 3])
    for alpha in ALPHAS:
        J = entmax_jacobian(masked, alpha)
        np.testing.assert_allclose(J[np.ix_(kept, kept)], entmax_jacobian(z, alpha), rtol=0, atol=ROUNDING)
        assert not J[2].any()
        assert not J[:, 2].any()
        assert entmax_alpha_derivative(masked, alpha)[2] == 0
    np.testing.assert_array_equal(rankmax_jacobian(masked, 1)[np.ix_(kept, kept)], rankmax_jacobian(z, 1))


@pytest.mark.parametrize(
    "function",
    [
        lambda z: entmax_jacobian(z, 1.5),
        lambda z: entmax_alpha_derivative(z, 1.5),
        rankmax_fixed_jacobian,
        lambda z: rankmax_jacobian(z, 0),
    ],
)
def test_bad_input_is_named(function):
    with pytest.raises(ValueError, match="scores: expected"):
        function(np.array([np.nan, 0.0]))
    for alpha in (0.5, np.nan):
        with pytest.raises(ValueError, match="alpha: expected"):
            entmax_jacobian(np.zeros(2), alpha)
    with pytest.raises(ValueError, match="scale: expected"):
        rankmax_fixed_jacobian(np.zeros(2), 0.0)
    with pytest.raises(ValueError, match="target: expected"):
        rankmax_jacobian(np.zeros(2), 2)

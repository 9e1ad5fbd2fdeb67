"""Fenchel-Young losses against their definition in many digits, and the properties that make them such."""

from fractions import Fraction

import entmax as package
import numpy as np
import pytest
import sympy as sp
import torch
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.fenchel_young import (
    conjugate,
    entmax_loss,
    entmax_margin,
    rankmax_fixed_loss,
    rankmax_fixed_margin,
    rankmax_loss,
)
from theory.intervals import ball
from theory.map_enclosure import entmax_enclosure
from theory.maps import entmax, rankmax, rankmax_fixed, sparsemax_exact
from theory.regularisers import bregman_divergence, tsallis
from verify.seeds import generator

EPS = np.finfo(np.float64).eps
ALPHAS = [1.0, 1 + 1e-9, 1.01, 1.25, 1.5, 1.7, 2.0, 3.0, 10.0]
ROUNDING = 16 * EPS  # of a loss of order 1 over up to 6 classes, each class's part by fewer than 10 roundings

fractions = st.lists(st.fractions(-3, 3, max_denominator=6), min_size=1, max_size=6)
scores = fractions.map(lambda z: np.array([float(x) for x in z]))
alphas = st.sampled_from(ALPHAS)
examples = scores.flatmap(lambda z: st.tuples(st.just(z), st.integers(0, z.size - 1)))


@st.composite
def scores_and_distributions(draw):
    z = draw(scores)
    w = draw(st.lists(st.integers(0, 9), min_size=z.size, max_size=z.size).filter(any))
    return z, np.array(w) / sum(w)


def label(y, size):
    return [Fraction(i == y) for i in range(size)]


def from_definition(z, q, alpha):
    """Omega*(z) + Omega(q) - <z, q> for exact scores and target, to 50 digits or more."""
    alpha = Fraction(alpha)
    bits = 1000 if alpha > 2 else 200  # 10-entmax turns 2^-1000 into 2^-111
    with ctx.workprec(2 * bits):
        p = [arb(x.mid()) for x in entmax_enclosure(z, alpha, bits)]
        q = [ball(x) / ball(sum(q)) for x in q]
        inner = sum((ball(a) * (b - c) for a, b, c in zip(z, p, q, strict=True)), arb(0))
        return inner - omega(p, alpha) + omega(q, alpha)


def omega(p, alpha):
    kept = [x for x in p if x > 0]
    if alpha == 1:
        return sum((x * x.log() for x in kept), arb(0))
    return sum((x ** ball(alpha) - x for x in kept), arb(0)) / ball(alpha * (alpha - 1))


def exact(values):
    return [Fraction(x) for x in values.tolist()]


@pytest.mark.parametrize("alpha", ALPHAS)
@settings(max_examples=10)
@given(example=examples)
def test_the_loss_of_a_class_is_right_to_rounding(alpha, example):
    z, y = example
    expected = float(from_definition(exact(z), label(y, z.size), alpha))
    assert entmax_loss(z, y, alpha) == pytest.approx(expected, rel=ROUNDING, abs=1e-50)


@pytest.mark.parametrize("alpha", ALPHAS)
@settings(max_examples=10)
@given(example=scores_and_distributions())
def test_the_loss_of_a_distribution_is_right_to_rounding(alpha, example):
    z, q = example
    expected = float(from_definition(exact(z), exact(q), alpha))
    assert entmax_loss(z, q, alpha) == pytest.approx(expected, rel=ROUNDING, abs=ROUNDING)


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize("scale", [0.01, 1, 100])
def test_the_loss_far_from_zero(alpha, scale):
    z = generator("theory.fenchel_young.offset").normal(scale=scale, size=10) + 1e6
    for y in (int(z.argmin()), int(z.argmax())):
        expected = float(from_definition(exact(z), label(y, z.size), alpha))
        assert entmax_loss(z, y, alpha) == pytest.approx(expected, rel=2 * ROUNDING, abs=1e-50)


@pytest.mark.parametrize("alpha", ALPHAS)
def test_the_gradient_is_the_map_minus_the_target(alpha):
    """By central differences of the definition over steps of 2^-60, which err by 2^-120 away from the kinks."""
    rng = generator("theory.fenchel_young.gradient")
    z, q, step = rng.normal(size=4), rng.dirichlet(np.ones(4)), Fraction(1, 2**60)
    gradient = entmax(z, alpha) - q
    for i in range(4):
        ends = [[x + sign * step * (i == j) for j, x in enumerate(exact(z))] for sign in (1, -1)]
        with ctx.workprec(2000):
            up, down = (from_definition(end, exact(q), alpha) for end in ends)
            assert float((up - down) / ball(2 * step)) == pytest.approx(gradient[i], abs=ROUNDING)


@given(scores_and_distributions(), alphas)
def test_the_loss_is_never_negative_and_vanishes_only_at_the_map(example, alpha):
    z, q = example
    p = entmax(z, alpha)
    assert entmax_loss(z, p, alpha) == 0 <= entmax_loss(z, q, alpha)
    if alpha <= 2:  # the regulariser is strongly convex
        assert entmax_loss(z, q, alpha) >= ((q - p) ** 2).sum() / 2 * (1 - ROUNDING)
    assert entmax_loss(z, q, alpha) > 0 or np.abs(q - p).max() <= ROUNDING


@given(st.data(), alphas)
def test_the_loss_is_convex_along_segments(data, alpha):
    size = data.draw(st.integers(1, 6))
    ends = [data.draw(st.lists(st.integers(-3000, 3000), min_size=size, max_size=size)) for _ in range(2)]
    a, b = (np.array(end) / 512 for end in ends)
    t, y = data.draw(st.sampled_from([0.25, 0.5, 0.875])), data.draw(st.integers(0, size - 1))
    chord = (1 - t) * entmax_loss(a, y, alpha) + t * entmax_loss(b, y, alpha)
    assert entmax_loss((1 - t) * a + t * b, y, alpha) <= chord * (1 + 2 * ROUNDING)


@given(st.lists(st.integers(-3000, 3000), min_size=1, max_size=6), alphas, st.integers(-(2**20), 2**20))
def test_an_offset_that_rounds_no_score_changes_no_bit(z, alpha, offset):
    z = np.array(z) / 1024
    assert entmax_loss(z + offset, 0, alpha) == entmax_loss(z, 0, alpha)
    assert rankmax_loss(z + offset, 0) == rankmax_loss(z, 0)
    assert rankmax_fixed_loss(z + offset, 0, 0.3) == rankmax_fixed_loss(z, 0, 0.3)


@given(scores_and_distributions(), alphas)
def test_it_is_the_bregman_divergence_and_what_lies_below_the_threshold(example, alpha):
    """With q also away from the support; the divergence as it stands loses digits where log p is large."""
    z, q = example
    p = entmax(z, alpha)
    top = p.argmax()
    tau = z[top] - (p[top] ** (alpha - 1) / (alpha - 1) if alpha > 1 else np.inf)
    expected = bregman_divergence(tsallis(alpha), q, p) + q @ np.maximum(tau - z, 0)
    magnitude = 1 / (alpha - 1) if alpha > 1.001 else 1
    assert entmax_loss(z, q, alpha) == pytest.approx(expected, abs=ROUNDING * (6 + magnitude))


def test_the_parts_of_the_divergence_by_symbols():
    q, p, power = sp.symbols("q p e", positive=True)
    alpha, h = 1 + power, sp.log(q / p)

    def log_alpha(x):
        return (x**power - 1) / power

    def phi_2(x):
        return (sp.exp(x) - 1 - x) / x**2

    w = q**alpha / (alpha * power)
    definition = w - w.subs(q, p) - sp.diff(w, q).subs(q, p) * (q - p)
    far = (q * (log_alpha(q) - log_alpha(p)) - p**power * (q - p)) / alpha
    near = q * p**power * h**2 * (power * phi_2(power * h) + phi_2(-h)) / alpha
    assert sp.simplify(sp.expand(definition - far)) == 0
    assert sp.simplify(sp.expand(sp.expand_log(near - far, force=True), power_exp=True)) == 0
    r = sp.sqrt(p)
    assert sp.expand(far.subs({q: 1, power: 1}) - (1 - p) ** 2 / 2) == 0
    assert sp.expand(far.subs({q: 1, power: sp.Rational(1, 2)}) - sp.Rational(2, 3) * (1 - r) ** 2 * (2 + r)) == 0


@given(fractions, st.data())
def test_the_sparsemax_loss_is_the_rational_one(z, data):
    y = data.draw(st.integers(0, len(z) - 1))
    p = sparsemax_exact(z)
    expected = sum(a * (b - (i == y)) - b**2 / 2 for i, (a, b) in enumerate(zip(z, p, strict=True))) + Fraction(1, 2)
    values = np.array([float(x) for x in z])
    assert entmax_loss(values, y, 2.0) == pytest.approx(float(expected), rel=ROUNDING, abs=ROUNDING)
    assert rankmax_fixed_loss(values, y) == entmax_loss(values, y, 2.0)


@pytest.mark.parametrize("scale", [0.25, 3.0])
def test_the_loss_of_rankmax_with_a_fixed_scale(scale):
    z, q = generator("theory.fenchel_young.fixed").normal(size=6), np.full(6, 1 / 6)
    p = rankmax_fixed(z, scale)
    expected = (z @ p - (p @ p) / (2 * scale)) + (q @ q) / (2 * scale) - z @ q
    assert rankmax_fixed_loss(z, q, scale) == pytest.approx(expected, rel=1e-12)


def test_conjugates():
    z = np.array([0.3, -1.0, 2.0])
    assert conjugate(z, 1.0) == pytest.approx(np.log(np.exp(z).sum()), rel=4 * EPS)
    assert conjugate(np.array([-np.inf, 5.0]), 1.5) == 5
    for alpha in ALPHAS:
        assert conjugate(z, alpha) - z[1] == pytest.approx(entmax_loss(z, 1, alpha), rel=ROUNDING)
        assert conjugate(z + 7, alpha) == pytest.approx(conjugate(z, alpha) + 7, rel=ROUNDING)


@pytest.mark.parametrize("alpha", [1.25, 1.5, 2.0])
def test_the_loss_agrees_with_the_package_on_moderate_scores(alpha):
    z = generator("theory.fenchel_young.package").normal(size=(5, 50))
    theirs = package.entmax_bisect_loss(torch.from_numpy(z), torch.arange(5), alpha, n_iter=50).numpy()
    ours = [entmax_loss(row, y, alpha) for y, row in enumerate(z)]
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)  # 2^-50 of their threshold, times up to 50 classes


def test_softmax_and_a_distribution_give_the_cross_entropy_less_the_entropy():
    z, q = np.array([0.3, -1.0, 2.0]), np.array([0.5, 0.5, 0.0])
    log_p = z - np.log(np.exp(z).sum())
    assert entmax_loss(z, q, 1.0) == pytest.approx(-q @ log_p - np.log(2), rel=ROUNDING)


@pytest.mark.parametrize("alpha", ALPHAS)
def test_masked_classes(alpha):
    z, masked = np.array([0.5, 0.0, -0.2]), np.array([0.5, 0.0, -np.inf, -0.2])
    assert entmax_loss(masked, 1, alpha) == pytest.approx(entmax_loss(z, 1, alpha), rel=ROUNDING)
    assert entmax_loss(masked, np.array([0.2, 0.5, 0.0, 0.3]), alpha) == pytest.approx(
        entmax_loss(z, np.array([0.2, 0.5, 0.3]), alpha), rel=ROUNDING
    )
    assert entmax_loss(masked, 2, alpha) == np.inf
    assert entmax_loss(masked, np.array([0.5, 0.0, 0.5, 0.0]), alpha) == np.inf
    assert entmax_loss(np.array([-np.inf, 1.0]), 1, alpha) == 0
    assert entmax_loss(np.array([1e6]), 0, alpha) == 0


@pytest.mark.parametrize("alpha", ALPHAS)
def test_far_below_the_top_the_loss_is_linear(alpha):
    z = np.array([0.0, -1400.0])
    assert entmax_loss(z, 1, alpha) == pytest.approx(1400 if alpha == 1 else far_loss(alpha), rel=ROUNDING)
    assert entmax_loss(np.array([0.0, -1e300]), 1, alpha) == pytest.approx(1e300, rel=ROUNDING)


def far_loss(alpha):
    return float(from_definition([Fraction(0), Fraction(-1400)], [Fraction(0), Fraction(1)], alpha))


def test_margins():
    assert entmax_margin(1.0) == np.inf
    for alpha in (1.25, 1.5, 2.0, 3.0):
        margin = entmax_margin(alpha)
        assert_margin(margin, lambda z, alpha=alpha: entmax_loss(z, 0, alpha))
    assert_margin(rankmax_fixed_margin(4.0), lambda z: rankmax_fixed_loss(z, 0, 4.0))
    assert_margin(1, lambda z: rankmax_loss(z, 0))


def assert_margin(margin, loss):
    """The least: no loss at it, and some just short of it; the margins here are exact binary numbers."""
    assert loss(np.array([margin, 0.0, 0.0, -5.0])) == 0
    assert loss(np.array([margin + 3, 0.0, -1.0, -np.inf])) == 0
    assert loss(np.array([margin - 2.0**-20, 0.0, 0.0, -5.0])) > 0


@given(examples)
def test_rankmax_loss_is_the_negative_logarithm_of_its_probability(example):
    z, y = example
    assert rankmax_loss(z, y) == pytest.approx(-np.log(rankmax(z, y)[y]), rel=ROUNDING, abs=ROUNDING)
    assert rankmax_loss(z, y) >= 0


def test_rankmax_loss_keeps_small_values_and_masks():
    assert rankmax_loss(np.array([1.0, 2.0**-52]), 0) == pytest.approx(2.0**-52, rel=ROUNDING)
    assert rankmax_loss(np.array([0.0, -np.inf]), 1) == np.inf
    assert rankmax_loss(np.array([0.0, -np.inf]), 0) == 0


def test_rankmax_loss_is_neither_convex_nor_one_whose_gradient_is_map_minus_target():
    low, middle, high = (rankmax_loss(np.array([0.0, u]), 0) for u in (0.0, 1.0, 2.0))
    assert middle > (low + high) / 2
    above, below = (rankmax_loss(np.array([0.0, u]), 0) for u in (1 + 1e-5, 1 - 1e-5))
    assert (above - below) / 2e-5 == pytest.approx(1 / 3, abs=1e-9)  # rounding over the step, and its square
    assert rankmax(np.array([0.0, 1.0]), 0)[1] == pytest.approx(2 / 3, rel=ROUNDING)


def test_bad_input_is_named():
    z = np.array([0.0, 1.0])
    for target in (-1, 2):
        for loss in (lambda z, y: entmax_loss(z, y, 1.5), rankmax_fixed_loss, rankmax_loss):
            with pytest.raises(ValueError, match="target: expected a class from 0 to 1"):
                loss(z, target)
    for target in ([0.5, 0.4], [1.5, -0.5], [np.nan, 1.0]):
        with pytest.raises(ValueError, match="target: expected a distribution"):
            entmax_loss(z, np.array(target), 1.5)
    with pytest.raises(ValueError, match="target: expected a distribution on 2 classes"):
        entmax_loss(z, np.array([1.0]), 1.5)
    for scale in (0.0, np.inf):
        with pytest.raises(ValueError, match="scale: expected"):
            rankmax_fixed_loss(z, 0, scale)
        with pytest.raises(ValueError, match="scale: expected"):
            rankmax_fixed_margin(scale)
    for function in (lambda alpha: entmax_loss(z, 0, alpha), lambda alpha: conjugate(z, alpha), entmax_margin):
        with pytest.raises(ValueError, match="alpha: expected"):
            function(0.5)
    for bad in ([np.nan, 0.0], [np.inf, 0.0], [-np.inf, -np.inf]):
        for loss in (
            lambda z: entmax_loss(z, 0, 1.5),
            lambda z: rankmax_fixed_loss(z, 0),
            lambda z: rankmax_loss(z, 0),
        ):
            with pytest.raises(ValueError, match="scores: expected"):
                loss(np.array(bad))

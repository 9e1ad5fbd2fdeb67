"""Properties of every map and loss of the family, over scores of hypothesis's choice."""

import math
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
import torch
from family import FAMILY
from hypothesis import given
from hypothesis import strategies as st

from theory.fenchel_young import conjugate, entmax_loss, rankmax_fixed_loss, rankmax_loss
from theory.maps import entmax, rankmax, rankmax_fixed, sparsemax_exact
from theory.regularisers import tsallis
from verify import losses, maps

ALPHAS = {"softmax": 1.0, "sparsemax": 2.0, "entmax15": 1.5, "entmax1.25": 1.25, "entmax3": 3.0}
REFERENCE_LOSS = {name: partial(entmax_loss, alpha=alpha) for name, alpha in ALPHAS.items()}
REFERENCE_LOSS |= {"rankmax_fixed": partial(rankmax_fixed_loss, scale=3.0), "rankmax": rankmax_loss}
FENCHEL_YOUNG = [name for name, member in FAMILY.items() if member.fenchel_young]

numbers = st.floats(-30, 30, allow_subnormal=False)
rows = st.lists(numbers, min_size=1, max_size=12)
labelled = rows.flatmap(lambda z: st.tuples(st.just(z), st.integers(0, len(z) - 1)))


def reference(name, z, y):
    match name:
        case "rankmax":
            return rankmax(z, y)
        case "rankmax_fixed":
            return rankmax_fixed(z, 3.0)
    return entmax(z, ALPHAS[name])


def tensors(z, y):
    return torch.tensor([z], dtype=torch.float64), torch.tensor([y])


@pytest.mark.parametrize("name", FAMILY)
@given(labelled)
def test_the_reference(name, example):
    (z, y), member = example, FAMILY[name]
    scores, target = tensors(z, y)
    np.testing.assert_allclose(member.map(scores, target)[0], reference(name, np.array(z), y), rtol=0, atol=4e-15)
    expected = REFERENCE_LOSS[name](np.array(z), y)
    assert member.loss(scores, target).item() == pytest.approx(expected, rel=1e-14, abs=4e-15)


@pytest.mark.parametrize("name", FAMILY)
@given(labelled)
def test_a_distribution_that_keeps_the_order_of_the_scores(name, example):
    scores, target = tensors(*example)
    p = FAMILY[name].map(scores, target)[0]
    assert abs(p.sum().item() - 1) <= 1e-14
    assert (p >= 0).all()
    assert (p[scores[0].argsort()].diff() >= -1e-16).all()


@pytest.mark.parametrize("name", FAMILY)
@given(labelled, st.randoms(use_true_random=False))
def test_permuting_the_classes_permutes_the_result(name, example, random):
    (z, y), member = example, FAMILY[name]
    order = random.sample(range(len(z)), len(z))
    scores, target = tensors(z, y)
    moved = torch.tensor([order.index(y)])
    close = {"rtol": 1e-12, "atol": 1e-15}
    torch.testing.assert_close(member.map(scores[:, order], moved), member.map(scores, target)[:, order], **close)
    torch.testing.assert_close(member.loss(scores[:, order], moved), member.loss(scores, target), **close)


@pytest.mark.parametrize("name", FAMILY)
@given(labelled)
def test_the_loss_is_never_negative_and_its_gradient_sums_to_zero(name, example):
    scores, target = tensors(*example)
    scores.requires_grad_()
    loss = FAMILY[name].loss(scores, target)
    (gradient,) = torch.autograd.grad(loss, scores)
    assert loss >= 0
    assert abs(gradient.sum().item()) <= 1e-14


@pytest.mark.parametrize("name", FENCHEL_YOUNG)
@given(labelled)
def test_the_gradient_is_the_map_minus_the_target(name, example):
    scores, target = tensors(*example)
    scores.requires_grad_()
    (gradient,) = torch.autograd.grad(FAMILY[name].loss(scores, target), scores)
    residual = FAMILY[name].map(scores.detach(), target) - torch.nn.functional.one_hot(target, scores.shape[1])
    torch.testing.assert_close(gradient, residual, rtol=0, atol=1e-14)


@pytest.mark.parametrize("name", FENCHEL_YOUNG)
@given(labelled, st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_convex_along_segments(name, example, seed, t):
    """f(z + t d) <= (1 - t) f(z) + t f(z + d), to the rounding of losses up to 100."""
    scores, target = tensors(*example)
    other = scores + torch.from_numpy(np.random.default_rng(seed).normal(scale=3, size=scores.shape))
    loss = FAMILY[name].loss
    between = loss((1 - t) * scores + t * other, target)
    assert between <= (1 - t) * loss(scores, target) + t * loss(other, target) + 1e-13


def test_adapted_rankmax_is_not_convex():
    """log(1 + (1 + t)_+) is concave for t > -1: its value at 2 is above the mean of those at 0 and 4."""
    scores = torch.tensor([[0, 0], [0, 2], [0, 4]], dtype=torch.float64)
    at = losses.rankmax_loss(scores, torch.zeros(3, dtype=torch.long), reduction="none").tolist()
    assert at == pytest.approx([math.log(2), math.log(4), math.log(6)])
    assert at[1] > (at[0] + at[2]) / 2


@pytest.mark.parametrize("name", ALPHAS)
@given(labelled)
def test_fenchel_young_identity(name, example):
    """The loss of a label is Omega*(z) + Omega(e_y) - z_y, and Omega(e_y) = 0."""
    (z, y), alpha = example, ALPHAS[name]
    scores, target = tensors(z, y)
    expected = conjugate(np.array(z), alpha) + tsallis(alpha)(np.eye(len(z))[y]) - z[y]
    assert FAMILY[name].loss(scores, target).item() == pytest.approx(expected, abs=1e-12)


@given(st.lists(st.fractions(-3, 3, max_denominator=8), min_size=1, max_size=9))
def test_sparsemax_is_the_rational_one(z):
    p = maps.sparsemax(torch.tensor([float(x) for x in z], dtype=torch.float64))
    expected = sparsemax_exact([Fraction(float(x)) for x in z])
    np.testing.assert_allclose(p, [float(x) for x in expected], rtol=0, atol=5e-16)


@given(st.lists(numbers, min_size=2, max_size=12), st.integers(0, 2**32 - 1))
def test_a_target_distribution(z, seed):
    """Fenchel-Young losses are 0 exactly at q = map(z), else positive; that of softmax differs by the entropy of q."""
    scores = torch.tensor([z], dtype=torch.float64)
    random = torch.from_numpy(np.random.default_rng(seed).dirichlet(np.ones(len(z))))[None]
    for name in ("sparsemax", "entmax15", "entmax1.25"):
        loss, own = FAMILY[name].loss, FAMILY[name].map(scores, None)
        assert 0 <= loss(scores, own).item() <= 1e-13
        expected = entmax_loss(np.array(z), random[0].numpy(), ALPHAS[name])
        assert loss(scores, random).item() == pytest.approx(expected, rel=1e-12, abs=1e-13)
    entropy = -torch.special.xlogy(random, random).sum().item()
    expected = entmax_loss(np.array(z), random[0].numpy(), 1.0) + entropy
    assert losses.softmax_loss(scores, random).item() == pytest.approx(expected, rel=1e-12, abs=1e-12)

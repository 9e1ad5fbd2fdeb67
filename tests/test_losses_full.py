"""Full-score losses beside those whose names and arguments they have, and with distributions as targets."""

import entmax
import pytest
import torch
from family import DTYPES, FAMILY, PATHS
from torch.nn.functional import cross_entropy

from verify import losses
from verify.seeds import generator

INF = torch.inf
SPARSE = {"sparsemax": entmax.sparsemax_loss, "entmax15": entmax.entmax15_loss}
OF_DISTRIBUTIONS = [name for name in FAMILY if name != "rankmax"]


@pytest.fixture(params=PATHS, autouse=True)
def _path(request):
    with PATHS[request.param]():
        yield


def batch(*shape, scale=1.0):
    random = generator("losses.full")
    scores = torch.from_numpy(scale * random.standard_normal(shape))
    return scores, torch.from_numpy(random.integers(shape[-1], size=shape[:-1]))


def distributions(*shape):
    q = torch.from_numpy(generator("losses.distributions").dirichlet([0.5] * shape[-1], shape[:-1]))
    q[..., 0] = 0
    return q / q.sum(-1, keepdim=True)


@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
@pytest.mark.parametrize("scale", [0.01, 1, 100])
def test_softmax_is_cross_entropy(reduction, scale):
    scores, target = batch(9, 7, scale=scale)
    target[2] = -100
    q = distributions(9, 7)
    for goal in (target, q):
        ours, theirs = (
            f(scores.requires_grad_(), goal, reduction=reduction) for f in (losses.softmax_loss, cross_entropy)
        )
        torch.testing.assert_close(ours, theirs)
        slopes = [torch.autograd.grad(loss.sum(), scores)[0] for loss in (ours, theirs)]
        torch.testing.assert_close(*slopes)


@pytest.mark.parametrize("scale", [0.01, 1, 100])
@pytest.mark.parametrize("name", SPARSE)
def test_the_package(name, scale):
    scores, target = batch(9, 300, scale=scale)
    ours, theirs = FAMILY[name].loss(scores, target, reduction="none"), SPARSE[name](scores, target, k=None)
    torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12 * scale)


@pytest.mark.parametrize("name", OF_DISTRIBUTIONS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_vertex_is_a_label(name, dtype):
    scores, target = batch(6, 5)
    scores = scores.to(dtype)
    vertex = torch.nn.functional.one_hot(target, 5).to(dtype)
    torch.testing.assert_close(FAMILY[name].loss(scores, vertex), FAMILY[name].loss(scores, target))


@pytest.mark.parametrize("name", OF_DISTRIBUTIONS)
def test_distributions_mask_shift_and_differentiate(name):
    loss = FAMILY[name].loss
    scores, q = batch(4, 5)[0], distributions(4, 5)
    expected = loss(scores, q, reduction="none")
    assert (expected >= 0).all()
    exact = (scores * 2**20).round() / 2**20
    torch.testing.assert_close(loss(exact + 2**20, q), loss(exact, q), rtol=1e-13, atol=0)
    masked = scores.clone()
    masked[:, 0] = -INF
    assert loss(masked, q).isfinite()
    assert loss(masked.roll(1, 1), q).item() == INF
    scores.requires_grad_()
    assert torch.autograd.gradcheck(lambda x: loss(x, q), scores, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(lambda x: loss(x, q), scores)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (torch.full((2, 4), 0.3), "target: expected probabilities that sum to 1 along the last axis, missed by 0.2"),
        (torch.tensor([[1.5, -0.5, 0, 0]] * 2), r"target: expected probabilities, got -0\.5"),
        (torch.full((2, 3), 1 / 3), r"target: expected a distribution of shape \(2, 4\), .* got torch\.float32"),
        (torch.full((2, 4), 0.25).requires_grad_(), r"target: expected a tensor without gradient; call \.detach"),
        (torch.full((2, 4), torch.nan), "target: expected probabilities that sum to 1"),
    ],
)
def test_targets_that_are_no_distributions(target, message):
    for name in OF_DISTRIBUTIONS:
        with pytest.raises(ValueError, match=message):
            FAMILY[name].loss(torch.zeros(2, 4), target)


def test_rankmax_has_no_loss_of_distributions():
    with pytest.raises(TypeError, match=r"target: expected integers, got torch\.float32"):
        losses.rankmax_loss(torch.zeros(1, 2), torch.full((1, 2), 0.5))


@pytest.mark.parametrize("scale", [0.0, -1.0, torch.inf, torch.nan, 1e20, 1e-20])
def test_a_scale_that_is_none(scale):
    with pytest.raises(ValueError, match=r"scale: expected from .* got"):
        losses.rankmax_fixed_loss(torch.zeros(1, 2), torch.tensor([0]), scale=scale)


def test_a_target_with_a_tangent_is_refused():
    q = torch.tensor([[0.5, 0.5]], dtype=torch.float64)
    with pytest.raises(ValueError, match="target: expected a tensor without gradient"):
        torch.func.jvp(lambda q: losses.softmax_loss(torch.zeros_like(q), q), (q,), (torch.ones_like(q),))

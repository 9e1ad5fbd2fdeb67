import entmax
import pytest
import torch

from verify import maps
from verify.seeds import generator


def scores(name, *shape, scale=1.0):
    return torch.from_numpy(generator(name).normal(scale=scale, size=shape))


@pytest.mark.parametrize("scale", [0.001, 0.01, 1.0, 100.0])
@pytest.mark.parametrize("dim", [0, 1, -1])
def test_sparsemax_agrees_with_sorting(scale, dim):
    x = scores("maps.sparsemax", 7, 50, 40, scale=scale)
    torch.testing.assert_close(maps.sparsemax(x, dim), entmax.sparsemax(x, dim), rtol=0, atol=1e-12)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_sparsemax_is_a_distribution_under_a_common_offset(dtype):
    x = scores("maps.offset", 20, 300).to(dtype)
    p = maps.sparsemax(x)
    tolerance = 300 * torch.finfo(dtype).eps
    assert (p >= 0).all()
    torch.testing.assert_close(p.sum(-1), torch.ones(20, dtype=dtype), rtol=0, atol=tolerance)
    exact = (x * 2**10).round() / 2**10
    assert torch.equal(maps.sparsemax(exact + 1024), maps.sparsemax(exact))


def test_sparsemax_in_bfloat16_is_the_rounded_one():
    x = scores("maps.bfloat16", 20, 3000, scale=0.01).bfloat16()
    expected = entmax.sparsemax(x.float(), -1)
    torch.testing.assert_close(maps.sparsemax(x), expected.bfloat16())
    (ours,) = torch.autograd.grad(maps.sparsemax(x.requires_grad_()), x, x.detach())
    (theirs,) = torch.autograd.grad(entmax.sparsemax(wide := x.detach().float().requires_grad_(), -1), wide, wide)
    torch.testing.assert_close(ours.float(), theirs, rtol=0.02, atol=0.02 * float(theirs.abs().max()))


def test_sparsemax_of_exact_ties():
    x = torch.tensor([[0.0, 0.0, 0.0, 0.0], [2.0, 2.0, 1.0, 1.0], [1.0, 0.5, 0.5, 0.0]])
    p = torch.tensor([[0.25, 0.25, 0.25, 0.25], [0.5, 0.5, 0.0, 0.0], [2 / 3, 1 / 6, 1 / 6, 0.0]])
    torch.testing.assert_close(maps.sparsemax(x), p)


def test_sparsemax_gradient_agrees_with_sorting():
    x = scores("maps.backward", 20, 100).requires_grad_()
    weights = scores("maps.weights", 20, 100)
    (ours,) = torch.autograd.grad((maps.sparsemax(x) * weights).sum(), x)
    (theirs,) = torch.autograd.grad((entmax.sparsemax(x, -1) * weights).sum(), x)
    torch.testing.assert_close(ours, theirs)

"""Every map and every loss of the family against exact arithmetic on the rounded inputs, compiled and not.

Each entry of a map is at most 1, so its error is rounding if it is a few units in the last place of 1; a loss is
compared on the scale of max(1, loss).
"""

import pytest
import torch
from family import ALL, DTYPES, PATHS, exactly, subjects

from verify.seeds import generator

ROWS, CLASSES = 6, 50
ULPS = 4
"""Of float32 and float64: half a unit for each of the largest score, the sum, the quotient or power, and the result."""
SOFTMAX_ULPS = 16
"""exp(z - max) has the relative error of z - max times its size, and p |log p| is up to 0.37 in each summand."""
MARGINS = {"softmax": 20, "sparsemax": 1, "entmax15": 2, "entmax1.25": 4, "entmax3": 0.5, "rankmax_fixed": 1 / 3}
"""Where a loss is 0; for softmax, a large one."""
SENSITIVITY = {"sparsemax": 1, "rankmax_fixed": 1, "entmax15": 0.5, "entmax1.25": 0.25, "entmax3": 2}
"""Rounding a score or the threshold by a unit changes a probability p of alpha-entmax by units / p^(alpha - 1)."""


@pytest.fixture(**subjects(ALL))
def name(request):
    name, path = request.param
    with PATHS[path]():
        yield name


def cases(dtype, scale, offset):
    random = generator(f"family.{scale}.{offset}")
    scores = torch.from_numpy(offset + scale * random.standard_normal((ROWS, CLASSES))).to(dtype)
    scores[0] = scores[0, 0]
    scores[1, ::2] = -torch.inf
    scores[2, 3] = scores[2].max() + 1
    target = torch.from_numpy(random.integers(CLASSES // 2, size=ROWS) * 2 + 1)
    return scores, target


def tolerance(name, dtype):
    if dtype == torch.bfloat16:
        return torch.finfo(dtype).eps / 2 * 1.01
    return (SOFTMAX_ULPS if "softmax" in name or name == "entmax1.25" else ULPS) * torch.finfo(dtype).eps


@pytest.mark.parametrize("offset", [0, 1e4, -1e4, 1e6])
@pytest.mark.parametrize("scale", [0.01, 1, 100])
@pytest.mark.parametrize("dtype", DTYPES)
def test_rounding_level(name, dtype, scale, offset):
    scores, target = cases(dtype, scale, offset)
    member, allowed = ALL[name], tolerance(name, dtype)
    p, found = member.map(scores, target).double(), member.loss(scores, target, reduction="none").double()
    for row in range(ROWS):
        expected, loss = exactly(member, scores[row], int(target[row]))
        assert (p[row] - expected).abs().max() <= allowed
        assert abs(found[row] - loss) <= allowed * max(1, loss)
    assert (p.sum(-1) - 1).abs().max() <= allowed * (CLASSES if dtype == torch.bfloat16 else 1)
    assert (found >= 0).all()


@pytest.mark.parametrize("dtype", DTYPES[:2])
@pytest.mark.parametrize("share", [0.5, 0.99, 0.99999])
def test_a_small_loss_and_its_gradient_keep_their_digits(name, share, dtype):
    """The sum over the other classes is not lost beside the label's 1; margins are shares of the loss's own."""
    if name == "rankmax":
        pytest.skip("its label's probability is 1 or far from it")
    margin = share * MARGINS[name.removeprefix("grouped_")]
    scores = torch.zeros(1, 10, dtype=dtype)
    scores[0, 4], scores[0, 7] = margin, 0.001
    p, loss = exactly(ALL[name], scores[0], 4)
    expected = torch.where(torch.arange(10) == 4, -p[torch.arange(10) != 4].sum(), p)
    scores.requires_grad_()
    found = ALL[name].loss(scores, torch.tensor([4]))
    (slope,) = torch.autograd.grad(found, scores)
    allowed = 32 * torch.finfo(dtype).eps / float(p[p > 0].min()) ** SENSITIVITY.get(name.removeprefix("grouped_"), 0)
    assert found.item() == pytest.approx(loss, rel=allowed)
    torch.testing.assert_close(slope[0].double(), expected, rtol=allowed, atol=0)


@pytest.mark.parametrize("dtype", DTYPES[1:])
@pytest.mark.parametrize("scale", [0.01, 1, 100])
def test_a_million_classes(name, dtype, scale):
    """As in float64; bfloat16, whose tiny probabilities are all rounded, sums to 1 within a rounding unit."""
    scores = torch.from_numpy(scale * generator("family.million").standard_normal((1, 1_000_000), "float32")).to(dtype)
    member, target = ALL[name], torch.tensor([123])
    p, wide = member.map(scores, target), member.map(scores.double(), target)
    eps = torch.finfo(dtype).eps
    assert (p.double().sum() - 1).abs() <= max(1e-5, eps / 2)
    torch.testing.assert_close(p.double(), wide, rtol=max(1e-5, eps), atol=1e-9)
    loss, exact = member.loss(scores, target).double(), member.loss(scores.double(), target)
    torch.testing.assert_close(loss, exact, rtol=max(1e-6, eps), atol=1e-6)

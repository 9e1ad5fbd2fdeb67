"""Every map and every loss of the family against exact arithmetic on the rounded inputs, compiled and not.

Each entry of a map is at most 1, so its error is rounding if it is a few units in the last place of 1; a loss is
compared on the scale of max(1, loss).
"""

import pytest
import torch
from family import DTYPES, FAMILY, PATHS, exactly

from verify.seeds import generator

ROWS, CLASSES = 6, 50
ULPS = 4
"""Of float32 and float64: half a unit for each of the largest score, the sum, the quotient or power, and the result."""
SOFTMAX_ULPS = 16
"""exp(z - max) has the relative error of z - max times its size, and p |log p| is up to 0.37 in each summand."""


@pytest.fixture(params=PATHS)
def _path(request):
    with PATHS[request.param]():
        yield


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
    return (SOFTMAX_ULPS if name in ("softmax", "entmax1.25") else ULPS) * torch.finfo(dtype).eps


@pytest.mark.usefixtures("_path")
@pytest.mark.parametrize(("scale", "offset"), [(0.01, 0), (1, 0), (100, 0), (1, 1e4), (1, 1e6), (0.01, -1e4)])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", FAMILY)
def test_rounding_level(name, dtype, scale, offset):
    scores, target = cases(dtype, scale, offset)
    member, allowed = FAMILY[name], tolerance(name, dtype)
    p, found = member.map(scores, target).double(), member.loss(scores, target, reduction="none").double()
    for row in range(ROWS):
        expected, loss = exactly(member, scores[row], int(target[row]))
        assert (p[row] - expected).abs().max() <= allowed
        assert abs(found[row] - loss) <= allowed * max(1, loss)
    assert (p.sum(-1) - 1).abs().max() <= allowed * (CLASSES if dtype == torch.bfloat16 else 1)
    assert (found >= 0).all()


@pytest.mark.usefixtures("_path")
@pytest.mark.parametrize("dtype", DTYPES[:2])
@pytest.mark.parametrize(
    ("name", "margin"), [("softmax", 20.0), ("softmax", 5.0), ("sparsemax", 0.99), ("entmax15", 1.9)]
)
def test_a_small_loss_keeps_its_digits(name, margin, dtype):
    """The sum over the other classes is not lost beside the label's 1."""
    scores = torch.zeros(1, 10, dtype=dtype)
    scores[0, 4] = margin
    _, loss = exactly(FAMILY[name], scores[0], 4)
    found = FAMILY[name].loss(scores, torch.tensor([4])).item()
    assert found == pytest.approx(loss, rel=1e3 * torch.finfo(dtype).eps)


@pytest.mark.usefixtures("_path")
@pytest.mark.parametrize("name", [name for name in FAMILY if name != "rankmax"])
@pytest.mark.parametrize("scale", [0.01, 1, 100])
def test_a_million_classes(name, scale):
    scores = torch.from_numpy(scale * generator("family.million").standard_normal((1, 1_000_000), "float32"))
    member, target = FAMILY[name], torch.tensor([123])
    p = member.map(scores, target)
    wide = member.map(scores.double(), target)
    assert (p.double().sum() - 1).abs() <= 1e-5
    torch.testing.assert_close(p.double(), wide, rtol=1e-5, atol=1e-9)
    torch.testing.assert_close(
        member.loss(scores, target).double(), member.loss(scores.double(), target), rtol=1e-6, atol=1e-6
    )

"""The chunked softmax loss has the value and the gradient of the one that holds all scores."""

import pytest
import torch

from verify import losses
from verify.losses import linear
from verify.seeds import generator


@pytest.fixture(params=[None, 1])
def _block(request, monkeypatch):
    """The usual blocks, and blocks of a single context."""
    if request.param:
        monkeypatch.setattr(linear, "BLOCK", request.param)
        monkeypatch.setattr(linear, "FEWEST", request.param)


def factors(dtype=torch.float64, batch=7, n=30, k=4):
    random = generator("losses.linear")
    contexts, items = (torch.from_numpy(random.standard_normal((rows, k))).to(dtype) for rows in (batch, n))
    target = torch.from_numpy(random.integers(n, size=batch))
    return contexts.requires_grad_(), items.requires_grad_(), target


def assert_same(ours, theirs, inputs):
    """The same value and the same gradients."""
    torch.testing.assert_close(ours, theirs)
    for slope, expected in zip(*(torch.autograd.grad(loss, inputs) for loss in (ours, theirs)), strict=True):
        torch.testing.assert_close(slope, expected)


@pytest.mark.usefixtures("_block")
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_the_loss_that_holds_all_scores(dtype, reduction):
    contexts, items, target = factors(dtype)
    target[3] = -100
    ours = losses.linear_softmax_loss(contexts, items, target, reduction)
    theirs = losses.softmax_loss(contexts @ items.T, target, reduction)
    assert_same(ours, theirs, (contexts, items))


@pytest.mark.usefixtures("_block")
def test_grouped_by_context():
    contexts, items, _ = factors()
    rows, columns = torch.tensor([5, 0, 5, 2, 0]), torch.tensor([1, 1, 29, 0, 7])
    ours = losses.grouped_linear_softmax_loss(contexts, items, rows, columns)
    theirs = losses.grouped_softmax_loss(contexts @ items.T, rows, columns)
    assert_same(ours, theirs, (contexts, items))


@pytest.mark.usefixtures("_block")
def test_derivatives():
    contexts, items, target = factors(batch=3, n=5, k=2)
    for call, inputs in (
        (lambda u, v: losses.linear_softmax_loss(u, v, target % 5), (contexts, items)),
        (lambda v: losses.linear_softmax_loss(contexts.detach(), v, target % 5), items),
        (lambda u: losses.linear_softmax_loss(u, items.detach(), target % 5), contexts),
    ):
        assert torch.autograd.gradcheck(call, inputs, check_forward_ad=True)
        assert torch.autograd.gradgradcheck(call, inputs)


def test_half_precision_is_computed_in_float32():
    """And rounded twice: the sum, and the mean of it."""
    contexts, items, target = factors(torch.bfloat16)
    loss = losses.linear_softmax_loss(contexts, items, target)
    wide = losses.linear_softmax_loss(contexts.float(), items.float(), target)
    assert loss.dtype == torch.bfloat16
    torch.testing.assert_close(loss.float(), wide, rtol=torch.finfo(torch.bfloat16).eps, atol=0)


def test_no_context_and_no_pair():
    contexts, items, _ = factors()
    nobody = torch.empty(0, dtype=torch.long)
    assert losses.linear_softmax_loss(contexts[:0], items, nobody).isnan()
    assert losses.linear_softmax_loss(contexts[:0], items, nobody, "sum") == 0
    loss = losses.grouped_linear_softmax_loss(contexts, items, nobody, nobody)
    assert loss == 0
    assert all((slope == 0).all() for slope in torch.autograd.grad(loss, (contexts, items)))


def test_no_array_of_all_scores_is_made(monkeypatch):
    """The largest matrix that is ever multiplied into has as many rows as a block."""
    shapes = []
    product = torch.mm
    monkeypatch.setattr(torch, "mm", lambda a, b, out: shapes.append(out.shape) or product(a, b, out=out))
    monkeypatch.setattr(linear, "BLOCK", 60)
    monkeypatch.setattr(linear, "FEWEST", 1)
    contexts, items, target = factors()
    losses.linear_softmax_loss(contexts, items, target).backward()
    assert {shape[0] for shape in shapes} == {1, 2}


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"items": torch.zeros(5, 3)}, ValueError, "items: expected at least one, with 4 factors each"),
        ({"items": torch.zeros(0, 4)}, ValueError, "items: expected at least one"),
        ({"contexts": torch.zeros(7, 4, dtype=torch.long)}, TypeError, "contexts: expected a floating-point tensor"),
        ({"target": torch.zeros(6, dtype=torch.long)}, ValueError, r"target: expected classes of shape \(7,\)"),
        ({"target": torch.full((7,), 30)}, ValueError, "target: expected classes from 0 to 29"),
        ({"reduction": "none"}, ValueError, "unknown reduction 'none'"),
    ],
)
def test_bad_arguments(change, error, message):
    contexts, items, target = factors()
    with pytest.raises(error, match=message):
        losses.linear_softmax_loss(**({"contexts": contexts, "items": items, "target": target} | change))


@pytest.mark.parametrize(
    ("rows", "columns", "error", "message"),
    [
        ([0, 7], [0, 0], ValueError, "rows: expected indices from 0 to 6, got 7"),
        ([0, 1], [0, -1], ValueError, "columns: expected indices from 0 to 29, got -1"),
        ([0, 1], [0], ValueError, r"columns: expected one for each pair, \(2,\), got \(1,\)"),
        ([0.0], [0], TypeError, r"rows: expected integers, got torch\.float32"),
    ],
)
def test_bad_pairs(rows, columns, error, message):
    contexts, items, _ = factors()
    with pytest.raises(error, match=message):
        losses.grouped_linear_softmax_loss(contexts, items, torch.tensor(rows), torch.tensor(columns))

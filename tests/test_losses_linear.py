"""The chunked softmax loss has the value and the gradient of the one that holds all scores."""

import pytest
import torch
import torch.autograd.forward_ad as forward_ad

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


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_half_precision_is_computed_in_float32_and_rounded_once(reduction):
    contexts, items, target = factors(torch.bfloat16)
    loss = losses.linear_softmax_loss(contexts, items, target, reduction)
    wide = losses.linear_softmax_loss(contexts.float(), items.float(), target, reduction)
    assert loss.dtype == torch.bfloat16
    assert loss == wide.bfloat16()


@pytest.mark.usefixtures("_block")
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_small_losses_and_their_gradients_keep_their_digits(dtype):
    """As the loss that holds all scores does; identity items make the scores the contexts'."""
    scores = torch.zeros(3, 8, dtype=dtype)
    scores[:, 5] = torch.tensor([5.0, 15.0, 30.0])
    scores.requires_grad_()
    target = torch.full((3,), 5)
    ours = losses.linear_softmax_loss(scores, torch.eye(8, dtype=dtype), target, "sum")
    theirs = losses.softmax_loss(scores, target, "sum")
    close = {"rtol": 8 * torch.finfo(dtype).eps, "atol": 0}
    torch.testing.assert_close(ours, theirs, **close)
    found, expected = (torch.autograd.grad(loss, scores)[0] for loss in (ours, theirs))
    torch.testing.assert_close(found, expected, **close)


@pytest.mark.usefixtures("_block")
def test_an_ignored_context_spoils_nothing():
    contexts, items, target = factors()
    target[2] = -100
    spoilt = contexts.detach().clone()
    spoilt[2] = torch.nan
    spoilt.requires_grad_()
    assert_same(
        losses.linear_softmax_loss(spoilt, items, target), losses.linear_softmax_loss(contexts, items, target), items
    )
    (slope,) = torch.autograd.grad(losses.linear_softmax_loss(spoilt, items, target), spoilt)
    assert (slope[2] == 0).all()


def test_no_gradient_is_built_where_none_is_recorded(monkeypatch):
    contexts, items, target = factors()
    expected = losses.linear_softmax_loss(contexts, items, target).detach()
    monkeypatch.setattr(linear, "subtract_labels", None)
    with torch.no_grad():
        assert losses.linear_softmax_loss(contexts, items, target) == expected


def test_forward_mode_over_a_backward_pass_and_functional_gradients():
    contexts, items, target = factors(batch=3, n=5, k=2)
    target = target % 5

    def loss(u, v):
        return losses.linear_softmax_loss(u, v, target)

    inputs, directions = (contexts, items), (torch.ones_like(contexts), torch.ones_like(items))
    with forward_ad.dual_level():
        duals = [forward_ad.make_dual(x, t) for x, t in zip(inputs, directions, strict=True)]
        found = [forward_ad.unpack_dual(g).tangent for g in torch.autograd.grad(loss(*duals), duals)]
    _, expected = torch.autograd.functional.hvp(loss, inputs, directions)
    torch.testing.assert_close(found, list(expected))
    functional = torch.func.grad(loss, argnums=(0, 1))(contexts.detach(), items.detach())
    torch.testing.assert_close(functional, torch.autograd.grad(loss(contexts, items), inputs))


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


FAMILY = {
    "softmax": (losses.grouped_linear_softmax_loss, losses.softmax_loss),
    "sparsemax": (losses.grouped_linear_sparsemax_loss, losses.sparsemax_loss),
    "entmax15": (losses.grouped_linear_entmax15_loss, losses.entmax15_loss),
    "rankmax": (losses.grouped_linear_rankmax_loss, losses.rankmax_loss),
}


@pytest.mark.usefixtures("_block")
@pytest.mark.parametrize("scale", [0.01, 1.0, 10.0])
@pytest.mark.parametrize(("grouped", "loss"), FAMILY.values(), ids=FAMILY)
def test_the_sum_over_pairs(grouped, loss, scale):
    """Some pairs stand twice, in no order; a context has all items, another none; offsets do no harm."""
    contexts, items, _ = factors()
    u = (scale * contexts.detach()).requires_grad_()
    rows, columns = torch.tensor([5, 0, 5, 2, 0, 5, *[3] * 30]), torch.tensor([1, 1, 29, 0, 7, 1, *range(30)])
    ours, theirs = grouped(u, items, rows, columns), loss((u @ items.T)[rows], columns, reduction="sum")
    assert_same(ours, theirs, (u, items))


@pytest.mark.parametrize("grouped", [grouped for grouped, _ in FAMILY.values()], ids=FAMILY)
def test_second_derivatives_of_the_sum_over_pairs(grouped):
    contexts, items, _ = factors(batch=3, n=5, k=2)
    rows, columns = torch.tensor([0, 0, 2, 2]), torch.tensor([1, 4, 3, 3])

    def call(u, v):
        return grouped(u, v, rows, columns)

    assert torch.autograd.gradcheck(call, (contexts, items), check_forward_ad=True)
    assert torch.autograd.gradgradcheck(call, (contexts, items))
    assert call(contexts, items) >= 0


@pytest.mark.parametrize("offset", [0.0, 1e6])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_grouped_rankmax_keeps_the_digits_of_a_small_loss(dtype, offset):
    """One score is just within the margin of the positive; the scores are those of identity items."""
    gaps = torch.tensor([1 - 2**-10, 1.0, 1.5, 0.25], dtype=dtype)
    scores = offset + torch.zeros(4, 6, dtype=dtype)
    scores[:, 1] -= gaps
    scores[:, 2:] -= 40
    scores.requires_grad_()
    rows, columns = torch.arange(4), torch.zeros(4, dtype=torch.long)
    ours = losses.grouped_linear_rankmax_loss(scores, torch.eye(6, dtype=dtype), rows, columns)
    theirs = losses.rankmax_loss(scores, columns, reduction="sum")
    close = {"rtol": 8 * torch.finfo(dtype).eps, "atol": 0}
    torch.testing.assert_close(ours, theirs, **close)
    assert ours > 0
    found, expected = (torch.autograd.grad(loss, scores)[0] for loss in (ours, theirs))
    torch.testing.assert_close(found, expected, **close)


@pytest.mark.parametrize("bad", [torch.nan, torch.inf, -torch.inf])
def test_infinite_scores_of_grouped_rankmax(bad):
    """A positive of -inf gives +inf, NaN and +inf give NaN; without a pair they count for nothing."""
    scores = torch.zeros(2, 3, dtype=torch.float64)
    scores[1, 2] = bad
    every = torch.tensor([0, 1, 1])
    residual = losses.grouped_rankmax.rankmax_residual
    loss, _ = residual(scores.clone(), every, torch.tensor([0, 2, 0]), torch.tensor([1, 2]))
    alone = losses.rankmax_loss(scores[every], torch.tensor([0, 2, 0]), reduction="sum")
    torch.testing.assert_close(loss, alone, equal_nan=True)

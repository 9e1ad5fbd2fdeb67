import math

import entmax
import pytest
import torch

from verify import losses
from verify.seeds import generator

FULL = [losses.grouped_softmax_loss, losses.grouped_sparsemax_loss, losses.grouped_entmax15_loss]


def batch(name, contexts=6, items=30, pairs=25, scale=1.0):
    random = generator(name)
    scores = torch.from_numpy(random.normal(scale=scale, size=(contexts, items)))
    places = random.choice(contexts * items, size=pairs, replace=False)
    rows, columns = torch.from_numpy(places // items), torch.from_numpy(places % items)
    return scores.requires_grad_(), rows, columns


def pair_by_pair(scores, rows, columns):
    return torch.nn.functional.cross_entropy(scores[rows], columns, reduction="sum")


def sparsemax_pair_by_pair(scores, rows, columns):
    return entmax.SparsemaxLoss(k=None, reduction="sum")(scores[rows], columns)


def entmax15_pair_by_pair(scores, rows, columns):
    return entmax.Entmax15Loss(k=None, reduction="sum")(scores[rows], columns)


@pytest.mark.parametrize("scale", [0.01, 1.0, 30.0])
@pytest.mark.parametrize(
    ("grouped", "reference"),
    [
        (losses.grouped_softmax_loss, pair_by_pair),
        (losses.grouped_sparsemax_loss, sparsemax_pair_by_pair),
        (losses.grouped_entmax15_loss, entmax15_pair_by_pair),
    ],
)
def test_grouping_changes_neither_value_nor_gradient(grouped, reference, scale):
    scores, rows, columns = batch("losses.grouped", scale=scale)
    ours, theirs = grouped(scores, rows, columns), reference(scores, rows, columns)
    torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(torch.autograd.grad(ours, scores), torch.autograd.grad(theirs, scores))


@pytest.mark.parametrize("loss", FULL)
def test_gradient(loss):
    scores, rows, columns = batch("losses.gradient", contexts=3, items=5, pairs=6)
    assert torch.autograd.gradcheck(lambda x: loss(x, rows, columns), scores, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(lambda x: loss(x, rows, columns), scores)


def test_sparsemax_loss_is_martins_and_astudillos():
    scores, rows, columns = batch("losses.eq25")
    z = scores.detach()
    expected = 0.0
    for row, column in zip(rows, columns, strict=True):
        p = entmax.sparsemax(z[row], 0)
        support = p > 0
        tau = (z[row][support].sum() - 1) / support.sum()
        expected += -z[row, column] + (z[row][support] ** 2 - tau**2).sum() / 2 + 0.5
    torch.testing.assert_close(losses.grouped_sparsemax_loss(z, rows, columns), expected)


@pytest.mark.parametrize("loss", FULL)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_never_negative_even_at_the_optimum(loss, dtype, offset):
    gaps = torch.from_numpy(generator("losses.optimum").uniform(0, 60, size=(200, 20))).to(dtype)
    scores = offset - gaps
    scores[:, 3] = offset
    every = torch.arange(200)
    for row in every:
        assert loss(scores[row : row + 1], torch.tensor([0]), torch.tensor([3])) >= 0


@pytest.mark.parametrize("loss", FULL)
def test_a_masked_item_changes_nothing(loss):
    scores, rows, columns = batch("losses.masked")
    masked = torch.cat([scores, torch.full((len(scores), 1), -torch.inf, dtype=scores.dtype)], 1)
    torch.testing.assert_close(loss(masked, rows, columns), loss(scores, rows, columns))


def sampled_directly(scores, rows, columns, drawn):
    """log Z-hat - o_y, pair by pair, from the definition."""
    n_items, n = scores.shape[1], len(drawn)
    total = 0.0
    for row, column in zip(rows, columns, strict=True):
        others = drawn[drawn != column]
        z_hat = scores[row, column].exp() + (scores[row, others].exp() * n_items / n).sum()
        total = total + z_hat.log() - scores[row, column]
    return total


@pytest.mark.parametrize("scale", [0.01, 1.0, 5.0])
def test_sampled_softmax_is_its_definition(scale):
    scores, rows, columns = batch("losses.sampled", scale=scale)
    drawn = torch.from_numpy(generator("losses.draws").integers(30, size=12))
    ours = losses.grouped_sampled_softmax_loss(scores[rows, columns], scores[:, drawn], rows, columns, drawn, 30)
    theirs = sampled_directly(scores, rows, columns, drawn)
    torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-10)
    (slope,), (expected) = torch.autograd.grad(ours, scores), torch.autograd.grad(theirs, scores)[0]
    torch.testing.assert_close(slope, expected, rtol=1e-9, atol=1e-12)


def test_sampled_softmax_with_only_hits_is_zero():
    loss = losses.grouped_sampled_softmax_loss(
        torch.tensor([3.0]), torch.tensor([[3.0, 3.0]]), torch.tensor([0]), torch.tensor([2]), torch.tensor([2, 2]), 5
    )
    assert loss == 0


@pytest.mark.parametrize("others", [[2, 2], [0, 4]])
def test_where_no_draw_is_left_the_loss_and_its_gradient_are_zero(others):
    """Only hits, or only masked items."""
    scores = torch.tensor([[-torch.inf, 1.0, 3.0, 0.5, -torch.inf]], dtype=torch.float64, requires_grad=True)
    drawn, column = torch.tensor(others), torch.tensor([2])
    loss = losses.grouped_sampled_softmax_loss(scores[:, 2], scores[:, drawn], torch.tensor([0]), column, drawn, 5)
    assert loss == 0
    assert (torch.autograd.grad(loss, scores)[0] == 0).all()


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        (-torch.inf, 0.0, torch.inf),
        (torch.inf, 0.0, torch.nan),
        (0.0, torch.inf, torch.nan),
        (torch.nan, 0.0, torch.nan),
    ],
)
def test_infinite_scores_of_sampled_softmax(positive, negative, expected):
    found = losses.grouped_sampled_softmax_loss(
        torch.tensor([positive]),
        torch.tensor([[negative, 0.0]]),
        torch.tensor([0]),
        torch.tensor([1]),
        torch.tensor([0, 3]),
        5,
    )
    torch.testing.assert_close(found, torch.tensor(expected), equal_nan=True)


def test_normaliser_is_unbiased_over_all_draws():
    scores = torch.from_numpy(generator("losses.unbiased").normal(size=(1, 4)))
    rows, column = torch.tensor([0]), torch.tensor([2])
    estimates = []
    for drawn in torch.cartesian_prod(*[torch.arange(4)] * 3):
        loss = losses.grouped_sampled_softmax_loss(scores[rows, column], scores[:, drawn], rows, column, drawn, 4)
        estimates.append((loss + scores[0, 2]).exp())
    torch.testing.assert_close(torch.stack(estimates).mean(), scores.exp().sum())


@pytest.mark.parametrize("gap", [1.0, 20.0, 40.0])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_hits_that_are_most_of_the_sum_are_not_subtracted_from_it(gap, dtype):
    scores = torch.zeros(1, 5, dtype=dtype)
    scores[0, 2] = gap
    drawn = torch.tensor([2, 0, 2, 4])
    loss = losses.grouped_sampled_softmax_loss(
        scores[:, 2], scores[:, drawn], torch.tensor([0]), torch.tensor([2]), drawn, 5
    )
    expected = math.log1p(5 / 4 * 2 * math.exp(-gap))
    assert loss.item() == pytest.approx(expected, rel=8 * torch.finfo(dtype).eps)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"columns": torch.tensor([5])}, ValueError, "columns: expected indices from 0 to 4, got 5"),
        ({"rows": torch.tensor([1])}, ValueError, "rows: expected indices from 0 to 0, got 1"),
        ({"draws": torch.tensor([0])}, ValueError, r"draws: expected classes of shape \(2,\), got \(1,\)"),
        ({"draws": torch.tensor([0, 7])}, ValueError, "draws: expected classes from 0 to 4, got 7"),
        ({"draws": torch.tensor([0.0, 1.0])}, TypeError, "draws: expected integers"),
        ({"positive": torch.zeros(2)}, ValueError, r"positive: expected one for each pair, \(1,\), got \(2,\)"),
        ({"positive": torch.zeros(1, dtype=torch.long)}, TypeError, "positive: expected a floating-point tensor"),
        ({"negatives": torch.zeros(2)}, ValueError, "negatives: expected the shape"),
    ],
)
def test_bad_arguments_of_sampled_softmax(change, error, message):
    arguments = {
        "positive": torch.zeros(1),
        "negatives": torch.zeros(1, 2),
        "rows": torch.tensor([0]),
        "columns": torch.tensor([1]),
        "draws": torch.tensor([0, 1]),
        "n_items": 5,
    }
    with pytest.raises(error, match=message):
        losses.grouped_sampled_softmax_loss(**(arguments | change))


@pytest.mark.parametrize("loss", FULL)
def test_a_context_without_a_pair_counts_for_nothing(loss):
    scores, rows, columns = batch("losses.unused")
    kept = rows != 2
    rows, columns = rows[kept], columns[kept]
    spoilt = scores.detach().clone()
    spoilt[2] = torch.nan
    spoilt.requires_grad_()
    assert loss(spoilt, rows, columns) == loss(scores, rows, columns)
    (slope,) = torch.autograd.grad(loss(spoilt, rows, columns), spoilt)
    assert (slope[2] == 0).all()
    torch.testing.assert_close(slope, torch.autograd.grad(loss(scores, rows, columns), scores)[0])


@pytest.mark.parametrize("loss", FULL)
@pytest.mark.parametrize("dtype", [torch.int8, torch.uint8, torch.int32])
def test_pairs_of_any_integer_format(loss, dtype):
    scores, rows, columns = batch("losses.formats")
    torch.testing.assert_close(loss(scores, rows.to(dtype), columns.to(dtype)), loss(scores, rows, columns))


@pytest.mark.parametrize(("loss", "margin"), list(zip(FULL, [20.0, 0.999, 1.9999], strict=True)))
def test_a_pair_that_stands_twice_beside_another_keeps_its_digits(loss, margin):
    """The likely item counts twice, another item of the context once."""
    scores = torch.zeros(1, 6, dtype=torch.float64)
    scores[0, 3] = margin
    scores.requires_grad_()
    likely, other = (torch.autograd.grad(loss(scores, torch.tensor([0]), torch.tensor([y])), scores)[0] for y in (3, 5))
    together = loss(scores, torch.tensor([0, 0, 0]), torch.tensor([3, 5, 3]))
    values = [loss(scores, torch.tensor([0]), torch.tensor([y])) for y in (3, 5)]
    torch.testing.assert_close(together, 2 * values[0] + values[1], rtol=1e-15, atol=0)
    torch.testing.assert_close(torch.autograd.grad(together, scores)[0], 2 * likely + other, rtol=1e-13, atol=0)


@pytest.mark.parametrize("loss", FULL)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("row", [[0.0, 0.0], [2.0, 2.0, -1.0], [1e6, 1e6, 3.0], [0.0, 1e-16, -3.0]])
def test_two_positives_that_tie_at_the_top(loss, dtype, row):
    """Neither is likely: rounding may put both a unit above 1/2."""
    scores = torch.tensor([row], dtype=dtype, requires_grad=True)
    alone = [loss(scores, torch.tensor([0]), torch.tensor([y])) for y in (0, 1)]
    together = loss(scores, torch.tensor([0, 0, 0]), torch.tensor([0, 0, 1]))
    assert alone[0] > 0.2
    close = {"rtol": 8 * torch.finfo(dtype).eps, "atol": 4 * torch.finfo(dtype).eps}
    torch.testing.assert_close(together, 2 * alone[0] + alone[1], **close)
    first, second = (torch.autograd.grad(one, scores)[0] for one in alone)
    slope = torch.autograd.grad(together, scores)[0]
    torch.testing.assert_close(slope, 2 * first + second, **close)
    assert slope[0, 0] < -0.4

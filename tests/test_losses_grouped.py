import entmax
import pytest
import torch

from verify.losses import grouped as losses
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


def test_normaliser_is_unbiased_over_all_draws():
    scores = torch.from_numpy(generator("losses.unbiased").normal(size=(1, 4)))
    rows, column = torch.tensor([0]), torch.tensor([2])
    estimates = []
    for drawn in torch.cartesian_prod(*[torch.arange(4)] * 3):
        loss = losses.grouped_sampled_softmax_loss(scores[rows, column], scores[:, drawn], rows, column, drawn, 4)
        estimates.append((loss + scores[0, 2]).exp())
    torch.testing.assert_close(torch.stack(estimates).mean(), scores.exp().sum())

"""Grouped losses of shared draws against the losses that take one pair at a time."""

import math

import pytest
import torch

from theory.bookkeeping import Bookkeeping
from verify import losses
from verify.recsys.bookkeepings import SPELLED
from verify.seeds import generator

N_ITEMS = 9


def batch(name, scale=1.0, k=12):
    """Three contexts, one without a pair, nine items of unequal chances, one of them never drawn, draws with hits."""
    random = generator(name)
    scores = torch.from_numpy(random.normal(scale=scale, size=(3, N_ITEMS))).requires_grad_()
    rows, columns = torch.tensor([0, 0, 0, 2, 2]), torch.tensor([0, 4, 7, 4, 4])
    q = torch.from_numpy(random.dirichlet([3.0] * (N_ITEMS - 1)))
    draws = torch.tensor([5, 6, 4, 1, 2, 0, 4, 6, 7, 2, 6, 1])[:k]
    return scores, rows, columns, draws, q.log()


def assert_same(ours, theirs, scores, rtol=1e-10):
    """The same value and the same gradient."""
    torch.testing.assert_close(ours, theirs, rtol=rtol, atol=rtol)
    slope, expected = (torch.autograd.grad(loss, scores)[0] for loss in (ours, theirs))
    torch.testing.assert_close(slope, expected, rtol=rtol, atol=rtol)


@pytest.mark.parametrize("scale", [0.01, 1.0, 20.0])
@pytest.mark.parametrize("bookkeeping", SPELLED.values(), ids=SPELLED)
def test_every_bookkeeping_is_that_of_a_pair(bookkeeping, scale):
    scores, rows, columns, draws, log_q = batch("losses.bookkept", scale)
    ours = losses.bookkept_sampled_softmax_loss(
        scores[rows, columns],
        scores[:, draws],
        rows,
        columns,
        draws,
        bookkeeping,
        log_q=log_q[draws],
        log_q_positive=log_q[columns],
        n_items=N_ITEMS,
    )
    theirs = losses.sampled_softmax_loss(
        scores[rows, columns],
        scores[:, draws][rows],
        log_q[draws],
        bookkeeping,
        hits=draws == columns[:, None],
        log_q_positive=log_q[columns],
        n_items=N_ITEMS,
        reduction="sum",
    )
    assert_same(ours, theirs, scores)


@pytest.mark.parametrize("bookkeeping", SPELLED.values(), ids=SPELLED)
def test_where_every_draw_is_a_hit(bookkeeping):
    """A pair whose draws are all removed has no slope; with its own term its loss is 0."""
    scores = torch.tensor([[0.5, 3.0, -1.0]], dtype=torch.float64, requires_grad=True)
    rows, columns, draws = torch.tensor([0]), torch.tensor([1]), torch.tensor([1, 1])
    log_q = torch.tensor([0.2, 0.7, 0.1], dtype=torch.float64).log()
    ours = losses.bookkept_sampled_softmax_loss(
        scores[rows, columns],
        scores[:, draws],
        rows,
        columns,
        draws,
        bookkeeping,
        log_q=log_q[draws],
        log_q_positive=log_q[columns],
        n_items=3,
    )
    (slope,) = torch.autograd.grad(ours, scores)
    torch.testing.assert_close(slope, torch.zeros_like(slope), rtol=0, atol=1e-15)
    if bookkeeping.hits == "remove":
        assert ours == (0 if bookkeeping.positive else -math.inf)


def test_the_grouped_losses_of_logits_are_those_of_pairs():
    scores, rows, columns, draws, log_q = batch("losses.grouped.nce")
    q, q_y = log_q[draws], log_q[columns]

    def grouped(loss, *law):
        return loss(scores[rows, columns], scores[:, draws], rows, *law)

    def of_pairs(loss, *law, **constants):
        return loss(scores[rows, columns], scores[rows][:, draws], *law, **constants, reduction="sum")

    theirs = of_pairs(losses.nce_loss, q, q_y, log_normaliser=1.5)
    assert_same(grouped(losses.grouped_nce_loss, q, q_y, 1.5), theirs, scores)
    theirs = of_pairs(losses.negative_sampling_loss)
    assert_same(grouped(losses.grouped_negative_sampling_loss), theirs, scores)


@pytest.mark.parametrize("value", [torch.nan, torch.inf])
def test_a_context_without_a_pair_spoils_nothing_and_another_does(value):
    scores, rows, columns, draws, log_q = batch("losses.grouped.spoilt")
    for row, spoilt in ((1, False), (2, True)):
        changed = scores.detach().clone()
        changed[row] = value
        positive, negatives = changed[rows, columns], changed[:, draws]
        found = (
            losses.grouped_negative_sampling_loss(positive, negatives, rows),
            losses.grouped_nce_loss(positive, negatives, rows, log_q[draws], log_q[columns]),
            losses.bookkept_sampled_softmax_loss(
                positive,
                negatives,
                rows,
                columns,
                draws,
                losses.IMPORTANCE,
                log_q=log_q[draws],
                log_q_positive=log_q[columns],
                n_items=N_ITEMS,
            ),
        )
        assert [bool(loss.isnan()) for loss in found] == [spoilt] * 3


def test_derivatives():
    scores, rows, columns, draws, log_q = batch("losses.grouped.derivatives", k=4)

    def loss(o):
        return losses.bookkept_sampled_softmax_loss(
            o[rows, columns],
            o[:, draws],
            rows,
            columns,
            draws,
            Bookkeeping(positive=True, hits="remove", correction="nq"),
            log_q=log_q[draws],
            log_q_positive=log_q[columns],
            n_items=N_ITEMS,
        )

    assert torch.autograd.gradcheck(loss, scores)
    assert torch.autograd.gradgradcheck(loss, scores)


def test_half_precision_is_computed_in_float32_and_rounded_once():
    scores, rows, columns, draws, log_q = batch("losses.grouped.half")
    half = scores.detach().bfloat16()
    for loss in (
        lambda o: losses.grouped_negative_sampling_loss(o[rows, columns], o[:, draws], rows),
        lambda o: losses.grouped_nce_loss(o[rows, columns], o[:, draws], rows, log_q[draws], log_q[columns]),
        lambda o: losses.grouped_sampled_softmax_loss(o[rows, columns], o[:, draws], rows, columns, draws, N_ITEMS),
    ):
        assert loss(half) == loss(half.float()).bfloat16()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"rows": torch.tensor([0, 0, 0, 2, 3])}, ValueError, "rows: expected indices from 0 to 2, got 3"),
        ({"positive": torch.zeros(4)}, ValueError, r"positive: expected one for each pair, \(5,\), got \(4,\)"),
        ({"negatives": torch.zeros(12)}, ValueError, "negatives: expected the shape"),
        ({"log_q": torch.tensor(-torch.inf)}, ValueError, "log_q: expected finite logs"),
        ({"log_q_positive": torch.zeros(3)}, ValueError, "log_q_positive: expected a shape that broadcasts"),
        ({"log_normaliser": math.nan}, ValueError, "log_normaliser: expected a finite number"),
    ],
)
def test_bad_arguments(change, error, message):
    scores, rows, columns, draws, log_q = batch("losses.grouped.bad")
    arguments = {
        "positive": scores[rows, columns],
        "negatives": scores[:, draws],
        "rows": rows,
        "log_q": log_q[draws],
        "log_q_positive": log_q[columns],
    }
    with pytest.raises(error, match=message):
        losses.grouped_nce_loss(**(arguments | change))

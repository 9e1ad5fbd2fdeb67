"""The softmax loss: cross-entropy, of labels and of distributions."""

from collections.abc import Iterator
from functools import partial

import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.losses.label import LabelLoss, minus_label

Rows = Float[Tensor, "rows n"]
PerRow = Float[Tensor, " rows"]
CHUNK = 1 << 20
"""Scores that are worked on at a time, so that temporary arrays stay small."""


def _forward(scores: Rows, target: Int[Tensor, " rows"]) -> tuple[PerRow, tuple[PerRow, PerRow, PerRow]]:
    """The losses; and of each row the largest score, log(sum_j exp(o_j)) above it, and 1 - p_y.

    With o relative to the largest score and S the sum of exp(o_j) over j != y, the loss is log1p(S + expm1(o_y)) - o_y,
    in which nothing cancels: where y has the largest score, S is not lost beside 1; elsewhere S is at least 1.
    """
    top = scores.amax(-1)
    label = target.clamp(min=0)[:, None]
    others = torch.empty_like(top)
    for part in chunks(scores):
        odds = (scores[part] - top[part, None]).exp_()
        others[part] = odds.scatter_(1, label[part], 0).sum(-1)
    own = scores.gather(1, label)[:, 0] - top
    total = (others + own.expm1()).log1p_()
    return (total - own).masked_fill_(target < 0, 0), (top, total, others / total.exp())


def _slope(scores: Rows, target: Int[Tensor, " rows"], state: tuple[PerRow, ...], weight: PerRow) -> Rows:
    top, total, complement = (column[:, None] for column in state)
    scale, ignored = weight[:, None], target < 0
    slope = torch.empty_like(scores)
    for part in chunks(scores):
        torch.sub(scores[part], top[part], out=slope[part]).sub_(total[part]).exp_().mul_(scale[part])
    slope.scatter_(1, target.clamp(min=0)[:, None], -complement * scale)
    return slope.masked_fill_(ignored[:, None], 0) if ignored.any() else slope


def chunks(scores: Rows) -> Iterator[slice]:
    """Consecutive rows with about `CHUNK` scores together."""
    size = max(1, CHUNK // scores.shape[1])
    for first in range(0, len(scores), size):
        yield slice(first, first + size)


def distribution_loss(scores: Rows, q: Rows) -> PerRow:
    """-sum_i q_i log p_i of each row; a class with q_i = 0 adds nothing, whatever its score."""
    top = scores.amax(-1, keepdim=True)
    total = (scores - top).exp().sum(-1, keepdim=True).log()
    return (q * (top - scores + total).masked_fill(q == 0, 0)).sum(-1)


SOFTMAX_LOSS = LabelLoss(minus_label(partial(torch.softmax, dim=-1)), _forward, _slope)

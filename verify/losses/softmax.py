"""The softmax loss: cross-entropy, of labels and of distributions."""

from collections.abc import Iterator
from functools import partial

import torch

from verify.losses.distribution import DistributionLoss
from verify.losses.label import LabelLoss, minus_label
from verify.shapes import Labels, PerRow, Rows

CHUNK = 1 << 20
"""Scores that are worked on at a time, so that temporary arrays stay small."""


def _forward(scores: Rows, target: Labels) -> tuple[PerRow, tuple[PerRow]]:
    """The losses, and 1 - p_y of each row.

    Nothing cancels: with S the sum of p_j over j != y, the loss is -log1p(-S) where p_y > 1/2; elsewhere it is at
    least log 2, and -log(max p) + max o - o_y.
    """
    label = target.clamp(min=0)[:, None]
    largest, others = torch.empty(2, len(scores), dtype=scores.dtype, device=scores.device)
    for part in _chunks(scores):
        p = torch.softmax(scores[part], -1)
        largest[part] = p.amax(-1)
        others[part] = p.scatter_(1, label[part], 0).sum(-1)
    below = scores.amax(-1) - scores.gather(1, label)[:, 0]
    losses = torch.where(others < 0.5, -(-others).log1p(), below - largest.log())
    return losses.masked_fill_(target < 0, 0), (others,)


def _slope(scores: Rows, target: Labels, state: tuple[PerRow, ...], weight: PerRow) -> Rows:
    label, (complement,) = target.clamp(min=0)[:, None], state
    slope = torch.empty_like(scores)
    for part in _chunks(scores):
        torch.softmax(scores[part], -1, out=slope[part]).mul_(weight[part, None])
    slope.scatter_(1, label, (-complement * weight)[:, None])
    ignored = target < 0
    return slope.masked_fill_(ignored[:, None], 0) if ignored.any() else slope


def _chunks(scores: Rows) -> Iterator[slice]:
    """Consecutive rows with about `CHUNK` scores together."""
    size = max(1, CHUNK // scores.shape[1])
    for first in range(0, len(scores), size):
        yield slice(first, first + size)


def _of_distribution(scores: Rows, q: Rows) -> PerRow:
    """-sum_i q_i log p_i of each row; a class with q_i = 0 adds nothing, whatever its score."""
    top = scores.amax(-1, keepdim=True)
    total = (scores - top).exp().sum(-1, keepdim=True).log()
    return (q * (top - scores + total).masked_fill(q == 0, 0)).sum(-1)


CROSS_ENTROPY = DistributionLoss(partial(torch.softmax, dim=-1), _of_distribution)
SOFTMAX_LOSS = LabelLoss(minus_label(partial(torch.softmax, dim=-1)), _forward, _slope)

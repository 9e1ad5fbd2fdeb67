"""Losses of the positives of a batch of contexts, grouped by context.

All positives of a context share one normaliser, so that the sum over pairs and its gradient cost one pass over the
(batch, n) scores. Positives are given as pairs: `rows[i]`, `columns[i]` are the context and the item of positive i; a
pair may stand twice. Each loss returns the sum over the positives, of which none is negative or loses the digits of a
small loss. Infinite scores and NaN as in `verify.losses.full`; contexts without a positive count for nothing. All
raise TypeError for scores that are not floating point and pairs that are not integers, and `UsageError` for pairs out
of range.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.autograd import differentiable
from verify.losses.arguments import require_matrix, require_pairs
from verify.losses.tsallis import class_losses
from verify.maps.entmax15 import ENTMAX15
from verify.maps.projection import Projection
from verify.maps.shape import working_dtype
from verify.maps.sparsemax import SPARSEMAX
from verify.shapes import Column, Pairs, Rows


def grouped_softmax_loss(scores: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """sum_i (log sum_j exp(o_j) - o_y): the cross-entropy of softmax, summed over the positives."""
    return _grouped(scores, rows, columns, _SOFTMAX)


def grouped_sparsemax_loss(scores: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """The Fenchel-Young loss of ||p||^2 / 2, summed over the positives; its gradient is sparsemax(o) - e_y.

    With p = sparsemax(o) and threshold tau, the loss of Martins and Astudillo (2016), arXiv 1602.02068, Eq. 25,
    -o_y + sum_{j in S} (o_j^2 - tau^2) / 2 + 1/2, equals ||p - e_y||^2 / 2 + max(tau - o_y, 0), which is how it is
    computed: a common offset does no harm.
    """
    return _grouped(scores, rows, columns, _SPARSEMAX)


def grouped_entmax15_loss(scores: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """The Fenchel-Young loss of 1.5-entmax, summed over the positives; its gradient is entmax15(o) - e_y."""
    return _grouped(scores, rows, columns, _ENTMAX15)


@dataclass(frozen=True)
class Likely:
    """Pairs with p_y above 1/2, by their places (repeated as the pairs are), and 1 - p_y without cancellation.

    All those with p_y above 3/4 are among them. A row has one such item at most.
    """

    rows: Int[Tensor, " likely"]
    columns: Int[Tensor, " likely"]
    complement: Float[Tensor, " likely"]


@dataclass(frozen=True)
class _Family:
    """A differentiable map, and value(scores, rows, columns): the sum of the losses, the map and its likely pairs."""

    map: Callable[[Rows], Rows]
    value: Callable[[Rows, Pairs, Pairs], tuple[Float[Tensor, ""], Rows, Likely]]


def softmax_in_place(scores: Rows, rows: Pairs, columns: Pairs) -> tuple[Float[Tensor, ""], Column, Likely]:
    """The sum of the losses, the sums of exp(o - max o), which takes the scores' place, and the likely pairs.

    With T such a sum, a loss is log T + (max o - o_y); for a likely pair o_y is the largest, and the loss
    log(1 + R), R the sum over the others.
    """
    e = scores.sub_(scores.amax(1, keepdim=True))
    below = -e[rows, columns]
    totals = e.exp_().sum(1, keepdim=True)
    largest = (below == 0).nonzero()[:, 0]
    likely = largest[totals[rows[largest], 0] < 2]
    where = rows[likely], columns[likely]
    e[where] = 0
    others = e.sum(1)[where[0]] if len(likely) else totals[:0, 0]
    e[where] = 1
    unlikely = torch.bincount(rows, minlength=len(e)) - torch.bincount(where[0], minlength=len(e))
    loss = (unlikely * totals[:, 0].log()).sum() + below.sum() + others.log1p().sum()
    return loss, totals, Likely(*where, others / (1 + others))


def subtract_labels(p: Rows, counts: Int[Tensor, " rows"], rows: Pairs, columns: Pairs, likely: Likely) -> Rows:
    """Turn counts * p, in place, into the sum over the pairs of p - e_y, context by context."""
    p.index_put_((rows, columns), p.new_full((), -1), accumulate=True)
    elsewhere = counts - torch.bincount(likely.rows, minlength=len(p))
    p[likely.rows, likely.columns] = elsewhere[likely.rows] - counts[likely.rows] * likely.complement
    return p


def _softmax_value(scores: Rows, rows: Pairs, columns: Pairs) -> tuple[Float[Tensor, ""], Rows, Likely]:
    p = scores.clone()
    loss, totals, likely = softmax_in_place(p, rows, columns)
    return loss, p.div_(totals), likely


def entmax_value(
    project: Projection, scores: Rows, rows: Pairs, columns: Pairs
) -> tuple[Float[Tensor, ""], Rows, Likely]:
    """The sum of the losses, the map, and the likely pairs; the scores stay as they are."""
    p, alpha = project.forward(scores), project.alpha
    own, peak = p[rows, columns], p.amax(1)
    likely = (own > 0.75).nonzero()[:, 0]
    where = rows[likely], columns[likely]
    p[where] = 0
    powers, others = p.pow(alpha).sum(1), p.sum(1)[where[0]]
    p[where] = own[likely]
    largest = torch.zeros_like(peak).index_put((where[0],), own[likely].pow(alpha))
    rest = (powers + largest)[rows] - own.pow(alpha)
    rest[likely] = powers[where[0]]
    complement = (1 - own).index_put((likely,), others)
    fall = scores.amax(1)[rows] - scores[rows, columns]
    label = class_losses(None, own[:, None], complement[:, None], fall[:, None], peak[rows, None], alpha).sum()
    return (rest.clamp(min=0) / alpha).sum() + label, p, Likely(*where, others)


class _Grouped(torch.autograd.Function):
    @staticmethod
    def forward(scores: Tensor, rows: Tensor, columns: Tensor, family: _Family) -> tuple[Tensor, Tensor]:
        loss, p, likely = family.value(scores, rows, columns)
        counts = torch.bincount(rows, minlength=len(p))
        return loss, subtract_labels(p.mul_(counts[:, None]), counts, rows, columns, likely)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, Tensor]) -> None:
        scores, rows, columns, ctx.family = inputs
        ctx.mark_non_differentiable(output[1])
        ctx.save_for_backward(scores, rows, columns, output[1])
        ctx.save_for_forward(scores, rows, columns)

    @staticmethod
    def backward(ctx: Any, weight: Tensor, _: Any) -> tuple[Tensor, None, None, None]:
        scores, rows, columns, residual = ctx.saved_tensors
        if differentiable(scores, weight):
            residual = pair_residual(ctx.family.map(scores), rows, columns)
        return weight * residual, None, None, None

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, *_: Any) -> tuple[Tensor, None]:
        scores, rows, columns = ctx.saved_tensors
        change: Tensor = (pair_residual(ctx.family.map(scores), rows, columns) * tangent).sum()
        return change, None


def pair_residual(p: Rows, rows: Pairs, columns: Pairs) -> Rows:
    """The sum over the pairs of p - e_y, context by context, differentiable in p."""
    counts = torch.bincount(rows, minlength=len(p))[:, None]
    return (counts * p).index_put((rows, columns), -p.new_ones(()), accumulate=True)


def with_pairs(contexts: Float[Tensor, "batch n"], rows: Pairs) -> tuple[Float[Tensor, "some n"], Pairs]:
    """The contexts that have a pair, and the pairs' rows among those."""
    used = torch.bincount(rows, minlength=len(contexts)) > 0
    if used.all():
        return contexts, rows
    return contexts[used], (used.cumsum(0) - 1)[rows]


def _grouped(scores: Tensor, rows: Tensor, columns: Tensor, family: _Family) -> Float[Tensor, ""]:
    require_matrix("scores", scores, "(batch, n)")
    rows, columns = require_pairs(rows, columns, len(scores), scores.shape[1])
    used, places = with_pairs(scores, rows)
    loss, _ = _Grouped.apply(used.to(working_dtype(scores.dtype)).contiguous(), places, columns, family)
    total: Tensor = loss.to(scores.dtype)
    return total


_SOFTMAX = _Family(partial(torch.softmax, dim=1), _softmax_value)
_SPARSEMAX = _Family(SPARSEMAX, partial(entmax_value, SPARSEMAX))
_ENTMAX15 = _Family(ENTMAX15, partial(entmax_value, ENTMAX15))

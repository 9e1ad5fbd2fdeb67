"""Losses of the positives of a batch of contexts, grouped by context.

All positives of a context share one normaliser, so that the sum over pairs and its gradient cost one pass over the
(batch, n) scores. Positives are given as pairs: `rows[i]`, `columns[i]` are the context and the item of positive i.
Each loss returns the sum over the positives and is never negative; small losses keep their absolute accuracy only,
while `verify.losses.full` keeps their digits. Infinite scores and NaN as there. Raises TypeError for scores that are
not floating point and pairs that are not integers, `UsageError` for pairs out of range.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.losses.arguments import require_matrix, require_pairs
from verify.losses.tsallis import label_divergence
from verify.maps.entmax15 import ENTMAX15
from verify.maps.projection import Projection
from verify.maps.sparsemax import SPARSEMAX

Scores = Float[Tensor, "batch n"]
Pairs = Int[Tensor, " pairs"]
EXACT = 40.0
"""Above this, log(1 + exp(t)) is t in float64."""


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


def grouped_sampled_softmax_loss(
    positive: Float[Tensor, " pairs"],
    negatives: Float[Tensor, "batch n"],
    rows: Int[Tensor, " pairs"],
    hits: Int[Tensor, " pairs"],
    n_items: int,
) -> Float[Tensor, ""]:
    """Sampled softmax with n uniform draws, with replacement, shared by all contexts of the batch.

    Draws have q = 1/N each with N = `n_items`. For the positive y, with score `positive[i]`,

        Z-hat = exp(o_y) + sum_{draws j != y} exp(o_j - log(n q)),      loss = log Z-hat - o_y.

    The positive is included and draws that hit it are removed (`hits[i]` is their number), so E Z-hat = Z exactly;
    other positives of the context may be drawn and stay. `negatives` are the scores of the draws. The arguments are not
    checked: training calls it for every batch.
    """
    correction = math.log(n_items / negatives.shape[1])
    top = torch.maximum(negatives.amax(1)[rows], positive).detach()
    level = negatives.amax(1, keepdim=True).detach()
    total = (negatives - level).exp().sum(1)[rows] * (level[:, 0][rows] - top).exp()
    others = (total - hits * (positive - top).exp()).clamp(min=torch.finfo(total.dtype).tiny)
    excess = others.log() + correction + top - positive
    return torch.nn.functional.softplus(excess, threshold=EXACT).sum()


@dataclass(frozen=True)
class _Family:
    """A differentiable map, and value(scores, rows, columns): the sum of its losses and the map's values."""

    map: Callable[[Scores], Scores]
    value: Callable[[Scores, Pairs, Pairs], tuple[Float[Tensor, ""], Scores]]


def _softmax_value(scores: Scores, rows: Pairs, columns: Pairs) -> tuple[Float[Tensor, ""], Scores]:
    p = scores - scores.amax(1, keepdim=True)
    own = p[rows, columns]
    total = p.exp_().sum(1, keepdim=True)
    return (total.log()[rows, 0] - own).sum(), p.div_(total)


def _entmax_value(project: Projection, scores: Scores, rows: Pairs, columns: Pairs) -> tuple[Float[Tensor, ""], Scores]:
    p, alpha = project.forward(scores), project.alpha
    own = p[rows, columns]
    others = (p.pow(alpha).sum(1)[rows] - own.pow(alpha)).clamp(min=0) / alpha
    top, depth = scores.amax(1), p.amax(1).pow(alpha - 1) / (alpha - 1)
    below = (top[rows] - scores[rows, columns] - depth[rows]).clamp(min=0)
    return (others + label_divergence(own, 1 - own, alpha) + below).sum(), p


class _Grouped(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, scores: Tensor, rows: Tensor, columns: Tensor, family: _Family) -> Tensor:
        loss, p = family.value(scores, rows, columns)
        ctx.family = family
        ctx.save_for_backward(scores, rows, columns, p)
        ctx.save_for_forward(scores, rows, columns, p)
        return loss

    @staticmethod
    def backward(ctx: Any, weight: Tensor) -> tuple[Tensor, None, None, None]:
        scores, rows, columns, p = ctx.saved_tensors
        slope: Tensor = weight * _residual(ctx.family.map(scores) if torch.is_grad_enabled() else p, rows, columns)
        return slope, None, None, None

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, *_: Any) -> Tensor:
        _, rows, columns, p = ctx.saved_tensors
        change: Tensor = (_residual(p, rows, columns) * tangent).sum()
        return change


def _residual(p: Scores, rows: Pairs, columns: Pairs) -> Scores:
    """The sum over the pairs of p - e_y, context by context."""
    counts = torch.bincount(rows, minlength=len(p))[:, None]
    return (counts * p).index_put((rows, columns), -p.new_ones(()), accumulate=True)


def _grouped(scores: Tensor, rows: Tensor, columns: Tensor, family: _Family) -> Float[Tensor, ""]:
    require_matrix("scores", scores, "(batch, n)")
    require_pairs(rows, columns, len(scores), scores.shape[1])
    wide = scores.to(torch.promote_types(scores.dtype, torch.float32)).contiguous()
    loss: Tensor = _Grouped.apply(wide, rows, columns, family)
    return loss.to(scores.dtype)


_SOFTMAX = _Family(partial(torch.softmax, dim=1), _softmax_value)
_SPARSEMAX = _Family(SPARSEMAX, partial(_entmax_value, SPARSEMAX))
_ENTMAX15 = _Family(ENTMAX15, partial(_entmax_value, ENTMAX15))

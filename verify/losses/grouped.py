"""Losses of the positives of a batch of contexts, grouped by context.

All positives of a context share one normaliser, so that the sum over pairs and its gradient cost one pass over the
(batch, n) scores. Positives are given as pairs: `rows[i]`, `columns[i]` are the context and the item of positive i.
Each loss returns the sum over the positives and is never negative.
"""

import math
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.maps.sparsemax import threshold

EXACT = 40.0
"""Above this, log(1 + exp(t)) is t in float64."""


def grouped_softmax_loss(
    scores: Float[Tensor, "batch n"], rows: Int[Tensor, " pairs"], columns: Int[Tensor, " pairs"]
) -> Float[Tensor, ""]:
    """sum_i (log sum_j exp(o_j) - o_y): the cross-entropy of softmax, summed over the positives."""
    loss: Tensor = _Softmax.apply(scores, rows, columns)
    return loss


def grouped_sparsemax_loss(
    scores: Float[Tensor, "batch n"], rows: Int[Tensor, " pairs"], columns: Int[Tensor, " pairs"]
) -> Float[Tensor, ""]:
    """The Fenchel-Young loss of ||p||^2 / 2, summed over the positives; its gradient is sparsemax(o) - e_y.

    With p = sparsemax(o) and threshold tau, the loss of Martins and Astudillo (2016), arXiv 1602.02068, Eq. 25,
    -o_y + sum_{j in S} (o_j^2 - tau^2) / 2 + 1/2, equals ||p - e_y||^2 / 2 + max(tau - o_y, 0), which is how it is
    computed: without cancellation.
    """
    loss: Tensor = _Sparsemax.apply(scores, rows, columns)
    return loss


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
    other positives of the context may be drawn and stay. `negatives` are the scores of the draws.
    """
    correction = math.log(n_items / negatives.shape[1])
    top = torch.maximum(negatives.amax(1)[rows], positive).detach()
    level = negatives.amax(1, keepdim=True).detach()
    total = (negatives - level).exp().sum(1)[rows] * (level[:, 0][rows] - top).exp()
    others = (total - hits * (positive - top).exp()).clamp(min=torch.finfo(total.dtype).tiny)
    excess = others.log() + correction + top - positive
    return torch.nn.functional.softplus(excess, threshold=EXACT).sum()


class _Softmax(torch.autograd.Function):
    """The gradient, counts * softmax - indicators, is built in the buffer of the forward pass."""

    @staticmethod
    def forward(ctx: Any, scores: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
        p = scores - scores.amax(1, keepdim=True)
        target = p[rows, columns]
        normaliser = p.exp_().sum(1)
        p *= (torch.bincount(rows, minlength=len(p)) / normaliser)[:, None]
        ctx.save_for_backward(_subtract_indicators(p, rows, columns))
        return (normaliser.log()[rows] - target).sum()

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        (slope,) = ctx.saved_tensors
        return gradient * slope, None, None


class _Sparsemax(torch.autograd.Function):
    """The gradient, counts * sparsemax - indicators, is built in the buffer of the forward pass."""

    @staticmethod
    def forward(ctx: Any, scores: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
        z = scores - scores.amax(1, keepdim=True)
        tau = threshold(z)
        below = (tau[rows, 0] - z[rows, columns]).clamp_(min=0)
        p = z.sub_(tau).clamp_(min=0)
        own = p[rows, columns]
        others = (p.square().sum(1)[rows] - own.square()).clamp_(min=0)
        loss = ((others + (1 - own).square()) / 2 + below).sum()
        p *= torch.bincount(rows, minlength=len(p))[:, None]
        ctx.save_for_backward(_subtract_indicators(p, rows, columns))
        return loss

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        (slope,) = ctx.saved_tensors
        return gradient * slope, None, None


def _subtract_indicators(p: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    return p.index_put_((rows, columns), -torch.ones((), dtype=p.dtype, device=p.device), accumulate=True)

"""Maps from scores to probabilities: softmax and sparsemax.

Scores of -inf (masked) get probability 0; a slice that holds NaN or +inf, or nothing but -inf, gives NaN.
"""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor


def softmax(x: Float[Tensor, "*shape"], dim: int = -1) -> Float[Tensor, "*shape"]:
    """exp(x_i) / sum_j exp(x_j) along `dim`."""
    return torch.softmax(x, dim)


def sparsemax(x: Float[Tensor, "*shape"], dim: int = -1) -> Float[Tensor, "*shape"]:
    """The Euclidean projection of x on the simplex along `dim`: max(x_i - tau, 0), summing to 1.

    Martins and Astudillo (2016), arXiv 1602.02068, Eq. 1-3; backward by their Eq. 14.
    """
    p: Tensor = _Sparsemax.apply(x.movedim(dim, -1)).movedim(-1, dim)
    return p


def sparsemax_threshold(z: Float[Tensor, "*batch n"]) -> Float[Tensor, "*batch 1"]:
    """The tau with sum_j max(z_j - tau, 0) = 1, for scores shifted so that their maximum is 0.

    The sum is convex and decreasing in tau, so Newton's method from max - 1 rises to the root; it is there once the
    support {z > tau} stops shrinking, after finitely many steps.
    """
    tau = z.amax(-1, keepdim=True) - 1
    size = torch.full_like(tau, z.shape[-1] + 1, dtype=torch.int64)
    while True:
        support = z > tau
        count = support.sum(-1, keepdim=True)
        if not (count < size).any():
            return tau
        size = count
        tau = torch.maximum(tau, (torch.where(support, z, 0).sum(-1, keepdim=True) - 1) / count)


class _Sparsemax(torch.autograd.Function):
    """Sparsemax along the last axis; its Jacobian is diag(s) - s s^T / |s| with s the indicator of the support."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        z = x - x.amax(-1, keepdim=True)
        p = (z - sparsemax_threshold(z)).clamp_(min=0)
        ctx.save_for_backward(p)
        return p

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        (p,) = ctx.saved_tensors
        support = p > 0
        inside = torch.where(support, gradient, 0)
        mean = inside.sum(-1, keepdim=True) / support.sum(-1, keepdim=True)
        return torch.where(support, inside - mean, 0)

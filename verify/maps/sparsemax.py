"""Sparsemax.

Scores of -inf (masked) get probability 0; a slice that holds NaN or +inf, or nothing but -inf, gives NaN.
"""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor


def sparsemax(x: Float[Tensor, "*shape"], dim: int = -1) -> Float[Tensor, "*shape"]:
    """The Euclidean projection of x on the simplex along `dim`: max(x_i - tau, 0), summing to 1.

    Martins and Astudillo (2016), arXiv 1602.02068, Eq. 1-3; backward by their Eq. 14.
    """
    p: Tensor = _Sparsemax.apply(x.movedim(dim, -1)).movedim(-1, dim)
    return p


@torch.no_grad()
def sparsemax_threshold(z: Float[Tensor, "*batch n"]) -> Float[Tensor, "*batch 1"]:
    """The tau with sum_j max(z_j - tau, 0) = 1; float32 or float64, and without gradient.

    The sum is convex and decreasing in tau, so Newton's method from max - 1 rises to the root; it is there once the
    support {z > tau} stops shrinking, after finitely many steps.
    """
    tau = z.amax(-1, keepdim=True) - 1
    size = torch.full_like(tau, torch.inf)
    excess = torch.empty_like(z)
    while True:
        torch.sub(z, tau, out=excess).clamp_(min=0)
        total = excess.sum(-1, keepdim=True)
        count = excess.sign_().sum(-1, keepdim=True)
        if not (count < size).any():
            return tau
        size = count
        tau = tau + (total - 1).clamp_(min=0) / count


class _Sparsemax(torch.autograd.Function):
    """Sparsemax along the last axis; its Jacobian is diag(s) - s s^T / |s| with s the indicator of the support."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        wide = x.to(torch.promote_types(x.dtype, torch.float32))
        z = wide - wide.amax(-1, keepdim=True)
        p = z.sub_(sparsemax_threshold(z)).clamp_(min=0).to(x.dtype)
        ctx.save_for_backward(p)
        return p

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        (p,) = ctx.saved_tensors
        support = p.sign()
        inside = gradient * support
        size = support.sum(-1, keepdim=True, dtype=torch.promote_types(p.dtype, torch.float32))
        mean = (inside.sum(-1, keepdim=True) / size).to(p.dtype)
        slope: Tensor = inside - support * mean
        return slope

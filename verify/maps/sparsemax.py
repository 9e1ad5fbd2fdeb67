"""Sparsemax: the Euclidean projection of the scores on the simplex."""

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from verify.kernels import maps as compiled
from verify.maps.candidates import candidates
from verify.maps.projection import Projection
from verify.maps.shape import along
from verify.shapes import Column, Rows


def sparsemax(x: Shaped[Tensor, "*shape"], dim: int = -1) -> Float[Tensor, "*shape"]:
    """max(x_i - tau, 0) along `dim`, tau such that they sum to 1.

    Martins and Astudillo (2016), arXiv 1602.02068, Eq. 1-3; the derivative is their Eq. 14. A class of score -inf gets
    0; NaN, +inf, or nothing but -inf, gives NaN. Raises TypeError for scores that are not floating point, `UsageError`
    for an axis that is not there or has no class.
    """
    return along(SPARSEMAX, x, dim)


def threshold(z: Rows) -> Column:
    """The tau with sum_j max(z_j - tau, 0) = 1, for rows whose largest score is 0, without gradient.

    The sum is convex and decreasing in tau, so Newton's method from -1 rises to the root; it is there once the support
    {z > tau} stops shrinking, after finitely many steps.
    """
    z = candidates(z, -1.0)
    tau = z.new_full((len(z), 1), -1)
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


def _portable(x: Rows) -> Rows:
    """By `threshold`; what rounding leaves of the sum's distance from 1 is shared out over the support."""
    z = x - x.amax(-1, keepdim=True)
    p = z.sub_(threshold(z)).clamp_(min=0)
    support = p.sign()
    surplus = (p.sum(-1, keepdim=True) - 1) / support.sum(-1, keepdim=True)
    return p.sub_(support.mul_(surplus)).clamp_(min=0)


SPARSEMAX = Projection(2.0, _portable, compiled.sparsemax, compiled.sparsemax_product)

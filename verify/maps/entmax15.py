"""1.5-entmax, half-way between softmax and sparsemax."""

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from verify.kernels import maps as compiled
from verify.maps.candidates import candidates
from verify.maps.projection import Projection
from verify.maps.shape import along
from verify.shapes import Column, Rows


def entmax15(x: Shaped[Tensor, "*shape"], dim: int = -1) -> Float[Tensor, "*shape"]:
    """max(x_i / 2 - tau, 0)^2 along `dim`, tau such that they sum to 1.

    Peters, Niculae and Martins (2019), arXiv 1905.05702. Infinite scores, NaN and errors as in `verify.maps.sparsemax`.
    """
    return along(ENTMAX15, x, dim)


def threshold(z: Rows) -> Column:
    """The tau with sum_j max(z_j / 2 - tau, 0)^2 = 1, for rows whose largest score is 0, without gradient.

    The norm of max(z / 2 - tau, 0) is convex and decreasing in tau, so Newton's method from -1 rises to the root.
    """
    z = candidates(z, -2.0)
    tau = z.new_full((len(z), 1), -1)
    step = torch.ones_like(tau)
    excess = torch.empty_like(z)
    while (step > torch.finfo(z.dtype).eps).any():
        torch.div(z, 2, out=excess).sub_(tau).clamp_(min=0)
        total = excess.sum(-1, keepdim=True)
        norm = excess.square_().sum(-1, keepdim=True).sqrt_()
        step = (norm - 1) * norm / total
        tau = tau + step.clamp_(min=0)
    return tau


def _portable(x: Rows) -> Rows:
    """By `threshold`; what rounding leaves of the sum's distance from 1 is divided out."""
    z = x - x.amax(-1, keepdim=True)
    p = z.div(2).sub_(threshold(z)).clamp_(min=0).square_()
    return p.div_(p.sum(-1, keepdim=True))


ENTMAX15 = Projection(1.5, _portable, compiled.entmax15, compiled.entmax15_product)

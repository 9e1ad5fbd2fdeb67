"""Fenchel-Young losses of the entmax family from the probabilities, in terms that are never negative.

Omega(p) = sum_i w(p_i) - 1 / (alpha eps), with eps = alpha - 1 and w(p) = p^alpha / (alpha eps), has the map
alpha-entmax (Blondel, Martins and Niculae 2020, arXiv 1901.02324). Its loss is the Bregman divergence of the target q
and p, with terms w(q_i) - w(p_i) - w'(p_i) (q_i - p_i), plus q_i times how far z_i is below the end of the support.
"""

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.maps.projection import power

Rows = Float[Tensor, "rows n"]
PerRow = Float[Tensor, " rows"]

NODES, WEIGHTS = (torch.from_numpy(values) for values in np.polynomial.legendre.leggauss(24))


def label_loss(scores: Rows, p: Rows, target: Int[Tensor, " rows"], alpha: float) -> tuple[PerRow, PerRow]:
    """The loss of each row's label, for p = alpha-entmax(scores), and 1 minus the label's probability."""
    label = target[:, None]
    own = p.gather(1, label)[:, 0]
    others = p.scatter(1, label, 0)
    complement = torch.where(own > 0.5, others.sum(-1), 1 - own)
    below = shortfall(scores, p, scores.gather(1, label), alpha)[:, 0]
    return power(others, alpha).sum(-1) / alpha + label_divergence(own, complement, alpha) + below, complement


def label_divergence(p: PerRow, complement: PerRow, alpha: float) -> PerRow:
    """w(1) - w(p) - w'(p) (1 - p), given p and 1 - p; the integral of t (1 - t)^(alpha - 2) from 0 to 1 - p."""
    if alpha == 2:
        return complement.square() / 2
    if alpha == 1.5:
        root = p.sqrt()
        return 2 / 3 * (complement / (1 + root)).square() * (2 + root)
    eps = alpha - 1
    far = -(eps * p.log() + (eps * complement).log1p()).expm1() / (alpha * eps)
    half = complement[:, None].clamp(max=0.5) / 2
    t = half * (1 + NODES.to(p))
    near = (t * (1 - t).pow(alpha - 2) * half * WEIGHTS.to(p)).sum(-1)
    return torch.where(complement > 0.5, far, near)


def shortfall(scores: Rows, p: Rows, z: Float[Tensor, "rows m"], alpha: float) -> Float[Tensor, "rows m"]:
    """How far each z of a row is below the score at which the row's support ends, by the probability of the largest."""
    eps = alpha - 1
    depth = p.amax(-1, keepdim=True).pow(eps) / eps
    return (scores.amax(-1, keepdim=True) - z - depth).clamp(min=0)


def distribution_loss(scores: Rows, p: Rows, q: Rows, alpha: float) -> PerRow:
    """The loss of each row's target distribution q, for p = alpha-entmax(scores)."""
    below = shortfall(scores, p, scores, alpha).masked_fill(q == 0, 0)
    return (divergence(q, p, alpha) + q * below).sum(-1)


def divergence(q: Rows, p: Rows, alpha: float) -> Rows:
    """w(q) - w(p) - w'(p) (q - p), entry by entry; for alpha other than 1.5 and 2 to a rounding unit over alpha - 1."""
    if alpha == 2:
        return (q - p).square() / 2
    if alpha == 1.5:
        a, b = q.sqrt(), p.sqrt()
        return 2 / 3 * (a - b).square() * (2 * a + b)
    eps = alpha - 1
    return ((power(q, alpha) - power(p, alpha) - alpha * power(p, eps) * (q - p)) / (alpha * eps)).clamp(min=0)

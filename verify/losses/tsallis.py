"""Fenchel-Young losses of the entmax family from the probabilities, in terms that are never negative.

Omega(p) = sum_i w(p_i) - 1 / (alpha eps), with eps = alpha - 1 and w(p) = p^alpha / (alpha eps), has the map
alpha-entmax (Blondel, Martins and Niculae 2020, arXiv 1901.02324). Its loss is the Bregman divergence of the target q
and p, with terms w(q_i) - w(p_i) - w'(p_i) (q_i - p_i), plus q_i times how far z_i is below the end of the support.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from verify.maps.projection import power
from verify.shapes import Labels, PerRow, Rows

Entries = Float[Tensor, "rows m"]
Peak = Float[Tensor, "rows 1"]
TERMS = 18
"""1 / (TERMS + 2)! is below the rounding of 1 / 2!."""


def label_loss(scores: Rows, p: Rows, target: Labels, alpha: float) -> tuple[PerRow, PerRow]:
    """The loss of each row's label, for p = alpha-entmax(scores), and 1 minus the label's probability."""
    label = target[:, None]
    own = p.gather(1, label)
    others = p.scatter(1, label, 0)
    complement = torch.where(own > 0.5, others.sum(-1, keepdim=True), 1 - own)
    fall = scores.amax(-1, keepdim=True) - scores.gather(1, label)
    peak = p.amax(-1, keepdim=True)
    parts = power(others, alpha).sum(-1, keepdim=True) / alpha + class_losses(None, own, complement, fall, peak, alpha)
    return parts[:, 0], complement[:, 0]


def distribution_loss(scores: Rows, p: Rows, q: Rows, alpha: float) -> PerRow:
    """The loss of each row's target distribution q, for p = alpha-entmax(scores)."""
    fall = scores.amax(-1, keepdim=True) - scores
    return class_losses(q, p, q - p, fall, p.amax(-1, keepdim=True), alpha).sum(-1)


def class_losses(q: Entries | None, p: Entries, gap: Entries, fall: Entries, peak: Peak, alpha: float) -> Entries:
    """Each class's part of the loss, given q (None: 1 throughout), p, gap = q - p, and how its row stands.

    `fall` is how far its score is below the largest, and `peak` the largest probability: log_alpha p - log_alpha peak
    is -fall inside the support, and the support ends where fall is peak^eps / eps.
    """
    below = (fall - peak.pow(alpha - 1) / (alpha - 1)).clamp(min=0)
    if q is None:
        return _divergence(torch.ones_like(p), p, gap, fall, peak, alpha) + below
    return _divergence(q, p, gap, fall, peak, alpha) + (q * below).masked_fill(q == 0, 0)


def _divergence(q: Entries, p: Entries, gap: Entries, fall: Entries, peak: Peak, alpha: float) -> Entries:
    """w(q) - w(p) - w'(p) (q - p), entry by entry."""
    if alpha == 2:
        return gap.square() / 2
    if alpha == 1.5:
        a, b = q.sqrt(), p.sqrt()
        return 2 / 3 * (gap / (a + b).masked_fill(gap == 0, 1)).square() * (2 * a + b)
    log_p = (_log(peak, alpha) - fall).clamp(min=-1 / (alpha - 1))
    return _general_divergence(q, gap, log_p, alpha)


def _general_divergence(q: Entries, gap: Entries, log_p: Entries, alpha: float) -> Entries:
    """The divergence from q, q - p and log_alpha p, alpha times which is q (log_alpha q - log_alpha p) - p^eps (q - p).

    That cancels where q is near p; with h = log(q / p) it is q p^eps h^2 (eps phi_2(eps h) + phi_2(-h)). For large
    alpha the logs are near -1/eps, and the result is good to a rounding unit over eps, in absolute terms.
    """
    eps = alpha - 1
    power_of_p = (1 + eps * log_p).clamp(min=0)
    near = (gap.abs() <= q / 2) & (q > 0)
    h = -(-gap.masked_fill(~near, 0) / q.masked_fill(~near, 1)).log1p()
    near &= eps * h.abs() <= 1
    h = h.masked_fill(~near, 0)
    close = q * power_of_p * h.square() * (eps * _phi_2(eps * h) + _phi_2(-h))
    far = (q * (_log(q, alpha) - log_p)).masked_fill(q == 0, 0) - power_of_p * gap
    return torch.where(near, close, far) / alpha


def _log(x: Entries, alpha: float) -> Entries:
    """log_alpha x = (x^eps - 1) / eps."""
    return ((alpha - 1) * x.log()).expm1() / (alpha - 1)


def _phi_2(x: Entries) -> Entries:
    """(e^x - 1 - x) / x^2 by its series, for |x| <= 1."""
    series = torch.zeros_like(x)
    for k in reversed(range(TERMS)):
        series = 1 / math.factorial(k + 2) + x * series
    return series

"""alpha-entmax for every alpha >= 1, differentiable in alpha too."""

import math
from typing import Any

import torch
from jaxtyping import Float, Int, Shaped
from torch import Tensor

from verify.errors import UsageError
from verify.maps.candidates import candidates
from verify.maps.projection import power
from verify.maps.shape import require_scores
from verify.shapes import Column, Rows

STEPS = 100
"""More than Newton's method takes."""
HALVINGS = 60
LEAST_LOG = -800.0
"""Below the log of every positive number of float64."""
TINY = 1e-200
"""In place of eps = 0: log(1 + eps a) / eps is a to the last digit."""


def entmax_bisect(
    x: Shaped[Tensor, "*shape"], alpha: float | Float[Tensor, "..."] = 1.5, dim: int = -1
) -> Float[Tensor, "*shape"]:
    """argmax_p <p, x> + H_alpha(p) along `dim`, H_alpha(p) = (1 - sum_i p_i^alpha) / (alpha (alpha - 1)).

    alpha = 1 is softmax, 2 is sparsemax; `sparsemax` and `entmax15` are faster. A tensor `alpha` has a shape that
    broadcasts against `x` with one class, and gets a gradient. Computed in float64.
    Peters, Niculae and Martins (2019), arXiv 1905.05702; Correia, Niculae and Martins (2019), arXiv 1909.00015.
    Infinite scores, NaN and errors as in `verify.maps.sparsemax`; `UsageError` for alpha below 1 or not finite.
    """
    require_scores("x", x, dim)
    last = x.movedim(dim, -1)
    rows = last.reshape(-1, last.shape[-1]).double().contiguous()
    p: Tensor = _EntmaxBisect.apply(rows, _column(alpha, x, dim))
    return p.to(x.dtype).view(last.shape).movedim(-1, dim)


def require_alpha(alpha: float | Float[Tensor, "..."]) -> None:
    """`UsageError` unless every alpha is finite and at least 1."""
    values = torch.as_tensor(alpha)
    wrong = values[~((values >= 1) & values.isfinite())]
    if wrong.numel():
        raise UsageError(f"alpha: expected finite numbers of at least 1, got {wrong[0].item()}")


def _column(alpha: float | Tensor, x: Tensor, dim: int) -> Column:
    """One alpha a row."""
    require_alpha(alpha)
    wide = torch.as_tensor(alpha, dtype=torch.float64, device=x.device)
    shape = list(x.shape)
    shape[dim] = 1
    try:
        return wide.expand(shape).movedim(dim, -1).reshape(-1, 1)
    except RuntimeError:
        raise UsageError(
            f"alpha: expected a number or a tensor that broadcasts to {tuple(shape)}, got shape {tuple(wide.shape)}"
        ) from None


def _solve(x: Rows, alpha: Column) -> Rows:
    """alpha-entmax of each row of float64 scores, without gradient.

    The support ends at most 1 / eps below the largest score, and only the scores above that are iterated on.
    """
    eps, z = alpha - 1, x - x.amax(-1, keepdim=True)
    few = candidates(z, -1 / eps)
    p = _from_top(z, few, eps.clamp(max=1))
    if (eps > 1).any():
        p = torch.where(eps > 1, _from_bottom(z, few, eps.clamp(min=1)), p)
    return p / p.sum(-1, keepdim=True)


def _from_top(z: Rows, few: Float[Tensor, "rows k"], eps: Column) -> Rows:
    """For alpha <= 2: p_j = exp_eps(z_j - s), exp_eps(a) = max(1 + eps a, 0)^(1 / eps), for the s where they sum to 1.

    The sum to the power eps is a norm, convex in s, so Newton's method on it rises from 0 to the root.
    """
    eps = eps.clamp(min=TINY)
    s = torch.zeros_like(eps)
    for _ in range(STEPS):
        log = _log_p(few, s, eps)
        total = log.exp().sum(-1, keepdim=True)
        outside = log.isneginf()
        slope = log.mul_(1 - eps).exp_().masked_fill_(outside, 0).sum(-1, keepdim=True)
        log_total = total.log()
        step = (log_total * (1 - eps)).exp() * (eps * log_total).expm1() / (eps * slope)
        s = s + step
        if not (step > torch.finfo(s.dtype).eps * (1 + s)).any():
            break
    return _log_p(z, s, eps).exp_()


def _log_p(z: Rows, s: Column, eps: Column) -> Rows:
    """The log of exp_eps(z - s)."""
    return (z - s).mul_(eps).clamp_(min=-1).log1p_().div_(eps)


def _from_bottom(z: Rows, few: Float[Tensor, "rows k"], eps: Column) -> Rows:
    """For alpha >= 2: p_j^eps = b^eps + eps (z_j - z_k), k the last class of the support and b its probability.

    An error in b is not magnified: dp_j / db = (b / p_j)^(alpha - 2). k is found by bisection. The sum is convex in
    log b, so Newton's method falls to the root from above; halving the bracket first makes it fast from afar.
    """
    bottom, size = _end_of_support(few, eps)
    low, high = torch.full_like(eps, LEAST_LOG), -size.to(eps).log()
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        fits = _log_grown(few, bottom, middle, eps).exp().sum(-1, keepdim=True) < 1
        low, high = torch.where(fits, middle, low), torch.where(fits, high, middle)
        log = _log_grown(few, bottom, high, eps)
        outside = log.isneginf()
        surplus = log.exp().sum(-1, keepdim=True) - 1
        slope = ((1 - eps) * log + eps * high).exp().masked_fill(outside, 0).sum(-1, keepdim=True)
        step = surplus / slope.clamp(min=torch.finfo(slope.dtype).tiny)
        high = torch.maximum(high - step, low)
        if not (step > torch.finfo(step.dtype).eps).any():
            break
    return _log_grown(z, bottom, high, eps).exp()


def _end_of_support(z: Float[Tensor, "rows k"], eps: Column) -> tuple[Column, Int[Tensor, "rows 1"]]:
    """The least score of the support, and the size of the support."""
    ordered = z.sort(-1, descending=True).values
    size = torch.ones_like(z[:, :1], dtype=torch.long)
    largest = torch.full_like(size, z.shape[1])
    none = torch.full_like(eps, -torch.inf)
    while (size < largest).any():
        middle = (size + largest + 1) // 2
        fits = _log_grown(z, ordered.gather(1, middle - 1), none, eps).exp().sum(-1, keepdim=True) < 1
        size, largest = torch.where(fits, middle, size), torch.where(fits, largest, middle - 1)
    return ordered.gather(1, size - 1), size


def _log_grown(z: Float[Tensor, "rows m"], bottom: Column, log_b: Column, eps: Column) -> Float[Tensor, "rows m"]:
    """The log of (b^eps + eps (z - bottom))^(1 / eps), and -inf below the bottom."""
    above = (eps * (z - bottom).clamp(min=0)).log()
    return (torch.logaddexp(eps * log_b, above) / eps).masked_fill(z < bottom, -torch.inf)


class _EntmaxBisect(torch.autograd.Function):
    @staticmethod
    def forward(x: Tensor, alpha: Tensor) -> Tensor:
        return _solve(x, alpha)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor], p: Tensor) -> None:
        _, alpha = inputs
        ctx.save_for_backward(p, alpha)
        ctx.save_for_forward(p, alpha)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor | None]:
        p, alpha = ctx.saved_tensors
        by_alpha = ctx.needs_input_grad[1]
        slope = (gradient * alpha_derivative(p, alpha)).sum(-1, keepdim=True) if by_alpha else None
        return _jacobian_product(p, alpha, gradient), slope

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor | None, alpha_tangent: Tensor | None) -> Tensor:
        p, alpha = ctx.saved_tensors
        result = torch.zeros_like(p)
        if tangent is not None:
            result = result + _jacobian_product(p, alpha, tangent)
        if alpha_tangent is not None:
            result = result + alpha_derivative(p, alpha) * alpha_tangent
        return result


def _jacobian_product(p: Rows, alpha: Column, v: Rows) -> Rows:
    """The Jacobian at p times v: s_i (v_i - m), s_i = p_i^(2 - alpha) on the support, m the mean of v by weights s.

    Where alpha is large the s of a small p_i exceeds float64. So m is from the ratios to the largest s, whose own entry
    is what makes the sum 0; the others do not overflow unless the Jacobian does.
    """
    support = p > 0
    least, most = p.masked_fill(~support, torch.inf).amin(-1, keepdim=True), p.amax(-1, keepdim=True)
    base = torch.where(alpha > 2, least, most)
    ratios = power(p / base, 2 - alpha)
    inside = v.masked_fill(~support, 0)
    mean = (ratios * inside).sum(-1, keepdim=True) / ratios.sum(-1, keepdim=True)
    pivot = ratios.argmax(-1, keepdim=True)
    others = (power(p, 2 - alpha) * (inside - mean)).masked_fill(~support, 0).scatter(-1, pivot, 0)
    return others.scatter(-1, pivot, -others.sum(-1, keepdim=True))


def alpha_derivative(p: Rows, alpha: Column) -> Rows:
    """The derivative of p in alpha: -J r, with r_i = (1 - p_i^eps (1 - eps log p_i)) / eps^2 and J the Jacobian.

    At alpha = 1, r_i is log^2 p_i / 2. It is the derivative of Correia et al. (2019) in terms in which nothing cancels.
    """
    log = p.masked_fill(p == 0, 1).log()
    return -_jacobian_product(p, alpha, log.square() * _psi((1 - alpha) * log))


def _psi(x: Tensor) -> Tensor:
    """(1 - exp(-x) (1 + x)) / x^2 for x >= 0; below 1/2 by its series, sum_k (-x)^k (k + 1) / (k + 2)!."""
    near = x < 0.5
    small, large = x.masked_fill(~near, 0), x.masked_fill(near, 1)
    series = torch.zeros_like(x)
    for k in reversed(range(14)):
        series = (k + 1) / math.factorial(k + 2) - small * series
    return torch.where(near, series, (1 - (-large).exp() * (1 + large)) / large.square())

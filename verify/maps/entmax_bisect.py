"""alpha-entmax for every alpha >= 1, differentiable in alpha too."""

from typing import Any

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from verify.errors import UsageError
from verify.maps.projection import jacobian_product, power
from verify.maps.shape import require_scores

STEPS = 100
Rows = Float[Tensor, "rows n"]
Column = Float[Tensor, "rows 1"]


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
    rows = last.reshape(-1, last.shape[-1]).double()
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


def solve(x: Rows, alpha: Column) -> Rows:
    """alpha-entmax of each row of float64 scores, without gradient.

    With eps = alpha - 1 and exp_eps(a) = max(1 + eps a, 0)^(1 / eps), p_j = exp_eps(z_j - max z - s) for the s where
    they sum to 1, which lies between 0 and (1 - N^-eps) / eps. The sum to the power eps is a norm, convex in s, where
    alpha <= 2, and Newton's method on it rises to the root; elsewhere the bracket is bisected.
    """
    eps = alpha - 1
    z = x - x.amax(-1, keepdim=True)
    low = torch.zeros_like(eps)
    high = -_log_eps(torch.full_like(eps, 1 / x.shape[-1]), eps)
    s, convex = low, alpha <= 2
    for _ in range(STEPS):
        p = _exp_eps(z - s, eps)
        total = p.sum(-1, keepdim=True)
        slope = power(p, 1 - eps).sum(-1, keepdim=True)
        low, high = torch.where(total > 1, s, low), torch.where(total > 1, high, s)
        newton = s + total.pow(1 - eps) * _log_eps(total, eps) / slope
        step = torch.where(convex & (newton >= low) & (newton <= high), newton, (low + high) / 2) - s
        s = s + step
        if not (step.abs() > torch.finfo(s.dtype).eps * (1 + s)).any():
            break
    p = _exp_eps(z - s, eps)
    return p / p.sum(-1, keepdim=True)


def _exp_eps(a: Tensor, eps: Tensor) -> Tensor:
    return torch.where(eps == 0, a, (eps * a).clamp(min=-1).log1p() / eps).exp()


def _log_eps(t: Tensor, eps: Tensor) -> Tensor:
    """The inverse of exp_eps: (t^eps - 1) / eps, log t for eps = 0."""
    return torch.where(eps == 0, t.log(), (eps * t.log()).expm1() / eps)


class _EntmaxBisect(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, alpha: Tensor) -> Tensor:
        p = solve(x, alpha)
        ctx.save_for_backward(p, alpha)
        ctx.save_for_forward(p, alpha)
        return p

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor | None]:
        p, alpha = ctx.saved_tensors
        by_alpha = ctx.needs_input_grad[1]
        slope = (gradient * alpha_derivative(p, alpha)).sum(-1, keepdim=True) if by_alpha else None
        return jacobian_product(power(p, 2 - alpha), gradient), slope

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor | None, alpha_tangent: Tensor | None) -> Tensor:
        p, alpha = ctx.saved_tensors
        result = torch.zeros_like(p)
        if tangent is not None:
            result = result + jacobian_product(power(p, 2 - alpha), tangent)
        if alpha_tangent is not None:
            result = result + alpha_derivative(p, alpha) * alpha_tangent
        return result


def alpha_derivative(p: Rows, alpha: Column) -> Rows:
    """The derivative of p in alpha.

    With m = 1 / (alpha - 1) and s = p^(2 - alpha) on the support it is
    m (m p_i - p_i log p_i + s_i (sum_j p_j log p_j - m) / sum_j s_j), and at alpha = 1 the limit,
    (sum_j p_j log^2 p_j - log^2 p_i) p_i / 2. Correia et al. (2019), Eq. 10, in terms of p alone.
    """
    one = alpha == 1
    m = 1 / (alpha - 1).masked_fill(one, 1)
    log = p.masked_fill(p == 0, 1).log()
    s = power(p, 2 - alpha)
    mean = (p * log).sum(-1, keepdim=True)
    above = m * (m * p - p * log + s * ((mean - m) / s.sum(-1, keepdim=True)))
    square = (p * log.square()).sum(-1, keepdim=True)
    return torch.where(one, p * (square - log.square()) / 2, above)

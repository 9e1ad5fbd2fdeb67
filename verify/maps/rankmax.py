"""Rankmax: sparsemax with a scale, adapted to the label or fixed.

Kong, Krichene, Mayoraz, Rendle and Zhang (2020), Rankmax: an adaptive projection alternative to the softmax function,
NeurIPS 33: the projection argmin_p -<p, x> + g(p) / scale on the simplex, here with g(p) = ||p||^2 / 2.
"""

import math

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from verify.errors import UsageError
from verify.maps.shape import along, require_integers, require_scores
from verify.maps.sparsemax import SPARSEMAX


def rankmax(x: Shaped[Tensor, "*shape"], target: Shaped[Tensor, "..."], dim: int = -1) -> Float[Tensor, "*shape"]:
    """The scale adapted to the label y: (x_j - x_y + 1)_+ / sum_k (x_k - x_y + 1)_+ along `dim`.

    `target` has the shape of `x` without `dim`. Infinite scores, NaN and errors as in `verify.maps.sparsemax`, and
    NaN where the label's score is -inf; `UsageError` for a target out of range.
    """
    require_scores("x", x, dim)
    last = x.movedim(dim, -1)
    require_target(target, last)
    wide = last.to(torch.promote_types(x.dtype, torch.float32))
    above = (wide - wide.gather(-1, target[..., None]) + 1).clamp(min=0)
    total = above.sum(-1, keepdim=True)
    p: Tensor = (above / total.masked_fill(total.isinf(), torch.nan)).to(x.dtype).movedim(-1, dim)
    return p


def rankmax_fixed(x: Shaped[Tensor, "*shape"], scale: float = 1.0, dim: int = -1) -> Float[Tensor, "*shape"]:
    """The scale fixed: sparsemax(scale * x) along `dim`; `UsageError` for a scale that is not positive and finite."""
    require_scale(scale)
    return along(lambda rows: SPARSEMAX(scaled(rows, scale)), x, dim)


def scaled(rows: Float[Tensor, "*batch n"], scale: float) -> Float[Tensor, "*batch n"]:
    """The scores relative to the largest of their row, scaled: an offset is gone before it is multiplied."""
    return scale * (rows - rows.detach().amax(-1, keepdim=True))


def require_scale(scale: float) -> None:
    """`UsageError` unless the scale is positive and finite."""
    if not 0 < scale < math.inf:
        raise UsageError(f"scale: expected a positive finite number, got {scale}")


def require_target(target: Shaped[Tensor, "..."], scores: Float[Tensor, "*batch n"]) -> None:
    """TypeError unless `target` holds integers; `UsageError` unless its shape and classes are those of `scores`."""
    require_integers("target", target)
    if target.shape != scores.shape[:-1]:
        raise UsageError(f"target: expected shape {tuple(scores.shape[:-1])}, got {tuple(target.shape)}")
    outside = target[(target < 0) | (target >= scores.shape[-1])]
    if outside.numel():
        raise UsageError(f"target: expected classes 0 to {scores.shape[-1] - 1}, got {outside[0].item()}")

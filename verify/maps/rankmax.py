"""Rankmax: sparsemax with a scale, adapted to the label or fixed.

Kong, Krichene, Mayoraz, Rendle and Zhang (2020), Rankmax: an adaptive projection alternative to the softmax function,
NeurIPS 33: the projection argmin_p -<p, x> + g(p) / scale on the simplex, here with g(p) = ||p||^2 / 2.
"""

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from verify.errors import UsageError
from verify.maps.shape import along, labels, require_scores, working_dtype
from verify.maps.sparsemax import SPARSEMAX


def rankmax(x: Shaped[Tensor, "*shape"], target: Shaped[Tensor, "..."], dim: int = -1) -> Float[Tensor, "*shape"]:
    """The scale adapted to the label y: (x_j - x_y + 1)_+ / sum_k (x_k - x_y + 1)_+ along `dim`.

    `target` has the shape of `x` without `dim`. Infinite scores, NaN and errors as in `verify.maps.sparsemax`, and
    NaN where the label's score is -inf, or so low that a difference of scores overflows; `UsageError` for a target out
    of range.
    """
    require_scores("x", x, dim)
    last = x.movedim(dim, -1)
    label = labels(target, last.shape[:-1], last.shape[-1]).view(*last.shape[:-1], 1)
    wide = last.to(working_dtype(x.dtype))
    above = (wide - wide.gather(-1, label) + 1).clamp(min=0)
    total = above.sum(-1, keepdim=True)
    p: Tensor = (above / total.masked_fill(total.isinf(), torch.nan)).to(x.dtype).movedim(-1, dim)
    return p


def rankmax_fixed(x: Shaped[Tensor, "*shape"], scale: float = 1.0, dim: int = -1) -> Float[Tensor, "*shape"]:
    """The scale fixed: sparsemax(scale * x) along `dim`; `UsageError` for a scale that `scaled` refuses."""
    return along(lambda rows: SPARSEMAX(scaled(rows, scale)), x, dim)


def scaled(rows: Float[Tensor, "*batch n"], scale: float) -> Float[Tensor, "*batch n"]:
    """The scores relative to the largest of their row, scaled: an offset is gone before it is multiplied.

    `UsageError` for a scale beyond the square roots of the format's least and largest number: with a difference of
    scores that is within them too, the product is neither 0 nor infinite.
    """
    format_ = torch.finfo(rows.dtype)
    least, most = format_.tiny**0.5, format_.max**0.5
    if not least <= scale <= most:
        raise UsageError(f"scale: expected from {least:.2g} to {most:.2g} for {rows.dtype}, got {scale}")
    return scale * (rows - rows.detach().amax(-1, keepdim=True))

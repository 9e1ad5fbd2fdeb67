"""Softmax."""

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from verify.maps.shape import require_scores


def softmax(x: Shaped[Tensor, "*shape"], dim: int = -1) -> Float[Tensor, "*shape"]:
    """exp(x_i) / sum_j exp(x_j) along `dim`.

    A class of score -inf gets 0; NaN, +inf, or nothing but -inf, gives NaN. Raises as `verify.maps.sparsemax` does.
    """
    require_scores("x", x, dim)
    return torch.softmax(x, dim)

"""Softmax."""

import torch
from jaxtyping import Float
from torch import Tensor


def softmax(x: Float[Tensor, "*shape"], dim: int = -1) -> Float[Tensor, "*shape"]:
    """exp(x_i) / sum_j exp(x_j) along `dim`."""
    return torch.softmax(x, dim)

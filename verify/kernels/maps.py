"""Sparsemax and 1.5-entmax of the rows of a matrix, and products with their Jacobians.

Rows of NaN stand for rows without a distribution.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from verify.kernels import compiled
from verify.kernels.rows import bits, over_rows


def sparsemax(x: Float[Tensor, "rows n"]) -> Float[Tensor, "rows n"]:
    """Sparsemax of each row of a contiguous float32 or float64 matrix on the CPU."""
    return _apply(compiled.sparsemax, x, bits(x))


def entmax15(x: Float[Tensor, "rows n"]) -> Float[Tensor, "rows n"]:
    """1.5-entmax of each row of a contiguous float32 or float64 matrix on the CPU."""
    return _apply(compiled.entmax15, x, bits(x))


def sparsemax_product(p: Float[Tensor, "rows n"], v: Float[Tensor, "rows n"]) -> Float[Tensor, "rows n"]:
    """The product of sparsemax's Jacobian at p and v, row by row."""
    return _apply(compiled.sparsemax_product, p, v)


def entmax15_product(p: Float[Tensor, "rows n"], v: Float[Tensor, "rows n"]) -> Float[Tensor, "rows n"]:
    """The product of 1.5-entmax's Jacobian at p and v, row by row."""
    return _apply(compiled.entmax15_product, p, v)


def _apply(kernel: Callable[..., None], x: Float[Tensor, "rows n"], other: Tensor) -> Float[Tensor, "rows n"]:
    out = torch.empty_like(x)
    over_rows(kernel, x, other, out)
    return out

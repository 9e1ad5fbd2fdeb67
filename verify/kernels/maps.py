"""Sparsemax and 1.5-entmax of the rows of a matrix, and products with their Jacobians.

Rows of NaN stand for rows without a distribution.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from verify.kernels import compiled
from verify.kernels.rows import bits, over_rows
from verify.shapes import Rows


def sparsemax(x: Rows) -> Rows:
    """Sparsemax of each row of a contiguous float32 or float64 matrix on the CPU."""
    return _apply(compiled.sparsemax, x, bits(x))


def entmax15(x: Rows) -> Rows:
    """1.5-entmax of each row of a contiguous float32 or float64 matrix on the CPU."""
    return _apply(compiled.entmax15, x, bits(x))


def sparsemax_product(p: Rows, v: Rows) -> Rows:
    """The product of sparsemax's Jacobian at p and v, row by row."""
    return _apply(compiled.sparsemax_product, p, v)


def entmax15_product(p: Rows, v: Rows) -> Rows:
    """The product of 1.5-entmax's Jacobian at p and v, row by row."""
    return _apply(compiled.entmax15_product, p, v)


def _apply(kernel: Callable[..., None], x: Rows, other: Tensor) -> Rows:
    out = torch.empty_like(x)
    over_rows(kernel, x, other, out)
    return out

"""Sparsemax and 1.5-entmax of the rows of a matrix, and products with their Jacobians.

Rows of NaN stand for rows without a distribution. Kernels write into their last argument.
"""

from collections.abc import Callable
from typing import no_type_check

import numpy as np
import torch
from jaxtyping import Float
from numba import njit
from torch import Tensor

from verify.kernels import threshold
from verify.kernels.rows import over_rows
from verify.kernels.threshold import REASSOCIATE


def sparsemax(x: Float[Tensor, "rows n"]) -> Float[Tensor, "rows n"]:
    """Sparsemax of each row of a contiguous float32 or float64 matrix on the CPU."""
    return _apply(_sparsemax, x, x.amax(-1))


def entmax15(x: Float[Tensor, "rows n"]) -> Float[Tensor, "rows n"]:
    """1.5-entmax of each row of a contiguous float32 or float64 matrix on the CPU."""
    return _apply(_entmax15, x, x.amax(-1))


def sparsemax_product(p: Float[Tensor, "rows n"], v: Float[Tensor, "rows n"]) -> Float[Tensor, "rows n"]:
    """The product of sparsemax's Jacobian at p and v, row by row."""
    return _apply(_sparsemax_product, p, v)


def entmax15_product(p: Float[Tensor, "rows n"], v: Float[Tensor, "rows n"]) -> Float[Tensor, "rows n"]:
    """The product of 1.5-entmax's Jacobian at p and v, row by row."""
    return _apply(_entmax15_product, p, v)


def _apply(kernel: Callable[..., None], x: Float[Tensor, "rows n"], other: Tensor) -> Float[Tensor, "rows n"]:
    out = torch.empty_like(x)
    over_rows(kernel, x, other, out)
    return out


@njit(cache=True, nogil=True)
@no_type_check
def _sparsemax(scores, tops, out):
    kept = np.empty_like(scores[0])
    for r in range(len(scores)):
        top = np.float64(tops[r])
        tau, _ = threshold.sparsemax(scores[r], top, -1, kept)
        write_sparsemax(scores[r], top, tau, 1.0, out[r])


@njit(cache=True, nogil=True)
@no_type_check
def _entmax15(scores, tops, out):
    kept = np.empty_like(scores[0])
    for r in range(len(scores)):
        top = np.float64(tops[r])
        tau, _ = threshold.entmax15(scores[r], top, -1, kept)
        write_entmax15(scores[r], top, tau, 1.0, out[r])


@njit(cache=True, nogil=True)
@no_type_check
def write_sparsemax(row, top, tau, scale, out):
    """Write scale * max(z_j - top - tau, 0)."""
    for j in range(row.size):
        u = np.float64(row[j]) - top - tau
        out[j] = 0.0 if u <= 0 else scale * u


@njit(cache=True, nogil=True)
@no_type_check
def write_entmax15(row, top, tau, scale, out):
    """Write scale * max((z_j - top) / 2 - tau, 0)^2."""
    for j in range(row.size):
        u = (np.float64(row[j]) - top) * 0.5 - tau
        out[j] = 0.0 if u <= 0 else scale * (u * u)


@njit(cache=True, nogil=True)
@no_type_check
def _sparsemax_product(p, v, out):
    for r in range(len(p)):
        size, inside = _supported(p[r], v[r])
        mean = inside / size if size else np.nan
        _write_sparsemax_product(p[r], v[r], mean, out[r])


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _supported(p, v):
    """The size of the support and the sum of v over it."""
    size = 0
    inside = 0.0
    for j in range(p.size):
        size += p[j] > 0
        inside += np.float64(v[j]) if p[j] > 0 else 0.0
    return size, inside


@njit(cache=True, nogil=True)
@no_type_check
def _write_sparsemax_product(p, v, mean, out):
    for j in range(p.size):
        out[j] = 0.0 if p[j] == 0 else v[j] - mean


@njit(cache=True, nogil=True)
@no_type_check
def _entmax15_product(p, v, out):
    for r in range(len(p)):
        weights, weighted = _root_weighted(p[r], v[r])
        mean = weighted / weights if weights != 0 else np.nan
        _write_entmax15_product(p[r], v[r], mean, out[r])


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _root_weighted(p, v):
    """The sums of s = sqrt(p) and of s v."""
    weights = weighted = 0.0
    for j in range(p.size):
        s = np.sqrt(np.float64(p[j]))
        weights += s
        weighted += s * v[j] if p[j] != 0 else 0.0
    return weights, weighted


@njit(cache=True, nogil=True)
@no_type_check
def _write_entmax15_product(p, v, mean, out):
    for j in range(p.size):
        out[j] = 0.0 if p[j] == 0 else np.sqrt(np.float64(p[j])) * (v[j] - mean)

"""The Fenchel-Young losses of sparsemax and 1.5-entmax for labels, and their gradients, of the rows of a matrix.

`target` holds a class a row, or -1 for a row that does not count: its loss and its gradient are 0. A forward kernel
leaves a `State`, from which and the scores the gradient is written in one pass.
"""

from collections.abc import Callable
from typing import no_type_check

import numpy as np
import torch
from jaxtyping import Float, Int
from numba import njit
from torch import Tensor

from verify.kernels import threshold
from verify.kernels.maps import write_entmax15, write_sparsemax
from verify.kernels.rows import over_rows
from verify.kernels.threshold import REASSOCIATE


Rows = Float[Tensor, "rows n"]
Labels = Int[Tensor, " rows"]
PerRow = Float[Tensor, " rows"]
State = tuple[PerRow, ...]
"""The row's largest score, the threshold below it, and 1 minus the label's probability."""


def sparsemax_loss(scores: Rows, target: Labels) -> tuple[PerRow, State]:
    """The loss of each row of contiguous float32 or float64 scores on the CPU, and the state for its gradient."""
    return _loss(_sparsemax_loss, scores, target)


def entmax15_loss(
    scores: Float[Tensor, "rows n"], target: Int[Tensor, " rows"]
) -> tuple[Float[Tensor, " rows"], State]:
    """As `sparsemax_loss`, for 1.5-entmax."""
    return _loss(_entmax15_loss, scores, target)


def sparsemax_slope(
    scores: Float[Tensor, "rows n"],
    target: Int[Tensor, " rows"],
    state: tuple[Tensor, ...],
    weight: Float[Tensor, " rows"],
) -> Float[Tensor, "rows n"]:
    """The gradient weight * (p - e_y) of each row."""
    return _slope(_sparsemax_slope, scores, target, state, weight)


def entmax15_slope(
    scores: Float[Tensor, "rows n"],
    target: Int[Tensor, " rows"],
    state: tuple[Tensor, ...],
    weight: Float[Tensor, " rows"],
) -> Float[Tensor, "rows n"]:
    """The gradient weight * (p - e_y) of each row."""
    return _slope(_entmax15_slope, scores, target, state, weight)


def _loss(kernel: Callable[..., None], scores: Rows, target: Labels) -> tuple[PerRow, State]:
    top = scores.amax(-1)
    losses = torch.empty_like(top)
    tau, complement = torch.empty(2, len(top), dtype=torch.float64)
    over_rows(kernel, scores, target, top, losses, tau, complement)
    return losses, (top, tau, complement)


def _slope(
    kernel: Callable[..., None], scores: Tensor, target: Tensor, state: tuple[Tensor, ...], weight: Tensor
) -> Tensor:
    out = torch.empty_like(scores)
    over_rows(kernel, scores, target, *state, weight.contiguous(), out)
    return out


@njit(cache=True, nogil=True)
@no_type_check
def _sparsemax_loss(scores, target, tops, losses, taus, complements):
    kept = np.empty_like(scores[0])
    for r in range(len(scores)):
        y, top = target[r], np.float64(tops[r])
        taus[r] = complements[r] = losses[r] = 0
        if y < 0:
            continue
        taus[r], n = threshold.sparsemax(scores[r], top, y, kept)
        own = np.float64(scores[r, y]) - top - taus[r]
        first, second = _sparsemax_sums(kept[: n - (own > 0)], top, taus[r])
        complements[r] = np.nan if np.isnan(taus[r]) else min(first, 1.0)
        below = 0.0 if own > 0 else -own
        losses[r] = (second + complements[r] ** 2) / 2 + below


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _sparsemax_sums(kept, top, tau):
    """The sums of p and of p^2."""
    first = second = 0.0
    for i in range(kept.size):
        p = np.float64(kept[i]) - top - tau
        first += p
        second += p * p
    return first, second


@njit(cache=True, nogil=True)
@no_type_check
def _entmax15_loss(scores, target, tops, losses, taus, complements):
    kept = np.empty_like(scores[0])
    for r in range(len(scores)):
        y, top = target[r], np.float64(tops[r])
        taus[r] = complements[r] = losses[r] = 0
        if y < 0:
            continue
        taus[r], n = threshold.entmax15(scores[r], top, y, kept)
        own = (np.float64(scores[r, y]) - top) / 2 - taus[r]
        second, third = _entmax15_sums(kept[: n - (own > 0)], top, taus[r])
        complements[r] = np.nan if np.isnan(taus[r]) else min(second, 1.0)
        root, below = (own, 0.0) if own > 0 else (0.0, -2 * own)
        losses[r] = 2 / 3 * (third + (complements[r] / (1 + root)) ** 2 * (2 + root)) + below


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _entmax15_sums(kept, top, tau):
    """The sums of p and of p^1.5."""
    second = third = 0.0
    for i in range(kept.size):
        u = (np.float64(kept[i]) - top) * 0.5 - tau
        u = 0.0 if u <= 0 else u
        second += u * u
        third += u * u * u
    return second, third


@njit(cache=True, nogil=True)
@no_type_check
def _sparsemax_slope(scores, target, tops, taus, complements, weights, out):
    for r in range(len(scores)):
        write_sparsemax(scores[r], np.float64(tops[r]), taus[r], np.float64(weights[r]), out[r])
        _finish(target[r], weights[r] * complements[r], out[r])


@njit(cache=True, nogil=True)
@no_type_check
def _entmax15_slope(scores, target, tops, taus, complements, weights, out):
    for r in range(len(scores)):
        write_entmax15(scores[r], np.float64(tops[r]), taus[r], np.float64(weights[r]), out[r])
        _finish(target[r], weights[r] * complements[r], out[r])


@njit(cache=True, nogil=True)
@no_type_check
def _finish(y, drop, out):
    """The label's entry, or a row of zeros where there is no label."""
    if y < 0:
        out[:] = 0
    else:
        out[y] = -drop

"""The Fenchel-Young losses of sparsemax and 1.5-entmax for labels, and their gradients, of the rows of a matrix.

`target` holds a class a row, or -1 for a row that does not count: its loss and its gradient are 0. A forward kernel
leaves a `State`, from which and the scores the gradient is written in one pass.
"""

from collections.abc import Callable

import torch

from verify.kernels import compiled
from verify.kernels.rows import bits, over_rows
from verify.shapes import Labels, PerRow, Rows

State = tuple[PerRow, ...]
"""The row's largest score, the threshold below it, and 1 minus the label's probability, in float64."""


def sparsemax_loss(scores: Rows, target: Labels) -> tuple[PerRow, State]:
    """The loss of each row of contiguous float32 or float64 scores on the CPU, and the state for its gradient."""
    return _loss(compiled.sparsemax_loss, scores, target)


def entmax15_loss(scores: Rows, target: Labels) -> tuple[PerRow, State]:
    """As `sparsemax_loss`, for 1.5-entmax."""
    return _loss(compiled.entmax15_loss, scores, target)


def sparsemax_slope(scores: Rows, target: Labels, state: State, weight: PerRow) -> Rows:
    """The gradient weight * (p - e_y) of each row."""
    return _slope(compiled.sparsemax_slope, scores, target, state, weight)


def entmax15_slope(scores: Rows, target: Labels, state: State, weight: PerRow) -> Rows:
    """As `sparsemax_slope`, for 1.5-entmax."""
    return _slope(compiled.entmax15_slope, scores, target, state, weight)


def _loss(kernel: Callable[..., None], scores: Rows, target: Labels) -> tuple[PerRow, State]:
    losses = torch.empty(len(scores), dtype=scores.dtype)
    state = tuple(torch.empty(3, len(scores), dtype=torch.float64))
    over_rows(kernel, scores, bits(scores), target, losses, *state)
    return losses, state


def _slope(kernel: Callable[..., None], scores: Rows, target: Labels, state: State, weight: PerRow) -> Rows:
    out = torch.empty_like(scores)
    over_rows(kernel, scores, target, *state, weight.contiguous(), out)
    return out

"""Sums of losses that are too large to be held, with their gradient built in the forward pass, a piece at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from verify.recsys.backbones.base import Batch
from verify.shapes import Pairs

PIECE = 1 << 21
"""Numbers in the largest array of a piece."""


@dataclass(frozen=True)
class Piece:
    """Consecutive pairs, sorted by row, and the contexts that they span."""

    pairs: slice
    contexts: slice

    def of(self, batch: Batch) -> tuple[Pairs, Pairs]:
        """The rows of the pairs, from the first context of the piece on, and their items."""
        return batch.rows[self.pairs] - self.contexts.start, batch.columns[self.pairs]


def pieces(rows: Pairs, per_context: int, per_pair: int, *, whole: bool = False) -> Iterator[Piece]:
    """The pairs in pieces of about `PIECE` numbers, of which a context needs `per_context` and a pair `per_pair`.

    A piece has one pair at least. With `whole` no context is divided.
    """
    ascending = rows.numpy(force=True)
    most_contexts, most_pairs = (max(1, PIECE // max(1, numbers)) for numbers in (per_context, per_pair))
    start = 0
    while start < len(ascending):
        stop = min(start + most_pairs, int(np.searchsorted(ascending, ascending[start] + most_contexts)))
        if whole and stop < len(ascending):
            first = int(np.searchsorted(ascending, ascending[stop]))
            stop = first if first > start else int(np.searchsorted(ascending, ascending[start], side="right"))
        yield Piece(slice(start, stop), slice(int(ascending[start]), int(ascending[stop - 1]) + 1))
        start = stop


def streamed(parts: Iterator[Callable[..., Tensor]], *inputs: Tensor) -> Float[Tensor, ""]:
    """The sum of part(*inputs) over the parts, with its gradient in the inputs; each part is done once, in order.

    Derivatives of second order and forward mode are not defined.
    """
    total: Tensor = _Streamed.apply(parts, torch.is_grad_enabled(), *inputs)[0]
    return total


class _Streamed(torch.autograd.Function):
    @staticmethod
    def forward(parts: Iterator[Callable[..., Tensor]], sloped: bool, *inputs: Tensor) -> tuple[Tensor, ...]:
        total = inputs[0].new_zeros(())
        slopes = [torch.zeros_like(x) if sloped and x.requires_grad else None for x in inputs]
        for part in parts:
            leaves = [x.detach().requires_grad_(slope is not None) for x, slope in zip(inputs, slopes, strict=True)]
            with torch.set_grad_enabled(sloped):
                value = part(*leaves)
            total += value.detach()
            wanted = [leaf for leaf in leaves if leaf.requires_grad]
            found = iter(torch.autograd.grad(value, wanted, allow_unused=True) if value.requires_grad else [])
            for slope in slopes:
                if slope is not None and (change := next(found, None)) is not None:
                    slope += change
        return total, *(slope for slope in slopes if slope is not None)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
        ctx.needed = [isinstance(x, Tensor) and x.requires_grad for x in inputs]
        _, *slopes = output
        ctx.mark_non_differentiable(*slopes)
        ctx.save_for_backward(*slopes)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, weight: Tensor, *_: Any) -> tuple[Tensor | None, ...]:
        slopes = iter(ctx.saved_tensors)
        return tuple(weight * next(slopes) if needed else None for needed in ctx.needed)

"""The loss of a label: one class a row, from the scores of all classes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from verify.autograd import differentiable
from verify.shapes import Labels, PerRow, Rows

State = tuple[Tensor, ...]


@dataclass(frozen=True)
class LabelLoss:
    """A loss by its closed forms; `target` is -1 in rows that are ignored, whose loss and gradient are 0.

    `residual` is the gradient, and differentiable. `forward` gives the loss of each row and the tensors from which
    `slope(scores, target, state, weight)` writes weight * residual in the backward pass.
    """

    residual: Callable[[Rows, Labels], Rows]
    forward: Callable[[Rows, Labels], tuple[PerRow, State]]
    slope: Callable[[Rows, Labels, State, PerRow], Rows]

    def __call__(self, scores: Rows, target: Labels) -> PerRow:
        """The loss of each row, differentiable in the scores."""
        found: tuple[Tensor, ...] = _OfLabel.apply(scores, target, self)
        return found[0]


class _OfLabel(torch.autograd.Function):
    @staticmethod
    def forward(scores: Tensor, target: Tensor, loss: LabelLoss) -> tuple[Tensor, ...]:
        losses, state = loss.forward(scores, target)
        return losses, *state

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
        scores, target, ctx.loss = inputs
        _, *state = output
        ctx.mark_non_differentiable(*state)
        ctx.save_for_backward(scores, target, *state)
        ctx.save_for_forward(scores, target, *state)

    @staticmethod
    def backward(ctx: Any, weight: Tensor, *_: Any) -> tuple[Tensor, None, None]:
        scores, target, *state = ctx.saved_tensors
        if differentiable(scores, weight):
            return weight[:, None] * ctx.loss.residual(scores, target), None, None
        return ctx.loss.slope(scores, target, tuple(state), weight), None, None

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, *_: Any) -> tuple[Tensor | None, ...]:
        scores, target, *state = ctx.saved_tensors
        change: Tensor = (ctx.loss.residual(scores, target) * tangent).sum(-1)
        return change, *(None for _ in state)


def minus_label(map_: Callable[[Rows], Rows]) -> Callable[[Rows, Labels], Rows]:
    """The residual map(scores) - e_y of a Fenchel-Young loss."""

    def residual(scores: Rows, target: Labels) -> Rows:
        p, valid = map_(scores), (target >= 0)[:, None]
        return p.masked_fill(~valid, 0).scatter_add(1, target.clamp(min=0)[:, None], -valid.to(p.dtype))

    return residual

"""The loss of a target distribution in each row, from the scores of all classes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from verify.shapes import PerRow, Rows


@dataclass(frozen=True)
class DistributionLoss:
    """A loss with the gradient map(scores) - q; `value(scores, q)` is the loss of each row."""

    map: Callable[[Rows], Rows]
    value: Callable[[Rows, Rows], PerRow]

    def __call__(self, scores: Rows, q: Rows) -> PerRow:
        """The loss of each row, differentiable in the scores."""
        losses: Tensor = _OfDistribution.apply(scores, q, self)
        return losses


class _OfDistribution(torch.autograd.Function):
    @staticmethod
    def forward(scores: Tensor, q: Tensor, loss: DistributionLoss) -> Tensor:
        return loss.value(scores, q)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], _: Tensor) -> None:
        scores, q, ctx.loss = inputs
        ctx.save_for_backward(scores, q)
        ctx.save_for_forward(scores, q)

    @staticmethod
    def backward(ctx: Any, weight: Tensor) -> tuple[Tensor, None, None]:
        scores, q = ctx.saved_tensors
        slope: Tensor = weight[:, None] * (ctx.loss.map(scores) - q)
        return slope, None, None

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, *_: Any) -> Tensor:
        scores, q = ctx.saved_tensors
        change: Tensor = ((ctx.loss.map(scores) - q) * tangent).sum(-1)
        return change

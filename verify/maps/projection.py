"""A map of the entmax family as a differentiable function of the rows of a matrix, in reverse and forward mode."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from verify.autograd import differentiable
from verify.kernels import usable
from verify.shapes import Rows


@dataclass(frozen=True)
class Projection:
    """How a map with parameter `alpha` is computed; all on rows, without gradient.

    `compiled` and `compiled_product` (p and v to J v) take CPU tensors, `portable` those of any device.
    """

    alpha: float
    portable: Callable[[Rows], Rows]
    compiled: Callable[[Rows], Rows]
    compiled_product: Callable[[Rows, Rows], Rows]

    def __call__(self, x: Rows) -> Rows:
        """The map of each row, differentiable."""
        p: Tensor = _Project.apply(x, self)
        return p

    def forward(self, x: Rows) -> Rows:
        """The map of each row, without gradient."""
        return self.compiled(x) if usable(x) else self.portable(x)

    def product(self, p: Rows, v: Rows) -> Rows:
        """The product of the Jacobian at p and v, row by row; differentiable if gradients are recorded."""
        if differentiable(p, v):
            return jacobian_product(power(p, 2 - self.alpha), v)
        return self.compiled_product(p, v.contiguous()) if usable(p) else _product_in_place(p, v, self.alpha)


class _Project(torch.autograd.Function):
    @staticmethod
    def forward(x: Tensor, projection: Projection) -> Tensor:
        return projection.forward(x)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], p: Tensor) -> None:
        _, ctx.projection = inputs
        ctx.save_for_backward(p)
        ctx.save_for_forward(p)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        (p,) = ctx.saved_tensors
        return ctx.projection.product(p, gradient), None

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, _: None) -> Tensor:
        (p,) = ctx.saved_tensors
        return jacobian_product(power(p, 2 - ctx.projection.alpha), tangent)


def jacobian_product(s: Rows, v: Rows) -> Rows:
    """(diag(s) - s s^T / sum(s)) v, row by row: the Jacobian where s_i = p_i^(2 - alpha) on the support, else 0."""
    inside = s * v.masked_fill(s == 0, 0)
    return inside - s * (inside.sum(-1, keepdim=True) / s.sum(-1, keepdim=True))


def _product_in_place(p: Rows, v: Rows, alpha: float) -> Rows:
    """`jacobian_product` with two arrays of its own, without gradient."""
    s = p.sign() if alpha == 2 else p.pow(2 - alpha)
    inside = v.masked_fill(p == 0, 0).mul_(s)
    mean = inside.sum(-1, keepdim=True) / s.sum(-1, keepdim=True)
    return inside.sub_(s.mul_(mean))


def power(p: Rows, exponent: float | Tensor) -> Rows:
    """p^exponent, and 0 with derivative 0 where p is 0."""
    outside = p == 0
    return p.masked_fill(outside, 1).pow(exponent).masked_fill(outside, 0)

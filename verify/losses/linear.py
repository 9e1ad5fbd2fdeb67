"""The softmax loss of the scores contexts @ items.T, which are never held all at once.

A block of contexts at a time, the scores become probabilities and then gradients in one buffer, so that a step costs
three matrix products and, in float32, 8 MiB beside the gradients, or `FEWEST` rows of scores where those are more.
Second derivatives, and forward mode, form all the scores.
"""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from verify.autograd import differentiable
from verify.errors import unknown
from verify.losses.arguments import require_factors, require_pairs
from verify.losses.grouped import pair_residual, softmax_in_place, subtract_labels, with_pairs
from verify.maps.shape import labels, working_dtype
from verify.shapes import Pairs

Contexts = Float[Tensor, "batch k"]
Items = Float[Tensor, "n k"]
Slope = Tensor | None
BLOCK = 1 << 21
"""Scores that are held at a time."""
FEWEST = 16
"""Contexts that are taken together at least: fewer make the matrix products slow."""


def linear_softmax_loss(
    contexts: Tensor,
    items: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
) -> Float[Tensor, ""]:
    """log(sum_j exp(u . v_j)) - u . v_y of every context u with its label y, by mean or sum.

    It is `verify.losses.softmax_loss(contexts @ items.T, target, reduction, ignore_index)`, and raises what that does;
    `UsageError` for reduction "none" too, for the gradient is built in the forward pass, and for factors that do not
    fit.
    """
    if reduction not in ("mean", "sum"):
        raise unknown("reduction", reduction, ("mean", "sum"))
    require_factors(contexts, items)
    classes = labels(target, (len(contexts),), len(items), ignore_index)
    rows = (classes >= 0).nonzero()[:, 0]
    total = _sum(contexts, items, rows, classes[rows])
    return (total if reduction == "sum" else total / len(rows)).to(torch.promote_types(contexts.dtype, items.dtype))


def grouped_linear_softmax_loss(contexts: Tensor, items: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """The sum of log(sum_j exp(u . v_j)) - u . v_y over the pairs (u, y) = (contexts[rows[i]], columns[i]).

    The value and the gradient of `verify.losses.grouped_softmax_loss(contexts @ items.T, rows, columns)`.
    """
    require_factors(contexts, items)
    rows, columns = require_pairs(rows, columns, len(contexts), len(items))
    return _sum(contexts, items, rows, columns).to(torch.promote_types(contexts.dtype, items.dtype))


def _sum(contexts: Contexts, items: Items, rows: Pairs, columns: Pairs) -> Float[Tensor, ""]:
    """The sum over the pairs, in the working format."""
    wide = working_dtype(contexts.dtype, items.dtype)
    if (rows[1:] < rows[:-1]).any():
        order = torch.argsort(rows, stable=True)
        rows, columns = rows[order], columns[order]
    used, places = with_pairs(contexts.to(wide), rows)
    needed = [torch.is_grad_enabled() and factors.requires_grad for factors in (contexts, items)]
    loss, *_ = _Linear.apply(used, items.to(wide), places, columns, *needed)
    total: Tensor = loss
    return total


class _Linear(torch.autograd.Function):
    @staticmethod
    def forward(
        contexts: Tensor, items: Tensor, rows: Tensor, columns: Tensor, of_contexts: bool, of_items: bool
    ) -> tuple[Tensor, Slope, Slope]:
        by_contexts, by_items = (
            torch.zeros_like(factors) if needed else None
            for factors, needed in ((contexts, of_contexts), (items, of_items))
        )
        return _blocks(contexts, items, rows, columns, by_contexts, by_items), by_contexts, by_items

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, Slope, Slope]) -> None:
        contexts, items, rows, columns, *_ = inputs
        _, *slopes = output
        ctx.mark_non_differentiable(*(slope for slope in slopes if slope is not None))
        ctx.save_for_backward(contexts, items, rows, columns, *slopes)
        ctx.save_for_forward(contexts, items, rows, columns)

    @staticmethod
    def backward(ctx: Any, weight: Tensor, *_: Any) -> tuple[Slope, Slope, None, None, None, None]:
        contexts, items, rows, columns, *slopes = ctx.saved_tensors
        if differentiable(contexts, items, weight):
            slopes = _slopes(contexts, items, rows, columns)
        by_contexts, by_items = (
            weight * slope if needed and slope is not None else None
            for slope, needed in zip(slopes, ctx.needs_input_grad, strict=False)
        )
        return by_contexts, by_items, None, None, None, None

    @staticmethod
    def jvp(ctx: Any, contexts_tangent: Slope, items_tangent: Slope, *_: Any) -> tuple[Tensor, None, None]:
        contexts, items, rows, columns = ctx.saved_tensors
        change: Tensor = contexts.new_zeros(())
        slopes = _slopes(contexts, items, rows, columns)
        for slope, tangent in zip(slopes, (contexts_tangent, items_tangent), strict=True):
            change = change if tangent is None else change + (slope * tangent).sum()
        return change, None, None


def _slopes(contexts: Contexts, items: Items, rows: Pairs, columns: Pairs) -> tuple[Contexts, Items]:
    """The two gradients, differentiable."""
    residual = pair_residual(torch.softmax(contexts @ items.T, 1), rows, columns)
    return residual @ items, residual.T @ contexts


def _blocks(
    contexts: Contexts, items: Items, rows: Pairs, columns: Pairs, by_contexts: Slope, by_items: Slope
) -> Float[Tensor, ""]:
    """The loss, for rows in ascending order; adds the gradients to `by_contexts` and `by_items`, where given."""
    counts = torch.bincount(rows, minlength=len(contexts))
    ends = counts.cumsum(0).tolist()
    size = max(FEWEST, BLOCK // len(items))
    buffer = contexts.new_empty(min(size, len(contexts)), len(items))
    loss = contexts.new_zeros(())
    for first in range(0, len(contexts), size):
        last = min(first + size, len(contexts))
        pairs = slice(ends[first - 1] if first else 0, ends[last - 1])
        where = rows[pairs] - first, columns[pairs]
        p = torch.mm(contexts[first:last], items.T, out=buffer[: last - first])
        part, totals, likely = softmax_in_place(p, *where)
        loss += part
        if by_contexts is None and by_items is None:
            continue
        own = counts[first:last]
        subtract_labels(p.mul_(own[:, None] / totals), own, *where, likely)
        if by_contexts is not None:
            torch.mm(p, items, out=by_contexts[first:last])
        if by_items is not None:
            by_items.addmm_(p.T, contexts[first:last])
    return loss

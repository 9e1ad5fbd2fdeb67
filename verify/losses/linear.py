"""The softmax loss of the scores contexts @ items.T, which are never held all at once.

A block of contexts at a time, the scores become probabilities and then gradients in one buffer, so that a step costs
three matrix products and, in float32, 16 MiB beside the gradients, or `FEWEST` rows of scores where those are more.
Small losses keep their absolute accuracy only. Second derivatives form all the scores.
"""

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.errors import unknown
from verify.losses.arguments import labels, require_factors, require_pairs
from verify.losses.grouped import grouped_softmax_loss

Contexts = Float[Tensor, "batch k"]
Items = Float[Tensor, "n k"]
Pairs = Int[Tensor, " pairs"]
BLOCK = 1 << 22
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
    total = grouped_linear_softmax_loss(contexts, items, rows, classes[rows])
    return total if reduction == "sum" else total / len(rows)


def grouped_linear_softmax_loss(contexts: Tensor, items: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """The sum of log(sum_j exp(u . v_j)) - u . v_y over the pairs (u, y) = (contexts[rows[i]], columns[i]).

    The value and the gradient of `verify.losses.grouped_softmax_loss(contexts @ items.T, rows, columns)`.
    """
    require_factors(contexts, items)
    require_pairs(rows, columns, len(contexts), len(items))
    dtype = torch.promote_types(contexts.dtype, items.dtype)
    wide = torch.promote_types(dtype, torch.float32)
    order = torch.argsort(rows, stable=True)
    loss: Tensor = _Linear.apply(contexts.to(wide), items.to(wide), rows[order], columns[order])
    return loss.to(dtype)


class _Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, contexts: Tensor, items: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
        by_contexts, by_items = (
            torch.zeros_like(factors) if needed else None
            for factors, needed in zip((contexts, items), ctx.needs_input_grad, strict=False)
        )
        loss = _blocks(contexts, items, rows, columns, by_contexts, by_items)
        ctx.save_for_backward(contexts, items, rows, columns, by_contexts, by_items)
        ctx.save_for_forward(contexts, items, rows, columns)
        return loss

    @staticmethod
    def backward(ctx: Any, weight: Tensor) -> tuple[Tensor | None, Tensor | None, None, None]:
        contexts, items, rows, columns, *slopes = ctx.saved_tensors
        if torch.is_grad_enabled():
            wanted = [f for f, needed in zip((contexts, items), ctx.needs_input_grad, strict=False) if needed]
            loss = grouped_softmax_loss(contexts @ items.T, rows, columns)
            found = iter(torch.autograd.grad(loss, wanted, create_graph=True))
            slopes = [next(found) if needed else None for needed in ctx.needs_input_grad[:2]]
        by_contexts, by_items = (None if slope is None else weight * slope for slope in slopes)
        return by_contexts, by_items, None, None

    @staticmethod
    def jvp(ctx: Any, contexts_tangent: Tensor | None, items_tangent: Tensor | None, *_: None) -> Tensor:
        contexts, items, rows, columns = ctx.saved_tensors
        change: Tensor = contexts.new_zeros(())
        slopes = torch.zeros_like(contexts), torch.zeros_like(items)
        _blocks(contexts, items, rows, columns, *slopes)
        for slope, tangent in zip(slopes, (contexts_tangent, items_tangent), strict=True):
            change = change if tangent is None else change + (slope * tangent).sum()
        return change


def _blocks(
    contexts: Contexts, items: Items, rows: Pairs, columns: Pairs, by_contexts: Tensor | None, by_items: Tensor | None
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
        p.sub_(p.amax(1, keepdim=True))
        own = p[where]
        total = p.exp_().sum(1)
        loss += (total.log()[where[0]] - own).sum()
        if by_contexts is None and by_items is None:
            continue
        p.mul_((counts[first:last] / total)[:, None])
        p.index_put_(where, p.new_full((), -1), accumulate=True)
        if by_contexts is not None:
            torch.mm(p, items, out=by_contexts[first:last])
        if by_items is not None:
            by_items.addmm_(p.T, contexts[first:last])
    return loss

"""Losses of the scores contexts @ items.T, which are never held all at once.

A block of contexts at a time, the scores become the gradient in them, so that a step costs three matrix products. For
softmax that happens in one buffer: in float32 it takes 8 MiB beside the gradients, or `FEWEST` rows of scores where
those are more; the other losses take a few such buffers. Second derivatives, and forward mode, form all the scores, and
for Rankmax those of every pair.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.autograd import differentiable
from verify.errors import unknown
from verify.losses.arguments import require_factors, require_pairs
from verify.losses.grouped import entmax_value, pair_residual, softmax_in_place, subtract_labels, with_pairs
from verify.losses.grouped_rankmax import rankmax_pair_residual, rankmax_residual
from verify.maps.entmax15 import ENTMAX15
from verify.maps.projection import Projection
from verify.maps.shape import labels, working_dtype
from verify.maps.sparsemax import SPARSEMAX
from verify.shapes import Pairs, Rows

Contexts = Float[Tensor, "batch k"]
Items = Float[Tensor, "n k"]
Counts = Int[Tensor, " rows"]
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
    total = _sum(contexts, items, rows, classes[rows], _SOFTMAX)
    return (total if reduction == "sum" else total / len(rows)).to(torch.promote_types(contexts.dtype, items.dtype))


def grouped_linear_softmax_loss(contexts: Tensor, items: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """The sum of log(sum_j exp(u . v_j)) - u . v_y over the pairs (u, y) = (contexts[rows[i]], columns[i]).

    The value and the gradient of `verify.losses.grouped_softmax_loss(contexts @ items.T, rows, columns)`.
    """
    return _grouped(contexts, items, rows, columns, _SOFTMAX)


def grouped_linear_sparsemax_loss(contexts: Tensor, items: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """The value and the gradient of `verify.losses.grouped_sparsemax_loss(contexts @ items.T, rows, columns)`."""
    return _grouped(contexts, items, rows, columns, _SPARSEMAX)


def grouped_linear_entmax15_loss(contexts: Tensor, items: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """The value and the gradient of `verify.losses.grouped_entmax15_loss(contexts @ items.T, rows, columns)`."""
    return _grouped(contexts, items, rows, columns, _ENTMAX15)


def grouped_linear_rankmax_loss(contexts: Tensor, items: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """The sum of `verify.losses.rankmax_loss` over the pairs, of the scores contexts @ items.T of each pair's context.

    One pass over the scores of a context serves all its pairs.
    """
    return _grouped(contexts, items, rows, columns, _RANKMAX)


@dataclass(frozen=True)
class _Family:
    """What a loss is of a block of scores.

    `value(scores, rows, columns, counts, sloped)` may overwrite the scores: the sum of the losses, and its gradient in
    the scores if that is wanted. `residual(scores, rows, columns)` is that gradient, differentiable.
    """

    value: Callable[[Rows, Pairs, Pairs, Counts, bool], tuple[Float[Tensor, ""], Rows | None]]
    residual: Callable[[Rows, Pairs, Pairs], Rows]


def _grouped(contexts: Tensor, items: Tensor, rows: Tensor, columns: Tensor, family: _Family) -> Float[Tensor, ""]:
    require_factors(contexts, items)
    rows, columns = require_pairs(rows, columns, len(contexts), len(items))
    return _sum(contexts, items, rows, columns, family).to(torch.promote_types(contexts.dtype, items.dtype))


def _sum(contexts: Contexts, items: Items, rows: Pairs, columns: Pairs, family: _Family) -> Float[Tensor, ""]:
    """The sum over the pairs, in the working format."""
    wide = working_dtype(contexts.dtype, items.dtype)
    if (rows[1:] < rows[:-1]).any():
        order = torch.argsort(rows, stable=True)
        rows, columns = rows[order], columns[order]
    used, places = with_pairs(contexts.to(wide), rows)
    needed = [torch.is_grad_enabled() and factors.requires_grad for factors in (contexts, items)]
    loss, *_ = _Linear.apply(used, items.to(wide), places, columns, family, *needed)
    total: Tensor = loss
    return total


class _Linear(torch.autograd.Function):
    @staticmethod
    def forward(
        contexts: Tensor,
        items: Tensor,
        rows: Tensor,
        columns: Tensor,
        family: _Family,
        of_contexts: bool,
        of_items: bool,
    ) -> tuple[Tensor, Slope, Slope]:
        by_contexts, by_items = (
            torch.zeros_like(factors) if needed else None
            for factors, needed in ((contexts, of_contexts), (items, of_items))
        )
        return _blocks(contexts, items, rows, columns, family, by_contexts, by_items), by_contexts, by_items

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, Slope, Slope]) -> None:
        contexts, items, rows, columns, ctx.family, *_ = inputs
        _, *slopes = output
        ctx.mark_non_differentiable(*(slope for slope in slopes if slope is not None))
        ctx.save_for_backward(contexts, items, rows, columns, *slopes)
        ctx.save_for_forward(contexts, items, rows, columns)

    @staticmethod
    def backward(ctx: Any, weight: Tensor, *_: Any) -> tuple[Slope | None, ...]:
        contexts, items, rows, columns, *slopes = ctx.saved_tensors
        if differentiable(contexts, items, weight):
            slopes = _slopes(contexts, items, rows, columns, ctx.family)
        by_contexts, by_items = (
            weight * slope if needed and slope is not None else None
            for slope, needed in zip(slopes, ctx.needs_input_grad, strict=False)
        )
        return by_contexts, by_items, None, None, None, None, None

    @staticmethod
    def jvp(ctx: Any, contexts_tangent: Slope, items_tangent: Slope, *_: Any) -> tuple[Tensor, None, None]:
        contexts, items, rows, columns = ctx.saved_tensors
        change: Tensor = contexts.new_zeros(())
        slopes = _slopes(contexts, items, rows, columns, ctx.family)
        for slope, tangent in zip(slopes, (contexts_tangent, items_tangent), strict=True):
            change = change if tangent is None else change + (slope * tangent).sum()
        return change, None, None


def _slopes(contexts: Contexts, items: Items, rows: Pairs, columns: Pairs, family: _Family) -> tuple[Contexts, Items]:
    """The two gradients, differentiable."""
    residual = family.residual(contexts @ items.T, rows, columns)
    return residual @ items, residual.T @ contexts


def _blocks(
    contexts: Contexts,
    items: Items,
    rows: Pairs,
    columns: Pairs,
    family: _Family,
    by_contexts: Slope,
    by_items: Slope,
) -> Float[Tensor, ""]:
    """The loss, for rows in ascending order; adds the gradients to `by_contexts` and `by_items`, where given."""
    counts = torch.bincount(rows, minlength=len(contexts))
    ends = counts.cumsum(0).tolist()
    size = max(FEWEST, BLOCK // len(items))
    buffer = contexts.new_empty(min(size, len(contexts)), len(items))
    sloped = by_contexts is not None or by_items is not None
    loss = contexts.new_zeros(())
    for first in range(0, len(contexts), size):
        last = min(first + size, len(contexts))
        pairs = slice(ends[first - 1] if first else 0, ends[last - 1])
        scores = torch.mm(contexts[first:last], items.T, out=buffer[: last - first])
        part, slope = family.value(scores, rows[pairs] - first, columns[pairs], counts[first:last], sloped)
        loss += part
        if slope is not None and by_contexts is not None:
            torch.mm(slope, items, out=by_contexts[first:last])
        if slope is not None and by_items is not None:
            by_items.addmm_(slope.T, contexts[first:last])
    return loss


def _softmax(
    scores: Rows, rows: Pairs, columns: Pairs, counts: Counts, sloped: bool
) -> tuple[Float[Tensor, ""], Rows | None]:
    loss, totals, likely = softmax_in_place(scores, rows, columns)
    if not sloped:
        return loss, None
    return loss, subtract_labels(scores.mul_(counts[:, None] / totals), counts, rows, columns, likely)


def _entmax(
    project: Projection, scores: Rows, rows: Pairs, columns: Pairs, counts: Counts, sloped: bool
) -> tuple[Float[Tensor, ""], Rows | None]:
    loss, p, likely = entmax_value(project, scores, rows, columns)
    return loss, subtract_labels(p.mul_(counts[:, None]), counts, rows, columns, likely) if sloped else None


def _rankmax(
    scores: Rows, rows: Pairs, columns: Pairs, counts: Counts, sloped: bool
) -> tuple[Float[Tensor, ""], Rows | None]:
    loss, slope = rankmax_residual(scores, rows, columns, counts)
    return loss, slope if sloped else None


def _of_map(map_: Callable[[Rows], Rows], scores: Rows, rows: Pairs, columns: Pairs) -> Rows:
    return pair_residual(map_(scores), rows, columns)


_SOFTMAX = _Family(_softmax, partial(_of_map, partial(torch.softmax, dim=1)))
_SPARSEMAX = _Family(partial(_entmax, SPARSEMAX), partial(_of_map, SPARSEMAX))
_ENTMAX15 = _Family(partial(_entmax, ENTMAX15), partial(_of_map, ENTMAX15))
_RANKMAX = _Family(_rankmax, rankmax_pair_residual)

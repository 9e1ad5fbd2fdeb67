"""What the losses do with their arguments: check them, and reduce the losses of a batch."""

import torch
from jaxtyping import Float, Int, Shaped
from torch import Tensor

from verify.errors import UsageError, unknown


def labels(target: Shaped[Tensor, "..."], scores: Float[Tensor, "*batch n"], ignore_index: int) -> Int[Tensor, " rows"]:
    """The classes of the rows, -1 where the target is `ignore_index`; `UsageError` for a wrong shape or class."""
    if target.shape != scores.shape[:-1]:
        raise UsageError(
            f"target: expected classes of shape {tuple(scores.shape[:-1])}, or floating-point probabilities of shape "
            f"{tuple(scores.shape)}, got {target.dtype} of shape {tuple(target.shape)}"
        )
    classes = target.reshape(-1).long()
    ignored = classes == ignore_index
    outside = classes[~ignored & ((classes < 0) | (classes >= scores.shape[-1]))]
    if outside.numel():
        allowed = f"classes 0 to {scores.shape[-1] - 1} or ignore_index {ignore_index}"
        raise UsageError(f"target: expected {allowed}, got {outside[0].item()}")
    return classes.masked_fill(ignored, -1)


def require_distribution(target: Float[Tensor, "..."], scores: Float[Tensor, "*batch n"]) -> None:
    """`UsageError` unless `target` has the shape of the scores and probabilities that sum to 1, and no gradient."""
    if target.shape != scores.shape:
        raise UsageError(
            f"target: expected a distribution of shape {tuple(scores.shape)}, or integer classes of shape "
            f"{tuple(scores.shape[:-1])}, got {target.dtype} of shape {tuple(target.shape)}"
        )
    if target.requires_grad:
        raise UsageError("target: expected a tensor without gradient; call .detach()")
    if (target < 0).any():
        raise UsageError(f"target: expected probabilities, got {target.min().item()}")
    surplus = (target.double().sum(-1) - 1).abs()
    if not (surplus <= target.shape[-1] * torch.finfo(target.dtype).eps).all():
        raise UsageError(f"target: expected probabilities that sum to 1 along the last axis, missed by {surplus.max()}")


def reduced(
    losses: Float[Tensor, "*batch"], reduction: str, count: Shaped[Tensor, ""] | int | None = None
) -> Float[Tensor, "..."]:
    """The losses themselves, their sum, or their mean, over `count` of them if given; `UsageError` for another name."""
    match reduction:
        case "none":
            return losses
        case "mean":
            return losses.sum() / (losses.numel() if count is None else count)
        case "sum":
            return losses.sum()
    raise unknown("reduction", reduction, ("none", "mean", "sum"))


def require_pairs(rows: Shaped[Tensor, "..."], columns: Shaped[Tensor, "..."], n_rows: int, n_columns: int) -> None:
    """`UsageError` unless the pairs are of `n_rows` contexts and `n_columns` items; TypeError unless integers."""
    if rows.ndim != 1 or rows.shape != columns.shape:
        raise UsageError(f"columns: expected shape ({rows.numel()},) as rows, got {tuple(columns.shape)}")
    for name, indices, size in (("rows", rows, n_rows), ("columns", columns, n_columns)):
        if indices.is_floating_point() or indices.dtype == torch.bool:
            raise TypeError(f"{name}: expected integers, got {indices.dtype}")
        outside = indices[(indices < 0) | (indices >= size)]
        if outside.numel():
            raise UsageError(f"{name}: expected indices 0 to {size - 1}, got {outside[0].item()}")

"""What the losses do with their arguments: check them, and reduce the losses of a batch."""

import torch
from jaxtyping import Float, Int, Shaped
from torch import Tensor

from verify.errors import UsageError, unknown
from verify.maps.shape import require_floating, require_integers


def labels(target: Tensor, batch: tuple[int, ...], n: int, ignore_index: int) -> Int[Tensor, " rows"]:
    """The classes, -1 where the target is `ignore_index`, as one axis.

    Raises TypeError unless `target` holds integers, `UsageError` unless it has the shape `batch` and classes below `n`.
    """
    require_integers("target", target)
    if target.shape != batch:
        raise UsageError(f"target: expected classes of shape {tuple(batch)}, got {tuple(target.shape)}")
    classes = target.reshape(-1).long()
    ignored = classes == ignore_index
    outside = classes[~ignored & ((classes < 0) | (classes >= n))]
    if outside.numel():
        raise UsageError(
            f"target: expected classes from 0 to {n - 1} or ignore_index {ignore_index}, got {outside[0].item()}"
        )
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
    raise unknown("reduction", str(reduction), ("none", "mean", "sum"))


def require_pairs(rows: Tensor, columns: Tensor, n_rows: int, n_columns: int) -> None:
    """TypeError unless `rows` and `columns` hold integers, `UsageError` unless they are pairs of indices in range."""
    for name, indices, size in (("rows", rows, n_rows), ("columns", columns, n_columns)):
        require_integers(name, indices)
        if indices.ndim != 1 or indices.shape != rows.shape:
            raise UsageError(f"{name}: expected one for each pair, {tuple(rows.shape)}, got {tuple(indices.shape)}")
        outside = indices[(indices < 0) | (indices >= size)]
        if outside.numel():
            raise UsageError(f"{name}: expected indices from 0 to {size - 1}, got {outside[0].item()}")


def require_matrix(name: str, value: Tensor, shape: str) -> None:
    """TypeError unless `value` is floating point, `UsageError` unless it is a matrix with columns."""
    require_floating(name, value)
    if value.ndim != 2 or value.shape[1] == 0:
        raise UsageError(f"{name}: expected the shape {shape}, with columns, got {tuple(value.shape)}")


def require_factors(contexts: Tensor, items: Tensor) -> None:
    """As `require_matrix` for the factors of both; `UsageError` unless they have equally many, and some item."""
    require_matrix("contexts", contexts, "(batch, K)")
    require_matrix("items", items, "(n, K)")
    if items.shape[1] != contexts.shape[1] or not len(items):
        raise UsageError(
            f"items: expected at least one, with {contexts.shape[1]} factors each, as contexts have, got shape "
            f"{tuple(items.shape)}"
        )


def wide_scores(
    positive: Tensor, negatives: Tensor
) -> tuple[Float[Tensor, "*batch"], Float[Tensor, "*batch k"], torch.dtype]:
    """The scores in float32 at least, and the dtype that they had.

    Raises TypeError for scores that are not floating-point, `UsageError` unless the shapes are (*batch), (*batch, k).
    """
    for name, scores in (("positive", positive), ("negatives", negatives)):
        require_floating(name, scores)
    if negatives.shape[:-1] != positive.shape or negatives.ndim == 0 or negatives.shape[-1] == 0:
        raise UsageError(
            f"negatives: expected the shape {tuple(positive.shape)} of positive and an axis of at least one draw, got "
            f"{tuple(negatives.shape)}"
        )
    dtype = torch.promote_types(positive.dtype, negatives.dtype)
    wide = torch.promote_types(dtype, torch.float32)
    return positive.to(wide), negatives.to(wide), dtype


def fitting(name: str, value: Tensor | None, like: Float[Tensor, "*shape"]) -> Tensor:
    """The value in the dtype of `like`, unless it is a mask; `UsageError` if it is missing or does not broadcast."""
    if value is None:
        raise UsageError(f"{name}: expected a tensor, which this loss needs, got None")
    try:
        value.expand(like.shape)
    except RuntimeError:
        raise UsageError(
            f"{name}: expected a shape that broadcasts to {tuple(like.shape)}, got {tuple(value.shape)}"
        ) from None
    if value.dtype == torch.bool:
        return value
    if name.startswith("log_q") and not value.isfinite().all():
        raise UsageError(
            f"{name}: expected finite logs, for what is drawn has a probability above 0, got an infinity or NaN"
        )
    return value.to(like.dtype)


def nan_if_infinite(
    loss: Float[Tensor, "*batch"], positive: Float[Tensor, "*batch"], negatives: Float[Tensor, "*batch k"]
) -> Float[Tensor, "*batch"]:
    """The loss, with NaN for the rows that have a score of +inf."""
    return loss.masked_fill(positive.isposinf() | negatives.isposinf().any(-1), torch.nan)

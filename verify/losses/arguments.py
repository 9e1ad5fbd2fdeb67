"""What the losses do with their arguments: check them, and reduce the losses of a batch."""

import math

import torch
from jaxtyping import Float, Int, Shaped
from torch import Tensor
from torch.autograd import forward_ad

from verify.errors import UsageError, unknown
from verify.maps.shape import require_floating, require_integers, working_dtype


def require_distribution(target: Float[Tensor, "..."], scores: Float[Tensor, "*batch n"]) -> None:
    """`UsageError` unless `target` has the shape of the scores and probabilities that sum to 1, and no gradient."""
    require_floating("target", target)
    if target.shape != scores.shape:
        raise UsageError(
            f"target: expected a distribution of shape {tuple(scores.shape)}, or integer classes of shape "
            f"{tuple(scores.shape[:-1])}, got {target.dtype} of shape {tuple(target.shape)}"
        )
    if target.requires_grad or forward_ad.unpack_dual(target).tangent is not None:
        raise UsageError("target: expected a tensor without gradient; call .detach()")
    if (target < 0).any():
        raise UsageError(f"target: expected probabilities, got {target.min().item()}")
    surplus, allowed = (target.double().sum(-1) - 1).abs(), _surplus(target.shape[-1], target.dtype)
    if not (surplus <= allowed).all():
        raise UsageError(
            f"target: expected probabilities that sum to 1 along the last axis, missed by {surplus.max():.3g}, "
            f"{allowed:.3g} allowed"
        )


def _surplus(n: int, dtype: torch.dtype) -> float:
    """By how much the sum of n probabilities may miss 1: never by all of it, so that zeros are no distribution.

    Each, and the total that it was divided by, is rounded to `dtype`, by eps/2 of itself or by half the smallest
    subnormal number, which 2 eps and n such halves cover. Whatever it is stored in, it may come from a softmax in
    float32: a few eps of that for the exponentials, and n/16 for a total added up in 8 lanes at least.
    """
    stored, computed = torch.finfo(dtype), torch.finfo(torch.float32)
    subnormal = stored.smallest_normal * stored.eps
    return min(2 * stored.eps + n * subnormal / 2 + (4 + n / 16) * computed.eps, 0.5)


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


def require_pairs(
    rows: Tensor, columns: Tensor, n_rows: int, n_columns: int
) -> tuple[Int[Tensor, " pairs"], Int[Tensor, " pairs"]]:
    """The rows and the columns of the pairs as int64, for indices of other formats may be masks to torch, or nothing.

    TypeError unless both hold integers, `UsageError` unless they are pairs of indices in range.
    """
    pairs = []
    for name, indices, size in (("rows", rows, n_rows), ("columns", columns, n_columns)):
        require_integers(name, indices)
        if indices.ndim != 1 or indices.shape != rows.shape:
            raise UsageError(f"{name}: expected one for each pair, {tuple(rows.shape)}, got {tuple(indices.shape)}")
        wide = indices.long()
        if wide.numel() and (wide.min() < 0 or wide.max() >= size):
            outside = wide[(wide < 0) | (wide >= size)]
            raise UsageError(f"{name}: expected indices from 0 to {size - 1}, got {outside[0].item()}")
        pairs.append(wide)
    return pairs[0], pairs[1]


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
    """The scores in their `working_dtype`, and the dtype that they had.

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
    wide = working_dtype(dtype)
    return positive.to(wide), negatives.to(wide), dtype


def require_number(name: str, value: object, least: float = -math.inf) -> None:
    """TypeError unless the value is a number, `UsageError` unless it is finite and at least `least`."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"{name}: expected a number, got {value!r}")
    if not (math.isfinite(value) and value >= least):
        limit = "" if least == -math.inf else f" of at least {least}"
        raise UsageError(f"{name}: expected a finite number{limit}, got {value}")


def fitting(name: str, value: Tensor | None, like: Float[Tensor, "*shape"]) -> Tensor:
    """The value in the dtype of `like`.

    TypeError unless it is floating-point, `UsageError` if it is missing or does not broadcast.
    """
    if value is None:
        raise UsageError(f"{name}: expected a tensor, which this loss needs, got None")
    require_floating(name, value)
    require_broadcast(name, value, like)
    return value.to(like.dtype)


def log_proposal(name: str, value: Tensor | None, like: Float[Tensor, "*shape"]) -> Tensor:
    """As `fitting`, for the log of the proposal of what was drawn; `UsageError` unless it is finite too."""
    log_q = fitting(name, value, like)
    if (wrong := log_q[~log_q.isfinite()]).numel():
        raise UsageError(
            f"{name}: expected finite logs, for what is drawn has a probability above 0, got {wrong[0].item()}"
        )
    return log_q


def require_broadcast(name: str, value: Tensor, like: Float[Tensor, "*shape"]) -> None:
    """`UsageError` unless the value broadcasts to the shape of `like`."""
    try:
        value.expand(like.shape)
    except RuntimeError:
        raise UsageError(
            f"{name}: expected a shape that broadcasts to {tuple(like.shape)}, got {tuple(value.shape)}"
        ) from None


def nan_if_infinite(
    loss: Float[Tensor, "*batch"], positive: Float[Tensor, "*batch"], negatives: Float[Tensor, "*batch k"]
) -> Float[Tensor, "*batch"]:
    """The loss, with NaN for the rows that have a score of +inf."""
    return loss.masked_fill(positive.isposinf() | negatives.isposinf().any(-1), torch.nan)

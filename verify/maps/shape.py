"""What every map does with its arguments: check them, and bring the axis of the classes to the end of a matrix."""

from collections.abc import Callable
from functools import reduce

import torch
from jaxtyping import Float, Int, Shaped
from torch import Tensor

from verify.errors import UsageError
from verify.shapes import Rows

FORMATS = (torch.float64, torch.float32, torch.float16, torch.bfloat16)
"""The formats of scores."""


def require_scores(name: str, x: Shaped[Tensor, "..."], dim: int = -1) -> None:
    """TypeError unless `x` is floating point; `UsageError` unless it has an axis `dim` with at least one class."""
    require_floating(name, x)
    if not -x.ndim <= dim < x.ndim:
        raise UsageError(f"dim: expected an axis of {name}, which has {x.ndim}, got {dim}")
    if x.shape[dim] == 0:
        raise UsageError(f"{name}: expected at least one class along axis {dim}, got shape {tuple(x.shape)}")


def require_floating(name: str, x: object) -> None:
    """TypeError unless `x` is a tensor of one of the `FORMATS`."""
    if not isinstance(x, Tensor) or x.dtype not in FORMATS:
        raise TypeError(f"{name}: expected a floating-point tensor, got {_kind(x)}; formats are {_names(FORMATS)}")


def require_integers(name: str, x: object) -> None:
    """TypeError unless `x` is a tensor of integers."""
    if not isinstance(x, Tensor) or x.is_floating_point() or x.is_complex() or x.dtype == torch.bool:
        raise TypeError(f"{name}: expected integers, got {_kind(x)}")


def labels(
    target: Tensor, batch: tuple[int, ...], n: int, ignore_index: int | None = None, name: str = "target"
) -> Int[Tensor, " rows"]:
    """The classes as one axis, -1 where the target is `ignore_index`; None ignores none.

    Raises TypeError unless `target` holds integers, `UsageError` unless it has the shape `batch` and classes below `n`.
    """
    require_integers(name, target)
    if target.shape != batch:
        raise UsageError(f"{name}: expected classes of shape {tuple(batch)}, got {tuple(target.shape)}")
    classes = target.reshape(-1).long()
    kept = torch.ones_like(classes, dtype=torch.bool) if ignore_index is None else classes != ignore_index
    outside = classes[kept & ((classes < 0) | (classes >= n))]
    if outside.numel():
        other = "" if ignore_index is None else f" or ignore_index {ignore_index}"
        raise UsageError(f"{name}: expected classes from 0 to {n - 1}{other}, got {outside[0].item()}")
    return classes.masked_fill(~kept, -1)


def working_dtype(*dtypes: torch.dtype, least: torch.dtype = torch.float32) -> torch.dtype:
    """The format that numbers of these formats are computed in together: none of them is narrower, nor is `least`."""
    return reduce(torch.promote_types, dtypes, least)


def _kind(x: object) -> str:
    return str(x.dtype) if isinstance(x, Tensor) else type(x).__name__


def _names(formats: tuple[torch.dtype, ...]) -> str:
    return ", ".join(str(dtype) for dtype in formats)


def along(map_: Callable[[Rows], Rows], x: Shaped[Tensor, "*shape"], dim: int) -> Float[Tensor, "*shape"]:
    """The map of each slice of `x` along `dim`; half precision is computed in float32 and rounded once."""
    require_scores("x", x, dim)
    last = x.movedim(dim, -1)
    rows = last.reshape(-1, last.shape[-1]).to(working_dtype(x.dtype)).contiguous()
    return map_(rows).to(x.dtype).view(last.shape).movedim(-1, dim)

"""What every map does with its argument: check it, and bring the axis of the classes to the end of a matrix."""

from collections.abc import Callable

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from verify.errors import UsageError


def require_scores(name: str, x: Shaped[Tensor, "..."], dim: int = -1) -> None:
    """TypeError unless `x` is floating point; `UsageError` unless it has an axis `dim` with at least one class."""
    require_floating(name, x)
    if not -x.ndim <= dim < x.ndim:
        raise UsageError(f"dim: expected an axis of {name}, which has {x.ndim}, got {dim}")
    if x.shape[dim] == 0:
        raise UsageError(f"{name}: expected at least one class along axis {dim}, got shape {tuple(x.shape)}")


def require_floating(name: str, x: object) -> None:
    """TypeError unless `x` is a tensor of floating-point numbers."""
    if not isinstance(x, Tensor) or not x.is_floating_point():
        raise TypeError(f"{name}: expected a floating-point tensor, got {_kind(x)}")


def require_integers(name: str, x: object) -> None:
    """TypeError unless `x` is a tensor of integers."""
    if not isinstance(x, Tensor) or x.is_floating_point() or x.is_complex() or x.dtype == torch.bool:
        raise TypeError(f"{name}: expected integers, got {_kind(x)}")


def _kind(x: object) -> str:
    return str(x.dtype) if isinstance(x, Tensor) else type(x).__name__


def along(
    map_: Callable[[Float[Tensor, "rows n"]], Float[Tensor, "rows n"]], x: Shaped[Tensor, "*shape"], dim: int
) -> Float[Tensor, "*shape"]:
    """The map of each slice of `x` along `dim`; half precision is computed in float32 and rounded once."""
    require_scores("x", x, dim)
    last = x.movedim(dim, -1)
    rows = last.reshape(-1, last.shape[-1]).to(torch.promote_types(x.dtype, torch.float32)).contiguous()
    return map_(rows).to(x.dtype).view(last.shape).movedim(-1, dim)

"""What every sampler returns."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral

import torch
from jaxtyping import Bool, Float, Int, Integer
from torch import Tensor

from verify.errors import UsageError
from verify.maps.shape import require_integers

Shape = int | tuple[int, ...]


@dataclass(frozen=True)
class Draws:
    """Class numbers and the log of their proposal; the last axis holds the k draws of one row.

    With `replacement` a row's draws are independent and log_q is the law of each. Without, they are distinct, log_q is
    the law of one of them picked at random, and kq is the probability that the class is among them. float64.
    """

    ids: Int[Tensor, "*batch k"]
    log_q: Float[Tensor, "*batch k"]
    replacement: bool

    @property
    def log_expected_count(self) -> Float[Tensor, "*batch k"]:
        """The log of k q, the mean number of times that the class is in the row, with replacement or without."""
        return self.log_q + math.log(self.ids.shape[-1] or 1)

    @property
    def log_inclusion(self) -> Float[Tensor, "*batch k"]:
        """The log of the probability that the class is in the row: 1 - (1 - q)^k with replacement, k q without."""
        if not self.replacement:
            return self.log_expected_count
        return (-torch.expm1(self.ids.shape[-1] * torch.log1p(-self.log_q.exp()))).log()

    def hits(self, positives: Integer[Tensor, "*rows"]) -> Bool[Tensor, "*rows k"]:
        """Which draws equal the row's positive; draws of shape (k,) are shared by all rows.

        Raises TypeError unless the positives are integers, `UsageError` unless the rows of draws broadcast to them.
        """
        require_integers("positives", positives)
        try:
            ids = self.ids.expand(*positives.shape, self.ids.shape[-1])
        except RuntimeError:
            raise UsageError(
                f"positives: expected one for each row of draws, {tuple(self.ids.shape[:-1])}, got "
                f"{tuple(positives.shape)}"
            ) from None
        return ids == positives.long()[..., None]


def require_count(name: str, value: object, least: int = 0) -> None:
    """TypeError unless the value is a whole number, `UsageError` unless it is at least `least`."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name}: expected a whole number of at least {least}, got {value!r}")
    if value < least:
        raise UsageError(f"{name}: expected at least {least}, got {value}")


def as_ids(ids: Integer[Tensor, "*batch"], n_items: int) -> Int[Tensor, "*batch"]:
    """The ids as int64; TypeError unless they are integers, `UsageError` unless all are from 0 to n_items - 1."""
    require_integers("ids", ids)
    wide = ids.long()
    if (wrong := wide[(wide < 0) | (wide >= n_items)]).numel():
        raise UsageError(f"ids: expected class numbers from 0 to {n_items - 1}, got {wrong[0].item()}")
    return wide


def as_shape(shape: Shape) -> tuple[int, ...]:
    """The shape as a tuple; TypeError for sizes that are not whole numbers, `UsageError` for none or a negative one."""
    sizes = tuple(shape) if isinstance(shape, Sequence) else (shape,)
    if not sizes:
        raise UsageError(f"shape: expected at least one axis, got {shape}")
    for size in sizes:
        require_count("shape", size)
    return sizes

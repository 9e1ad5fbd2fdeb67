"""What every sampler returns."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from verify.errors import UsageError

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

    def hits(self, positives: Int[Tensor, "*rows"]) -> Bool[Tensor, "*rows k"]:
        """Which draws equal the row's positive; draws of shape (k,) are shared by all rows."""
        return self.ids == positives[..., None]


def require_count(name: str, value: int, least: int = 0) -> None:
    """Raise `UsageError` unless value >= least."""
    if value < least:
        raise UsageError(f"{name}: expected at least {least}, got {value}")


def require_ids(ids: Int[Tensor, "*batch"], n_items: int) -> None:
    """Raise `UsageError` unless all ids are from 0 to n_items - 1."""
    if (wrong := ids[(ids < 0) | (ids >= n_items)]).numel():
        raise UsageError(f"ids: expected class numbers from 0 to {n_items - 1}, got {int(wrong[0])}")


def as_shape(shape: Shape) -> tuple[int, ...]:
    """The shape as a tuple; `UsageError` for no axis or a negative size."""
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    if not sizes or min(sizes) < 0:
        raise UsageError(f"shape: expected a size, or sizes, of at least 0, got {shape}")
    return sizes

"""Uniform draws, with or without replacement."""

import math
from dataclasses import dataclass
from typing import no_type_check

import numpy as np
import torch
from jaxtyping import Float, Int, Integer
from numba import njit
from torch import Tensor

from verify.errors import UsageError
from verify.kernels import usable
from verify.samplers.draws import Draws, Shape, as_ids, as_shape, require_count


@dataclass(frozen=True)
class UniformSampler:
    """Each class with q = 1 / n_items; without replacement, each set of k distinct classes with equal probability.

    Without replacement the order of a row's classes is not random. Raises `UsageError` for n_items < 1, and TypeError
    for what is no whole number.
    """

    n_items: int
    replacement: bool = True

    def __post_init__(self) -> None:
        require_count("n_items", self.n_items, 1)

    def sample(self, shape: Shape, generator: torch.Generator) -> Draws:
        """Draws of this shape; `UsageError` for more distinct classes in a row than there are."""
        shape = as_shape(shape)
        if self.replacement:
            ids = torch.randint(self.n_items, shape, generator=generator, device=generator.device)
        else:
            ids = self._distinct(shape, generator)
        return Draws(ids, self._log_q(ids), self.replacement)

    def log_q(self, ids: Integer[Tensor, "*batch"]) -> Float[Tensor, "*batch"]:
        """The log of q of these classes."""
        return self._log_q(as_ids(ids, self.n_items))

    def _log_q(self, ids: Int[Tensor, "*batch"]) -> Float[Tensor, "*batch"]:
        return torch.tensor(-math.log(self.n_items), dtype=torch.float64, device=ids.device).expand(ids.shape)

    def _distinct(self, shape: tuple[int, ...], generator: torch.Generator) -> Int[Tensor, "*batch k"]:
        if shape[-1] > self.n_items:
            raise UsageError(f"shape: expected at most {self.n_items} distinct classes in a row, got {shape[-1]}")
        uniform = torch.rand(shape, dtype=torch.float64, generator=generator, device=generator.device)
        if not usable(uniform):
            return _floyd(uniform, self.n_items)
        ids = torch.empty(shape, dtype=torch.int64)
        if ids.numel():
            k = shape[-1]
            _floyd_compiled(uniform.view(-1, k).numpy(), self.n_items, ids.view(-1, k).numpy())
        return ids


def _floyd(uniform: Float[Tensor, "*batch k"], n_items: int) -> Int[Tensor, "*batch k"]:
    """Floyd's k distinct numbers, given k uniform ones: the i-th is one of 0, ..., t = n_items - k + i, or t if taken.

    Bentley and Floyd (1987), doi:10.1145/30401.315746.
    """
    k = uniform.shape[-1]
    top = torch.arange(n_items - k, n_items, device=uniform.device)
    ids = (uniform * (top + 1)).long()
    for i in range(1, k):
        taken = (ids[..., :i] == ids[..., i, None]).any(-1)
        ids[..., i] = torch.where(taken, top[i], ids[..., i])
    return ids


@njit(cache=True, nogil=True)
@no_type_check
def _floyd_compiled(uniform, n_items, ids):
    """Fill in `ids` as `_floyd` does."""
    k = ids.shape[1]
    taken = np.zeros(n_items, dtype=np.bool_)
    for row in range(ids.shape[0]):
        for i in range(k):
            top = n_items - k + i
            pick = int(uniform[row, i] * (top + 1))
            if taken[pick]:
                pick = top
            taken[pick] = True
            ids[row, i] = pick
        taken[ids[row]] = False

"""What every backbone gives: vectors of contexts and of items, for a training step and for ranking."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.recsys.lists import UserLists


@dataclass(frozen=True)
class Batch:
    """The contexts of one training step, every item, and the positive pairs.

    Item `columns[j]` is a positive of context `rows[j]`; the pairs are sorted by row. `penalty` is what lambda / 2
    multiplies, on the scale of a mean loss per pair.
    """

    contexts: Float[Tensor, "rows k"]
    items: Float[Tensor, "n k"]
    rows: Int[Tensor, " pairs"]
    columns: Int[Tensor, " pairs"]
    penalty: Float[Tensor, ""]


@dataclass(frozen=True)
class Encoding:
    """The vectors that a ranking is made from: of all items, and of the contexts of users start, ..., stop - 1."""

    items: Float[Tensor, "n k"]
    contexts: Callable[[int, int], Float[Tensor, "chunk k"]]


class Backbone(torch.nn.Module):
    """A model of contexts and items, whose parameters start as numbers drawn by seed.

    Nothing else in it is random but what `begin_epoch` sets by the number of the epoch, so that a run can go on where
    it was stopped.
    """

    def begin_epoch(self, epoch: int) -> None:
        """Set what is random in the epoch that begins (dropout); most backbones have nothing."""

    def batch(self, users: Int[np.ndarray, " batch"]) -> Batch:
        """The contexts and training pairs of these users, with gradients."""
        raise NotImplementedError

    def encode(self, seen: UserLists) -> Encoding:
        """The vectors for ranking, without gradients and without dropout, for users who have `seen` these items."""
        raise NotImplementedError

"""Sets of (user, item) pairs, checked once at construction."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int, Shaped

from verify.errors import UsageError


def _checked_ids(kind: str, ids: np.ndarray, bound: int) -> None:
    """`UsageError` unless `ids` are integers of one axis within [0, bound)."""
    if ids.ndim != 1 or not np.issubdtype(ids.dtype, np.integer):
        raise UsageError(f"{kind} must be one axis of integers, not {ids.dtype} of shape {ids.shape}")
    if ids.size and int(ids.min()) < 0:
        raise UsageError(f"{kind} holds the negative id {ids.min()}; number from 0")
    if ids.size and int(ids.max()) >= bound:
        raise UsageError(f"{kind} holds the id {ids.max()}, but n_{kind} is {bound}")


@dataclass(frozen=True)
class Interactions:
    """The positive pairs of a data set, sorted by user, then item, without repetition; every user has an item.

    Both arrays are integers of shape (pairs,); `sha256` is the hash of the file they come from. Raises `UsageError`
    where any of this does not hold.
    """

    users: Shaped[np.ndarray, "..."]
    items: Shaped[np.ndarray, "..."]
    n_users: int
    n_items: int
    sha256: str

    def __post_init__(self) -> None:
        _checked_ids("users", self.users, self.n_users)
        _checked_ids("items", self.items, self.n_items)
        if len(self.users) != len(self.items):
            raise UsageError(f"{len(self.users)} users but {len(self.items)} items; one of each a pair")
        without = np.flatnonzero(np.bincount(self.users, minlength=self.n_users) == 0)
        if without.size:
            raise UsageError(f"user {without[0]} has no item ({without.size} such users); drop and renumber them")
        if (np.diff(self.users * self.n_items + self.items) <= 0).any():
            raise UsageError("pairs must be distinct and sorted by user, then item; use Interactions.of")
        self.users.setflags(write=False)
        self.items.setflags(write=False)

    @classmethod
    def of(
        cls,
        users: Int[np.ndarray, " rows"],
        items: Int[np.ndarray, " rows"],
        sha256: str = "",
    ) -> "Interactions":
        """From pairs in any order, perhaps repeated; ids are replaced by their ranks."""
        user_ids, users = np.unique(users, return_inverse=True)
        item_ids, items = np.unique(items, return_inverse=True)
        pairs = np.unique(users * len(item_ids) + items)
        return cls(pairs // len(item_ids), pairs % len(item_ids), len(user_ids), len(item_ids), sha256)

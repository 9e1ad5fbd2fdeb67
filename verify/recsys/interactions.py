"""Sets of (user, item) pairs, checked once at construction."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int, Integer, Shaped

from verify.errors import UsageError

TRAINING, VALIDATION, TEST = 0, 1, 2


def _checked_ids(kind: str, ids: np.ndarray, bound: int) -> None:
    """`UsageError` unless `ids` are integers of one axis within [0, bound)."""
    if ids.ndim != 1 or not np.issubdtype(ids.dtype, np.integer):
        raise UsageError(f"{kind} must be one axis of integers, not {ids.dtype} of shape {ids.shape}")
    if ids.size and int(ids.min()) < 0:
        raise UsageError(f"{kind} holds the negative id {ids.min()}; number from 0")
    if ids.size and int(ids.max()) >= bound:
        raise UsageError(f"{kind} holds the id {ids.max()}, but there are {bound}")


@dataclass(frozen=True)
class Interactions:
    """The positive pairs of a data set, sorted by user, then item, without repetition; every user has an item.

    All arrays are integers of shape (pairs,); `sha256` is the hash of the file that they come from. What a data set
    lacks is None:

    - `times`: the place of each pair, from 0, in the order of time. No two are equal: what happened at the same time
      is in the order of the rows of the file.
    - `moments`: the rank, from 0, of the time of each pair; what happened at the same time has the same. None, too,
      where only the order within each user's pairs is known, so that `times` says nothing across users.
    - `part`: of a given split, `TRAINING`, `VALIDATION` or `TEST`.

    Raises `UsageError` where any of this does not hold.
    """

    users: Shaped[np.ndarray, "..."]
    items: Shaped[np.ndarray, "..."]
    n_users: int
    n_items: int
    sha256: str
    times: Shaped[np.ndarray, "..."] | None = None
    part: Shaped[np.ndarray, "..."] | None = None
    moments: Shaped[np.ndarray, "..."] | None = None

    def __post_init__(self) -> None:
        _checked_ids("users", self.users, self.n_users)
        _checked_ids("items", self.items, self.n_items)
        if len(self.users) != len(self.items):
            raise UsageError(f"{len(self.users)} users but {len(self.items)} items; one of each a pair")
        without = np.flatnonzero(np.bincount(self.users, minlength=self.n_users) == 0)
        if without.size:
            raise UsageError(f"user {without[0]} has no item ({without.size} such users); drop and renumber them")
        if (np.diff(self.codes(self.users, self.items)) <= 0).any():
            raise UsageError("pairs must be distinct and sorted by user, then item; use Interactions.of")
        self._check_order()
        if self.part is not None and (
            self.part.shape != self.users.shape or not set(np.unique(self.part)) <= {0, 1, 2}
        ):
            raise UsageError("part must be 0 (training), 1 (validation) or 2 (test) for each pair")
        for array in (self.users, self.items, self.times, self.part, self.moments):
            if array is not None:
                array.setflags(write=False)

    def _check_order(self) -> None:
        if self.times is None:
            if self.moments is not None:
                raise UsageError("moments need times, one of each a pair")
            return
        _checked_ids("times", self.times, len(self.users))
        if len(self.times) != len(self.users) or (np.bincount(self.times) != 1).any():
            raise UsageError("times must be the numbers 0, 1, 2, ..., each once; use Interactions.of")
        if self.moments is not None:
            _checked_ids("moments", self.moments, len(self.users))
            in_order = np.empty(len(self.users), dtype=np.int64)
            in_order[self.times] = self.moments
            if in_order[:1].any() or not set(np.unique(np.diff(in_order))) <= {0, 1}:
                raise UsageError("moments must be ranks from 0 in the order of times; use Interactions.of")

    def codes(
        self, users: Integer[np.ndarray, " some"], items: Integer[np.ndarray, " some"]
    ) -> Int[np.ndarray, " some"]:
        """One number a pair, ascending in the order of pairs."""
        return np.asarray(users.astype(np.int64) * self.n_items + items)

    @classmethod
    def of(
        cls,
        users: Integer[np.ndarray, " rows"],
        items: Integer[np.ndarray, " rows"],
        sha256: str = "",
        times: Integer[np.ndarray, " rows"] | None = None,
        part: Integer[np.ndarray, " rows"] | None = None,
        clock: bool = True,
    ) -> "Interactions":
        """From rows in any order, perhaps repeated; ids are replaced by their ranks.

        Of the rows of one pair the earliest is kept, and among those of the same time the first. `clock` tells whether
        `times` compare across users.
        """
        (users, n_users), (items, n_items) = ranked(users), ranked(items)
        order = np.arange(len(users)) if times is None else np.argsort(times, kind="stable")
        first = np.unique((users * n_items + items)[order], return_index=True)[1]
        rows = order[first]
        return cls(
            users[rows],
            items[rows],
            n_users,
            n_items,
            sha256,
            times=None if times is None else ranked(first)[0],
            moments=ranked(times[rows])[0] if times is not None and clock else None,
            part=None if part is None else part[rows].astype(np.int64),
        )

    def subset(self, kept: Bool[np.ndarray, " pairs"]) -> "Interactions":
        """Some of the pairs, with users and items that have none left out and the others renumbered."""
        (users, n_users), (items, n_items) = ranked(self.users[kept]), ranked(self.items[kept])
        times, moments = (None if x is None else ranked(x[kept])[0] for x in (self.times, self.moments))
        part = None if self.part is None else self.part[kept]
        return Interactions(users, items, n_users, n_items, self.sha256, times, part, moments)


def ranked(values: Integer[np.ndarray, " rows"]) -> tuple[Int[np.ndarray, " rows"], int]:
    """The rank of each value among the distinct values, from 0, and how many of these there are."""
    if not values.size:
        return np.zeros(0, dtype=np.int64), 0
    least, most = int(values.min()), int(values.max())
    if most - least > 8 * len(values) + 1000:
        distinct, ranks = np.unique(values, return_inverse=True)
        return ranks.astype(np.int64), len(distinct)
    shifted = values.astype(np.int64) - least
    place = np.cumsum(np.bincount(shifted) > 0) - 1
    return place[shifted].astype(np.int64), int(place[-1]) + 1

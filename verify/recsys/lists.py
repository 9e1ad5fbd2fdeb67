"""Lists of numbers, one list for each user, end to end in one array."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int


@dataclass(frozen=True)
class Lists:
    """The list of user u is `values[start[u]:start[u + 1]]`."""

    start: Int[np.ndarray, " users_and_one"]
    values: Int[np.ndarray, " entries"]

    def __getitem__(self, user: int | np.integer) -> Int[np.ndarray, " some"]:
        return self.values[self.start[user] : self.start[user + 1]]

    def gather(self, users: Int[np.ndarray, " some"]) -> Int[np.ndarray, " entries"]:
        """The lists of the given users, end to end."""
        counts = self.counts[users]
        shifts = self.start[users] - (np.cumsum(counts) - counts)
        values: np.ndarray = self.values[np.arange(counts.sum()) + np.repeat(shifts, counts)]
        return values

    @property
    def n_users(self) -> int:
        """The number of lists."""
        return len(self.start) - 1

    @property
    def counts(self) -> Int[np.ndarray, " users"]:
        """The length of each list."""
        return np.diff(self.start)

    @property
    def users(self) -> Int[np.ndarray, " entries"]:
        """The user of each entry of `values`."""
        return np.repeat(np.arange(self.n_users), self.counts)


def starts(users: Int[np.ndarray, " entries"], n_users: int) -> Int[np.ndarray, " users_and_one"]:
    """Where each user's list begins, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(np.bincount(users, minlength=n_users))]).astype(np.int64)


@dataclass(frozen=True)
class UserLists(Lists):
    """Every list is ascending: of items, or of the ranks of items."""

    @classmethod
    def of(cls, users: Int[np.ndarray, " entries"], values: Int[np.ndarray, " entries"], n_users: int) -> "UserLists":
        """From entries in any order."""
        return cls(starts(users, n_users), values[np.lexsort((values, users))])

    def union(self, other: "UserLists") -> "UserLists":
        """The lists of both, merged user by user."""
        users = np.concatenate([self.users, other.users])
        return UserLists.of(users, np.concatenate([self.values, other.values]), self.n_users)

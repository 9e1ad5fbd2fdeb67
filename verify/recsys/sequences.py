"""Each user's items in order of time."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from verify.recsys.lists import Lists, starts


@dataclass(frozen=True)
class Sequences(Lists):
    """Every list is in order of time, the earliest item first."""

    @classmethod
    def of(
        cls,
        users: Int[np.ndarray, " entries"],
        items: Int[np.ndarray, " entries"],
        times: Int[np.ndarray, " entries"],
        n_users: int,
    ) -> "Sequences":
        """From entries in any order, with the time of each; the order of entries breaks ties."""
        return cls(starts(users, n_users), items[np.lexsort((times, users))])

"""The k-core of a set of (user, item) pairs."""

import numpy as np
from jaxtyping import Bool, Integer


def k_core(
    users: Integer[np.ndarray, " pairs"], items: Integer[np.ndarray, " pairs"], k: int
) -> Bool[np.ndarray, " pairs"]:
    """Which pairs belong to the k-core: the largest subset in which every user and every item has k pairs.

    Pairs must be distinct, ids non-negative. Pairs of users and items with too few are dropped until none is left;
    the order of dropping does not matter.
    """
    kept = np.ones(len(users), dtype=bool)
    while True:
        enough = np.ones(len(users), dtype=bool)
        for ids in (users, items):
            enough &= np.bincount(ids[kept], minlength=int(ids.max(initial=0)) + 1)[ids] >= k
        if not (kept & ~enough).any():
            return kept
        kept &= enough

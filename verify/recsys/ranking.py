"""Full ranking: the rank of every held-out item among all items that the user has not seen.

The rank of a held-out item y is 1 + the number of other unseen items that are scored at least as high, so ties count
against the model; among the held-out items of one user that are tied with each other, the one with the lowest number
comes first. A score that is NaN counts as tied with everything.
"""

from collections.abc import Callable
from typing import no_type_check

import numpy as np
from jaxtyping import Float
from numba import njit

from verify.errors import UsageError
from verify.recsys.lists import UserLists

PROTOCOL = (
    "full ranking: every item is scored and seen items are removed; rank = 1 + number of other unseen items scored at "
    "least as high (ties against the model; tied held-out items in the order of their numbers)"
)

Scorer = Callable[[int, int], Float[np.ndarray, "chunk items"]]
"""The scores of users start, ..., stop - 1 for all items."""


def full_ranking(score: Scorer, held_out: UserLists, seen: UserLists, chunk: int = 512) -> UserLists:
    """Each user's ranks, from 1, of the `held_out` items among those not in `seen`, scoring `chunk` users at a time.

    Raises `UsageError` if `score` gives too few users or items.
    """
    least = 1 + max(held_out.values.max(initial=-1), seen.values.max(initial=-1))
    ranks = np.empty(len(held_out.values), dtype=np.int64)
    for first in range(0, held_out.n_users, chunk):
        last = min(first + chunk, held_out.n_users)
        scores = score(first, last)
        if scores.shape[0] != last - first or scores.shape[1] < least:
            raise UsageError(
                f"scores of users {first} to {last - 1} have shape {scores.shape}; items go to {least - 1}"
            )
        _rank(scores, first, held_out.start, held_out.values, seen.start, seen.values, ranks)
    return UserLists(held_out.start, ranks)


@njit(cache=True, nogil=True)
@no_type_check
def _rank(scores, first, start, items, seen_start, seen_items, ranks):
    """Fill in the ranks of the users of one chunk."""
    for row in range(scores.shape[0]):
        user, score = first + row, scores[row]
        begin, end = start[user], start[user + 1]
        seen = seen_items[seen_start[user] : seen_start[user + 1]]
        for place in range(begin, end):
            own = score[items[place]]
            above = 0
            for other in range(score.shape[0]):
                above += not (score[other] < own)
            for other in seen:
                above -= not (score[other] < own)
            for later in range(place, end):
                rival = score[items[later]]
                above -= not (rival < own) and not (own < rival)
            ranks[place] = 1 + above
        ranks[begin:end] = np.sort(ranks[begin:end])

"""Full ranking: the rank of every held-out item among all items that the user has not seen.

The rank of a held-out item y is 1 + the number of other unseen items that are scored at least as high, so ties count
against the model; among the held-out items of one user that are tied with each other, the one with the lowest number
comes first. A score that is NaN counts as tied with everything.

An item's rank is counted, not read off a sorted list: processors compare many scores with one at a time. The count
stops where it is sure that the rank is beyond the `depth` asked for. So it costs little beside the matrix product that
gives the scores.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import no_type_check

import numpy as np
from jaxtyping import Float, Int
from numba import njit

from verify.errors import UsageError
from verify.recsys import chunks
from verify.recsys.lists import UserLists

PROTOCOL = (
    "full ranking: every item is scored and seen items are removed; rank = 1 + number of other unseen items scored at "
    "least as high (ties against the model; tied held-out items in the order of their numbers)"
)

ALL = int(np.iinfo(np.int32).max)
"""The depth at which every rank is exact."""
BLOCK = 1024
"""Scores that are compared before the count may stop."""

Scorer = Callable[[int, int], Float[np.ndarray, "chunk items"]]
"""The scores of users start, ..., stop - 1 for all items.

It is called by several threads. What it returns may be overwritten when the same thread calls it again.
"""


class DotProducts:
    """The `Scorer` of factors, P_x . Q_y; each thread writes its scores into one buffer of its own."""

    def __init__(self, P: Float[np.ndarray, "users k"], Q: Float[np.ndarray, "items k"]) -> None:
        self.P, self.Q = P, Q
        self._by_factor = np.ascontiguousarray(Q.T)
        self._own = threading.local()

    def __call__(self, start: int, stop: int) -> Float[np.ndarray, "chunk items"]:
        """The scores of users start, ..., stop - 1 for all items."""
        room = getattr(self._own, "room", None)
        if room is None or len(room) < stop - start:
            room = self._own.room = np.empty((stop - start, len(self.Q)), self.P.dtype)
        return np.matmul(self.P[start:stop], self._by_factor, out=room[: stop - start])


@dataclass(frozen=True)
class Ranks(UserLists):
    """Each user's ranks of the held-out items, from 1, ascending; what is beyond `depth` is `depth` + 1."""

    depth: int = ALL


def full_ranking(
    score: Scorer,
    held_out: UserLists,
    seen: UserLists,
    chunk: int | None = None,
    workers: int | None = None,
    depth: int = ALL,
) -> Ranks:
    """Each user's ranks of the `held_out` items among those not in `seen`, which are disjoint.

    Metrics at cutoffs up to `depth` follow from the ranks. Each of the `workers` scores `chunk` users at a time, see
    `verify.recsys.chunks`; for the same scores the ranks are the same for any of both. Raises `UsageError` if `score`
    gives too few users or items, or the lists are of different numbers of users.
    """
    if held_out.n_users != seen.n_users:
        raise UsageError(
            f"held-out items of {held_out.n_users} users, seen ones of {seen.n_users}; give the same users"
        )
    least = 1 + int(max(held_out.values.max(initial=-1), seen.values.max(initial=-1)))
    ranks = np.empty(len(held_out.values), dtype=np.int64)

    def rank(first: int, last: int) -> None:
        scores = checked(score, first, last, least)
        _rank(scores, first, held_out.start, held_out.values, seen.start, seen.values, depth, ranks)

    chunks.over(held_out.n_users, chunk or chunks.size(least), rank, workers)
    return Ranks(held_out.start, ranks, depth)


def listed_ranks(lists: Int[np.ndarray, "users k"], held_out: UserLists) -> Ranks:
    """The ranks of the `held_out` items in each user's list of k items, the first of which has rank 1.

    Raises `UsageError` unless there is a list for each user.
    """
    if len(lists) != held_out.n_users:
        raise UsageError(f"lists of {len(lists)} users, held-out items of {held_out.n_users}; give the same users")
    ranks = np.empty(len(held_out.values), dtype=np.int64)
    _find(lists, held_out.start, held_out.values, ranks)
    return Ranks(held_out.start, ranks, lists.shape[1])


def checked(score: Scorer, first: int, last: int, least: int) -> Float[np.ndarray, "chunk items"]:
    """The scores of a chunk; `UsageError` unless they are those of its users, for at least so many items."""
    scores = score(first, last)
    if scores.shape[0] != last - first or scores.shape[1] < least:
        raise UsageError(f"scores of users {first} to {last - 1} have shape {scores.shape}; items go to {least - 1}")
    return scores


@njit(cache=True, nogil=True)
@no_type_check
def _rank(scores, first, start, items, seen_start, seen_items, depth, ranks):
    """Fill in the ranks of the users of one chunk."""
    for row in range(scores.shape[0]):
        user, score = first + row, scores[row]
        begin, end = start[user], start[user + 1]
        seen = seen_items[seen_start[user] : seen_start[user + 1]]
        for place in range(begin, end):
            own = score[items[place]]
            above = _at_least(score, own, depth + seen.size + end - place)
            for other in seen:
                above -= not (score[other] < own)
            for later in range(place, end):
                rival = score[items[later]]
                above -= not (rival < own) and not (own < rival)
            ranks[place] = min(above, depth) + 1
        ranks[begin:end] = np.sort(ranks[begin:end])


@njit(cache=True, nogil=True)
@no_type_check
def _at_least(score, own, most):
    """The number of scores that are not below `own`; if that is above `most`, some number above `most`.

    Within a block the count has 32 bits, as many as a score, for speed.
    """
    above = 0
    for start in range(0, score.size, BLOCK):
        block = score[start : start + BLOCK]
        more = np.int32(0)
        for i in range(block.size):
            more = np.int32(more + (not (block[i] < own)))
        above += more
        if above > most:
            break
    return above


@njit(cache=True, nogil=True)
@no_type_check
def _find(lists, start, items, ranks):
    """Fill in the ranks in the lists, k + 1 for what is not in them."""
    for user in range(lists.shape[0]):
        begin, end = start[user], start[user + 1]
        ranks[begin:end] = lists.shape[1] + 1
        for at in range(lists.shape[1]):
            place = begin + np.searchsorted(items[begin:end], lists[user, at])
            if place < end and items[place] == lists[user, at]:
                ranks[place] = at + 1
        ranks[begin:end] = np.sort(ranks[begin:end])

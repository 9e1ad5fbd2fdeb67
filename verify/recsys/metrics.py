"""Ranking metrics at a cutoff k, for each user, from the ranks of the user's n held-out items (gains 0 or 1).

- ndcg: sum over hits of 1/log2(1 + rank), over the same sum for ranks 1, ..., min(k, n).
- recall: hits over n. precision: hits over k.
- mrr: 1/rank of the first hit, 0 if there is none.
- map: sum over hits of the precision at their rank, over min(k, n). (trec_eval's map_cut divides by n.)

`ranks` are those of `verify.recsys.ranking`, ascending. A hit is a held-out item of rank at most k. Users without
held-out items have NaN.
Definitions: Järvelin and Kekäläinen (2002), doi 10.1145/582415.582418, and trec_eval, where not said otherwise.
"""

from collections.abc import Callable, Iterable

import numpy as np
from jaxtyping import Float, Int, Shaped

from verify.errors import UsageError
from verify.recsys.lists import UserLists

PROTOCOL = {
    "ndcg": "sum over hits of 1/log2(1 + rank), over its maximum for min(k, n) hits",
    "recall": "hits / n",
    "precision": "hits / k",
    "mrr": "1 / rank of the first hit, 0 without a hit",
    "map": "sum over hits of precision at their rank, / min(k, n)",
    "average": "mean over users with n >= 1 held-out items; a hit is a held-out item of rank <= k",
}


def _ratio(
    ranks: UserLists, gains: Float[np.ndarray, " entries"], best: Shaped[np.ndarray, "#users"]
) -> Float[np.ndarray, " users"]:
    """The sum of each user's gains over `best`; NaN for users without held-out items."""
    sums = np.bincount(ranks.users, weights=gains, minlength=ranks.n_users)
    ratios = np.full(ranks.n_users, np.nan)
    np.divide(sums, best, out=ratios, where=ranks.counts > 0)
    return ratios


def _hits(ranks: UserLists, k: int) -> Float[np.ndarray, " entries"]:
    return np.where(ranks.values <= k, 1.0, 0.0)


def _places(ranks: UserLists) -> Int[np.ndarray, " entries"]:
    """1, 2, ... along each user's ascending ranks: the number of hits so far."""
    places: np.ndarray = np.arange(1, len(ranks.values) + 1) - ranks.start[ranks.users]
    return places


def ndcg(ranks: UserLists, k: int) -> Float[np.ndarray, " users"]:
    """Normalised discounted cumulative gain."""
    ideal = np.cumsum(1 / np.log2(np.arange(2, k + 2)))
    best = ideal[np.clip(ranks.counts, 1, k) - 1]
    return _ratio(ranks, _hits(ranks, k) / np.log2(1 + ranks.values), best)


def recall(ranks: UserLists, k: int) -> Float[np.ndarray, " users"]:
    """Hits over the number of held-out items."""
    return _ratio(ranks, _hits(ranks, k), ranks.counts)


def precision(ranks: UserLists, k: int) -> Float[np.ndarray, " users"]:
    """Hits over k."""
    return _ratio(ranks, _hits(ranks, k), np.array([k]))


def mrr(ranks: UserLists, k: int) -> Float[np.ndarray, " users"]:
    """The reciprocal rank of the first hit."""
    return _ratio(ranks, _hits(ranks, k) * (_places(ranks) == 1) / ranks.values, np.array([1]))


def average_precision(ranks: UserLists, k: int) -> Float[np.ndarray, " users"]:
    """The average precision over the hits that a perfect ranking has."""
    return _ratio(ranks, _hits(ranks, k) * _places(ranks) / ranks.values, np.clip(ranks.counts, 1, k))


METRICS: dict[str, Callable[[UserLists, int], Float[np.ndarray, " users"]]] = {
    "ndcg": ndcg,
    "recall": recall,
    "precision": precision,
    "mrr": mrr,
    "map": average_precision,
}


def per_user(ranks: UserLists, cutoffs: Iterable[int]) -> dict[str, Float[np.ndarray, " users"]]:
    """Every metric at every cutoff, keyed `ndcg@10`; `UsageError` for a cutoff below 1."""
    cutoffs = tuple(cutoffs)
    for k in cutoffs:
        if k < 1:
            raise UsageError(f"cutoff k is {k}; it must be at least 1")
    return {f"{name}@{k}": metric(ranks, k) for k in cutoffs for name, metric in METRICS.items()}


def average(values: dict[str, Float[np.ndarray, " users"]]) -> dict[str, float]:
    """The means over the users who have held-out items; `UsageError` if there is none."""
    if any(np.isnan(value).all() for value in values.values()):
        raise UsageError("no user has a held-out item; nothing to average")
    return {name: float(np.nanmean(value)) for name, value in values.items()}

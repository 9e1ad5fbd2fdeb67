"""Ranking metrics at a cutoff k, for each user, from the ranks of the user's n held-out items (gains 0 or 1).

- ndcg: sum over hits of 1/log2(1 + rank), over the same sum for ranks 1, ..., min(k, n).
- recall: hits over n. recall-capped: hits over min(k, n), the most that there can be. precision: hits over k.
- mrr: 1/rank of the first hit, 0 if there is none. hit-rate: 1 if there is a hit, else 0.
- map: sum over hits of the precision at their rank, over min(k, n). map-uncapped: the same sum over n.

`ranks` are those of `verify.recsys.ranking`, ascending. A hit is a held-out item of rank at most k; k may be beyond the
number of items. Users without held-out items have NaN.
Definitions: Järvelin and Kekäläinen (2002), doi 10.1145/582415.582418, and trec_eval: its ndcg_cut, recall, P,
recip_rank, map_cut (map-uncapped) and success. The capped ones are those of Liang et al. (2018), arXiv 1802.05814.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int, Shaped

from verify.errors import UsageError
from verify.recsys.ranking import Ranks

PROTOCOL = {
    "ndcg": "sum over hits of 1/log2(1 + rank), over its maximum for min(k, n) hits",
    "recall": "hits / n",
    "recall-capped": "hits / min(k, n)",
    "precision": "hits / k",
    "mrr": "1 / rank of the first hit, 0 without a hit",
    "map": "sum over hits of precision at their rank, / min(k, n)",
    "map-uncapped": "sum over hits of precision at their rank, / n",
    "hit-rate": "1 with a hit, 0 without",
    "average": "mean over users with n >= 1 held-out items; a hit is a held-out item of rank <= k",
}


@dataclass(frozen=True)
class _Hits:
    """The hits: their users, ranks, and places among the hits of their user, from 1."""

    users: Int[np.ndarray, " hits"]
    ranks: Int[np.ndarray, " hits"]
    places: Int[np.ndarray, " hits"]

    @classmethod
    def of(cls, ranks: Ranks, k: int) -> "_Hits":
        """`UsageError` for a cutoff below 1 or beyond the depth of the ranks."""
        if not 1 <= k <= ranks.depth:
            raise UsageError(f"cutoff k is {k}; expected one from 1 to {ranks.depth}, the depth of the ranking")
        at = np.flatnonzero(ranks.values <= k)
        users = np.searchsorted(ranks.start, at, side="right") - 1
        return cls(users, ranks.values[at], at - ranks.start[users] + 1)


def _ratio(
    ranks: Ranks, hits: _Hits, gains: Float[np.ndarray, " hits"], best: Shaped[np.ndarray, "#users"]
) -> Float[np.ndarray, " users"]:
    """The sum of each user's gains over `best`; NaN for users without held-out items."""
    sums = np.bincount(hits.users, weights=gains, minlength=ranks.n_users)
    ratios = np.full(ranks.n_users, np.nan)
    np.divide(sums, best, out=ratios, where=ranks.counts > 0)
    return ratios


def _most(ranks: Ranks, k: int) -> Int[np.ndarray, " users"]:
    """The most hits that there can be, min(k, n); 1 for users without held-out items."""
    most: np.ndarray = np.clip(ranks.counts, 1, k)
    return most


def _hit_ratio(ranks: Ranks, k: int, best: Shaped[np.ndarray, "#users"]) -> Float[np.ndarray, " users"]:
    hits = _Hits.of(ranks, k)
    return _ratio(ranks, hits, np.ones(len(hits.users)), best)


def _precision_ratio(ranks: Ranks, k: int, best: Shaped[np.ndarray, "#users"]) -> Float[np.ndarray, " users"]:
    hits = _Hits.of(ranks, k)
    return _ratio(ranks, hits, hits.places / hits.ranks, best)


def ndcg(ranks: Ranks, k: int) -> Float[np.ndarray, " users"]:
    """Normalised discounted cumulative gain."""
    hits, most = _Hits.of(ranks, k), _most(ranks, k)
    ideal = np.cumsum(1 / np.log2(np.arange(2, most.max(initial=1) + 2)))
    return _ratio(ranks, hits, 1 / np.log2(1 + hits.ranks), ideal[most - 1])


def recall(ranks: Ranks, k: int) -> Float[np.ndarray, " users"]:
    """Hits over the number of held-out items."""
    return _hit_ratio(ranks, k, ranks.counts)


def capped_recall(ranks: Ranks, k: int) -> Float[np.ndarray, " users"]:
    """Hits over the hits that a perfect ranking has."""
    return _hit_ratio(ranks, k, _most(ranks, k))


def precision(ranks: Ranks, k: int) -> Float[np.ndarray, " users"]:
    """Hits over k."""
    return _hit_ratio(ranks, k, np.array([k]))


def mrr(ranks: Ranks, k: int) -> Float[np.ndarray, " users"]:
    """The reciprocal rank of the first hit."""
    hits = _Hits.of(ranks, k)
    return _ratio(ranks, hits, (hits.places == 1) / hits.ranks, np.array([1]))


def average_precision(ranks: Ranks, k: int) -> Float[np.ndarray, " users"]:
    """The average precision over the hits that a perfect ranking has."""
    return _precision_ratio(ranks, k, _most(ranks, k))


def uncapped_average_precision(ranks: Ranks, k: int) -> Float[np.ndarray, " users"]:
    """The average precision over the held-out items; those that are no hit count as 0."""
    return _precision_ratio(ranks, k, ranks.counts)


def hit_rate(ranks: Ranks, k: int) -> Float[np.ndarray, " users"]:
    """Whether there is a hit."""
    hits = _Hits.of(ranks, k)
    return _ratio(ranks, hits, (hits.places == 1).astype(np.float64), np.array([1]))


METRICS: dict[str, Callable[[Ranks, int], Float[np.ndarray, " users"]]] = {
    "ndcg": ndcg,
    "recall": recall,
    "recall-capped": capped_recall,
    "precision": precision,
    "mrr": mrr,
    "map": average_precision,
    "map-uncapped": uncapped_average_precision,
    "hit-rate": hit_rate,
}


def per_user(ranks: Ranks, cutoffs: Iterable[int]) -> dict[str, Float[np.ndarray, " users"]]:
    """Every metric at every cutoff, keyed `ndcg@10`; `UsageError` for one below 1 or beyond the ranking's depth."""
    return {f"{name}@{k}": metric(ranks, k) for k in cutoffs for name, metric in METRICS.items()}


def average(values: dict[str, Float[np.ndarray, " users"]]) -> dict[str, float]:
    """The means over the users who have held-out items; `UsageError` if there is none."""
    if any(np.isnan(value).all() for value in values.values()):
        raise UsageError("no user has a held-out item; nothing to average")
    return {name: float(np.nanmean(value)) for name, value in values.items()}

"""Ranking metrics of one list: the relevances r_1, r_2, ... of all N items in the order that the model gives them.

Def. 1-2 of arXiv 2506.09454, where k = N; a cutoff counts ranks 1, ..., k only. A list without a relevant item has
no metric: NaN (its DCG is 0). Def. 2's MRR and MAP are the means over contexts of `reciprocal_rank` and
`average_precision`. Every function raises ValueError for k < 1 and for relevances that it is not defined for.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from jaxtyping import Float, Int, Real

Relevances = Sequence[int | float] | Real[np.ndarray, " n"]

Ties = Literal["against", "order"]
"""Of equal scores, either the less relevant item comes first, or the one with the lower number."""

Denominator = Literal["positives", "attainable"]
"""The number n of relevant items, or min(k, n), the most that k ranks can hold. Without a cutoff they are equal."""


def ranking(
    scores: Float[np.ndarray, " n"], relevances: Real[np.ndarray, " n"], ties: Ties = "against"
) -> Int[np.ndarray, " n"]:
    """The items from rank 1 on, by falling score; ValueError for NaN."""
    if np.isnan(scores).any():
        raise ValueError(f"scores: expected no NaN, got one for item {int(np.isnan(scores).argmax())}")
    second = relevances if ties == "against" else np.zeros(len(scores))
    return np.lexsort((second, -scores))


def dcg(relevances: Relevances, k: int | None = None, base: float = 2) -> float:
    """Discounted cumulative gain, Eq. 1: the sum of (2^r_i - 1) / log(1 + i), with logarithms to the given base.

    The paper does not name the base; the field takes 2. Relevances are at least 0.
    """
    r = _top(relevances, k)
    if (r < 0).any():
        raise ValueError(f"relevances: expected at least 0, got {r.min()}")
    return float(((2**r - 1) * np.log(base) / np.log(1 + np.arange(1, len(r) + 1))).sum())


def ndcg(relevances: Relevances, k: int | None = None) -> float:
    """Eq. 2: DCG over that of the best order of the same items, at the same cutoff; the same for every base."""
    best = dcg(np.sort(relevances)[::-1], k)
    return dcg(relevances, k) / best if best > 0 else float("nan")


def reciprocal_rank(relevances: Relevances, k: int | None = None) -> float:
    """1 / rank of the first relevant item, 0 if there is none up to k; relevances are 0 or 1."""
    hits = _hits(relevances, k)
    first = 1 / (1 + float(hits.argmax())) if hits.any() else 0.0
    return first if _n_relevant(relevances) else float("nan")


def average_precision(relevances: Relevances, k: int | None = None, denominator: Denominator = "attainable") -> float:
    """The sum of the precision at each hit, over a denominator; relevances are 0 or 1.

    Def. 2 divides by n ("positives", as trec_eval does with a cutoff too); the field divides by min(k, n).
    """
    hits = _hits(relevances, k)
    precisions = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return _ratio(float(precisions @ hits), _denominator(relevances, k, denominator))


def precision(relevances: Relevances, k: int) -> float:
    """Hits over k, also where k > N; relevances are 0 or 1."""
    return _ratio(_hits(relevances, k).sum(), k if _n_relevant(relevances) else 0)


def recall(relevances: Relevances, k: int, denominator: Denominator = "positives") -> float:
    """Hits over the number of relevant items, or over min(k, n); relevances are 0 or 1."""
    return _ratio(_hits(relevances, k).sum(), _denominator(relevances, k, denominator))


def _denominator(relevances: Relevances, k: int | None, denominator: Denominator) -> int:
    n = _n_relevant(relevances)
    return n if denominator == "positives" or k is None else min(k, n)


def _ratio(total: float, denominator: int) -> float:
    return float(total / denominator) if denominator else float("nan")


def _n_relevant(relevances: Relevances) -> int:
    return int(np.count_nonzero(relevances))


def _hits(relevances: Relevances, k: int | None) -> Float[np.ndarray, " top"]:
    if not np.isin(relevances, (0, 1)).all():
        raise ValueError(f"relevances: expected 0 and 1 only, got {np.unique(relevances).tolist()}")
    return _top(relevances, k)


def _top(relevances: Relevances, k: int | None) -> Float[np.ndarray, " top"]:
    if k is not None and k < 1:
        raise ValueError(f"k: expected a cutoff of at least 1, got {k}")
    return np.asarray(relevances, dtype=np.float64)[:k]

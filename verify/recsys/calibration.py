r"""The expected calibration error of the items ranked first, and the size of the scores, of a trained model.

For a user with n held-out items, the model's probabilities p are those of the items that the user has not seen: the
loss's map of their scores. Each of the k items ranked first is a prediction that a held-out interaction is with it,
with probability $p_i$; the share of those that are is $\eta_i$ = 1/n for a held-out item and 0 for another. The
predictions of all users with held-out items are put into bins by $p_i$, and the error is

    $\sum_b |\sum_{(x, i) \in b} (\eta_i - p_i)|$ over the number of predictions.

Naeini, Cooper and Hauskrecht (2015), doi:10.1609/aaai.v29i1.9602, as in `theory.calibration_error`. The probabilities
of single items are far below 1, so bins of equal widths would put most into one: these hold equal numbers, equal
probabilities together (Nixon et al., 2019, arXiv 1904.01685).
"""

from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.errors import UsageError
from verify.recsys import chunks
from verify.recsys.lists import UserLists
from verify.recsys.ranking import Scorer, checked
from verify.recsys.top_k import top_k

BINS = 10
COPIES = 4
"""Numbers for each score: the score, a copy without seen items, a probability, and whether the item is held out."""
PROTOCOL = {
    "ece": f"over the k unseen items ranked first (ties by number) of users with n >= 1 held-out items, in {BINS} bins "
    "of equal numbers by probability: sum over bins of |sum of (1/n if held out else 0) - probability|, / predictions; "
    "probabilities: the loss's map of the scores of the unseen items",
    "mean_absolute": "mean of |score| over all users and items",
}

Map = Callable[[Tensor], Tensor]
"""Scores (users, items) to probabilities of the same shape, 0 for a score of -inf: `verify.maps.softmax`."""


def calibration_error(
    score: Scorer, probabilities: Map, held_out: UserLists, seen: UserLists, k: int, chunk: int | None = None
) -> float:
    """The expected calibration error of the `k` items ranked first.

    Raises `UsageError` for k below 1, where no user has a held-out item, and where a score is NaN or infinite.
    """
    if k < 1:
        raise UsageError(f"cutoff k is {k}; it must be at least 1")
    if not len(held_out.values):
        raise UsageError("no user has a held-out item; nothing to calibrate")
    least = 1 + int(max(held_out.values.max(), seen.values.max(initial=-1)))

    def predict(first: int, last: int) -> Float[np.ndarray, "2 predictions"]:
        scores = np.array(checked(score, first, last, least))
        users = np.arange(first, last)
        scores[np.repeat(users - first, seen.counts[users]), seen.gather(users)] = -np.inf
        return _predictions(scores, probabilities, users, held_out, k)

    p, eta = np.concatenate(chunks.over(held_out.n_users, chunk or chunks.size(COPIES * least), predict), axis=1)
    return binned_error(p, eta, BINS)


def _predictions(
    scores: Float[np.ndarray, "users items"],
    probabilities: Map,
    users: Int[np.ndarray, " users"],
    held_out: UserLists,
    k: int,
) -> Float[np.ndarray, "2 predictions"]:
    """The probability of each item ranked first, and its share of the held-out interactions."""
    with torch.no_grad():
        p = probabilities(torch.from_numpy(scores)).numpy()
    counts = held_out.counts[users]
    if np.isnan(p[counts > 0]).any():
        raise UsageError(f"a score of users {users[0]} to {users[-1]} is NaN or infinite; it has no calibration error")
    relevant = np.zeros(scores.shape, dtype=np.bool_)
    relevant[np.repeat(np.arange(len(users)), counts), held_out.gather(users)] = True
    items = top_k(scores, min(k, scores.shape[1]))
    eta = np.take_along_axis(relevant, items, 1) / np.maximum(counts, 1)[:, None]
    kept = (items >= 0) & (counts > 0)[:, None]
    return np.stack([np.take_along_axis(p, items, 1)[kept].astype(np.float64), eta[kept]])


def binned_error(p: Float[np.ndarray, " predictions"], eta: Float[np.ndarray, " predictions"], bins: int) -> float:
    """The error of predictions in `bins` bins of equal numbers; equal ones are in the bin of the first of them."""
    order = np.argsort(p, kind="stable")
    p, gaps = p[order], (eta - p)[order]
    bin_ = np.searchsorted(p, p) * bins // len(p)
    return float(np.abs(np.bincount(bin_, weights=gaps)).sum() / len(p))


def mean_absolute_score(score: Scorer, n_users: int, n_items: int, chunk: int | None = None) -> float:
    """The mean of |score| over all users and items; `UsageError` if `score` gives too few of them."""

    def total(first: int, last: int) -> float:
        return float(np.abs(checked(score, first, last, n_items)).sum(dtype=np.float64))

    return sum(chunks.over(n_users, chunk or chunks.size(n_items), total)) / (n_users * n_items)

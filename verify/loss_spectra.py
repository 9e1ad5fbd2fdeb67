"""Spectra of the Hessians of sampled softmax, NCE and hierarchical softmax, in O(terms) or O(depth).

They are diagonal or diag p - p p', whose eigenvalues `verify.spectra.eigenvalue` has; no matrix is formed.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int
from scipy.special import expit

from theory.bookkeeping import Bookkeeping
from theory.maps import softmax
from theory.trees import Tree


def sampled_probabilities(
    scores: Float[np.ndarray, " n"], q: Float[np.ndarray, " n"], y: int, draws: Sequence[int], bookkeeping: Bookkeeping
) -> Float[np.ndarray, " items"]:
    """The p of sampled softmax's Hessian diag p - p p' in the scores of the different items that are in the sum.

    Terms of one item add up. Raises ValueError if no term is left.
    """
    left = np.array(bookkeeping.left(draws, y), dtype=np.int64)
    divisors = [bookkeeping.divisor(q[j], q[y], len(draws), left.size, scores.size) for j in left]
    items = np.append(left, y) if bookkeeping.positive else left
    logits = scores[items]
    logits[: left.size] -= np.log(np.array(divisors, dtype=np.float64))
    if items.size == 0:
        raise ValueError("draws: expected at least one that is left in the sum, or the positive")
    return _summed(items, softmax(logits))


def nce_curvatures(
    scores: Float[np.ndarray, " n"],
    q: Float[np.ndarray, " n"],
    y: int,
    draws: Sequence[int],
    log_normaliser: float = 0.0,
) -> Float[np.ndarray, " items"]:
    """The diagonal of NCE's Hessian in the scores of the different items among the positive and the draws."""
    items = np.array([y, *draws], dtype=np.int64)
    logits = scores[items] - log_normaliser - np.log(len(draws) * q[items])
    return _summed(items, expit(logits) * expit(-logits))


def hsm_curvatures(scores: Float[np.ndarray, " inner"], tree: Tree, target: int) -> Float[np.ndarray, " depth"]:
    """The diagonal of hierarchical softmax's Hessian at the inner nodes on the path to the target; 0 elsewhere."""
    nodes, _ = tree.path(target)
    return np.asarray(expit(scores[nodes]) * expit(-scores[nodes]))


def _summed(items: Int[np.ndarray, " terms"], values: Float[np.ndarray, " terms"]) -> Float[np.ndarray, " items"]:
    """The sum of the values of each different item."""
    return np.bincount(np.unique(items, return_inverse=True)[1], values)

"""Reference maps from scores to probabilities, one example at a time: softmax, and sparsemax in floats and exactly."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from jaxtyping import Float


def softmax(scores: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """exp(s_i) / sum_j exp(s_j); a score of -inf gets probability 0.

    Raises ValueError for NaN, +inf, or no finite score.
    """
    _require_scores(scores)
    odds = np.exp(scores - scores.max())
    return np.asarray(odds / odds.sum())


def sparsemax(scores: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """The nearest point of the simplex, argmin_p ||p - z||: max(z_i - tau, 0) with tau such that the sum is 1.

    Martins and Astudillo (2016), arXiv 1602.02068, Eq. 1-3. Raises ValueError for NaN, +inf, or no finite score.
    """
    _require_scores(scores)
    shifted = scores - scores.max()
    ordered = np.sort(shifted[np.isfinite(shifted)])[::-1]
    thresholds = (np.cumsum(ordered) - 1) / np.arange(1, ordered.size + 1)
    size = int(np.count_nonzero(ordered > thresholds))
    return np.asarray(np.maximum(shifted - thresholds[size - 1], 0))


def sparsemax_exact(scores: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Sparsemax of rational scores, which is rational; ValueError for no scores."""
    if not scores:
        raise ValueError("scores: expected at least one, got none")
    threshold, total = Fraction(0), Fraction(-1)
    for size, score in enumerate(sorted(map(Fraction, scores), reverse=True), 1):
        if size > 1 and score <= threshold:
            break
        total += score
        threshold = total / size
    return tuple(max(Fraction(score) - threshold, Fraction(0)) for score in scores)


def _require_scores(scores: Float[np.ndarray, " n"]) -> None:
    top = scores.max(initial=-np.inf)
    if not np.isfinite(top):
        raise ValueError(f"scores: expected at least one finite value and neither NaN nor +inf, got maximum {top}")

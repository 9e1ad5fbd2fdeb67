"""Reference maps from scores to probabilities, one example at a time: softmax, sparsemax, entmax and Rankmax.

A score of -inf (a masked class) gets probability 0. All but Rankmax with its scale adapted to the target are the
maximisers of <p, z> - Omega(p) over the simplex, with the regularisers of `theory.regularisers`.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
from jaxtyping import Float

from theory.deformed import exp_alpha, log_alpha

HALVINGS = 60  # of an interval of length log N or less: far below the rounding of a probability


def below_top(scores: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """The scores minus their maximum; ValueError for NaN, +inf, or no finite score."""
    top = scores.max(initial=-np.inf)
    if not np.isfinite(top):
        raise ValueError(f"scores: expected at least one finite value and neither NaN nor +inf, got maximum {top}")
    return np.asarray(scores - top)


def softmax(scores: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """exp(s_i) / sum_j exp(s_j); ValueError for NaN, +inf, or no finite score."""
    odds = np.exp(below_top(scores))
    return np.asarray(odds / odds.sum())


def sparsemax(scores: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """The nearest point of the simplex, argmin_p ||p - z||: max(z_i - tau, 0) with tau such that the sum is 1.

    Martins and Astudillo (2016), arXiv 1602.02068, Eq. 1-3. Raises ValueError for NaN, +inf, or no finite score.
    """
    shifted = below_top(scores)
    ordered = np.sort(shifted[shifted > -1])[::-1]
    thresholds = (np.cumsum(ordered) - 1) / np.arange(1, ordered.size + 1)
    size = int(np.count_nonzero(ordered > thresholds))
    return np.asarray(np.maximum(shifted - (ordered[:size].sum() - 1) / size, 0))


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


def entmax(scores: Float[np.ndarray, " n"], alpha: float) -> Float[np.ndarray, " n"]:
    """Alpha-entmax for alpha >= 1: exp_alpha(z_i - lambda) with lambda such that the sum is 1.

    Softmax at alpha = 1, sparsemax at 2. Peters, Niculae and Martins (2019), arXiv 1905.05702. Raises
    ValueError for NaN, +inf, or no finite score, and for alpha below 1 or not finite.
    """
    require_alpha(alpha)
    shifted = below_top(scores)
    if alpha == 1:
        return softmax(scores)
    if alpha == 1.5:
        return _entmax15(shifted)
    if alpha == 2:
        return sparsemax(scores)
    p = _entmax_from_top(shifted, alpha) if alpha < 2 else _entmax_from_bottom(scores, alpha)
    return np.asarray(p / p.sum())


def require_alpha(alpha: float) -> None:
    """ValueError unless alpha is finite and at least 1."""
    if not 1 <= alpha < np.inf:
        raise ValueError(f"alpha: expected a finite number of at least 1, got {alpha}")


def _entmax15(shifted: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """The sum of (x_i - tau)^2 over k classes, x = z / 2, is 1 at tau = mean - sqrt((1 - k variance) / k)."""
    half = shifted / 2
    ordered = np.sort(half[half > -1])[::-1]
    k = np.arange(1, ordered.size + 1)
    mean = np.cumsum(ordered) / k
    spread = np.cumsum(ordered**2) - k * mean**2
    size = int(np.count_nonzero(ordered > mean - np.sqrt(np.maximum(1 - spread, 0) / k)))
    support = ordered[:size]
    centre = support.mean()
    tau = centre - np.sqrt((1 - ((support - centre) ** 2).sum()) / size)
    return np.asarray(np.maximum(half - tau, 0) ** 2)


def _entmax_from_top(shifted: Float[np.ndarray, " n"], alpha: float) -> Float[np.ndarray, " n"]:
    """By s = lambda - max z, which lies between 0, where p_top = 1, and -log_alpha(1/N), where p_top = 1/N.

    |dp_i / ds| = p_i^(2-alpha) is at most 1 for alpha <= 2: the error in s is not magnified.
    """
    highest = -float(log_alpha(1 / shifted.size, alpha))
    s = _bisect(lambda s: float(exp_alpha(shifted - s, alpha).sum()) > 1, 0.0, highest)
    return exp_alpha(shifted - s, alpha)


def _entmax_from_bottom(scores: Float[np.ndarray, " n"], alpha: float) -> Float[np.ndarray, " n"]:
    """By the least positive probability x: p_i^(alpha-1) = x^(alpha-1) + (alpha-1) (z_i - z_bottom).

    dp_i / dx = (x / p_i)^(alpha-2) is at most 1 for alpha >= 2: the error in x is not magnified.
    """
    power = alpha - 1
    ordered = np.sort(scores[below_top(scores) > -1 / power])[::-1]

    def grown(x: float, z: Float[np.ndarray, " n"], bottom: float) -> Float[np.ndarray, " n"]:
        with np.errstate(divide="ignore"):
            terms = power * np.log(x), np.log(power * (z - bottom))
        return np.asarray(np.exp(np.logaddexp(*terms) / power))

    def total(x: float, size: int) -> float:
        return float(grown(x, ordered[:size], ordered[size - 1]).sum())

    size = bisect_left(range(1, ordered.size + 1), 1.0, key=lambda size: total(0.0, size))
    x = _bisect(lambda x: total(x, size) < 1, 0.0, 1 / size)
    bottom = ordered[size - 1]
    return np.where(scores >= bottom, grown(x, np.maximum(scores, bottom), bottom), 0.0)


def _bisect(is_low: Callable[[float], bool], low: float, high: float) -> float:
    """Where, between the two ends, a predicate turns from true to false."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_low(middle) else (low, middle)
    return (low + high) / 2


def rankmax_fixed(scores: Float[np.ndarray, " n"], scale: float = 1.0) -> Float[np.ndarray, " n"]:
    """Rankmax with one scale for all examples: argmin_p -<p, z> + ||p||^2 / (2 scale), the sparsemax of scale z.

    Kong, Krichene, Mayoraz, Rendle and Zhang (2020), NeurIPS 33, Eq. 1 with the Euclidean g. Raises ValueError for
    NaN, +inf, or no finite score, and for a scale that is not positive and finite.
    """
    require_scale(scale)
    return sparsemax(scale * below_top(scores))


def require_scale(scale: float) -> None:
    """ValueError unless the scale is positive and finite."""
    if not 0 < scale < np.inf:
        raise ValueError(f"scale: expected a positive finite number, got {scale}")


def rankmax(scores: Float[np.ndarray, " n"], target: int) -> Float[np.ndarray, " n"]:
    """Rankmax with its scale adapted to the target y: max(z_i - z_y + 1, 0) / sum_j max(z_j - z_y + 1, 0).

    It is the sparsemax of scale z for the scale 1 / sum_j max(z_j - z_y + 1, 0), at which the threshold lies one
    below the target's score: z_y - 1. Kong et al. (2020), NeurIPS 33. Raises ValueError for NaN, +inf, or no finite
    score, and for a target that is no class or is masked.
    """
    excess = rankmax_excess(scores, target)
    if not np.isfinite(scores[target]):
        raise ValueError(f"target: expected a class with a finite score, got {target}, which is masked")
    return np.asarray(excess / excess.sum())


def rankmax_excess(scores: Float[np.ndarray, " n"], target: int) -> Float[np.ndarray, " n"]:
    """max(z_i - z_y + 1, 0): by how much each class comes within one of the target's score, or above it.

    Where the target is masked, it is +inf for classes that are not. Raises ValueError for NaN, +inf, or no finite
    score, and for a target that is no class.
    """
    below_top(scores)
    require_class(target, scores.size)
    finite = scores > -np.inf
    excess = np.zeros_like(scores)
    excess[finite] = np.maximum(scores[finite] - scores[target] + 1, 0)
    return excess


def require_class(target: int, size: int) -> None:
    """ValueError unless the target is one of 0, ..., size - 1."""
    if not 0 <= target < size:
        raise ValueError(f"target: expected a class from 0 to {size - 1}, got {target}")

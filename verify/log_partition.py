"""Estimators of log Z from draws without memory: their means by quadrature, and their moments by Monte Carlo.

Z^ = (1/k) sum_i exp(o_{y_i}) / q_{y_i}, y_1, ..., y_k iid from Q. Plain: Bengio and Senecal (2008),
doi:10.1109/TNN.2007.912312. Jackknife: Quenouille (1956), doi:10.1093/biomet/43.3-4.353. Antithetic multilevel:
Blanchet and Glynn (2015), doi:10.1109/WSC.2015.7408524.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from jaxtyping import Float
from scipy.optimize import linprog
from scipy.special import logsumexp
from scipy.stats import binom

from theory.bookkeeping import NEGATIVES_ONLY
from verify.errors import UsageError
from verify.moments.estimator import Estimator
from verify.moments.quadrature import integrate_values
from verify.seeds import generator

ROWS = 1 << 20
"""Draws that are in memory at once."""


@dataclass(frozen=True)
class Moments:
    """Mean and variance of an estimator over `n` replicates, the standard error of the mean, and the mean draws."""

    mean: float
    variance: float
    standard_error: float
    draws: float
    n: int


def expected_log_partition(
    scores: Float[np.ndarray, " n"], log_q: Float[np.ndarray, " n"], k: Sequence[int]
) -> Float[np.ndarray, " sizes"]:
    """E log Z^ for each sample size in `k`, with an absolute error of about 1e-13 (relative to |E log Z^|, if larger).

    By `verify.moments.quadrature`. A class with log_q = -inf is never drawn; one with score -inf that can be drawn
    makes the result -inf. Raises `UsageError` for NaN or +inf, for a log_q that is not normalised, and for k < 1.
    """
    _require(scores, log_q, k)
    drawn = log_q > -np.inf
    if np.isneginf(scores[drawn]).any():
        return np.full(len(k), -np.inf)
    top = int(np.argmax(scores[drawn]))
    estimator = Estimator(scores[drawn], log_q[drawn], top, NEGATIVES_ONLY)
    means = np.array([value.mean for value in integrate_values(estimator, k)])
    return np.asarray(means + scores[drawn][top])


def jackknife_bias(
    scores: Float[np.ndarray, " n"], log_q: Float[np.ndarray, " n"], k: Sequence[int]
) -> Float[np.ndarray, " sizes"]:
    """The bias of k log Z^_k - (k - 1) mean of log Z^ with one draw left out, by quadrature; k at least 2.

    Its error is that of `expected_log_partition` times 2k. Raises `UsageError` as that does.
    """
    if min(k, default=2) < 2:
        raise UsageError(f"k: expected at least 2 draws, got {min(k)}")
    sizes = np.asarray(k)
    log_z = logsumexp(scores)
    all_of_them = expected_log_partition(scores - log_z, log_q, list(k))
    one_left_out = expected_log_partition(scores - log_z, log_q, [size - 1 for size in k])
    return np.asarray(sizes * all_of_them - (sizes - 1) * one_left_out)


def jackknife(log_weights: Float[np.ndarray, "rows k"]) -> Float[np.ndarray, " rows"]:
    """The jackknife of each row of log weights o - log q."""
    k = log_weights.shape[1]
    top = log_weights.max(1, keepdims=True)
    weights = np.exp(log_weights - top)
    total = weights.sum(1, keepdims=True)
    left = np.log(np.maximum(total - weights, np.finfo(np.float64).tiny) / (k - 1)).mean(1)
    return np.asarray(top[:, 0] + k * np.log(total[:, 0] / k) - (k - 1) * left)


def plain(log_weights: Float[np.ndarray, "rows k"]) -> Float[np.ndarray, " rows"]:
    """The logarithm of the mean weight of each row."""
    return np.asarray(logsumexp(log_weights, axis=1) - np.log(log_weights.shape[1]))


def antithetic(log_weights: Float[np.ndarray, "rows k"]) -> Float[np.ndarray, " rows"]:
    """The plain estimator of each row minus the mean of those of its two halves; never negative but for rounding."""
    half = log_weights.shape[1] // 2
    return np.asarray(plain(log_weights) - (plain(log_weights[:, :half]) + plain(log_weights[:, half:])) / 2)


class Sampler:
    """Draws log weights o - log q with the classes iid from q."""

    def __init__(self, scores: Float[np.ndarray, " n"], log_q: Float[np.ndarray, " n"], name: str) -> None:
        if abs(np.exp(log_q).sum() - 1) > 1e-9 or not np.isfinite(scores).all() or not np.isfinite(log_q).all():
            raise UsageError("log_q: expected finite logarithms of probabilities that sum to 1, and finite scores")
        self.log_weights = scores - log_q
        self.cumulative = np.cumsum(np.exp(log_q))
        self.cumulative /= self.cumulative[-1]
        self.random = generator(name)

    def __call__(self, rows: int, k: int) -> Float[np.ndarray, "rows k"]:
        """Rows of k log weights."""
        drawn = np.searchsorted(self.cumulative, self.random.random((rows, k)), side="right")
        return np.asarray(self.log_weights[drawn])


def simulate(sampler: Sampler, estimator: str, k: int, replicates: int) -> Moments:
    """Moments of "plain" or "jackknife" from `replicates` rows of k draws; `UsageError` for fewer than 2 of them."""
    if replicates < 2:
        raise UsageError(f"replicates: expected at least 2, got {replicates}")
    formula = {"plain": plain, "jackknife": jackknife}[estimator]
    step = max(1, ROWS // k)
    parts = [formula(sampler(min(step, replicates - start), k)) for start in range(0, replicates, step)]
    return _moments(np.concatenate(parts), float(k))


def simulate_multilevel(sampler: Sampler, m: int, ratio: float, replicates: int) -> Moments:
    """Moments of plain(m draws) + antithetic(2^(n+1) m draws) / ((1 - s) s^n), n with that chance, s = `ratio`.

    Its mean is log Z; variance and mean draws are finite for 1/4 < s < 1/2. `draws` is their expectation: as their
    variance is not finite, a mean over the replicates would say little. Raises `UsageError` for any other s.
    """
    if not 0.25 < ratio < 0.5:
        raise UsageError(f"ratio: expected a number between 1/4 and 1/2, got {ratio}")
    levels = sampler.random.geometric(1 - ratio, size=replicates) - 1
    values = plain(sampler(replicates, m))
    for level in np.unique(levels):
        at = np.flatnonzero(levels == level)
        size = m * 2 ** (int(level) + 1)
        step = max(1, ROWS // size)
        for start in range(0, at.size, step):
            rows = at[start : start + step]
            values[rows] += antithetic(sampler(rows.size, size)) / ((1 - ratio) * ratio ** int(level))
    return _moments(values, multilevel_draws(m, ratio))


def multilevel_draws(m: int, ratio: float) -> float:
    """The mean number of draws, m (1 + 2 (1 - s) / (1 - 2 s))."""
    return m * (1 + 2 * (1 - ratio) / (1 - 2 * ratio))


def _moments(values: Float[np.ndarray, " n"], draws: float) -> Moments:
    variance = float(values.var(ddof=1))
    return Moments(float(values.mean()), variance, float(np.sqrt(variance / values.size)), draws, values.size)


def least_worst_bias(classes: int, odds: float) -> float:
    """The least worst bias over the odds in {1, `odds`}^N of estimators that read N - 1 scores, by linear programming.

    Their means are the polynomials in the N indicators of which no term has all of them.
    Raises ArithmeticError where the solver fails.
    """
    corners = np.array(list(product((0.0, 1.0), repeat=classes)))
    terms = [s for size in range(classes) for s in combinations(range(classes), size)]
    powers = np.stack([corners[:, list(s)].prod(-1) for s in terms], -1)
    log_z = np.log((corners + (1 - corners) * odds).sum(-1))
    slack = -np.ones((len(corners), 1))
    found = linprog(
        np.eye(len(terms) + 1)[-1],
        np.block([[powers, slack], [-powers, slack]]),
        np.concatenate([log_z, -log_z]),
        bounds=(None, None),
    )
    if found.fun is None:
        raise ArithmeticError(f"the linear programme of {classes} classes: {found.message}")
    return float(found.fun)


def level_squares(p: float, q: float, sizes: Sequence[int]) -> Float[np.ndarray, " sizes"]:
    """E Delta^2 of the multilevel estimator with halves of k draws, for two classes, by summing over both counts."""
    found = []
    for k in sizes:
        chance = binom.pmf(np.arange(k + 1), k, q)
        mean = (np.arange(k + 1) * (p / q) + np.arange(k, -1, -1) * ((1 - p) / (1 - q))) / k
        gap = np.log1p((mean[:, None] - mean) ** 2 / (4 * mean[:, None] * mean)) / 2
        found.append(chance @ gap**2 @ chance)
    return np.array(found)


def _require(scores: Float[np.ndarray, " n"], log_q: Float[np.ndarray, " n"], k: Sequence[int]) -> None:
    for name, values in (("scores", scores), ("log_q", log_q)):
        if np.isnan(values).any() or np.isposinf(values).any():
            raise UsageError(f"{name}: expected no NaN and no +inf, got one at {int(np.argmax(~(values < np.inf)))}")
    total = float(np.exp(log_q).sum())
    if abs(total - 1) > 1e-9:
        raise UsageError(
            f"log_q: expected logarithms of probabilities that sum to 1, got the sum {total}; normalise it"
        )
    if wrong := [size for size in k if size != int(size) or size < 1]:
        raise UsageError(f"k: expected whole numbers of at least 1, got {wrong[0]}")
    if not k:
        raise UsageError("k: expected at least one sample size, got none")

"""The expected sampled log-partition E log Z^, by quadrature to near machine precision and by Monte Carlo.

Z^ = (1/k) sum_i exp(o_{y_i}) / q_{y_i} with y_1, ..., y_k iid from Q: Bengio and Senecal (2008),
doi:10.1109/TNN.2007.912312.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.special import logsumexp

from theory.bookkeeping import NEGATIVES_ONLY
from verify.errors import UsageError
from verify.moments.estimator import Estimator
from verify.moments.quadrature import integrate_values
from verify.seeds import generator

BLOCK = 1024
CELLS = 1 << 20


@dataclass(frozen=True)
class Estimate:
    """A Monte Carlo mean with its standard error, from `n` independent replicates."""

    mean: float
    standard_error: float
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


def monte_carlo_log_partition(
    scores: Float[np.ndarray, " n"], log_q: Float[np.ndarray, " n"], k: int, replicates: int, name: str
) -> Estimate:
    """The mean of `replicates` draws of log Z^, each from k classes drawn with replacement.

    Draws come in blocks of 1024 replicates, block b from the stream (name, b), so that they do not depend on the
    order or the memory at hand. Raises `UsageError` as `expected_log_partition` does, and for fewer than 2 replicates.
    """
    _require(scores, log_q, (k,))
    if replicates < 2:
        raise UsageError(f"replicates: expected at least 2, got {replicates}")
    log_weight = np.where(log_q > -np.inf, scores - np.where(log_q > -np.inf, log_q, 0), -np.inf)
    cumulative = np.cumsum(np.exp(log_q))
    cumulative /= cumulative[-1]
    blocks = [
        _block(log_weight, cumulative, k, min(BLOCK, replicates - start), generator(name, start // BLOCK))
        for start in range(0, replicates, BLOCK)
    ]
    values = np.concatenate(blocks)
    return Estimate(float(values.mean()), float(values.std(ddof=1) / np.sqrt(values.size)), values.size)


def _block(
    log_weight: Float[np.ndarray, " n"],
    cumulative: Float[np.ndarray, " n"],
    k: int,
    rows: int,
    rng: np.random.Generator,
) -> Float[np.ndarray, " rows"]:
    values = np.empty(rows)
    step = max(1, CELLS // k)
    for start in range(0, rows, step):
        uniform = rng.random((min(step, rows - start), k))
        drawn = np.searchsorted(cumulative, uniform, side="right")
        values[start : start + step] = logsumexp(log_weight[drawn], axis=1) - np.log(k)
    return values


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

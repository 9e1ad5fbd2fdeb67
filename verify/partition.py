"""The expected sampled log-partition E log Z^, by quadrature to near machine precision and by Monte Carlo.

Z^ = (1/k) sum_i exp(o_{y_i}) / q_{y_i} with y_1, ..., y_k iid from Q: Bengio and Senecal (2008),
doi:10.1109/TNN.2007.912312.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.special import logsumexp

from verify.errors import UsageError
from verify.seeds import generator

STEP = 0.25
TOLERANCE = 1e-16
OVERFLOW = 700.0
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

    For S > 0, E log S is the integral over u of exp(-e^u) - E exp(-e^u S) (Frullani). With t = e^u / k and the ratios
    w = exp(o) / (q Z), of mean 1, it is the integral over log t of exp(-k t) - phi(t)^k, phi(t) = E exp(-t w); one
    grid of phi serves every k. The integrand is analytic and bounded in the strip |Im log t| < pi / 2, so the
    trapezoid rule of step h errs by O(exp(-pi^2 / h)), 1e-17 for h = 1/4. The left end is cut where the integrand's
    bound, the smaller of kt and k t^2 mu_2 / 2, integrates to 1e-16; the right end where phi^k is below 1e-16.

    A class with log_q = -inf is never drawn; one with score -inf that can be drawn makes the result -inf.
    Raises `UsageError` for NaN or +inf, for a log_q that is not normalised, and for k < 1.
    """
    _require(scores, log_q, k)
    drawn = log_q > -np.inf
    if np.isneginf(scores[drawn]).any():
        return np.full(len(k), -np.inf)
    log_z = logsumexp(scores[drawn])
    log_w = scores[drawn] - log_q[drawn] - log_z
    sizes = np.asarray(k, dtype=np.float64)
    log_t, log_phi = _transform(log_w, log_q[drawn], sizes)
    kt = np.exp(np.minimum(np.log(sizes)[:, None] + log_t, OVERFLOW))
    return np.asarray(log_z + STEP * (np.exp(-kt) - np.exp(sizes[:, None] * log_phi)).sum(-1))


def _transform(
    log_w: Float[np.ndarray, " n"], log_q: Float[np.ndarray, " n"], sizes: Float[np.ndarray, " sizes"]
) -> tuple[Float[np.ndarray, " nodes"], Float[np.ndarray, " nodes"]]:
    """The grid of log t, and log phi on it, from the left cut to where the smallest k has nothing left."""
    log_second = logsumexp(2 * log_w + log_q)
    left = max(np.log(TOLERANCE), (np.log(4 * TOLERANCE * sizes.max()) - log_second) / 2) - np.log(sizes.max())
    q = np.exp(log_q - logsumexp(log_q))
    log_t: list[float] = []
    log_phi = [0.0]
    buffer = np.empty_like(log_w)
    while sizes.min() * log_phi[-1] > np.log(TOLERANCE):
        log_t.append(float(left) + STEP * len(log_t))
        np.add(log_w, log_t[-1], out=buffer)
        np.exp(np.minimum(buffer, OVERFLOW, out=buffer), out=buffer)
        np.negative(buffer, out=buffer)
        log_phi.append(_log_mean_exp(q, buffer, near_zero=log_phi[-1] > -0.5))
    return np.asarray(log_t), np.asarray(log_phi[1:])


def _log_mean_exp(q: Float[np.ndarray, " n"], exponent: Float[np.ndarray, " n"], near_zero: bool) -> float:
    """The logarithm of E exp(exponent), accurate even where it is near 0; overwrites `exponent`."""
    if near_zero:
        return float(np.log1p(q @ np.expm1(exponent, out=exponent)))
    return float(np.log(max(q @ np.exp(exponent, out=exponent), np.finfo(np.float64).tiny)))


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

"""Spectra of the maps' Jacobians, diag s - s s' / sum s, in O(N) an eigenvalue, and searches for the worst p.

Softmax has s = p, alpha-entmax s = p^(2 - alpha) on the support, sparsemax 1 there (`entmax_weights`).
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.optimize import minimize

from theory.maps import require_class, softmax
from verify.seeds import generator

BISECTIONS = 60
SCORE_LIMIT = 40.0


def entmax_weights(p: Float[np.ndarray, "*batch n"], alpha: float) -> Float[np.ndarray, "*batch n"]:
    """The s of alpha-entmax at its value p: p^(2 - alpha), and 0 where p is."""
    return np.asarray(np.power(p, 2 - alpha, out=np.zeros_like(p), where=p > 0))


def eigenvalue(s: Float[np.ndarray, "*batch n"], index: int) -> Float[np.ndarray, "*batch"]:
    """The eigenvalue of diag s - s s' / sum s with that index, 0 for the largest, along the last axis.

    The secular equation 1 = sum_i s_i^2 / (s_i - x) / sum s of a rank-one change reads sum_i s_i / (x - s_i) = 0; its
    root lies between two consecutive s (interlacing; Golub 1973, doi:10.1137/1015032), and is found by bisection on
    its offset from the lower one. The last eigenvalue is 0. Raises ValueError for negative s and for other indices.
    """
    s = np.asarray(s, dtype=np.float64)
    size = s.shape[-1]
    if not (s >= 0).all() or not np.isfinite(s).all():
        raise ValueError(f"s: expected finite non-negative numbers along the last axis, got shape {s.shape}")
    if not 0 <= index < size:
        raise ValueError(f"index: expected one from 0 to {size - 1}, got {index}")
    if index == size - 1:
        return np.zeros(s.shape[:-1])
    ordered = np.partition(s, (size - 2 - index, size - 1 - index), axis=-1)
    lower, upper = ordered[..., size - 2 - index, None], ordered[..., size - 1 - index, None]
    low, high = np.zeros_like(lower), upper - lower
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        above = _secular(s, lower - s + middle) < 0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray((lower + high)[..., 0])


def _secular(
    s: Float[np.ndarray, "*batch n"], distances: Float[np.ndarray, "*batch n"]
) -> Float[np.ndarray, "*batch 1"]:
    """The sum of s_i / (x - s_i), from the distances x - s_i."""
    terms = np.divide(s, distances, out=np.zeros_like(s), where=distances != 0)
    return np.asarray(terms.sum(-1, keepdims=True))


def eigenvalues(s: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """All of them, the largest first, in O(N^2); raises ValueError as `eigenvalue` does."""
    return np.array([float(eigenvalue(s, index)) for index in range(s.size)])


def condition_number(s: Float[np.ndarray, " n"]) -> float:
    """The largest eigenvalue over the least one on the support, the direction of a common offset left out.

    1 where the support has two classes, and infinite where it has one. Raises ValueError as `eigenvalue` does.
    """
    support = s[s > 0]
    if support.size < 2:
        return np.inf
    return float(eigenvalue(support, 0) / eigenvalue(support, support.size - 2))


def largest_eigenvalue(p: Float[np.ndarray, "*batch n"]) -> Float[np.ndarray, "*batch"]:
    """The largest eigenvalue of softmax's Jacobian diag p - p p' for probabilities along the last axis.

    Raises ValueError if p is not a probability vector.
    """
    p = np.asarray(p, dtype=np.float64)
    if p.size == 0 or not (p >= 0).all() or not np.allclose(p.sum(-1), 1, rtol=0, atol=1e-9):
        raise ValueError(f"p: expected non-negative numbers that sum to 1 along the last axis, got shape {p.shape}")
    return eigenvalue(p, 0)


def rankmax_norm(p: Float[np.ndarray, " n"], target: int) -> float:
    """The norm of Rankmax's Jacobian at its value p, with its scale adapted to the target.

    J = p_y (diag a - a e_y' - p a' + n p e_y') with the indicator a of n classes is p_y times the identity on the
    support's vectors that are orthogonal to a, e_y and p, and keeps the span of these. Raises ValueError for a target
    that is no class or has no probability.
    """
    require_class(target, p.size)
    if not p[target] > 0:
        raise ValueError(f"target: expected a class of positive probability, got {target}")
    inside = np.flatnonzero(p > 0)
    q = p[inside]
    unit = (inside == target).astype(np.float64)
    basis = np.linalg.qr(np.stack([np.ones_like(q), unit, q], axis=1))[0]
    image = basis - np.outer(np.ones_like(q), unit @ basis) - np.outer(q, basis.sum(0) - q.size * (unit @ basis))
    norms = np.linalg.svd(basis.T @ image, compute_uv=False)
    return float(p[target] * max(norms[0], 1.0 if q.size > basis.shape[1] else 0.0))


def families(size: int) -> dict[str, Float[np.ndarray, " n"]]:
    """Distributions on `size` >= 3 classes that differ in kind, by name."""
    ranks = np.arange(1, size + 1)
    return {
        "uniform": np.full(size, 1 / size),
        "Zipf": (1 / ranks) / (1 / ranks).sum(),
        "nearly one-hot": _rest_shared(size, [0.999]),
        "two classes": _rest_shared(size, [0.4995, 0.4995]),
        "Dirichlet(1)": generator("families of distributions", size).dirichlet(np.ones(size)),
    }


def _rest_shared(size: int, top: list[float]) -> Float[np.ndarray, " n"]:
    p = np.full(size, (1 - sum(top)) / (size - len(top)))
    p[: len(top)] = top
    return p


@dataclass(frozen=True)
class WorstCase:
    """What a search found: the largest eigenvalue, at these scores, for this direction (its eigenvector)."""

    value: float
    scores: Float[np.ndarray, " n"]
    direction: Float[np.ndarray, " n"]


def worst_scores(size: int, starts: int, name: str) -> WorstCase:
    """The largest eigenvalue over scores in [-40, 40]^size that L-BFGS-B finds from random starts.

    The gradient is that of the variance of the top eigenvector v under p: p_k ((v_k - m)^2 - lambda) (Danskin).
    """
    found = [_climb(generator(name, start).normal(scale=2, size=size)) for start in range(starts)]
    return max(found, key=lambda case: case.value)


def _climb(start: Float[np.ndarray, " n"]) -> WorstCase:
    bounds = [(-SCORE_LIMIT, SCORE_LIMIT)] * start.size
    end = minimize(
        _negative_eigenvalue,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"ftol": 0, "gtol": 1e-12},
    )
    p = softmax(end.x)
    value, direction = _top(p)
    return WorstCase(value, end.x, direction)


def _negative_eigenvalue(scores: Float[np.ndarray, " n"]) -> tuple[float, Float[np.ndarray, " n"]]:
    p = softmax(scores)
    value, v = _top(p)
    return -value, -p * ((v - p @ v) ** 2 - value)


def _top(p: Float[np.ndarray, " n"]) -> tuple[float, Float[np.ndarray, " n"]]:
    values, vectors = np.linalg.eigh(np.diag(p) - np.outer(p, p))
    return float(values[-1]), vectors[:, -1]


@dataclass(frozen=True)
class WorstDistribution:
    """What a search found: the largest eigenvalue of alpha-entmax's Jacobian, at these probabilities."""

    value: float
    p: Float[np.ndarray, " n"]


def worst_distribution(size: int, alpha: float, starts: int, name: str) -> WorstDistribution:
    """The largest eigenvalue over the simplex that L-BFGS-B finds, for 1 <= alpha <= 2, in O(N) a step.

    Over p = softmax(t) from random t, from two large classes, and from one, whose share of the mass is drawn.
    """
    found = []
    for start in range(starts):
        rng = generator(name, start)
        large = start % 3
        t = rng.normal(scale=0.1 if large else 2, size=size)
        t[:large] += np.log(size) * rng.uniform(0.5, 3) + (5 if large == 2 else 0)
        end = minimize(_negative_top, t, (alpha,), jac=True, method="L-BFGS-B", options={"ftol": 0, "gtol": 1e-12})
        p = softmax(end.x)
        found.append(WorstDistribution(float(eigenvalue(entmax_weights(p, alpha), 0)), p))
    return max(found, key=lambda case: case.value)


def worst_of_three(size: int, alpha: float, starts: int, name: str) -> float:
    """The largest eigenvalue over distributions on `size` >= 4 classes of which all but two are alike, by Nelder-Mead.

    On vectors that treat these alike J is diag s - u u' / sum, u = sqrt(count) s, and on the others it is s_3.
    """
    counts = np.array([1.0, 1.0, size - 2.0])

    def negative(t: Float[np.ndarray, " two"]) -> float:
        p = softmax(np.append(t, np.log(counts[2])))
        s = entmax_weights(p / counts, alpha)
        u = np.sqrt(counts) * s
        return -max(float(np.linalg.eigvalsh(np.diag(s) - np.outer(u, u / (counts @ s)))[-1]), float(s[2]))

    ends = [np.log(size) * generator(name, start).uniform(0, 3, size=2) for start in range(starts)]
    return max(
        -float(minimize(negative, end, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-15}).fun)
        for end in ends
    )


def _negative_top(t: Float[np.ndarray, " n"], alpha: float) -> tuple[float, Float[np.ndarray, " n"]]:
    """Minus the eigenvalue and its gradient in t: that in s_i is (v_i - m)^2, m the mean of v under s (Danskin)."""
    p = softmax(t)
    s = entmax_weights(p, alpha)
    value = float(eigenvalue(s, 0))
    v = eigenvector(s, value)
    slope = (2 - alpha) * s * (v - (s @ v) / s.sum()) ** 2
    return -value, -(slope - p * slope.sum())


def eigenvector(s: Float[np.ndarray, " n"], value: float) -> Float[np.ndarray, " n"]:
    """The unit eigenvector of the largest eigenvalue: s_i / (s_i - x), or of two equal largest s their difference."""
    gaps = s - value
    if (np.abs(gaps) <= 1e-14 * value).any():
        first, second = np.argsort(s)[::-1][:2]
        v = np.zeros_like(s)
        v[first], v[second] = 1.0, -1.0
    else:
        v = s / gaps
    return np.asarray(v / np.linalg.norm(v))

"""Spectra of softmax Jacobians: the largest eigenvalue in O(N), and a search for the worst scores."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.optimize import minimize

from theory.maps import softmax
from verify.seeds import generator

BISECTIONS = 60
SCORE_LIMIT = 40.0


def largest_eigenvalue(p: Float[np.ndarray, "*batch n"]) -> Float[np.ndarray, "*batch"]:
    """The largest eigenvalue of diag p - p p' for probabilities along the last axis.

    Where sum p = 1, the secular equation 1 = sum_i p_i^2 / (p_i - x) of a rank-one change reads
    sum_i p_i / (x - p_i) = 0; its largest root lies between the two largest probabilities (interlacing; Golub 1973,
    doi:10.1137/1015032), and is found by bisection on its offset from the second. Raises ValueError if p is not
    a probability vector.
    """
    p = np.asarray(p, dtype=np.float64)
    if p.size == 0 or not (p >= 0).all() or not np.allclose(p.sum(-1), 1, rtol=0, atol=1e-9):
        raise ValueError(f"p: expected non-negative numbers that sum to 1 along the last axis, got shape {p.shape}")
    if p.shape[-1] == 1:
        return np.zeros(p.shape[:-1])
    second, first = np.split(np.partition(p, -2, axis=-1)[..., -2:], 2, axis=-1)
    low, high = np.zeros_like(first), first - second
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        above = _secular(p, second - p + middle) < 0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray((second + high)[..., 0])


def _secular(
    p: Float[np.ndarray, "*batch n"], distances: Float[np.ndarray, "*batch n"]
) -> Float[np.ndarray, "*batch 1"]:
    """The sum of p_i / (x - p_i), from the distances x - p_i."""
    terms = np.divide(p, distances, out=np.zeros_like(p), where=distances != 0)
    return np.asarray(terms.sum(-1, keepdims=True))


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

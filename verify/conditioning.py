"""An adversarial search for scores at which softmax's Jacobian is ill-conditioned."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.optimize import minimize

from theory.maps import softmax
from verify.seeds import generator


@dataclass(frozen=True)
class Worst:
    """The largest condition number orthogonal to the ones that was found, with its scores and two directions."""

    value: float
    scores: Float[np.ndarray, " n"]
    steep: Float[np.ndarray, " n"]
    flat: Float[np.ndarray, " n"]


def condition(scores: Float[np.ndarray, " n"]) -> Worst:
    """The condition number of diag p - p p' orthogonal to the ones, for at least two classes."""
    p = softmax(scores)
    basis = np.linalg.qr(np.eye(p.size) - 1 / p.size)[0][:, : p.size - 1]
    values, vectors = np.linalg.eigh(basis.T @ (np.diag(p) - np.outer(p, p)) @ basis)
    return Worst(float(values[-1] / values[0]), scores, basis @ vectors[:, -1], basis @ vectors[:, 0])


def worst_condition(size: int, spread: float, starts: int, name: str) -> Worst:
    """The worst that L-BFGS-B finds over scores in [0, spread] from random starts."""
    bounds = [(0.0, spread)] * size
    starts_at = (generator(name, start).uniform(0, spread, size) for start in range(starts))
    ends = (minimize(_goodness, begin, method="L-BFGS-B", bounds=bounds).x for begin in starts_at)
    return max(map(condition, ends), key=lambda worst: worst.value)


def _goodness(scores: Float[np.ndarray, " n"]) -> float:
    return -float(np.log(condition(scores).value))

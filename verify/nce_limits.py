"""NCE's population risk minimised numerically, its asymptotic variance, and estimates from simulated labels and draws.

A model has log odds u = X theta, one row of X a class; a free normaliser is a column of ones, a clamped one none, and
one that contexts share a column of ones over the rows of all of them. k = inf is the limit of the risk, sum t - p log t
for the odds t = exp(u). Gutmann and Hyvarinen (2012), JMLR 13:307-361.
"""

import numpy as np
from jaxtyping import Float
from scipy.special import expit

from verify.errors import UsageError

ITERATIONS = 200
TOLERANCE = 1e-12
HALVINGS = 60
ROUNDING = 8 * np.finfo(float).eps

Vector = Float[np.ndarray, " n"]
Design = Float[np.ndarray, "n d"]


def risk(u: Vector, p: Vector, q: Vector, k: float) -> float:
    """The population risk at the log odds u; in the limit without the terms that do not depend on u."""
    if np.isinf(k):
        return float(np.exp(u).sum() - p @ u)
    x = u - np.log(k * q)
    return float(p @ np.logaddexp(0, -x) + k * q @ np.logaddexp(0, x))


def minimiser(p: Vector, q: Vector, k: float, design: Design) -> Float[np.ndarray, " d"]:
    """The parameters of least risk, by Newton's method with halved steps from the fit of log p; it is convex.

    p and q are chances of the rows, in every context; raises `UsageError` if they are not positive, and where the
    minimum is not found.
    """
    for name, values in (("p", p), ("q", q)):
        if not (values > 0).all():
            raise UsageError(f"{name}: expected positive chances, got {values.min()}")
    theta = np.asarray(np.linalg.lstsq(design, np.log(p), rcond=None)[0])
    for _ in range(ITERATIONS):
        first, second = _slopes(design @ theta, p, q, k)
        gradient = design.T @ first
        if np.abs(gradient).max() <= TOLERANCE:
            return theta
        step = np.linalg.solve(design.T * second @ design, gradient)
        theta -= _length(design, theta, step, p, q, k) * step
        if np.abs(step).max() <= TOLERANCE:
            break
    if np.abs(design.T @ _slopes(design @ theta, p, q, k)[0]).max() > 1e-9:
        raise UsageError(f"design: found no minimum within {ITERATIONS} steps; is the model identified?")
    return theta


def _slopes(u: Vector, p: Vector, q: Vector, k: float) -> tuple[Vector, Vector]:
    """The first two derivatives of each class's part of the risk."""
    if np.isinf(k):
        return np.exp(u) - p, np.exp(u)
    h = expit(u - np.log(k * q))
    return k * q * h - p * (1 - h), (p + k * q) * h * (1 - h)


def _length(
    design: Design, theta: Float[np.ndarray, " d"], step: Float[np.ndarray, " d"], p: Vector, q: Vector, k: float
) -> float:
    """The largest of 1, 1/2, 1/4, ... that does not raise the risk by more than it is rounded."""
    now, length = risk(design @ theta, p, q, k), 1.0
    for _ in range(HALVINGS):
        if risk(design @ (theta - length * step), p, q, k) <= now + ROUNDING * abs(now):
            break
        length /= 2
    return length


def learned(u: Vector) -> Vector:
    """The distribution of the log odds: their softmax."""
    t = np.exp(u - u.max())
    return np.asarray(t / t.sum())


def asymptotic_covariance(p: Vector, q: Vector, k: float, design: Design) -> Float[np.ndarray, "d d"]:
    """The covariance of the estimate from n labels and k n draws, times n, for large n and a right model.

    H^-1 V H^-1 with the Hessian H and the covariance V of the gradient of one label and its k draws, at u = log p.
    """
    h = np.zeros_like(p) if np.isinf(k) else p / (p + k * q)
    hessian = design.T * (p * (1 - h)) @ design
    labels = design.T @ (p * (1 - h))
    noise = np.zeros_like(labels) if np.isinf(k) else design.T @ (q * h)
    covariance = design.T * (p * (1 - h) ** 2) @ design - np.outer(labels, labels)
    if not np.isinf(k):
        covariance += k * (design.T * (q * h**2) @ design - np.outer(noise, noise))
    inverse = np.linalg.inv(hessian)
    return np.asarray(inverse @ covariance @ inverse)


def estimates(
    p: Vector, q: Vector, k: int, design: Design, n: int, replicates: int, random: np.random.Generator
) -> Float[np.ndarray, "replicates d"]:
    """NCE's estimates from n labels of p and k n draws of q, `replicates` times, less the true parameters.

    The model is right: u = log p + X (theta - truth). Newton's method from the truth, all replicates at once.
    """
    labels = random.multinomial(n, p, size=replicates) / n
    draws = random.multinomial(k * n, q, size=replicates) / n
    moved = np.zeros((replicates, design.shape[1]))
    for _ in range(30):
        h = expit(np.log(p) - np.log(k * q) + moved @ design.T)
        gradient = (draws * h - labels * (1 - h)) @ design
        hessian = np.einsum("rn,na,nb->rab", (labels + draws) * h * (1 - h), design, design)
        step = np.linalg.solve(hessian, gradient[..., None])[..., 0]
        moved -= step
        if np.abs(step).max() < 1e-10:
            return moved
    raise UsageError("n: Newton's method does not converge from the truth; take more labels")

"""Tsallis' deformed logarithm and exponential, by which softmax and entmax are one family.

Tsallis (1994), Quimica Nova 17(6), 468-471, in entmax's parametrisation: its q is 2 - alpha.
"""

import numpy as np
from jaxtyping import Float

TERMS = 18  # 1 / 20! is below the rounding of 1 / 2!


def log_alpha(x: float | Float[np.ndarray, "*shape"], alpha: float) -> Float[np.ndarray, "*shape"]:
    """(x^(alpha-1) - 1) / (alpha - 1), and log x at alpha = 1, for x >= 0; at 0 it is -1 / (alpha - 1)."""
    with np.errstate(divide="ignore"):
        log = np.log(x)
    return np.asarray(log if alpha == 1 else np.expm1((alpha - 1) * log) / (alpha - 1))


def exp_alpha(x: Float[np.ndarray, "*shape"], alpha: float) -> Float[np.ndarray, "*shape"]:
    """The inverse, max(1 + (alpha-1) x, 0)^(1/(alpha-1)), and exp x at alpha = 1."""
    if alpha == 1:
        return np.asarray(np.exp(x))
    with np.errstate(divide="ignore"):
        return np.asarray(np.exp(np.log1p(np.maximum((alpha - 1) * x, -1)) / (alpha - 1)))


def phi_2(x: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    """(e^x - 1 - x) / x^2, which is positive, and 1/2 at 0: what cancels where exponentials nearly agree."""
    near = np.abs(x) < 1
    small, large = np.where(near, x, 0), np.where(near, 1, x)
    series = np.zeros_like(small)
    for k in range(TERMS + 1, 1, -1):
        series = (1 + small * series) / k
    return np.asarray(np.where(near, series, (np.expm1(large) - large) / large**2))

"""The regularisers Omega of the maps: separable convex functions of a distribution that vanish at the vertices."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from theory.deformed import log_alpha
from theory.maps import require_alpha, require_scale

Entries = Float[np.ndarray, " n"]


@dataclass(frozen=True)
class Regulariser:
    """Omega(p) = sum_i term(p_i), with the derivative of the term; the term is 0 at 0 and at 1."""

    term: Callable[[Entries], Entries]
    slope: Callable[[Entries], Entries]

    def __call__(self, p: Float[np.ndarray, " n"]) -> float:
        """Omega(p); ValueError unless p is a distribution."""
        require_distribution(p, "p")
        return float(self.term(p).sum())


def tsallis(alpha: float) -> Regulariser:
    """That of alpha-entmax: (sum_i p_i^alpha - 1) / (alpha (alpha-1)), at alpha = 1 sum_i p_i log p_i.

    Written by terms as sum_i p_i log_alpha(p_i) / alpha. Tsallis (1988), doi:10.1007/BF01016429; Blondel, Martins and
    Niculae (2020), arXiv 1901.02324. Raises ValueError for alpha below 1 or not finite.
    """
    require_alpha(alpha)
    return Regulariser(
        lambda p: p * log_alpha(np.where(p > 0, p, 1.0), alpha) / alpha,
        lambda p: log_alpha(p, alpha) + 1 / alpha,
    )


def euclidean(scale: float = 1.0) -> Regulariser:
    """That of Rankmax with a fixed scale: (||p||^2 - 1) / (2 scale); ValueError for no positive finite scale."""
    require_scale(scale)
    return Regulariser(lambda p: p * (p - 1) / (2 * scale), lambda p: (2 * p - 1) / (2 * scale))


def bregman_divergence(omega: Regulariser, q: Float[np.ndarray, " n"], p: Float[np.ndarray, " n"]) -> float:
    """D(q || p) = Omega(q) - Omega(p) - <grad Omega(p), q - p>, as it stands; infinite where the gradient at p is.

    The target comes first, the prediction p second: in the order of Def. 4 of arXiv 2506.09454 it is D_Omega(p, q).
    Raises ValueError unless both are distributions.
    """
    moved = q != p
    return omega(q) - omega(p) - float(omega.slope(p[moved]) @ (q - p)[moved])


def require_distribution(p: Float[np.ndarray, " n"], name: str) -> None:
    """ValueError, with the name of the argument, unless p is non-negative and its sum is within 1e-9 of 1."""
    if not (p.min(initial=0.0) >= 0 and abs(p.sum() - 1) <= 1e-9):
        raise ValueError(f"{name}: expected a distribution, got the least entry {p.min(initial=0.0)}, sum {p.sum()}")

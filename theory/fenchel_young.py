r"""Fenchel-Young losses of the maps, their conjugates and margins, and the loss of Rankmax, which is not one of them.

$L(z; q) = \Omega^*(z) + \Omega(q) - \langle z, q\rangle$ of Blondel, Martins and Niculae (2020), arXiv 1901.02324,
Def. 2, is convex in z, non-negative, zero only at $q = \hat p(z)$, and has the gradient $\hat p(z) - q$.
A target is a class or a distribution; for softmax and a distribution q the loss is KL(q || p), the cross-entropy less
the entropy of q.
"""

import numpy as np
from jaxtyping import Float

from theory.deformed import log_alpha, phi_2
from theory.maps import below_top, entmax, rankmax_excess, require_alpha, require_class, require_scale
from theory.regularisers import require_distribution, tsallis


def conjugate(scores: Float[np.ndarray, " n"], alpha: float) -> float:
    """Omega*(z) = max_p <p, z> - Omega(p) for the regulariser of alpha-entmax; log-sum-exp at alpha = 1.

    Raises ValueError for NaN, +inf, or no finite score, and for alpha below 1 or not finite.
    """
    p = entmax(scores, alpha)
    support = p > 0
    return float(scores.max() + p[support] @ below_top(scores)[support] - tsallis(alpha)(p))


def entmax_loss(scores: Float[np.ndarray, " n"], target: int | Float[np.ndarray, " m"], alpha: float) -> float:
    r"""The Fenchel-Young loss of alpha-entmax, for a class or a distribution q; +inf where q has mass on -inf.

    It is $\sum_i D_i + \sum_i q_i \max(\tau - z_i, 0)$, where $D_i \ge 0$ is the part of class i in the Bregman
    divergence $D_\Omega(q \,\|\, p)$ and $\tau$ the score at which probabilities become 0: no term is negative.
    Raises ValueError as `entmax` does, and for a target that is no class or no distribution.
    """
    p = entmax(scores, alpha)
    q = _distribution(target, scores.size)
    if np.isneginf(scores[q > 0]).any():
        return np.inf
    gap = q - p
    if not isinstance(target, np.ndarray):
        gap[target] = np.delete(p, target).sum()
    finite = scores > -np.inf
    p, q, gap = p[finite], q[finite], gap[finite]
    log_p = below_top(scores[finite]) + log_alpha(float(p.max()), alpha)
    least = log_alpha(0.0, alpha)
    below = np.where(p > 0, 0, np.maximum(least - log_p, 0))
    return float(_divergences(q, gap, np.maximum(log_p, least), alpha).sum() + q @ below)


def _distribution(target: int | Float[np.ndarray, " m"], size: int) -> Float[np.ndarray, " n"]:
    if isinstance(target, np.ndarray):
        require_distribution(target, "target")
        if target.size != size:
            raise ValueError(f"target: expected a distribution on {size} classes, got one on {target.size}")
        return np.asarray(target)
    require_class(target, size)
    return np.asarray(np.eye(1, size, target)[0])


def _divergences(
    q: Float[np.ndarray, " n"],
    gap: Float[np.ndarray, " n"],
    log_p: Float[np.ndarray, " n"],
    alpha: float,
) -> Float[np.ndarray, " n"]:
    r"""The classes' parts of $D_\Omega(q \,\|\, p)$, given gap = q - p and log_p = log_alpha p; none is negative.

    $\alpha D_i = q_i (\log_\alpha q_i - \log_\alpha p_i) - p_i^{\alpha-1} (q_i - p_i)$, which cancels where q is near
    p; with $h = \log(q_i / p_i)$ it is $q_i p_i^{\alpha-1} h^2 ((\alpha-1) \varphi_2((\alpha-1) h) + \varphi_2(-h))$.
    """
    power = np.maximum(1 + (alpha - 1) * log_p, 0)
    near = (np.abs(gap) <= q / 2) & (q > 0)
    h = -np.log1p(-np.where(near, gap, 0) / np.where(near, q, 1))
    near &= (alpha - 1) * np.abs(h) <= 1
    h = np.where(near, h, 0)
    close = q * power * h**2 * ((alpha - 1) * phi_2((alpha - 1) * h) + phi_2(-h))
    far = q * (log_alpha(np.where(q > 0, q, 1), alpha) - log_p) - power * gap
    return np.asarray(np.where(near, close, far) / alpha)


def entmax_margin(alpha: float) -> float:
    """The least m such that the loss of class y is zero where z_y >= m + max_{j != y} z_j: 1 / (alpha-1).

    For softmax it is infinite. arXiv 1901.02324. Raises ValueError for alpha below 1 or not finite.
    """
    require_alpha(alpha)
    return 1 / (alpha - 1) if alpha > 1 else np.inf


def rankmax_fixed_loss(
    scores: Float[np.ndarray, " n"], target: int | Float[np.ndarray, " m"], scale: float = 1.0
) -> float:
    """The Fenchel-Young loss of Rankmax with a fixed scale: L(scale z; q) / scale, with L that of sparsemax.

    Raises ValueError as `rankmax_fixed` does, and for a target that is no class or no distribution.
    """
    require_scale(scale)
    return entmax_loss(scale * below_top(scores), target, 2.0) / scale


def rankmax_fixed_margin(scale: float) -> float:
    """The margin of `rankmax_fixed_loss`: 1 / scale; ValueError for a scale that is not positive and finite."""
    require_scale(scale)
    return 1 / scale


def rankmax_loss(scores: Float[np.ndarray, " n"], target: int) -> float:
    """-log p_y = log sum_j max(z_j - z_y + 1, 0) for Rankmax with its scale adapted to y; +inf if y is masked.

    Never negative, and zero where z_y >= 1 + max_{j != y} z_j: its margin is 1. It is not convex in z (for two classes
    it is log(2 + u) in u = z_j - z_y > -1), so it is no Fenchel-Young loss; nor is its gradient p - e_y. Kong et al.
    (2020), NeurIPS 33. Raises ValueError for NaN, +inf, or no finite score, and for a target that is no class.
    """
    return float(np.log1p(np.delete(rankmax_excess(scores, target), target).sum()))

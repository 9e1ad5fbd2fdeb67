"""Dense Jacobians of the maps at one example, and the derivative of entmax with respect to alpha.

Where a score ties with the threshold the sparse maps have a kink; there these are the derivatives with the support
held fixed.
"""

import numpy as np
from jaxtyping import Float

from theory.deformed import phi_2
from theory.maps import below_top, entmax, rankmax, require_scale


def entmax_jacobian(scores: Float[np.ndarray, " n"], alpha: float) -> Float[np.ndarray, "n n"]:
    """diag(s) - s s^T / sum(s), with s_i = p_i^(2-alpha) on the support and 0 off it; softmax at 1, sparsemax at 2.

    Peters, Niculae and Martins (2019), arXiv 1905.05702. Raises ValueError as `entmax` does.
    """
    p = entmax(scores, alpha)
    s = np.power(p, 2 - alpha, out=np.zeros_like(p), where=p > 0)
    jacobian = -np.outer(s, s / s.sum())
    np.fill_diagonal(jacobian, 0)
    np.fill_diagonal(jacobian, -jacobian.sum(1))  # rows sum to 0: no cancellation where one class has nearly all
    return jacobian


def rankmax_fixed_jacobian(scores: Float[np.ndarray, " n"], scale: float = 1.0) -> Float[np.ndarray, "n n"]:
    """The scale times the Jacobian of sparsemax at scale z; raises ValueError as `rankmax_fixed` does."""
    require_scale(scale)
    return scale * entmax_jacobian(scale * below_top(scores), 2.0)


def rankmax_jacobian(scores: Float[np.ndarray, " n"], target: int) -> Float[np.ndarray, "n n"]:
    """(I - p 1^T) (diag(a) - a e_y^T) / S of p = excess / S, with a the indicator of the support; not symmetric.

    The excess max(z_i - z_y + 1, 0) of the target itself is always 1. Raises ValueError as `rankmax` does.
    """
    p = rankmax(scores, target)
    inside = (p > 0).astype(np.float64)
    excess = np.diag(inside)
    excess[:, target] -= inside
    return np.asarray((excess - np.outer(p, excess.sum(0))) * p[target])


def entmax_alpha_derivative(scores: Float[np.ndarray, " n"], alpha: float) -> Float[np.ndarray, " n"]:
    r"""The derivative at fixed scores: -J r, with J the Jacobian and $r_i = \partial\log_\alpha(p_i)/\partial\alpha$.

    From $\log_\alpha p_i = z_i - \lambda$ on the support; $r_i = p_i^{\alpha-1} (\log p_i)^2 \varphi_2((1-\alpha)\log
    p_i)$, half the squared logarithm at $\alpha = 1$, where the derivative is the one from the right. Equal to the one
    of Correia, Niculae and Martins (2019), arXiv 1909.00015, but without its cancellation near 1. Raises ValueError
    as `entmax` does.
    """
    p = entmax(scores, alpha)
    log = np.log(p, out=np.zeros_like(p), where=p > 0)
    r = p ** (alpha - 1) * log**2 * phi_2((1 - alpha) * log)
    return np.asarray(-entmax_jacobian(scores, alpha) @ r)

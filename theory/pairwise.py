"""Losses of a positive against negatives, for one example: BPR, BCE, UIB, SML.

Each is summed over the negatives. They are the losses that RG paper (arXiv 2506.09454), appendix B.2, compares with.
Weights are finite and at least 0, else ValueError.
"""

import math

import numpy as np
from jaxtyping import Float


def bpr_loss(positive: float, negatives: Float[np.ndarray, " k"]) -> float:
    """Bayesian personalised ranking: the sum of -log sigma(o_y - o_j). Rendle et al. (2009), arXiv 1205.2618."""
    return _total(negatives - positive)


def bce_loss(positive: float, negatives: Float[np.ndarray, " k"]) -> float:
    """Binary cross-entropy: -log sigma(o_y), plus the sum of -log(1 - sigma(o_j)).

    He et al. (2017), arXiv 1708.05031, Eq. 7.
    """
    return _total(np.array([-positive])) + _total(negatives)


def uib_loss(positive: float, negatives: Float[np.ndarray, " k"], boundary: float, alpha: float = 1.0) -> float:
    """User interest boundary: -log sigma(o_y - b_x), plus alpha times the sum of -log sigma(b_x - o_j).

    Zhuo et al. (2022), arXiv 2111.11026, Eq. 4 with its phi(t) = -log sigma(-t), as in Eq. 6; appendix B.2 has
    alpha = 1.
    """
    _require_weight("alpha", alpha)
    return _total(np.array([boundary - positive])) + alpha * _total(negatives - boundary)


def sml_loss(
    user: Float[np.ndarray, " dim"],
    positive: Float[np.ndarray, " dim"],
    negatives: Float[np.ndarray, "k dim"],
    user_margin: float,
    item_margin: float,
    weight: float,
    reward: float,
) -> float:
    """Symmetric metric learning: hinges on distances from the user and, `weight` times, from the positive item.

    The sum of [d(x,y) - d(x,j) + m_x]_+ + lambda [d(x,y) - d(y,j) + n_y]_+ over the negatives j, minus
    gamma (m_x + n_y), with lambda = `weight`, gamma = `reward` and d the squared Euclidean distance; margins are in
    (0, l]. Over all pairs of X and Y, the mean of the last term is gamma times the mean m_x plus the mean n_y.
    Li et al. (2020), doi 10.1609/aaai.v34i04.5894.
    """
    _require_weight("weight", weight)
    _require_weight("reward", reward)
    near = _distance(user, positive)
    by_user = np.maximum(near - _distance(user, negatives) + user_margin, 0).sum()
    by_item = np.maximum(near - _distance(positive, negatives) + item_margin, 0).sum()
    return float(by_user + weight * by_item - reward * (user_margin + item_margin))


def _require_weight(name: str, value: float) -> None:
    if not 0 <= value < math.inf:
        raise ValueError(f"{name}: expected a finite number of at least 0, got {value}")


def _total(gaps: Float[np.ndarray, " k"]) -> float:
    """The sum of -log sigma(-t) = log(1 + exp(t))."""
    return float(np.logaddexp(0, gaps).sum())


def _distance(a: Float[np.ndarray, " dim"], b: Float[np.ndarray, "*k dim"]) -> Float[np.ndarray, "*k"]:
    return np.asarray(((a - b) ** 2).sum(-1))

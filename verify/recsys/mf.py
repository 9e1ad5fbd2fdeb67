"""Matrix factorisation: the score of item y for user x is P_x . Q_y, without biases."""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from verify.seeds import generator

INITIAL_SCALE = 0.1


class MatrixFactorisation:
    """User factors P of shape (M, K) and item factors Q of shape (N, K); RG paper (arXiv 2506.09454), section 4.3.

    Both start as independent normal numbers of standard deviation `INITIAL_SCALE`, drawn by seed.
    """

    def __init__(self, n_users: int, n_items: int, dim: int, seed: int) -> None:
        random = generator("recsys.mf", seed)
        self.P = _normal(random, n_users, dim)
        self.Q = _normal(random, n_items, dim)

    def scores(self, start: int, stop: int) -> Float[np.ndarray, "chunk items"]:
        """The scores of users start, ..., stop - 1 for all items."""
        with torch.no_grad():
            values: np.ndarray = (self.P[start:stop] @ self.Q.T).numpy()
        return values


def _normal(random: np.random.Generator, rows: int, dim: int) -> Float[Tensor, "rows dim"]:
    return torch.from_numpy(random.normal(scale=INITIAL_SCALE, size=(rows, dim)).astype(np.float32))

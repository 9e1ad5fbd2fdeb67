"""Matrix factorisation: the score of item y for user x is P_x . Q_y, without biases."""

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.recsys.backbones.base import Backbone, Batch, Encoding
from verify.recsys.lists import UserLists
from verify.seeds import generator

INITIAL_SCALE = 0.1


class MatrixFactorisation(Backbone):
    """User factors P of shape (M, K) and item factors Q of shape (N, K); RG paper (arXiv 2506.09454), section 4.3.

    Both start as independent normal numbers of standard deviation `INITIAL_SCALE`, drawn by seed. The penalty of a
    batch B of users with the pairs D_B is sum_{x in B} |I_x| / |D_B| |P_x|^2 + 1/N sum_y |Q_y|^2, that of RG2 in
    `verify.recsys.als` on the scale of a mean loss per pair, so lambda means the same for every loss.
    """

    stream = "recsys.mf"

    def __init__(self, train: UserLists, n_items: int, dim: int, seed: int) -> None:
        super().__init__()
        random = generator(self.stream, seed)
        self.train_lists = train
        self.P = torch.nn.Parameter(_normal(random, train.n_users, dim))
        self.Q = torch.nn.Parameter(_normal(random, n_items, dim))

    def factors(self) -> tuple[Float[Tensor, "users k"], Float[Tensor, "n k"]]:
        """The vectors whose inner products are the scores."""
        return self.P, self.Q

    def batch(self, users: Int[np.ndarray, " batch"]) -> Batch:
        """One context a user, all training items of a user its positives."""
        device = self.P.device
        counts = torch.from_numpy(self.train_lists.counts[users]).to(device)
        columns = torch.from_numpy(self.train_lists.gather(users)).to(device)
        chosen = torch.from_numpy(users).to(device)
        rows = torch.repeat_interleave(torch.arange(len(users), device=device), counts)
        contexts, items = self.factors()
        lengths = torch.nn.functional.embedding(chosen, self.P).square().sum(1)
        penalty = (counts / len(rows)) @ lengths + self.Q.square().sum() / len(self.Q)
        return Batch(torch.nn.functional.embedding(chosen, contexts), items, rows, columns, penalty)

    def encode(self, seen: UserLists) -> Encoding:  # noqa: ARG002
        """The factors; what users have seen changes nothing."""
        with torch.no_grad():
            contexts, items = (vectors.detach() for vectors in self.factors())
        return Encoding(items, lambda start, stop: contexts[start:stop])


def _normal(random: np.random.Generator, rows: int, dim: int) -> Float[Tensor, "rows dim"]:
    return torch.from_numpy(random.normal(scale=INITIAL_SCALE, size=(rows, dim)).astype(np.float32))

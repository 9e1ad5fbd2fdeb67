"""RG2 by alternating least squares, with weights that depend on the context only.

The objective, for M users x, N items y, training sets I_x and |D| = sum_x |I_x| pairs, is

    F(P, Q) = sum_{x,y} W_x (P_x . Q_y - S_xy)^2 + lambda (sum_x N W_x |P_x|^2 + sum_y |D| |Q_y|^2),
    W_x = |I_x|,    S_xy = r_xy N / |I_x| - 1,

that is, RG paper (arXiv 2506.09454), Eq. 16 and 31-32, with each factor's regulariser weighted by the sum of the
weights of its row or column (N W_x and sum_x W_x = |D|). Eq. 36 and 37 are its exact minimisers in P and in Q.
Because W_x is the same for all items,

    P_x = (Q^T Q + lambda N I)^-1 Q^T S_x,                     Q^T S_x = N / |I_x| sum_{y in I_x} Q_y - sum_y Q_y,
    Q_y = (P^T W P + lambda |D| I)^-1 P^T W S_y,               P^T W S_y = N sum_{x: y in I_x} P_x - sum_x W_x P_x,

so that each half-step solves one K x K system for all rows and never forms a matrix of shape (M, N).
"""

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.learner import FactorLearner
from verify.recsys.lists import UserLists
from verify.recsys.splits import Split


class TrainingSet:
    """The training pairs from both sides; every user must have one."""

    def __init__(self, train: UserLists, n_items: int) -> None:
        by_item = UserLists.of(train.values, train.users, n_items)
        self.n_items = n_items
        self.weights = torch.from_numpy(train.counts)
        self.items, self.item_start = _bags(train)
        self.users, self.user_start = _bags(by_item)

    @property
    def n_pairs(self) -> int:
        """The number |D| of training pairs."""
        return len(self.items)


def _bags(lists: UserLists) -> tuple[Int[Tensor, " pairs"], Int[Tensor, " rows"]]:
    return torch.from_numpy(np.array(lists.values)), torch.from_numpy(lists.start[:-1].copy())


def _sums(
    factors: Float[Tensor, "source k"], members: Int[Tensor, " pairs"], start: Int[Tensor, " rows"]
) -> Float[Tensor, "rows k"]:
    """The sum of the factors of each row's members."""
    return torch.nn.functional.embedding_bag(members, factors, start, mode="sum")


def _user_targets(Q: Float[Tensor, "n k"], data: TrainingSet) -> Float[Tensor, "m k"]:
    """The rows Q^T S_x."""
    weights = data.weights.to(Q.dtype)[:, None]
    targets: Tensor = data.n_items / weights * _sums(Q, data.items, data.item_start) - Q.sum(0)
    return targets


def solve_users(Q: Float[Tensor, "n k"], data: TrainingSet, regularisation: float) -> Float[Tensor, "m k"]:
    """The P that minimises F for given Q (Eq. 36)."""
    system = Q.T @ Q + regularisation * data.n_items * torch.eye(Q.shape[1], dtype=Q.dtype)
    P: Tensor = torch.linalg.solve(system, _user_targets(Q, data), left=False)
    return P


def solve_items(P: Float[Tensor, "m k"], data: TrainingSet, regularisation: float) -> Float[Tensor, "n k"]:
    """The Q that minimises F for given P (Eq. 37)."""
    weighted = data.weights.to(P.dtype)[:, None] * P
    system = P.T @ weighted + regularisation * data.n_pairs * torch.eye(P.shape[1], dtype=P.dtype)
    targets = data.n_items * _sums(P, data.users, data.user_start) - weighted.sum(0)
    Q: Tensor = torch.linalg.solve(system, targets, left=False)
    return Q


def squared_error(P: Float[Tensor, "m k"], Q: Float[Tensor, "n k"], data: TrainingSet) -> float:
    """sum_{x,y} W_x (P_x . Q_y - S_xy)^2, without forming the scores: sum_y S_xy^2 is N^2 / |I_x| - N."""
    weights = data.weights.to(P.dtype)
    constant = (data.n_items**2 - data.n_items * weights).sum()
    linear = (weights[:, None] * P * _user_targets(Q, data)).sum()
    quadratic = ((P.T @ (weights[:, None] * P)) * (Q.T @ Q)).sum()
    return float(constant - 2 * linear + quadratic)


def penalty(P: Float[Tensor, "m k"], Q: Float[Tensor, "n k"], data: TrainingSet) -> float:
    """The factor of lambda in F."""
    users = data.n_items * (data.weights.to(P.dtype)[:, None] * P.square()).sum()
    return float(users + data.n_pairs * Q.square().sum())


class AlternatingLeastSquares(FactorLearner):
    """Trains a matrix factorisation on RG2; one epoch is both half-steps."""

    def __init__(self, model: MatrixFactorisation, split: Split, regularisation: float) -> None:
        self.model = model
        self.data = TrainingSet(split.train, split.n_items)
        self.regularisation = regularisation

    def epoch(self) -> float:
        """Solve for P, then for Q; returns the mean loss per positive, squared_error / (2 N |D|), after both."""
        with torch.no_grad():
            self.model.P.copy_(solve_users(self.model.Q, self.data, self.regularisation))
            self.model.Q.copy_(solve_items(self.model.P, self.data, self.regularisation))
            error = squared_error(self.model.P, self.model.Q, self.data)
        return error / (2 * self.data.n_items * self.data.n_pairs)

r"""WRMF (iALS) by exact alternating least squares.

The objective, for 0-1 data r of M users x and N items y and training sets I_x, is

    F(P, Q) = sum_{x,y} w_xy (P_x . Q_y - r_xy)^2 + lambda (|P|^2 + |Q|^2),    w_xy = 1 + alpha r_xy,

Hu, Koren and Volinsky (2008), doi 10.1109/ICDM.2008.22; RG paper (arXiv 2506.09454), Eq. 11 and B.2, has M N times
that mean. For given Q the best row is $P_x = (1 + \alpha) A_x^{-1} \sum_{y \in I_x} Q_y$ with
$A_x = G + \alpha \sum_{y \in I_x} Q_yQ_y^\top$ and $G = Q^\top Q + \lambda I$ (those of Q likewise); a row without
pairs is 0. With $G = LL^\top$ and z = L^-1 Q_y for the factors of the items, A_x is
$L (I + \alpha \sum z z^\top) L^\top$, and $\sum_y z z^\top$ over all items is at most I. So the condition of
every row's system is at most 1 + alpha, whatever the data, and only G, one K x K matrix a side, is factorised in
float64.
"""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from verify.errors import UsageError
from verify.kernels import als as compiled
from verify.kernels import usable
from verify.kernels.rows import over_rows
from verify.recsys.als import require_ridge
from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.learner import FactorLearner
from verify.recsys.lists import UserLists
from verify.recsys.splits import Split

LEAST_PIVOT = 1e-7
"""Of Cholesky's pivots, relative to the largest: where they are smaller, rounding has swallowed lambda."""


@torch.no_grad()
def solve(factors: Float[Tensor, "n k"], lists: UserLists, alpha: float, regularisation: float) -> Float[Tensor, "m k"]:
    """The rows that minimise F for the given factors of the other side; `lists` has the members of each row.

    Raises `UsageError` for factors that are not finite, for an alpha below 0 and a lambda that is not positive.
    """
    require(alpha, regularisation)
    wide = factors.double()
    identity = torch.eye(factors.shape[1], dtype=wide.dtype, device=wide.device)
    gram = wide.T @ wide + regularisation * identity
    if not torch.isfinite(gram).all():
        raise UsageError("the factors hold values that are not finite; raise regularisation, or start anew")
    lower, failed = torch.linalg.cholesky_ex(gram)
    pivots = lower.diagonal()
    if failed or pivots.min() < LEAST_PIVOT * pivots.max():
        raise UsageError(f"regularisation is {regularisation}, too small for factors of this size; raise it")
    whitener = torch.linalg.solve_triangular(lower, identity, upper=False).to(factors.dtype)
    rows: Tensor = _solve_rows(factors @ whitener.T, lists, alpha) @ whitener
    return rows


@torch.no_grad()
def squared_error(P: Float[Tensor, "m k"], Q: Float[Tensor, "n k"], train: UserLists, alpha: float) -> float:
    """sum_{x,y} w_xy (P_x . Q_y - r_xy)^2: the squares of all scores from two K x K matrices, and what pairs change."""
    every = ((P.T @ P).double() * (Q.T @ Q).double()).sum()
    o = pair_scores(P, Q, train).double()
    return float(every + ((1 + alpha) * (o - 1).square() - o.square()).sum())


@torch.no_grad()
def objective(
    P: Float[Tensor, "m k"], Q: Float[Tensor, "n k"], train: UserLists, alpha: float, regularisation: float
) -> float:
    """F(P, Q)."""
    norms = P.double().square().sum() + Q.double().square().sum()
    return squared_error(P, Q, train, alpha) + regularisation * float(norms)


@torch.no_grad()
def pair_scores(P: Float[Tensor, "m k"], Q: Float[Tensor, "n k"], lists: UserLists) -> Float[Tensor, " pairs"]:
    """P_x . Q_y of each pair, in the order of the lists."""
    if not usable(P):
        rows, columns = (torch.from_numpy(np.array(ids)).to(P.device) for ids in (lists.users, lists.values))
        scores: Tensor = (P[rows] * Q[columns]).sum(1)
        return scores
    out = P.new_empty(len(lists.values))
    _over_rows(partial(compiled.pair_scores, Q.detach().numpy(), lists.values, out.numpy()), P, lists)
    return out


class WRMF(FactorLearner):
    """Trains a matrix factorisation on WRMF; one epoch is both half-steps.

    Raises `UsageError` for a lambda that is not positive and for an alpha below 0.
    """

    def __init__(self, model: MatrixFactorisation, split: Split, alpha: float, regularisation: float) -> None:
        require(alpha, regularisation)
        self.model, self.alpha, self.regularisation = model, alpha, regularisation
        self.by_user = split.train
        self.by_item = UserLists.of(split.train.values, split.train.users, split.n_items)

    @torch.no_grad()
    def epoch(self) -> float:
        """Solve for P, then for Q; returns `squared_error` after both, over the number of training pairs."""
        P, Q = self.model.P, self.model.Q
        P.copy_(solve(Q, self.by_user, self.alpha, self.regularisation))
        Q.copy_(solve(P, self.by_item, self.alpha, self.regularisation))
        return squared_error(P, Q, self.by_user, self.alpha) / len(self.by_user.values)


def require(alpha: float, regularisation: float) -> None:
    """`UsageError` unless alpha is a finite number of at least 0 and lambda a finite positive number."""
    if not (math.isfinite(alpha) and alpha >= 0):
        raise UsageError(f"alpha is {alpha}; it must be a number of at least 0")
    require_ridge(regularisation)


def _solve_rows(factors: Float[Tensor, "n k"], lists: UserLists, alpha: float) -> Float[Tensor, "m k"]:
    """The rows (1 + alpha) (I + alpha Z^T Z)^-1 Z^T 1, Z the factors of a row's members."""
    if not usable(factors):
        return _solve_rows_by_torch(factors, lists, alpha)
    rows = torch.zeros(lists.n_users, factors.shape[1], dtype=factors.dtype)
    weight = rows.numpy().dtype.type(alpha)
    _over_rows(partial(compiled.solve_rows, factors.detach().numpy(), lists.values, weight), rows, lists)
    return rows


def _solve_rows_by_torch(factors: Float[Tensor, "n k"], lists: UserLists, alpha: float) -> Float[Tensor, "m k"]:
    rows = factors.new_zeros(lists.n_users, factors.shape[1])
    identity = torch.eye(factors.shape[1], dtype=factors.dtype, device=factors.device)
    for row in np.flatnonzero(lists.counts):
        Z = factors[torch.from_numpy(lists[row]).to(factors.device)]
        rows[row] = torch.linalg.solve(identity + alpha * Z.T @ Z, (1 + alpha) * Z.sum(0))
    return rows


def _over_rows(kernel: Callable[..., None], rows: Float[Tensor, "m k"], lists: UserLists) -> None:
    """Call kernel(rows, begin, end), the bounds being those of each row's list, on blocks of rows."""
    over_rows(kernel, rows, *(torch.from_numpy(lists.start[part].copy()) for part in (slice(-1), slice(1, None))))

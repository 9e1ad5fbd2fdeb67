r"""RG2's global optimum for every lambda from one truncated singular value decomposition.

For the objective of `verify.recsys.als`, $F = \|T - AQ^\top\|_F^2 + \lambda(N\|A\|_F^2 + |D|\,\|Q\|_F^2)$ with
$A = W^{1/2}P$ and

    T = W^{1/2} S = N W^{-1/2} R - W^{1/2} 1 1^T,    W = diag(|I_x|),

a sparse matrix less one of rank one, which is never formed. With the singular values sigma_k of T and
tau = lambda sqrt(N |D|), the least F over factors with K columns is
$\|T\|^2 - \sum_{k \le K} \max(\sigma_k - \tau, 0)^2$, reached at scores $W^{-1/2} U \max(\Sigma - \tau, 0) V^\top$
(proved in `theory.rg2_optimum`). The same decomposition serves every lambda and every smaller K.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, svds
from torch import Tensor

from verify.recsys.lists import UserLists
from verify.seeds import generator


@dataclass(frozen=True)
class Decomposition:
    """The K largest singular values of T, descending, their vectors, and what the optimum needs of the data."""

    left: Float[np.ndarray, "m k"]
    values: Float[np.ndarray, " k"]
    right: Float[np.ndarray, "n k"]
    weights: Float[np.ndarray, " m"]
    total: float

    @property
    def n_pairs(self) -> float:
        """The number |D| of training pairs."""
        return float(self.weights.sum())

    def threshold(self, regularisation: float) -> float:
        """The tau of a lambda: what is taken off every singular value."""
        return float(regularisation * np.sqrt(len(self.right) * self.n_pairs))

    def minimum(self, regularisation: float) -> float:
        """The least objective over factors with K columns."""
        excess = np.maximum(self.values - self.threshold(regularisation), 0)
        return float(self.total - np.square(excess).sum())

    def cut(self, dim: int) -> "Decomposition":
        """The first `dim` singular values and vectors alone."""
        return Decomposition(self.left[:, :dim], self.values[:dim], self.right[:, :dim], self.weights, self.total)

    def factors(self, regularisation: float) -> tuple[Float[Tensor, "m k"], Float[Tensor, "n k"]]:
        """Factors P and Q of the optimum, balanced: N W_x-weighted squares of P equal |D| times those of Q."""
        excess = np.maximum(self.values - self.threshold(regularisation), 0)
        ratio = np.sqrt(len(self.right) / self.n_pairs)
        P = self.left * np.sqrt(excess / ratio) / np.sqrt(self.weights)[:, None]
        return torch.from_numpy(P), torch.from_numpy(self.right * np.sqrt(excess * ratio))


def decompose(train: UserLists, n_items: int, dim: int) -> Decomposition:
    """The `dim` largest singular values and vectors of T, by Lanczos bidiagonalisation without forming T.

    Every user must have a training item. Raises ValueError unless 0 < dim < min(users, items).
    """
    weights = train.counts.astype(np.float64)
    if not weights.all():
        raise ValueError(f"user {int(weights.argmin())} has no training item; give every user one")
    if not 0 < dim < min(train.n_users, n_items):
        raise ValueError(f"dim is {dim}; give one from 1 to {min(train.n_users, n_items) - 1}")
    start = generator("recsys.rg2_svd").normal(size=min(train.n_users, n_items))
    left, values, right = svds(operator(train, n_items), k=dim, v0=start, solver="arpack")
    order = np.argsort(-values)
    total = float((n_items**2 - n_items * weights).sum())
    return Decomposition(left[:, order], values[order], right.T[:, order], weights, total)


def operator(train: UserLists, n_items: int) -> LinearOperator:
    """T as an operator: two sparse products and two inner products, O(|D| + M + N) a vector."""
    root = np.sqrt(train.counts.astype(np.float64))
    sparse = csr_array(
        (np.repeat(n_items / root, train.counts), train.values, train.start), shape=(train.n_users, n_items)
    )
    transposed = sparse.T.tocsr()
    return LinearOperator(
        shape=sparse.shape,
        dtype=np.float64,
        matvec=lambda v: sparse @ v - root * v.sum(),
        rmatvec=lambda u: transposed @ u - root @ u,
        matmat=lambda V: sparse @ V - np.outer(root, V.sum(0)),
        rmatmat=lambda U: transposed @ U - root @ U,
    )

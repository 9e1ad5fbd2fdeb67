r"""RG2 and RGx by alternating least squares, with weights that depend on the context only.

The objective, for M users x, N items y and training sets I_x, is

    F(P, Q) = sum_x W_x (sum_y (o_xy - S_xy)^2 - kappa I_x(o)) + lambda (sum_x a_x |P_x|^2 + b sum_y |Q_y|^2),

o = P Q^T, S_xy = r_xy N / |I_x| - 1: RG paper (arXiv 2506.09454), Eq. 16-17 and 31-32. W, the interaction I, its share
kappa, and the ridge a, b are a `Form` of `verify.recsys.rg_forms`. Because W_x is the same for all items, all users
share the eigenvectors of one K x K matrix, and all items one system: no matrix of shape (M, N) is formed.

    P_x = Q^T S_x (H + lambda a_x / W_x I)^-1,         Q^T S_x = N / |I_x| sum_{y in I_x} Q_y - sum_y Q_y,
    Q_y = P^T W S_y (c P^T W P + lambda b I)^-1,       P^T W S_y = N sum_{x: y in I_x} W_x / |I_x| P_x - sum_x W_x P_x,

with H = Q^T Q, c = 1 for RG2; both times 1 - kappa for the squared scores I_x = |o_x|^2 of Eq. 31; and
H = Q^T Q - kappa q q^T, q = sum_y Q_y, c = 1, for I_x = (1^T o_x)^2 of Eq. 15. There the interaction couples the items,
but the rows of S sum to 0, so that at the minimiser q = 0 and the coupling is gone.

For W_x = |I_x| and the ridge a_x = sum_y W_x, b = sum_x W_x these are Eq. 36 and 37 (RG2), and 38 and 39 (RGx with
squared scores, kappa = 1 / N).
"""

import math

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.errors import UsageError
from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.learner import FactorLearner
from verify.recsys.lists import UserLists
from verify.recsys.rg_forms import RG2, Form
from verify.recsys.splits import Split


class TrainingSet:
    """The training pairs from both sides, with the weights of a form; `UsageError` for a user who has none."""

    def __init__(self, train: UserLists, n_items: int, form: Form = RG2) -> None:
        form.require_bounded(n_items)
        sizes = torch.from_numpy(train.counts)
        if (empty := (sizes == 0).nonzero()).numel():
            raise UsageError(f"user {int(empty[0])} has no training item; N / |I_x| needs one: drop such users")
        by_item = UserLists.of(train.values, train.users, n_items)
        self.n_items, self.form, self.sizes = n_items, form, sizes
        self.weights = sizes if form.weight is None else torch.full(sizes.shape, form.weight, dtype=torch.float64)
        self.items, self.item_start = _bags(train)
        self.users, self.user_start = _bags(by_item)

    @property
    def n_pairs(self) -> int:
        """The number |D| of training pairs."""
        return len(self.items)

    @property
    def total(self) -> float:
        """The sum of the weights of an item: |D| if they are |I_x|."""
        return float(self.weights.sum())

    @property
    def user_ridge(self) -> Float[Tensor, "#m 1"]:
        """The a of each user over its weight, in one row if all are equal."""
        if self.form.ridge == "plain":
            return 1 / self.weights.double()[:, None]
        return torch.full((1, 1), float(self.n_items), dtype=torch.float64)

    @property
    def item_ridge(self) -> float:
        """The b of every item."""
        return 1.0 if self.form.ridge == "plain" else self.total


def _bags(lists: UserLists) -> tuple[Int[Tensor, " pairs"], Int[Tensor, " rows"]]:
    return torch.from_numpy(np.array(lists.values)), torch.from_numpy(lists.start[:-1].copy())


def _sums(
    factors: Float[Tensor, "source k"], members: Int[Tensor, " pairs"], start: Int[Tensor, " rows"]
) -> Float[Tensor, "rows k"]:
    """The sum of the factors of each row's members."""
    return torch.nn.functional.embedding_bag(members, factors, start, mode="sum")


def user_targets(Q: Float[Tensor, "n k"], data: TrainingSet) -> Float[Tensor, "m k"]:
    """The rows Q^T S_x."""
    sizes = data.sizes.to(Q.dtype)[:, None]
    targets: Tensor = data.n_items / sizes * _sums(Q, data.items, data.item_start) - Q.sum(0)
    return targets


def item_targets(P: Float[Tensor, "m k"], data: TrainingSet) -> Float[Tensor, "n k"]:
    """The rows P^T W S_y."""
    weights, sizes = data.weights.to(P.dtype)[:, None], data.sizes.to(P.dtype)[:, None]
    targets: Tensor = data.n_items * _sums(weights / sizes * P, data.users, data.user_start) - (weights * P).sum(0)
    return targets


def solve_users(Q: Float[Tensor, "n k"], data: TrainingSet, regularisation: float) -> Float[Tensor, "m k"]:
    """The P that minimises F for given Q (Eq. 36 for RG2)."""
    gram = _weighted_gram(Q, data)
    values, vectors = torch.linalg.eigh(gram)
    shrinkage = 1 / (values + regularisation * data.user_ridge)
    vectors = vectors.to(Q.dtype)
    P: Tensor = (user_targets(Q, data) @ vectors).mul_(shrinkage.to(Q.dtype)) @ vectors.T
    return P


def _weighted_gram(Q: Float[Tensor, "n k"], data: TrainingSet) -> Float[Tensor, "k k"]:
    """The H of the users' systems, in float64."""
    gram, sums = (Q.T @ Q).double(), Q.sum(0).double()
    if data.form.interaction == "sum":
        return gram - data.form.share(data.n_items) * torch.outer(sums, sums)
    return (1 - data.form.share(data.n_items)) * gram


def solve_items(P: Float[Tensor, "m k"], data: TrainingSet, regularisation: float) -> Float[Tensor, "n k"]:
    """The Q that minimises F for given P (Eq. 37 for RG2)."""
    gram = (P.T @ (data.weights.to(P.dtype)[:, None] * P)).double()
    shrunk = gram if data.form.interaction == "sum" else (1 - data.form.share(data.n_items)) * gram
    system = shrunk + regularisation * data.item_ridge * torch.eye(P.shape[1], dtype=torch.float64)
    Q: Tensor = item_targets(P, data) @ torch.linalg.inv(system).to(P.dtype)
    return Q


def squared_error(P: Float[Tensor, "m k"], Q: Float[Tensor, "n k"], data: TrainingSet) -> float:
    """sum_{x,y} W_x (P_x . Q_y - S_xy)^2, without forming the scores: sum_y S_xy^2 is N^2 / |I_x| - N."""
    weights, sizes = data.weights.to(P.dtype), data.sizes.to(P.dtype)
    constant = (weights * (data.n_items**2 / sizes - data.n_items)).sum()
    linear = (weights[:, None] * P * user_targets(Q, data)).sum()
    quadratic = ((P.T @ (weights[:, None] * P)) * (Q.T @ Q)).sum()
    return float(constant - 2 * linear + quadratic)


def interaction(P: Float[Tensor, "m k"], Q: Float[Tensor, "n k"], data: TrainingSet) -> float:
    """sum_x W_x kappa I_x(o), which F subtracts."""
    if data.form.interaction == "none":
        return 0.0
    between = torch.outer(Q.sum(0), Q.sum(0)) if data.form.interaction == "sum" else Q.T @ Q
    return data.form.share(data.n_items) * float((P.T @ (data.weights.to(P.dtype)[:, None] * P) * between).sum())


def penalty(P: Float[Tensor, "m k"], Q: Float[Tensor, "n k"], data: TrainingSet) -> float:
    """The factor of lambda in F."""
    users = (data.user_ridge * data.weights[:, None]).to(P.dtype)
    return float((users * P.square()).sum() + data.item_ridge * Q.square().sum())


def objective(P: Float[Tensor, "m k"], Q: Float[Tensor, "n k"], data: TrainingSet, regularisation: float) -> float:
    """F(P, Q)."""
    return squared_error(P, Q, data) - interaction(P, Q, data) + regularisation * penalty(P, Q, data)


class AlternatingLeastSquares(FactorLearner):
    """Trains a matrix factorisation on a form of RG2 or RGx, from the model's Q; one epoch is both half-steps.

    Raises `UsageError` for a lambda that is not positive, a user without training item and a form that is unbounded.
    """

    def __init__(self, model: MatrixFactorisation, split: Split, regularisation: float, form: Form = RG2) -> None:
        require_ridge(regularisation)
        self.model, self.regularisation = model, regularisation
        self.data = TrainingSet(split.train, split.n_items, form)

    @torch.no_grad()
    def epoch(self) -> float:
        """Solve for P, then for Q; returns F without ridge after both, over 2 N times the sum of W.

        With W_x = |I_x| that is the mean loss per positive, up to a constant.
        """
        P, Q, data = self.model.P, self.model.Q, self.data
        P.copy_(solve_users(Q, data, self.regularisation))
        Q.copy_(solve_items(P, data, self.regularisation))
        return (squared_error(P, Q, data) - interaction(P, Q, data)) / (2 * data.n_items * data.total)


def require_ridge(regularisation: float) -> None:
    """`UsageError` unless lambda is a finite positive number."""
    if not (math.isfinite(regularisation) and regularisation > 0):
        raise UsageError(f"regularisation is {regularisation}; least squares need a positive number")

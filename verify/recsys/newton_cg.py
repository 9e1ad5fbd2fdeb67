r"""RG2 by Newton's method with conjugate gradients, on both factors of a matrix factorisation at once.

RG paper (arXiv 2506.09454), section 4.5, names the method. The objective is that of `verify.recsys.als`, and its full
Hessian is used, not the Gauss-Newton part. With $G = Q^\top Q$, $H = P^\top WP$ its product with $(p, q)$ is twice

    W (p G + P (q^T Q + Q^T q) - q^T S) + lambda N W p,        q^T S having the rows q^T S_x,
    q H + Q (p^T W P + P^T W p) - p^T W S + lambda |D| q,      p^T W S the rows p^T W S_y,

so that one product costs two sparse sums and a few K x K matrices, as a sweep of alternating least squares does; no
matrix of shape (M, N) is formed. The two systems of that sweep are the preconditioner. Conjugate gradients stop
(Steihaug 1983, doi 10.1137/0720042) where the residual is small enough for a locally superlinear rate (Dembo,
Eisenstat and Steihaug 1982, doi 10.1137/0719025), or where the curvature is not positive: away from a minimum the
Hessian is indefinite. The step is halved until the objective falls enough (Armijo). All is computed in float64.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from verify.recsys import als
from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.learner import FactorLearner
from verify.recsys.splits import Split

INNER, HALVINGS, DECREASE = 100, 40, 1e-4
"""The most products with the Hessian a step, the most halvings of it, and the share of the slope that must be kept."""


@dataclass(frozen=True)
class Pair:
    """Factors, or a direction in them: P and Q side by side."""

    P: Float[Tensor, "m k"]
    Q: Float[Tensor, "n k"]

    def dot(self, other: "Pair") -> float:
        """The inner product."""
        return float((self.P * other.P).sum() + (self.Q * other.Q).sum())

    def times(self, factor: float) -> "Pair":
        """All numbers times `factor`."""
        return Pair(factor * self.P, factor * self.Q)

    def plus(self, step: float, other: "Pair") -> "Pair":
        """The sum with `step` times another."""
        return Pair(self.P + step * other.P, self.Q + step * other.Q)


class Quadratic:
    """The second-order model of RG2's objective at given factors."""

    def __init__(self, at: Pair, data: als.TrainingSet, regularisation: float) -> None:
        self.at, self.data = at, data
        self.W = data.weights.double()[:, None]
        self.user_ridge, self.item_ridge = regularisation * data.user_ridge, regularisation * data.item_ridge
        self.G, self.H = at.Q.T @ at.Q, at.P.T @ (self.W * at.P)
        identity = torch.eye(len(self.G), dtype=self.G.dtype)
        self.inverse_G = torch.linalg.inv(self.G + self.user_ridge * identity)
        self.inverse_H = torch.linalg.inv(self.H + self.item_ridge * identity)

    def gradient(self) -> Pair:
        """The gradient of the objective."""
        P, Q = self.at.P, self.at.Q
        by_P = self.W * (P @ self.G - als.user_targets(Q, self.data) + self.user_ridge * P)
        by_Q = Q @ self.H - als.item_targets(P, self.data) + self.item_ridge * Q
        return Pair(2 * by_P, 2 * by_Q)

    def product(self, v: Pair) -> Pair:
        """The Hessian times a direction."""
        P, Q = self.at.P, self.at.Q
        cross_Q, cross_P = v.Q.T @ Q, v.P.T @ (self.W * P)
        by_P = v.P @ self.G + P @ (cross_Q + cross_Q.T) - als.user_targets(v.Q, self.data) + self.user_ridge * v.P
        by_Q = v.Q @ self.H + Q @ (cross_P + cross_P.T) - als.item_targets(v.P, self.data)
        return Pair(2 * self.W * by_P, 2 * (by_Q + self.item_ridge * v.Q))

    def precondition(self, v: Pair) -> Pair:
        """The inverse of the Hessian's blocks of P and of Q, times a direction."""
        return Pair(v.P @ self.inverse_G / (2 * self.W), v.Q @ self.inverse_H / 2)


def direction(model: Quadratic, gradient: Pair, tolerance: float) -> Pair:
    """A direction of descent: conjugate gradients on the Newton equation, up to a relative residual `tolerance`."""
    residual = gradient
    z = model.precondition(residual)
    square = first = residual.dot(z)
    p, found = z.times(-1.0), z.times(0.0)
    for inner in range(INNER):
        if square <= tolerance**2 * first:
            break
        image = model.product(p)
        curvature = p.dot(image)
        if curvature <= 0:
            return p if inner == 0 else found
        step = square / curvature
        found, residual = found.plus(step, p), residual.plus(step, image)
        z = model.precondition(residual)
        before, square = square, residual.dot(z)
        p = z.times(-1.0).plus(square / before, p)
    return found


def backtrack(value: Callable[[Pair], float], at: Pair, along: Pair, slope: float) -> Pair:
    """The first of the steps 1, 1/2, 1/4, ... that keeps `DECREASE` of the slope's decrease; `at` if there is none."""
    here, step = value(at), 1.0
    for _ in range(HALVINGS):
        moved = at.plus(step, along)
        if value(moved) <= here + DECREASE * step * slope:
            return moved
        step /= 2
    return at


def newton_step(at: Pair, data: als.TrainingSet, regularisation: float) -> Pair:
    """The factors after one step of the method; the same factors where nothing is left to gain."""
    model = Quadratic(at, data, regularisation)
    gradient = model.gradient()
    size = gradient.dot(model.precondition(gradient)) / als.squared_error(0 * at.P, 0 * at.Q, data)
    along = direction(model, gradient, min(0.5, size**0.25))
    return backtrack(lambda x: als.objective(x.P, x.Q, data, regularisation), at, along, min(gradient.dot(along), 0.0))


class NewtonCG(FactorLearner):
    """Trains a matrix factorisation on RG2; one epoch is one step of the method.

    Raises `UsageError` for a lambda that is not positive and a user without training item.
    """

    def __init__(self, model: MatrixFactorisation, split: Split, regularisation: float) -> None:
        als.require_ridge(regularisation)
        self.model, self.regularisation = model, regularisation
        self.data = als.TrainingSet(split.train, split.n_items)

    @torch.no_grad()
    def epoch(self) -> float:
        """One step; returns the mean loss per positive after it, as `als.AlternatingLeastSquares` does."""
        P, Q = self.model.P, self.model.Q
        moved = newton_step(Pair(P.double(), Q.double()), self.data, self.regularisation)
        P.copy_(moved.P)
        Q.copy_(moved.Q)
        return als.squared_error(moved.P, moved.Q, self.data) / (2 * self.data.n_items * self.data.n_pairs)

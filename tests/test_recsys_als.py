from itertools import pairwise

import pytest
import torch

from verify.recsys import als
from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.interactions import Interactions
from verify.recsys.splits import split
from verify.seeds import generator

M, N, K, REGULARISATION = 12, 9, 3, 0.07


def problem(dtype=torch.float64):
    random = generator("recsys.als")
    users, items = (random.random((M, N)) < 0.4).nonzero()
    data = Interactions.of(users, items)
    parts = split(data, "ratio", 0)
    P, Q = (torch.from_numpy(random.normal(size=(n, K))).to(dtype) for n in (data.n_users, data.n_items))
    return parts, als.TrainingSet(parts.train, parts.n_items), P, Q


def dense(parts, P, Q):
    """The two parts of the objective, from their definition, with all scores."""
    r = torch.zeros(len(P), len(Q), dtype=P.dtype)
    r[parts.train.users, parts.train.values] = 1
    sizes = r.sum(1, keepdim=True)
    weights = sizes.expand_as(r)
    targets = r * len(Q) / sizes - 1
    error = (weights * (P @ Q.T - targets) ** 2).sum()
    penalty = (weights.sum(1) * P.square().sum(1)).sum() + (weights.sum(0) * Q.square().sum(1)).sum()
    return error, penalty


def test_objective_without_scores_is_the_dense_one():
    parts, data, P, Q = problem()
    error, penalty = dense(parts, P, Q)
    assert als.squared_error(P, Q, data) == pytest.approx(float(error), rel=1e-12)
    assert als.penalty(P, Q, data) == pytest.approx(float(penalty), rel=1e-12)


@pytest.mark.parametrize("side", ["users", "items"])
def test_each_half_step_is_stationary(side):
    parts, data, P, Q = problem()
    if side == "users":
        P = als.solve_users(Q, data, REGULARISATION).requires_grad_()
    else:
        Q = als.solve_items(P, data, REGULARISATION).requires_grad_()
    error, penalty = dense(parts, P, Q)
    size = error.item()
    solved = P if side == "users" else Q
    (gradient,) = torch.autograd.grad(error + REGULARISATION * penalty, solved)
    assert gradient.abs().max() < 1e-10 * size
    (reversed_gradient,) = torch.autograd.grad(sum(dense(parts, 1.01 * P, 1.01 * Q)), solved)
    assert reversed_gradient.abs().max() > 1e-4 * size


def test_half_steps_are_the_papers_equations():
    """Eq. 36 and 37, row by row, with dense diagonal weights."""
    parts, data, P, Q = problem()
    r = torch.zeros(len(P), len(Q), dtype=P.dtype)
    r[parts.train.users, parts.train.values] = 1
    W = r.sum(1, keepdim=True).expand_as(r)
    S, identity = r * len(Q) / W - 1, torch.eye(K, dtype=P.dtype)
    new_P, new_Q = als.solve_users(Q, data, REGULARISATION), als.solve_items(P, data, REGULARISATION)
    for x in range(len(P)):
        system = Q.T @ W[x].diag() @ Q + REGULARISATION * W[x].sum() * identity
        torch.testing.assert_close(new_P[x], S[x] @ W[x].diag() @ Q @ system.inverse())
    for y in range(len(Q)):
        system = P.T @ W[:, y].diag() @ P + REGULARISATION * W[:, y].sum() * identity
        torch.testing.assert_close(new_Q[y], S[:, y] @ W[:, y].diag() @ P @ system.inverse())


def test_objective_never_rises():
    _, data, P, Q = problem()

    def objective():
        return als.squared_error(P, Q, data) + REGULARISATION * als.penalty(P, Q, data)

    values = [objective()]
    for _ in range(15):
        P = als.solve_users(Q, data, REGULARISATION)
        values.append(objective())
        Q = als.solve_items(P, data, REGULARISATION)
        values.append(objective())
    assert all(after <= before * (1 + 1e-12) for before, after in pairwise(values))
    assert values[-1] < 0.9 * values[0]


def test_an_epoch_is_both_half_steps():
    parts, data, _, _ = problem()
    model = MatrixFactorisation(parts.train, parts.n_items, K, seed=1)
    P = als.solve_users(model.Q.detach(), data, REGULARISATION)
    Q = als.solve_items(P, data, REGULARISATION)
    loss = als.AlternatingLeastSquares(model, parts, REGULARISATION).epoch()
    torch.testing.assert_close(model.P.detach(), P)
    torch.testing.assert_close(model.Q.detach(), Q)
    assert loss == pytest.approx(als.squared_error(P, Q, data) / (2 * data.n_items * data.n_pairs))

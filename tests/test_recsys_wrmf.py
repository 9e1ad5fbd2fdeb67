"""WRMF by exact alternating least squares, against dense solves in float64."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from verify import losses
from verify.errors import UsageError
from verify.kernels import torch_only
from verify.recsys import wrmf
from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.interactions import Interactions
from verify.recsys.lists import UserLists
from verify.recsys.splits import split
from verify.seeds import generator

ALPHA, REGULARISATION = 4.0, 0.3


def problem(m=40, n=30, dim=6, share=0.3, dtype=torch.float64):
    """Pairs of both sides, user 3 and item 5 without any, user 7 with one, and random factors."""
    random = generator("recsys.wrmf")
    r = random.random((m, n)) < share
    r[3] = r[7] = r[:, 5] = False
    r[7, 2] = True
    users, items = r.nonzero()
    P, Q = (torch.from_numpy(random.normal(size=(size, dim))).to(dtype) for size in (m, n))
    return torch.from_numpy(r), UserLists.of(users, items, m), UserLists.of(items, users, n), P, Q


def dense(r, P, Q, alpha=ALPHA, regularisation=REGULARISATION):
    """The objective by its definition, with all scores."""
    r = r.to(P.dtype)
    squares = ((1 + alpha * r) * (P @ Q.T - r).square()).sum()
    return squares + regularisation * (P.square().sum() + Q.square().sum())


def dense_solve(r, Q, alpha=ALPHA, regularisation=REGULARISATION):
    """Each row by the normal equations with its M x N weights."""
    r, rows = r.to(Q.dtype), []
    for row in r:
        system = Q.T @ (1 + alpha * row).diag() @ Q + regularisation * torch.eye(Q.shape[1], dtype=Q.dtype)
        rows.append(torch.linalg.solve(system, Q.T @ ((1 + alpha * row) * row)))
    return torch.stack(rows)


@pytest.mark.parametrize("path", ["compiled", "torch"])
@pytest.mark.parametrize("dim", [1, 3, 6, 16, 37])
@pytest.mark.parametrize("alpha", [0.0, 0.5, 8.0])
def test_a_half_step_is_the_exact_minimiser(path, dim, alpha):
    """Rows have fewer and more members than factors; K = 37 is more than the number of items."""
    r, by_user, by_item, P, Q = problem(dim=dim)

    def solve(factors, lists):
        return wrmf.solve(factors, lists, alpha, REGULARISATION)

    if path == "torch":
        with torch_only():
            new_P, new_Q = solve(Q, by_user), solve(P, by_item)
    else:
        new_P, new_Q = solve(Q, by_user), solve(P, by_item)
    torch.testing.assert_close(new_P, dense_solve(r, Q, alpha), rtol=1e-9, atol=1e-11)
    torch.testing.assert_close(new_Q, dense_solve(r.T, P, alpha), rtol=1e-9, atol=1e-11)


def test_rows_without_pairs_are_zero():
    _, by_user, by_item, P, Q = problem()
    assert (wrmf.solve(Q, by_user, ALPHA, REGULARISATION)[3] == 0).all()
    assert (wrmf.solve(P, by_item, ALPHA, REGULARISATION)[5] == 0).all()


@pytest.mark.parametrize("regularisation", [1e-3, 0.1, 10.0])
def test_single_precision_is_near_the_exact_solution(regularisation):
    r, by_user, _, _, Q = problem(m=150, n=400, dim=64)
    found = wrmf.solve(Q.float(), by_user, ALPHA, regularisation)
    exact = dense_solve(r, Q, regularisation=regularisation)
    assert found.dtype == torch.float32
    assert (found - exact).abs().max() < 1e-5 * exact.abs().max()


def test_nearly_dependent_factors_are_solved_as_well_as_their_gram_matrix_allows():
    """The condition of a row's system stays at 1 + alpha where that of Q^T Q is 1e10."""
    r, by_user, _, _, Q = problem()
    Q[:, 1] = Q[:, 0] + 1e-5 * Q[:, 1]
    found = wrmf.solve(Q, by_user, ALPHA, 1e-6)
    exact = dense_solve(r, Q, regularisation=1e-6)
    assert float((found @ Q.T - exact @ Q.T).abs().max()) < 1e-5


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_both_paths_have_the_same_values(dtype):
    _, by_user, _, P, Q = problem(m=200, n=300, dim=20, dtype=dtype)
    compiled = wrmf.solve(Q, by_user, ALPHA, REGULARISATION), wrmf.pair_scores(P, Q, by_user)
    with torch_only():
        plain = wrmf.solve(Q, by_user, ALPHA, REGULARISATION), wrmf.pair_scores(P, Q, by_user)
    torch.testing.assert_close(compiled, plain, rtol=1e-4 if dtype == torch.float32 else 1e-10, atol=1e-5)


def test_the_number_of_threads_changes_no_bit():
    """Enough rows for several blocks."""
    _, by_user, _, _, Q = problem(m=3000, n=60, dim=50, share=0.8, dtype=torch.float32)
    before, found = torch.get_num_threads(), []
    try:
        for threads in (1, 2, 5):
            torch.set_num_threads(threads)
            found.append(wrmf.solve(Q, by_user, ALPHA, REGULARISATION))
    finally:
        torch.set_num_threads(before)
    assert torch.equal(found[0], found[1])
    assert torch.equal(found[0], found[2])


def test_the_objective_is_the_dense_one():
    r, by_user, _, P, Q = problem()
    assert wrmf.objective(P, Q, by_user, ALPHA, REGULARISATION) == pytest.approx(float(dense(r, P, Q)), rel=1e-12)
    rows, columns = torch.from_numpy(by_user.users), torch.from_numpy(by_user.values)
    loss = losses.linear_wrmf_loss(P, Q, rows, columns, ALPHA)
    assert wrmf.squared_error(P, Q, by_user, ALPHA) == pytest.approx(float(loss), rel=1e-12)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_objective_never_rises(dtype):
    _, by_user, by_item, P, Q = problem(dtype=dtype)
    values = [wrmf.objective(P, Q, by_user, ALPHA, REGULARISATION)]
    for _ in range(12):
        P = wrmf.solve(Q, by_user, ALPHA, REGULARISATION)
        values.append(wrmf.objective(P, Q, by_user, ALPHA, REGULARISATION))
        Q = wrmf.solve(P, by_item, ALPHA, REGULARISATION)
        values.append(wrmf.objective(P, Q, by_user, ALPHA, REGULARISATION))
    slack = 1e-6 if dtype == torch.float32 else 1e-13
    assert all(after <= before * (1 + slack) for before, after in pairwise(values))
    assert values[-1] < 0.5 * values[0]


def parts():
    random = generator("recsys.wrmf", 1)
    return split(Interactions.of(*(random.random((30, 20)) < 0.4).nonzero()), "ratio", 0)


def test_an_epoch_is_both_half_steps_and_the_mean_loss_per_positive():
    data = parts()
    model = MatrixFactorisation(data.train, data.n_items, 5, seed=1)
    by_item = UserLists.of(data.train.values, data.train.users, data.n_items)
    P = wrmf.solve(model.Q, data.train, ALPHA, REGULARISATION)
    Q = wrmf.solve(P, by_item, ALPHA, REGULARISATION)
    loss = wrmf.WRMF(model, data, ALPHA, REGULARISATION).epoch()
    assert torch.equal(model.P, P)
    assert torch.equal(model.Q, Q)
    assert loss == pytest.approx(wrmf.squared_error(P, Q, data.train, ALPHA) / len(data.train.values))


@pytest.mark.parametrize(
    ("alpha", "regularisation", "words"),
    [
        (-0.5, 0.1, "alpha is -0.5"),
        (float("nan"), 0.1, "alpha is nan"),
        (1.0, 0.0, "regularisation is 0.0"),
        (1.0, -1.0, "regularisation is -1.0"),
        (1.0, float("inf"), "regularisation is inf"),
    ],
)
def test_what_makes_no_sense_is_refused(alpha, regularisation, words):
    data = parts()
    model = MatrixFactorisation(data.train, data.n_items, 3, seed=0)
    with pytest.raises(UsageError, match=words):
        wrmf.WRMF(model, data, alpha, regularisation)
    with pytest.raises(UsageError, match=words):
        wrmf.solve(model.Q, data.train, alpha, regularisation)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_factors_that_are_not_finite_are_refused(value):
    _, by_user, _, _, Q = problem(dtype=torch.float32)
    Q[4, 2] = value
    with pytest.raises(UsageError, match="not finite"):
        wrmf.solve(Q, by_user, ALPHA, REGULARISATION)


def test_a_ridge_that_rounding_swallows_is_refused():
    _, by_user, _, _, Q = problem()
    Q[:, 1] = Q[:, 0]
    with pytest.raises(UsageError, match="too small"):
        wrmf.solve(1e8 * Q, by_user, ALPHA, 1e-12)
    Q[4, 2] = 1e30
    with pytest.raises(UsageError, match="too small"):
        wrmf.solve(Q.float(), by_user, ALPHA, REGULARISATION)


def test_no_members_at_all():
    empty = UserLists.of(np.empty(0, np.int64), np.empty(0, np.int64), 4)
    assert (wrmf.solve(torch.ones(3, 2), empty, ALPHA, REGULARISATION) == 0).all()

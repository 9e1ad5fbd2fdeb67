"""Newton's method on RG2: derivatives against automatic differentiation, the optimum against the known one."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from verify.errors import UsageError
from verify.recsys import als, rg2_svd
from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.interactions import Interactions
from verify.recsys.newton_cg import NewtonCG, Pair, Quadratic, backtrack, direction, newton_step
from verify.recsys.splits import split
from verify.seeds import generator

M, N, K, REGULARISATION = 40, 25, 4, 0.03


def parts():
    random = generator("recsys.newton_cg")
    return split(Interactions.of(*(random.random((M, N)) < 0.3).nonzero()), "ratio", 0)


def problem(replicate=0):
    random, train = generator("recsys.newton_cg.factors", replicate), parts().train
    data = als.TrainingSet(train, N)
    return data, Pair(*(torch.from_numpy(random.normal(size=(size, K))) for size in (train.n_users, N)))


def value(data):
    """The objective from all scores, as a function that torch can differentiate."""
    r = torch.zeros(len(data.sizes), N, dtype=torch.float64)
    users = torch.repeat_interleave(torch.arange(len(data.sizes)), data.sizes)
    r[users, data.items] = 1
    W = data.sizes.double()

    def objective(P, Q):
        squares = (W[:, None] * (P @ Q.T - r * N / W[:, None] + 1).square()).sum()
        return squares + REGULARISATION * ((N * W * P.square().sum(1)).sum() + W.sum() * Q.square().sum())

    return objective


def test_the_gradient_and_the_product_with_the_hessian_are_exact():
    data, at = problem()
    along = problem(1)[1]
    model = Quadratic(at, data, REGULARISATION)
    objective = value(data)
    gradient = torch.autograd.functional.jacobian(objective, (at.P, at.Q))
    product = torch.autograd.functional.hvp(objective, (at.P, at.Q), (along.P, along.Q))[1]
    for found, expected in ((model.gradient(), gradient), (model.product(along), product)):
        torch.testing.assert_close((found.P, found.Q), expected, rtol=1e-10, atol=1e-8)


def test_the_preconditioner_inverts_the_blocks_of_the_hessian():
    """Where only one of the factors moves, the product with its block is undone."""
    data, at = problem()
    model, v = Quadratic(at, data, REGULARISATION), problem(1)[1]
    for kept in (Pair(v.P, 0 * v.Q), Pair(0 * v.P, v.Q)):
        image, moves = model.product(kept), kept.P.any()
        back = model.precondition(image)
        torch.testing.assert_close(back.P if moves else back.Q, kept.P if moves else kept.Q)


def known():
    train = parts().train
    return rg2_svd.decompose(train, N, K)


@pytest.mark.parametrize("replicate", range(3))
def test_it_converges_to_the_global_optimum_and_faster_than_linearly(replicate):
    data, at = problem(replicate)
    least, total = known().minimum(REGULARISATION), known().total
    gaps = []
    for _ in range(60):
        at = newton_step(at, data, REGULARISATION)
        gaps.append((als.objective(at.P, at.Q, data, REGULARISATION) - least) / (total - least))
        if gaps[-1] < 1e-13:
            break
    assert abs(gaps[-1]) < 1e-13
    assert all(after <= before for before, after in pairwise(gaps))
    final = [after / before for before, after in pairwise(gaps) if 1e-13 < before < 1e-3]
    assert min(final) < 1e-3
    P, Q = known().factors(REGULARISATION)
    torch.testing.assert_close(at.P @ at.Q.T, P @ Q.T, rtol=1e-5, atol=1e-5)


def test_the_direction_solves_the_newton_equation_near_the_optimum():
    data, _ = problem()
    at = Pair(*known().factors(REGULARISATION))
    nudge = problem(1)[1]
    model = Quadratic(at.plus(1e-4, nudge), data, REGULARISATION)
    gradient = model.gradient()
    for tolerance in (0.5, 1e-2, 1e-3):
        residual = gradient.plus(1.0, model.product(direction(model, gradient, tolerance)))
        sizes = [v.dot(model.precondition(v)) for v in (residual, gradient)]
        assert 0 < sizes[0] <= 1.0001 * tolerance**2 * sizes[1]


def test_with_negative_curvature_the_direction_still_descends():
    """Near zero factors, a saddle: the objective is concave towards the optimum."""
    data, random = problem()
    at = random.times(1e-3)
    model = Quadratic(at, data, REGULARISATION)
    gradient, towards = model.gradient(), Pair(*known().factors(REGULARISATION))
    assert towards.dot(model.product(towards)) < 0
    along = direction(model, gradient, 1e-8)
    assert gradient.dot(along) < 0
    moved = newton_step(at, data, REGULARISATION)
    objectives = [als.objective(x.P, x.Q, data, REGULARISATION) for x in (at, moved)]
    assert objectives[1] < objectives[0]


def test_a_step_that_overshoots_is_halved_and_one_that_rises_is_not_made():
    one = Pair(torch.ones(1, 1).double(), torch.zeros(1, 1).double())

    def square(x):
        return float((x.P**2).sum())

    assert backtrack(square, one, one.times(-3.5), -7.0).P.item() == pytest.approx(1 - 3.5 / 2)
    assert backtrack(square, one, one.times(-1.0), -2.0).P.item() == 0
    assert backtrack(square, one, one, 0.0) is one


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_an_epoch_is_a_step_and_returns_the_mean_loss_per_positive(dtype):
    data = parts()
    model = MatrixFactorisation(data.train, N, K, seed=1)
    model.P, model.Q = (torch.nn.Parameter(factors.to(dtype)) for factors in (model.P, model.Q))
    before = Pair(model.P.detach().double(), model.Q.detach().double())
    learner = NewtonCG(model, data, REGULARISATION)
    moved = newton_step(before, learner.data, REGULARISATION)
    loss = learner.epoch()
    torch.testing.assert_close((model.P.detach(), model.Q.detach()), (moved.P.to(dtype), moved.Q.to(dtype)))
    assert loss == pytest.approx(als.squared_error(moved.P, moved.Q, learner.data) / (2 * N * learner.data.n_pairs))
    losses = [loss] + [learner.epoch() for _ in range(30)]
    assert losses[-1] < losses[0]
    least = known().minimum(REGULARISATION)
    P, Q = model.P.detach().double(), model.Q.detach().double()
    assert als.objective(P, Q, learner.data, REGULARISATION) == pytest.approx(least, rel=1e-6)


def test_more_factors_than_users_or_items():
    data, _ = problem()
    random = generator("recsys.newton_cg.wide")
    at = Pair(*(torch.from_numpy(random.normal(size=(size, N + 3))) for size in (len(data.sizes), N)))
    values = []
    for _ in range(30):
        at = newton_step(at, data, 0.3)
        values.append(als.objective(at.P, at.Q, data, 0.3))
    assert np.isfinite(values).all()
    train = parts().train
    decomposition = rg2_svd.decompose(train, N, N - 1)
    assert values[-1] == pytest.approx(decomposition.minimum(0.3), rel=1e-8)


def test_a_ridge_of_zero_is_refused():
    data = parts()
    with pytest.raises(UsageError, match=r"regularisation is 0\.0"):
        NewtonCG(MatrixFactorisation(data.train, N, K, 0), data, 0.0)

"""The closed form against dense decompositions, against alternating least squares and against its own neighbourhood."""

import numpy as np
import pytest
import torch

from verify.recsys import als, rg2_svd
from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.interactions import Interactions
from verify.recsys.lists import UserLists
from verify.recsys.splits import split
from verify.seeds import generator

M, N, K = 30, 20, 4


@pytest.fixture(scope="module")
def train():
    random = generator("test.rg2_svd")
    relevant = random.random((M, N)) < 0.3
    relevant[~relevant.any(1), 0] = True
    users, items = relevant.nonzero()
    return UserLists.of(users, items, M)


@pytest.fixture(scope="module")
def dense(train):
    """W^(1/2) S from the definition of S."""
    r = np.zeros((M, N))
    r[train.users, train.values] = 1
    sizes = r.sum(1, keepdims=True)
    return np.sqrt(sizes) * (r * N / sizes - 1)


def objective(P, Q, train, regularisation):
    data = als.TrainingSet(train, N)
    return als.squared_error(P, Q, data) + regularisation * als.penalty(P, Q, data)


def test_the_operator_is_the_matrix(train, dense):
    operator = rg2_svd.operator(train, N)
    np.testing.assert_allclose(operator @ np.eye(N), dense, atol=1e-12)
    np.testing.assert_allclose(operator.rmatmat(np.eye(M)), dense.T, atol=1e-12)
    np.testing.assert_allclose(operator.matvec(np.arange(N)), dense @ np.arange(N), atol=1e-10)
    np.testing.assert_allclose(operator.rmatvec(np.arange(M)), np.arange(M) @ dense, atol=1e-10)


def test_the_decomposition_is_the_dense_one(train, dense):
    found = rg2_svd.decompose(train, N, K)
    np.testing.assert_allclose(found.values, np.linalg.svd(dense)[1][:K], rtol=1e-10)
    assert found.total == pytest.approx(np.square(dense).sum())


@pytest.mark.parametrize("regularisation", [0.003, 0.1, 0.4, 100.0])
def test_the_factors_have_the_minimum_and_no_gradient(train, regularisation):
    found = rg2_svd.decompose(train, N, K)
    P, Q = found.factors(regularisation)
    assert objective(P, Q, train, regularisation) == pytest.approx(found.minimum(regularisation), rel=1e-12)
    torch.testing.assert_close(als.solve_items(P, als.TrainingSet(train, N), regularisation), Q, atol=1e-8, rtol=0)
    torch.testing.assert_close(als.solve_users(Q, als.TrainingSet(train, N), regularisation), P, atol=1e-8, rtol=0)


def test_a_large_lambda_leaves_nothing(train):
    found = rg2_svd.decompose(train, N, K)
    assert found.minimum(100.0) == found.total
    assert not any(factor.any() for factor in found.factors(100.0))


@pytest.mark.parametrize("regularisation", [0.05, 0.2])
def test_alternating_least_squares_ends_at_the_same_objective_and_scores(train, regularisation):
    found = rg2_svd.decompose(train, N, K)
    data = als.TrainingSet(train, N)
    Q = torch.from_numpy(generator("test.rg2_svd.start").normal(size=(N, K)))
    for _ in range(3000):
        P = als.solve_users(Q, data, regularisation)
        Q = als.solve_items(P, data, regularisation)
    assert objective(P, Q, train, regularisation) == pytest.approx(found.minimum(regularisation), rel=1e-12)
    best_P, best_Q = found.factors(regularisation)
    torch.testing.assert_close(P @ Q.T, best_P @ best_Q.T, atol=1e-6, rtol=0)


def test_no_factors_near_or_far_are_better(train):
    found = rg2_svd.decompose(train, N, K)
    P, Q = found.factors(0.1)
    random = generator("test.rg2_svd.near")
    for scale in (1e-3, 0.1, 1.0, 10.0):
        for _ in range(50):
            noise = [torch.from_numpy(random.normal(scale=scale, size=f.shape)) for f in (P, Q)]
            assert objective(P + noise[0], Q + noise[1], train, 0.1) > found.minimum(0.1)


def test_fewer_factors_are_the_first_ones(train):
    large, small = rg2_svd.decompose(train, N, K), rg2_svd.decompose(train, N, K - 2)
    np.testing.assert_allclose(small.values, large.values[: K - 2], rtol=1e-10)


def test_sums_of_the_optimal_item_factors_vanish(train):
    """1^T Q = 0, so that the interaction of RGx is zero at RG2's optimum."""
    _, Q = rg2_svd.decompose(train, N, K).factors(0.1)
    assert Q.sum(0).abs().max() < 1e-10


def test_a_trained_model_is_never_below_the_minimum():
    random = generator("test.rg2_svd.trained")
    users, items = (random.random((M, N)) < 0.4).nonzero()
    parts = split(Interactions.of(users, items), "ratio", 0)
    model = MatrixFactorisation(parts.train, parts.n_items, K, seed=0)
    trainer = als.AlternatingLeastSquares(model, parts, 0.1)
    for _ in range(30):
        trainer.epoch()
    P, Q = model.P.detach().double(), model.Q.detach().double()
    reached = als.squared_error(P, Q, trainer.data) + 0.1 * als.penalty(P, Q, trainer.data)
    least = rg2_svd.decompose(parts.train, parts.n_items, K).minimum(0.1)
    assert least <= reached <= 1.01 * least


def test_an_empty_user_and_a_bad_dimension_are_named(train):
    with pytest.raises(ValueError, match="user 1 has no training item"):
        rg2_svd.decompose(UserLists.of(np.array([0, 2]), np.array([0, 1]), 3), 3, 1)
    with pytest.raises(ValueError, match="dim is 20; give one from 1 to 19"):
        rg2_svd.decompose(train, N, 20)

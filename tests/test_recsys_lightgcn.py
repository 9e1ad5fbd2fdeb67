import numpy as np
import pytest
import torch
from backbone_example import blocks, lists, made, split_of

from verify.recsys.backbones.lightgcn import LightGCN, normalised_graph
from verify.recsys.lists import UserLists
from verify.seeds import FRESH


@pytest.fixture(autouse=True)
def repeated_seeds(monkeypatch):
    """The same seed gives the same numbers here, whatever the environment says."""
    monkeypatch.delenv(FRESH, raising=False)


def dense(train, n_items):
    """A as a matrix, from its definition."""
    taste = np.zeros((train.n_users, n_items))
    taste[train.users, train.values] = 1
    nodes = train.n_users + n_items
    adjacency = np.zeros((nodes, nodes))
    adjacency[: train.n_users, train.n_users :] = taste
    adjacency += adjacency.T
    degree = adjacency.sum(1)
    scale = np.divide(1, np.sqrt(degree), where=degree > 0, out=np.zeros(nodes))
    return scale[:, None] * adjacency * scale


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_factors_are_the_mean_of_the_layers(layers):
    train = lists([[0, 1, 3], [1], [], [3, 4]])
    model = LightGCN(train, 6, 5, layers, seed=0).double()
    A = torch.from_numpy(dense(train, 6))
    layer = torch.cat([model.P, model.Q])
    expected = layer / (layers + 1)
    for _ in range(layers):
        layer = A @ layer
        expected = expected + layer / (layers + 1)
    found = torch.cat(model.factors())
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-8)
    weights = torch.from_numpy(np.random.default_rng(0).normal(size=expected.shape))
    ours = torch.autograd.grad((found * weights).sum(), (model.P, model.Q))
    theirs = torch.autograd.grad((expected * weights).sum(), (model.P, model.Q))
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-6, atol=1e-8)


def test_the_propagation_has_right_derivatives_of_both_orders():
    model = LightGCN(lists([[0, 2], [1, 2]]), 3, 2, 2, seed=0).double()

    def factors(P, Q):
        model.P, model.Q = P, Q
        return model.factors()

    start = [p.detach().clone().requires_grad_() for p in (model.P, model.Q)]
    del model.P, model.Q
    assert torch.autograd.gradcheck(factors, start)
    assert torch.autograd.gradgradcheck(factors, start)


def test_those_without_training_pairs_keep_a_share_of_their_own():
    model = LightGCN(lists([[0, 1], []]), 4, 3, 2, seed=0)
    users, items = model.factors()
    torch.testing.assert_close(users[1], model.P[1] / 3)
    torch.testing.assert_close(items[2:], model.Q[2:] / 3)
    assert model.encode(model.train_lists).contexts(0, 2).isfinite().all()


def test_the_graph_has_the_training_pairs_and_no_others():
    split = split_of([[0, 1], [2]], [[3], [0]], 4)
    _, neighbours, weights = normalised_graph(split.train, split.n_items)
    assert sorted(neighbours.tolist()) == [0, 0, 1, 2, 3, 4]
    assert sorted(weights.tolist()) == pytest.approx([0.5**0.5] * 4 + [1, 1])
    assert torch.equal(
        made("lightgcn", split).factors()[1], made("lightgcn", split_of([[0, 1], [2]], [[], []], 4)).factors()[1]
    )


def test_the_penalty_is_of_layer_0():
    split = blocks()
    model, plain = made("lightgcn", split), made("mf", split)
    plain.load_state_dict(model.state_dict())
    users = np.array([3, 1, 30])
    assert torch.equal(model.batch(users).penalty, plain.batch(users).penalty)
    assert not torch.equal(model.batch(users).contexts, plain.batch(users).contexts)


def test_parameters_are_those_of_another_stream_than_matrix_factorisation():
    assert not torch.equal(made("lightgcn", blocks()).P, made("mf", blocks()).P)


def test_the_propagation_is_the_same_for_any_thread_count():
    random = np.random.default_rng(0)
    train = UserLists.of(random.integers(500, size=9000), random.integers(400, size=9000), 500)
    model = LightGCN(train, 400, 32, 2, seed=0)
    before, found = torch.get_num_threads(), []
    for threads in (1, 2, 3):
        torch.set_num_threads(threads)
        found.append(torch.cat(model.factors()).detach())
    torch.set_num_threads(before)
    assert torch.equal(found[0], found[1])
    assert torch.equal(found[0], found[2])

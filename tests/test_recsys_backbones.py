"""What every backbone keeps to; matrix factorisation and how a backbone is built."""

import sys

import numpy as np
import pytest
import torch
from backbone_example import BACKBONES, blocks, fit, made, ndcg, scorer

from verify.errors import UsageError
from verify.losses import grouped_linear_softmax_loss
from verify.recsys import backbones
from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.config import Config
from verify.seeds import FRESH


@pytest.fixture(autouse=True)
def repeated_seeds(monkeypatch):
    """The same seed gives the same numbers here, whatever the environment says."""
    monkeypatch.delenv(FRESH, raising=False)


def objective(batch):
    mean = grouped_linear_softmax_loss(batch.contexts, batch.items, batch.rows, batch.columns) / len(batch.rows)
    return mean + 0.1 * batch.penalty


@pytest.mark.parametrize("name", BACKBONES)
def test_a_batch_holds_pairs_sorted_by_row_and_gradients_reach_every_parameter(name):
    split = blocks()
    model = made(name, split)
    users = np.array([5, 0, 17])
    batch = model.batch(users)
    assert batch.items.shape == (split.n_items, 8)
    assert (batch.rows.diff() >= 0).all()
    assert batch.rows.max() < len(batch.contexts)
    objective(batch).backward()
    assert all(p.grad is not None and p.grad.isfinite().all() and p.grad.any() for p in model.parameters())


@pytest.mark.parametrize("name", BACKBONES)
def test_the_seed_decides_the_parameters(name):
    split = blocks()
    first, again, other = (dict(made(name, split, seed=seed).named_parameters()) for seed in (3, 3, 4))
    for key, value in first.items():
        assert torch.equal(value, again[key])
    assert not torch.equal(first["Q"], other["Q"])


@pytest.mark.parametrize("name", BACKBONES)
def test_torch_random_numbers_are_not_touched(name):
    before = torch.get_rng_state()
    model = made(name, blocks(), dropout=0.5)
    objective(model.batch(np.arange(20))).backward()
    model.encode(blocks().train).contexts(0, 20)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("name", BACKBONES)
def test_encoding_has_no_gradient_and_chunks_agree(name):
    split = blocks()
    model = made(name, split)
    encoding = model.encode(split.train)
    whole = encoding.contexts(0, split.train.n_users)
    assert not whole.requires_grad
    assert not encoding.items.requires_grad
    parts = torch.cat([encoding.contexts(0, 7), encoding.contexts(7, 8), encoding.contexts(8, split.train.n_users)])
    torch.testing.assert_close(parts, whole, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", BACKBONES)
def test_a_run_that_goes_on_from_saved_parameters_equals_one_that_was_never_stopped(name):
    split = blocks()
    whole, first = made(name, split, dropout=0.3), made(name, split, dropout=0.3)
    losses = fit(whole, 4, optimiser="sgd")
    fit(first, 2, optimiser="sgd")
    resumed = made(name, split, dropout=0.3)
    resumed.load_state_dict(first.state_dict())
    assert fit(resumed, 4, first=2, optimiser="sgd") == losses[6:]
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("name", BACKBONES)
def test_only_parameters_are_saved(name):
    model = made(name, blocks())
    assert set(model.state_dict()) == {name for name, _ in model.named_parameters()}


@pytest.mark.parametrize("name", BACKBONES)
def test_thread_counts_make_no_difference_to_a_step(name):
    split = blocks()
    gradients = []
    for threads in (1, 2):
        before = torch.get_num_threads()
        torch.set_num_threads(threads)
        try:
            model = made(name, split)
            objective(model.batch(np.arange(40))).backward()
        finally:
            torch.set_num_threads(before)
        gradients.append([p.grad for p in model.parameters()])
    for one, other in zip(*gradients, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", BACKBONES)
def test_blocks_of_users_and_items_are_found(name):
    """Users like the items of their own kind; popularity cannot tell the kinds apart."""
    split = blocks()
    model = made(name, split)
    popularity = np.bincount(split.train.values, minlength=split.n_items).astype(np.float32)
    baseline = ndcg(lambda start, stop: np.tile(popularity, (stop - start, 1)), split)
    fit(model, 15)
    assert ndcg(scorer(model, split), split) > 1.3 * baseline


def test_the_penalty_of_factors_is_the_mean_over_pairs_and_over_items():
    split = blocks()
    model = made("mf", split)
    batch = model.batch(np.array([2, 9]))
    P = model.P[[2, 9]][batch.rows]
    expected = P.square().sum(1).mean() + model.Q.square().sum(1).mean()
    assert batch.penalty.item() == pytest.approx(expected.item(), rel=1e-5)
    assert batch.columns.tolist() == [*split.train[2], *split.train[9]]


@pytest.mark.parametrize("name", BACKBONES)
def test_build_makes_the_backbone_of_the_configuration_from_its_module_alone(name, monkeypatch):
    for module in BACKBONES:
        monkeypatch.delitem(sys.modules, f"verify.recsys.backbones.{module}", raising=False)
    form = {"mf": {}, "lightgcn": {"layers": 3}, "sasrec": {"layers": 1, "heads": 2, "max_length": 7, "dropout": 0.1}}
    split = blocks()
    model = backbones.build(Config(backbone=name, dim=8, seed=2, **form[name]), split)
    loaded = {module for module in BACKBONES if f"verify.recsys.backbones.{module}" in sys.modules}
    assert loaded == {name} | ({"mf"} if name == "lightgcn" else set())
    assert type(model).__name__ == {"mf": "MatrixFactorisation", "lightgcn": "LightGCN", "sasrec": "SASRec"}[name]
    assert model.batch(np.arange(4)).items.shape == (split.n_items, 8)


def test_a_device_that_is_not_there_is_refused():
    for device in ("nonsense", "cuda:99"):
        with pytest.raises(UsageError, match=f"no device '{device}'"):
            backbones.build(Config(device=device), blocks())


@pytest.mark.gpu
@pytest.mark.parametrize("name", BACKBONES)
def test_cpu_and_gpu_agree(name):
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    split = blocks()
    values, slopes, contexts = [], [], []
    for device in ("cpu", "cuda"):
        model = made(name, split, dropout=0.2).to(device)
        value = objective(model.batch(np.arange(30)))
        value.backward()
        values.append(value.item())
        slopes.append([p.grad.cpu() for p in model.parameters()])
        contexts.append(model.encode(split.train).contexts(0, 40).cpu())
    assert values[0] == pytest.approx(values[1], rel=1e-5)
    torch.testing.assert_close(*contexts, rtol=1e-4, atol=1e-5)
    for one, other in zip(*slopes, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-5)


def test_isinstance_holds_for_the_factor_models():
    assert isinstance(made("lightgcn", blocks()), MatrixFactorisation)

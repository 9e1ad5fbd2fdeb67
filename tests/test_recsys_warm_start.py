"""Quadratic losses that begin with the factors of softmax: what they begin with, what it costs, when it is stale."""

import dataclasses
import json

import pytest
import small
import torch

from verify.errors import UsageError
from verify.recsys import datasets, learners, recipes, records, splits
from verify.recsys.train import StoppedError, fit, train
from verify.recsys.warm_start import EPOCHS, warm_start

SOFTMAX = {"learning_rate": 0.05, "regularisation": 0.01, "batch_contexts": 16}


@pytest.fixture(autouse=True)
def _tuned(monkeypatch, tmp_path):
    small.register(monkeypatch, tmp_path)
    monkeypatch.setattr(recipes, "FILE", tmp_path / "recipes.json")
    tune(SOFTMAX)


def tune(chosen):
    recipes.FILE.write_text(json.dumps({"small": {"mf": {"softmax": {"chosen": chosen}}}}))


def config(**changes):
    return small.config("rg2", **{"start": "softmax", "regularisation": 0.1} | changes)


def test_it_begins_with_the_factors_of_softmax_after_its_first_epochs():
    data = datasets.load("small")
    split = splits.split(data, "ratio", 0)
    begun = learners.build(config(), split)
    found = warm_start(begun, config(), split)
    assert (found["recipe"], found["epochs"]) == (SOFTMAX, EPOCHS)
    softmax = small.config("softmax", epochs=EPOCHS, patience=EPOCHS, **SOFTMAX)
    learner = learners.build(softmax, split)
    for _ in range(EPOCHS):
        learner.epoch()
    for name, weights in begun.weights().items():
        assert torch.equal(weights, learner.weights()[f"backbone.{name}"])


def test_its_record_holds_the_recipe_and_counts_its_seconds():
    record, without = train(config()), train(config(start="random"))
    assert record["start"]["recipe"] == SOFTMAX
    assert record["curve"]["seconds"][0] > record["start"]["seconds"] > 0
    assert record["curve"]["loss"][0] != without["curve"]["loss"][0]
    assert "start" not in without


def test_its_record_is_stale_once_softmax_is_tuned_again(tmp_path):
    record = records.load(records.save(train(config(epochs=1)), tmp_path))
    assert records.stale(record) is None
    tune(SOFTMAX | {"learning_rate": 0.1})
    assert records.stale(record) == "the loss that it starts from has been tuned again"


def test_a_stopped_run_goes_on_with_the_same_start_or_not_at_all(tmp_path):
    file = tmp_path / "run.safetensors"
    with pytest.raises(StoppedError):
        train(config(epochs=3), file, lambda: True)
    resumed, whole = train(config(epochs=3), file), train(config(epochs=3))
    assert resumed["curve"]["loss"] == whole["curve"]["loss"]
    assert resumed["start"]["recipe"] == SOFTMAX
    tune(SOFTMAX | {"learning_rate": 0.1})
    with pytest.raises(UsageError, match="another start"):
        train(config(epochs=3), file)


def test_a_start_that_diverges_is_told():
    tune(SOFTMAX | {"learning_rate": 1e30})
    data = datasets.load("small")
    with pytest.raises(UsageError, match=r"rg2 on mf: the loss is .* at step"):
        fit(config(), data, splits.split(data, "ratio", 0))


def test_without_a_recipe_it_says_how_to_make_one():
    recipes.FILE.unlink()
    with pytest.raises(UsageError, match="no recipe for softmax with mf on small; run python"):
        train(config())
    assert dataclasses.asdict(config())["start"] == "softmax"

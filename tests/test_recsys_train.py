import ast
import dataclasses
import hashlib
import io
import json

import numpy as np
import pytest
import torch

from verify import losses
from verify.errors import UsageError
from verify.files import jsonable
from verify.recsys import config, datasets, metrics, ranking, recipes, record_all, records, registry, splits, tune
from verify.recsys.adam import Adam
from verify.recsys.config import Config
from verify.recsys.loaders import npz
from verify.recsys.mf import MatrixFactorisation
from verify.recsys.train import train
from verify.seeds import generator


@pytest.fixture(autouse=True)
def small(monkeypatch, tmp_path):
    """A registered data set `small` of two kinds of users with two kinds of items; seeds that repeat."""
    monkeypatch.delenv("SOFTPROOF_FRESH_SEEDS", raising=False)
    monkeypatch.setenv("SOFTPROOF_DATA", str(tmp_path))
    random = generator("recsys.small")
    kinds = np.arange(60) % 2
    likes = random.random((60, 40)) < np.where(kinds[:, None] == np.arange(40) % 2, 0.8, 0.05)
    users, items = likes.nonzero()
    buffer = io.BytesIO()
    np.savez(buffer, users=users, items=items)
    content = buffer.getvalue()
    (tmp_path / "small.npz").write_bytes(content)
    data = dataclasses.replace(
        registry.REGISTRY["online-retail"],
        name="small",
        file="small.npz",
        embedded=False,
        core=1,
        read=npz.reader(),
        sha256=hashlib.sha256(content).hexdigest(),
        users=60,
        items=40,
        pairs=len(users),
    )
    monkeypatch.setitem(registry.REGISTRY, "small", data)


def small_config(loss="softmax", **changes):
    given = {"dataset": "small", "dim": 4, "epochs": 40, "batch_contexts": 20, "learning_rate": 0.05, "negatives": 20}
    return Config(loss=loss, **{**given, **changes})


@pytest.mark.parametrize("loss", config.LOSSES)
def test_every_method_trains_and_beats_popularity(loss):
    record = train(small_config(loss))
    assert record["test_users"] == 60
    curve = record["curve"]
    assert len({len(column) for column in curve.values()}) == 1
    assert curve["seconds"] == sorted(curve["seconds"])
    assert record["best"]["ndcg@20"] == max(curve["ndcg@20"])
    if loss != "popularity":
        assert curve["loss"][-1] < curve["loss"][0]
        assert record["test"]["ndcg@10"] > 2 * train(small_config("popularity"))["test"]["ndcg@10"]


@pytest.mark.parametrize("loss", config.LOSSES)
def test_the_same_seed_gives_the_same_result(loss):
    first, second = (train(small_config(loss, epochs=4, seed=5)) for _ in range(2))
    assert first["test"] == second["test"]
    assert first["curve"]["loss"] == second["curve"]["loss"]
    if loss != "popularity":
        assert train(small_config(loss, epochs=4, seed=6))["curve"]["loss"] != first["curve"]["loss"]


def test_training_stops_and_keeps_the_best_epoch():
    record = train(small_config(patience=2, epochs=200, learning_rate=0.3))
    validation = record["curve"]["ndcg@20"]
    best = int(np.argmax(validation)) + 1
    assert record["best"]["epoch"] == best
    assert len(validation) == best + 2
    alone = train(small_config(epochs=best, patience=200, learning_rate=0.3))
    assert alone["test"] == record["test"]


FULL = {"softmax": losses.grouped_softmax_loss, "sparsemax": losses.grouped_sparsemax_loss}


@pytest.mark.parametrize("loss", FULL)
def test_an_adam_step_descends_the_stated_objective(loss):
    """The first step of Adam moves every coordinate by the learning rate against its gradient."""
    parts = splits.split(datasets.load("small"), "ratio", 0)
    settings = small_config(loss, batch_contexts=60, regularisation=0.3, learning_rate=1e-4)
    model = MatrixFactorisation(60, 40, 4, 0)
    P, Q = model.P.clone().requires_grad_(), model.Q.clone().requires_grad_()
    value = Adam(model, parts, settings).epoch()
    rows, columns = torch.from_numpy(parts.train.users), torch.from_numpy(parts.train.values.copy())
    mean = FULL[loss](P @ Q.T, rows, columns) / len(rows)
    assert value == pytest.approx(mean.item(), rel=1e-5)
    weights = torch.from_numpy(parts.train.counts) / len(rows)
    penalty = weights @ P.square().sum(1) + Q.square().sum() / 40
    slopes = torch.autograd.grad(mean + 0.15 * penalty, (P, Q))
    for before, after, slope in zip((P, Q), (model.P, model.Q), slopes, strict=True):
        clear = slope.abs() > 1e-6
        assert clear.float().mean() > 0.9
        assert ((after - before).sign() == -slope.sign())[clear].all()


def test_the_epoch_before_the_clock_leaves_no_trace():
    parts = splits.split(datasets.load("small"), "ratio", 0)
    settings = small_config(epochs=2, seed=3)
    alone = Adam(MatrixFactorisation(60, 40, 4, 3), parts, settings)
    assert train(settings)["curve"]["loss"] == [alone.epoch(), alone.epoch()]


def test_sampled_softmax_with_many_draws_is_softmax():
    """64,000 draws of 40 items with scores near 0: the estimate of log Z is off by about 0.001."""
    parts = splits.split(datasets.load("small"), "ratio", 0)
    values = {}
    for loss in ("softmax", "sampled-softmax"):
        settings = small_config(loss, batch_contexts=60, negatives=64_000)
        values[loss] = Adam(MatrixFactorisation(60, 40, 4, 0), parts, settings).epoch()
    assert values["sampled-softmax"] == pytest.approx(values["softmax"], abs=0.01)


def test_model_scores_rank_the_same_in_any_chunks():
    data = datasets.load("small")
    parts = splits.split(data, "ratio", 0)
    model = MatrixFactorisation(60, 40, 4, 0)
    whole = ranking.full_ranking(model.scores, parts.test, parts.train, chunk=60)
    for chunk in (1, 7, 59):
        ranks = ranking.full_ranking(model.scores, parts.test, parts.train, chunk)
        np.testing.assert_array_equal(ranks.values, whole.values)


def test_a_diverging_run_says_so():
    with pytest.raises(UsageError, match="lower the learning rate"):
        train(small_config(learning_rate=1e30))


WRONG = {
    "loss": ("softmaxx", "unknown loss 'softmaxx'; did you mean softmax"),
    "backbone": ("mff", "unknown backbone 'mff'; did you mean mf"),
    "dataset": ("online-retial", "did you mean online-retail"),
    "learning_rate": (float("nan"), "learning_rate is nan"),
    "regularisation": (-1.0, "regularisation is -1.0"),
    "cutoffs": ((10, 0), "cutoffs is 0"),
    "epochs": (0, "epochs is 0"),
    "dim": (0, "dim is 0"),
    "seed": (-1, "seed is -1"),
    "negatives": (0, "negatives is 0"),
    "batch_contexts": (0, "batch_contexts is 0"),
    "patience": (0, "patience is 0"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_senseless_configuration_is_refused(name):
    value, message = WRONG[name]
    with pytest.raises(UsageError, match=message):
        Config(**{name: value})


def test_cutoffs_must_be_given_once_each():
    for cutoffs in ((), (10, 10)):
        with pytest.raises(UsageError, match="at least one, each once"):
            Config(cutoffs=cutoffs)


def test_rg2_needs_regularisation():
    with pytest.raises(UsageError, match="positive"):
        Config(loss="rg2", regularisation=0.0)
    assert Config(loss="softmax", regularisation=0.0).regularisation == 0


def test_a_record_survives_the_disk(tmp_path):
    record = train(small_config("rg2", cutoffs=(5,)))
    file = records.save(record, tmp_path)
    assert file.name == "small-mf-rg2-seed0.json"
    (loaded,) = records.load_all(tmp_path)
    per_user = record.pop("per_user")
    assert loaded == jsonable(record) | {"digest": records.digest(record)}
    assert records.stale(loaded) is None
    with np.load(file.with_suffix(".npz"), allow_pickle=False) as arrays:
        assert set(arrays) == {f"{name}@5" for name in metrics.METRICS}
        assert np.nanmean(arrays["ndcg@5"]) == pytest.approx(loaded["test"]["ndcg@5"])
        np.testing.assert_array_equal(arrays["ndcg@5"], per_user["ndcg@5"])


STALE = {
    "schema": (lambda record: record.update(schema=0), "schema 0"),
    "data": (lambda record: record["data"].update(sha256="0"), "data set small has changed"),
    "counts": (lambda record: record["data"].update(pairs=1), "data set small has changed"),
    "name": (lambda record: record["data"].update(name="gone"), "data set gone has changed"),
    "code": (lambda record: record.update(code="0"), "the code has changed"),
    "seeds": (lambda record: record["environment"].update(fresh_seeds=True), "fresh seeds"),
    "content": (lambda record: record["curve"].update(seconds=[0.001]), "changed after it was written"),
}


@pytest.mark.parametrize("case", STALE)
def test_a_stale_record_is_noticed(case, tmp_path):
    change, reason = STALE[case]
    record = records.load(records.save(train(small_config("popularity")), tmp_path))
    assert records.stale(record) is None
    change(record)
    assert reason in records.stale(record)


def test_a_broken_record_is_refused(tmp_path):
    (tmp_path / "x.json").write_text("{")
    with pytest.raises(UsageError, match="cannot read the record"):
        records.load_all(tmp_path)


def test_the_code_hash_ignores_wording_alone(monkeypatch, tmp_path):
    def hashed(source):
        (tmp_path / "module.py").write_text(source)
        records.code_hash.cache_clear()
        return records.code_hash()

    monkeypatch.setattr(records, "HERE", tmp_path)
    monkeypatch.setattr(records, "CODE", ("module.py",))
    plain = hashed('"""One."""\nx = 1\n\ndef f():\n    """Two."""\n    return x\n')
    assert hashed('"""Other."""\nx = 1  # comment\ndef f():\n    return x\n') == plain
    assert hashed("x = 2\ndef f():\n    return x\n") != plain
    assert hashed("x = 1\ndef f():\n    return -x\n") != plain
    monkeypatch.undo()
    records.code_hash.cache_clear()


ROOT = records.HERE.parents[1]


def imported(name, found):
    """`found`, with the modules of verify that module `name` of verify needs, directly or not."""
    file = ROOT / (name.replace(".", "/") + ".py")
    if name in found or not file.is_file():
        return found
    found.add(name)
    tree = ast.parse(file.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("verify"):
            for alias in node.names:
                for module in (node.module, f"{node.module}.{alias.name}", *behind(node.module, alias.name, tree)):
                    imported(module, found)
    return found


def behind(package, name, tree):
    """The modules from which a package takes `name`; or, if that is a package itself, what the tree uses of it."""
    inner = ROOT / package.replace(".", "/") / name / "__init__.py"
    if inner.is_file():
        used = [n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and ast.unparse(n.value) == name]
        return [module for own in used for module in behind(f"{package}.{name}", own, tree)]
    outer = ROOT / package.replace(".", "/") / "__init__.py"
    nodes = ast.parse(outer.read_text()).body if outer.is_file() else []
    return [n.module for n in nodes if isinstance(n, ast.ImportFrom) and name in [alias.name for alias in n.names]]


CONDUCT = {
    *("verify.errors", "verify.files", "verify.progress", "verify.recsys.records", "verify.recsys.registry"),
    *("verify.losses.arguments", "verify.maps.shape", "verify.kernels.rows", "verify.kernels.maps"),
    *("verify.maps.entmax15", "verify.environment", "verify.shapes"),
}
"""Needed, but without a say in the numbers: checks, files, threads, calls of kernels, names, a map that no run uses."""


def test_the_code_hash_covers_every_module_that_a_run_needs():
    listed = {(records.HERE / name).resolve().relative_to(ROOT) for name in records.CODE}
    listed = {".".join(file.with_suffix("").parts) for file in listed}
    found = imported("verify.recsys.train", set())
    assert "verify.losses.linear" in found
    assert found - CONDUCT == listed


def test_every_method_is_tuned_equally():
    assert len({len(tune.points(loss)) for loss in tune.GRIDS}) == 1
    assert set(tune.GRIDS) | {"popularity"} == set(config.LOSSES)


def test_tuning_chooses_the_best_point(monkeypatch):
    monkeypatch.setitem(tune.GRIDS, "rg2", {"regularisation": (0.01, 0.1, 1000.0)})
    result = tune.tune("small", "rg2")
    scores = [point["validation_ndcg@20"] for point in result["grid"]]
    assert result["chosen"] == {"regularisation": result["grid"][int(np.argmax(scores))]["regularisation"]}
    assert result["chosen"] != {"regularisation": 1000.0}


def test_recipes(monkeypatch, tmp_path):
    file = tmp_path / "recipes.json"
    monkeypatch.setattr(recipes, "FILE", file)
    assert recipes.recipe("small", "mf", "popularity") == {}
    with pytest.raises(UsageError, match="no recipe for rg2 with mf on small; run python"):
        recipes.recipe("small", "mf", "rg2")
    file.write_text(json.dumps({"small": {"mf": {"rg2": {"chosen": {"regularisation": 0.5}, "grid": []}}}}))
    assert recipes.recipe("small", "mf", "rg2") == {"regularisation": 0.5}


def test_records_are_wanted_seed_by_seed_with_recipes(monkeypatch):
    monkeypatch.setattr(record_all, "recipe", lambda *_: {"regularisation": 0.7})
    wanted = record_all.configurations("small", 2)
    assert [c.loss for c in wanted] == 2 * list(config.LOSSES)
    assert {(c.seed, c.split_seed, c.regularisation) for c in wanted} == {(0, 0, 0.7), (1, 1, 0.7)}
    with pytest.raises(UsageError, match="seeds is 0"):
        record_all.configurations("small", 0)


def test_fresh_records_are_skipped(monkeypatch, tmp_path):
    monkeypatch.setattr(records, "RECORDS", tmp_path)
    wanted = small_config("popularity")
    assert not records.fresh(wanted, tmp_path)
    assert record_all.run(wanted) == records.path(dataclasses.asdict(wanted), tmp_path)
    assert not list(tmp_path.glob("small-*.npz"))
    assert records.fresh(wanted, tmp_path)
    assert not records.fresh(dataclasses.replace(wanted, patience=3), tmp_path)


def test_the_records_that_come_along():
    """They are small, and of the recipes."""
    kept = {file: records.load(file) for file in records.RECORDS.glob("*.json")}
    assert kept
    for file, record in kept.items():
        assert file.stat().st_size < 40_000
        assert file == records.path(record["config"], records.RECORDS)
        chosen = recipes.recipe(*(record["config"][name] for name in ("dataset", "backbone", "loss")))
        assert record["config"] == record["config"] | chosen

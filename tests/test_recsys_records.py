"""Records: what they hold, when they are stale, which code they stand for."""

import ast
import dataclasses
import json
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import small

from verify.errors import UsageError
from verify.files import jsonable
from verify.recsys import code, metrics, recipes, record_all, records
from verify.recsys.train import train


@pytest.fixture(autouse=True)
def _small(monkeypatch, tmp_path):
    small.register(monkeypatch, tmp_path)


def test_a_record_survives_the_disk(tmp_path):
    record = train(small.config("rg2", cutoffs=(5,)))
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
    record = records.load(records.save(train(small.config("popularity")), tmp_path))
    assert records.stale(record) is None
    change(record)
    assert reason in records.stale(record)


def test_a_broken_record_is_refused(tmp_path):
    (tmp_path / "x.json").write_text("{")
    with pytest.raises(UsageError, match="cannot read the record"):
        records.load_all(tmp_path)


def test_names_are_of_one_configuration_each():
    one, other = (dataclasses.asdict(small.config(dim=dim)) for dim in (4, 8))
    assert records.unique_name(one) != records.unique_name(other)
    assert records.unique_name(one) == records.unique_name(jsonable(one))
    assert records.unique_name(one).startswith("small-mf-softmax-seed0-")


def test_the_code_hash_ignores_wording_alone(monkeypatch, tmp_path):
    def hashed(source):
        (tmp_path / "verify").mkdir(exist_ok=True)
        (tmp_path / "verify" / "module.py").write_text(source)
        code.code_hash.cache_clear()
        return code.code_hash("softmax", "mf", "adam")

    monkeypatch.setattr(code, "ROOT", tmp_path)
    monkeypatch.setattr(code, "TRUNK", ("verify.module",))
    monkeypatch.setattr(code, "parts", lambda *_: ())
    plain = hashed('"""One."""\nx = 1\n\ndef f():\n    """Two."""\n    return x\n')
    assert hashed('"""Other."""\nx = 1  # comment\ndef f():\n    return x\n') == plain
    assert hashed("x = 2\ndef f():\n    return x\n") != plain
    assert hashed("x = 1\ndef f():\n    return -x\n") != plain
    monkeypatch.undo()
    code.code_hash.cache_clear()


def test_imports_are_followed_to_the_module_that_is_meant():
    found = code.modules(("verify.recsys.objectives.full",))
    assert {"verify.losses.linear", "verify.losses.grouped", "verify.recsys.objectives.base"} <= found
    assert not found & {"verify.losses", "verify.losses.nce", "verify.errors"}
    for name in found:
        ast.parse(code.source(name))


def test_a_run_of_one_method_does_not_stand_for_the_code_of_another():
    hashes = {
        code.code_hash(*run) for run in (("softmax", "mf", "adam"), ("rg2", "mf", "als"), ("popularity", "mf", "count"))
    }
    assert len(hashes) == 3


DATA = ("archives", "datasets", "download", "interactions", "kcore", "loaders", "pins", "registry", "synthetic")
"""Held by the hash of the data and its counts."""
RUNS = [("popularity", "mf"), ("rg2", "mf"), ("softmax", "mf"), ("sampled-softmax", "lightgcn"), ("sml", "mf")]


@pytest.mark.parametrize(("loss", "backbone"), RUNS)
def test_the_code_hash_covers_every_module_of_which_a_run_calls_a_function(loss, backbone):
    called = set()

    def note(frame, event, _):
        if event == "call" and frame.f_code.co_name != "<module>":
            called.add(frame.f_code.co_filename)

    wanted = small.config(loss, backbone=backbone, epochs=1)
    train(wanted)
    sys.setprofile(note)
    threading.setprofile(note)
    try:
        train(wanted)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    files = {Path(name).relative_to(code.ROOT) for name in called if name.startswith(str(code.ROOT))}
    names = {".".join(file.with_suffix("").parts).removesuffix(".__init__") for file in files}
    names = {name for name in names if name.split(".")[0] in code.PACKAGES}
    covered = code.modules((*code.TRUNK, *code.parts(loss, backbone, wanted.solver)))
    data = {name for name in names if name.startswith("verify.recsys.") and name.split(".")[2] in DATA}
    assert len(names & covered) > 8
    assert names - covered - code.CONDUCT - data == set()


def test_recipes(monkeypatch, tmp_path):
    file = tmp_path / "recipes.json"
    monkeypatch.setattr(recipes, "FILE", file)
    assert recipes.recipe("small", "mf", "popularity") == {}
    with pytest.raises(UsageError, match="no recipe for rg2 with mf on small; run python"):
        recipes.recipe("small", "mf", "rg2")
    file.write_text(json.dumps({"small": {"mf": {"rg2": {"chosen": {"regularisation": 0.5}, "grid": []}}}}))
    assert recipes.recipe("small", "mf", "rg2") == {"regularisation": 0.5}


def test_records_are_wanted_seed_by_seed_with_recipes(monkeypatch, tmp_path):
    monkeypatch.setattr(recipes, "FILE", tmp_path / "recipes.json")
    with pytest.raises(
        UsageError, match=r"nothing is tuned on small; run: python -m verify.recsys.tune --dataset small"
    ):
        record_all.configurations("small", 2)
    tuned = {"mf": {loss: {"chosen": {"regularisation": 0.7}} for loss in ("softmax", "rg2")}}
    recipes.FILE.write_text(json.dumps({"small": tuned}))
    wanted = record_all.configurations("small", 2)
    assert [c.loss for c in wanted] == 2 * ["popularity", "rg2", "softmax"]
    assert {(c.seed, c.split_seed, c.regularisation) for c in wanted if c.loss != "popularity"} == {
        (0, 0, 0.7),
        (1, 1, 0.7),
    }
    with pytest.raises(UsageError, match="seeds is 0"):
        record_all.configurations("small", 0)


def test_what_the_options_name_is_not_set_again(monkeypatch, capsys):
    for text in ("seed=3", "dataset=small", "lss=1", "negatives"):
        monkeypatch.setattr("sys.argv", ["record_all", "--method", "mf", "rg2", "--set", text])
        assert record_all.main() == 2
        assert capsys.readouterr().err.startswith(f"record_all: --set {text}: give FIELD=VALUE with a tuned field")


def test_a_value_that_is_set_has_the_type_of_its_field(monkeypatch, capsys):
    monkeypatch.setattr(record_all, "configurations", lambda *asked: (_ for _ in ()).throw(UsageError(repr(asked[-1]))))
    for text, told in {
        "learning_rate=1": "{'learning_rate': 1.0}",
        "start=softmax": "{'start': 'softmax'}",
        "negatives=lots": "'lots' is not a whole number",
    }.items():
        monkeypatch.setattr("sys.argv", ["record_all", "--method", "mf", "rg2", "--set", text])
        assert record_all.main() == 2
        assert told in capsys.readouterr().err


def test_fresh_records_are_skipped(monkeypatch, tmp_path):
    monkeypatch.setattr(records, "RECORDS", tmp_path)
    wanted = small.config("popularity")
    assert not records.fresh(wanted, tmp_path)
    assert record_all.run(wanted, tmp_path) == records.path(dataclasses.asdict(wanted), tmp_path)
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

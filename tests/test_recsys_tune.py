"""Tuning: equal numbers of trials, winners inside their spaces, studies that survive kills."""

import json
import math
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import killed_tune
import pytest
import small

from verify.errors import UsageError
from verify.files import jsonable, write_json
from verify.recsys import recipes, records, spaces, sweep, tune
from verify.recsys.config import BACKBONES, LOSSES
from verify.recsys.methods import METHODS, refusal
from verify.recsys.spaces import PAPERS, WIDE, Range, Values
from verify.recsys.train import train

SCORE = "validation_ndcg@20"
COUNTING = {"oracle", "popularity"}


@pytest.fixture(autouse=True)
def _small(monkeypatch, tmp_path):
    small.register(monkeypatch, tmp_path)


@pytest.fixture
def template():
    record = train(small.config("popularity"))
    del record["per_user"]
    return jsonable(record)


class Work:
    """Instead of training: validation NDCG@20 falls with the distance, in octaves, to the best parameters."""

    def __init__(self, template, failing=lambda _: False, **best):
        self.template, self.failing, self.best, self.calls = template, failing, best, []

    def __call__(self, config, *_):
        self.calls.append(config)
        if self.failing(config):
            raise UsageError("the loss is nan")
        distance = sum(abs(math.log2((getattr(config, name) + 1e-9) / value)) for name, value in self.best.items())
        best = {"epoch": 7, "ndcg@20": 1 / (1 + distance)}
        return self.template | {"config": asdict(config), "code": records.code_of(asdict(config)), "best": best}


def softmax(search=WIDE):
    return spaces.base("small", "mf", "softmax", search)


def test_every_method_has_a_space_whose_ends_make_sense():
    tuned = set()
    for backbone in BACKBONES:
        for loss in LOSSES:
            asked = {"dataset": "small", "backbone": backbone, "loss": loss}
            if loss in COUNTING or refusal(loss, backbone, METHODS[loss].default_solver(backbone)):
                continue
            tuned.add((backbone, loss))
            for search in (PAPERS, WIDE):
                base = spaces.base(*asked.values(), search)
                axes = spaces.space(base, search)
                assert "regularisation" in axes
                for name, axis in axes.items():
                    for end in (axis.low, axis.high) if isinstance(axis, Range) else axis.values:
                        assert getattr(replace(base, **{name: end}), name) == end
    assert {loss for _, loss in tuned} == set(LOSSES) - COUNTING
    assert spaces.space(spaces.base("small", "mf", "popularity", WIDE), WIDE) == {}


def test_the_papers_grids():
    axes = spaces.space(softmax(), PAPERS)
    assert axes["learning_rate"].values == (0.001, 0.01, 0.1)
    assert [decay / small.ITEMS for decay in axes["regularisation"].values] == pytest.approx([0, 1e-6, 1e-5, 1e-4])
    sampled = spaces.base("small", "mf", "sampled-softmax", PAPERS)
    assert (sampled.negatives, sampled.shared) == (100, False)


def test_a_range_is_widened_at_its_edges_alone():
    axis = Range(0.01, 1.0)
    assert math.isnan(axis.edge(0.1))
    assert (axis.edge(0.0105), axis.edge(0.99)) == (0.01, 1.0)
    assert (axis.widened(0.01).low, axis.widened(0.01).high) == (pytest.approx(0.001), 1.0)
    assert (axis.widened(1.0).low, axis.widened(1.0).high) == (0.01, pytest.approx(10.0))
    layers = Range(1, 4, log=False, least=1, most=8)
    assert math.isnan(layers.edge(1)), "there is nothing below"
    assert layers.widened(layers.edge(4)) == replace(layers, high=6)
    dropout = Range(0.0, 0.5, log=False, most=0.9)
    assert math.isnan(dropout.edge(0.0))
    assert dropout.widened(0.5).high == 0.75
    assert dropout.widened(0.5).widened(0.75).high == 0.9
    assert math.isnan(dropout.widened(0.5).widened(0.75).edge(0.9))


def test_a_grid_is_widened_by_the_next_value():
    values = Values((0.0, 1.0, 2.0))
    assert math.isnan(values.edge(0.0))
    assert math.isnan(values.edge(1.0))
    assert values.widened(values.edge(2.0)) == Values((0.0, 1.0, 2.0, 4.0), (4.0,))
    low = Values((0.1, 0.2, 0.8))
    assert low.widened(low.edge(0.1)).new == (pytest.approx(0.05),)


def test_the_wide_search_comes_near_and_is_not_done_twice(template, tmp_path):
    work = Work(template, learning_rate=0.02, regularisation=0.3)
    result = tune.tune(softmax(), WIDE, 12, tmp_path / "t", work=work)
    assert result["trials"] == [12]
    assert result["interior"]
    assert result["widened"] == []
    assert len(work.calls) == len(result["grid"]) == len({json.dumps(point) for point in result["grid"]}) == 12
    best = max(result["grid"], key=lambda point: point[SCORE])
    assert result["chosen"] == {name: best[name] for name in ("learning_rate", "regularisation")}
    assert best["best_epoch"] == 7
    assert best[SCORE] > 0.25, "within three octaves, of thirteen"
    assert {(c.split_seed, c.seed) for c in work.calls} == {(0, 0)}
    again = Work(template)
    assert tune.tune(softmax(), WIDE, 12, tmp_path / "t", work=again) == result
    assert again.calls == []
    other = Work(template, learning_rate=0.02, regularisation=0.3)
    assert tune.tune(softmax(), WIDE, 12, tmp_path / "other", work=other)["grid"] == result["grid"], "seeded"


def test_a_space_is_widened_until_the_winner_is_inside(template, tmp_path):
    work = Work(template, regularisation=40.0)
    config = spaces.base("small", "mf", "rg2", WIDE)
    result = tune.tune(config, WIDE, 12, tmp_path, work=work)
    assert result["interior"]
    assert 10 < result["chosen"]["regularisation"] < result["widened"][-1]["to"][1]
    assert result["widened"][0] == {"parameter": "regularisation", "from": [1e-3, 10.0], "to": [1e-3, 1000.0]}
    assert result["trials"] == [12] * (1 + len(result["widened"]))
    assert len(work.calls) == len(result["grid"]) == sum(result["trials"]), "what is known is carried, not repeated"


def test_a_winner_that_stays_at_the_edge_is_told(template, tmp_path):
    work = Work(template, regularisation=1e30)
    result = tune.tune(spaces.base("small", "mf", "rg2", WIDE), WIDE, 8, tmp_path, work=work)
    assert not result["interior"]
    assert len(result["trials"]) == tune.ROUNDS
    assert len(result["widened"]) == tune.ROUNDS - 1


def test_a_grid_is_searched_once_and_widened_by_its_new_points(template, tmp_path):
    work = Work(template, learning_rate=1.0, regularisation=1e-5 * small.ITEMS)
    result = tune.tune(softmax(PAPERS), PAPERS, 12, tmp_path, work=work)
    assert result["interior"]
    assert result["trials"] == [12, 4, 4]
    assert [step["to"] for step in result["widened"]] == [[0.001, pytest.approx(1.0)], [0.001, pytest.approx(10.0)]]
    assert len(work.calls) == len(set(work.calls)) == 20
    assert result["chosen"] == {"learning_rate": pytest.approx(1.0), "regularisation": pytest.approx(4e-4)}


def test_a_part_of_a_grid(template, tmp_path):
    work = Work(template, learning_rate=0.01, regularisation=1e-5 * small.ITEMS)
    assert tune.tune(softmax(PAPERS), PAPERS, 7, tmp_path, work=work)["trials"][0] == 7
    assert len(work.calls) == len(set(work.calls))


def test_failures_count_and_are_told(template, tmp_path):
    work = Work(template, lambda c: c.learning_rate > 0.05, learning_rate=0.02, regularisation=0.3)
    result = tune.tune(softmax(), WIDE, 12, tmp_path / "some", work=work)
    failed = [point for point in result["grid"] if "failed" in point]
    assert failed
    assert all(point["failed"] == "the loss is nan" and point["learning_rate"] > 0.05 for point in failed)
    assert result["trials"] == [12]
    with pytest.raises(UsageError, match=r"all 8 trials of small-.* failed; the first: the loss is nan"):
        tune.tune(softmax(), WIDE, 8, tmp_path / "all", work=Work(template, lambda _: True))


def test_a_full_disk_is_no_failed_trial(template, tmp_path):
    def full(*_):
        raise OSError(28, "No space left on device")

    with pytest.raises(UsageError, match="No space left"):
        tune.tune(softmax(), WIDE, 8, tmp_path, work=full)
    work = Work(template, learning_rate=0.02, regularisation=0.3)
    assert tune.tune(softmax(), WIDE, 8, tmp_path, work=work)["trials"] == [8]
    assert len(work.calls) == 8


def test_a_line_that_a_kill_cut_off_is_mended(template, tmp_path):
    work = Work(template, learning_rate=0.02, regularisation=0.3)
    expected = tune.tune(softmax(), WIDE, 8, tmp_path / "whole", work=work)
    tune.tune(softmax(), WIDE, 4, tmp_path / "cut", work=work)
    (journal,) = (tmp_path / "cut").glob("*.journal")
    with journal.open("ab") as stream:
        stream.write(b'{"op_code": 4, "wor')
    result = tune.tune(softmax(), WIDE, 8, tmp_path / "cut", work=work)
    assert len(result["grid"]) == 8
    assert result["grid"][:4] == expected["grid"][:4]


def killed_tuning(case, folder, template):
    """The result of a case of `killed_tune`, and the lines of its log by kind."""
    folder.mkdir()
    file = write_json(folder.parent / "template.json", template)
    command = [sys.executable, killed_tune.__file__, case, str(folder), str(file), "3"]
    environment = os.environ | {"PYTHONPATH": str(Path(sweep.__file__).parents[2])}
    subprocess.run(command, check=True, timeout=60, env=environment)
    lines = [line.split() for line in (folder / "log").read_text().splitlines()]
    log = {kind: [words[1] for words in lines if words[0] == kind] for kind in ("begin", "end", "again")}
    return json.loads((folder / "result.json").read_text()), log


def test_killed_twenty_times_no_trial_is_lost_repeated_or_changed(template, monkeypatch, tmp_path):
    monkeypatch.undo()
    template["data"] |= {"name": "online-retail"} | {
        key: getattr(spaces.datasets.lookup("online-retail"), key) for key in ("sha256", "users", "items", "pairs")
    }
    result, log = killed_tuning("killed", tmp_path / "killed", template)
    whole, _ = killed_tuning("whole", tmp_path / "whole", template)
    assert result == whole
    assert result["trials"] == [killed_tune.TRIALS]
    assert log["again"] == []
    assert len(set(log["end"])) == killed_tune.TRIALS == len(set(log["begin"]))
    assert len(log["begin"]) > killed_tune.TRIALS, "kills did interrupt trials"
    result, log = killed_tuning("shared", tmp_path / "shared", template)
    assert result["trials"] == [killed_tune.TRIALS]
    assert len(set(log["end"])) == killed_tune.TRIALS
    assert len(log["begin"]) <= killed_tune.TRIALS + 1, "only the killed one's trial is begun twice"


def test_every_method_has_as_many_trials():
    configs = tune.methods("small", "mf", (), PAPERS)
    assert {c.loss for c in configs} == set(LOSSES) - COUNTING
    assert tune.number_of_trials(configs, WIDE, None) == tune.TRIALS
    assert tune.number_of_trials(configs, PAPERS, None) == 7
    assert tune.number_of_trials(configs, PAPERS, 5) == 5
    with pytest.raises(UsageError, match="the papers' grid of rg2 has 7 points"):
        tune.number_of_trials(configs, PAPERS, 12)
    with pytest.raises(UsageError, match="--trials is 0"):
        tune.number_of_trials(configs, WIDE, 0)


def test_recipes_are_written_by_real_training(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(recipes, "FILE", tmp_path / "recipes.json")
    assert tune.run("small", "mf", ["rg2"], WIDE, 5, tmp_path / "t", 1) in (0, 1)
    written = recipes.load_all()["small"]["mf"]["rg2"]
    scores = [point[SCORE] for point in written["grid"]]
    assert written["grid"][scores.index(max(scores))]["regularisation"] == written["chosen"]["regularisation"]
    assert recipes.recipe("small", "mf", "rg2") == written["chosen"]
    assert (
        recipes.resolve({"dataset": "small", "loss": "rg2", "dim": 4}).regularisation
        == written["chosen"]["regularisation"]
    )
    assert "rg2: 0." in capsys.readouterr().out
    with pytest.raises(UsageError, match="no recipe for softmax with mf on small; run python"):
        recipes.resolve({"dataset": "small"})


def test_the_recipes_that_come_along_are_valid():
    for dataset, backbones in recipes.load_all().items():
        for backbone, losses in backbones.items():
            for loss, content in losses.items():
                config = recipes.resolve({"dataset": dataset, "backbone": backbone, "loss": loss})
                assert asdict(config) == asdict(config) | content["chosen"]
                assert any(point.items() >= content["chosen"].items() for point in content["grid"])


def test_nothing_is_tuned_of_popularity():
    with pytest.raises(UsageError, match="popularity has nothing to tune"):
        tune.methods("small", "mf", ["popularity"], WIDE)

"""Sweeps: the grid, the cells, the workers, and what becomes of them when something goes wrong."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import killed_sweep
import pytest
import small

from paper_checks.__main__ import main
from verify.errors import UsageError
from verify.files import jsonable, write_json
from verify.locks import lock
from verify.recsys import cells, grid, records, sweep
from verify.recsys.cells import State
from verify.recsys.config import Config
from verify.recsys.train import train

POPULARITY = [Config(loss="popularity", seed=seed) for seed in range(4)]


@pytest.fixture(autouse=True)
def _seeds_that_repeat(monkeypatch):
    monkeypatch.delenv("SOFTPROOF_FRESH_SEEDS", raising=False)


@pytest.fixture(scope="module")
def template():
    """A record without the arrays per user."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOFTPROOF_FRESH_SEEDS", raising=False)
        record = train(Config(loss="popularity"))
    del record["per_user"]
    return jsonable(record)


class Work:
    """Instead of training: a copy of a record; counts the calls, fails for some seeds."""

    def __init__(self, template, failing=()):
        self.template, self.failing, self.calls = template, dict(failing), []

    def __call__(self, config, *_):
        self.calls.append(config)
        if error := self.failing.get(config.seed):
            raise error
        return self.template | {"config": asdict(config), "code": records.code_of(asdict(config))}


@pytest.fixture
def work(template):
    return Work(template)


def written(tmp_path, text, name="grid.toml"):
    (tmp_path / name).write_text(text)
    return tmp_path / name


def test_a_grid_is_the_product_of_its_lists_block_by_block(tmp_path):
    text = """
    name = "both"
    seeds = 2
    epochs = 7
    [[grid]]
    loss = ["softmax", "sparsemax"]
    learning_rate = [0.1, 1]
    regularisation = 0.5
    cutoffs = [5, 10]
    [[grid]]
    loss = "rg2"
    epochs = 3
    split_seed = 9
    """
    found = grid.read(written(tmp_path, text))
    assert found.name == "both"
    assert len(found.cells) == 2 * 2 * 2 + 2
    first, last = found.cells[0], found.cells[-1]
    assert first == Config(loss="softmax", epochs=7, learning_rate=0.1, regularisation=0.5, cutoffs=(5, 10))
    assert {(c.seed, c.split_seed) for c in found.cells[:-2]} == {(0, 0), (1, 1)}
    assert all(type(c.learning_rate) is float for c in found.cells)
    assert (last.loss, last.epochs, last.seed, last.split_seed) == ("rg2", 3, 1, 9)
    assert last.regularisation == 0.2, "as tuned"


def test_a_cell_of_two_blocks_is_one_cell_and_the_file_names_the_sweep(tmp_path):
    text = 'loss = "popularity"\n[[grid]]\nseed = [0, 1]\n[[grid]]\nseed = [1, 2]\ncutoffs = [[5], [10, 20]]'
    found = grid.read(written(tmp_path, text))
    assert found.name == "grid"
    assert [(c.seed, c.cutoffs) for c in found.cells] == [
        (0, (10, 20)),
        (1, (10, 20)),
        (1, (5,)),
        (2, (5,)),
        (2, (10, 20)),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("loss = \nepochs = 3", ["grid.toml is not TOML", "line 1"]),
        ('lss = "softmax"', ["above all blocks, lss", "unknown key", "did you mean loss"]),
        ('[[grid]]\nloss = "rg2"\n[[grid]]\nloss = "sofmax"', ["[[grid]] 2", "sofmax", "did you mean softmax"]),
        ('[[grid]]\nepochs = "many"', ["[[grid]] 1, epochs", "'many' is not a whole number"]),
        ("epochs = 1.5", ["epochs", "1.5 is not a whole number"]),
        ("dim = true", ["dim", "True is not a whole number"]),
        ('learning_rate = "high"', ["learning_rate", "'high' is not a number"]),
        ("cutoffs = 10", ["cutoffs", "10 is not a list"]),
        ("epochs = []", ["epochs", "the list is empty"]),
        ("seeds = 0", ["seeds", "0 is neither"]),
        ("seeds = [0, 1.5]", ["seeds", "neither"]),
        ("[grid]\nepochs = 1", ["grid: it must be one or more blocks"]),
        ('name = "../up"', ["name", "'../up' is no name"]),
        ('[[grid]]\nloss = "rg2"\nregularisation = [0.1, 0]', ["[[grid]] 1", "regularisation is 0", "in the cell"]),
        ('dataset = "ml10m"\nloss = "rg2"', ["no recipe for rg2 with mf on ml10m"]),
        ("seeds = 100001", ["100,001 cells", "at most 100,000"]),
        ("seeds = 2000000000", ["2,000,000,000 cells", "at most 100,000"]),
        (f"seeds = 1{'0' * 30}", ["seeds", "neither"]),
        (f"seed = 1{'0' * 30}", ["seed is 1000", "too large; give at most 2147483647"]),
        (f"learning_rate = 1{'0' * 400}", ["learning_rate", "too large to convert to float"]),
        (f"epochs = {'[' * 5000}{']' * 5000}", ["grid.toml is not TOML"]),
        ("split = 3", ["split", "3 is not a string"]),
        ('negatives = "few"', ["negatives", "'few' is not a whole number"]),
        ("solver = true", ["solver", "True is not a string"]),
    ],
)
def test_a_wrong_grid_is_refused_with_its_place(text, words, tmp_path):
    with pytest.raises(UsageError) as error:
        grid.read(written(tmp_path, text))
    for word in ["grid.toml", *words]:
        assert word in str(error.value)
    with pytest.raises(UsageError, match="cannot read"):
        grid.read(tmp_path / "none.toml")


def test_each_cell_is_trained_once(work, tmp_path):
    report = sweep.run(POPULARITY, tmp_path, work=work)
    assert report.trained == work.calls == POPULARITY
    assert report.all(State.DONE) == POPULARITY
    assert len(records.load_all(tmp_path)) == len(POPULARITY)
    more = [*POPULARITY, Config(loss="popularity", seed=9), Config(loss="popularity", seed=9, patience=3)]
    assert sweep.run(more, tmp_path, work=work).trained == more[-2:]
    assert not list(tmp_path.glob("locks/*"))


DAMAGE = {
    "cut off": lambda file: file.write_text(file.read_text()[:-40]),
    "empty": lambda file: file.write_text(""),
    "no object": lambda file: file.write_text("[]"),
    "edited": lambda file: write_json(file, records.load(file) | {"best": {"epoch": 1, "ndcg@20": 1.0}}),
    "of another run": lambda file: file.write_text(
        next(f for f in file.parent.glob("*.json") if f != file).read_text()
    ),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_a_corrupt_record_is_told_and_redone_and_not_lost(case, work, tmp_path):
    sweep.run(POPULARITY, tmp_path, work=work)
    file = cells.record_file(POPULARITY[2], tmp_path)
    DAMAGE[case](file)
    damaged = file.read_text()
    assert sweep.survey(POPULARITY, tmp_path).states[POPULARITY[2]] is State.CORRUPT
    report = sweep.run(POPULARITY, tmp_path, work=work)
    assert report.trained == [POPULARITY[2]]
    assert report.all(State.DONE) == POPULARITY
    assert [aside.read_text() for aside in report.aside] == [damaged]


def test_a_stale_record_is_redone(work, monkeypatch, tmp_path):
    sweep.run(POPULARITY, tmp_path, work=work)
    monkeypatch.setattr(records, "code_of", lambda _: "other")
    assert sweep.survey(POPULARITY, tmp_path).all(State.STALE) == POPULARITY
    report = sweep.run(POPULARITY, tmp_path, work=work)
    assert report.trained == POPULARITY
    assert len(report.aside) == len(POPULARITY)


def test_a_failure_is_written_down_stops_nothing_and_is_tried_again_when_asked(template, tmp_path):
    work = Work(template, {1: UsageError("the loss is nan after step 7"), 2: ZeroDivisionError("by zero")})
    report = sweep.run(POPULARITY, tmp_path, work=work)
    assert report.trained == POPULARITY
    assert report.all(State.FAILED) == POPULARITY[1:3]
    assert not report.remaining
    assert cells.failure(POPULARITY[1], tmp_path) == "the loss is nan after step 7"
    assert cells.failure(POPULARITY[2], tmp_path) == "ZeroDivisionError: by zero"
    assert sweep.run(POPULARITY, tmp_path, work=work).trained == []
    del work.failing[1]
    report = sweep.run(POPULARITY, tmp_path, retry=True, work=work)
    assert report.trained == POPULARITY[1:3]
    assert report.all(State.FAILED) == [POPULARITY[2]]
    assert cells.failure(POPULARITY[1], tmp_path) is None


def test_a_failure_of_other_code_is_no_failure(template, monkeypatch, tmp_path):
    sweep.run(POPULARITY, tmp_path, work=Work(template, {1: UsageError("nan")}))
    monkeypatch.setattr(records, "code_of", lambda _: "other")
    assert sweep.survey(POPULARITY, tmp_path).states[POPULARITY[1]] is State.MISSING


def test_no_cell_is_begun_that_would_not_end_in_time(template, tmp_path):
    slow = Work(template | {"cost": {"wall_seconds": 1000.0}})
    assert sweep.run(POPULARITY, tmp_path, seconds=0.0, work=slow).remaining == POPULARITY
    assert sweep.run(POPULARITY[:1], tmp_path, work=slow).trained == POPULARITY[:1]
    assert sweep.run(POPULARITY[:2], tmp_path, seconds=2000.0, work=slow).trained == POPULARITY[1:2]

    clock = sweep.Clock(2000.0, {Config(loss="rg2", seed=1)})
    clock.learn(POPULARITY[0], 1000.0)
    assert clock.fits(POPULARITY[2])
    assert clock.fits(Config(loss="rg2"))
    clock.end -= 1500.0
    assert not clock.fits(POPULARITY[2])
    assert not clock.fits(Config(loss="rg2")), "nothing is known of it, so it counts as the longest"
    assert clock.fits(Config(loss="rg2", seed=1)), "it is begun, so no time is lost"
    clock.learn(Config(loss="rg2"), 10.0)
    assert clock.fits(Config(loss="rg2"))
    clock.learn(POPULARITY[0], 3000.0)
    assert clock.fits(POPULARITY[2]), "it would never fit, so it is begun, and goes on another time"
    clock.end -= 1500.0
    assert not any(clock.fits(config) for config in (*POPULARITY, Config(loss="rg2", seed=1)))


def test_a_cell_that_the_end_meets_goes_on_from_its_checkpoint(monkeypatch, tmp_path):
    small.register(monkeypatch, tmp_path)
    config = small.config(epochs=4)
    stopped = cells.run(config, tmp_path / "a", end=time.time())
    assert (stopped.state, stopped.trained) == (State.BEGUN, False)
    assert sweep.survey([config], tmp_path / "a").states == {config: State.BEGUN}
    assert sweep.run([config], tmp_path / "a").trained == sweep.run([config], tmp_path / "b").trained == [config]
    first, second = (records.load(cells.record_file(config, tmp_path / name)) for name in "ab")
    assert (first["cost"]["stops"], second["cost"]["stops"]) == (1, 0)
    assert first["test"] == second["test"]
    assert first["curve"]["loss"] == second["curve"]["loss"]
    assert not [file for file in (tmp_path / "a").rglob("*") if file.suffix == ".safetensors"]


def test_a_damaged_checkpoint_is_told_and_set_aside_and_the_cell_begins_anew(monkeypatch, tmp_path):
    small.register(monkeypatch, tmp_path)
    config = small.config(epochs=4)
    cells.run(config, tmp_path / "a", end=time.time())
    file = cells.checkpoint_file(config, tmp_path / "a")
    file.write_bytes(damaged := file.read_bytes()[:-9])
    report = sweep.run([config], tmp_path / "a")
    assert report.all(State.DONE) == report.trained == [config]
    assert [aside.read_bytes() for aside in report.aside] == [damaged]
    assert not file.exists()


def test_a_full_disk_stops_the_sweep_and_leaves_no_partial_file(work, tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))
    try:
        with pytest.raises(UsageError, match=r"cannot write .*seed0.*: File too large; choose another place"):
            sweep.run(POPULARITY, tmp_path, work=work)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert work.calls == POPULARITY[:1]
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]
    assert sweep.run(POPULARITY, tmp_path, work=work).trained == POPULARITY


def test_a_disk_that_fills_while_training_is_no_failure_of_the_cell(template, tmp_path):
    error = UsageError("cannot write the checkpoint")
    error.__cause__ = OSError(28, "No space left on device")
    with pytest.raises(UsageError, match="the checkpoint"):
        sweep.run(POPULARITY, tmp_path, work=Work(template, {0: error}))
    assert sweep.survey(POPULARITY, tmp_path).remaining == POPULARITY


def test_a_data_set_that_is_absent_is_told_before_the_work(work, monkeypatch, tmp_path):
    monkeypatch.setenv("SOFTPROOF_DATA", str(tmp_path / "none"))
    with pytest.raises(UsageError, match="ml1m is not at"):
        sweep.run([*POPULARITY, Config(loss="popularity", dataset="ml1m")], tmp_path / "r", work=work)
    assert work.calls == []


def test_seeds_that_do_not_repeat_are_refused(work, monkeypatch, tmp_path):
    monkeypatch.setenv("SOFTPROOF_FRESH_SEEDS", "1")
    with pytest.raises(UsageError, match="unset SOFTPROOF_FRESH_SEEDS"):
        sweep.run(POPULARITY, tmp_path, work=work)


def test_a_lock_is_one_process_s_and_leaves_no_file(tmp_path):
    with lock(tmp_path / "a") as mine:
        assert mine
        with lock(tmp_path / "a") as again, lock(tmp_path / "b") as other:
            assert (again, other) == (False, True)
    assert not list(tmp_path.iterdir())
    (tmp_path / "a").touch()
    with lock(tmp_path / "a", wait=True) as mine:
        assert mine


def test_a_cell_that_another_process_has_is_waited_for(work, tmp_path):
    taken, others = POPULARITY[1], [POPULARITY[0], *POPULARITY[2:]]
    with lock(tmp_path / "locks" / cells.name(taken)):
        assert cells.run(taken, tmp_path, work).state is State.TAKEN
        report = sweep.run(POPULARITY, tmp_path, seconds=0.5, work=work)
        assert report.trained == others
        assert report.remaining == [taken]
    assert sweep.run(POPULARITY, tmp_path, work=work).trained == [taken]


def killed_sweeps(case, tmp_path, template):
    """The log of a case of `killed_sweep`, as one list of names for each kind of line; the records are complete."""
    file = write_json(tmp_path / "template.json", template)
    folder = tmp_path / "sweep"
    folder.mkdir()
    command = [sys.executable, killed_sweep.__file__, case, str(folder), str(file), "7"]
    environment = os.environ | {"PYTHONPATH": str(Path(sweep.__file__).parents[2])}
    subprocess.run(command, check=True, timeout=60, env=environment)
    assert sweep.survey(killed_sweep.CELLS, folder).all(State.DONE) == killed_sweep.CELLS
    assert len(records.load_all(folder)) == len(killed_sweep.CELLS)
    assert not [file for file in folder.rglob("*") if file.is_file() and file.suffix not in (".json", "")]
    lines = [line.split() for line in (folder / "log").read_text().splitlines()]
    return {kind: [words[1] for words in lines if words[0] == kind] for kind in ("begin", "end", "again")}


def test_killed_twenty_times_nothing_is_lost_or_repeated(tmp_path, template):
    log = killed_sweeps("killed", tmp_path, template)
    names = {cells.name(config) for config in killed_sweep.CELLS}
    assert set(log["end"]) == names
    assert log["again"] == []
    assert len(names) < len(log["begin"]) <= len(names) + killed_sweep.KILLS, "kills did interrupt cells"


def test_three_processes_share_the_cells_and_a_killed_one_s_cell_is_done_by_another(tmp_path, template):
    log = killed_sweeps("shared", tmp_path, template)
    counts = Counter(log["begin"])
    assert log["again"] == []
    assert set(counts) == {cells.name(config) for config in killed_sweep.CELLS}
    assert sum(counts.values()) <= len(counts) + 1, "only the killed one's cell is begun twice"


def test_records_do_not_depend_on_the_workers(tmp_path):
    given = [Config(loss="rg2", epochs=2, seed=seed) for seed in range(2)]
    one = sweep.run(given, tmp_path / "one")
    two = sweep.run(given, tmp_path / "two", sweep.local(2))
    assert one.all(State.DONE) == two.all(State.DONE) == given
    for config in given:
        first, second = (records.load(cells.record_file(config, tmp_path / name)) for name in ("one", "two"))
        assert first["environment"]["threads"] == second["environment"]["threads"] == 1
        assert first["test"] == second["test"]
        assert first["curve"]["loss"] == second["curve"]["loss"]


def test_dask_runs_the_same_cells(template, tmp_path):
    from distributed import LocalCluster

    report = {}
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        engine = sweep.dask(1, cluster.scheduler_address)
        failing = Work(template, {1: UsageError("nan")})
        report = sweep.run(POPULARITY, tmp_path, engine, work=failing)
    assert sorted(c.seed for c in report.trained) == [0, 1, 2, 3]
    assert report.all(State.FAILED) == [POPULARITY[1]]
    assert len(records.load_all(tmp_path)) == 3


def test_dask_that_is_not_there_is_told(monkeypatch, capsys, tmp_path):
    file = written(tmp_path, 'loss = "popularity"')
    monkeypatch.setattr(sweep, "DASK_SECONDS", 0.2)
    assert main(["sweep", str(file), "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1"]) == 2
    assert "no Dask scheduler at tcp://127.0.0.1:1" in capsys.readouterr().err
    assert main(["sweep", str(file), "--scheduler", "tcp://127.0.0.1:1"]) == 2
    assert "give --engine dask as well" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["sweep", str(file), "--engine", "dask"]) == 2
    assert "pip install -c constraints.txt -e '.[cluster]'" in capsys.readouterr().err


def test_the_command_says_what_is_done_and_what_goes_on(monkeypatch, capsys, tmp_path, template):
    file = written(tmp_path, 'loss = "popularity"\nseeds = 3')
    work = Work(template, {1: UsageError("the loss is nan")})
    monkeypatch.setattr("verify.recsys.train.train", work)
    assert main(["sweep", str(file), "--list"]) == 0
    out = capsys.readouterr().out
    assert out.count("missing ") == 3
    assert "grid: 0 of 3 cells done, 0 failed, 3 remain" in out
    assert not Path("results").exists()
    command = ["sweep", str(file), "--workers", "1"]
    assert main([*command, "--for", "0s"]) == 3
    assert f"go on with: softproof {' '.join(command)}" in capsys.readouterr().out
    assert main(command) == 1
    out = capsys.readouterr().out
    assert "the loss is nan" in out
    assert "grid: 2 of 3 cells done, 1 failed, 0 remain; 3 trained now" in out
    assert "--retry" in out
    work.failing.clear()
    assert main([*command, "--retry"]) == 0
    assert "3 of 3 cells done" in capsys.readouterr().out


@pytest.mark.parametrize(("number", "workers"), [(signal.SIGTERM, 1), (signal.SIGINT, 2)])
def test_a_signal_stops_it_cleanly(number, workers, tmp_path):
    file = written(tmp_path, 'loss = "softmax"\nseeds = 4\nepochs = 100')
    command = [sys.executable, "-m", "paper_checks", "sweep", str(file), "--workers", str(workers)]
    environment = os.environ | {"PYTHONPATH": str(Path(sweep.__file__).parents[2])}
    process = subprocess.Popen(
        command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    locks = tmp_path / "results/sweeps/grid/locks"
    deadline = time.monotonic() + 60
    while len(list(locks.glob("*"))) < workers:
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(number)
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 128 + number, errors
    assert errors == ""
    assert "0 of 4 cells done, 0 failed, 4 remain" in out
    assert "go on with: softproof sweep" in out
    assert [json.loads(file.read_text()) for file in (tmp_path / "results").rglob("*.json")] == []

"""The machinery of the comparisons: turns, peaks of memory, ratios, targets, what is written. Nothing is timed."""

import json
import os
import re
import tomllib
from functools import partial

import pytest
import torch

from paper_checks.__main__ import main
from verify.bench import (
    als,
    case,
    cost,
    documents,
    losses,
    maps,
    memory,
    peers,
    ranking,
    ratios,
    run,
    sampling,
    scores,
    table,
    targets,
)
from verify.bench.timing import FEWEST, MOST, interleaved
from verify.errors import UsageError
from verify.recsys import datasets

MIB = 1 << 20


@pytest.fixture
def _tiny(monkeypatch):
    for module in (maps, losses):
        monkeypatch.setattr(module, "CLASSES", (30,))
    monkeypatch.setattr(scores, "ROWS", 3)
    monkeypatch.setattr(losses, "PAIRS", 4)
    monkeypatch.setattr(losses, "ITEMS", 50)
    monkeypatch.setattr(losses, "DATASETS", ("online-retail",))
    monkeypatch.setattr(losses, "SAMPLED", 2)
    monkeypatch.setattr(sampling, "DRAWS", 100)
    for name, size in {"USERS": 40, "ITEMS": 70, "SEEN": 120, "HELD_OUT": 160, "VIEWERS": 50, "MOVIES": 60}.items():
        monkeypatch.setattr(ranking, name, size)
    monkeypatch.setattr(ranking, "JUDGED", 400)
    monkeypatch.setattr(als, "SIZES", {"a small one": (30, 20, 100)})
    monkeypatch.setattr(als, "LONG", 0.0)
    monkeypatch.setattr(cost, "CLASSES", (30, 60))
    monkeypatch.setattr(cost, "BATCH", 3)


class Clock:
    """Each call of contender i takes i seconds, and is written down."""

    def __init__(self):
        self.now, self.called = 0.0, []

    def __call__(self):
        return self.now

    def contender(self, seconds):
        def call():
            self.called.append(seconds)
            self.now += seconds

        return call


@pytest.mark.parametrize(("budget", "rounds"), [(0.0, FEWEST), (6 * 8 - 0.5, 8), (1e9, MOST)])
def test_contenders_take_turns_and_every_other_round_goes_backwards(budget, rounds):
    clock = Clock()
    times = interleaved({str(i): clock.contender(i) for i in (1, 2, 3)}, budget, clock)
    assert times == {str(i): [i] * rounds for i in (1, 2, 3)}
    played = [clock.called[at : at + 3] for at in range(3, len(clock.called), 3)]
    assert clock.called[:3] == [1, 2, 3]
    assert played == [[1, 2, 3], [3, 2, 1]] * (rounds // 2) + [[1, 2, 3]] * (rounds % 2)


@pytest.mark.skipif(not memory.RESET.exists(), reason="only Linux lets a process reset its peak")
@pytest.mark.parametrize(("call", "expected"), [(torch.neg, 64 * MIB), (torch.softmax, 64 * MIB), (torch.numel, 0)])
def test_the_instrument_finds_a_known_allocation(call, expected):
    """The kernel counts pages in batches of a few hundred KiB a core; a call may load a library of a MiB or so."""
    call = partial(call, dim=0) if call is torch.softmax else call
    found = memory.peak(partial(torch.ones, 16 * MIB), partial(torch.ones, 16), call)
    assert abs(found - expected) < 3 * MIB


@pytest.mark.skipif(not memory.RESET.exists(), reason="only Linux lets a process reset its peak")
def test_a_measurement_that_is_killed_is_a_lack_of_memory():
    with pytest.raises(MemoryError):
        memory.peak(partial(int, 9), partial(int, 9), os._exit)


def record(**seconds):
    roles = {"softproof": "ours", "torch": "yardstick"}
    contenders = {
        name: {"role": roles.get(name, "peer"), "share": 1.0, "seconds": times, "peak": 100 * len(name)}
        for name, times in seconds.items()
    }
    return {"case": "sparsemax", "settings": {"classes": 100_000, "scale": 1.0}, "unit": 400, "contenders": contenders}


def test_ratios_are_of_the_same_round():
    """A round in which everything was ten times slower changes the median of no ratio."""
    one = record(softproof=[1, 20, 3, 1, 1], entmax=[4, 80, 12, 4, 4], slow=[9, 99, 99, 99, 99])
    assert ratios.slower(one, "entmax", "softproof") == 4
    assert ratios.quartiles(one, "softproof") == (1, 1, 3)
    assert ratios.best_peer(one) == "entmax"
    assert ratios.best_peer(record(softproof=[1, 1])) is None
    assert ratios.peak(one, "entmax") == 600 / 400
    assert ratios.peak(one, "softproof", "entmax") == 900 / 600
    one["contenders"]["slow"]["peak"] = None
    assert ratios.peak(one, "slow") is None
    assert ratios.peak(one, "entmax", "slow") is None


@pytest.mark.parametrize(("theirs", "verdict"), [(12.5, "12.5, met"), (11.5, "11.5, NOT MET")])
def test_whether_a_target_is_met_is_computed(theirs, verdict):
    one = record(softproof=[1.0] * 5, **{scores.SORT: [theirs] * 5})
    assert any(line.endswith(f"at least 12 times as fast as entmax, sort: {verdict}") for line in table.lines([one]))
    assert any(
        line.endswith("at most 2.2 times the memory of the scores: 2.25, NOT MET") for line in table.lines([one])
    )
    del one["contenders"][scores.SORT]
    assert any(line.endswith("not measured") for line in table.lines([one]))


def all_cases():
    suites = (maps, losses, sampling, ranking, als, cost)
    return [*map(losses.whole_pass, losses.DATASETS), *(one for suite in suites for one in suite.cases())]


PEERS = {ranking.IMPLICIT: "implicit", als.CHOLESKY: "implicit", als.IRSPACK: "irspack"}
"""The libraries that only the extra `bench` brings."""


def require(name):
    if peers.library(name) is None:
        pytest.skip(f"{name} is not installed: {peers.INSTALL}")


@pytest.mark.parametrize("target", targets.TARGETS, ids=lambda target: f"{target.case}-{target.what}-{target.limit}")
def test_every_target_is_of_a_comparison_that_is_made(target):
    if target.than in PEERS:
        require(PEERS[target.than])
    concerned = [c for c in all_cases() if target.concerns({"case": c.name, "settings": c.settings})]
    assert concerned
    for one in concerned:
        assert {target.name, target.than} - {None} <= set(one.contenders)
        assert one.contenders[target.name].role == "ours"
        assert target.what != "memory" or one.unit >= case.SMALLEST


@pytest.mark.usefixtures("_tiny")
@pytest.mark.parametrize("module", [maps, losses])
def test_ours_and_the_peers_compute_the_same(module):
    for one in module.cases():
        if one.name == "grouped_linear_softmax_loss":
            continue
        x = one.inputs()
        results = [c.call(x) for c in one.contenders.values() if c.role != "yardstick"]
        assert len(results) > 1
        for result in results[1:]:
            torch.testing.assert_close(result, results[0], rtol=1e-4, atol=1e-5)


@pytest.mark.usefixtures("_tiny")
def test_ours_and_implicit_rank_the_same():
    require("implicit")
    full, _ = ranking.cases()
    x = full.inputs()
    own, found = (c.call(x) for c in full.contenders.values() if c.role != "yardstick")
    assert own["ndcg@20"] == pytest.approx(found["ndcg"], abs=1e-9)
    assert own["map@20"] == pytest.approx(found["map"], abs=1e-9)


@pytest.mark.usefixtures("_tiny")
def test_ours_and_trec_eval_measure_the_same():
    """Its four measures of each user; its MAP is over all held-out items."""
    _, listed = ranking.cases()
    x = listed.inputs()
    own, found = (c.call(x) for c in listed.contenders.values())
    assert len(found) == (x.held_out.counts > 0).sum() > 40
    names = dict(zip(ranking.MEASURES, ("ndcg", "precision", "recall", "map-uncapped"), strict=True))
    for user, values in found.items():
        for theirs, name in names.items():
            assert own[f"{name}@20"][int(user)] == pytest.approx(values[f"{theirs}_20"], abs=1e-9)


@pytest.mark.usefixtures("_tiny")
def test_a_pass_visits_every_pair_once():
    x = losses.pass_over("online-retail", sampled=2)
    data = datasets.load("online-retail")
    users = torch.cat([rows + start for start, _, rows, _ in x.batches])
    assert torch.equal(users, torch.tensor(data.users))
    assert torch.equal(torch.cat([columns for *_, columns in x.batches]), torch.tensor(data.items))
    assert [stop for _, stop, _, _ in x.batches][-1] == data.n_users
    assert all(int(rows.max()) < stop - start for start, stop, rows, _ in x.batches)


@pytest.mark.usefixtures("_tiny")
@pytest.mark.parametrize("suite", run.TIMED)
def test_a_run_has_every_contender_and_prints_it(suite):
    document = run.run(suite)
    text = "\n".join(run.lines(document))
    assert json.loads(json.dumps(document)) == document
    cases = list(run.TIMED[suite].cases())
    assert [(r["case"], r["settings"]) for r in document["records"]] == [(c.name, dict(c.settings)) for c in cases]
    for one, found in zip(cases, document["records"], strict=True):
        assert list(found["contenders"]) == list(one.contenders)
        for name, contender in found["contenders"].items():
            assert len(contender["seconds"]) >= FEWEST
            assert min(contender["seconds"]) > 0
            assert f"  {name}" in text
    assert {"python", "torch", "numpy"} <= set(document["environment"]["versions"])


@pytest.mark.usefixtures("_tiny")
def test_the_time_of_a_share_stands_for_the_whole(monkeypatch):
    monkeypatch.setattr(case, "interleaved", lambda calls, _: dict.fromkeys(calls, [2.0] * 5))
    one = case.Case("a", {}, 1, int, int, {"part": case.Contender("peer", abs, share=0.25)})
    assert case.measure(one)["contenders"]["part"]["seconds"] == [8.0] * 5


@pytest.mark.usefixtures("_tiny")
def test_without_the_peers_the_run_goes_on_and_says_how_to_get_them(monkeypatch):
    for module in (peers, run):
        monkeypatch.setattr(module, "library", lambda _: None)
    monkeypatch.setenv("SOFTPROOF_DATA", "nowhere")
    monkeypatch.setattr(losses, "DATASETS", ("ml1m", "gowalla"))
    monkeypatch.setattr(case, "measure", lambda one: record(softproof=[1.0] * 5) | {"case": one.name})
    text = "\n".join(run.lines(run.run("losses")))
    assert f"entmax is not installed: {peers.INSTALL}" in text
    for name in losses.DATASETS:
        assert f"data set {name} is not here: {datasets.remedy(datasets.lookup(name))}" in text
    assert "grouped" not in text


def test_a_library_that_is_not_there_is_none():
    assert peers.library("no_such_library.at_all") is None
    assert peers.library("math") is not None


def test_a_peer_is_nothing_where_its_library_is_missing():
    def contenders(module, name, **settings):
        return {name: (module.__name__, settings)}

    assert peers.of("math")(contenders)("sort", k=3) == {"sort": ("math", {"k": 3})}
    assert peers.of("no_such_library")(contenders)("sort", k=3) == {}


def test_the_hint_names_an_extra_and_a_file_that_the_checkout_has(pytestconfig):
    extra = re.search(r"'\.\[(\w+)\]'", peers.INSTALL)[1]
    project = tomllib.loads((pytestconfig.rootpath / "pyproject.toml").read_text())["project"]
    needed = {name for names in run.PEERS.values() for name in names}
    assert needed <= {text.partition(">")[0] for text in project["optional-dependencies"][extra]}
    assert (pytestconfig.rootpath / re.search(r"-c (\S+)", peers.INSTALL)[1]).is_file()


def test_contenders_are_shown_ours_first():
    one = record(entmax=[4.0] * 5, torch=[1.0] * 5, softproof=[2.0] * 5)
    assert ratios.ordered(one) == ["softproof", "entmax", "torch"]
    ours, theirs, yardstick = table.rows(one)
    assert (ours.name, ours.role, ours.median, ours.ratio, ours.note) == ("softproof", "ours", "2 s", "", "")
    assert (theirs.ratio, theirs.note, theirs.copies) == ("2", "best peer", "1.50")
    assert (yardstick.role, yardstick.ratio) == ("yardstick", "0.5")


@pytest.mark.parametrize("suite", run.SUITES)
def test_every_suite_is_recorded_with_all_its_comparisons(suite):
    recorded = documents.load(suite)
    assert recorded["suite"] == suite
    if suite in run.TIMED:
        cases = {c.name for c in run.TIMED[suite].cases()}
        assert cases <= {r["case"] for r in recorded["records"]}


DAMAGE = [
    ("", "not valid JSON"),
    ("[]", "no JSON object"),
    ("{}", "required property"),
    ("losses", "is of the suite losses"),
    ({"records": []}, "records"),
    ({"records": [{"case": "sparsemax"}]}, "required property"),
    ({"environment": {}}, "required property"),
]


@pytest.mark.parametrize(("damage", "words"), DAMAGE)
def test_a_damaged_record_names_the_file_and_the_remedy(tmp_path, damage, words):
    if damage == "losses":
        text = documents.path("losses", documents.RECORDS).read_text()
    else:
        text = json.dumps(documents.load("maps") | damage) if isinstance(damage, dict) else damage
    (tmp_path / "maps.json").write_text(text)
    with pytest.raises(UsageError, match=rf"maps\.json.*{words}.*; run: softproof bench maps --record"):
        documents.load("maps", tmp_path)


@pytest.mark.parametrize("key", ["share", "seconds", "peak", "role"])
def test_a_contender_without_a_field_is_refused(tmp_path, key):
    document = documents.load("maps")
    del document["records"][0]["contenders"]["softproof"][key]
    documents.save(document, tmp_path)
    with pytest.raises(UsageError, match=rf"softproof: '{key}' is a required property"):
        documents.load("maps", tmp_path)


def test_a_row_of_errors_without_a_number_is_refused(tmp_path):
    document = documents.load("precision")
    document["records"][0] = document["records"][0] | {"raised": "IndexError: no such thing"}
    documents.save(document, tmp_path)
    assert documents.load("precision", tmp_path) == document
    del document["records"][1]["loss"]
    documents.save(document, tmp_path)
    with pytest.raises(UsageError, match=r"\[1\]: 'loss' is a required property"):
        documents.load("precision", tmp_path)


@pytest.mark.usefixtures("_tiny")
def test_the_command_prints_writes_and_records(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "RECORDS", tmp_path / "records")
    assert main(["bench", "sampling", "--results", str(tmp_path)]) == 0
    assert not documents.RECORDS.exists()
    assert main(["bench", "sampling", "--record", "--results", str(tmp_path)]) == 0
    assert "torch.multinomial" in capsys.readouterr().out
    assert documents.load("sampling", tmp_path / "bench")["suite"] == "sampling"
    assert documents.load("sampling", documents.RECORDS) == documents.load("sampling", tmp_path / "bench")


def test_an_unknown_comparison_is_one_line_and_exit_2(capsys, tmp_path):
    assert main(["bench", "maps", "losess"]) == 2
    assert capsys.readouterr().err == "softproof: unknown suite 'losess'; did you mean losses?\n"
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_no_file(tmp_path, monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(case, "measure", interrupt)
    assert main(["bench", "maps"]) == 130
    assert list((tmp_path / "results" / "bench").iterdir()) == []

"""Predictions about trained models, on records made for the test in a folder of its own."""

import math
from dataclasses import asdict, replace

import pytest

from paper_checks import trained
from paper_checks.evidence import Kind
from paper_checks.rg import epoch_cost, experiments, gaps, speedup
from paper_checks.sf import experiments as sf_experiments
from paper_checks.trained import Ratio, Runs, exchanged
from verify.errors import UsageError
from verify.files import jsonable
from verify.profile import Profile
from verify.recsys import recipes, synthetic
from verify.recsys import records as store
from verify.recsys.config import Config
from verify.recsys.registry import REGISTRY

SEEDS = range(10)
OPEN = [
    claim
    for module in (gaps, experiments, epoch_cost, speedup, sf_experiments)
    for claim in module.CLAIMS
    if getattr(claim.check, "keywords", {}).get("planted")
]
NAMES = [claim.id for claim in OPEN]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder of records, with every data set registered and every method tuned to nothing."""
    for ratio in (ratio for claim in OPEN for ratio in claim.subject):
        for runs in (ratio.first, ratio.second):
            monkeypatch.setitem(REGISTRY, runs.dataset, replace(REGISTRY["online-retail"], name=runs.dataset))
    monkeypatch.setattr(store, "RECORDS", tmp_path)
    monkeypatch.setattr(recipes, "recipe", lambda *_: {})
    _forget()
    yield tmp_path
    _forget()


def _forget():
    trained.records.cache_clear()
    trained.sweeps.cache_clear()


def write(folder, prediction, first, second):
    """Records of the one ratio of a prediction."""
    (ratio,) = prediction
    record_all(folder, {ratio.first: {ratio.quantity: first}, ratio.second: {ratio.quantity: second}})


def save(folder, runs, seed, figures, machine):
    method = {"dataset": runs.dataset, "backbone": runs.backbone, "loss": runs.loss}
    config = jsonable(asdict(Config(**method, seed=seed, split_seed=seed, **runs.swept)))
    data = REGISTRY[runs.dataset]
    seconds = figures.get("seconds to 99 %", figures.get("seconds an epoch", 1.0))
    epochs = round(figures.get("epochs to 99 %", 1.0))
    record = {
        "schema": store.SCHEMA,
        "config": config,
        "data": {key: getattr(data, key) for key in ("name", "sha256", "users", "items", "pairs")},
        "curve": {
            "epoch": list(range(1, epochs + 1)),
            "seconds": [seconds] * epochs,
            "ndcg@10": [0.1] * (epochs - 1) + [0.2],
            "ndcg@20": [0.2] * epochs + [0.2 * figures.get("share of its best kept at the end", 1.0)],
        },
        "best": {"epoch": epochs},
        "test": {name: figure for name, figure in figures.items() if "@" in name},
        "logits": {"mean_absolute": figures.get("mean absolute logit", 1.0)},
        "calibration": {"ece@20": figures.get("ece@20", 0.0)},
        "code": store.code_of(config),
        "environment": {"machine": machine, "fresh_seeds": False},
    }
    store.save(record, folder / store.SWEEPS if runs.swept else folder, "".join(f"-{v}" for v in runs.swept.values()))


def consistent(claim):
    """The planted figures of a claim, which fulfil it, written as records."""
    planted = claim.check.keywords["planted"]
    found = {}
    for ratio in claim.subject:
        for runs, name in zip((ratio.first, ratio.second), ratio.names, strict=True):
            found.setdefault(runs, {})[ratio.quantity] = planted[name]
    return found


def fulfil(folder, claim, labels=None):
    """Records that fulfil a claim, or with the labels of losses exchanged."""
    names = labels or {}
    record_all(folder, {replace(r, loss=names.get(r.loss, r.loss)): fs for r, fs in consistent(claim).items()})


def record_all(folder, figures):
    """Records of every seed, with figures that differ a little from seed to seed."""
    for runs, found in figures.items():
        for seed in SEEDS:
            save(folder, runs, seed, {name: figure * (1 + seed % 3 / 1e4) for name, figure in found.items()}, "here")
    _forget()


@pytest.mark.parametrize("claim", OPEN, ids=NAMES)
def test_without_records_it_is_open_and_says_so(folder, claim):
    (evidence,) = claim.check(claim.subject, Profile.QUICK)
    assert evidence.holds is None
    assert "no records" in evidence.detail
    assert str(claim.subject[0].first) in evidence.detail
    assert not list(folder.iterdir())


@pytest.mark.parametrize("claim", OPEN, ids=NAMES)
def test_it_holds_on_records_that_fulfil_it(folder, claim):
    fulfil(folder, claim)
    (evidence,) = claim.check(claim.subject, Profile.QUICK)
    assert evidence.kind is Kind.EXPERIMENT
    assert evidence.holds is True
    assert evidence.exercised == len(claim.subject)


@pytest.mark.parametrize("claim", OPEN, ids=NAMES)
def test_it_fails_on_records_that_do_not_and_the_witness_decides_again(folder, claim):
    ratio = claim.subject[-1]
    wrong = ratio.low / 2 if ratio.low > 0 else 2 * ratio.high
    figures = consistent(claim)
    figures[ratio.first][ratio.quantity] = wrong * figures[ratio.second][ratio.quantity]
    record_all(folder, figures)
    (evidence,) = claim.check(claim.subject, Profile.QUICK)
    assert evidence.kind is Kind.EXPERIMENT
    assert evidence.holds is False
    values = evidence.counterexample.values
    assert claim.violates(claim.subject, values)
    assert not claim.violates(claim.subject, {name: text.replace("0", "7") for name, text in values.items()})
    assert not claim.violates(claim.subject, dict(list(values.items())[:1]))


@pytest.mark.parametrize(
    "claim", [c for c in OPEN if c.id.startswith(("rg.gaps", "rg.oq3", "rg.speedup"))], ids=lambda c: c.id
)
def test_it_fails_on_records_with_the_labels_of_rg2_and_softmax_exchanged(folder, claim):
    fulfil(folder, claim, {"rg2": "softmax", "softmax": "rg2"})
    (evidence,) = claim.check(claim.subject, Profile.QUICK)
    assert evidence.kind is Kind.EXPERIMENT
    assert evidence.holds is False


@pytest.mark.parametrize("claim", OPEN, ids=NAMES)
def test_every_mutant_is_rejected_with_records_as_without(folder, claim):
    fulfil(folder, claim)
    for mutant in claim.mutants:
        refuting = [e for e in claim.check(mutant.subject, Profile.QUICK) if e.refutes]
        assert any(claim.violates(mutant.subject, e.counterexample.values) for e in refuting), mutant.what


ONE = (Ratio("ndcg@10", Runs("ml1m", "rg2"), Runs("ml1m", "softmax"), 1.0),)
TIMED = (Ratio("seconds to 99 %", Runs("ml1m", "rg2"), Runs("ml1m", "softmax"), 1.0),)


def ruling(prediction):
    (evidence,) = trained.check(prediction, Profile.QUICK, planted={})
    return evidence.holds


def test_a_ratio_at_its_bound_fails_and_one_around_it_is_undecided(folder):
    write(folder, ONE, 0.2, 0.2)
    assert ruling(ONE) is False
    for seed in SEEDS:
        save(folder, ONE[0].first, seed, {"ndcg@10": 0.2 + (-1) ** seed / 100}, "here")
    _forget()
    assert ruling(ONE) is None


def test_one_refuted_ratio_is_enough_and_a_missing_one_keeps_it_open(folder):
    other = replace(ONE[0], second=Runs("ml1m", "wrmf"))
    write(folder, ONE, 0.3, 0.2)
    assert ruling((*ONE, other)) is None
    write(folder, ONE, 0.1, 0.2)
    assert ruling((*ONE, other)) is False


def test_a_run_that_never_reaches_its_level_is_not_left_out():
    pairs = {"a": (1.0, 1.0, 1.0), "b": (math.inf, 2.0, 2.0)}
    ratio = Ratio("seconds to 99 %", Runs("ml1m", "rg2"), Runs("ml1m", "softmax"), 0.0, 1.0)
    found = dict(zip(ratio.names, pairs.values(), strict=True))
    value, interval, _ = trained.rule(ratio, found, 1)
    assert (value, interval) == (0.5, (0.0, 0.5))


def test_different_seeds_and_machines_are_not_compared(folder):
    write(folder, TIMED, 3.0, 2.0)
    save(folder, TIMED[0].first, 0, {"seconds to 99 %": 3.0}, "elsewhere")
    _forget()
    with pytest.raises(ValueError, match="different machines"):
        ruling(TIMED)
    save(folder, TIMED[0].first, 99, {"seconds to 99 %": 3.0}, "here")
    _forget()
    with pytest.raises(ValueError, match="different seeds"):
        ruling(TIMED)


def test_an_edited_record_is_refused(folder):
    write(folder, ONE, 0.3, 0.2)
    file = next(folder.glob("*.json"))
    file.write_text(file.read_text().replace("0.3", "0.4").replace("0.2", "0.4"))
    _forget()
    with pytest.raises(ValueError, match="changed after"):
        ruling(ONE)


def test_two_records_of_one_run_are_not_chosen_between(folder):
    write(folder, ONE, 0.3, 0.2)
    file = next(folder.glob("*rg2*.json"))
    file.with_name("again.json").write_text(file.read_text())
    _forget()
    with pytest.raises(ValueError, match="two records"):
        ruling(ONE)


def test_a_run_of_a_sweep_counts_only_where_the_rest_is_as_tuned(folder, monkeypatch):
    few = Runs("ml1m", "sampled-softmax", negatives=16)
    other = replace(few, proposal="popularity")
    prediction = (Ratio("ndcg@10", few, Runs("ml1m", "softmax"), 1.0),)
    record_all(folder, {other: {"ndcg@10": 0.3}, prediction[0].second: {"ndcg@10": 0.2}})
    assert ruling(prediction) is None, "another proposal"
    record_all(folder, {few: {"ndcg@10": 0.3}})
    assert ruling(prediction) is True
    monkeypatch.setattr(recipes, "recipe", lambda *method: {"dim": 32} if method[2] == "sampled-softmax" else {})
    assert ruling(prediction) is None, "tuned anew since then"


def test_a_sweep_of_what_is_not_tuned_has_no_records(folder, monkeypatch):
    few = Runs("ml1m", "sampled-softmax", negatives=16)
    record_all(folder, {few: {"ndcg@10": 0.3}})

    def tuned(*method):
        if method[2] == "nce":
            raise UsageError("no recipe")
        return {}

    monkeypatch.setattr(recipes, "recipe", tuned)
    assert ruling((Ratio("ndcg@10", few, Runs("ml1m", "nce", negatives=16), 1.0),)) is None


def test_the_drawn_data_are_as_the_claim_says():
    for name in ("USERS", "ITEMS", "RANK", "CLICKS"):
        assert getattr(experiments, name) == getattr(synthetic, name)


def test_exchanging_labels_twice_changes_nothing():
    assert exchanged(exchanged(gaps.MOVIES, "rgx", "bpr"), "bpr", "rgx") == gaps.MOVIES
    assert exchanged(gaps.MOVIES, "rgx", "bpr") != gaps.MOVIES


def test_the_predictions_are_those_of_the_tables():
    """Each ratio is above its bound in the entries, and the stated pairs of a column are all there."""
    for dataset, subject in zip(gaps.DATASETS, (gaps.MOVIES, gaps.ELECTRONICS, gaps.GAMES, gaps.WIKI), strict=True):
        entries = gaps.printed(dataset)
        assert all(entries[r.names[0]] > r.low * entries[r.names[1]] for r in subject)
        assert len(subject) == (10 if dataset == "wikispeedia" else 2 * (2 + 5 + 2 + 9))

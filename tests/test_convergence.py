"""Time to ranking quality, read off records, and the verdict that the records give."""

import math

import pytest

from paper_checks.evidence import Kind
from paper_checks.rg import convergence as claim
from verify.errors import UsageError
from verify.profile import Profile
from verify.recsys import records as store
from verify.recsys.convergence import final, of_loss, seconds_to


def record(loss, seed, seconds_an_epoch, ndcg):
    """A record whose curve is `ndcg`, the last epoch kept."""
    epochs = list(range(1, len(ndcg) + 1))
    curve = {"epoch": epochs, "seconds": [seconds_an_epoch * e for e in epochs], "ndcg@10": ndcg, "ndcg@20": ndcg}
    config = {"dataset": "online-retail", "backbone": "mf", "loss": loss, "seed": seed}
    best = {"epoch": epochs[-1], "ndcg@20": ndcg[-1]}
    return {"config": config, "curve": curve, "best": best, "environment": {"threads": 2}}


SEEDS = range(8)
FAST = [record("rg2", seed, 0.1 + seed / 1000, [0.05, 0.1]) for seed in SEEDS]
SLOW = [record("softmax", seed, 0.5, [0.1, 0.15, 0.199, 0.2]) for seed in SEEDS]


def test_seconds_to_is_the_end_of_the_first_epoch_at_the_level():
    assert final(SLOW[0]) == 0.2
    assert seconds_to(SLOW[0], 0.99 * 0.2) == 1.5
    assert seconds_to(SLOW[0], 0.05) == 0.5
    assert seconds_to(SLOW[0], 0.3) is None


def test_final_is_the_epoch_that_was_kept_and_not_the_last():
    kept = record("rg2", 0, 1.0, [0.1, 0.3, 0.2]) | {"best": {"epoch": 2}}
    assert final(kept) == 0.3


def test_a_loss_without_records_says_how_to_make_them():
    with pytest.raises(UsageError, match=r"sparsemax.*record_all"):
        of_loss(FAST, "online-retail", "sparsemax")


@pytest.fixture
def _records(monkeypatch):
    monkeypatch.setattr(claim, "records", lambda: [*FAST, *SLOW])


@pytest.mark.usefixtures("_records")
@pytest.mark.parametrize(
    ("methods", "goal", "holds"),
    [
        (("rg2", "softmax"), "own", True),
        (("softmax", "rg2"), "own", False),
        (("softmax", "softmax"), "own", False),
        (("rg2", "softmax"), "softmax", False),
        (("softmax", "rg2"), "softmax", True),
        (("rg2", "softmax"), "rg2", True),
    ],
)
def test_the_verdict_follows_the_records(methods, goal, holds):
    (evidence,) = claim.check(methods, Profile.QUICK, goal)
    assert evidence.kind is Kind.EXPERIMENT
    assert evidence.holds is holds
    assert evidence.exercised == len(SEEDS)
    if not holds:
        values = evidence.counterexample.values
        assert claim.violates(methods, values, goal)
        assert not claim.violates(methods, dict(list(values.items())[:2]), goal)
        assert not claim.violates(methods, values | {"seed 0": "0.5, 0.1"}, goal)


@pytest.mark.usefixtures("_records")
def test_a_level_that_is_never_reached_takes_for_ever():
    assert {times[0] for times in claim.times(("rg2", "softmax"), "softmax").values()} == {math.inf}


def test_an_interval_around_one_decides_nothing(monkeypatch):
    mixed = [record("rg2", seed, seconds, [0.1]) for seed, seconds in enumerate((0.2, 0.8, 0.5))]
    monkeypatch.setattr(claim, "records", lambda: [*mixed, *[record("softmax", seed, 0.5, [0.1]) for seed in range(3)]])
    (evidence,) = claim.check(("rg2", "softmax"), Profile.QUICK, "own")
    assert evidence.holds is None


def test_one_seed_alone_decides_nothing(monkeypatch):
    monkeypatch.setattr(claim, "records", lambda: [FAST[0], SLOW[0]])
    (evidence,) = claim.check(("rg2", "softmax"), Profile.QUICK, "own")
    assert evidence.holds is None


def test_a_seed_that_one_method_lacks_is_not_left_out(monkeypatch):
    monkeypatch.setattr(claim, "records", lambda: [*FAST, *SLOW[1:]])
    with pytest.raises(ValueError, match="different seeds"):
        claim.times(("rg2", "softmax"), "own")


def test_records_of_two_backbones_are_not_mixed():
    other = {"config": FAST[0]["config"] | {"backbone": "lightgcn"}}
    with pytest.raises(UsageError, match="two records of rg2"):
        of_loss([*FAST, other], "online-retail", "rg2")


def test_times_of_different_machines_are_not_compared(monkeypatch):
    elsewhere = FAST[0] | {"environment": {"threads": 16}}
    monkeypatch.setattr(claim, "records", lambda: [elsewhere, *FAST[1:], *SLOW])
    with pytest.raises(ValueError, match="different machines"):
        claim.times(("rg2", "softmax"), "own")


def test_a_range_that_touches_one_decides_nothing(monkeypatch):
    """One seed at which neither method reaches the level, others at which the first does."""
    pairs = {0: (math.inf, math.inf), 1: (1.0, 2.0), 2: (1.0, 3.0)}
    monkeypatch.setattr(claim, "times", lambda *_: pairs)
    (evidence,) = claim.check(("rg2", "softmax"), Profile.QUICK, "own")
    assert evidence.interval == (1 / 3, 1.0)
    assert evidence.holds is None


def test_a_record_of_other_hyper_parameters_than_the_tuned_ones_is_refused(monkeypatch):
    chosen = next(r for r in store.load_all() if r["config"]["loss"] == "rg2")
    untuned = chosen | {"config": chosen["config"] | {"regularisation": 99.0}}
    monkeypatch.setattr(store, "load_all", lambda _: [untuned])
    monkeypatch.setattr(store, "stale", lambda _: None)
    with pytest.raises(ValueError, match="regularisation is 99"):
        claim.records.__wrapped__()

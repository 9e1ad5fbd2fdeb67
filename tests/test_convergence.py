"""Time to ranking quality, read off records, and the verdict that the records give."""

import math

import pytest

from paper_checks.evidence import Kind
from paper_checks.rg import convergence as claim
from verify.errors import UsageError
from verify.profile import Profile
from verify.recsys.convergence import final, of_loss, seconds_to


def record(loss, seed, seconds_an_epoch, ndcg):
    """A record whose curve is `ndcg`, the last epoch kept."""
    epochs = list(range(1, len(ndcg) + 1))
    curve = {"epoch": epochs, "seconds": [seconds_an_epoch * e for e in epochs], "ndcg@10": ndcg, "ndcg@20": ndcg}
    config = {"dataset": "online-retail", "backbone": "mf", "loss": loss, "seed": seed}
    return {"config": config, "curve": curve, "best": {"epoch": epochs[-1], "ndcg@20": ndcg[-1]}}


FAST = [record("rg2", seed, 0.1 + seed / 100, [0.05, 0.1]) for seed in range(3)]
SLOW = [record("softmax", seed, 0.5, [0.1, 0.15, 0.199, 0.2]) for seed in range(3)]


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
    ],
)
def test_the_verdict_follows_the_records(methods, goal, holds):
    (evidence,) = claim.check(methods, Profile.QUICK, goal)
    assert evidence.kind is Kind.EXPERIMENT
    assert evidence.holds is holds
    assert evidence.exercised == 3
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

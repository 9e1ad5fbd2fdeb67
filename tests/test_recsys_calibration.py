from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from ranking_cases import items_of, table

from theory import calibration_error as exact
from verify import maps
from verify.errors import UsageError
from verify.recsys import calibration
from verify.recsys.calibration import binned_error, calibration_error, mean_absolute_score
from verify.seeds import generator

NOTHING = items_of([], [])


def test_two_users_by_hand():
    """Probabilities 1/2, 1/4, ...; the top 2 are 1/2 and 1/4 of both, so the bins hold two equal predictions each.

    Of the predictions 1/2 the first user's has the share 1, the second's 0; of the predictions 1/4 these have 0 and
    1/2: the error is (|1 - 1| + |1/2 - 1/2|) / 4 = 0 together, and not 0 for one user alone.
    """
    scores = np.log(np.array([[4.0, 2.0, 1.0, 1.0], [2.0, 4.0, 1.0, 1.0]]))
    both = calibration_error(table(scores), maps.softmax, items_of([0], [0, 3]), NOTHING, 2)
    assert both == pytest.approx((abs(1 + 0 - 2 / 2) + abs(0 + 1 / 2 - 2 / 4)) / 4, abs=1e-12)
    alone = calibration_error(table(scores), maps.softmax, items_of([0], []), NOTHING, 2)
    assert alone == pytest.approx((1 / 2 + 1 / 4) / 2)
    first = calibration_error(table(scores), maps.softmax, items_of([0], [0, 3]), NOTHING, 1)
    assert first == pytest.approx(abs(1 - 1 / 2 + 0 - 1 / 2) / 2)


def test_seen_items_are_left_out_and_the_others_share_their_probability():
    scores = np.log(np.array([[8.0, 4.0, 2.0, 2.0], [1.0, 1.0, 1.0, 1.0]]))
    seen = items_of([0], [1, 2, 3])
    error = calibration_error(table(scores), maps.softmax, items_of([1], []), seen, 1)
    assert error == pytest.approx(1 / 2)
    only = calibration_error(table(scores), maps.softmax, items_of([], [0]), seen, 3)
    assert only == pytest.approx(0, abs=1e-12)


def test_each_loss_has_its_own_map():
    scores = np.array([[0.75, 0.5, 0.25, -9.0], [0.0, 0.0, 0.0, 0.0]])
    p = maps.sparsemax(torch.tensor([0.75, 0.5, 0.25, -9.0])).tolist()
    assert p == pytest.approx([7 / 12, 4 / 12, 1 / 12, 0])
    error = calibration_error(table(scores), maps.sparsemax, items_of([1], []), NOTHING, 3)
    assert error == pytest.approx((7 / 12 + 8 / 12 + 1 / 12) / 3)


@given(st.integers(0, 10**6), st.integers(1, 5))
def test_one_bin_for_every_value_is_the_error_of_the_theory(seed, k):
    """With as many bins as predictions, each value has one of its own."""
    random = np.random.default_rng(seed)
    contexts, p, eta = [], [], []
    for _ in range(3):
        parts = random.permutation([1, 2, 4, 8, 16, 32])
        shown = tuple(Fraction(int(x), 63) for x in parts)
        held = random.permutation(6) < random.integers(1, 4)
        true = tuple(Fraction(int(h), int(held.sum())) for h in held)
        contexts.append(exact.Context(true, shown))
        first = np.argsort(-parts)[:k]
        p += [float(shown[i]) for i in first]
        eta += [float(true[i]) for i in first]
    assert binned_error(np.array(p), np.array(eta), len(p)) == pytest.approx(
        float(exact.calibration_error(contexts, k)), abs=1e-12
    )


def test_bins_hold_equal_numbers_and_equal_probabilities_stay_together():
    p = np.array([0.1, 0.2, 0.3, 0.4])
    eta = np.array([1.0, 0.0, 0.0, 0.0])
    assert binned_error(p, eta, 2) == pytest.approx((abs(1 - 0.3) + abs(-0.7)) / 4)
    assert binned_error(p, eta, 1) == pytest.approx(abs(1 - 1.0) / 4)
    assert binned_error(p[::-1].copy(), eta[::-1].copy(), 2) == binned_error(p, eta, 2)
    tied = np.full(4, 0.25)
    assert binned_error(tied, eta, 4) == pytest.approx(0)


def test_true_probabilities_have_a_small_error_and_overconfident_ones_a_large_one():
    random = generator("recsys.calibration")
    scores = random.normal(size=(4000, 30))
    p = torch.softmax(torch.from_numpy(scores), -1).numpy()
    clicked = [[int(random.choice(30, p=row))] for row in p]
    nothing = items_of(*[[]] * 4000)
    true = calibration_error(table(scores), maps.softmax, items_of(*clicked), nothing, 20)
    sharp = calibration_error(table(3 * scores), maps.softmax, items_of(*clicked), nothing, 20)
    assert true < 0.005
    assert sharp > 5 * true


@pytest.mark.parametrize("chunk", [1, 7, None])
def test_the_same_in_any_chunks(chunk):
    random = generator("recsys.calibration.chunks")
    scores = random.normal(size=(20, 15)).astype(np.float32)
    held_out, seen = (
        items_of(*[[user % 15] for user in range(20)]),
        items_of(*[[(user + 1) % 15] for user in range(20)]),
    )
    whole = calibration_error(table(scores), maps.softmax, held_out, seen, 5, chunk=20)
    assert calibration_error(table(scores), maps.softmax, held_out, seen, 5, chunk) == pytest.approx(whole, rel=1e-6)
    assert mean_absolute_score(table(scores), 20, 15, chunk) == pytest.approx(np.abs(scores).mean(), rel=1e-6)


def test_what_the_scorer_returns_is_not_written_to():
    scores = np.broadcast_to(np.array([3.0, 1.0, 2.0]), (2, 3))
    calibration_error(table(scores), maps.softmax, items_of([1], [2]), items_of([0], [0]), 2)
    mean = np.array([[1.0, -3.0], [0.0, 4.0]])
    assert mean_absolute_score(table(mean), 2, 2) == 2.0
    np.testing.assert_array_equal(mean, [[1.0, -3.0], [0.0, 4.0]])


def test_an_infinite_score_is_seen_in_the_mean():
    assert mean_absolute_score(table(np.array([[np.inf, 1.0], [0.0, 0.0]])), 2, 2) == np.inf


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_scores_that_are_no_numbers_are_refused(bad):
    scores = np.array([[0.0, bad, 1.0], [0.0, 1.0, 2.0]])
    with pytest.raises(UsageError, match="users 0 to 1 is NaN or infinite"):
        calibration_error(table(scores), maps.softmax, items_of([0], [1]), NOTHING, 2)


def test_bad_arguments_are_refused():
    scores = np.zeros((2, 3))
    with pytest.raises(UsageError, match="cutoff k is 0"):
        calibration_error(table(scores), maps.softmax, items_of([0], [1]), NOTHING, 0)
    with pytest.raises(UsageError, match="nothing to calibrate"):
        calibration_error(table(scores), maps.softmax, NOTHING, NOTHING, 2)
    with pytest.raises(UsageError, match="items go to 3"):
        mean_absolute_score(table(scores), 2, 4)
    assert set(calibration.PROTOCOL) == {"ece", "mean_absolute"}

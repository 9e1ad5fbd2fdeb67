"""The message of the figure, asserted on its data: measured rates are the predicted ones, and some starts end above."""

import numpy as np
import pytest

from figures.als_rate import FACTORS, FIGURE
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


def test_no_measured_rate_is_slower_than_the_predicted_one(data):
    """On the scale of logarithms; most are within 10 % of it."""
    assert [p["K"] for p in data["problems"]] == list(FACTORS)
    shares = np.array([np.log(p["measured"]) / np.log(p["predicted"]) for p in data["problems"]])
    assert (shares > 0.99).all()
    assert np.median(shares) < 1.1
    for p in data["problems"]:
        assert p["range"][0] <= p["measured"] <= p["range"][1] < 1


def test_the_gap_never_rises_and_closes(data):
    """A random start delays it: its overlap with what is sought is below x with a probability of some x.

    A gap that is still above 1 % of its beginning has an overlap below 1e-6.
    """
    for p in data["problems"]:
        gap = np.array(p["gap"])
        assert (np.diff(gap) < 1e-13).all()
        assert abs(gap[-1]) < 0.01 * gap[0]
        assert gap[0] > 0.1


def test_zero_factors_stay_where_they_are(data):
    assert data["starts"]["gaps"]["zero"] == pytest.approx([1.0] * len(data["starts"]["gaps"]["zero"]), abs=1e-12)


def test_a_start_without_a_second_factor_ends_at_the_best_of_one_factor(data):
    starts = data["starts"]
    assert starts["gaps"]["second factor zero"][-1] == pytest.approx(starts["one_factor"], rel=1e-6)
    assert starts["one_factor"] > 0.1
    assert starts["gaps"]["random"][-1] < 1e-6


def test_the_caption_states_the_rates(data):
    caption = FIGURE.caption(data)
    assert all(f"{p['measured']:.3f} measured, {p['predicted']:.3f} predicted" in caption for p in data["problems"])

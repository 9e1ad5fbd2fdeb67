"""The message of the figure, asserted on its data: measured rates are the predicted ones, and some starts end above."""

import numpy as np
import pytest

from figures.als_rate import FACTORS, FIGURE
from verify.profile import Profile
from verify.seeds import FRESH


@pytest.fixture(scope="module")
def data():
    """Of the figure's own split and starts, even if seeds are fresh: both set when a gap closes, with heavy tails."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(FRESH, raising=False)
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
    for p in data["problems"]:
        gap = np.array(p["gap"])
        assert (np.diff(gap) < 1e-13).all()
        assert abs(gap[-1]) < 1e-8 < 0.1 < gap[0]


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

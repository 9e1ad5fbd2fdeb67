"""The message of the figure, asserted on its data: measured rates are the predicted ones, and some starts end above."""

import numpy as np
import pytest

from figures.als_rate import FIGURE, PROBLEMS
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


def test_measured_rates_are_the_predicted_ones(data):
    """Within 5 % of the logarithm: slower modes die out at this pace at the smallest gaps that are above rounding."""
    assert [(p["K"], p["lambda"]) for p in data["problems"]] == [(K, lam) for K, lam, _ in PROBLEMS]
    for p in data["problems"]:
        assert np.log(p["measured"]) / np.log(p["predicted"]) == pytest.approx(1, abs=0.05)
        assert p["range"][0] <= p["measured"] <= p["range"][1] < 1
        assert p["sweeps"] >= 20


def test_the_gap_never_rises_and_closes(data):
    for p in data["problems"]:
        gap = np.array(p["gap"])
        assert (np.diff(gap) < 1e-13).all()
        assert abs(gap[-1]) < 1e-9 < 0.1 < gap[0]


def test_zero_factors_stay_where_they_are(data):
    assert data["starts"]["gaps"]["zero"] == pytest.approx([1.0] * len(data["starts"]["gaps"]["zero"]), abs=1e-12)


def test_a_start_without_a_second_factor_ends_at_the_best_of_one_factor(data):
    starts = data["starts"]
    assert starts["gaps"]["second factor zero"][-1] == pytest.approx(starts["one_factor"], rel=1e-6)
    assert starts["one_factor"] > 0.1
    assert starts["gaps"]["random"][-1] < 1e-6


def test_the_caption_states_the_rates(data):
    caption = FIGURE.caption(data)
    assert all(f"{p['measured']:.4f} measured, {p['predicted']:.4f} predicted" in caption for p in data["problems"])

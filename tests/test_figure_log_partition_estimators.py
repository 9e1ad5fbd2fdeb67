"""What the figure of the estimators of log Z says, on its data."""

import numpy as np
import pytest

from figures.log_partition_estimators import FIGURE, RATIO, SAMPLED
from verify.log_partition import multilevel_draws
from verify.profile import Profile

NARROWER = 1.7
"""Half widths are 3.3 standard errors; 5.6 have a false-alarm rate of 2e-8 for each of nine estimates."""


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


@pytest.mark.parametrize(("name", "order"), [("plain", 1), ("jackknife", 2)])
def test_for_large_k_the_leading_term_is_right(data, name, order):
    exact, predicted = (np.array(data[which][name]) for which in ("exact", "predicted"))
    assert exact[-1] == pytest.approx(predicted[-1], rel=0.02)
    slope = np.polyfit(np.log(data["k"][-3:]), np.log(np.abs(exact[-3:])), 1)[0]
    assert slope == pytest.approx(-order, abs=0.03)


def test_simulation_agrees_with_quadrature(data):
    for name in ("plain", "jackknife"):
        for size, row in zip(SAMPLED, data["simulated"][name], strict=True):
            exact = data["exact"][name][data["k"].index(size)]
            assert abs(row["bias"] - exact) < NARROWER * row["half_width"]


def test_the_multilevel_estimate_has_no_bias_and_a_greater_variance(data):
    for size, row, plain in zip(SAMPLED, data["simulated"]["multilevel"], data["simulated"]["plain"], strict=True):
        assert abs(row["bias"]) < NARROWER * row["half_width"]
        assert row["draws"] == multilevel_draws(size, RATIO)
        assert row["variance"] * row["draws"] > 2 * plain["variance"] * plain["draws"]


def test_the_variance_tends_to_the_predicted_one(data):
    at = data["k"].index(SAMPLED[-1])
    assert data["simulated"]["plain"][-1]["variance"] == pytest.approx(data["chi_square"] / SAMPLED[-1], rel=0.25)
    assert data["simulated"]["multilevel"][-1]["variance"] == pytest.approx(data["multilevel"]["variance"][at], rel=0.4)


def test_the_caption_has_the_data_in_it(data):
    assert f"{data['chi_square']:.1f}" in FIGURE.caption(data)

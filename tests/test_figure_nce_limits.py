"""What the figure of NCE's limits says, on its data."""

import numpy as np
import pytest

from figures.nce_limits import FIGURE, data_and_noise
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


def test_the_term_grows_to_its_limit_at_the_predicted_rate(data):
    value = data["value"]
    gap = value["limit"] - np.array(value["term"])
    assert (np.diff(value["term"]) > 0).all()
    assert gap[-1] * 2 * data["k"][-1] == pytest.approx(value["chi_square"], rel=0.01)
    assert (gap <= value["chi_square"] / (2 * np.array(data["k"]))).all()


def test_the_term_is_the_skewed_divergence(data):
    p, noises = data_and_noise()
    q, k = noises["rare items first"], data["k"][3]
    mixture = (p + k * q) / (1 + k)
    expected = p @ np.log(p / mixture) + k * q @ np.log(q / mixture)
    assert data["value"]["term"][3] == pytest.approx(expected, rel=1e-10)


def test_a_right_model_has_no_bias_and_a_wrong_one_loses_it(data):
    found = data["learned"]
    assert max(found["right model"]["distance"]) < 1e-9
    wrong = found["wrong model"]
    assert wrong["distance"][-1] == pytest.approx(wrong["predicted"][-1], rel=0.01)
    assert wrong["distance"][0] > 0.05


@pytest.mark.parametrize("name", ["normaliser clamped", "normaliser shared"])
def test_a_normaliser_that_is_not_free_leaves_a_bias_that_no_k_removes(data, name):
    curve = data["learned"][name]
    np.testing.assert_allclose(curve["distance"], curve["predicted"], rtol=1e-6)
    assert curve["predicted"][-1] > 0.05


def test_the_bias_of_a_shared_normaliser_tends_to_that_of_the_mean_chance_and_depends_on_the_proposals(data):
    curve = data["learned"]["normaliser shared"]
    gaps = np.abs(np.array(curve["distance"]) - curve["limit"])
    assert gaps[0] > 0.01
    assert gaps[-1] * data["k"][-1] == pytest.approx(gaps[-3] * data["k"][-3], rel=0.05)
    assert curve["limit"] > 0.05


def test_the_variance_falls_as_1_over_k_and_within_its_bound(data):
    for curve in data["variance"].values():
        slope = np.polyfit(np.log(data["k"][-3:]), np.log(curve["excess"][-3:]), 1)[0]
        assert slope == pytest.approx(-1, abs=0.01)
        assert (np.array(curve["excess"]) <= np.array(curve["bound"]) * (1 + 1e-9)).all()


def test_simulation_agrees(data):
    """Intervals are of 3.3 standard errors; 1.7 times as wide they miss nine times with a chance below 2e-7."""
    for curve in data["variance"].values():
        sampled = curve["sampled"]
        for k, excess, (low, high) in zip(sampled["k"], sampled["excess"], sampled["interval"], strict=True):
            exact = curve["excess"][data["k"].index(k)]
            assert abs(excess - exact) < 1.7 * max(high - excess, excess - low) + 0.01


def test_the_caption_has_the_data_in_it(data):
    assert f"{data['value']['limit']:.2f}" in FIGURE.caption(data)

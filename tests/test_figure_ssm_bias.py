"""What the figure of the sampled log-partition's bias says, on its data."""

import numpy as np
import pytest

from figures.ssm_bias import FIGURE, SAMPLED, scores
from theory.maps import softmax
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


def ratios(curve):
    return np.array(curve["bias"]) / np.array(curve["predicted"])


def test_for_large_k_the_prediction_is_right(data):
    for curve in data["proposals"].values():
        assert ratios(curve)[-1] == pytest.approx(1, abs=0.01)
        slope = np.polyfit(np.log(data["k"][-3:]), np.log(np.abs(curve["bias"][-3:])), 1)[0]
        assert slope == pytest.approx(-1, abs=0.02)


def test_for_small_k_it_is_no_bound_or_far_too_large(data):
    assert ratios(data["proposals"]["uniform"])[0] > 2
    assert ratios(data["proposals"]["rare items first"])[0] < 0.05


def test_the_bias_is_never_positive(data):
    assert all(max(curve["bias"]) < 0 for curve in data["proposals"].values())


def test_monte_carlo_agrees(data):
    """Half widths are 3.3 standard errors; 5.6 have a false-alarm rate of 2e-8 for each of nine estimates."""
    for curve in data["proposals"].values():
        sampled = curve["sampled"]
        exact = [curve["bias"][data["k"].index(k)] for k in SAMPLED]
        assert (np.abs(np.subtract(sampled["bias"], exact)) < 1.7 * np.array(sampled["half_width"])).all()


def test_the_uniform_chi_square_is_the_one_of_the_definition(data):
    p = softmax(scores())
    assert data["proposals"]["uniform"]["chi_square"] == pytest.approx(p.size * (p**2).sum() - 1, rel=1e-12)


def test_the_caption_has_the_data_in_it(data):
    assert f"{ratios(data['proposals']['uniform'])[0]:.1f} times" in FIGURE.caption(data)

"""What the figure of sampled softmax's moments says, on its data."""

import numpy as np
import pytest

from figures.sampling_moments import BOOKKEEPINGS, FIGURE, PANELS, SAMPLED, estimator
from theory.sampled_risk import is_softmax_in_the_limit, limit
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


def slope(data, values, last=3):
    return np.polyfit(np.log(data["k"][-last:]), np.log(np.abs(values[-last:])), 1)[0]


def test_the_gradient_tends_to_that_of_softmax_for_those_that_theory_names(data):
    for name, bookkeeping in BOOKKEEPINGS.items():
        biases = data["curves"][name]["exact"]["slope"]
        if is_softmax_in_the_limit(bookkeeping):
            assert slope(data, biases) == pytest.approx(-1, abs=0.06)
        else:
            assert abs(slope(data, biases)) < 0.02


def test_the_value_grows_as_log_k_for_those_that_theory_names(data):
    for name, bookkeeping in BOOKKEEPINGS.items():
        losses = data["curves"][name]["exact"]["value"]
        grown = (losses[-1] - losses[-2]) / np.log(2)
        assert grown == pytest.approx(float(limit(bookkeeping).grows), abs=0.02)


def test_variances_fall_as_one_over_k_in_the_end_and_the_gradients_is_below_one(data):
    for curve in data["curves"].values():
        for panel in ("variance", "spread"):
            assert slope(data, curve["exact"][panel]) == pytest.approx(-1, abs=0.05)
        assert max(curve["exact"]["spread"]) < 1
    rising = data["curves"]["positive in, hits in, log Nq"]["exact"]["variance"]
    assert max(rising) > 10 * rising[0]


def test_predictions_are_right_for_many_draws(data):
    for curve in data["curves"].values():
        for panel in PANELS:
            exact, predicted = (curve[source][panel][-1] for source in ("exact", "predicted"))
            assert predicted == pytest.approx(exact, rel=0.02)


def test_monte_carlo_agrees(data):
    """Half widths are 3.3 standard errors; 5.6 have a false-alarm rate of 2e-8 for each of 63 estimates."""
    for curve in data["curves"].values():
        for panel, points in curve["sampled"].items():
            exact = [curve["exact"][panel][data["k"].index(k)] for k in SAMPLED]
            for value, (measured, half) in zip(exact, points, strict=True):
                assert abs(measured - value) < 1.7 * half + 1e-12


def test_the_caption_has_the_data_in_it(data):
    value = data["curves"]["positive in, hits in, log q on both"]["exact"]["value"][-1]
    assert f"off by {value:.1f} and grows" in FIGURE.caption(data)


def test_the_example_is_the_one_of_the_caption():
    assert len(estimator("positive out, log kq").scores) == 1000

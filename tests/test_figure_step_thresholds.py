"""What the figure of the stable steps says, on its data."""

import numpy as np
import pytest

from figures.step_thresholds import FIGURE, keeps_order, opening
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


def test_descent_settles_below_the_predicted_step_and_not_above(data):
    ratio = np.array(data["ratio"])
    for values in data["residual"].values():
        values = np.array(values)
        assert values[ratio < 0.96].max() < 1e-12
        assert values[ratio > 1.03].min() > 1e-2


def test_beyond_it_only_rg2_diverges(data):
    last = {name: values[-1] for name, values in data["residual"].items()}
    assert last.pop("RG2") > 1e10
    assert max(last.values()) < np.sqrt(2)


def test_the_brackets_found_contain_the_predicted_steps(data):
    for curve in data["family"]["losses"].values():
        low, high = np.array(curve["found"]).T
        predicted = np.array(curve["predicted"])
        assert (low < 1.02 * predicted).all()
        assert (high > 0.98 * predicted).all()
        np.testing.assert_allclose(
            np.interp(data["family"]["x"], data["family"]["dense"], curve["curve"]), predicted, rtol=0.01
        )


def test_the_order_of_steps_is_not_that_of_norms_but_within_the_entmax_family(data):
    steps = {name: np.array(curve["predicted"]) for name, curve in data["family"]["losses"].items()}
    for constant in ("RG2", "Rankmax"):
        assert steps[constant][0] > steps["softmax"][0]
        assert steps[constant][-1] < steps["softmax"][-1]
    assert (steps["softmax"] > steps["1.5-entmax"]).all()
    assert (steps["1.5-entmax"] > steps["sparsemax"]).all()


def test_two_classes_settle_then_cycle_where_predicted_and_keep_their_mean(data):
    beyond = data["beyond"]
    spread = np.ptp(beyond["last"], axis=1)
    step = np.array(beyond["step"])
    assert spread[step < 0.99 * beyond["threshold"]].max() < 1e-6
    cycling = (step > 1.02 * beyond["threshold"]) & (step < 1.3 * beyond["threshold"])
    predicted = 2 * np.interp(step[cycling], beyond["cycle"]["step"], beyond["cycle"]["delta"])
    np.testing.assert_allclose(spread[cycling], predicted, rtol=0.02)
    assert max(abs(mean - beyond["eta"]) for mean in beyond["mean"]) < 0.01


def test_the_caption_is_computed(data):
    low, high = opening(data["beyond"])
    assert low <= data["beyond"]["threshold"] <= high
    assert "not where it is predicted" in FIGURE.caption({**data, "beyond": {**data["beyond"], "threshold": 9.0}})
    losses = data["family"]["losses"]
    assert keeps_order(data["family"])
    assert not keeps_order({"losses": {**losses, "softmax": losses["sparsemax"]}})


def test_the_caption_has_the_data_in_it(data):
    assert f"threshold of {data['beyond']['threshold']:.2f}" in FIGURE.caption(data)

"""What the figure of the largest Jacobian norms says, on its data."""

import numpy as np
import pytest

from figures.jacobian_suprema import FIGURE
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


def test_the_searches_come_to_what_is_proved_and_not_above(data):
    for curve in data["alphas"].values():
        for kind in ("every", "three"):
            found, proved = np.array(curve[kind]), np.array(curve[f"{kind} proved"])
            np.testing.assert_allclose(found, proved, rtol=1e-9)
            assert (found <= proved * (1 + 1e-12)).all()


def test_two_classes_are_worst_up_to_a_size_that_falls_with_alpha(data):
    turns = [curve["turn"] for curve in data["alphas"].values()]
    assert turns[0] is None
    assert turns[1:] == sorted(turns[1:], reverse=True)
    assert data["alphas"]["1.5"]["turn"] == 48


def test_the_norm_lies_between_softmax_and_sparsemax_and_rises_with_the_classes(data):
    for curve in data["alphas"].values():
        proved = np.array(curve["proved"])
        assert (np.diff(proved) >= -1e-12).all()
        assert 0.5 < proved[0] <= proved[-1] < 1


@pytest.mark.parametrize("alpha", [1.5, 1.75])
def test_the_distance_from_one_follows_its_law(data, alpha):
    sizes, proved = np.array(data["N"]), np.array(data["alphas"][str(alpha)]["proved"])
    far = sizes > 10_000
    slope = np.polyfit(np.log(sizes[far]), np.log(1 - proved[far]), 1)[0]
    assert slope == pytest.approx(-(alpha - 1) / (3 - alpha), rel=0.05)


def test_the_caption_has_the_data_in_it(data):
    assert f"{data['alphas']['1.5']['proved'][-1]:.3f}" in FIGURE.caption(data)
    assert "which is rounding" in FIGURE.caption(data)


def test_the_caption_says_how_far_a_search_is_above(data):
    curve = data["alphas"]["1.25"]
    higher = {**curve, "every": [x * 1.01 for x in curve["every"]]}
    caption = FIGURE.caption({**data, "alphas": {**data["alphas"], "1.25": higher}})
    assert "1e-02 above." in caption

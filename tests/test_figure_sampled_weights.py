"""What the figure of the sampled weights says, on its data."""

import numpy as np
import pytest

from figures.sampled_weights import CONFIDENCE, FIGURE, ITEMS, SAMPLED
from theory.quadratic import sampled_rg2, targets
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


def exact(data, items, what, n):
    return data["items"][str(items)][what]["exact"][data["n"].index(n)]


@pytest.mark.parametrize("items", ITEMS)
def test_the_printed_ratio_is_too_small_and_crosses_1_at_n_equal_to_the_items_less_one(data, items):
    n, ratio = np.array(data["n"]), data["items"][str(items)]["ratio"]
    assert (np.array(ratio["printed"]) < ratio["exact"]).all()
    assert (np.array(ratio["exact"]) > 1).all()
    assert ((np.array(ratio["printed"]) < 1) == (n > items - 1)).all()


@pytest.mark.parametrize("items", ITEMS)
def test_the_exact_ratio_falls_and_the_target_rises_to_the_printed_one(data, items):
    curves = data["items"][str(items)]
    assert (np.diff(curves["ratio"]["exact"]) < 0).all()
    assert (np.diff(curves["target"]["exact"]) > 0).all()
    assert (np.array(curves["target"]["exact"]) < curves["target"]["printed"]).all()
    assert curves["target"]["exact"][-1] == pytest.approx(items, rel=items / data["n"][-1])


@pytest.mark.parametrize("items", ITEMS)
@pytest.mark.parametrize("what", ["ratio", "target"])
def test_monte_carlo_agrees(data, items, what):
    """Half widths are 3.3 standard errors; 5.6 have a false-alarm rate of 2e-8 for each of twenty estimates."""
    assert CONFIDENCE == 0.999
    points = data["items"][str(items)]["sampled"]
    assert [p["n"] for p in points] == list(SAMPLED)
    for p in points:
        assert abs(p[what] - exact(data, items, what, p["n"])) < 1.7 * p[f"{what}_half"]


@pytest.mark.parametrize("what", ["ratio", "target"])
def test_monte_carlo_rejects_what_is_printed(data, what):
    for items in ITEMS:
        curves = data["items"][str(items)]
        rejected = [
            abs(p[what] - curves[what]["printed"][data["n"].index(p["n"])]) > 1.7 * p[f"{what}_half"]
            for p in curves["sampled"]
        ]
        assert rejected[0]
        assert sum(rejected) >= 3


def test_enumeration_is_exact(data):
    points = data["items"]["4"]["enumerated"]
    assert [p["n"] for p in points] == [1, 2, 3, 4]
    for p in points:
        assert p["ratio"] == pytest.approx(1 + 4 / p["n"], rel=1e-15)
        assert p["target"] == pytest.approx(4 * (p["n"] + 1) / (4 + p["n"]), rel=1e-15)


def test_the_exact_curves_are_those_of_the_closed_form(data):
    """Second differences of the mean over the draws, at N = 1000, in floats."""
    items, n = 1000, data["n"][5]
    units = np.eye(items)
    bends = [
        sum(sampled_rg2(s * units[j], 0, n) for s in (-1, 1)) - 2 * sampled_rg2(0 * units[0], 0, n) for j in (0, 1)
    ]
    assert bends[0] / bends[1] == pytest.approx(exact(data, items, "ratio", n), rel=1e-9)
    assert data["items"]["1000"]["target"]["printed"][0] == targets(units[0], [0])[0] + 1


def test_the_caption_has_the_data_in_it(data):
    caption = FIGURE.caption(data)
    assert "that is 3 and 2, printed 1.33 and 4" in caption
    assert f"{exact(data, 1000, 'ratio', data['n'][-1]):.3f} times" in caption

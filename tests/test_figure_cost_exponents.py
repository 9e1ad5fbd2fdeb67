"""What the figure of the counted costs says, on its data."""

import numpy as np
import pytest

from figures.cost_exponents import FIGURE, NAMES
from verify.cost_exponents import METHODS, exponent, step_cost
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


def fits(data, size):
    return {name: fit[size] for name, fit in data["exponents"].items()}


def test_losses_over_all_items_grow_with_them_and_sampled_ones_do_not(data):
    growth = fits(data, "C")
    for name in ("softmax", "sparsemax", "entmax", "rankmax"):
        assert growth[name]["value"] == pytest.approx(1, abs=0.05)
    for name in ("ssm", "nce"):
        assert growth[name]["value"] == pytest.approx(0, abs=1e-9)


def test_logarithms_show_as_small_positive_exponents(data):
    growth = fits(data, "C")
    assert 0.005 < growth["sparsemax"]["low"] - growth["softmax"]["value"] < 0.1
    assert 0.1 < growth["hsm"]["low"] <= growth["hsm"]["high"] < 0.5


def test_local_slopes_tend_to_the_claimed_orders(data):
    """The last local slope is nearer to the limit than the first, or both are there."""
    for name in METHODS:
        for size in data["predicted"][name].keys() - {"C"}:
            limit, fit = data["predicted"][name][size], data["exponents"][name][size]
            assert fit["low"] - 1e-9 <= fit["value"] <= fit["high"] + 1e-9
            assert fit["high"] <= limit + 1e-9
            assert limit - fit["high"] < 0.4


def test_sampling_pays_the_more_the_more_items(data):
    ratio = np.array(data["operations"]["softmax"]) / np.array(data["operations"]["ssm"])
    assert (np.diff(ratio) > 0).all()
    assert ratio[-1] > 20


def test_an_exponent_of_a_power_is_its_exponent():
    fit = exponent([2, 4, 8], [3 * n**1.5 for n in (2, 4, 8)])
    assert (fit.value, fit.low, fit.high) == (pytest.approx(1.5), pytest.approx(1.5), pytest.approx(1.5))
    with pytest.raises(ValueError, match="at least 2"):
        exponent([2], [1.0])


def test_a_step_over_all_items_costs_more_where_scores_are_sorted():
    assert step_cost("sparsemax", 64, 4, 1) > step_cost("rankmax", 64, 4, 1)


def test_the_caption_has_the_data_in_it(data):
    assert f"{round(fits(data, 'C')['hsm']['value'], 2):.2f} for hierarchical softmax" in FIGURE.caption(data)


ALL, SAMPLED = ("softmax", "sparsemax", "entmax", "rankmax"), ("ssm", "nce")


def test_measured_seconds_grow_with_the_items_where_all_are_scored_and_hardly_where_some_are(data):
    """Quartiles apart; over all items near the count of 1, with overhead below and caches above."""
    methods = data["measured"]["methods"]
    for name in ALL:
        assert methods[name]["counted"] == pytest.approx(1, abs=0.06)
        assert 0.6 < methods[name]["all"]["low"] <= methods[name]["all"]["high"] < 1.4
    for name in SAMPLED:
        assert methods[name]["counted"] == pytest.approx(0, abs=1e-9)
        assert methods[name]["all"]["high"] < 0.3
    assert max(methods[name]["all"]["high"] for name in SAMPLED) < min(methods[name]["all"]["low"] for name in ALL)


def test_at_the_largest_size_sampling_saves_seconds_as_it_saves_operations(data):
    methods = data["measured"]["methods"]
    for name in (*SAMPLED, "hsm"):
        assert methods["softmax"]["seconds"][-1][0] > 5 * methods[name]["seconds"][-1][2]


def test_the_dense_gradient_of_hierarchical_softmax_shows_at_the_largest_size(data):
    """More than the logarithm that is counted there."""
    one = data["measured"]["methods"]["hsm"]
    _, middle, largest = one["sizes"]
    counted = exponent([middle, largest], [step_cost("hsm", n, 8, 8) for n in (middle, largest)]).value
    assert 0.05 < counted < 0.15
    assert one["last"]["low"] > 2 * counted


def test_the_caption_sorts_every_method_by_its_interval(data):
    words = FIGURE.caption(data)
    for name, one in data["measured"]["methods"].items():
        assert one["all"]["low"] <= one["all"]["value"] <= one["all"]["high"]
        assert f"{NAMES[name]} {one['all']['value']:.2f}, counted" in words
    slower = [n for n, one in data["measured"]["methods"].items() if one["all"]["high"] < one["counted"]]
    assert ("Seconds grow more slowly for" in words) == bool(slower)

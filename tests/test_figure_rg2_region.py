"""What the figure says of RG2's region is so in its data, and its curves are the theory's."""

from fractions import Fraction

import numpy as np
import pytest

from figures.rg2_region import FIGURE, SIZES, excess, half_width, needed
from theory.intervals import sign
from theory.least_curvature import least_curvature
from theory.upper_bound import softmax_loss, value
from verify.profile import Profile


def rg2(N, log, o_y, total, squares):
    return log(N) - Fraction(1, 2) - o_y + (squares + 2 * total + N) / (2 * N)


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


@pytest.fixture(scope="module")
def panels(data):
    return {panel["N"]: panel for panel in data["panels"]}


def test_the_region_holds_the_whole_ridge_path_from_four_items_on_and_only_its_start_for_three(panels):
    assert 0 < panels[3]["below"] < 1
    assert not panels[3]["optimum_below"]
    assert all(panels[n]["below"] == 1 and panels[n]["optimum_below"] for n in SIZES if n >= 4)


def test_the_region_begins_at_zero_and_ends_beyond_the_optimum_from_four_items_on(panels):
    for n in SIZES:
        assert panels[n]["half_width"][0] > 0
        assert (panels[n]["ends_at"] > n) is (n >= 4)


def test_two_items_have_no_region():
    assert not half_width(2, np.geomspace(0.1, 50, 500)).any()


def test_the_needed_curvature_is_greatest_at_the_star_and_never_above_the_proved_one(panels):
    for n, p in panels.items():
        assert (p["needed"] <= p["least"] + 1e-12).all()
        assert needed(n, np.array([p["touches_at"]]))[0] == pytest.approx(float(least_curvature(n)), rel=1e-12)
        assert p["rg2"] < p["least"]


def test_the_shortfall_of_rg2_grows_with_the_items(panels):
    ratios = [panels[n]["least"] / panels[n]["rg2"] for n in SIZES]
    assert ratios == sorted(ratios)
    assert ratios[-1] > 10


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("t", [Fraction(1, 2), Fraction(2)])
def test_the_border_is_where_exact_arithmetic_finds_it(n, t):
    width = half_width(n, np.array([float(t)]))[0]
    for mean, expected in ((Fraction(0.99 * width), -1), (Fraction(1.01 * width), 1), (Fraction(-1.01 * width), 1)):
        scores = (mean + t * (1 - Fraction(1, n)), *(mean - t / n for _ in range(n - 1)))
        assert sign(value(rg2, scores) - softmax_loss(scores)) == expected


def test_the_excess_is_that_of_explicit_scores():
    o = np.array([2.0, 0.0, 0.0, 0.0])
    expected = np.log(np.exp(o).sum()) - np.log(4) - o.mean()
    assert excess(4, np.array([2.0]))[0] == pytest.approx(expected, rel=1e-12)


def test_the_caption_states_ends_and_ratios(data, panels):
    text = FIGURE.caption(data)
    assert f"{panels[4]['ends_at']:.3g} ($N=4$)" in text
    assert "10.77 ($N=100$)" in text
    assert "each N shown but 3" in text

"""What the figure says of RG2 along the ray is so in its data, and its curves are the theory's."""

from fractions import Fraction

import numpy as np
import pytest

from figures.rg2_ray import FIGURE, SIZES, quadratic, softmax_loss
from theory.intervals import enclose
from theory.upper_bound import optimum, value
from theory.upper_bound import softmax_loss as exact_loss
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


@pytest.fixture(scope="module")
def panels(data):
    return {panel["N"]: panel for panel in data["panels"]}


def test_rg2_is_below_the_softmax_loss_near_zero_for_every_n(data, panels):
    start = (data["t"] > 0) & (data["t"] < 0.3)
    assert all((panel["rg2"][start] < panel["softmax"][start]).all() for panel in panels.values())


def test_at_its_optimum_rg2_is_above_for_three_items_and_below_from_four_on(panels):
    gaps = {n: panel["at_optimum"]["rg2"] - panel["at_optimum"]["softmax"] for n, panel in panels.items()}
    assert gaps[3] > 0
    assert all(gaps[n] < 0 for n in SIZES if n >= 4)


def test_it_is_too_low_on_the_whole_path_from_four_items_on(panels):
    assert panels[3]["below"] < 1
    assert all(panels[n]["below"] == 1 for n in SIZES if n >= 4)


def test_the_proved_bound_is_never_below(panels):
    assert all((panel["majorant"] >= panel["softmax"] - 1e-12).all() for panel in panels.values())


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("t", [Fraction(1, 8), Fraction(1)])
def test_the_curves_are_the_theory_s(n, t):
    def rg2(N, log, o_y, total, squares):
        return log(N) - o_y + total / N + squares / (2 * N)

    scores, at = optimum(n, t), np.array([float(t)])
    assert quadratic(n, at, 1 / (2 * n))[0] == pytest.approx(float(enclose(value(rg2, scores)).mid()))
    assert softmax_loss(n, at)[0] == pytest.approx(float(enclose(exact_loss(scores)).mid()))


def test_the_caption_states_the_values_at_the_optimum(data):
    assert "0.099 against 0.095" in FIGURE.caption(data)

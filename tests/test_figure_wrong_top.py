"""What the figure of wrong tops says, on its data."""

import numpy as np
import pytest

from figures.wrong_top import FIGURE, bound, chances
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


def test_no_scores_are_found_below_the_bound(data):
    for loss in data["losses"].values():
        assert (np.array(loss["found"]["excess"]) > np.array(loss["found"]["bound"]) * (1 - 1e-9)).all()


def test_the_bound_is_met_by_two_classes_up_to_alpha_2(data):
    for name in ("softmax", "1.5-entmax", "sparsemax"):
        found = data["losses"][name]["found"]
        assert np.divide(found["excess"], found["bound"]).min() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(("name", "power"), [("softmax", 2), ("1.5-entmax", 2), ("sparsemax", 2), ("3-entmax", 3)])
def test_the_power_of_the_bound_at_small_regret(data, name, power):
    epsilon, values = np.log(data["epsilon"][:4]), np.log(data["losses"][name]["bound"][:4])
    assert np.polyfit(epsilon, values, 1)[0] == pytest.approx(power, abs=0.01)


def test_a_level_top_can_win_from_six_classes_on(data):
    assert [n for n, margin in zip(data["N"], data["margin"], strict=True) if margin > 0] == [6, 7, 8]


def test_sparsemax_pays_a_quarter_of_the_square():
    assert bound(2.0, 0.6) == pytest.approx(0.09)


def test_the_chances_are_sorted_and_sum_to_one():
    for share in (0.0, 0.5, 1.0):
        eta = chances(10, 0.3, share)
        assert eta.sum() == pytest.approx(1)
        assert eta[0] - eta[1] == pytest.approx(0.3)
        assert (np.diff(eta) <= 1e-12).all()

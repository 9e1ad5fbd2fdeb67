"""What the figure says of the regret bounds is so in its data, and its constants are the theory's."""

import numpy as np
import pytest

from figures.dcg_regret import FIGURE, ITEMS, NAMES, SIZES, constants, discounts
from theory.dcg_regret import mirrored, softmax_constant
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


@pytest.mark.parametrize("loss", NAMES)
def test_no_point_is_above_the_bound(data, loss):
    bound = data["constants"][loss][SIZES.index(ITEMS)]
    for points in (data["clouds"][loss], data["worst"][loss]):
        assert (np.array(points["regret"]) <= bound * np.sqrt(points["excess"]) * (1 + 1e-9)).all()


def test_the_worst_family_reaches_it(data):
    ratios = {
        loss: np.array(points["regret"]) / np.sqrt(points["excess"]) / constants(ITEMS)[loss]
        for loss, points in data["worst"].items()
    }
    assert ratios["rg2"] == pytest.approx(1)
    assert ratios["softmax"][0] == pytest.approx(1, abs=1e-3)
    assert (np.diff(ratios["softmax"]) < 0).all()


@pytest.mark.parametrize("n", [2, 3, 4, 5, 8])
def test_the_constants_are_the_theory_s(n):
    to_base_2 = np.log(2) ** 2
    assert constants(n)["softmax"] ** 2 == pytest.approx(to_base_2 * float(softmax_constant(n)))
    assert constants(n)["rg2"] ** 2 == pytest.approx(to_base_2 * 2 * float(mirrored(n)) / n)
    assert constants(n)["lemma9"] ** 2 == pytest.approx(4 * (discounts(n) ** 2).sum() / n)


def test_softmax_keeps_its_constant_from_four_items_on_and_rg2_s_falls(data):
    four = SIZES.index(4)
    assert np.ptp(data["constants"]["softmax"][four:]) == 0
    assert (np.diff(data["constants"]["rg2"][four:]) < 0).all()
    assert all(np.array(data["constants"]["lemma9"]) > 1.5 * np.array(data["constants"]["rg2"]))


def test_the_caption_states_the_constants(data):
    assert "0.584 for softmax and 0.584 for RG²" in FIGURE.caption(data)

"""What the figure of the simplex says is so in its data."""

from fractions import Fraction

import numpy as np
import pytest

from figures.calibration_simplex import FIGURE, KEPT, TIED, grid, on_plane, predicted, without_ties
from verify.profile import Profile
from verify.topk_calibration import LOSSES

CONVEX = ("softmax", "sparsemax", "1.5-entmax", "Rankmax, fixed scale")


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


@pytest.fixture(scope="module")
def panels(data):
    return {panel["loss"]: panel for panel in data["panels"]}


def test_there_is_a_panel_for_each_loss(panels):
    assert list(panels) == list(LOSSES)


def test_strictly_convex_regularisers_keep_the_order_everywhere(panels):
    for name in CONVEX:
        assert set(panels[name]["measured"]) == {KEPT}


def test_every_search_ends_as_predicted(panels):
    for panel in panels.values():
        assert panel["measured"] == panel["predicted"]


def test_adapted_rankmax_ties_a_part_of_the_simplex_and_the_perceptron_all_of_its_inside(data, panels):
    share = panels["Rankmax, scale adapted"]["region"].count(TIED) / len(data["fine"])
    assert 0.1 < share < 0.9
    inside = [len(set(eta)) == 3 and min(eta) > 0 for eta in data["eta"]]
    assert {m for m, ok in zip(panels["perceptron"]["measured"], inside, strict=True) if ok} == {TIED}


def test_predictions_are_symmetric_in_the_classes():
    for eta in grid(9):
        outcomes = {predicted("Rankmax, scale adapted", (eta[i], eta[j], eta[k])) for i, j, k in ((0, 1, 2), (2, 0, 1))}
        assert len(outcomes) == 1


def test_the_grid_is_the_whole_simplex():
    points = grid(4)
    assert len(points) == 15
    assert all(sum(p) == 1 and min(p) >= 0 for p in points)
    assert (Fraction(0), Fraction(0), Fraction(1)) in points


def test_the_region_is_drawn_from_distributions_without_ties():
    points = without_ties(5)
    assert len(points) == 21
    assert all(sum(p) == 1 and min(p) > 0 and len(set(p)) == 3 for p in points)


def test_corners_are_where_the_labels_stand():
    np.testing.assert_allclose(on_plane(np.eye(3)), [[0, 0], [1, 0], [0.5, np.sqrt(0.75)]])


def test_the_caption_counts_what_the_data_have(data):
    assert f"{6 * len(data['eta'])} of {6 * len(data['eta'])}" in FIGURE.caption(data)

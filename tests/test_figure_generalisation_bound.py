"""The message of the figure: Eq. 33 does not fall with the data and is above what holds without learning."""

import numpy as np
import pytest

from figures.generalisation_bound import FIGURE
from theory.counts import COUNTS
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


@pytest.fixture(scope="module")
def panels(data):
    return {panel["name"]: panel for panel in data["panels"]}


def test_the_bound_of_the_paper_is_flat_over_eighteen_decades(panels):
    for panel in panels.values():
        curve = np.array(panel["curves"]["eq33"])
        assert curve.max() / curve.min() - 1 < 1e-6


def test_it_is_above_what_needs_no_learning_at_every_data_set_and_below_the_largest_loss(panels):
    assert set(panels) == set(COUNTS)
    for panel in panels.values():
        assert panel["own"]["free"] < panel["own"]["eq33"] < 0.01 * panel["largest_loss"]


def test_without_learning_the_bound_falls_to_all_that_scores_can_change(panels):
    for panel in panels.values():
        curve = np.array(panel["curves"]["free"])
        assert (np.diff(curve) < 0).all()
        assert 1 < curve[-1] < 1.001


def test_the_repaired_chain_says_something_only_far_beyond_the_whole_matrix(data, panels):
    m = np.array(data["m"])
    for panel in panels.values():
        kept = np.array(panel["curves"]["kept"])
        assert (np.diff(kept) <= 0).all()
        assert m[kept < 1].min() > 1e6 * panel["cells"]


def test_the_caption_has_the_numbers_of_the_panels(data, panels):
    text = FIGURE.caption(data)
    for name, panel in panels.items():
        assert f"{panel['own']['eq33'] / panel['own']['free']:.3g} ({name})" in text
    assert "10.8 (MovieLens)" in text
    assert "$10^{17}$ interactions" in text

"""What the figure of the Jacobian spectra says, on its data."""

import numpy as np
import pytest

from figures.jacobian_spectra import FIGURE, MIDPOINTS
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


def test_one_half_is_met_at_the_midpoints_only(data):
    p, norm = np.array(data["simplex"]["p"]), np.array(data["simplex"]["norm"])
    assert norm.max() == pytest.approx(0.5, abs=1e-15)
    assert {tuple(x) for x in p[norm > 0.5 - 1e-9]} == set(MIDPOINTS)


def test_sparsemax_has_ones_and_zeros_and_loses_rank(data):
    spectra = np.array(data["path"]["sparsemax"])
    assert set(spectra.ravel()) == {0, 1}
    ranks = spectra.sum(1)
    assert (np.diff(ranks) <= 0).all()
    assert set(ranks) == {0, 1, 2, 3}


def test_softmax_stays_below_one_half_and_keeps_its_rank(data):
    spectra = np.array(data["path"]["softmax"])
    assert spectra[:, -1].max() < 0.5
    np.testing.assert_allclose(spectra[:, 0], 0, atol=1e-12)
    assert spectra[:, 1].min() > 0


def test_the_bound_does_not_improve_with_the_number_of_classes(data):
    assert data["sizes"][-1] == 100_000
    assert np.allclose(data["families"]["two classes"], 0.4995, atol=1e-12)
    np.testing.assert_allclose(data["families"]["uniform"], 1 / np.array(data["sizes"]), rtol=1e-9)
    assert all(max(values) <= 0.5 for values in data["families"].values())


def test_the_caption_has_the_data_in_it(data):
    assert f"{data['families']['Zipf'][-1]:.3f}" in FIGURE.caption(data)

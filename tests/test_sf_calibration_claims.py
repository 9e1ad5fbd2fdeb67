"""What the checks of the calibration claims must see: true counterexamples beyond the cases that they try."""

from dataclasses import replace

import pytest

from paper_checks import registry

CLAIMS = registry.claims()


def ninety_nine(a, _b, _m, _parameter):
    return 99 + 0 * a


@pytest.mark.parametrize("alpha", ["1", "5/4", "3/2", "7/3", "4"])
def test_a_cost_that_is_too_large_is_refuted_at_every_alpha(alpha):
    claim = CLAIMS["sf.calibration.classification.entmax"]
    assert claim.violates(replace(claim.subject, value=ninety_nine), {"eta": "2/3, 1/3", "z": "0, 0", "alpha": alpha})


@pytest.mark.parametrize("scale", ["1/2", "2", "10"])
def test_a_cost_that_is_too_large_is_refuted_at_every_scale(scale):
    claim = CLAIMS["sf.calibration.classification.rankmax.fixed"]
    assert claim.violates(replace(claim.subject, value=ninety_nine), {"eta": "2/3, 1/3", "z": "0, 0", "scale": scale})

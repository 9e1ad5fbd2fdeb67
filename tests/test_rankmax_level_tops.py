"""Chances that favour a level top exist from six classes on, as the certificates and the exact witness say."""

import numpy as np
import pytest

from theory.rankmax_calibration import WITNESS, best, certified
from verify.rankmax_level_tops import level_top_margin


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
def test_the_margin_is_negative_where_a_certificate_says_so(size):
    assert (level_top_margin(size) < -1e-9) == certified(size)


def test_two_classes_by_hand():
    """At the chances (1/2, 1/2) a level top has the risk log 2, and a single one log(3) / 2."""
    assert level_top_margin(2) == pytest.approx(np.log(3) / 2 - np.log(2))


def test_the_witness_has_no_more_than_the_margin():
    (_, level), (_, single) = (best(WITNESS, is_single) for is_single in (False, True))
    assert 0 < single - level < level_top_margin(6)


def test_one_class_is_refused():
    with pytest.raises(ValueError, match="at least 2 classes"):
        level_top_margin(1)

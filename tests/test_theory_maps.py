"""Reference maps against their definitions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.maps import softmax, sparsemax, sparsemax_exact

scores = st.lists(st.fractions(-3, 3, max_denominator=6), min_size=1, max_size=7)


@given(scores)
def test_sparsemax_exact_is_the_nearest_point_of_the_simplex(z):
    p = sparsemax_exact(z)
    assert sum(p) == 1
    assert min(p) >= 0
    slopes = [a - b for a, b in zip(z, p, strict=True)]
    assert all(s == max(slopes) for s, b in zip(slopes, p, strict=True) if b > 0)


@given(scores)
def test_sparsemax_in_floats_agrees_with_the_exact_one(z):
    got = sparsemax(np.array([float(x) for x in z]))
    np.testing.assert_allclose(got, [float(x) for x in sparsemax_exact(z)], rtol=0, atol=1e-14)


@given(scores, st.integers(-5, 5))
def test_a_common_offset_changes_nothing(z, offset):
    assert sparsemax_exact([x + offset for x in z]) == sparsemax_exact(z)
    values = np.array([float(x) for x in z])
    np.testing.assert_allclose(softmax(values + 1e6), softmax(values), rtol=1e-9)


def test_masked_classes_get_nothing():
    values = np.array([0.0, -np.inf, 0.0])
    assert softmax(values).tolist() == sparsemax(values).tolist() == [0.5, 0.0, 0.5]


def test_a_tie_with_the_threshold_is_left_out():
    assert sparsemax_exact([Fraction(1), Fraction(0)]) == (1, 0)


@pytest.mark.parametrize("bad", [[np.nan, 0.0], [np.inf, 0.0], [-np.inf], []])
@pytest.mark.parametrize("function", [softmax, sparsemax])
def test_scores_without_a_distribution_are_refused(function, bad):
    with pytest.raises(ValueError, match="scores: expected"):
        function(np.array(bad))
    with pytest.raises(ValueError, match="scores: expected"):
        sparsemax_exact([])

"""The largest eigenvalue of a softmax Jacobian in O(N), against a dense solver and closed forms."""

import numpy as np
import pytest

from verify.seeds import generator
from verify.spectra import largest_eigenvalue, worst_scores


@pytest.mark.parametrize("size", [2, 3, 10, 60])
@pytest.mark.parametrize("concentration", [0.05, 1.0, 20.0])
def test_agrees_with_a_dense_solver(size, concentration):
    p = generator(f"spectra {size} {concentration}").dirichlet(np.full(size, concentration), size=20)
    dense = np.linalg.eigvalsh(p[:, :, None] * np.eye(size) - p[:, :, None] * p[:, None, :])[:, -1]
    np.testing.assert_allclose(largest_eigenvalue(p), dense, rtol=0, atol=1e-14)


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        ([1.0], 0.0),
        ([1.0, 0.0, 0.0], 0.0),
        ([0.25] * 4, 0.25),
        ([0.5, 0.5, 0.0], 0.5),
        ([0.4, 0.4, 0.2], 0.4),
        ([0.9, 0.1], 0.18),
    ],
)
def test_closed_forms(p, expected):
    assert largest_eigenvalue(np.array(p)) == pytest.approx(expected, abs=1e-15)


def test_a_hundred_thousand_classes():
    size = 100_000
    p = np.full(size, 0.02 / (size - 2))
    p[:2] = 0.49
    assert largest_eigenvalue(p) == pytest.approx(0.49, abs=1e-15)


def test_the_search_comes_to_one_half_and_not_above():
    """The bound is met in the limit only; the eigenvalues are right up to rounding."""
    worst = worst_scores(5, 4, "test")
    assert 0.5 - 1e-6 < worst.value <= 0.5 + 1e-14


@pytest.mark.parametrize("bad", [[0.5, 0.6], [-0.1, 1.1], [np.nan, 1.0], []])
def test_what_is_not_a_distribution_is_refused(bad):
    with pytest.raises(ValueError, match="p: expected"):
        largest_eigenvalue(np.array(bad))

"""Eigenvalues of the maps' Jacobians in O(N), against dense solvers and closed forms, and the searches."""

import numpy as np
import pytest

from theory.entmax_supremum import supremum
from theory.map_jacobians import entmax_jacobian, rankmax_jacobian
from theory.maps import entmax, rankmax
from verify.seeds import generator
from verify.spectra import (
    condition_number,
    eigenvalue,
    eigenvalues,
    eigenvector,
    entmax_weights,
    largest_eigenvalue,
    rankmax_norm,
    worst_distribution,
    worst_of_three,
    worst_scores,
)


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


@pytest.mark.parametrize("alpha", [1.0, 1.5, 1.9, 2.0, 2.5])
@pytest.mark.parametrize("size", [1, 2, 3, 12])
def test_the_whole_spectrum_of_entmax(alpha, size):
    z = generator(f"spectra {alpha} {size}").normal(scale=0.6, size=size)
    s = entmax_weights(entmax(z, alpha), alpha)
    dense = np.linalg.eigvalsh(entmax_jacobian(z, alpha))[::-1]
    np.testing.assert_allclose(eigenvalues(s), dense, rtol=0, atol=4e-16 * max(1, s.max()) * size)


def test_the_condition_number_leaves_the_common_offset_out():
    s = np.array([0.5, 0.3, 0.2, 0.0])
    dense = np.linalg.eigvalsh(np.diag(s) - np.outer(s, s) / s.sum())
    assert condition_number(s) == pytest.approx(dense[-1] / dense[-2], rel=1e-12)
    assert condition_number(np.array([0.7, 0.3])) == 1
    assert condition_number(np.array([0.0, 1.0])) == np.inf


@pytest.mark.parametrize(("scale", "size"), [(0.1, 2), (1.0, 3), (3.0, 5), (1.0, 30)])
def test_the_norm_of_rankmax_adapted_to_its_target(scale, size):
    z = generator(f"rankmax spectra {size}").normal(scale=scale, size=size)
    dense = np.linalg.norm(rankmax_jacobian(z, 1), 2)
    assert rankmax_norm(rankmax(z, 1), 1) == pytest.approx(dense, rel=1e-12)
    with pytest.raises(ValueError, match="target"):
        rankmax_norm(np.array([1.0, 0.0]), 1)


@pytest.mark.parametrize("s", [[0.5, 0.3, 0.2], [0.4, 0.4, 0.2], [0.9, 0.1, 0.0]])
def test_the_eigenvector_of_the_largest(s):
    s = np.array(s)
    value = float(eigenvalue(s, 0))
    v = eigenvector(s, value)
    np.testing.assert_allclose(s * v - s * (s @ v) / s.sum(), value * v, atol=1e-12)


@pytest.mark.parametrize("alpha", [1.25, 1.5, 1.75])
def test_the_searches_come_to_the_supremum_and_not_above(alpha):
    for size in (3, 60):
        found = worst_distribution(size, alpha, 3, "test")
        assert found.value == pytest.approx(supremum(alpha, size), rel=1e-9)
        assert found.p.sum() == pytest.approx(1)
    for size in (4, 100_000):
        assert worst_of_three(size, alpha, 6, "test") == pytest.approx(supremum(alpha, size), rel=1e-12)


@pytest.mark.parametrize(("s", "index"), [([-0.1, 1.0], 0), ([np.inf, 1.0], 0), ([0.5, 0.5], 2)])
def test_weights_and_indices_that_are_none_are_refused(s, index):
    with pytest.raises(ValueError, match="expected"):
        eigenvalue(np.array(s), index)

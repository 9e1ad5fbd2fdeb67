"""Regularisers: their values, their slopes, their Bregman divergences, and the maps as what a convex solver finds."""

import cvxpy as cp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.maps import entmax, rankmax_fixed
from theory.regularisers import bregman_divergence, euclidean, tsallis
from verify.seeds import generator

EPS = np.finfo(np.float64).eps
ALPHAS = [1.0, 1 + 1e-9, 1.01, 1.25, 1.5, 2.0, 3.0, 10.0]
OMEGAS = [*map(tsallis, ALPHAS), euclidean(0.5), euclidean(20.0)]
GAP = 1e-9  # asked of the solver, on objectives of order 1

weights = st.lists(st.integers(1, 9), min_size=2, max_size=6)


def distribution(w):
    return np.array(w) / sum(w)


@pytest.mark.parametrize("omega", OMEGAS)
def test_the_vertices_have_no_regularisation_and_uniform_has_the_least(omega):
    assert omega(np.array([0.0, 1.0, 0.0])) == 0
    assert omega(np.full(4, 0.25)) < omega(np.array([0.5, 0.3, 0.2, 0.0])) < 0


def test_known_values():
    p = np.array([0.5, 0.25, 0.25])
    assert tsallis(1.0)(p) == pytest.approx(-1.5 * np.log(2), rel=4 * EPS)
    assert tsallis(2.0)(p) == pytest.approx((0.375 - 1) / 2, rel=4 * EPS)
    assert tsallis(3.0)(p) == pytest.approx((0.125 + 2 / 64 - 1) / 6, rel=4 * EPS)
    assert tsallis(1 + 1e-9)(p) == pytest.approx(tsallis(1.0)(p), rel=1e-8)
    assert euclidean(4.0)(p) == pytest.approx(tsallis(2.0)(p) / 4, rel=4 * EPS)


@pytest.mark.parametrize("omega", OMEGAS)
def test_the_slope_is_the_derivative_of_the_term(omega):
    """Central differences err by rounding over the step, 1e-11, and by step^2 / 6 third derivatives of up to 60."""
    p, step = np.array([0.3, 0.6, 0.9]), 1e-5
    differences = (omega.term(p + step) - omega.term(p - step)) / (2 * step)
    np.testing.assert_allclose(differences, omega.slope(p), rtol=0, atol=2e-9)


@given(weights.flatmap(lambda w: st.tuples(st.just(w), st.permutations(w))), st.sampled_from(ALPHAS))
def test_the_divergence_is_at_least_half_the_squared_distance_where_it_is_strongly_convex(pair, alpha):
    q, p = map(distribution, pair)
    least = ((q - p) ** 2).sum() / 2 if alpha <= 2 else 0
    assert bregman_divergence(tsallis(alpha), p, p) == 0
    assert bregman_divergence(tsallis(alpha), q, p) >= least - 16 * EPS  # it cancels: terms of order 1


def test_known_divergences():
    q, p = np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.5, 0.25])
    assert bregman_divergence(tsallis(1.0), q, p) == pytest.approx(0.5 * np.log(2), rel=8 * EPS)
    assert bregman_divergence(tsallis(1.0), p, q) == np.inf
    assert bregman_divergence(tsallis(2.0), q, p) == pytest.approx(((q - p) ** 2).sum() / 2, rel=8 * EPS)
    assert bregman_divergence(euclidean(5.0), q, p) == pytest.approx(((q - p) ** 2).sum() / 10, rel=8 * EPS)


def atom(p, alpha):
    return -cp.sum(cp.entr(p)) if alpha == 1 else (cp.sum(cp.power(p, alpha)) - 1) / (alpha * (alpha - 1))


@pytest.mark.parametrize("alpha", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_a_convex_solver_finds_entmax(alpha):
    assert_solver_finds(lambda z: entmax(z, alpha), tsallis(alpha), lambda p: atom(p, alpha))


@pytest.mark.parametrize("scale", [0.25, 4.0])
def test_a_convex_solver_finds_rankmax_with_a_fixed_scale(scale):
    assert_solver_finds(
        lambda z: rankmax_fixed(z, scale), euclidean(scale), lambda p: (cp.sum_squares(p) - 1) / (2 * scale)
    )


def assert_solver_finds(map_, omega, penalty):
    """No point that the solver finds is better than ours, by more than its tolerance, nor is ours better than its."""
    for replicate in range(3):
        z = generator("theory.regularisers.solver", replicate).normal(size=5)
        p = cp.Variable(5, nonneg=True)
        problem = cp.Problem(cp.Maximize(z @ p - penalty(p)), [cp.sum(p) == 1])
        problem.solve(solver=cp.CLARABEL, tol_gap_abs=GAP, tol_gap_rel=GAP, tol_feas=GAP)
        ours = map_(z)
        assert z @ ours - omega(ours) == pytest.approx(problem.value, abs=10 * GAP * (1 + np.abs(z).max()))


def test_bad_input_is_named():
    p = np.array([0.5, 0.5])
    for alpha in (0.5, np.nan, np.inf):
        with pytest.raises(ValueError, match="alpha: expected"):
            tsallis(alpha)
    with pytest.raises(ValueError, match="scale: expected"):
        euclidean(0.0)
    for wrong in ([0.5, 0.4], [1.5, -0.5], [np.nan, 1.0], [np.inf, 0.0]):
        with pytest.raises(ValueError, match="p: expected a distribution"):
            tsallis(1.5)(np.array(wrong))
        with pytest.raises(ValueError, match="p: expected a distribution"):
            bregman_divergence(tsallis(2.0), p, np.array(wrong))

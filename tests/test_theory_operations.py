"""The counted sweeps compute what they say, and count what a hand count gives."""

import numpy as np
import pytest
import sympy as sp

from theory import operations as ops


def sweep(name, m=4, n=5, k=2, d=9):
    given = ops.instance(m, n, k, d, ops.Meter())
    P, Q = getattr(ops, name)(given)
    return given, values(P), values(Q)


def values(factors):
    return np.array([[x.value for x in row] for row in factors])


def solved(given, off_positives, interaction=0.0):
    """Eq. 36 and 37 in NumPy, row by row, with |I_x| on positives and `off_positives` times that elsewhere.

    With an interaction, that share of |I_x| is V_x in Eq. 38 and 39.
    """
    Q, n = values(given.Q), len(given.Q)
    r = np.array([[y in known for y in range(n)] for known in given.of_context], dtype=float)
    sizes = r.sum(1, keepdims=True)
    S, W = r * n / sizes - 1, sizes * (r + (1 - r) * off_positives)

    def rows(B, S, W, V):
        eye = ops.RIDGE * np.eye(B.shape[1])
        given = zip(S, W, W - V, strict=True)
        return np.array([np.linalg.solve((B.T * less) @ B + w.sum() * eye, B.T @ (w * s)) for s, w, less in given])

    V = interaction * np.broadcast_to(sizes, W.shape)
    P = rows(Q, S, W, V)
    return P, rows(P, S.T, W.T, V.T)


def solved_rgx(given, printed):
    """Eq. 38 and 39 with Eq. 17's weights; or the minimisers of the objective with the interaction of Eq. 15."""
    Q, n = values(given.Q), len(given.Q)
    r = np.array([[y in known for y in range(n)] for known in given.of_context], dtype=float)
    sizes = r.sum(1)
    S, eye = r * n / sizes[:, None] - 1, np.eye(Q.shape[1])
    inner = (1 - 1 / n) * np.eye(n) if printed else np.eye(n) - np.ones((n, n)) / n
    P = np.array(
        [
            np.linalg.solve(w * (Q.T @ inner @ Q + ops.RIDGE * n * eye), w * Q.T @ s)
            for w, s in zip(sizes, S, strict=True)
        ]
    )
    if printed:
        gram = P.T @ np.diag(sizes * (1 - 1 / n)) @ P + ops.RIDGE * sizes.sum() * eye
        return P, np.linalg.solve(gram, P.T @ np.diag(sizes) @ S).T
    objective = np.kron(inner, P.T @ np.diag(sizes) @ P) + ops.RIDGE * sizes.sum() * np.eye(n * len(eye))
    return P, np.linalg.solve(objective, (S.T @ np.diag(sizes) @ P).ravel()).reshape(n, -1)


@pytest.mark.parametrize("name", ["rgx_rows", "rgx_shared", "rgx_exact"])
def test_sweeps_of_rgx_are_eq_38_and_39_or_the_minimisers_with_eq_15_s_interaction(name):
    given, P, Q = sweep(name)
    expected_P, expected_Q = solved_rgx(given, printed=name != "rgx_exact")
    np.testing.assert_allclose(P, expected_P, rtol=1e-9)
    np.testing.assert_allclose(Q, expected_Q, rtol=1e-9)


@pytest.mark.parametrize("name", ["rows", "shared"])
def test_sweeps_with_the_weights_of_eq_16_are_eq_36_and_37(name):
    given, P, Q = sweep(name)
    expected_P, expected_Q = solved(given, 1.0)
    np.testing.assert_allclose(P, expected_P, rtol=1e-9)
    np.testing.assert_allclose(Q, expected_Q, rtol=1e-9)


@pytest.mark.parametrize("name", ["corrected", "rgx_corrected"])
def test_the_corrected_sweeps_are_eq_36_to_39_with_other_weights_off_the_positives(name):
    given, P, Q = sweep(name)
    interaction = ops.DRAWN / len(Q) if name == "rgx_corrected" else 0.0
    expected_P, expected_Q = solved(given, ops.DRAWN, interaction)
    np.testing.assert_allclose(P, expected_P, rtol=1e-9)
    np.testing.assert_allclose(Q, expected_Q, rtol=1e-9)


def test_one_factor_by_hand():
    """For K = 1: two products of N or M entries, two sums of them, and little more a row."""
    assert sp.expand(ops.polynomial(ops.shared).subs(ops.K, 1)) == 7 * ops.M + 6 * ops.N + 2 * ops.D


@pytest.mark.parametrize(
    "name", ["rows", "corrected", "shared", "rgx_rows", "rgx_corrected", "rgx_shared", "rgx_exact"]
)
@pytest.mark.parametrize("size", [(3, 3, 3, 8), (1, 9, 2, 9), (8, 2, 7, 15)])
def test_the_polynomial_is_the_count(name, size):
    counted = getattr(ops, name)
    assert ops.polynomial(counted).subs(dict(zip(ops.SIZES, size, strict=True))) == ops.count(counted, *size)


def test_orders_are_compared_term_by_term():
    M, N, K, D = ops.SIZES
    assert ops.at_most(M * K + 3 * D, D * K)
    assert ops.at_most(5 * M * N - 7 * K**9, M * N)
    assert not ops.at_most(M * N, D * K)
    assert not ops.at_most(D, M * N)
    assert not ops.at_most(K**2, D * K)


def test_an_order_whose_terms_may_cancel_bounds_nothing():
    M, N, K, _D = ops.SIZES
    assert not ops.at_most(M * N, sp.expand((M - 2 * N) ** 2))
    assert not ops.at_most(M * N * K, -M * N * K)
    assert not ops.at_most(M, sp.Integer(0))


def test_impossible_sizes_are_named():
    with pytest.raises(ValueError, match="2 pairs do not fit 3 contexts, each with one, and 2 items"):
        ops.instance(3, 2, 1, 2, ops.Meter())

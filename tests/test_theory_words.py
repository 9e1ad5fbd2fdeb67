"""Polynomials in letters against NumPy matrices of several shapes."""

import numpy as np
import pytest
import sympy as sp

from theory.words import EYE, ZERO, gradient, matrix, symmetric, trace

P, Q, S, W = matrix("P"), matrix("Q"), matrix("S"), symmetric("W")
RESIDUAL = S - P * Q.T


def value(words, **letters):
    """The matrix of a polynomial for given letters."""
    total = 0
    for word, coefficient in words.terms.items():
        factors = [letters[x.name].T if x.transposed else letters[x.name] for x in word]
        total = total + float(coefficient) * np.linalg.multi_dot(factors) if len(factors) > 1 else total + factors[0]
    return total


@pytest.fixture(params=[(3, 4, 2), (5, 2, 1), (1, 6, 3)])
def letters(request):
    M, N, K = request.param
    random = np.random.default_rng(0)
    return {
        "P": random.normal(size=(M, K)),
        "Q": random.normal(size=(N, K)),
        "S": random.normal(size=(M, N)),
        "W": np.diag(random.random(M)),
    }


def test_products_and_transposes_are_those_of_matrices(letters):
    expanded = RESIDUAL.T * W * RESIDUAL * Q
    E = letters["S"] - letters["P"] @ letters["Q"].T
    np.testing.assert_allclose(value(expanded, **letters), E.T @ letters["W"] @ E @ letters["Q"], atol=1e-10)
    np.testing.assert_allclose(value(expanded.T, **letters), (E.T @ letters["W"] @ E @ letters["Q"]).T, atol=1e-10)


@pytest.mark.parametrize("name", ["P", "Q", "S"])
def test_gradients_are_finite_differences(letters, name):
    derived = value(gradient(RESIDUAL.T * W * RESIDUAL, matrix(name)), **letters)

    def objective(X):
        known = letters | {name: X}
        E = known["S"] - known["P"] @ known["Q"].T
        return np.trace(E.T @ known["W"] @ E)

    for i, j in np.ndindex(derived.shape):
        step = np.zeros_like(derived)
        step[i, j] = 0.5
        difference = objective(letters[name] + step) - objective(letters[name] - step)
        assert derived[i, j] == pytest.approx(difference, rel=1e-9, abs=1e-9)


def test_traces_are_equal_for_rotated_and_transposed_words_only():
    assert trace(P * Q.T * S.T) == trace(Q.T * S.T * P) == trace(S * Q * P.T)
    assert trace(P.T * W * P) == trace(W * P * P.T)
    assert trace(P * Q.T) == trace(P.T * Q) != trace(P * Q)
    assert trace(S.T * W * S) != trace(S.T * S)


def test_letters_do_not_commute_and_scalars_do():
    x = sp.Symbol("x")
    assert S * Q != Q * S
    assert x * S * Q == S * (x * Q) == (S * Q) * x
    assert EYE * S == S == S * EYE
    assert S - S == ZERO


def test_known_products_are_put_in_everywhere():
    G, inverse = matrix("G"), matrix("G^-1")
    assert (S * G * inverse * Q).where(G * inverse, EYE) == S * Q
    assert (Q.T * inverse.T * G.T * S.T).where(G * inverse, EYE) == Q.T * S.T
    J = symmetric("J")
    assert (J * J * J).where(J * J, 4 * J) == 16 * J
    assert (S * J * Q + Q).where(S * J, ZERO) == Q
    assert (Q.T * J * S.T).where(S * J, ZERO) == ZERO


def test_a_letter_is_replaced_with_its_transpose():
    assert (P * Q.T * Q * P.T).put(Q, S.T * P) == P * (S.T * P).T * (S.T * P) * P.T

"""Linear and slow convergence of alternating least squares on RG2, against iterations and curvature in floats."""

from fractions import Fraction

import numpy as np
import pytest

from theory.als_linear import is_slow, linear_argument
from theory.factorisation import exact, parse


def gaps(T, Q, tau, sweeps):
    """The objective above its last value, sweep by sweep, for a = b = tau."""
    eye, values = np.eye(Q.shape[1]), []
    for _ in range(sweeps):
        A = T @ Q @ np.linalg.inv(Q.T @ Q + tau * eye)
        Q = T.T @ A @ np.linalg.inv(A.T @ A + tau * eye)
        values.append(((T - A @ Q.T) ** 2).sum() + tau * ((A**2).sum() + (Q**2).sum()))
    return np.array(values) - values[-1]


def test_every_step_of_the_argument_holds():
    assert [step.says for step in linear_argument().steps if not step.holds] == []


def test_at_the_counterexample_the_ridge_of_eq_36_and_37_is_plain():
    """Eq. 36 has lambda times the sum of W over items, Eq. 37 over contexts."""
    m = exact("P", parse("1, 0; 0, 1"), parse("1; -1"), Fraction(1))
    rows, columns = m.W[0, 0] * m.n_items, sum(m.W[x, x] for x in range(m.W.rows))
    assert {rows, columns, m.total} == {Fraction(m.n_items)}


@pytest.mark.parametrize("values", [(3, 2, 1), (3, 3, 0.5), (4, 1.2, 1.1)])
@pytest.mark.parametrize("tau", [0.3, 1.7, 5])
@pytest.mark.parametrize("start", [[0], [1], [2], [0, 1], [1, 2], [0, 1, 2]])
def test_away_from_the_singular_values_the_rate_is_linear_from_saddles_too(values, tau, start):
    Q = np.zeros((3, 3))
    Q[start, start] = 1
    left = gaps(np.diag(values).astype(float), Q, tau, 400)
    falling = left[left > 1e-9]
    assert (falling[1:] <= 0.95 * falling[:-1]).all()
    assert len(falling) < 300


@pytest.mark.parametrize("j", [0, 1, 2])
def test_at_a_singular_value_it_falls_as_the_square_of_the_number_of_sweeps(j):
    T, Q = np.diag([3.0, 2.0, 1.0]), np.zeros((3, 2))
    Q[j, 0] = 1
    left = gaps(T, Q, T[j, j], 20_000)
    assert left[199] / left[1_999] == pytest.approx(100, rel=0.05)


@pytest.mark.parametrize("kept", [[0], [1, 2], [0, 1, 2]])
@pytest.mark.parametrize(("tau", "idle"), [(0.4, 0), (1.0, 1)])
def test_the_curvature_vanishes_along_turns_alone_unless_a_value_left_out_is_the_threshold(kept, tau, idle):
    """Three columns, singular values 4, 3, 2, 1 and a row more: dimension of the kernel of the numerical curvature."""
    random = np.random.default_rng(3)
    (U, _), (V, _) = (np.linalg.qr(random.normal(size=(n, n))) for n in (5, 4))
    T = U[:, :4] @ np.diag([4.0, 3, 2, 1]) @ V.T
    roots = np.sqrt(np.array([4.0, 3, 2, 1])[kept] - tau)
    turn = np.linalg.qr(random.normal(size=(3, 3)))[0]
    A, Q = (X[:, kept] * roots @ turn[: len(kept)] for X in (U, V))

    def slope(z):
        A, Q = z[:15].reshape(5, 3), z[15:].reshape(4, 3)
        E = T - A @ Q.T
        return np.concatenate([(tau * A - E @ Q).ravel(), (tau * Q - E.T @ A).ravel()])

    z = np.concatenate([A.ravel(), Q.ravel()])
    assert np.abs(slope(z)).max() < 1e-12
    curvature = np.array([(slope(z + e) - slope(z - e)) / 2e-5 for e in 1e-5 * np.eye(27)])
    r = len(kept)
    turns = r * (r - 1) // 2 + r * (3 - r)
    assert (np.abs(np.linalg.eigvalsh((curvature + curvature.T) / 2)) < 1e-6).sum() == turns + idle * (3 - r)


def test_a_slow_start_is_a_singular_vector_to_the_threshold():
    R = parse("1, 0; 0, 1")

    def start(Q, lam):
        return exact("P", R, parse(Q), Fraction(lam))

    assert is_slow(start("1; -1", "1"))
    assert is_slow(start("-3; 3", "1"))
    assert not is_slow(start("1; -1", "1/2"))
    assert not is_slow(start("1; 0", "1"))
    assert not is_slow(start("0; 0", "1"))
    assert not is_slow(start("1, 0; -1, 0", "1"))

"""The deformed logarithm and exponential, and phi_2, against 60 digits."""

import mpmath
import numpy as np
import pytest

from theory.deformed import exp_alpha, log_alpha, phi_2

EPS = np.finfo(np.float64).eps
ALPHAS = [1.0, 1 + 1e-9, 1.01, 1.5, 2.0, 3.0, 10.0]


@pytest.mark.parametrize("alpha", ALPHAS)
def test_log_alpha_is_right_to_rounding(alpha):
    x = np.array([1e-300, 1e-3, 0.5, 1 - 1e-10, 1.0, 1.5])
    with mpmath.workdps(60):
        power = mpmath.mpf(alpha) - 1
        exact = [mpmath.log(v) if alpha == 1 else (mpmath.mpf(v) ** power - 1) / power for v in x.tolist()]
    np.testing.assert_allclose(log_alpha(x, alpha), [float(v) for v in exact], rtol=4 * EPS)


@pytest.mark.parametrize("alpha", ALPHAS)
def test_exp_alpha_undoes_log_alpha(alpha):
    x = np.array([0.0, 0.01, 0.5, 1.0, 2.0])
    magnified = EPS * max(1, alpha - 1) * 0.01 ** (1 - alpha)  # of an error in log_alpha x, at the least x > 0
    np.testing.assert_allclose(exp_alpha(log_alpha(x, alpha), alpha), x, rtol=8 * EPS + magnified)


def test_exp_alpha_is_zero_below_its_range():
    assert exp_alpha(np.array([-1.0, -2.0, -np.inf]), 2.0).tolist() == [0, 0, 0]
    assert exp_alpha(np.array([-np.inf, 0.0]), 1.0).tolist() == [0, 1]


def test_phi_2_is_right_to_rounding():
    x = np.array([-700, -5, -1, -0.99, -1e-9, 1e-17, 0.3, 0.999999, 1, 1.0001, 50, 700])
    with mpmath.workdps(60):
        exact = [float((mpmath.expm1(v) - v) / mpmath.mpf(v) ** 2) for v in x.tolist()]
    np.testing.assert_allclose(phi_2(x), exact, rtol=4 * EPS)
    assert phi_2(np.array(0.0)) == 0.5

"""The bound on RG2's logits and recovery in one sweep, against the harness's ALS and against random matrices."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from scipy import optimize

from theory.logit_bound import bound_argument, half_steps, one_sweep_argument, scalar_minimiser
from verify.seeds import generator


@pytest.mark.parametrize(("weight", "target", "ridge"), [(1.0, 5.0, 0.5), (2.0, -3.0, 1.0), (1.0, 0.5, 2.0)])
def test_the_scalar_minimiser_is_the_numerical_one(weight, target, ridge):
    def objective(x):
        return weight * (target - x[0] * x[1]) ** 2 + ridge * (x**2).sum()

    starts = [np.array([a, b]) for a in (-2.0, 0.1, 2.0) for b in (-2.0, 0.3, 2.0)]
    best = min((optimize.minimize(objective, start, tol=1e-14) for start in starts), key=lambda r: r.fun)
    exact = scalar_minimiser(*(Fraction(x) for x in (weight, target, ridge)))
    assert best.x[0] * best.x[1] == pytest.approx(float(exact), abs=1e-5)


def test_a_weight_of_zero_is_refused():
    with pytest.raises(ValueError, match="weight"):
        scalar_minimiser(Fraction(0), Fraction(1), Fraction(1))


@pytest.mark.parametrize("ridge", [0.0, 1e-6, 0.1, 10.0])
def test_no_half_step_exceeds_the_targets(ridge):
    random = generator("logit_bound")
    for _ in range(50):
        W, S, Q = random.exponential(size=(7, 9)), 9 * random.normal(size=(7, 9)), random.normal(size=(9, 3))
        for x in range(7):
            system = Q.T @ np.diag(W[x]) @ Q + ridge * np.eye(3)
            o = Q @ np.linalg.solve(system, Q.T @ (W[x] * S[x]))
            assert (W[x] * o**2).sum() <= (W[x] * S[x] ** 2).sum() * (1 + 1e-12)


def test_one_sweep_is_exact_in_floating_point_too():
    random = generator("logit_bound.sweep")
    S = random.normal(size=(20, 4)) @ random.normal(size=(4, 15))
    W, Q = np.diag(random.exponential(size=20)), random.normal(size=(15, 4))
    P = S @ Q @ np.linalg.inv(Q.T @ Q)
    assert np.abs(P @ Q.T - S).max() > 0.1
    Q = S.T @ W @ P @ np.linalg.inv(P.T @ W @ P)
    np.testing.assert_allclose(P @ Q.T, S, atol=1e-9)


def test_a_singular_start_is_refused_and_a_good_one_is_exact():
    S = sp.Matrix([[1, 2], [2, 4]])
    with pytest.raises(ValueError, match="half-step 2"):
        half_steps(S, sp.Matrix([2, -1]), [Fraction(1)] * 2, 2)
    assert half_steps(S, sp.Matrix([1, 0]), [Fraction(1)] * 2, 2) == S


@pytest.mark.parametrize("argument", [bound_argument, one_sweep_argument])
def test_the_arguments_hold(argument):
    assert argument().holds

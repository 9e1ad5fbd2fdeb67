"""The closed-form optimum of RG2 against minimisation from many starts, and its arguments against planted errors."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import minimize

from theory import als_rate, equivalence, rg2_optimum, updates
from theory.factorisation import exact, parse, squares, weighted

DATA = ["1, 0; 0, 1", "1, 0, 0; 1, 1, 0", "1, 1, 0, 0; 0, 1, 1, 1"]


def arrays(text):
    R = np.array([[float(x) for x in row] for row in parse(text)])
    sizes = R.sum(1)
    return R, sizes, R * R.shape[1] / sizes[:, None] - 1


def least(value, size):
    """The least value found from many starts."""
    random = np.random.default_rng(1)
    return min(minimize(value, random.normal(size=size), tol=1e-12).fun for _ in range(12))


@pytest.mark.parametrize("text", DATA)
@pytest.mark.parametrize("lam", [Fraction(1, 10), Fraction(3, 4)])
@pytest.mark.parametrize("K", [1, 2])
def test_the_minimum_is_the_least_that_a_search_finds(text, lam, K):
    R, sizes, S = arrays(text)
    M, N = R.shape

    def value(z):
        P, Q = z[: M * K].reshape(M, K), z[M * K :].reshape(N, K)
        ridge = N * (sizes[:, None] * P**2).sum() + sizes.sum() * (Q**2).sum()
        return (sizes[:, None] * (S - P @ Q.T) ** 2).sum() + float(lam) * ridge

    known = float(rg2_optimum.minimum(parse(text), sp.Rational(lam.numerator, lam.denominator), K))
    assert least(value, (M + N) * K) == pytest.approx(known, rel=1e-6)


def test_a_rational_optimum_by_hand():
    """Contexts with 1 and 4 items that they do not share, lambda 3/4: P = (1, -1/4), Q = (1, -1/4, ..., -1/4)."""
    R = parse("1, 0, 0, 0, 0; 0, 1, 1, 1, 1")
    quarter = Fraction(-1, 4)
    m = exact("P", R, ((Fraction(1),), *[(quarter,)] * 4), Fraction(3, 4))
    m = replace(m, U=sp.Matrix([1, sp.Rational(-1, 4)]))
    assert squares(m, "P") + m.lam * weighted(m, "P") == rg2_optimum.minimum(R, m.lam, 1) == sp.Rational(375, 16)


@pytest.mark.parametrize("text", [*DATA, "1, 0, 0, 0; 1, 1, 0, 0; 1, 0, 0, 1", "1, 0, 0, 0; 0, 1, 0, 0; 0, 0, 1, 1"])
def test_singular_values_are_those_of_floating_point(text):
    _, sizes, S = arrays(text)
    found = [float(x) for x in rg2_optimum.squared_singular_values(parse(text))]
    expected = np.linalg.svd(np.sqrt(sizes)[:, None] * S, compute_uv=False) ** 2
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def test_singular_values_that_are_no_real_radicals_are_refused():
    """An irreducible cubic has three real roots that no real radicals give; a quintic may have no radicals at all."""
    cubic = "1, 1, 0, 0, 1; 0, 0, 0, 0, 1; 0, 1, 0, 0, 1"
    with pytest.raises(rg2_optimum.UnfactoredError, match="3 of 3 eigenvalues in radicals, not all of them"):
        rg2_optimum.squared_singular_values(parse(cubic))
    five = sp.Matrix.companion(sp.Poly(sp.Symbol("x") ** 5 - sp.Symbol("x") - 1))
    with pytest.raises(rg2_optimum.UnfactoredError, match="0 of 5 eigenvalues"):
        rg2_optimum.eigenvalues(five)


@pytest.mark.parametrize("seed", range(3))
def test_the_eigenvalues_of_a_sweep_are_those_of_its_numerical_derivative(seed):
    """For a, b that are not equal, in the original coordinates of T, at the optimum of K = 2."""
    random = np.random.default_rng(seed)
    T, a, b = random.normal(size=(5, 4)), 0.3, 0.5
    _, values, V = np.linalg.svd(T, full_matrices=False)
    tau = np.sqrt(a * b)
    Q = V[:2].T * np.sqrt((values[:2] - tau) * np.sqrt(a / b))

    def sweep(q):
        q = q.reshape(4, 2)
        A = T @ q @ np.linalg.inv(q.T @ q + a * np.eye(2))
        return (T.T @ A @ np.linalg.inv(A.T @ A + b * np.eye(2))).ravel()

    np.testing.assert_allclose(sweep(Q.ravel()), Q.ravel(), atol=1e-12)
    steps = 1e-6 * np.eye(8)
    derivative = np.array([(sweep(Q.ravel() + e) - sweep(Q.ravel() - e)) / 2e-6 for e in steps]).T
    kept, left_out = [sp.Float(x) for x in values[:2]], [sp.Float(x) for x in values[2:]]
    claimed = als_rate.sweep_eigenvalues(kept, left_out, sp.Float(tau))
    np.testing.assert_allclose(
        np.sort(np.linalg.eigvals(derivative).real), np.sort([float(x) for x in claimed]), atol=1e-6
    )


ARGUMENTS = [
    rg2_optimum.optimum_argument,
    rg2_optimum.scores_squared_argument,
    als_rate.subspace_argument,
    als_rate.derivative_argument,
    equivalence.minima_argument,
    equivalence.iterates_argument,
    lambda: equivalence.printed_argument(lambda N: N / (N - 1)),
]


@pytest.mark.parametrize("argument", ARGUMENTS)
def test_every_step_of_every_argument_holds(argument):
    assert argument().holds


def test_an_argument_for_a_wrong_update_does_not_hold():
    right = updates.Update("user", updates.objective_of("user", "weighted", "none"), lambda m: m.S * m.W * m.B, ridge)
    wrong = [
        replace(right, objective=updates.objective_of("user", "plain", "none")),
        replace(right, objective=updates.objective_of("user", "weighted", "full")),
        replace(right, rhs=lambda m: m.S * m.B),
        replace(right, right=lambda m: m.B.T * m.W * m.B),
    ]
    assert updates.argument(right).holds
    assert not any(updates.argument(update).holds for update in wrong)


def ridge(m):
    return m.B.T * m.W * m.B + m.lam * m.total * m.I

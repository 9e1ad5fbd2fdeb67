"""The largest norm of entmax's Jacobian: every step of the argument, and its value against a dense search."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import minimize

from theory import entmax_supremum as theory
from theory.map_jacobians import entmax_jacobian
from verify.seeds import generator


@pytest.mark.parametrize(
    "steps",
    [
        theory.entry_steps,
        theory.dual_steps,
        theory.reduction_steps,
        theory.curve_steps,
        theory.supremum_steps,
        theory.growth_steps,
        theory.above_two_steps,
        theory.order_steps,
    ],
)
def test_every_step_is_executed_and_holds(steps):
    assert all(step.holds for step in steps())


def test_the_proof_needs_the_closed_form_at_every_size(monkeypatch):
    """A form that is right for 2 classes and differs little at 47 and 48 is not the quotient of the two norms."""
    right = theory.all_classes
    monkeypatch.setattr(
        theory, "all_classes", lambda a, n: right(a, n) * (1 + (n - 2) * (2 * n - 95) ** 2 / (40 * n**3))
    )
    assert not all(step.holds for step in theory.supremum_steps())


def dense_norm(t, alpha):
    """The norm at probabilities softmax(t), by a dense eigensolver."""
    p = np.exp(t - t.max())
    s = (p / p.sum()) ** (2 - alpha)
    return float(np.linalg.eigvalsh(np.diag(s) - np.outer(s, s) / s.sum())[-1])


@pytest.mark.parametrize(("alpha", "size"), [(1.25, 3), (1.5, 4), (1.75, 5), (1.9, 12)])
def test_no_search_over_the_simplex_finds_more_and_one_finds_as_much(alpha, size):
    found = []
    for start in range(6):
        t = generator("entmax supremum", start).normal(scale=2, size=size)
        t[0] += 2 * (start % 2) * np.log(size)
        found.append(-minimize(lambda t: -dense_norm(t, alpha), t, method="L-BFGS-B").fun)
    assert max(found) == pytest.approx(theory.supremum(alpha, size), rel=1e-5)
    assert max(found) <= theory.supremum(alpha, size) * (1 + 1e-12)


def test_the_ends_are_softmax_and_sparsemax():
    for n in (2, 10, 100_000):
        assert theory.supremum(1.0, n) == pytest.approx(0.5)
        assert theory.supremum(2.0, n) == pytest.approx(1.0)


@pytest.mark.parametrize(("alpha", "n"), [("5/4", 2), ("3/2", 3), ("3/2", 100), ("7/4", 100_000)])
def test_the_certificate_accepts_the_levels_from_the_supremum_on(alpha, n):
    alpha = Fraction(alpha)
    best = Fraction(theory.supremum(float(alpha), n))
    assert theory.norm_at_most(alpha, n, best * Fraction(1001, 1000))
    assert not theory.norm_at_most(alpha, n, best * Fraction(999, 1000))


def test_the_quotient_is_attained_by_an_eigenvector():
    p = np.array([0.5, 0.25, 0.25])
    s = p**0.5
    values, vectors = np.linalg.eigh(np.diag(s) - np.outer(s, s) / s.sum())
    x = [Fraction(v).limit_denominator(10**9) for v in vectors[:, -1]]
    x[-1] = -x[0] - x[1]
    found = theory.quotient(Fraction(3, 2), [1, 1, 1], [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)], x)
    assert float(found.mid()) == pytest.approx(values[-1], abs=1e-12)


@pytest.mark.parametrize(
    ("counts", "p", "x"),
    [([1, 1], ("1/2", "1/3"), ("1", "-1")), ([1, 2], ("1/2", "1/4"), ("1", "-1")), ([1, 1], ("1", "0"), ("1", "-1"))],
)
def test_what_is_no_distribution_or_has_no_zero_sum_is_refused(counts, p, x):
    with pytest.raises(ValueError, match="expected"):
        theory.quotient(Fraction(3, 2), counts, tuple(map(Fraction, p)), tuple(map(Fraction, x)))


def test_the_exact_jacobian_is_the_published_one():
    roots = (Fraction(2, 3), Fraction(2, 3), Fraction(1, 3))
    z = np.array([2 * float(r) for r in roots])
    exact = np.array(theory.entmax15_jacobian_exact(roots).tolist(), dtype=float)
    np.testing.assert_allclose(exact, entmax_jacobian(z, 1.5), atol=1e-15)
    with pytest.raises(ValueError, match="roots"):
        theory.entmax15_jacobian_exact((Fraction(1, 2), Fraction(1, 2)))

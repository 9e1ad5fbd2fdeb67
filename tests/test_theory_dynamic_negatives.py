"""Dynamic negatives as a proposal: the conditions against search, the bias against brute force over pools."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from paper_checks.sf.sampling_dns import PEAKED
from theory import dynamic_negatives as theory
from theory.proposals import dynamic_law
from theory.sampled_variance import spread


def random_targets(size, count, scale):
    random = np.random.default_rng(size)
    for _ in range(count):
        weights = [Fraction(float(np.exp(scale * x))).limit_denominator(10**9) for x in random.standard_normal(size)]
        yield tuple(w / sum(weights) for w in weights)


@pytest.mark.parametrize(("size", "pool"), [(2, 2), (2, 3), (5, 2), (20, 2)])
def test_what_the_claim_calls_peaked_enough_is_enough(size, pool):
    found = 0
    for p in random_targets(size, 100, 4.0):
        law, top = dynamic_law(list(p), pool), p.index(max(p))
        if PEAKED.enough(p[top], law[top], size, pool) > 0:
            found += 1
            assert theory.chi_square(p, law) < theory.chi_square(p, theory.uniform_law(size))
    assert found > 5


def test_the_threshold_of_two_classes_is_sharp():
    for x, lower in ((Fraction(6339, 10_000), False), (Fraction(6340, 10_000), True)):
        p = (1 - x, x)
        dynamic = theory.chi_square(p, dynamic_law(list(p), 2))
        assert (dynamic < theory.chi_square(p, theory.uniform_law(2))) == lower


@pytest.mark.parametrize("pool", [2, 3, 5])
def test_for_two_classes_no_target_gains_in_the_gradient(pool):
    for p in random_targets(2, 50, 3.0):
        assert spread(p, dynamic_law(list(p), pool)) > spread(p, theory.uniform_law(2))


def test_the_uncorrected_estimate_is_the_mean_over_all_pools():
    p = tuple(Fraction(i, 10) for i in (2, 1, 4, 3))
    mean = sum(max(p[i] for i in pool) for pool in product(range(4), repeat=3)) / Fraction(4**3)
    assert theory.uncorrected_ratio(p, 3) == 4 * mean > 1


def test_the_ratio_for_powers_of_the_rank_is_that_of_exact_arithmetic():
    p = [Fraction(1, 5 - i) for i in range(5)]
    p = tuple(x / sum(p) for x in p)
    exact = theory.chi_square(p, dynamic_law(list(p), 3)) / theory.chi_square(p, theory.uniform_law(5))
    assert theory.zipf_ratio(5, 1.0, 3) == pytest.approx(float(exact), rel=1e-12)


def test_every_step_is_executed_and_holds():
    steps = [
        theory.rising_step(),
        theory.flat_step(),
        *theory.peaked_steps(),
        theory.two_step(),
        theory.two_gradient_step(),
        theory.pool_step(),
        *theory.chebyshev_steps(),
    ]
    assert all(step.holds for step in steps)

"""The measured estimators of log Z against enumeration and theory."""

from fractions import Fraction
from itertools import product
from math import log

import numpy as np
import pytest
from scipy.special import logsumexp

from theory.log_partition import level_rate
from theory.partition import bias_enumerated
from verify.errors import UsageError
from verify.log_partition import (
    Sampler,
    antithetic,
    expected_log_partition,
    jackknife,
    jackknife_bias,
    level_squares,
    plain,
    simulate,
    simulate_multilevel,
)

P = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))
Q = (Fraction(1, 6), Fraction(1, 3), Fraction(1, 2))
SCORES, LOG_Q = (np.log(np.array([float(x) for x in d])) for d in (P, Q))
CASES = [
    (P, Q),
    ((Fraction(1, 100), Fraction(99, 100)), (Fraction(1, 2), Fraction(1, 2))),
    ((Fraction(1, 10**12), 1 - Fraction(1, 10**12)), (Fraction(1, 2), Fraction(1, 2))),
    ((1 - Fraction(1, 10**12), Fraction(1, 10**12)), (Fraction(1, 10**9), 1 - Fraction(1, 10**9))),
]
ALLOWED = 5.2
"""Standard errors: a false-alarm rate of 2e-7."""


def enumerated(estimator, k):
    """Mean and variance over all draws."""
    draws = np.array(list(product(range(3), repeat=k)))
    chance = np.exp(LOG_Q[draws].sum(1))
    values = estimator((SCORES - LOG_Q)[draws])
    mean = chance @ values
    return mean, chance @ (values - mean) ** 2


def logs(values):
    return np.array([log(x) for x in values])


@pytest.mark.parametrize(("p", "q"), CASES)
def test_quadrature_is_exact(p, q):
    sizes = [1, 2, 5, 20]
    exact = [float(bias_enumerated(p, q, size)) for size in sizes]
    np.testing.assert_allclose(expected_log_partition(logs(p), logs(q), sizes), exact, rtol=0, atol=1e-13)


@pytest.mark.parametrize("classes", [50, 20_000])
def test_halving_the_step_changes_nothing(monkeypatch, classes):
    scores = 3 * np.sin(np.arange(classes))
    log_q = -np.log(np.arange(1, classes + 1)) - log(sum(1 / np.arange(1, classes + 1)))
    sizes = [1, 7, 1000, 100_000]
    coarse = expected_log_partition(scores, log_q, sizes)
    monkeypatch.setattr("verify.moments.quadrature.STEP", 0.125)
    np.testing.assert_allclose(expected_log_partition(scores, log_q, sizes), coarse, rtol=0, atol=1e-13)


def test_extreme_and_masked_scores():
    uniform = np.full(3, -log(3))
    offset = expected_log_partition(np.array([0.0, -2000.0, 5.0]) + 1e6, uniform, [1])
    assert offset[0] - 1e6 == pytest.approx(-1995 / 3 + log(3), abs=1e-9)
    assert expected_log_partition(np.array([0.0, -np.inf, 5.0]), uniform, [1, 4]).tolist() == [-np.inf, -np.inf]
    never = np.array([0.0, -np.inf])
    assert expected_log_partition(np.array([2.0, 9.0]), never, [1, 50]) == pytest.approx([2.0, 2.0], abs=1e-13)


@pytest.mark.parametrize(
    ("scores", "log_q", "k", "says"),
    [
        ([0.0, np.nan], [-log(2)] * 2, 1, "scores: expected no NaN"),
        ([0.0, 0.0], [0.0, 0.0], 1, "log_q: expected logarithms of probabilities that sum to 1, got the sum 2"),
        ([0.0, 0.0], [-log(2)] * 2, 0, "k: expected whole numbers of at least 1, got 0"),
    ],
)
def test_bad_scores_proposals_and_sizes_are_named(scores, log_q, k, says):
    with pytest.raises(UsageError, match=says):
        expected_log_partition(np.array(scores), np.array(log_q), [k])


def test_replicates_do_not_depend_on_the_memory_at_hand(monkeypatch):
    monkeypatch.delenv("SOFTPROOF_FRESH_SEEDS", raising=False)
    whole = simulate(Sampler(SCORES, LOG_Q, "test memory"), "plain", 3, 2000)
    monkeypatch.setattr("verify.log_partition.ROWS", 99)
    assert simulate(Sampler(SCORES, LOG_Q, "test memory"), "plain", 3, 2000) == whole


def test_jackknife_bias_is_exact():
    for k in (2, 5, 12):
        exact = k * float(bias_enumerated(P, Q, k)) - (k - 1) * float(bias_enumerated(P, Q, k - 1))
        assert jackknife_bias(SCORES, LOG_Q, [k])[0] == pytest.approx(exact, abs=1e-11)
    assert enumerated(jackknife, 4)[0] == pytest.approx(jackknife_bias(SCORES, LOG_Q, [4])[0], abs=1e-12)


def test_the_jackknife_is_that_of_its_definition():
    row = np.array([[0.3, -2.0, 1.0, 0.0]])
    left = np.mean([plain(np.delete(row, i, axis=1))[0] for i in range(4)])
    assert jackknife(row)[0] == pytest.approx(4 * plain(row)[0] - 3 * left, abs=1e-13)


@pytest.mark.parametrize("estimator", ["plain", "jackknife"])
def test_simulated_moments_are_the_enumerated_ones(estimator):
    found = simulate(Sampler(SCORES, LOG_Q, f"test {estimator}"), estimator, 4, 100_000)
    mean, variance = enumerated({"plain": plain, "jackknife": jackknife}[estimator], 4)
    assert abs(found.mean - mean) < ALLOWED * found.standard_error
    assert found.variance == pytest.approx(variance, rel=0.05)


def test_antithetic_levels_are_not_negative_and_telescope():
    def bias(k):
        return float(bias_enumerated(P, Q, k))

    assert antithetic((SCORES - LOG_Q)[np.array(list(product(range(3), repeat=4)))]).min() >= -1e-15
    assert enumerated(antithetic, 4)[0] == pytest.approx(bias(4) - bias(2), abs=1e-12)


def test_multilevel_is_unbiased_and_costs_what_it_should():
    """Of the draws, whose variance is not finite, those of the levels below 12 are counted, and expected."""
    sampler, rows = Counting(SCORES + 2, LOG_Q, "test multilevel"), 200_000
    found = simulate_multilevel(sampler, 2, 0.35, rows)
    assert abs(found.mean - logsumexp(SCORES + 2)) < ALLOWED * found.standard_error
    chances = 0.65 * 0.35 ** np.arange(12)
    assert found.draws == pytest.approx(2 + sum(chances * 2 ** np.arange(2, 14)), rel=0.05)
    for level, chance in enumerate(chances):
        drawn = sampler.rows.get(2 ** (level + 2), 0)
        assert abs(drawn - rows * chance) <= ALLOWED * np.sqrt(rows * chance) + 10
    assert sampler.rows[2] == rows


class Counting(Sampler):
    """Counts the rows that it draws, by their length."""

    def __call__(self, rows, k):
        self.rows = getattr(self, "rows", {})
        self.rows[k] = self.rows.get(k, 0) + rows
        return super().__call__(rows, k)


def test_bad_input_is_named():
    with pytest.raises(UsageError, match="k: expected at least 2"):
        jackknife_bias(SCORES, LOG_Q, [1])
    with pytest.raises(UsageError, match="replicates: expected at least 2"):
        simulate(Sampler(SCORES, LOG_Q, "test"), "plain", 4, 1)
    with pytest.raises(UsageError, match="ratio: expected a number between 1/4 and 1/2"):
        simulate_multilevel(Sampler(SCORES, LOG_Q, "test"), 2, 0.5, 10)
    with pytest.raises(UsageError, match="log_q"):
        Sampler(SCORES, SCORES + 1, "test")


def test_the_squares_of_the_levels_fall_to_the_order_that_the_moments_say():
    """k^2 E Delta^2 tends to 3 mu_2^2 / 16, and from level to level it falls by `level_rate`."""
    p, q, k = 0.4, 0.5, 1024
    second = p**2 / q + (1 - p) ** 2 / (1 - q) - 1
    half, whole = level_squares(p, q, [k // 2, k])
    assert k**2 * whole == pytest.approx(3 * second**2 / 16, rel=2e-2)
    assert whole / half == pytest.approx(float(level_rate()), rel=2e-2)

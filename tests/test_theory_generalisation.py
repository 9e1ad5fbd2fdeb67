"""The bounds against direct evaluation for small d, against each other, and against simulated deviations."""

import math

import numpy as np
import pytest

from theory.deviation import tail_bound
from theory.generalisation import D as DIMENSION
from theory.generalisation import (
    coarse_excess,
    interactions_for,
    kept_exponential,
    largest_loss,
    lipschitz,
    log_covered_excess,
    log_excess,
    no_learning,
    no_learning_argument,
    repair_argument,
    solve_chain,
    swing,
)
from verify.seeds import generator

D, B, L, M, DELTA = 3.0, 4.0, 5.0, 1000.0, 0.1


@pytest.mark.parametrize("argument", [repair_argument, no_learning_argument])
def test_every_step_of_the_argument_holds(argument):
    assert [step.says for step in argument().steps if not step.holds] == []


def test_the_logarithms_are_those_of_the_printed_root():
    root = ((D + 1) * B**4 * math.e ** (D + 1) * L**D / (M * DELTA)) ** (1 / (D + 2))
    assert math.exp(log_excess(D, B, L, M, DELTA)) == pytest.approx(16 * root)
    root = ((D + 1) * B**2 * math.e**D * L**D / (2 * M * DELTA)) ** (1 / (D + 2))
    assert math.exp(log_covered_excess(D, B, L, M, DELTA)) == pytest.approx(16 * root)


def test_the_chain_solved_for_epsilon():
    constant = float(solve_chain().subs(DIMENSION, D))
    assert constant == pytest.approx(16 * 2 ** (-1 / (D + 2)))
    root = math.exp(log_excess(D, B, L, M, DELTA)) / 16
    assert chain_value(constant * root) == pytest.approx(DELTA)


def chain_value(epsilon):
    return 4 * math.e * (D + 1) * (16 * math.e * L / epsilon) ** D * 32 * B**4 / (M * epsilon**2)


@pytest.mark.parametrize("m", [1e3, 1e6, 1e9])
def test_the_kept_exponential_is_where_the_tail_is_delta(m):
    epsilon = kept_exponential(D, B, L, m, DELTA)
    assert epsilon <= max(math.exp(log_covered_excess(D, B, L, m, DELTA)), float(coarse_excess(B, m, DELTA)))
    assert epsilon < 8 * L
    covering = math.e * (D + 1) * (16 * math.e * L / epsilon) ** D
    assert float(tail_bound("nonnegative", m, epsilon, B, covering)) == pytest.approx(DELTA)


def test_few_draws_leave_one_function_as_the_cover():
    assert kept_exponential(1e6, B, L, 1e3, DELTA) == max(8 * L, float(coarse_excess(B, 1e3, DELTA)))


def test_the_number_of_interactions_gives_the_excess_back():
    m = math.exp(interactions_for(7.0, D, B, L, DELTA))
    assert math.exp(log_excess(D, B, L, m, DELTA)) == pytest.approx(7)


@pytest.mark.parametrize(("n", "c"), [(2, 1.0), (5, 0.4), (40, 1.0)])
def test_what_needs_no_learning_holds_in_simulation_with_scores_chosen_after_the_draw(n, c):
    rng = generator("no learning", n)
    chance, m, delta, trials = 0.3, 25, 0.2, 4000

    def loss(o, r):
        return (o + 1 - r * n) ** 2

    bound = float(no_learning(n, c, m, delta))
    shares = rng.binomial(m, chance, size=trials) / m
    risk = chance * loss(-c, 1) + (1 - chance) * loss(c, 0)
    gaps = risk - (shares * loss(c, 1) + (1 - shares) * loss(-c, 0))
    assert (gaps > bound).mean() <= delta
    assert gaps.max() > chance * swing(n, c)


def test_swing_and_largest_loss_by_brute_force():
    n, c = 7, 0.8
    losses = (np.linspace(-c, c, 1001) + 1 - n) ** 2
    assert losses.max() == pytest.approx(largest_loss(n, c))
    assert losses.max() - losses.min() == pytest.approx(swing(n, c))
    assert float(lipschitz(n, c)) > np.abs(np.diff(losses)).max() / (2 * c / 1000)

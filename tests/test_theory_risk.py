"""The empirical risk against the printed losses, and its mean against a simulation."""

from fractions import Fraction

import numpy as np
import pytest

from theory.quadratic import rg2, rg2_squares
from theory.risk import counted, empirical_risk, row_loss, samples, unbiased_argument
from verify.seeds import generator

SCORES = [[Fraction(1), Fraction(0), Fraction(-2)], [Fraction(1, 2), Fraction(3), Fraction(0)]]


def test_every_step_of_the_argument_holds():
    assert [step.says for step in unbiased_argument().steps if not step.holds] == []


def test_distinct_pairs_give_the_printed_sum_of_squares():
    draws = [(0, 0), (0, 2), (1, 1)]
    printed = rg2_squares(SCORES[0], {0, 2}) + rg2_squares(SCORES[1], {1})
    assert empirical_risk(SCORES, draws) == Fraction(printed, 3)


def test_a_draws_own_loss_is_rg2_of_the_pair_up_to_a_factor_and_a_constant():
    for y in range(3):
        assert row_loss(SCORES[0], y) == 2 * 3 * (rg2(SCORES[0], y) - 1) + 9


@pytest.mark.parametrize("draws", [[(0, 1)], [(0, 1), (0, 1)], [(0, 1), (0, 2), (1, 0), (0, 1)]])
def test_the_mean_of_the_draws_losses_is_the_empirical_risk_and_the_correction(draws):
    own = sum(row_loss(SCORES[x], y) for x, y in draws)
    correction = sum(n_items**2 * (n - Fraction(n * n, i)) for n, i, n_items in counted(SCORES, draws))
    assert own == len(draws) * empirical_risk(SCORES, draws) + correction


def test_all_samples_have_chances_that_sum_to_one_and_agree_with_a_simulation():
    chances = {(0, 0): Fraction(1, 2), (0, 1): Fraction(1, 6), (1, 2): Fraction(1, 3)}
    found = list(samples(chances, 2))
    assert sum(chance for _, chance in found) == 1
    mean = float(sum(chance * empirical_risk(SCORES, draws) for draws, chance in found))
    pairs, rng = list(chances), generator("risk")
    drawn = rng.choice(3, size=(20_000, 2), p=[float(p) for p in chances.values()])
    values = {(i, j): float(empirical_risk(SCORES, [pairs[i], pairs[j]])) for i in range(3) for j in range(3)}
    simulated = np.array([values[int(i), int(j)] for i, j in drawn])
    assert simulated.mean() == pytest.approx(mean, abs=6 * simulated.std() / np.sqrt(len(simulated)))

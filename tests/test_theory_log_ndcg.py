"""The bound of Prop. 3 with its best exponent, on random scores, relevant sets and tie-breaks."""

from fractions import Fraction

import numpy as np
import pytest

from theory import metrics
from theory.log_ndcg import argument, exponent, ranks_against
from verify.seeds import generator


def test_every_step_holds():
    assert argument().holds


@pytest.mark.parametrize("n", [2, 3, 5, 20])
def test_no_scores_come_below_the_bound(n):
    random, kappa = generator("log_ndcg", n), float(exponent())
    for scale in (0.0, 0.1, 1.0, 5.0):
        for _ in range(50):
            o = np.round(scale * random.normal(size=n), 1)
            relevant = random.random(n) < random.choice([0.1, 0.5, 0.9])
            if relevant.any():
                r = relevant[metrics.ranking(o, relevant.astype(float))].astype(int).tolist()
                mean = (o - np.log(np.exp(o).sum()))[relevant].mean()
                assert np.log(metrics.ndcg(r)) >= kappa * mean - 1e-12


def test_it_is_attained_by_two_equal_scores():
    assert np.log(metrics.ndcg([0, 1])) == pytest.approx(float(exponent()) * np.log(0.5))


def test_ties_go_against_the_relevant_items():
    assert ranks_against([Fraction(1), Fraction(2), Fraction(1), Fraction(1)], [1, 3]) == [3, 4]

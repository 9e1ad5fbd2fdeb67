"""Counted maps: their operations on scores of several kinds."""

from itertools import permutations

import numpy as np

from theory import logit_costs
from theory.loss_costs import comparisons


def test_sparsemax_is_cheaper_with_few_candidates_and_dearer_with_many():
    few, many = logit_costs.spread(100, 3), logit_costs.spread(100, 100)
    assert logit_costs.sparsemax_count(few) < logit_costs.softmax_count(few) == 498
    assert logit_costs.sparsemax_count(many) > logit_costs.softmax_count(many) == 498


def test_random_scores_stay_below_the_bound():
    random = np.random.default_rng(0)
    for scale in (0.01, 0.3, 3.0):
        for size in (2, 10, 200):
            scores = random.normal(scale=scale, size=size).tolist()
            m = len(logit_costs.candidates(scores))
            bound = 4 * size + 1 + m * (4 + int(np.ceil(np.log2(m))))
            assert logit_costs.sparsemax_count(scores) <= bound


def test_no_order_takes_more_comparisons_than_the_interleaved_one():
    for size in range(1, 8):
        scores = logit_costs.spread(size, size, 0.5)
        assert comparisons(scores) == max(map(comparisons, permutations(scores)))


def test_the_arguments_hold():
    assert logit_costs.dear_exponential_argument().holds


def test_update_by_hand():
    """One rate, d products for the context and its d differences, d products and differences for the item."""
    assert logit_costs.update_count(5, 1) == 1 + 4 * 5

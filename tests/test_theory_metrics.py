"""Ranking metrics of one list: by hand, by the printed products, and against the batch layer and trec_eval."""

from math import isnan, log, log2, prod

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from theory import metrics
from verify.recsys import metrics as fast
from verify.recsys.lists import UserLists
from verify.recsys.ranking import full_ranking
from verify.seeds import generator

binary = st.lists(st.integers(0, 1), min_size=1, max_size=9)
cutoff = st.integers(1, 12)
EPS = np.finfo(float).eps


def test_by_hand():
    """Relevant at ranks 1, 3 and 6."""
    r = [1, 0, 1, 0, 0, 1, 0]
    ideal = 1 + 1 / log2(3) + 1 / 2
    expected = {
        metrics.dcg(r): 1 + 1 / 2 + 1 / log2(7),
        metrics.dcg(r, base=np.e): 1 / log(2) + 1 / log(4) + 1 / log(7),
        metrics.dcg([2, 0, 3]): 3 + 7 / 2,
        metrics.ndcg(r, 5): (1 + 1 / 2) / ideal,
        metrics.ndcg(r, 2): 1 / (1 + 1 / log2(3)),
        metrics.ndcg([2, 0, 3]): (3 + 7 / 2) / (7 + 3 / log2(3)),
        metrics.reciprocal_rank([0, 0, 1, 1]): 1 / 3,
        metrics.average_precision(r): (1 + 2 / 3 + 3 / 6) / 3,
        metrics.average_precision(r, 2): 1 / 2,
        metrics.average_precision(r, 2, "positives"): 1 / 3,
        metrics.precision(r, 5): 2 / 5,
        metrics.precision(r, 10): 3 / 10,
        metrics.recall(r, 5): 2 / 3,
        metrics.recall(r, 2, "attainable"): 1 / 2,
    }
    for got, value in expected.items():
        assert got == pytest.approx(value, rel=8 * EPS)


@given(binary)
def test_means_of_def_2_as_printed(r):
    """The sums over i with the products and inner sums of Def. 2."""
    n = sum(r)
    if n:
        first = sum(r[i] / (i + 1) * prod(1 - x for x in r[:i]) for i in range(len(r)))
        mean = sum(sum(r[: i + 1]) / (i + 1) * r[i] for i in range(len(r))) / n
        assert metrics.reciprocal_rank(r) == pytest.approx(first, rel=20 * EPS)
        assert metrics.average_precision(r) == pytest.approx(mean, rel=20 * EPS)
        assert metrics.average_precision(r, None, "positives") == metrics.average_precision(r)


EVERY = {
    "ndcg": metrics.ndcg,
    "mrr": metrics.reciprocal_rank,
    "map": metrics.average_precision,
    "precision": metrics.precision,
    "recall": metrics.recall,
}


@given(binary, cutoff)
def test_every_metric_is_between_0_and_1_and_1_where_no_order_is_better(r, k):
    best = sorted(r, reverse=True)
    for name, metric in EVERY.items():
        if any(r):
            assert 0 <= metric(r, k) <= metric(best, k) <= 1
            assert metric(best, k) == pytest.approx(1) or name in ("precision", "recall")
        else:
            assert isnan(metric(r, k))
    assert metrics.dcg([0, 0], k) == 0


@given(st.lists(st.integers(0, 4), min_size=1, max_size=9), cutoff)
def test_ndcg_of_grades_is_at_most_1_and_free_of_the_base(grades, k):
    best = sorted(grades, reverse=True)
    if any(grades):
        assert metrics.ndcg(grades, k) <= 1 == metrics.ndcg(best, k)
        ratio = metrics.dcg(grades, k, np.e) / metrics.dcg(best, k, np.e)
        assert metrics.ndcg(grades, k) == pytest.approx(ratio, rel=20 * EPS)


@pytest.mark.parametrize("levels", [1, 3, 1000])
@pytest.mark.parametrize("k", [1, 4, 10, 40])
def test_the_batch_layer_agrees(levels, k):
    random = generator("metrics.fast")
    scores = random.integers(levels, size=(30, 20)).astype(np.float32)
    relevant = random.random((30, 20)) < random.choice([0, 0.1, 0.5], size=(30, 1))
    held_out = UserLists.of(*relevant.nonzero(), 30)
    ranks = full_ranking(lambda start, stop: scores[start:stop], held_out, UserLists.of(*np.zeros((2, 0), int), 30))
    theirs = fast.per_user(ranks, [k])
    for user in range(30):
        grades = relevant[user].astype(float)
        r = grades[metrics.ranking(scores[user].astype(float), grades)]
        ours = {f"{name}@{k}": metric(r, k) for name, metric in EVERY.items()}
        for name, value in ours.items():
            np.testing.assert_allclose(theirs[name][user], value, rtol=40 * EPS, err_msg=name)


def test_trec_eval_agrees_on_grades_without_ties():
    """trec_eval's gains are the grades themselves, so that grade g here is the gain 2^g - 1 there."""
    random = generator("metrics.trec")
    for _ in range(20):
        grades, scores = random.permutation([2, *random.integers(0, 3, size=14)]), random.permutation(15).astype(float)
        run = {"0": {str(i): float(score) for i, score in enumerate(scores)}}
        judged = {"0": {str(i): int(2**g - 1) for i, g in enumerate(grades)}}
        theirs = pytrec_eval.RelevanceEvaluator(judged, {"ndcg_cut.5", "ndcg"}).evaluate(run)["0"]
        r = grades[metrics.ranking(scores, grades)]
        assert metrics.ndcg(r, 5) == pytest.approx(theirs["ndcg_cut_5"], abs=1e-12)
        assert metrics.ndcg(r) == pytest.approx(theirs["ndcg"], abs=1e-12)


def test_ties():
    scores, relevances = np.array([1.0, 1.0, 2.0, 1.0]), np.array([1, 0, 0, 2])
    assert metrics.ranking(scores, relevances).tolist() == [2, 1, 0, 3]
    assert metrics.ranking(scores, relevances, "order").tolist() == [2, 0, 1, 3]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), min_size=1, max_size=8))
def test_ties_against_the_model_are_the_worst_of_all_orders(items):
    scores, relevances = (np.array(column, dtype=float) for column in zip(*items, strict=True))
    against, order = (relevances[metrics.ranking(scores, relevances, ties)] for ties in ("against", "order"))
    assert metrics.dcg(against) <= metrics.dcg(order) * (1 + 20 * EPS)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (lambda: metrics.dcg([1, 0], 0), "k: expected a cutoff of at least 1, got 0"),
        (lambda: metrics.recall([1, 0], -1), "k: expected a cutoff of at least 1, got -1"),
        (lambda: metrics.dcg([1, -1]), "relevances: expected at least 0, got -1"),
        (lambda: metrics.precision([1, 2], 1), r"relevances: expected 0 and 1 only, got \[1, 2\]"),
        (lambda: metrics.average_precision([0.5]), r"relevances: expected 0 and 1 only, got \[0.5\]"),
        (lambda: metrics.ranking(np.array([1.0, np.nan]), np.zeros(2)), "scores: expected no NaN, got one for item 1"),
    ],
)
def test_bad_input_is_named(wrong, fault):
    with pytest.raises(ValueError, match=fault):
        wrong()

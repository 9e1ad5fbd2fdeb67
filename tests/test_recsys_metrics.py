import ir_measures
import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st
from ranking_cases import random_lists, table

from verify.errors import UsageError
from verify.recsys import metrics
from verify.recsys.ranking import Ranks, full_ranking
from verify.seeds import generator


def trec_eval(scores, held_out, seen, cutoffs):
    """trec_eval's measures for users with held-out items, over the unseen items."""
    run, judgements = {}, {}
    for user, score in enumerate(scores):
        unseen = np.setdiff1d(np.arange(len(score)), seen[user])
        run[str(user)] = {str(item): float(score[item]) for item in unseen}
        judgements[str(user)] = {str(item): 1 for item in held_out[user]}
    cuts = ",".join(map(str, cutoffs))
    wanted = {f"{name}.{cuts}" for name in ("ndcg_cut", "recall", "P", "map_cut", "success")} | {"recip_rank"}
    return pytrec_eval.RelevanceEvaluator(judgements, wanted).evaluate(run)


CUTOFFS = (1, 5, 10, 20, 100)


def test_metrics_equal_trec_evals():
    """Also where k is beyond the number of items, and for users with one held-out item and with more than k."""
    random = generator("recsys.trec")
    held_out, seen = random_lists(random, 100, 80, 12)
    scores = np.stack([random.permutation(80) for _ in range(100)]).astype(np.float32)
    values = metrics.per_user(full_ranking(table(scores), held_out, seen), CUTOFFS)
    theirs = trec_eval(scores, held_out, seen, CUTOFFS)
    compared = 0
    assert theirs.keys() == {str(user) for user in np.flatnonzero(held_out.counts)}
    assert {0, 1, 12} <= set(held_out.counts)
    for user in np.flatnonzero(held_out.counts):
        n, measures = len(held_out[user]), theirs[str(user)]
        for k in CUTOFFS:
            first = measures["recip_rank"]
            expected = {
                "ndcg": measures[f"ndcg_cut_{k}"],
                "recall": measures[f"recall_{k}"],
                "precision": measures[f"P_{k}"],
                "mrr": first if first >= 1 / k - 1e-12 else 0.0,
                "map": measures[f"map_cut_{k}"] * n / min(k, n),
                "map-uncapped": measures[f"map_cut_{k}"],
                "recall-capped": measures[f"recall_{k}"] * n / min(k, n),
                "hit-rate": measures[f"success_{k}"],
            }
            assert expected.keys() == metrics.METRICS.keys()
            for name, value in expected.items():
                assert values[f"{name}@{k}"][user] == pytest.approx(value, abs=1e-9), (name, k, user)
                compared += 1
    assert compared >= 500


MEASURES = {
    "ndcg": ir_measures.nDCG,
    "recall": ir_measures.R,
    "precision": ir_measures.P,
    "mrr": ir_measures.RR,
    "map-uncapped": ir_measures.AP,
    "hit-rate": ir_measures.Success,
}


def test_metrics_equal_those_of_ir_measures():
    random = generator("recsys.ir_measures")
    held_out, seen = random_lists(random, 30, 40, 9)
    scores = np.stack([random.permutation(40) for _ in range(30)]).astype(np.float32)
    values = metrics.per_user(full_ranking(table(scores), held_out, seen), CUTOFFS)
    names = {measure @ k: f"{name}@{k}" for name, measure in MEASURES.items() for k in CUTOFFS}
    judgements = [ir_measures.Qrel(str(u), str(i), 1) for u in range(30) for i in held_out[u]]
    unseen = [(u, i) for u in range(30) for i in range(40) if i not in seen[u]]
    run = [ir_measures.ScoredDoc(str(u), str(i), float(scores[u, i])) for u, i in unseen]
    found = list(ir_measures.iter_calc(list(names), judgements, run))
    assert len(found) == len(names) * (held_out.counts > 0).sum()
    for one in found:
        assert values[names[one.measure]][int(one.query_id)] == pytest.approx(one.value, abs=1e-9), one


LISTS = st.lists(st.lists(st.integers(1, 50), unique=True, max_size=12), min_size=1, max_size=5)


def ranks_of(lists):
    pairs = [(user, rank) for user, ranks in enumerate(lists) for rank in ranks]
    return Ranks.of(*np.array(pairs, dtype=np.int64).reshape(-1, 2).T, len(lists))


@given(LISTS, st.integers(1, 60))
def test_metrics_keep_their_bounds_and_their_relations(lists, k):
    values = {name.partition("@")[0]: value for name, value in metrics.per_user(ranks_of(lists), [k]).items()}
    n = np.array([len(ranks) for ranks in lists])
    for name, value in values.items():
        np.testing.assert_array_equal(np.isnan(value), n == 0, err_msg=name)
    some = {name: value[n > 0] for name, value in values.items()}
    n = n[n > 0]
    for name, value in some.items():
        assert ((value >= 0) & (value <= 1 + 1e-12)).all(), name
    np.testing.assert_allclose(some["recall-capped"] * np.minimum(k, n), some["recall"] * n)
    np.testing.assert_allclose(some["precision"] * k, some["recall"] * n)
    np.testing.assert_allclose(some["map"] * np.minimum(k, n), some["map-uncapped"] * n)
    np.testing.assert_array_equal(some["hit-rate"], some["mrr"] > 0)
    assert (some["map"] <= some["recall-capped"] + 1e-12).all()


@given(st.lists(st.integers(2, 50), unique=True, min_size=1, max_size=12), st.integers(1, 60), st.data())
def test_an_item_that_moves_up_makes_no_metric_worse(ranks, k, data):
    moved = data.draw(st.sampled_from([rank for rank in ranks if rank - 1 not in ranks]))
    better = [rank - (rank == moved) for rank in ranks]
    before, after = (metrics.per_user(ranks_of([some]), [k]) for some in (ranks, better))
    for name, value in after.items():
        assert value[0] >= before[name][0] - 1e-12, name


def test_a_perfect_ranking_has_the_best_of_every_metric():
    ranks = ranks_of([[1], [1, 2, 3], list(range(1, 13))])
    values = metrics.per_user(ranks, [5])
    for name in ("ndcg@5", "mrr@5", "map@5", "recall-capped@5", "hit-rate@5"):
        np.testing.assert_allclose(values[name], 1, err_msg=name)
    np.testing.assert_allclose(values["recall@5"], [1, 1, 5 / 12])
    np.testing.assert_allclose(values["map-uncapped@5"], [1, 1, 5 / 12])
    np.testing.assert_allclose(values["precision@5"], [1 / 5, 3 / 5, 1])


def test_metrics_by_hand():
    ranks = Ranks.of(np.array([0, 0, 0, 2]), np.array([1, 3, 7, 2]), 3)
    discount = 1 / np.log2(np.arange(2, 12))
    expected = {
        "ndcg@5": [(discount[0] + discount[2]) / discount[:3].sum(), np.nan, discount[1] / discount[0]],
        "recall@5": [2 / 3, np.nan, 1.0],
        "precision@5": [2 / 5, np.nan, 1 / 5],
        "mrr@5": [1.0, np.nan, 1 / 2],
        "map@5": [(1 / 1 + 2 / 3) / 3, np.nan, 1 / 2],
        "recall-capped@5": [2 / 3, np.nan, 1.0],
        "map-uncapped@5": [(1 / 1 + 2 / 3) / 3, np.nan, 1 / 2],
        "hit-rate@5": [1.0, np.nan, 1.0],
        "ndcg@1": [1.0, np.nan, 0.0],
        "recall@1": [1 / 3, np.nan, 0.0],
        "precision@1": [1.0, np.nan, 0.0],
        "mrr@1": [1.0, np.nan, 0.0],
        "map@1": [1.0, np.nan, 0.0],
        "recall-capped@1": [1.0, np.nan, 0.0],
        "map-uncapped@1": [1 / 3, np.nan, 0.0],
        "hit-rate@1": [1.0, np.nan, 0.0],
    }
    values = metrics.per_user(ranks, (1, 5))
    assert values.keys() == expected.keys()
    for name in expected:
        np.testing.assert_allclose(values[name], expected[name], rtol=1e-15, err_msg=name)
    assert metrics.average(values)["recall@5"] == pytest.approx(5 / 6)


@pytest.mark.parametrize("k", [0, -3])
def test_a_cutoff_below_one_is_refused(k):
    with pytest.raises(UsageError, match=f"cutoff k is {k}"):
        metrics.per_user(ranks_of([[1]]), [10, k])


def test_a_cutoff_beyond_the_depth_of_the_ranking_is_refused():
    ranks = Ranks(np.array([0, 1]), np.array([4]), 10)
    assert metrics.per_user(ranks, [10])["recall@10"] == [1.0]
    with pytest.raises(UsageError, match="cutoff k is 11; expected one from 1 to 10, the depth"):
        metrics.per_user(ranks, [10, 11])


def test_an_average_over_nobody_is_refused():
    with pytest.raises(UsageError, match="no user"):
        metrics.average(metrics.per_user(ranks_of([[], [], []]), [10]))


def test_every_metric_is_worded_in_the_protocol():
    assert metrics.PROTOCOL.keys() == metrics.METRICS.keys() | {"average"}

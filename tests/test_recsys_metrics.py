import numpy as np
import pytest
import pytrec_eval

from verify.errors import UsageError
from verify.recsys import metrics
from verify.recsys.lists import UserLists
from verify.recsys.ranking import full_ranking
from verify.seeds import generator


def random_lists(random, n_users, n_items, most):
    """A few items for each user, none for some; in the first set never an item of the second."""
    first, second = [], []
    for user in range(n_users):
        items = random.permutation(n_items)
        held, seen = random.integers(0, most + 1, size=2)
        first += [(user, item) for item in items[:held]]
        second += [(user, item) for item in items[held : held + seen]]
    return [UserLists.of(*np.array(pairs).T, n_users) for pairs in (first, second)]


def table(scores):
    return lambda start, stop: scores[start:stop]


def ranks_by_hand(scores, held_out, seen):
    """The rule as it is worded, item by item."""
    ranks = []
    for user, score in enumerate(scores):
        unseen = set(range(len(score))) - set(seen[user].tolist())
        for item in held_out[user].tolist():
            above = 0
            for other in unseen - {item}:
                tied_later = score[other] == score[item] and other in held_out[user] and other > item
                above += score[other] >= score[item] and not tied_later
            ranks.append((user, 1 + above))
    return UserLists.of(*np.array(ranks).T, len(scores))


@pytest.mark.parametrize("levels", [1, 2, 5, 1000])
@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_ranks_are_the_worded_rule(levels, chunk):
    random = generator("recsys.ranks")
    held_out, seen = random_lists(random, 40, 30, 6)
    scores = random.integers(levels, size=(40, 30)).astype(np.float32)
    ranks = full_ranking(table(scores), held_out, seen, chunk)
    expected = ranks_by_hand(scores, held_out, seen)
    np.testing.assert_array_equal(ranks.start, held_out.start)
    np.testing.assert_array_equal(ranks.values, expected.values)


def test_a_constant_scorer_is_ranked_last():
    held_out, seen = random_lists(generator("recsys.constant"), 50, 40, 5)
    ranks = full_ranking(lambda start, stop: np.zeros((stop - start, 40), np.float32), held_out, seen)
    for user in range(50):
        n, unseen = len(held_out[user]), 40 - len(seen[user])
        np.testing.assert_array_equal(ranks[user], np.arange(unseen - n + 1, unseen + 1))
    chance = [min(10, 40 - len(seen[user])) / (40 - len(seen[user])) for user in range(50) if len(held_out[user])]
    assert np.nanmean(metrics.recall(ranks, 10)) <= np.mean(chance)


@pytest.mark.parametrize("bad", [np.nan, -np.inf])
def test_a_scorer_that_knows_nothing_cannot_win(bad):
    held_out, seen = random_lists(generator("recsys.bad"), 20, 40, 5)
    ranks = full_ranking(lambda start, stop: np.full((stop - start, 40), bad, np.float32), held_out, seen)
    assert metrics.average(metrics.per_user(ranks, [10]))["recall@10"] == 0


@pytest.mark.parametrize("shape", [(19, 40), (20, 39)])
def test_a_scorer_that_leaves_something_out_is_refused(shape):
    held_out = UserLists.of(np.arange(20), np.full(20, 39), 20)
    with pytest.raises(UsageError, match=r"have shape .*items go to 39"):
        full_ranking(lambda *_: np.zeros(shape, np.float32), held_out, held_out)


def trec_eval(scores, held_out, seen, cutoffs):
    """trec_eval's measures for users with held-out items, over the unseen items."""
    run, judgements = {}, {}
    for user, score in enumerate(scores):
        unseen = np.setdiff1d(np.arange(len(score)), seen[user])
        run[str(user)] = {str(item): float(score[item]) for item in unseen}
        judgements[str(user)] = {str(item): 1 for item in held_out[user]}
    cuts = ",".join(map(str, cutoffs))
    wanted = {f"{name}.{cuts}" for name in ("ndcg_cut", "recall", "P", "map_cut")} | {"recip_rank"}
    return pytrec_eval.RelevanceEvaluator(judgements, wanted).evaluate(run)


def test_metrics_equal_trec_evals():
    random = generator("recsys.trec")
    held_out, seen = random_lists(random, 60, 80, 12)
    scores = np.stack([random.permutation(80) for _ in range(60)]).astype(np.float32)
    values = metrics.per_user(full_ranking(table(scores), held_out, seen), (1, 5, 10, 20))
    theirs = trec_eval(scores, held_out, seen, (1, 5, 10, 20))
    compared = 0
    for user in np.flatnonzero(held_out.counts):
        n, measures = len(held_out[user]), theirs[str(user)]
        for k in (1, 5, 10, 20):
            first = measures["recip_rank"]
            expected = {
                "ndcg": measures[f"ndcg_cut_{k}"],
                "recall": measures[f"recall_{k}"],
                "precision": measures[f"P_{k}"],
                "mrr": first if first >= 1 / k - 1e-12 else 0.0,
                "map": measures[f"map_cut_{k}"] * n / min(k, n),
            }
            for name, value in expected.items():
                assert values[f"{name}@{k}"][user] == pytest.approx(value, abs=1e-9), (name, k, user)
                compared += 1
    assert compared >= 500


def test_metrics_by_hand():
    ranks = UserLists.of(np.array([0, 0, 0, 2]), np.array([1, 3, 7, 2]), 3)
    discount = 1 / np.log2(np.arange(2, 12))
    expected = {
        "ndcg@5": [(discount[0] + discount[2]) / discount[:3].sum(), np.nan, discount[1] / discount[0]],
        "recall@5": [2 / 3, np.nan, 1.0],
        "precision@5": [2 / 5, np.nan, 1 / 5],
        "mrr@5": [1.0, np.nan, 1 / 2],
        "map@5": [(1 / 1 + 2 / 3) / 3, np.nan, 1 / 2],
        "ndcg@1": [1.0, np.nan, 0.0],
        "recall@1": [1 / 3, np.nan, 0.0],
        "precision@1": [1.0, np.nan, 0.0],
        "mrr@1": [1.0, np.nan, 0.0],
        "map@1": [1.0, np.nan, 0.0],
    }
    values = metrics.per_user(ranks, (1, 5))
    assert values.keys() == expected.keys()
    for name in expected:
        np.testing.assert_allclose(values[name], expected[name], rtol=1e-15, err_msg=name)
    assert metrics.average(values)["recall@5"] == pytest.approx(5 / 6)


@pytest.mark.parametrize("k", [0, -3])
def test_a_cutoff_below_one_is_refused(k):
    with pytest.raises(UsageError, match=f"cutoff k is {k}"):
        metrics.per_user(UserLists.of(np.array([0]), np.array([1]), 1), [10, k])


def test_an_average_over_nobody_is_refused():
    nobody = UserLists(np.zeros(4, np.int64), np.zeros(0, np.int64))
    with pytest.raises(UsageError, match="no user"):
        metrics.average(metrics.per_user(nobody, [10]))

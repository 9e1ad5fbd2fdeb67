import threading
import time

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from ranking_cases import items_of, random_lists, table
from threadpoolctl import threadpool_info

from verify.errors import UsageError
from verify.recsys import chunks, metrics
from verify.recsys.lists import UserLists
from verify.recsys.ranking import ALL, DotProducts, full_ranking, listed_ranks
from verify.recsys.ranking import BLOCK as BLOCKS
from verify.recsys.top_k import BLOCK, top_k
from verify.seeds import generator


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


@pytest.mark.parametrize("levels", [1, 3, 40, 10_000])
@pytest.mark.parametrize("depth", [1, 5, 60, 5000])
def test_ranks_beyond_the_depth_are_one_more_than_it(levels, depth):
    """With more items than are compared before the count may stop, and users who have seen most of them."""
    random = generator("recsys.depth")
    n_items = 3 * BLOCKS + 17
    held_out, seen = random_lists(random, 12, n_items, n_items // 2)
    scores = random.integers(levels, size=(12, n_items)).astype(np.float32)
    exact = full_ranking(table(scores), held_out, seen)
    assert exact.depth == ALL
    ranks = full_ranking(table(scores), held_out, seen, depth=depth)
    assert ranks.depth == depth
    np.testing.assert_array_equal(ranks.values, np.minimum(exact.values, depth + 1))


def test_ranks_in_given_lists_are_those_of_the_scores():
    random = generator("recsys.lists")
    held_out, seen = random_lists(random, 40, 60, 9)
    scores = np.stack([random.permutation(60) for _ in range(40)]).astype(np.float32)
    unseen = scores.copy()
    unseen[seen.users, seen.values] = -np.inf
    ranks = listed_ranks(top_k(unseen, 7), held_out)
    expected = full_ranking(table(scores), held_out, seen, depth=7)
    assert ranks.depth == 7
    np.testing.assert_array_equal(ranks.values, expected.values)
    np.testing.assert_array_equal(ranks.start, held_out.start)
    with pytest.raises(UsageError, match="lists of 39 users, held-out items of 40"):
        listed_ranks(top_k(unseen[1:], 7), held_out)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("chunk", [None, 1, 7, 1000])
@pytest.mark.parametrize("workers", [None, 1, 2, 5])
def test_ranks_are_the_same_for_any_chunks_and_workers(dtype, chunk, workers):
    random = generator("recsys.workers")
    held_out, seen = random_lists(random, 90, 50, 8)
    scores = random.integers(20, size=(90, 50)).astype(dtype)
    whole = full_ranking(table(scores), held_out, seen, chunk=90, workers=1)
    ranks = full_ranking(table(scores), held_out, seen, chunk, workers)
    np.testing.assert_array_equal(ranks.values, whole.values)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("chunk", [1, 16, 37])
def test_factors_are_ranked_by_their_dot_products(workers, chunk):
    """Small whole numbers, whose products are exact, with many ties."""
    random = generator("recsys.factors")
    held_out, seen = random_lists(random, 60, 200, 9)
    P, Q = (random.integers(-2, 3, size=(n, 8)).astype(np.float32) for n in (60, 200))
    expected = full_ranking(table(P @ Q.T), held_out, seen)
    np.testing.assert_array_equal(
        full_ranking(DotProducts(P, Q), held_out, seen, chunk, workers).values, expected.values
    )


def test_dot_products_of_a_thread_share_one_buffer():
    random = generator("recsys.buffer")
    P, Q = (random.standard_normal((n, 4)) for n in (20, 11))
    score = DotProducts(P, Q)
    first = score(0, 8)
    np.testing.assert_allclose(first, P[:8] @ Q.T)
    assert np.shares_memory(first, score(15, 20))
    other = []
    thread = threading.Thread(target=lambda: other.append(score(0, 8)))
    thread.start()
    thread.join()
    assert not np.shares_memory(first, other[0])


def test_a_constant_scorer_is_ranked_last():
    held_out, seen = random_lists(generator("recsys.constant"), 50, 40, 5)
    ranks = full_ranking(lambda start, stop: np.zeros((stop - start, 40), np.float32), held_out, seen)
    for user in range(50):
        n, unseen = len(held_out[user]), 40 - len(seen[user])
        np.testing.assert_array_equal(ranks[user], np.arange(unseen - n + 1, unseen + 1))
    chance = [min(10, 40 - len(seen[user])) / (40 - len(seen[user])) for user in range(50) if len(held_out[user])]
    assert np.nanmean(metrics.recall(ranks, 10)) <= np.mean(chance)


@pytest.mark.parametrize("bad", [np.nan, -np.inf, np.inf])
def test_a_scorer_that_knows_nothing_cannot_win(bad):
    held_out, seen = random_lists(generator("recsys.bad"), 20, 40, 5)
    ranks = full_ranking(lambda start, stop: np.full((stop - start, 40), bad, np.float32), held_out, seen)
    assert metrics.average(metrics.per_user(ranks, [10]))["recall@10"] == 0


def test_one_nan_is_above_all_and_comes_last_itself():
    scores = np.array([[0.5, np.nan, 0.2, 0.1]], np.float32)
    for item, rank in enumerate((2, 4, 3, 4)):
        assert full_ranking(table(scores), items_of([item]), items_of([])).values.tolist() == [rank]


@pytest.mark.parametrize("shape", [(19, 40), (20, 39)])
def test_a_scorer_that_leaves_something_out_is_refused(shape):
    held_out = UserLists.of(np.arange(20), np.full(20, 39), 20)
    with pytest.raises(UsageError, match=r"have shape .*items go to 39"):
        full_ranking(lambda *_: np.zeros(shape, np.float32), held_out, held_out)


def test_lists_of_different_users_are_refused():
    held_out, seen = (UserLists.of(np.arange(n), np.arange(n), n) for n in (20, 19))
    with pytest.raises(UsageError, match="held-out items of 20 users, seen ones of 19"):
        full_ranking(table(np.zeros((20, 20), np.float32)), held_out, seen)


def test_a_chunk_is_small_where_there_are_many_items():
    assert chunks.size(3_000) == chunks.CHUNK
    assert chunks.size(1_000_000) * 1_000_000 <= chunks.ROOM
    assert chunks.size(1 << 40) == 1


def test_chunks_come_in_order_and_cover_all_users():
    assert chunks.over(10, 4, lambda a, b: (a, b), workers=3) == [(0, 4), (4, 8), (8, 10)]
    assert chunks.over(0, 4, lambda a, b: (a, b), workers=3) == []


def test_the_first_fault_ends_the_work_and_leaves_the_threads_as_they_were():
    def work(start, _):
        begun.append(start)
        time.sleep(0.01)
        raise UsageError(f"chunk {start} is bad")

    begun, threads = [], torch.get_num_threads()
    with pytest.raises(UsageError, match="chunk 0 is bad"):
        chunks.over(1_000, 1, work, workers=1)
    assert len(begun) < 1_000
    assert torch.get_num_threads() == threads


def test_inside_torch_and_blas_have_one_thread():
    def seen(*_):
        blas = [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]
        return torch.get_num_threads(), set(blas)

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        assert chunks.over(4, 1, seen) == [(1, {1})] * 4
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


@given(
    st.integers(1, 3),
    st.integers(1, 3 * BLOCK),
    st.integers(1, 30),
    st.integers(1, 40),
    st.integers(0, 10**6),
    st.sampled_from([np.float32, np.float64]),
)
def test_the_first_k_are_those_of_a_stable_sort(rows, items, k, levels, seed, dtype):
    scores = np.random.default_rng(seed).integers(-2, levels, size=(rows, items)).astype(dtype)
    scores[scores == -2] = -np.inf
    scores[scores == -1] = np.nan
    for found, score in zip(top_k(scores, k), scores, strict=True):
        order = [i for i in np.argsort(-score, kind="stable").tolist() if score[i] > -np.inf][:k]
        assert found.tolist() == order + [-1] * (k - len(order))

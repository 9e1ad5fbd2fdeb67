"""Splits: partitions of stated sizes, in order of time where they say so, without leaks."""

import numpy as np
import pytest

from verify.errors import UsageError
from verify.recsys.interactions import Interactions
from verify.recsys.splits import PROTOCOLS, SPLITS, split
from verify.seeds import generator


@pytest.fixture(autouse=True)
def _repeatable(monkeypatch):
    monkeypatch.delenv("SOFTPROOF_FRESH_SEEDS", raising=False)


def timed(n=4_000, users=40, items=80, moments=300):
    """Random pairs with times that have ties, and parts."""
    random = generator("recsys.splits.timed")
    return Interactions.of(
        random.integers(users, size=n),
        random.integers(items, size=n),
        times=random.integers(moments, size=n),
        part=random.integers(3, size=n),
    )


def pairs(lists, users):
    return set(zip(users[lists.users].tolist(), lists.values.tolist(), strict=True))


def parts(data, name, seed=0):
    """The pairs of each part, under the data set's numbers."""
    made = split(data, name, seed)
    return [pairs(lists, made.users) for lists in (made.train, made.validation, made.test)]


@pytest.mark.parametrize("name", SPLITS)
def test_every_split_is_a_partition(name):
    data = timed()
    found = parts(data, name)
    assert sum(map(len, found)) == len(data.users)
    assert set.union(*found) == set(zip(data.users.tolist(), data.items.tolist(), strict=True))
    assert parts(data, name) == found
    assert set(PROTOCOLS) == set(SPLITS)
    made = split(data, name, 0)
    assert made.train.counts.min() > 0
    assert made.n_users == data.n_users


def test_the_ratio_split_has_stated_sizes():
    counts = np.array([1, 4, 5, 14, 15, 24, 25, 100])
    users = np.repeat(np.arange(len(counts)), counts)
    data = Interactions.of(users, np.concatenate([np.arange(n) for n in counts]))
    made = split(data, "ratio", 3)
    np.testing.assert_array_equal(made.validation.counts, [0, 0, 1, 1, 2, 2, 3, 10])
    np.testing.assert_array_equal(made.test.counts, made.validation.counts)
    np.testing.assert_array_equal(made.train.counts, counts - 2 * made.test.counts)
    whole = made.train.union(made.validation).union(made.test)
    np.testing.assert_array_equal(whole.values, data.items)
    np.testing.assert_array_equal(whole.users, data.users)
    assert (split(data, "ratio", 4).test.values != made.test.values).any()


def test_the_ratio_split_holds_out_the_smallest_keys():
    data = Interactions.of(np.repeat(np.arange(3), 10), np.tile(np.arange(10), 3))
    made = split(data, "ratio", 0)
    keys = generator("recsys.split", 0).random(30).reshape(3, 10)
    np.testing.assert_array_equal(made.validation.values, keys.argmin(1))
    np.testing.assert_array_equal(made.test.values, np.argsort(keys, axis=1)[:, 1])


def test_the_ratio_split_is_uniform():
    """1,000 users of 10 items: each place is tested 100 +- 9.5 times; a false alarm at 6 deviations: 2e-8."""
    data = Interactions.of(np.repeat(np.arange(1000), 10), np.tile(np.arange(10), 1000))
    tested = np.bincount(split(data, "ratio", 0).test.values, minlength=10)
    assert abs(tested - 100).max() <= 57


def test_leave_one_out_by_hand():
    """User 0 has three items, user 1 two, user 2 one, user 3 four of which two at one time, in the order of rows."""
    users = np.array([0, 0, 0, 1, 1, 2, 3, 3, 3, 3])
    items = np.array([5, 3, 4, 3, 4, 5, 0, 5, 1, 2])
    seconds = np.array([9, 1, 5, 2, 1, 1, 4, 7, 7, 6])
    made = split(Interactions.of(users, items, times=seconds), "leave-one-out", 0)
    assert [made.train[u].tolist() for u in range(4)] == [[3], [3, 4], [5], [0, 2]]
    assert [made.validation[u].tolist() for u in range(4)] == [[4], [], [], [5]]
    assert [made.test[u].tolist() for u in range(4)] == [[5], [], [], [1]]


def test_leave_one_out_of_a_single_pair_leaves_no_test():
    with pytest.raises(UsageError, match="leaves nothing"):
        split(Interactions.of(np.array([0]), np.array([0]), times=np.array([1])), "leave-one-out", 0)


def test_nothing_in_temporal_training_is_as_late_as_what_follows():
    data = timed()
    part = SPLITS["temporal"](data, 0)
    assert data.moments[part == 0].max() < data.moments[part == 1].min()
    assert data.moments[part == 1].max() < data.moments[part == 2].min()
    shares = np.cumsum(np.bincount(part)) / len(part)
    for moment, share, most in (
        (data.moments[part == 0].max(), shares[0], 0.8),
        (data.moments[part < 2].max(), shares[1], 0.9),
    ):
        assert share >= most
        assert (data.moments < moment).mean() < most


def late():
    """Twenty pairs, one a moment: 16 of users 1 and 2, then (1, 8), (2, 8), then (0, 0), (1, 9)."""
    users = np.concatenate([np.tile([1, 2], 8), [1, 2, 0, 1]])
    items = np.concatenate([np.repeat(np.arange(8), 2), [8, 8, 0, 9]])
    return Interactions.of(users, items, times=np.arange(20))


def test_users_that_come_late_are_left_out_and_items_that_come_late_stay():
    made = split(late(), "temporal", 0)
    np.testing.assert_array_equal(made.users, [1, 2])
    assert (made.n_users, made.n_items) == (2, 10)
    assert [made.train[u].tolist() for u in range(2)] == [list(range(8)), list(range(8))]
    assert [made.validation[u].tolist() for u in range(2)] == [[8], [8]]
    assert [made.test[u].tolist() for u in range(2)] == [[9], []]


def test_order_of_time_where_users_are_left_out():
    data = late()
    early = (data.items < 8) & (data.users > 0)
    times = np.where(early, 7 - data.items, data.times + 8)
    backwards = Interactions.of(data.users, data.items, times=times)
    made = split(backwards, "temporal", 0)
    np.testing.assert_array_equal(made.in_order(made.train)[0], np.arange(8)[::-1])
    np.testing.assert_array_equal(made.in_order(made.train.union(made.validation))[1], [7, 6, 5, 4, 3, 2, 1, 0, 8])


def test_one_moment_for_all_cannot_be_split_by_time():
    data = Interactions.of(np.array([0, 1]), np.array([0, 1]), times=np.array([5, 5]))
    with pytest.raises(UsageError, match="temporal split leaves nothing"):
        split(data, "temporal", 0)


@pytest.mark.parametrize("name", SPLITS)
def test_items_in_order_are_those_of_the_lists_sorted_by_time(name):
    data = timed()
    made = split(data, name, 0)
    seen = made.train.union(made.validation)
    order = made.in_order(seen)
    np.testing.assert_array_equal(order.start, seen.start)
    time = dict(zip(zip(data.users.tolist(), data.items.tolist(), strict=True), data.times.tolist(), strict=True))
    for user in range(made.n_users):
        expected = sorted(seen[user].tolist(), key=lambda item, user=user: time[int(made.users[user]), item])
        assert order[user].tolist() == expected


def test_a_given_split_is_taken_as_it_is():
    data = timed()
    expected = [
        {(int(u), int(i)) for u, i in zip(data.users[data.part == n], data.items[data.part == n], strict=True)}
        for n in range(3)
    ]
    assert parts(data, "given") == expected
    assert parts(data, "given", 1) == expected


def test_a_given_split_without_validation_takes_a_tenth_of_training():
    users = np.repeat(np.arange(3), [4, 15, 16])
    items = np.concatenate([np.arange(4), np.arange(15), np.arange(16)])
    data = Interactions.of(users, items, part=np.where(items % 5 == 0, 2, 0))
    made = split(data, "given", 0)
    np.testing.assert_array_equal(made.train.counts, [3, 11, 11])
    np.testing.assert_array_equal(made.validation.counts, [0, 1, 1])
    np.testing.assert_array_equal(made.test.counts, [1, 3, 4])
    assert set(made.test.values.tolist()) == {0, 5, 10, 15}
    drawn = {tuple(split(data, "given", seed).validation.values.tolist()) for seed in range(20)}
    assert len(drawn) > 5


def test_a_user_with_test_items_only_is_left_out_of_a_given_split():
    data = Interactions.of(np.array([0, 1, 1, 2]), np.array([0, 1, 2, 0]), part=np.array([2, 0, 2, 0]))
    made = split(data, "given", 0)
    np.testing.assert_array_equal(made.users, [1, 2])
    np.testing.assert_array_equal(made.test.counts, [1, 0])
    np.testing.assert_array_equal(made.test.values, [2])


@pytest.mark.parametrize("name", SPLITS)
def test_a_user_with_one_interaction_is_trained_on(name):
    base = timed(n=300, users=10)
    part = np.append(base.part, 0)
    data = Interactions.of(
        np.append(base.users, 10), np.append(base.items, 3), times=np.append(base.moments + 1, 0), part=part
    )
    made = split(data, name, 0)
    (user,) = np.flatnonzero(made.users == 10)
    assert [len(lists[user]) for lists in (made.train, made.validation, made.test)] == [1, 0, 0]


NEEDS = {"leave-one-out": "order in time", "temporal": "compare across users", "given": "published split"}


@pytest.mark.parametrize("name", NEEDS)
def test_what_the_data_lacks_is_named(name):
    data = Interactions.of(np.repeat(np.arange(5), 5), np.tile(np.arange(5), 5))
    with pytest.raises(UsageError, match=NEEDS[name]):
        split(data, name, 0)


def test_an_order_within_users_is_enough_for_leave_one_out_only():
    data = Interactions.of(np.repeat(np.arange(5), 5), np.tile(np.arange(5), 5), times=np.arange(25), clock=False)
    np.testing.assert_array_equal(split(data, "leave-one-out", 0).test.values, [4] * 5)
    with pytest.raises(UsageError, match="compare across users"):
        split(data, "temporal", 0)


def test_order_is_refused_where_there_is_none():
    made = split(Interactions.of(np.repeat(np.arange(5), 5), np.tile(np.arange(5), 5)), "ratio", 0)
    with pytest.raises(UsageError, match="no order in time"):
        made.in_order(made.train)


def test_an_unknown_split_gets_the_nearest():
    with pytest.raises(UsageError, match="did you mean temporal"):
        split(timed(), "tempral", 0)

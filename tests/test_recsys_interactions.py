"""Pairs with their order in time and the parts of a given split."""

import numpy as np
import pytest

from verify.errors import UsageError
from verify.recsys.interactions import Interactions, ranked
from verify.recsys.sequences import Sequences
from verify.seeds import generator

WRONG = {
    "float ids": (np.array([0.0]), np.array([0]), "integers"),
    "negative": (np.array([0, -1]), np.array([0, 1]), "negative id -1"),
    "out of range": (np.array([0, 1]), np.array([0, 9]), "items holds the id 9"),
    "lengths": (np.array([0, 1]), np.array([0]), "one of each"),
    "user without items": (np.array([0, 0]), np.array([0, 1]), "user 1 has no item"),
    "repeated": (np.array([0, 1, 1]), np.array([0, 1, 1]), "distinct"),
    "unsorted": (np.array([1, 0]), np.array([0, 0]), "sorted"),
}


@pytest.mark.parametrize("case", WRONG)
def test_interactions_are_checked(case):
    users, items, message = WRONG[case]
    with pytest.raises(UsageError, match=message):
        Interactions(users, items, 2, 2, "")


WRONG_ORDER = {
    "repeated times": ({"times": [0, 0, 1]}, "times must be"),
    "times with a gap": ({"times": [0, 1, 3]}, "times holds the id 3"),
    "too few times": ({"times": [0, 1]}, "times must be"),
    "moments alone": ({"moments": [0, 1, 2]}, "moments need times"),
    "moments out of order": ({"times": [0, 1, 2], "moments": [1, 0, 2]}, "moments must be ranks"),
    "moments with a gap": ({"times": [0, 1, 2], "moments": [0, 0, 2]}, "moments must be ranks"),
    "moments from 1": ({"times": [0, 1, 2], "moments": [1, 1, 2]}, "moments must be ranks"),
    "a fourth part": ({"part": [0, 1, 3]}, "part must be"),
    "too few parts": ({"part": [0, 1]}, "part must be"),
}


@pytest.mark.parametrize("case", WRONG_ORDER)
def test_order_and_parts_are_checked(case):
    columns, message = WRONG_ORDER[case]
    columns = {name: np.array(values) for name, values in columns.items()}
    with pytest.raises(UsageError, match=message):
        Interactions(np.array([0, 0, 1]), np.array([0, 1, 1]), 2, 2, "", **columns)


def test_pairs_in_any_order_with_any_ids():
    data = Interactions.of(np.array([30, 10, 30, 30]), np.array([5, 7, 5, 2]))
    np.testing.assert_array_equal(data.users, [0, 1, 1])
    np.testing.assert_array_equal(data.items, [2, 0, 1])
    assert data.times is None
    assert data.moments is None
    assert data.part is None
    assert not data.users.flags.writeable


def test_ids_beyond_32_bits():
    data = Interactions.of(np.array([2**62, 5], dtype=np.int64), np.array([2**40, 2**41], dtype=np.int64))
    np.testing.assert_array_equal(data.users, [0, 1])
    np.testing.assert_array_equal(data.items, [1, 0])


def test_narrow_ids_do_not_overflow():
    users = np.repeat(np.arange(300, dtype=np.uint16), 300)
    items = np.tile(np.arange(300, dtype=np.uint16), 300)
    data = Interactions.of(users, items)
    assert len(data.users) == 90_000
    assert len(Interactions(users, items, 300, 300, "").users) == 90_000


def test_times_are_places_and_moments_keep_ties():
    """Rows: user, item, second. The two at second 50 stay in the order of the file; the repeated one is first at 20."""
    rows = np.array([[7, 1, 50], [7, 2, 20], [9, 1, 50], [7, 1, 20], [9, 3, 90]])
    data = Interactions.of(rows[:, 0], rows[:, 1], times=rows[:, 2])
    np.testing.assert_array_equal(data.users, [0, 0, 1, 1])
    np.testing.assert_array_equal(data.items, [0, 1, 0, 2])
    np.testing.assert_array_equal(data.times, [1, 0, 2, 3])
    np.testing.assert_array_equal(data.moments, [0, 0, 1, 2])


def test_of_repeated_rows_without_times_the_first_is_kept():
    data = Interactions.of(np.array([0, 0, 0]), np.array([4, 3, 4]), part=np.array([2, 0, 0]))
    np.testing.assert_array_equal(data.items, [0, 1])
    np.testing.assert_array_equal(data.part, [0, 2])


def test_without_a_clock_there_are_times_but_no_moments():
    data = Interactions.of(np.array([0, 0, 1]), np.array([5, 4, 4]), times=np.arange(3), clock=False)
    np.testing.assert_array_equal(data.times, [1, 0, 2])
    assert data.moments is None


def test_times_equal_a_plain_computation():
    random = generator("recsys.interactions")
    users, items, seconds = (random.integers(high, size=400) for high in (20, 30, 40))
    data = Interactions.of(users, items, times=seconds)
    earliest: dict[tuple[int, int], int] = {}
    for user, item, second in zip(users.tolist(), items.tolist(), seconds.tolist(), strict=True):
        earliest[user, item] = min(second, earliest.get((user, item), second))
    assert len(data.users) == len(earliest)
    distinct = sorted(set(earliest.values()))
    found = {
        pair: distinct[moment]
        for pair, moment in zip(zip(data.users.tolist(), data.items.tolist(), strict=True), data.moments, strict=True)
    }
    assert found == {pair: earliest[pair] for pair in sorted(earliest)}


def test_a_subset_is_renumbered():
    data = Interactions.of(
        np.array([1, 2, 2, 3]), np.array([5, 5, 6, 7]), "hash", np.array([30, 10, 10, 40]), np.array([0, 0, 1, 2])
    )
    part = data.subset(np.array([False, False, True, True]))
    assert (part.n_users, part.n_items, part.sha256) == (2, 2, "hash")
    np.testing.assert_array_equal(part.users, [0, 1])
    np.testing.assert_array_equal(part.items, [0, 1])
    np.testing.assert_array_equal(part.times, [0, 1])
    np.testing.assert_array_equal(part.moments, [0, 1])
    np.testing.assert_array_equal(part.part, [1, 2])


@pytest.mark.parametrize("high", [10, 10**15])
def test_ranks_equal_those_of_numpy(high):
    values = generator("recsys.ranked").integers(-high, high, size=500)
    distinct, ranks = np.unique(values, return_inverse=True)
    np.testing.assert_array_equal(ranked(values)[0], ranks)
    assert ranked(values)[1] == len(distinct)
    assert ranked(np.zeros(0, dtype=np.int64))[1] == 0


def test_sequences_are_in_order_of_time():
    sequences = Sequences.of(np.array([2, 0, 2, 0]), np.array([1, 5, 3, 4]), np.array([9, 2, 3, 1]), 3)
    np.testing.assert_array_equal(sequences.counts, [2, 0, 2])
    np.testing.assert_array_equal(sequences[0], [4, 5])
    np.testing.assert_array_equal(sequences[2], [3, 1])
    np.testing.assert_array_equal(sequences.gather(np.array([2, 0])), [3, 1, 4, 5])

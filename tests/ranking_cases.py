"""Lists of held-out and seen items, and scorers, for tests of the ranking."""

import numpy as np

from verify.recsys.lists import UserLists


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


def items_of(*items):
    """Each user's list."""
    users = np.repeat(np.arange(len(items)), [len(some) for some in items])
    return UserLists.of(users, np.array([item for some in items for item in some], np.int64), len(items))

"""Random split of each user's items into training, validation and test items."""

from dataclasses import dataclass

import numpy as np

from verify.recsys.interactions import Interactions
from verify.recsys.lists import UserLists
from verify.seeds import generator

PROTOCOL = (
    "per user, uniformly at random: floor(n/10 + 1/2) of the user's n items to validation, as many to test, "
    "the rest to training; users of fewer than 5 items have no validation and no test item"
)


@dataclass(frozen=True)
class Split:
    """Disjoint lists of each user's training, validation and test items; each user has a training item."""

    train: UserLists
    validation: UserLists
    test: UserLists
    n_items: int


def split(data: Interactions, seed: int) -> Split:
    """The 8:1:1 split of `PROTOCOL`, the same for the same data and seed."""
    keys = generator("recsys.split", seed).random(len(data.users))
    order = np.lexsort((keys, data.users))
    users, items = data.users[order], data.items[order]
    counts = np.bincount(users, minlength=data.n_users)
    place = np.arange(len(users)) - np.repeat(np.cumsum(counts) - counts, counts)
    held = ((counts + 5) // 10)[users]
    parts = (place >= 2 * held, place < held, (place >= held) & (place < 2 * held))
    train, validation, test = (UserLists.of(users[part], items[part], data.n_users) for part in parts)
    return Split(train, validation, test, data.n_items)

"""Splits of the pairs into training, validation and test items."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int, Shaped

from verify.errors import UsageError, unknown
from verify.recsys.interactions import TEST, TRAINING, VALIDATION, Interactions
from verify.recsys.lists import Lists, UserLists, starts
from verify.recsys.sequences import Sequences
from verify.seeds import generator

CUTS = (0.8, 0.9)
"""The shares of the pairs that end the training part and the validation part of the temporal split."""

WARM = "; users without a training item are left out"
PROTOCOLS = {
    "ratio": (
        "per user, uniformly at random: floor(n/10 + 1/2) of the user's n items to validation, as many to test, "
        "the rest to training; users of fewer than 5 items have no validation and no test item"
    ),
    "leave-one-out": (
        "per user, in order of time: the last item to test, the last but one to validation, the rest to training; all "
        "items of a user of fewer than 3 to training"
    ),
    "temporal": (
        "by time, for all users at once: training ends with the moment by which 80 % of the pairs have happened, "
        "validation with that of 90 %, the rest is for test, and pairs of one moment stay together, so that nothing "
        "in training is later than, or as late as, anything in validation or test; an item that training lacks is "
        f"ranked and counted as any other{WARM}"
    ),
    "given": (
        "as published; where no validation part is published, floor(n/10 + 1/2) of the user's n training items, "
        "uniformly at random, are for validation; an item that training lacks is ranked and counted as any other"
        f"{WARM}"
    ),
}
"""What each split does, for the record of a run."""


@dataclass(frozen=True)
class Split:
    """Disjoint lists of each user's training, validation and test items; each user has a training item.

    `users[u]` is the number that user u of these lists has in `data`, from which the order of time is taken: the same
    number, unless the split leaves users out.
    """

    train: UserLists
    validation: UserLists
    test: UserLists
    n_items: int
    users: Int[np.ndarray, " users"] | None = None
    data: Interactions | None = None

    @property
    def n_users(self) -> int:
        """The number of users that are kept."""
        return self.train.n_users

    def in_order(self, lists: Lists) -> Sequences:
        """The items of `lists`, pairs of the data set, in order of time; `UsageError` where there is none."""
        if self.data is None or self.users is None or self.data.times is None:
            raise UsageError("the data set has no order in time; choose one that has (softproof data list)")
        pairs = self.data.codes(self.data.users, self.data.items)
        place = np.searchsorted(pairs, self.data.codes(self.users[lists.users], lists.values))
        return Sequences.of(lists.users, lists.values, self.data.times[place], lists.n_users)


def split(data: Interactions, name: str, seed: int) -> Split:
    """The split of `PROTOCOLS[name]`, the same for the same data and seed.

    `UsageError` for an unknown name, where the data set lacks the order or the parts that it needs, and where nothing
    is left for training or test.
    """
    if name not in SPLITS:
        raise unknown("split", name, SPLITS)
    part = SPLITS[name](data, seed)
    warm = np.bincount(data.users[part == TRAINING], minlength=data.n_users) > 0
    number, kept = np.cumsum(warm) - 1, warm[data.users]
    chosen = [kept & (part == wanted) for wanted in (TRAINING, VALIDATION, TEST)]
    if not (chosen[TRAINING].any() and chosen[TEST].any()):
        raise UsageError(f"the {name} split leaves nothing for training or for test; choose another split")
    train, validation, test = (
        UserLists.of(number[data.users[which]], data.items[which], int(warm.sum())) for which in chosen
    )
    return Split(train, validation, test, data.n_items, np.flatnonzero(warm), data)


def _places(data: Interactions, keys: Shaped[np.ndarray, " pairs"]) -> tuple[np.ndarray, np.ndarray]:
    """The place of each pair, from 0, among its user's in ascending order of the keys, and how many the user has."""
    order = np.lexsort((keys, data.users))
    start = starts(data.users, data.n_users)
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order)) - start[data.users]
    return places, np.diff(start)[data.users]


def _ratio(data: Interactions, seed: int) -> Int[np.ndarray, " pairs"]:
    places, counts = _places(data, generator("recsys.split", seed).random(len(data.users)))
    held = _tenth(counts)
    return np.where(places >= 2 * held, TRAINING, np.where(places < held, VALIDATION, TEST))


def _tenth(counts: Int[np.ndarray, " pairs"]) -> Int[np.ndarray, " pairs"]:
    return (counts + 5) // 10


def _leave_one_out(data: Interactions, seed: int) -> Int[np.ndarray, " pairs"]:  # noqa: ARG001
    if data.times is None:
        raise UsageError("split leave-one-out needs an order in time, which the data set lacks; use ratio")
    places, counts = _places(data, data.times)
    later = np.where(counts >= 3, counts - 1 - places, 2)
    return np.where(later == 0, TEST, np.where(later == 1, VALIDATION, TRAINING))


def _temporal(data: Interactions, seed: int) -> Int[np.ndarray, " pairs"]:  # noqa: ARG001
    if data.moments is None:
        raise UsageError(
            "split temporal needs times that compare across users, which the data set lacks; use ratio or leave-one-out"
        )
    ends = np.quantile(data.moments, CUTS, method="inverted_cdf")
    return np.searchsorted(ends, data.moments).astype(np.int64)


def _given(data: Interactions, seed: int) -> Int[np.ndarray, " pairs"]:
    if data.part is None:
        raise UsageError("split given needs a published split, which the data set lacks; use ratio")
    if (data.part == VALIDATION).any():
        return np.asarray(data.part, dtype=np.int64)
    held_out = data.part != TRAINING
    keys = generator("recsys.split.given", seed).random(len(data.users)) + held_out
    places, _ = _places(data, keys)
    counts = np.bincount(data.users[~held_out], minlength=data.n_users)[data.users]
    return np.where(places < _tenth(counts), VALIDATION, data.part)


SPLITS: dict[str, Callable[[Interactions, int], Int[np.ndarray, " pairs"]]] = {
    "ratio": _ratio,
    "leave-one-out": _leave_one_out,
    "temporal": _temporal,
    "given": _given,
}

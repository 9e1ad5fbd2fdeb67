"""Data sets that are drawn by a fixed seed: they need no file, and are the same wherever they are drawn.

- `low_rank`: clicks from the softmax of scores of known low rank, so that the best ranking there is can be known.
- `many_items`: very many items, for the cost of an epoch; what is clicked says nothing about anybody's taste.
"""

import hashlib

import numpy as np
from jaxtyping import Float, Int

from verify.recsys.interactions import Interactions

USERS, ITEMS, RANK, SPREAD, CLICKS = 2_000, 1_000, 8, 2.0, 100
"""Of `low_rank`; `SPREAD` is the standard deviation of a score."""

MANY_USERS, MANY_ITEMS, DRAWS = 10_000, 200_000, 24


def factors() -> tuple[Float[np.ndarray, "users k"], Float[np.ndarray, "items k"]]:
    """The factors of users and items whose products are the true scores of `low_rank`; entries are normal."""
    random = np.random.default_rng(20_250_609)
    scale = (SPREAD / RANK**0.5) ** 0.5
    return scale * random.standard_normal((USERS, RANK)), scale * random.standard_normal((ITEMS, RANK))


def low_rank() -> Interactions:
    """Each user's `CLICKS` items, one after the other from the softmax of the true scores of those not yet clicked.

    The items with the largest sums of score and Gumbel noise are such a sample (Kool et al., 2019, arXiv 1903.06059),
    in that order, which is the order of time within a user. Items that nobody clicks stay among the items.
    """
    contexts, items = factors()
    noise = np.random.default_rng(20_250_610).gumbel(size=(USERS, ITEMS))
    clicked = np.argsort(-(contexts @ items.T + noise), axis=1, kind="stable")[:, :CLICKS]
    users = np.repeat(np.arange(USERS), CLICKS)
    return _numbered(users, clicked.ravel(), USERS, ITEMS, ordered=True)


def many_items() -> Interactions:
    """`DRAWS` clicks a user, repeated ones dropped, on items with popularity 1 / rank, numbered at random."""
    random = np.random.default_rng(20_260_122)
    heights = np.cumsum(1 / np.arange(1, MANY_ITEMS + 1))
    users = np.repeat(np.arange(MANY_USERS), DRAWS)
    drawn = np.searchsorted(heights, random.random(len(users)) * heights[-1], side="right")
    items = random.permutation(MANY_ITEMS)[drawn]
    return _numbered(users, items, MANY_USERS, MANY_ITEMS, ordered=False)


def _numbered(
    users: Int[np.ndarray, " rows"], items: Int[np.ndarray, " rows"], n_users: int, n_items: int, ordered: bool
) -> Interactions:
    """The distinct pairs, with ids as they are; the hash is that of the pairs."""
    pairs, first = np.unique(users * n_items + items, return_index=True)
    times = np.argsort(np.argsort(first)) if ordered else None
    return Interactions(
        pairs // n_items, pairs % n_items, n_users, n_items, hashlib.sha256(pairs.tobytes()).hexdigest(), times
    )

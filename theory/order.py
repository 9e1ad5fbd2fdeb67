"""Orders of score vectors: order statistics, top-k preservation, and every weak ordering of N entries."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

Condition = Callable[[Any, Any, Any, Any, Any, Any], bool]
r"""What is asked of each entry: $(s_n, s_{[k]}, s_{[k+1]}, \eta_n, \eta_{[k]}, \eta_{[k+1]})$ to true or false."""


def kth_largest(values: Sequence[Any], k: int) -> Any:
    """The k-th largest entry, k from 1, ties counted."""
    return sorted(values, reverse=True)[k - 1]


def top_k(s: Any, s_k: Any, s_next: Any, eta: Any, eta_k: Any, eta_next: Any) -> bool:
    r"""Def. 18 of arXiv 2506.09454 for one entry n.

    $\eta_n > \eta_{[k+1]}$ implies $s_n > s_{[k+1]}$, and $\eta_n < \eta_{[k]}$ implies $s_n < s_{[k]}$.
    """
    return (not eta > eta_next or s > s_next) and (not eta < eta_k or s < s_k)


def preserves(s: Sequence[Any], eta: Sequence[Any], k: int, condition: Condition = top_k) -> bool:
    r"""$P_k(s, \eta)$ for 1 <= k < N: whether every entry meets the condition; entries of any ordered type.

    Raises ValueError for any other k.
    """
    if not 1 <= k < len(eta):
        raise ValueError(f"k is {k} for {len(eta)} entries; it must be at least 1 and below N")
    s_bounds = (kth_largest(s, k), kth_largest(s, k + 1))
    eta_bounds = (kth_largest(eta, k), kth_largest(eta, k + 1))
    return all(condition(x, *s_bounds, e, *eta_bounds) for x, e in zip(s, eta, strict=True))


def is_top_k(condition: Condition) -> bool:
    """Whether a condition only compares scores with scores, and chances with chances, and so that it is Def. 18's.

    Tried on every possible order of its arguments, which have an order and no size: a tolerance is not a comparison.
    """
    places = [(n, kth, 1) for n in range(5) for kth in (1, 3)]
    try:
        return all(condition(*map(_Score, s), *map(_Chance, eta)) == top_k(*s, *eta) for s in places for eta in places)
    except TypeError:
        return False


@dataclass(frozen=True, order=True)
class _Score:
    place: int


@dataclass(frozen=True, order=True)
class _Chance:
    place: int


def discordant(s: Sequence[Any], eta: Sequence[Any]) -> list[tuple[int, int]]:
    r"""Index pairs (a, b), from 0, with $\eta_a > \eta_b$ and $s_a \le s_b$."""
    indices = range(len(eta))
    return [(a, b) for a in indices for b in indices if eta[a] > eta[b] and s[a] <= s[b]]


def ranks(values: Sequence[Any], sign: Callable[[Any], int | None]) -> tuple[int, ...]:
    """For each entry, how many entries are surely smaller, by the sign of the difference."""
    return tuple(sum(sign(value - other) == 1 for other in values) for value in values)


def weak_orderings(n: int) -> Iterator[tuple[int, ...]]:
    """Every weak ordering of n entries, as levels 0, 1, ... without a gap (1, 3, 13, 75, 541, ... of them)."""
    for levels in product(range(n), repeat=n):
        if set(levels) == set(range(max(levels) + 1)):
            yield levels

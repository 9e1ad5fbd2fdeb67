"""Orders of score vectors: order statistics, top-k preservation, and every weak ordering of N entries."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import total_ordering
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

    Decided on every possible order of its arguments, as `Place`: a tolerance is not a comparison.
    """
    places = [(n, kth, 1) for n in range(5) for kth in (1, 3)]
    cases = ((*(Place("score", x) for x in s), *(Place("chance", x) for x in eta)) for s in places for eta in places)
    return same_condition(condition, top_k, cases)


def same_condition(condition: Callable[..., bool], other: Callable[..., bool], cases: Iterable[Sequence[Any]]) -> bool:
    """Whether two conditions answer alike in all cases; not if one asks an argument for what it does not have."""
    try:
        return all(bool(condition(*case)) == bool(other(*case)) for case in cases)
    except TypeError:
        return False


@total_ordering
class Place:
    """A place in an order, without a size: it compares with places of its kind, and all else is a TypeError.

    What a condition answers for every order of places, it answers for all numbers in that order.
    """

    def __init__(self, kind: str, rank: int) -> None:
        self._kind, self._rank = kind, rank

    def __eq__(self, other: object) -> bool:
        return self._rank == self._rank_of(other)

    def __lt__(self, other: object) -> bool:
        return self._rank < self._rank_of(other)

    def __bool__(self) -> bool:
        raise TypeError("a place is not zero or else")

    def _rank_of(self, other: object) -> int:
        if not isinstance(other, Place) or other._kind != self._kind:
            raise TypeError(f"a place among the {self._kind}s does not compare with {other!r}")
        return other._rank


class From:
    """Any number from `least` on, or, if not `attained`, above it; what not all of them answer alike is a TypeError."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, least: int | Fraction, *, attained: bool = True) -> None:
        self._least, self._attained = least, attained

    def __eq__(self, other: object) -> bool:
        return not self._is_above(other)

    def __gt__(self, other: Any) -> bool:
        return self._is_above(other)

    def __le__(self, other: Any) -> bool:
        return not self._is_above(other)

    def __ge__(self, other: Any) -> bool:
        return (_is_number(other) and other <= self._least) or self._is_above(other)

    def __lt__(self, other: Any) -> bool:
        return not self >= other

    def __bool__(self) -> bool:
        return self != 0

    def _is_above(self, other: Any) -> bool:
        if _is_number(other) and (other < self._least or (other == self._least and not self._attained)):
            return True
        raise TypeError(f"a number from {self._least} on against {other!r}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Fraction)


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

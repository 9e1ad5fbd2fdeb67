"""The exact laws of proposals."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import factorial, prod


def dynamic_law(scores: Sequence[float | Fraction], pool: int) -> tuple[Fraction, ...]:
    """The law of the highest-scored of `pool` independent uniform draws: (r^m - (r-1)^m) / N^m with m = `pool`.

    r is the item's rank, from 1 for the lowest score; of items that are tied, the one with the higher number ranks
    higher. Dynamic negative sampling: Zhang et al. (2013), doi:10.1145/2484028.2484126. Raises ValueError for an
    empty pool.
    """
    if pool < 1:
        raise ValueError(f"pool: expected at least 1, got {pool}")
    n = len(scores)
    ascending = sorted(range(n), key=lambda i: scores[i])
    rank = {item: place for place, item in enumerate(ascending, 1)}
    return tuple(Fraction(rank[i] ** pool - (rank[i] - 1) ** pool, n**pool) for i in range(n))


def counts(q: Sequence[Fraction], size: int) -> Iterator[tuple[Fraction, tuple[int, ...]]]:
    """Each way in which `size` draws can fall on the classes, with its chance, if that is positive."""
    for drawn in _compositions(size, len(q)):
        ways = factorial(size) // prod(map(factorial, drawn))
        if chance := ways * prod((x**c for x, c in zip(q, drawn, strict=True)), start=Fraction(1)):
            yield chance, drawn


def _compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _compositions(total - first, parts - 1):
            yield (first, *rest)

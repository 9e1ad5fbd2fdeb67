"""Laws of relevance: which set of items is relevant to a context, with what chance; exact.

Items are numbered from 1; a law has no empty set, as a context without a relevant item has no metric.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

from theory.majorant import rational_simplex

Relevant = frozenset[int]
Law = Mapping[Relevant, Fraction]


def law(text: str, n: int) -> Law:
    """The law of a literal such as `1: 2/5; 2 3: 3/5` on n items; ValueError if it is none."""
    parts = [part.split(":") for part in text.split(";")]
    found = {frozenset(map(int, items.split())): Fraction(chance.strip()) for items, chance in parts}
    if len(found) < len(parts) or sum(found.values()) != 1 or min(found.values()) <= 0:
        raise ValueError(f"expected positive chances of sum 1 of different sets, got {text!r}")
    if any(not items or not items <= set(range(1, n + 1)) for items in found):
        raise ValueError(f"expected non-empty sets of items from 1 to {n}, got {text!r}")
    return found


def literal(chances: Law) -> str:
    """The text from which `law` reads the same law again."""
    return "; ".join(f"{' '.join(map(str, sorted(items)))}: {chance}" for items, chance in chances.items())


def in_words(chances: Law) -> str:
    """A law for a reader: each set in braces, with its chance."""
    return ", ".join(
        rf"$\{{{', '.join(map(str, sorted(items)))}\}}$ with chance {chance}" for items, chance in chances.items()
    )


def mean(chances: Mapping[Relevant, Any], n: int, value: Callable[[int, int, int], Any]) -> tuple[Any, ...]:
    """For each item y, the mean of value(r_y, m, y): r_y is 1 if y is relevant, m counts the relevant items.

    Chances of any exact type.
    """
    return tuple(
        sum(chance * value(int(y in items), len(items), y) for items, chance in chances.items())
        for y in range(1, n + 1)
    )


def relevance(chances: Law, n: int) -> tuple[Fraction, ...]:
    """E[r_y] for each item y."""
    return mean(chances, n, lambda r, _m, _y: Fraction(r))


def laws(n: int, finest: int, one_size: bool = False) -> Iterator[Law]:
    """Laws of two or three different sets that leave an item out, coarsest first.

    Denominators go up to `finest` for two sets and half of it for three. `one_size`: all sets of a law have the same
    number of items.
    """
    sets = [frozenset(items) for m in range(1, n) for items in combinations(range(1, n + 1), m)]
    for denominator in range(2, finest + 1):
        for parts in (2, 3) if 2 * denominator <= finest else (2,):
            for chosen in combinations(sets, parts):
                if not one_size or len(set(map(len, chosen))) == 1:
                    for p in rational_simplex(parts, denominator):
                        yield from (dict(zip(order, p, strict=True)) for order in _rotations(chosen))


def _rotations(chosen: tuple[Relevant, ...]) -> Iterator[tuple[Relevant, ...]]:
    for start in range(len(chosen)):
        yield chosen[start:] + chosen[:start]

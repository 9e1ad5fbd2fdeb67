"""A search that counts: how many cases were really tried before one was found."""

from collections.abc import Callable, Iterable
from typing import Any


def first(cases: Iterable[Any], is_wrong: Callable[[Any], object]) -> tuple[int, Any]:
    """The number of cases tried and the first wrong one, or the number of all and None."""
    tried = 0
    for case in cases:
        tried += 1
        if is_wrong(case):
            return tried, case
    return tried, None

"""What every reader gives: the rows of a file, before anything is filtered."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int, Integer, Real

from verify.errors import UsageError
from verify.recsys.archives import Stream

MOST_ROWS = 100_000_000


@dataclass(frozen=True)
class Rows:
    """One entry a row of the file: ids of user and item, and where the file has them rating, time and part of a split.

    `clock` tells whether `times` compare across users, or only among the rows of one user.
    """

    users: Integer[np.ndarray, " rows"]
    items: Integer[np.ndarray, " rows"]
    ratings: Real[np.ndarray, " rows"] | None = None
    times: Integer[np.ndarray, " rows"] | None = None
    part: Integer[np.ndarray, " rows"] | None = None
    clock: bool = True


Reader = Callable[[Stream], Rows]
"""Reads a file that can be sought; `UsageError` if it is not in the reader's format."""


class Names:
    """A column of names, one a row, of which only the ranks in alphabetical order are wanted."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._rows = array("q")

    def append(self, name: str) -> None:
        """One more row."""
        self._rows.append(self._numbers.setdefault(name, len(self._numbers)))

    def ranks(self) -> Int[np.ndarray, " rows"]:
        """The rank of each row's name among all names: the same, in whatever order the rows come."""
        place = np.empty(len(self._numbers), dtype=np.int64)
        place[[self._numbers[name] for name in sorted(self._numbers)]] = np.arange(len(place))
        return np.asarray(place[np.array(self._rows, dtype=np.int64)])


def require_rows(count: int, what: str) -> None:
    """`UsageError` for a file without rows, and for one with too many to be true."""
    if not 0 < count <= MOST_ROWS:
        raise UsageError(f"{what} has {count:,} rows; at least 1 and at most {MOST_ROWS:,} are read")


def bad_line(number: int, what: str, wanted: str) -> UsageError:
    """The error for a line that is not in the format."""
    return UsageError(f"line {number} of {what} is not {wanted}; is it the right file?")

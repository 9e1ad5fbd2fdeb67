"""How much work a run may do: sizes and regions change with the profile, never a subject."""

from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Profile(StrEnum):
    """`quick` may leave a claim open; it never says the opposite of `paper`."""

    QUICK = "quick"
    PAPER = "paper"

    def pick(self, quick: T, paper: T) -> T:
        """The value that belongs to this profile."""
        return quick if self is Profile.QUICK else paper

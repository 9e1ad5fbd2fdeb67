"""How much work a run may do: sizes and regions change with the profile, never a subject."""

from argparse import ArgumentTypeError
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Profile(StrEnum):
    """`quick` may leave a claim open; it never says the opposite of `paper`."""

    QUICK = "quick"
    PAPER = "paper"

    @classmethod
    def parse(cls, text: str) -> "Profile":
        """The profile of a name on the command line; `ArgumentTypeError` with the names if there is none."""
        if text not in list(cls):
            raise ArgumentTypeError(f"{text!r} is not one of {', '.join(cls)}")
        return cls(text)

    def pick(self, quick: T, paper: T) -> T:
        """The value that belongs to this profile."""
        return quick if self is Profile.QUICK else paper

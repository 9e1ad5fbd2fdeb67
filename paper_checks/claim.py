"""A claim: a statement of a paper, the subject it is about, the check that tests it, and the planted errors."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from paper_checks.evidence import Evidence
from verify.profile import Profile

Check = Callable[[Any, Profile], Iterable[Evidence]]
Violates = Callable[[Any, Mapping[str, str]], bool]

ID = re.compile(r"(rg|sf)(\.[a-z0-9_]+)+")


class Paper(StrEnum):
    """The two papers."""

    RG = "RG"
    SF = "SF"

    @property
    def full_title(self) -> str:
        """Its title."""
        return {
            Paper.RG: "NDCG-Consistent Softmax Approximation with Accelerated Convergence",
            Paper.SF: "Is Softmax Loss All You Need? A Principled Analysis of Softmax-family Loss",
        }[self]

    @property
    def known_in_full(self) -> bool:
        """Whether its full text was read, and not a summary alone."""
        return self is Paper.RG

    @property
    def arxiv(self) -> str:
        """Its number at arXiv."""
        return {Paper.RG: "2506.09454", Paper.SF: "2601.22745"}[self]


class Source(StrEnum):
    """Where the statement was read; a verdict on a `summary` claim is a verdict on the summary's sentence."""

    FULL_TEXT = "full-text"
    SUMMARY = "summary"
    CODE = "code"
    BEYOND = "beyond"


@dataclass(frozen=True)
class Mutant:
    """A planted error: a subject with a slip that a competent reader could make, which the check must reject."""

    what: str
    subject: Any


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A statement and its check, side by side.

    `subject` is the formula, function, constant or table that the statement is about; `check(subject, profile)`
    derives its reference without it and yields Evidence. `violates(subject, values)` decides again, from a
    counterexample's values alone, whether they contradict the statement for that subject; it serves the claim's own
    counterexample and the witness of every mutant. `universal` is False for statements about given tables or runs.
    `mutants` are of the printed subject, or, where that is rejected, stand with the claim `repaired_by`, which has
    the same check. `uses`: ids of the claims that it builds on. `bibtex`: keys of `references.bib`.
    `settle`: the command that would settle it, where the quick profile cannot. `slip`: the statement is a misprint,
    for the paper's own context shows what is meant; it is judged as printed, and listed among the slips in the errata.
    Raises ValueError for an id of another form, and for a slip that is not a statement of the paper.
    """

    id: str
    paper: Paper
    where: str
    source: Source
    title: str
    statement: str
    subject: Any
    check: Check
    violates: Violates
    assumptions: tuple[str, ...] = ()
    mutants: tuple[Mutant, ...] = ()
    uses: tuple[str, ...] = ()
    bibtex: tuple[str, ...] = ()
    repaired_by: str | None = None
    universal: bool = True
    settle: str | None = None
    slip: bool = False

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id):
            raise ValueError(f"claim id {self.id!r} is not of the form rg.name or sf.name.part")
        if self.slip and self.source is Source.BEYOND:
            raise ValueError(f"{self.id} is marked as a slip, but it is no statement of the paper")

    @property
    def command(self) -> str:
        """The command that reproduces the verdict, or would settle an open one."""
        return self.settle or f"softproof check {self.id}"

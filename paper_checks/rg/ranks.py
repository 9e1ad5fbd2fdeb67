"""Tables 3 and 4: which entries are bold and which are underlined."""

from collections.abc import Iterator, Mapping
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.rg.tables import LINKS, RECOMMENDATION, TABLES
from verify.profile import Profile

Marks = Mapping[str, tuple[str, str]]
"""By column, the methods in bold (said to be best) and underlined (second best)."""


def check(subject: Marks, profile: Profile) -> Iterator[Evidence]:
    """The two best entries of every column; ties would leave them undecided, and there are none."""
    del profile
    wrong = [column for column in subject if violates(subject, _values(column))]
    yield Evidence(
        kind=Kind.EXACT,
        holds=not wrong,
        domain=f"{len(subject)} columns",
        detail="Printed entries compared: " + "; ".join(f"{column}: {' > '.join(best(column))}" for column in subject),
        exercised=len(subject),
        complete=True,
        counterexample=Counterexample(_says(subject, wrong[0]), _values(wrong[0])) if wrong else None,
    )


def violates(subject: Marks, values: Mapping[str, str]) -> bool:
    """Whether these are a column's two best methods, and the marks are not theirs."""
    column = values["column"]
    return column in subject and values == _values(column) and subject[column] != best(column)


def best(column: str) -> tuple[str, str]:
    """The best and the second-best method; ValueError where a tie leaves one undecided."""
    ordered = sorted(TABLES[column], key=TABLES[column].__getitem__, reverse=True)
    entries = [TABLES[column][method] for method in ordered]
    if entries[0] == entries[1] or entries[1] == entries[2]:
        raise ValueError(f"{column} has a tie among its best entries")
    return ordered[0], ordered[1]


def _values(column: str) -> dict[str, str]:
    first, second = best(column)
    return {"column": column, "best": first, "second": second}


def _says(subject: Marks, column: str) -> str:
    return f"{column}: the best two are {', '.join(best(column))}, the marks say {', '.join(subject[column])}"


MARKED = dict.fromkeys(RECOMMENDATION, ("RGx", "RG2"))
MARKED_LINKS = dict.fromkeys(LINKS, ("SM", "RGx"))
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "source": Source.FULL_TEXT,
    "check": check,
    "violates": violates,
    "universal": False,
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.table3",
        where="Table 3",
        title="Bold and underlined entries of Table 3 are the best and the second best of their columns",
        statement="Bold and underline represent the best and the second-best results: RGx and RG2 in all six columns",
        subject=MARKED,
        mutants=(
            Mutant("bold and underlined exchanged", dict.fromkeys(RECOMMENDATION, ("RG2", "RGx"))),
            Mutant("SM second in one column", MARKED | {"Steam NDCG@10": ("RGx", "SM")}),
            Mutant("as in Table 4", dict.fromkeys(RECOMMENDATION, ("SM", "RGx"))),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.table4",
        where="Table 4",
        title="Bold and underlined entries of Table 4 are the best and the second best of their rows",
        statement="Bold and underline represent the best and the second-best results: SM and RGx for both metrics",
        subject=MARKED_LINKS,
        mutants=(
            Mutant("bold and underlined exchanged", dict.fromkeys(LINKS, ("RGx", "SM"))),
            Mutant("RG2 second", dict.fromkeys(LINKS, ("SM", "RG2"))),
            Mutant("as in Table 3", dict.fromkeys(LINKS, ("RGx", "RG2"))),
        ),
        **COMMON,
    ),
)

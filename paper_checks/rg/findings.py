"""Findings 1 of s. 5.2, recomputed from Tables 3 and 4."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.rg.tables import LINKS, RECOMMENDATION, TABLES
from paper_checks.search import first
from verify.profile import Profile

SAMPLING = ("BPR", "BCE", "SSM", "UIB", "SML")
HALF_UNIT = Fraction(1, 20_000)

Pair = tuple[Fraction, dict[str, Fraction]]
"""A column: the entry of SM, and those of the sampling baselines by name."""


@dataclass(frozen=True)
class Average:
    """A printed average in percent, and the rule that is said to give it from the columns."""

    percent: str
    rule: Callable[[Sequence[Pair]], Fraction]


@dataclass(frozen=True)
class Beats:
    """In every column each winner is above every loser, except for the listed (winner, column), where it is not."""

    winners: tuple[str, ...]
    losers: tuple[str, ...]
    columns: tuple[str, ...]
    exceptions: frozenset[tuple[str, str]] = frozenset()


def check_average(subject: Average, profile: Profile) -> Iterator[Evidence]:
    """The rule on the printed entries, and its range when each entry may be off by half a unit in its last place."""
    del profile
    percent = 100 * float(subject.rule(_columns(ENTRIES)))
    low, high = (100 * float(subject.rule(_columns(ENTRIES, sign * HALF_UNIT))) for sign in (-1, 1))
    wrong = violates_average(subject, ENTRIES)
    yield Evidence(
        kind=Kind.EXACT,
        holds=not wrong,
        domain="the eight columns of Tables 3 and 4",
        detail=f"From the printed entries {percent:.3f} %; the interval lets every entry be off by 0.00005.",
        exercised=len(ENTRIES),
        complete=True,
        value=percent,
        bound=subject.percent,
        interval=(low, high),
        counterexample=Counterexample(f"the entries give {percent:.3f} %, not {subject.percent} %", ENTRIES)
        if wrong
        else None,
    )


def violates_average(subject: Average, values: Mapping[str, str]) -> bool:
    """Whether these are the printed entries and the rule, applied to them, does not round to the average."""
    half_unit = Fraction(1, 2 * 10 ** len(subject.percent.partition(".")[2]))
    return values == ENTRIES and abs(100 * subject.rule(_columns(values)) - Fraction(subject.percent)) > half_unit


ENTRIES = {
    column: ", ".join(f"{name} {float(entries[name]):.4f}" for name in ("SM", *SAMPLING) if name in entries)
    for column, entries in TABLES.items()
}


def _columns(values: Mapping[str, str], shift: Fraction = Fraction(0)) -> list[Pair]:
    columns = [dict(entry.split() for entry in column.split(", ")) for column in values.values()]
    return [
        (Fraction(column["SM"]) + shift, {name: Fraction(column[name]) - shift for name in SAMPLING if name in column})
        for column in columns
    ]


def check_beats(subject: Beats, profile: Profile) -> Iterator[Evidence]:
    """Every winner against every loser in every column."""
    del profile
    pairs = dict.fromkeys([*((w, c) for c in subject.columns for w in subject.winners), *sorted(subject.exceptions)])
    cases = [{"winner": w, "column": c} for w, c in pairs]
    tried, wrong = first(cases, lambda case: violates_beats(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(cases)} entries of {', '.join(subject.columns)}",
        detail="Printed entries compared; 'significant' is read as 'higher', for no test is reported.",
        exercised=tried,
        complete=True,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )


def violates_beats(subject: Beats, values: Mapping[str, str]) -> bool:
    """Whether an entry is not above every loser's where it is said to be, or is where it is said not to be.

    An exception is said of any column; nothing else is said of other columns and methods than the listed ones.
    """
    winner, column = values["winner"], values["column"]
    said = (winner in subject.winners and column in subject.columns) or (winner, column) in subject.exceptions
    if not said:
        return False
    above = TABLES[column][winner] > _best(subject, column)[0]
    return above == ((winner, column) in subject.exceptions)


def _best(subject: Beats, column: str) -> tuple[Fraction, str]:
    entries = TABLES[column]
    return max((entries[name], name) for name in subject.losers if name in entries)


def _says(subject: Beats, case: Mapping[str, str]) -> str:
    winner, column = case["winner"], case["column"]
    entry, name = _best(subject, column)
    return f"{column}: {winner} has {float(TABLES[column][winner]):.4f}, {name} {float(entry):.4f}"


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _best_per_column(columns: Sequence[Pair]) -> Fraction:
    return _mean([sm / max(others.values()) - 1 for sm, others in columns])


def _ratio_of_means(columns: Sequence[Pair]) -> Fraction:
    return _mean([sm for sm, _ in columns]) / _mean([max(others.values()) for _, others in columns]) - 1


def _difference(columns: Sequence[Pair]) -> Fraction:
    return _mean([sm - max(others.values()) for sm, others in columns])


def _relative_to_softmax(columns: Sequence[Pair]) -> Fraction:
    return _mean([1 - max(others.values()) / sm for sm, others in columns])


def _without_links(columns: Sequence[Pair]) -> Fraction:
    return _best_per_column(columns[: len(RECOMMENDATION)])


def _against_ssm(columns: Sequence[Pair]) -> Fraction:
    return _mean([sm / others["SSM"] - 1 for sm, others in columns])


PRINTED = Beats(("WRMF", "SM", "RG2", "RGx"), SAMPLING, RECOMMENDATION)
STEAM = frozenset({("WRMF", "Steam MRR@10"), ("WRMF", "Steam NDCG@10")})
ON_WIKI = Beats(("SM", "RG2", "RGx"), ("BPR", "BCE", "SSM", "Sparsemax"), LINKS)
EVERYWHERE = tuple(TABLES)
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 5.2, Findings 1; Tables 3-4",
    "universal": False,
    "bibtex": ("pu2025rg",),
}
COMPARED: dict[str, Any] = COMMON | {"check": check_beats, "violates": violates_beats}

CLAIMS = (
    Claim(
        id="rg.finding1.gain",
        source=Source.FULL_TEXT,
        title="Softmax gains 17.4 % on average: mean over the eight columns, each against its best sampling baseline",
        statement=(
            "Softmax loss obtains 17.4 % average relative improvements compared with the best sampling baseline in "
            "terms of all metrics and all tasks"
        ),
        subject=Average("17.4", _best_per_column),
        check=check_average,
        violates=violates_average,
        mutants=(
            Mutant("ratio of the means for mean of the ratios", Average("17.4", _ratio_of_means)),
            Mutant("percentage points", Average("17.4", _difference)),
            Mutant("relative to softmax", Average("17.4", _relative_to_softmax)),
            Mutant("recommendation columns only", Average("17.4", _without_links)),
            Mutant("SSM in every column for the best one", Average("17.4", _against_ssm)),
            Mutant("17.3 %", Average("17.3", _best_per_column)),
            Mutant("17.40 %", Average("17.40", _best_per_column)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.finding1.softmax",
        source=Source.FULL_TEXT,
        title="Softmax is above every sampling baseline in all eight columns",
        statement="Softmax loss demonstrates significant superiority over all sampling baselines",
        subject=Beats(("SM",), SAMPLING, EVERYWHERE),
        mutants=(
            Mutant("SSM for SM", Beats(("SSM",), ("BPR", "BCE", "UIB", "SML"), EVERYWHERE)),
            Mutant("RG2 among the baselines", Beats(("SM",), (*SAMPLING, "RG2"), EVERYWHERE)),
            Mutant("WRMF for SM", Beats(("WRMF",), SAMPLING, RECOMMENDATION)),
        ),
        **COMPARED,
    ),
    Claim(
        id="rg.finding1.links",
        source=Source.FULL_TEXT,
        title="For link prediction, SM and the RG losses are above the other methods that have a value",
        statement="for link prediction, SM and RGs [show significant enhancement] over the other methods",
        assumptions=("Sparsemax timed out (T/O) and has no value to compare",),
        subject=ON_WIKI,
        mutants=(
            Mutant("SM among the others", Beats(("RG2", "RGx"), ("BPR", "BCE", "SSM", "SM"), LINKS)),
            Mutant("RGx among the others", Beats(("SM", "RG2"), ("BPR", "BCE", "SSM", "RGx"), LINKS)),
            Mutant("SSM among the winners", Beats(("SSM",), ("BPR", "BCE", "RG2"), LINKS)),
        ),
        **COMPARED,
    ),
    Claim(
        id="rg.finding1.nonsampling",
        source=Source.FULL_TEXT,
        title="WRMF, SM and the RG losses are above every sampling method in all recommendation columns",
        statement=(
            "for recommendation tasks, (non-sampling) WRMF, SM and RGs show significant enhancement compared with "
            "(sampling) BPR, BCE, SSM, UIB and SML"
        ),
        subject=PRINTED,
        repaired_by="rg.finding1.nonsampling.repair",
        **COMPARED,
    ),
    Claim(
        id="rg.finding1.nonsampling.repair",
        source=Source.BEYOND,
        title="SM and the RG losses are above every sampling method in all columns, WRMF in all but Steam's two",
        statement=(
            "SM, RG2 and RGx are above BPR, BCE, SSM, UIB and SML in each of the six recommendation columns; WRMF is "
            "in four, and not in Steam's two, where SSM is above it"
        ),
        subject=Beats(PRINTED.winners, SAMPLING, RECOMMENDATION, STEAM),
        mutants=(
            Mutant("no exception", PRINTED),
            Mutant(
                "the exception for one of Steam's columns only",
                Beats(PRINTED.winners, SAMPLING, RECOMMENDATION, frozenset({("WRMF", "Steam MRR@10")})),
            ),
            Mutant(
                "WRMF excepted on Electronics too",
                Beats(PRINTED.winners, SAMPLING, RECOMMENDATION, STEAM | {("WRMF", "Electronics MRR@10")}),
            ),
            Mutant("Sparsemax among the winners", Beats(("Sparsemax",), SAMPLING, RECOMMENDATION)),
        ),
        **COMPARED,
    ),
)

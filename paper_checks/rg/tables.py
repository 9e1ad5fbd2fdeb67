"""Table 5, recomputed from its own counts; the entries of Tables 3 to 5 as printed."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from theory.counts import COUNTS
from verify.profile import Profile

METHODS = ("BPR", "BCE", "SSM", "Sparsemax", "UIB", "SML", "WRMF", "SM", "RG2", "RGx")
PRINTED = {
    "MovieLens MRR@10": "0.3476 0.3602 0.3785 0.3177 0.3836 0.3386 0.4475 0.4487 0.4720 0.4737",
    "MovieLens NDCG@10": "0.2116 0.2228 0.2378 0.1738 0.2426 0.2045 0.2797 0.2849 0.2957 0.2975",
    "Electronics MRR@10": "0.0124 0.0098 0.0119 0.0078 0.0100 0.0076 0.0146 0.0172 0.0186 0.0189",
    "Electronics NDCG@10": "0.0154 0.0126 0.0152 0.0100 0.0133 0.0103 0.0178 0.0212 0.0229 0.0233",
    "Steam MRR@10": "0.0434 0.0435 0.0466 0.0317 0.0410 0.0406 0.0464 0.0493 0.0509 0.0513",
    "Steam NDCG@10": "0.0521 0.0532 0.0549 0.0359 0.0506 0.0482 0.0544 0.0579 0.0586 0.0590",
    "Wiki MAP@10": "0.3691 0.4527 0.5235 - - - - 0.5750 0.5525 0.5537",
    "Wiki MRR@10": "0.5291 0.5813 0.6717 - - - - 0.7202 0.6988 0.6996",
}
"""Tables 3 and 4 by column; a dash where there is no value (Sparsemax on Wiki is printed T/O)."""

TABLES: dict[str, dict[str, Fraction]] = {
    column: {method: Fraction(entry) for method, entry in zip(METHODS, entries.split(), strict=True) if entry != "-"}
    for column, entries in PRINTED.items()
}
RECOMMENDATION = tuple(column for column in TABLES if not column.startswith("Wiki"))
LINKS = tuple(column for column in TABLES if column.startswith("Wiki"))


def check_sparsity(subject: Mapping[str, str], profile: Profile) -> Iterator[Evidence]:
    """Each sparsity from the row's own counts, in rationals, rounded to the printed places."""
    del profile
    yield from _rows(subject, violates_sparsity, "share of empty cells, rounded half up to 0.01 %", sparsity)


def violates_sparsity(subject: Mapping[str, str], values: Mapping[str, str]) -> bool:
    """Whether these are a row's counts and the printed sparsity is not theirs."""
    name = values["data set"]
    return values == _values(name) and subject[name] != sparsity(*COUNTS[name])


def check_forced(subject: Mapping[str, int], profile: Profile) -> Iterator[Evidence]:
    """The pigeonhole: some left entity has at least the mean number of positives, and no count forces more."""
    del profile
    yield from _rows(
        subject,
        violates_forced,
        "least possible largest number of positives of a left entity",
        forced,
    )


def violates_forced(subject: Mapping[str, int], values: Mapping[str, str]) -> bool:
    """Whether these are a row's counts and the stated number is not their mean number of positives, rounded up."""
    name = values["data set"]
    return values == _values(name) and subject[name] != forced(*COUNTS[name])


def forced(left: int, _: int, interactions: int) -> int:
    """The mean number of positives of a left entity, rounded up: some left entity has as many."""
    return -(-interactions // left)


def sparsity(left: int, right: int, interactions: int) -> str:
    """The share of empty cells in percent, rounded half up to two places."""
    hundredths = int((1 - Fraction(interactions, left * right)) * 10_000 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _rows(subject: Any, violates: Any, what: str, reference: Any) -> Iterator[Evidence]:
    rows = {name: _values(name) for name in COUNTS}
    wrong = [name for name, values in rows.items() if violates(subject, values)]
    found = "; ".join(f"{name} {reference(*counts)}" for name, counts in COUNTS.items())
    yield Evidence(
        kind=Kind.EXACT,
        holds=not wrong,
        domain="the four rows of Table 5",
        detail=f"The {what}, from the row's counts: {found}.",
        exercised=len(rows),
        complete=True,
        counterexample=Counterexample(
            f"{wrong[0]}: the counts give {reference(*COUNTS[wrong[0]])}, the statement {subject[wrong[0]]}",
            rows[wrong[0]],
        )
        if wrong
        else None,
    )


def _values(name: str) -> dict[str, str]:
    return {"data set": name} | dict(zip(("left", "right", "interactions"), map(str, COUNTS[name]), strict=True))


SPARSITY = {"MovieLens": "98.81", "Electronics": "99.99", "Steam": "99.90", "Wiki": "99.92"}
FORCED = {"MovieLens": 119, "Electronics": 9, "Steam": 13, "Wiki": 106}
COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "Table 5, B.1", "universal": False, "bibtex": ("pu2025rg",)}

CLAIMS = (
    Claim(
        id="rg.table5.sparsity",
        source=Source.FULL_TEXT,
        title="The sparsity column of Table 5 follows from its counts",
        statement="Sparsity: MovieLens 98.81 %, Electronics 99.99 %, Steam 99.90 %, Wiki 99.92 %",
        subject=SPARSITY,
        check=check_sparsity,
        violates=violates_sparsity,
        mutants=(
            Mutant("Steam cut instead of rounded", SPARSITY | {"Steam": "99.89"}),
            Mutant("Wiki cut instead of rounded", SPARSITY | {"Wiki": "99.91"}),
            Mutant("the share of full cells for MovieLens", SPARSITY | {"MovieLens": "1.19"}),
            Mutant("Electronics and Steam exchanged", SPARSITY | {"Electronics": "99.90", "Steam": "99.99"}),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.table5.single_click",
        source=Source.BEYOND,
        title="The single-click assumption of Prop. 7 (one positive a context) fits the data sets of Table 5",
        statement=(
            "Asked of Prop. 7 and Remark 22, for the paper does not say it: the counts of Table 5 leave it possible "
            "that each left entity has one positive, as the single-click assumption has it."
        ),
        subject=dict.fromkeys(COUNTS, 1),
        check=check_forced,
        violates=violates_forced,
        repaired_by="rg.table5.single_click.repair",
        **COMMON,
    ),
    Claim(
        id="rg.table5.single_click.repair",
        source=Source.BEYOND,
        title="How many positives some context must have, by the counts of Table 5",
        statement=(
            "The counts of Table 5 force a left entity with at least 119 (MovieLens), 9 (Electronics), 13 (Steam), "
            "106 (Wiki) positives, and no more than that."
        ),
        subject=FORCED,
        check=check_forced,
        violates=violates_forced,
        mutants=(
            Mutant("the mean cut instead of rounded up", FORCED | {"Electronics": 8}),
            Mutant("positives of a right entity for Electronics", FORCED | {"Electronics": 27}),
            Mutant("the mean rounded to the nearest for Steam", FORCED | {"Steam": 12}),
            Mutant("the 20-core of B.1 as the bound for Wiki", FORCED | {"Wiki": 20}),
        ),
        **COMMON,
    ),
)

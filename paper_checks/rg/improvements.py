"""Findings 2 and 3 of s. 5.2, recomputed from Tables 3 and 4."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.rg.findings import HALF_UNIT, STEAM, Beats, check_beats, violates_beats
from paper_checks.rg.tables import LINKS, METHODS, RECOMMENDATION, TABLES
from verify.profile import Profile

Mean = Literal["of ratios", "ratio of means", "of differences"]


@dataclass(frozen=True)
class Gain:
    """The percentage by which methods are above a baseline, averaged over columns (and methods); below it, if less."""

    percent: str
    methods: tuple[str, ...]
    baseline: str
    columns: tuple[str, ...]
    mean: Mean = "of ratios"


def check(subject: Gain, profile: Profile) -> Iterator[Evidence]:
    """The average of the printed entries, and its range when each may be off by half a unit in its last place."""
    del profile
    found = 100 * float(gain(subject))
    low, high = (100 * float(gain(subject, sign * HALF_UNIT)) for sign in (-1, 1))
    values = _values(subject)
    wrong = violates(subject, values)
    yield Evidence(
        kind=Kind.EXACT,
        holds=not wrong,
        domain=f"{', '.join(subject.methods)} over {subject.baseline} in {len(subject.columns)} columns",
        detail=f"From the printed entries {found:.3f} %; the interval lets every entry be off by 0.00005.",
        exercised=len(subject.methods) * len(subject.columns),
        complete=True,
        value=found,
        bound=subject.percent,
        interval=(low, high),
        counterexample=Counterexample(f"the entries give {found:.3f} %, not {subject.percent} %", values)
        if wrong
        else None,
    )


def violates(subject: Gain, values: Mapping[str, str]) -> bool:
    """Whether these are the printed entries and their average does not round to the stated one."""
    half_unit = Fraction(1, 2 * 10 ** len(subject.percent.partition(".")[2]))
    return values == _values(subject) and abs(100 * gain(subject) - Fraction(subject.percent)) > half_unit


def gain(subject: Gain, shift: Fraction = Fraction(0)) -> Fraction:
    """The average, with `shift` added to the methods' entries and taken from the baseline's."""
    pairs = [
        (TABLES[column][method] + shift, TABLES[column][subject.baseline] - shift)
        for column in subject.columns
        for method in subject.methods
    ]
    if subject.mean == "ratio of means":
        return sum((a for a, _ in pairs), Fraction(0)) / sum((b for _, b in pairs), Fraction(0)) - 1
    if subject.mean == "of differences":
        return sum((a - b for a, b in pairs), Fraction(0)) / len(pairs)
    return sum((a / b - 1 for a, b in pairs), Fraction(0)) / len(pairs)


def _values(subject: Gain) -> dict[str, str]:
    methods = (subject.baseline, *subject.methods)
    return {c: ", ".join(f"{name} {float(TABLES[c][name]):.4f}" for name in methods) for c in subject.columns}


RGS = ("RG2", "RGx")
OTHERS = ("BPR", "BCE", "SSM", "Sparsemax", "UIB", "SML")
PRINTED = Beats(("WRMF", *RGS), OTHERS, RECOMMENDATION)
ABOVE = tuple(method for method in METHODS if method != "Sparsemax")
NOT_SML = frozenset({("SML", "Electronics MRR@10")})
COMMON: dict[str, Any] = {"paper": Paper.RG, "universal": False, "bibtex": ("pu2025rg",)}
SECOND: dict[str, Any] = COMMON | {"where": "s. 5.2, Findings 2; Tables 3-4"}
THIRD: dict[str, Any] = COMMON | {"where": "s. 5.2, Findings 3; Table 3"}
AVERAGE: dict[str, Any] = {"check": check, "violates": violates}
COMPARED: dict[str, Any] = {"check": check_beats, "violates": violates_beats}

CLAIMS = (
    Claim(
        id="rg.finding2.gain",
        source=Source.FULL_TEXT,
        title="RGx is 6.0 % above softmax on average over the six recommendation columns",
        statement="The best results of RGx showcase a 6.0 % average relative improvement compared with SM",
        subject=Gain("6.0", ("RGx",), "SM", RECOMMENDATION),
        mutants=(
            Mutant("RG2 for RGx", Gain("6.0", ("RG2",), "SM", RECOMMENDATION)),
            Mutant("all eight columns", Gain("6.0", ("RGx",), "SM", tuple(TABLES))),
            Mutant("ratio of the means", Gain("6.0", ("RGx",), "SM", RECOMMENDATION, "ratio of means")),
            Mutant("6.1 %", Gain("6.1", ("RGx",), "SM", RECOMMENDATION)),
        ),
        **SECOND,
        **AVERAGE,
    ),
    Claim(
        id="rg.finding2.loss",
        source=Source.FULL_TEXT,
        title="RGx is 3.3 % below softmax on average over the two columns of link prediction",
        statement="and a 3.3 % average relative decrease compared with SM",
        subject=Gain("-3.3", ("RGx",), "SM", LINKS),
        mutants=(
            Mutant("the sign lost", Gain("3.3", ("RGx",), "SM", LINKS)),
            Mutant("RG2 for RGx", Gain("-3.3", ("RG2",), "SM", LINKS)),
            Mutant("percentage points", Gain("-3.3", ("RGx",), "SM", LINKS, "of differences")),
            Mutant("relative to RGx", Gain("-3.3", ("SM",), "RGx", LINKS)),
        ),
        **SECOND,
        **AVERAGE,
    ),
    Claim(
        id="rg.finding2.als",
        source=Source.FULL_TEXT,
        title="WRMF and the RG losses are above every baseline but softmax in all recommendation columns",
        statement="WRMF and RGs [...] consistently outperform other baselines except SM",
        subject=PRINTED,
        repaired_by="rg.finding2.als.repair",
        **SECOND,
        **COMPARED,
    ),
    Claim(
        id="rg.finding2.als.repair",
        source=Source.BEYOND,
        title="The RG losses are above every baseline but softmax in all columns, WRMF but for Steam's two",
        statement=(
            "RG2 and RGx are above BPR, BCE, SSM, Sparsemax, UIB and SML in each of the six recommendation columns, "
            "WRMF "
            "in four; on Steam SSM is above it"
        ),
        subject=Beats(PRINTED.winners, OTHERS, RECOMMENDATION, STEAM),
        mutants=(
            Mutant("no exception", PRINTED),
            Mutant("SM among the others", Beats(PRINTED.winners, (*OTHERS, "SM"), RECOMMENDATION, STEAM)),
            Mutant(
                "one exception only",
                Beats(PRINTED.winners, OTHERS, RECOMMENDATION, frozenset({("WRMF", "Steam NDCG@10")})),
            ),
        ),
        **SECOND,
        **COMPARED,
    ),
    Claim(
        id="rg.finding3.gain",
        source=Source.FULL_TEXT,
        title="The RG losses, both averaged, are 15.3 % above WRMF",
        statement="RGs achieve better performance [than] WRMF (15.3 % at average); read: the mean of RG2 and RGx",
        subject=Gain("15.3", RGS, "WRMF", RECOMMENDATION),
        repaired_by="rg.finding3.gain.repair",
        **THIRD,
        **AVERAGE,
    ),
    Claim(
        id="rg.finding3.gain.repair",
        source=Source.FULL_TEXT,
        title="RGx alone is 15.3 % above WRMF on average over the six recommendation columns",
        statement="RGs achieve better performance [than] WRMF (15.3 % at average); read: the better one, RGx",
        subject=Gain("15.3", ("RGx",), "WRMF", RECOMMENDATION),
        mutants=(
            Mutant("both", Gain("15.3", RGS, "WRMF", RECOMMENDATION)),
            Mutant("RG2", Gain("15.3", ("RG2",), "WRMF", RECOMMENDATION)),
            Mutant("ratio of the means", Gain("15.3", ("RGx",), "WRMF", RECOMMENDATION, "ratio of means")),
            Mutant("15.2 %", Gain("15.2", ("RGx",), "WRMF", RECOMMENDATION)),
        ),
        **THIRD,
        **AVERAGE,
    ),
    Claim(
        id="rg.finding3.wrmf",
        source=Source.FULL_TEXT,
        title="Both RG losses are above WRMF in every recommendation column",
        statement="RGs achieve better performance [than] WRMF",
        subject=Beats(RGS, ("WRMF",), RECOMMENDATION),
        mutants=(
            Mutant("exchanged", Beats(("WRMF",), RGS, RECOMMENDATION)),
            Mutant("SSM for the RG losses", Beats(("SSM",), ("WRMF",), RECOMMENDATION)),
            Mutant("RG2 above RGx too", Beats(("RG2",), ("WRMF", "RGx"), RECOMMENDATION)),
        ),
        **THIRD,
        **COMPARED,
    ),
    Claim(
        id="rg.finding3.sparsemax",
        source=Source.FULL_TEXT,
        title="Every method is above Sparsemax in every recommendation column",
        statement="Sparsemax [...] suffers severe performance degradation; read: it is the last in every column",
        subject=Beats(ABOVE, ("Sparsemax",), RECOMMENDATION),
        repaired_by="rg.finding3.sparsemax.repair",
        **THIRD,
        **COMPARED,
    ),
    Claim(
        id="rg.finding3.sparsemax.repair",
        source=Source.BEYOND,
        title="Every method is above Sparsemax in every recommendation column, but SML in Electronics MRR@10",
        statement="Sparsemax is the last in five of the six columns of Table 3; in Electronics MRR@10 SML is below it",
        subject=Beats(ABOVE, ("Sparsemax",), RECOMMENDATION, NOT_SML),
        mutants=(
            Mutant("no exception", Beats(ABOVE, ("Sparsemax",), RECOMMENDATION)),
            Mutant(
                "the exception in the other metric",
                Beats(ABOVE, ("Sparsemax",), RECOMMENDATION, frozenset({("SML", "Electronics NDCG@10")})),
            ),
            Mutant("BPR for Sparsemax", Beats(("BCE", "SM"), ("BPR",), RECOMMENDATION)),
        ),
        **THIRD,
        **COMPARED,
    ),
)

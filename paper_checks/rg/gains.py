"""Findings 2 and 3 of s. 5.2, recomputed from Tables 3 and 4."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.rg.findings import HALF_UNIT, SAMPLING, STEAM, Beats, check_beats, violates_beats
from paper_checks.rg.tables import LINKS, METHODS, RECOMMENDATION, TABLES
from verify.profile import Profile

Change = Callable[[Fraction, Fraction], Fraction]


@dataclass(frozen=True)
class Gain:
    """A printed mean, in percent: of the `change` from `base` to each of `methods`, over `columns`."""

    percent: str
    methods: tuple[str, ...]
    base: str
    columns: tuple[str, ...]
    change: Change


def relative(entry: Fraction, base: Fraction) -> Fraction:
    """The gain of an entry over the base."""
    return entry / base - 1


def loss(entry: Fraction, base: Fraction) -> Fraction:
    """The loss of an entry against the base."""
    return 1 - entry / base


def check_gain(subject: Gain, profile: Profile) -> Iterator[Evidence]:
    """The mean from the printed entries, and its range when each entry may be off by half a unit in its last place."""
    del profile
    entries = _entries(subject)
    percent = float(_mean(subject))
    low, high = sorted(float(_mean(subject, sign * HALF_UNIT)) for sign in (-1, 1))
    wrong = violates_gain(subject, entries)
    yield Evidence(
        kind=Kind.EXACT,
        holds=not wrong,
        domain=f"{', '.join(subject.columns)}; {', '.join(subject.methods)} against {subject.base}",
        detail=f"From the printed entries {percent:.3f} %; the interval lets every entry be off by 0.00005.",
        exercised=len(subject.columns) * len(subject.methods),
        complete=True,
        value=percent,
        bound=subject.percent,
        interval=(low, high),
        counterexample=Counterexample(f"the entries give {percent:.3f} %, not {subject.percent} %", entries)
        if wrong
        else None,
    )


def violates_gain(subject: Gain, values: Mapping[str, str]) -> bool:
    """Whether these are the printed entries and their mean does not round to the printed one."""
    half_unit = Fraction(1, 2 * 10 ** len(subject.percent.partition(".")[2]))
    return values == _entries(subject) and abs(_mean(subject) - Fraction(subject.percent)) > half_unit


def _entries(subject: Gain) -> dict[str, str]:
    names = (*subject.methods, subject.base)
    return {c: ", ".join(f"{name} {float(TABLES[c][name]):.4f}" for name in names) for c in subject.columns}


def _mean(subject: Gain, shift: Fraction = Fraction(0)) -> Fraction:
    changes = [
        subject.change(TABLES[column][method] + shift, TABLES[column][subject.base] - shift)
        for column in subject.columns
        for method in subject.methods
    ]
    return 100 * sum(changes, Fraction(0)) / len(changes)


ALS = ("WRMF", "RG2", "RGx")
OTHERS = (*SAMPLING, "Sparsemax")
OVER_SM = Gain("6.0", ("RGx",), "SM", RECOMMENDATION, relative)
BELOW_SM = Gain("3.3", ("RGx",), "SM", LINKS, loss)
BOTH_OVER_WRMF = Gain("15.3", ("RG2", "RGx"), "WRMF", RECOMMENDATION, relative)
RGX_OVER_WRMF = replace(BOTH_OVER_WRMF, methods=("RGx",))
BEATS_OTHERS = Beats(ALS, OTHERS, RECOMMENDATION)
SPARSEMAX_BELOW = Beats(("SM",), ("Sparsemax",), RECOMMENDATION)
SPARSEMAX_LAST = Beats(tuple(m for m in METHODS if m != "Sparsemax"), ("Sparsemax",), RECOMMENDATION)
SML_ON_ELECTRONICS = frozenset({("SML", "Electronics MRR@10")})
COMMON: dict[str, Any] = {"paper": Paper.RG, "universal": False, "bibtex": ("pu2025rg",)}
FINDING_2: dict[str, Any] = COMMON | {"where": "s. 5.2, Findings 2; Tables 3-4"}
FINDING_3: dict[str, Any] = COMMON | {"where": "s. 5.2, Findings 3; Table 3"}
AVERAGED: dict[str, Any] = {"check": check_gain, "violates": violates_gain}
COMPARED: dict[str, Any] = {"check": check_beats, "violates": violates_beats}

CLAIMS = (
    Claim(
        id="rg.finding2.gain",
        source=Source.FULL_TEXT,
        title="RGx gains 6.0 % on softmax: the mean over the six recommendation columns",
        statement=r"The best results of RG$^\times$ show a 6.0 % average relative improvement compared with SM; the "
        "columns, which the sentence does not name, are those of Table 3.",
        subject=OVER_SM,
        mutants=(
            Mutant("all eight columns", replace(OVER_SM, columns=tuple(TABLES))),
            Mutant("NDCG@10 only", replace(OVER_SM, columns=RECOMMENDATION[1::2])),
            Mutant("RG2 for RGx", replace(OVER_SM, methods=("RG2",))),
            Mutant("relative to RGx", replace(OVER_SM, change=lambda entry, base: 1 - base / entry)),
            Mutant("5.9 %", replace(OVER_SM, percent="5.9")),
        ),
        **FINDING_2,
        **AVERAGED,
    ),
    Claim(
        id="rg.finding2.decrease",
        source=Source.FULL_TEXT,
        title="RGx loses 3.3 % against softmax: the mean over the two columns of Wiki",
        statement=r"RG$^\times$ shows a 3.3 % average relative decrease compared with SM; the columns, which the "
        "sentence does not name, are those of Table 4.",
        subject=BELOW_SM,
        mutants=(
            Mutant("MAP@10 only", replace(BELOW_SM, columns=LINKS[:1])),
            Mutant("MRR@10 only", replace(BELOW_SM, columns=LINKS[1:])),
            Mutant("RG2 for RGx", replace(BELOW_SM, methods=("RG2",))),
            Mutant("relative to RGx", replace(BELOW_SM, change=lambda entry, base: base / entry - 1)),
        ),
        **FINDING_2,
        **AVERAGED,
    ),
    Claim(
        id="rg.finding2.als",
        source=Source.FULL_TEXT,
        title="WRMF and the RG losses are above every baseline but SM in all recommendation columns",
        statement="For ALS-based non-sampling methods, WRMF and RGs [...] consistently outperform other baselines "
        "except SM.",
        subject=BEATS_OTHERS,
        repaired_by="rg.finding2.als.repair",
        **FINDING_2,
        **COMPARED,
    ),
    Claim(
        id="rg.finding2.als.repair",
        source=Source.BEYOND,
        title="The RG losses are above every baseline but SM in all columns of Table 3, WRMF in all but Steam's",
        statement="RG2 and RGx are above BPR, BCE, SSM, UIB, SML and Sparsemax in each recommendation column; WRMF is "
        "in four, and not in Steam's two, where SSM is above it.",
        subject=replace(BEATS_OTHERS, exceptions=STEAM),
        mutants=(
            Mutant("no exception", BEATS_OTHERS),
            Mutant(
                "the exceptions said of RG2",
                replace(BEATS_OTHERS, exceptions=frozenset({("RG2", c) for _, c in STEAM})),
            ),
            Mutant("SM among the others", Beats(ALS, (*OTHERS, "SM"), RECOMMENDATION, STEAM)),
            Mutant(
                "the exception for NDCG@10 only",
                replace(BEATS_OTHERS, exceptions=frozenset({("WRMF", "Steam NDCG@10")})),
            ),
        ),
        **FINDING_2,
        **COMPARED,
    ),
    Claim(
        id="rg.finding2.links",
        source=Source.FULL_TEXT,
        title="The RG losses are above every baseline but SM in both columns of Wiki",
        statement="The same of RGs on Wiki, where WRMF has no value.",
        subject=Beats(("RG2", "RGx"), ("BPR", "BCE", "SSM"), LINKS),
        mutants=(
            Mutant("SM among the others", Beats(("RG2", "RGx"), ("BPR", "BCE", "SSM", "SM"), LINKS)),
            Mutant("RGx among the others", Beats(("RG2",), ("BPR", "BCE", "SSM", "RGx"), LINKS)),
            Mutant("SSM for RG2", Beats(("SSM", "RGx"), ("BPR", "BCE", "RG2"), LINKS)),
        ),
        **FINDING_2,
        **COMPARED,
    ),
    Claim(
        id="rg.finding3.gain.literal",
        source=Source.FULL_TEXT,
        title="The RG losses, both, gain 15.3 % on WRMF on average",
        statement="RGs achieve better performance than WRMF (15.3 % on average); read of both RG losses.",
        subject=BOTH_OVER_WRMF,
        repaired_by="rg.finding3.gain.intended",
        **FINDING_3,
        **AVERAGED,
    ),
    Claim(
        id="rg.finding3.gain.intended",
        source=Source.FULL_TEXT,
        title="RGx gains 15.3 % on WRMF: the mean over the six columns",
        statement=r"RG$^\times$ achieves better performance than WRMF (15.3 % on average).",
        subject=RGX_OVER_WRMF,
        mutants=(
            Mutant("both RG losses", BOTH_OVER_WRMF),
            Mutant("RG2", replace(BOTH_OVER_WRMF, methods=("RG2",))),
            Mutant("SM in place of WRMF", replace(RGX_OVER_WRMF, base="SM")),
            Mutant("NDCG@10 only", replace(RGX_OVER_WRMF, columns=RECOMMENDATION[1::2])),
            Mutant("relative to RGx", replace(RGX_OVER_WRMF, change=lambda entry, base: 1 - base / entry)),
        ),
        **FINDING_3,
        **AVERAGED,
    ),
    Claim(
        id="rg.finding3.wrmf",
        source=Source.FULL_TEXT,
        title="Both RG losses are above WRMF in every column",
        statement="RGs achieve better performance than WRMF.",
        subject=Beats(("RG2", "RGx"), ("WRMF",), RECOMMENDATION),
        mutants=(
            Mutant("the other way round", Beats(("WRMF",), ("RG2",), RECOMMENDATION)),
            Mutant("SSM for the RG losses", Beats(("SSM",), ("WRMF",), RECOMMENDATION)),
            Mutant("RGx among the losers", Beats(("RG2",), ("WRMF", "RGx"), RECOMMENDATION)),
        ),
        **FINDING_3,
        **COMPARED,
    ),
    Claim(
        id="rg.finding3.sparsemax",
        source=Source.FULL_TEXT,
        title="Sparsemax is below softmax in every column",
        statement="Sparsemax, as a sparse variant of SM, suffers severe performance degradation; read: it is below SM "
        "in every column of Table 3.",
        subject=SPARSEMAX_BELOW,
        mutants=(
            Mutant("the two exchanged", Beats(("Sparsemax",), ("SM",), RECOMMENDATION)),
            Mutant("below SML too", replace(SPARSEMAX_BELOW, winners=("SM", "SML"))),
            Mutant(
                "SM excepted on Steam",
                replace(SPARSEMAX_BELOW, exceptions=frozenset({("SM", "Steam MRR@10")})),
            ),
        ),
        **FINDING_3,
        **COMPARED,
    ),
    Claim(
        id="rg.finding3.sparsemax.last",
        source=Source.BEYOND,
        title="Sparsemax is the last method in every column but one: SML is below it on Electronics in MRR@10",
        statement="Sparsemax is below every other method in five columns of Table 3; in MRR@10 on Electronics SML is "
        "below it (0.0076 against 0.0078).",
        subject=replace(SPARSEMAX_LAST, exceptions=SML_ON_ELECTRONICS),
        mutants=(
            Mutant("no exception", SPARSEMAX_LAST),
            Mutant(
                "the exception in NDCG@10",
                replace(SPARSEMAX_LAST, exceptions=frozenset({("SML", "Electronics NDCG@10")})),
            ),
            Mutant(
                "BCE excepted too",
                replace(SPARSEMAX_LAST, exceptions=SML_ON_ELECTRONICS | {("BCE", "Electronics MRR@10")}),
            ),
        ),
        **FINDING_3,
        **COMPARED,
    ),
)

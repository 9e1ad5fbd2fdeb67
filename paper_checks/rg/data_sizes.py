"""Thm 14 at the counts of Table 5: what its bound says about data sets of the paper's sizes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from theory.counts import COUNTS
from verify.profile import Profile

Quantity = Literal["over no learning", "over the largest loss", "million digits"]


@dataclass(frozen=True)
class Range:
    """By data set, from where and up to where (exclusive) a quantity lies."""

    quantity: Quantity
    rows: Mapping[str, tuple[str, str]]


K, C, DELTA = 64, 1, "1/20"


def check(subject: Range, profile: Profile) -> Iterator[Evidence]:
    """Each quantity from the row's counts, enclosed in an interval."""
    del profile
    wrong = [name for name in COUNTS if violates(subject, _values(name))]
    found = {name: float(_quantity(subject.quantity, name)) for name in COUNTS}
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=not wrong,
        domain=f"the {len(COUNTS)} rows of Table 5, $K = {K}$ (B.3), $c = C_PC_Q = {C}$, $\\delta = {DELTA}$, "
        "single click",
        detail=f"{WORDS[subject.quantity]}: " + ", ".join(f"{name} {value:.4g}" for name, value in found.items()) + ".",
        exercised=len(COUNTS),
        complete=True,
        counterexample=Counterexample(_says(subject, wrong[0], found[wrong[0]]), _values(wrong[0])) if wrong else None,
    )


def violates(subject: Range, values: Mapping[str, str]) -> bool:
    """Whether these are a row's counts and the quantity is surely outside the stated range."""
    from fractions import Fraction

    from theory.intervals import ball

    name = values["data set"]
    if values != _values(name):
        return False
    low, high = (ball(Fraction(end)) for end in subject.rows[name])
    value = _quantity(subject.quantity, name)
    return bool(value < low or value >= high)


def _quantity(quantity: Quantity, name: str) -> Any:
    import sympy as sp

    from theory.generalisation import dimension, interactions_for, largest_loss, lipschitz, log_excess, no_learning
    from theory.intervals import enclose

    left, n, m = map(sp.Integer, COUNTS[name])
    c, delta = sp.Integer(C), sp.Rational(DELTA)
    d, bound, slope = dimension(sp.Integer(K), left, n), largest_loss(n, c), lipschitz(n, c)
    if quantity == "million digits":
        return enclose(interactions_for(8 * slope, d, bound, slope, delta)) / enclose(10**6 * sp.log(10))
    against = no_learning(n, c, m, delta) if quantity == "over no learning" else bound
    return enclose(log_excess(d, bound, slope, m, delta) - sp.log(against)).exp()


def _values(name: str) -> dict[str, str]:
    return {"data set": name} | dict(zip(("left", "right", "interactions"), map(str, COUNTS[name]), strict=True))


def _says(subject: Range, name: str, value: float) -> str:
    low, high = subject.rows[name]
    return f"{name}: {WORDS[subject.quantity]} is {value:.5g}, not from {low} up to {high}"


def _rows(*ends: tuple[str, str]) -> dict[str, tuple[str, str]]:
    return dict(zip(COUNTS, ends, strict=True))


WORDS: dict[Quantity, str] = {
    "over no learning": "the term of Eq. 33 over the bound of rg.thm14.no_learning",
    "over the largest loss": "the term of Eq. 33 over the largest loss",
    "million digits": r"decimal digits, in millions, of the $|D|$ at which the term is $8L$",
}
TIMES = _rows(("10.8", "10.9"), ("1.38", "1.39"), ("7.4", "7.5"), ("1.8", "1.9"))
DIGITS = _rows(("40.3", "40.4"), ("141.6", "141.7"), ("167.7", "167.8"), ("138.6", "138.7"))
SWAPPED = {"Electronics": TIMES["Wiki"], "Wiki": TIMES["Electronics"]}
SETTING = (
    r"$K = 64$ (B.3), $c = C_PC_Q = 1$, $\delta = \frac1{20}$, single click; $B = (N-1+c)^2$; "
    r"$L = 2(2\sqrt Nc + 1 + N)$, the bound of Remark 13.",
)
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 4.4, Thm 14; Table 5, B.3",
    "source": Source.BEYOND,
    "check": check,
    "violates": violates,
    "assumptions": SETTING,
    "universal": False,
    "uses": ("rg.thm14.no_learning",),
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.thm14.informative",
        title="At the paper's data sizes Thm 14 says more than what holds without learning",
        statement=(
            r"Asked of Thm 14: at the counts of Table 5 the term of Eq. 33 is below $4c(N-1) + "
            r"(N-1+c)^2\sqrt{\log(1/\delta)/(2|D|)}$, which holds for all scores in range, whatever their rank"
        ),
        subject=Range("over no learning", _rows(*[("0", "1")] * 4)),
        repaired_by="rg.thm14.informative.repair",
        **COMMON,
    ),
    Claim(
        id="rg.thm14.informative.repair",
        title="The term of Eq. 33 is 1.4 to 10.8 times what holds without learning",
        statement=(
            r"At the counts of Table 5 the term of Eq. 33, over the bound of rg.thm14.no_learning, is in [10.8, 10.9) "
            r"for MovieLens, [1.38, 1.39) for Electronics, [7.4, 7.5) for Steam, [1.8, 1.9) for Wiki"
        ),
        subject=Range("over no learning", TIMES),
        mutants=(
            Mutant("over the largest loss", Range("over the largest loss", TIMES)),
            Mutant("Electronics and Wiki exchanged", Range("over no learning", TIMES | SWAPPED)),
            Mutant("Steam rounded", Range("over no learning", TIMES | {"Steam": ("7.5", "7.6")})),
            Mutant("the point of MovieLens moved", Range("over no learning", TIMES | {"MovieLens": ("1.08", "1.09")})),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.thm14.below_largest_loss",
        title="The term of Eq. 33 is less than a hundredth of the largest loss at the paper's data sizes",
        statement=(
            r"At the counts of Table 5 the term of Eq. 33 is below $\frac1{100}(N-1+c)^2$, a hundredth of the largest "
            r"term of RG$^2$ under single click"
        ),
        subject=Range("over the largest loss", _rows(*[("0", "1/100")] * 4)),
        mutants=(
            Mutant("a thousandth", Range("over the largest loss", _rows(*[("0", "1/1000")] * 4))),
            Mutant("above the largest loss", Range("over the largest loss", _rows(*[("1", "1000000")] * 4))),
            Mutant("over no learning", Range("over no learning", _rows(*[("0", "1/100")] * 4))),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.thm14.sample_size",
        title="The number of interactions from which Eq. 33 uses its covering bound where that holds has 10^7 digits",
        statement=(
            r"At the counts of Table 5, for the term of Eq. 33 to be at most $8L$, $|D|$ must have 40.3 (MovieLens), "
            r"141.6 (Electronics), 167.7 (Steam), 138.6 (Wiki) million decimal digits, each rounded down"
        ),
        subject=Range("million digits", DIGITS),
        mutants=(
            Mutant("$L$ for $8L$", Range("million digits", DIGITS | {"MovieLens": ("89.9", "90.0")})),
            Mutant("natural logarithms", Range("million digits", DIGITS | {"Steam": ("386.2", "386.3")})),
            Mutant("binary digits", Range("million digits", DIGITS | {"Wiki": ("460.5", "460.6")})),
        ),
        **COMMON
        | {
            "assumptions": (
                *SETTING,
                r"Eq. 33 uses the covering bound at radius $\varepsilon/(8L)$, and that holds up to radius 1.",
            )
        },
    ),
)

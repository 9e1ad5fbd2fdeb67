"""Eq. 45: the term of Thm 14 as the solution of the chain's last equation."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Constant:
    r"""The factor before the root of Eq. 33: a function of d. `least`: it solves Eq. 45; else it is large enough."""

    value: Callable[[Any], Any]
    least: bool


def check(subject: Constant, profile: Profile) -> Iterator[Evidence]:
    """Eq. 45 solved exactly for small d; then for every d."""
    largest = profile.pick(59, 399)
    cases = ({"d": str(d)} for d in range(1, largest + 1))
    tried, wrong = first(cases, lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$d = 1$ to ${largest}$",
        detail="Powers of the factor by their logarithms, in intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(wrong), wrong),
    )
    if wrong is None:
        yield _for_every_d(subject)


def violates(subject: Constant, values: Mapping[str, str]) -> bool:
    r"""Whether the factor's power d + 2 surely differs from (or is below) $128\cdot16^d$, what Eq. 45 asks for."""
    import sympy as sp

    from theory.intervals import sign

    d = int(values["d"])
    found = sign((d + 2) * sp.log(subject.value(sp.Integer(d))) - sp.log(128) - d * sp.log(16))
    return d >= 1 and found in ((-1, 1) if subject.least else (-1,))


def _says(case: Mapping[str, str]) -> str:
    exact = 16 * 2 ** (-1 / (int(case["d"]) + 2))
    return f"$d = {case['d']}$: Eq. 45 is solved by {exact:.6g} times the root"


def _for_every_d(subject: Constant) -> Evidence:
    import sympy as sp

    from theory.argument import Step
    from theory.generalisation import D, solve_chain

    derived = solve_chain()
    surplus = sp.simplify(sp.expand(sp.expand_log((D + 2) * sp.log(subject.value(D) / derived), force=True)))
    agrees = surplus == 0 if subject.least else bool(surplus.is_nonnegative)
    step = Step(
        r"Eq. 45 as printed, solved for $\varepsilon$ by logarithms, has the factor $16\cdot 2^{-1/(d+2)}$",
        sp.simplify(sp.log(derived) - sp.log(16) + sp.log(2) / (D + 2)) == 0,
    )
    return proof([step], "the stated factor is this one" if subject.least else "16 is not less", agrees, "every $d$")


COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "A.5, Eq. 45",
    "check": check,
    "violates": violates,
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.eq45",
        source=Source.FULL_TEXT,
        title="Eq. 45 solved for epsilon is the term of Eq. 33",
        statement=(
            r"Setting $\delta = 4e(d+1)(16eL/\varepsilon)^d\frac{32B^4}{|D|\varepsilon^2}$ we obtain $\varepsilon = "
            r"16\sqrt[d+2]{(d+1)B^4e^{d+1}L^d/(|D|\delta)}$"
        ),
        subject=Constant(lambda _d: 16, least=True),
        repaired_by="rg.eq45.repair",
        **COMMON,
    ),
    Claim(
        id="rg.eq45.repair",
        source=Source.BEYOND,
        title="The exact factor in Eq. 33",
        statement=(
            r"Eq. 45 is solved by $\varepsilon = 16\cdot2^{-1/(d+2)}\sqrt[d+2]{(d+1)B^4e^{d+1}L^d/(|D|\delta)}$, for "
            "every $d$"
        ),
        subject=Constant(lambda d: 16 * 2 ** (-1 / (d + 2)), least=True),
        mutants=(
            Mutant("16", Constant(lambda _d: 16, least=True)),
            Mutant("8", Constant(lambda _d: 8, least=True)),
            Mutant("$d$ for $d + 2$", Constant(lambda d: 16 * 2 ** (-1 / d), least=True)),
            Mutant("1 % less", Constant(lambda d: 99 * 16 * 2 ** (-1 / (d + 2)) / 100, least=True)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.eq45.suffices",
        source=Source.FULL_TEXT,
        title="The term of Eq. 33 makes the right-hand side of Eq. 45 at most delta",
        statement=(
            r"At $\varepsilon = 16\sqrt[d+2]{(d+1)B^4e^{d+1}L^d/(|D|\delta)}$ the right-hand side of Eq. 45 is at most "
            r"$\delta$ (it is $\delta/2$)"
        ),
        subject=Constant(lambda _d: 16, least=False),
        mutants=(
            Mutant("8", Constant(lambda _d: 8, least=False)),
            Mutant("15", Constant(lambda _d: 15, least=False)),
            Mutant("$d$ for $d + 2$ in the exact factor", Constant(lambda d: 16 * 2 ** (-1 / d), least=False)),
        ),
        **COMMON,
    ),
)

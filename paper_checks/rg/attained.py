"""Def. 8: whether the softmax risk attains its minimum."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Attained = Callable[[Any], Any]
"""What is asked of each chance."""


SIZES = (2, 3, 4)


def check_attained(subject: Attained, profile: Profile) -> Iterator[Evidence]:
    """Small label distributions; then for every N."""
    from theory.intervals import literal

    finest = profile.pick(4, 6)
    etas = (
        [Fraction(x, d) for x in parts]
        for n in SIZES
        for d in range(1, finest + 1)
        for parts in product(range(d + 1), repeat=n)
        if sum(parts) == d
    )
    tried, wrong = first(({"eta": literal(eta)} for eta in etas), lambda case: violates_attained(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"label distributions with denominators up to {finest}, $N = {', '.join(map(str, SIZES))}$",
        detail="The minimum is attained exactly where some softmax output is the distribution.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    yield from _attained_for_every_n(subject, everywhere=wrong is None)


def _says(subject: Attained, case: Mapping[str, str]) -> str:
    from theory.intervals import rationals

    eta = rationals(case["eta"])
    if not all(map(subject, eta)):
        return rf"for $\eta = ({case['eta']})$ the infimum of the softmax risk is attained, at $\log\eta$"
    return (
        rf"for $\eta = ({case['eta']})$ the infimum of the softmax risk is not attained: only $p = \eta$ has it, and "
        f"item {eta.index(Fraction(0)) + 1} has $p > 0$ at all scores"
    )


def violates_attained(subject: Attained, values: Mapping[str, str]) -> bool:
    """Whether the answer differs from: the scores log(eta), which alone fit eta, are finite."""
    import sympy as sp

    from theory.intervals import rational, rationals

    eta = rationals(values["eta"])
    finite = all(sp.log(rational(e)).is_finite for e in eta)
    return sum(eta) == 1 and min(eta) >= 0 and len(eta) > 1 and all(map(subject, eta)) != finite


def _attained_for_every_n(subject: Attained, everywhere: bool) -> Iterator[Evidence]:
    import sympy as sp

    from theory.argument import Step
    from theory.dcg_regret import softmax_argument

    o, x = sp.Symbol("o", real=True), sp.Symbol("x", positive=True)
    gap = x - 1 - sp.log(x)
    steps = [
        softmax_argument().steps[0],
        Step(
            r"$\mathrm{KL}(\eta\|p) = 0$ only for $p = \eta$, as $\log x < x - 1$ for $x \ne 1$ (strictly convex, zero "
            r"slope at 1), and $\mathrm{KL} \to 0$ along $p \to \eta$",
            sp.diff(gap, x).subs(x, 1) == 0 and bool(sp.diff(gap, x, 2).is_positive),
        ),
        Step(
            r"softmax outputs are all positive, and every positive $\eta$ is one, of $\log\eta$: so the infimum is "
            r"attained exactly if every $\eta_y > 0$",
            bool(sp.exp(o).is_positive) and sp.exp(sp.log(x)) == x,
        ),
    ]
    inside, domain = subject(x) in (True, sp.true), "every $N \\ge 2$ and every distribution"
    if everywhere:
        yield proof(steps, "this is asked of each chance", inside and not subject(sp.Integer(0)), domain)
    elif inside:
        alone = proof(steps, "no more is asked of positive chances", True, f"{domain} of positive chances")
        yield replace(alone, under="every item has a positive chance")


COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg",)}
ATTAINED: dict[str, Any] = COMMON | {"where": "Def. 8", "check": check_attained, "violates": violates_attained}

CLAIMS = (
    Claim(
        id="rg.def8.attained",
        source=Source.FULL_TEXT,
        title="The softmax risk attains its minimum, as Def. 8 assumes, for any data distribution",
        statement=r"$\Phi^* = \min_o \Phi(o)$ is attained for $\phi = -\log p(o_y)$ and every label distribution",
        subject=lambda _eta: True,
        repaired_by="rg.def8.attained.repair",
        **ATTAINED,
    ),
    Claim(
        id="rg.def8.attained.repair",
        source=Source.BEYOND,
        title="The softmax risk attains its minimum exactly where every item has a positive chance",
        statement=(
            r"$\inf_o \Phi(o)$ is attained, for $N \ge 2$, exactly if $\eta_y > 0$ for every $y$; with the infimum for "
            r"the minimum Def. 8 speaks of every distribution"
        ),
        subject=lambda eta: eta > 0,
        mutants=(
            Mutant("always", lambda _eta: True),
            Mutant("unless one item is certain", lambda eta: eta < 1),
            Mutant("only if no chance is above one half", lambda eta: (eta > 0) & (2 * eta <= 1)),
        ),
        **ATTAINED,
    ),
)

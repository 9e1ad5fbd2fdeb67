"""Eq. 17: how much of the interaction term leaves RGx bounded below."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Share = Callable[[Any], Any]
"""The multiple of the squared sum of the scores that is taken away, a function of N."""


def check_bounded(subject: Share, profile: Profile) -> Iterator[Evidence]:
    """Exact second differences along equal scores, and forms that are semidefinite; then every N."""
    import sympy as sp

    from theory.context_sum import bounded_argument
    from theory.expansion import N

    sizes = range(2, profile.pick(20, 100))
    cases = [case for n in sizes for case in ({"N": str(n)}, {"N": str(n), "kappa": f"1/{n}"})]
    tried, wrong = first(cases, lambda case: violates_bounded(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"$N = 2$ to ${cases[-1]['N']}$, one positive",
        detail=r"Second difference at $-\mathbf 1, 0, \mathbf 1$; the quadratic part at $\kappa = \frac1N$.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(wrong), wrong),
    )
    if wrong is None:
        same = sp.simplify(1 / N - subject(N)) == 0
        yield proof(
            bounded_argument().steps,
            r"the stated $\kappa$ is $\frac1N$",
            same,
            "every $N \\ge 2$ and every number of positives",
        )


def violates_bounded(subject: Share, values: Mapping[str, str]) -> bool:
    r"""Whether the stated largest $\kappa$ is too large or too small, for one positive.

    The quadratic along equal scores has a negative second difference; or it is bounded below for the given, larger
    $\kappa$: its targets add up to 0 and $I - \kappa\mathbf{11}^\top$ is positive semidefinite.
    """
    from theory.majorant import negative_direction

    n = int(values["N"])
    if n < 2:
        return False
    if "kappa" in values:
        kappa = Fraction(values["kappa"])
        form = tuple(tuple(Fraction(i == j) - kappa for j in range(n)) for i in range(n))
        return bool(kappa > subject(Fraction(n))) and negative_direction(form) is None

    def at(c: int) -> Fraction:
        squares = sum(((c + 1 - n * (y == 0)) ** 2 for y in range(n)), Fraction(0))
        return squares - Fraction(subject(Fraction(n))) * (n * c) ** 2

    return at(1) - 2 * at(0) + at(-1) < 0


def _says(case: Mapping[str, str]) -> str:
    if "kappa" in case:
        return rf"$N = {case['N']}$, $\kappa = {case['kappa']}$: it is bounded below, although $\kappa$ is larger"
    return rf"$N = {case['N']}$: along $o = c\mathbf 1$ it tends to $-\infty$ as $c \to \infty$"


COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 4.1, Eq. 17",
    "check": check_bounded,
    "violates": violates_bounded,
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.eq17.bounded.literal",
        source=Source.FULL_TEXT,
        title="RGx with the interaction term within the sum is bounded below",
        statement=(
            r"$|\mathcal I_x|\left(\sum_y (o_y + 1 - r_{x,y}\frac N{|\mathcal I_x|})^2 - \kappa(\mathbf 1^\top "
            r"o)^2\right)$ is bounded below for every $N \ge 2$, as Def. 8 "
            r"takes minima to be achievable. Read: "
            r"$\kappa = N \cdot \frac1N = 1$, Eq. 17 to the "
            r"letter."
        ),
        subject=lambda N: N / N,
        repaired_by="rg.eq17.bounded",
        **COMMON,
    ),
    Claim(
        id="rg.eq17.bounded",
        source=Source.BEYOND,
        title="RGx with the interaction term once a context is bounded below by zero, with more of it by nothing",
        statement=(
            r"$|\mathcal I_x|\left(\sum_y (o_y + 1 - r_{x,y}\frac N{|\mathcal I_x|})^2 - \kappa(\mathbf 1^\top "
            r"o)^2\right)$ is bounded below, and then by 0, exactly if $\kappa \le \frac1N$; Eq. 15 has $\kappa = "
            r"\frac1N$"
        ),
        subject=lambda N: 1 / N,
        mutants=(
            Mutant("1", lambda N: N / N),
            Mutant(r"$\frac1{N-1}$", lambda N: 1 / (N - 1)),
            Mutant(r"$\frac2N$", lambda N: 2 / N),
            Mutant("1 % more", lambda N: Fraction(101, 100) / N),
            Mutant(r"$\frac1{2N}$", lambda N: 1 / (2 * N)),
            Mutant("1 % less", lambda N: Fraction(99, 100) / N),
        ),
        **COMMON,
    ),
)

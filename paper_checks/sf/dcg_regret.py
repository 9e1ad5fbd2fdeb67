"""How much DCG an excess of sparsemax's risk can hide: the best constant for every number of classes."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from verify.profile import Profile

Constant = Callable[[Any, Callable[[Any], Any]], Any]
r"""$C^2$, a function of (N, S), S the function $n \mapsto S_n$."""


def check(subject: Constant, profile: Profile) -> Iterator[Evidence]:
    """Against tied scores; then every N, score vector and distribution, and how the constant grows to 1e5 classes."""
    import sympy as sp

    from theory.sparsemax_regret import argument

    sizes = range(2, profile.pick(5, 8))
    cases = ({"N": str(n), "epsilon": "1/100"} for n in sizes)
    found = decided(
        cases,
        lambda case: violates(subject, case),
        domain=f"$N = 2$ to ${sizes[-1]}$, tied scores and a distribution near the uniform one",
        detail="Regret and excess risk from their definitions, enclosed in intervals; and the proved least constant.",
        says=lambda values: _says(subject, values),
        kind=Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        n, mirrored = sp.Symbol("N", integer=True, positive=True), sp.Function("S")
        agrees = sp.expand(subject(n, mirrored) - 2 * mirrored(n)) == 0
        yield proof(argument().steps, "this is the stated constant", agrees, "every $N$, $s$ and distribution")


def violates(subject: Constant, values: Mapping[str, str]) -> bool:
    """Whether tied scores lose more than the constant allows, or it is surely above the proved least one."""
    from theory.dcg_regret import mirrored
    from theory.intervals import sign
    from theory.sparsemax_regret import ratio

    n, epsilon = int(values["N"]), Fraction(values["epsilon"])
    if n < 2 or not 0 < epsilon < Fraction(1, 2 * n):
        return False
    stated = subject(n, mirrored)
    return sign(stated - ratio(n, epsilon)) == -1 or sign(stated - 2 * mirrored(n)) == 1


def _says(subject: Constant, case: Mapping[str, str]) -> str:
    from theory.dcg_regret import mirrored
    from theory.sparsemax_regret import ratio

    n = int(case["N"])
    found, stated = float(ratio(n, Fraction(case["epsilon"]))), float(subject(n, mirrored))
    return rf"$N = {n}$: tied scores have regret squared over excess risk {found:.6g}; $C^2$ is said to be {stated:.6g}"


CLAIMS = (
    Claim(
        id="sf.dcg.sparsemax.bound",
        paper=Paper.SF,
        where="Key results, Mechanism 3",
        source=Source.BEYOND,
        title="How much DCG an excess of sparsemax's risk can hide, with the best constant, which grows with N",
        statement=r"For one relevant item a context, DCG regret$^2 \le 2S_N$ (excess risk of the sparsemax loss), "
        r"$S_N = \sum_i (c_i - c_{N+1-i})^2$, $c_i = 1/\log(1+i)$, ties against the scores; no smaller constant "
        r"serves, and it has no bound in $N$; that of softmax is $2S_m/m$, $m = \min(N, 4)$",
        subject=lambda n, S: 2 * S(n),
        check=check,
        violates=violates,
        mutants=(
            Mutant("1 % more", lambda n, S: 202 * S(n) / 100),
            Mutant("1 % less", lambda n, S: 198 * S(n) / 100),
            Mutant("softmax's constant", lambda n, S: 2 * S(min(n, 4)) / min(n, 4) if isinstance(n, int) else S(n)),
            Mutant("RG2's constant", lambda n, S: 2 * S(n) / n),
            Mutant("the strong convexity's factor lost", lambda n, S: S(n)),
        ),
        uses=("sf.dcg.sparsemax.single", "rg.prop6.bound"),
        bibtex=("pu2026softmax", "pu2025rg"),
    ),
)

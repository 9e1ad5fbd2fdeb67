"""Prop. 24: the pseudo-dimension of matrices of low rank, a cited result."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Dimension:
    """An upper bound of the pseudo-dimension, a function of (K, M, N, log), the logarithm to base 2 or e."""

    bound: Callable[[Any, Any, Any, Any], Any]
    base: Literal["2", "e"]


def check(subject: Dimension, profile: Profile) -> Iterator[Evidence]:
    """The bound against K(M + N - K) entries that are shattered; then what follows from Warren's theorem."""
    sizes = (1, 2, 3, 10, profile.pick(1000, 10_000))
    cases = (
        {"K": str(k), "M": str(left), "N": str(right)}
        for left in sizes
        for right in sizes
        for k in sizes
        if k <= min(left, right)
    )
    tried, wrong = first(cases, lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain="the entries of the first K rows and columns, all of which are shattered",
        detail=(
            r"Of matrices $(A\ B; C\ CA^{-1}B)$, of rank $K$, with $A$ near the unit matrix, $A$, $B$ and $C$ are "
            r"free: "
            "$K(M+N-K)$ entries take every pattern. The cited bound is never below this number."
        ),
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _from_warren(subject)


def violates(subject: Dimension, values: Mapping[str, str]) -> bool:
    """Whether the bound is surely below K(M + N - K)."""
    from theory.intervals import sign
    from theory.pseudo_dimension import shattered

    k, left, right = (int(values[name]) for name in ("K", "M", "N"))
    return 1 <= k <= min(left, right) and sign(_at(subject, k, left, right) - shattered(k, left, right)) == -1


def _at(subject: Dimension, *sizes: int) -> Any:
    import sympy as sp

    k, left, right = map(sp.Integer, sizes)
    return subject.bound(k, left, right, _logarithm(subject))


def _logarithm(subject: Dimension) -> Callable[[Any], Any]:
    import sympy as sp

    return sp.log if subject.base == "e" else lambda x: sp.log(x) / sp.log(2)


def _says(subject: Dimension, case: Mapping[str, str]) -> str:
    from theory.pseudo_dimension import shattered

    sizes = tuple(int(case[name]) for name in ("K", "M", "N"))
    return (
        f"$K = {case['K']}$, $M = {case['M']}$, $N = {case['N']}$: {shattered(*sizes)} entries are shattered, the "
        f"bound "
        f"is {float(_at(subject, *sizes)):.6g}"
    )


def _from_warren(subject: Dimension) -> Evidence:
    import sympy as sp

    from theory.pseudo_dimension import binary_argument, natural_argument

    k, left, right = sp.symbols("K M N", positive=True)
    log = _logarithm(subject)
    same = sp.simplify(subject.bound(k, left, right, log) - k * (left + right) * log(16 * sp.E * left / k)) == 0
    steps = (binary_argument() if subject.base == "2" else natural_argument()).steps
    found = proof(steps, "the stated bound is this one", same, r"every $1 \le K \le \min(M, N)$, from cited literature")
    return replace(found, under=WARREN + ("" if subject.base == "2" else r", and $M \ge 38K$"))


def _printed(k: Any, left: Any, right: Any, log: Any) -> Any:
    from sympy import E

    return k * (left + right) * log(16 * E * left / k)


def _mutants(base: Literal["2", "e"]) -> tuple[Mutant, ...]:
    return (
        Mutant("$N$ lost", Dimension(lambda k, left, _n, log: _printed(k, left, 0, log), base)),
        Mutant("$K$ lost", Dimension(lambda k, left, n, log: _printed(k, left, n, log) / k, base)),
        Mutant("$16e$ lost", Dimension(lambda k, left, n, log: k * (left + n) * log(left / k), base)),
        Mutant("a tenth", Dimension(lambda k, left, n, log: _printed(k, left, n, log) / 10, base)),
    )


WARREN = "Warren's theorem (1968) on the sign patterns of polynomials, which is cited and not proved here"
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "A.5, Prop. 24",
    "source": Source.FULL_TEXT,
    "check": check,
    "violates": violates,
    "bibtex": ("pu2025rg", "srebro2004bounds", "warren1968"),
}

CLAIMS = (
    Claim(
        id="rg.prop24.binary",
        title="The pseudo-dimension of matrices of rank at most K, with the logarithm to base 2",
        statement=r"The pseudo-dimension of $\mathcal H$ is at most $K(M+N)\log_2\frac{16eM}K$",
        subject=Dimension(_printed, "2"),
        mutants=_mutants("2"),
        **COMMON,
    ),
    Claim(
        id="rg.prop24.natural",
        title="The pseudo-dimension of matrices of rank at most K, with the natural logarithm",
        statement=r"The pseudo-dimension of $\mathcal H$ is at most $K(M+N)\ln\frac{16eM}K$",
        subject=Dimension(_printed, "e"),
        mutants=_mutants("e"),
        **COMMON,
    ),
)

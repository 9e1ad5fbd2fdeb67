"""Eq. 19 and the sentence after it: the weights that sampling gives, and whether they are all that it changes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.rg.sampled_squares import EVERYWHERE
from paper_checks.search import first
from verify.profile import Profile

if TYPE_CHECKING:
    from theory.sampled_squares import Pool

Value = Callable[[Any, Any, Any], Any]
"""A function of (N, n, m)."""

Of = Literal["ratio", "target"]


@dataclass(frozen=True)
class Stated:
    """A value that is stated of the mean of sampled RG2 where draws are from the pool."""

    value: Value
    pool: "Pool" = "all"


Readings = tuple[Stated, ...]
"""At least one of these is right."""


def check(subject: Readings, profile: Profile, of: Of) -> Iterator[Evidence]:
    """Against second or first differences of the mean over all draws; then for symbolic N, n and m."""
    tried, wrong = first(cases(profile), lambda values: violates(subject, values, of))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"$N = 2$ to {profile.pick(4, 6)}, $n = 1$ to {profile.pick(4, 5)}, $m < N$",
        detail="Differences of the mean over all draws, which is quadratic, in rationals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong, of), wrong),
    )
    if wrong is None:
        for stated in subject:
            yield _for_every_n(stated, of)


def violates(subject: Readings, values: Mapping[str, str], of: Of) -> bool:
    """Whether the value is wrong in every reading."""
    N, n, m = (int(values[name]) for name in ("N", "n", "m"))
    return 1 <= m < N and n >= 1 and all(_wrong(stated, N, n, m, of) for stated in subject)


def _wrong(stated: Stated, N: int, n: int, m: int, of: Of) -> bool:
    return bool(stated.value(Fraction(N), Fraction(n), Fraction(m)) != true_value(stated.pool, N, n, m, of))


def true_value(pool: "Pool", N: int, n: int, m: int, of: Of) -> Fraction:
    """The ratio of curvatures, or one more than the positives' best score, of the mean over all draws."""
    from theory.sampled_squares import enumerated_ratio, enumerated_target

    return (enumerated_ratio if of == "ratio" else enumerated_target)(pool, N, m, n)


def cases(profile: Profile) -> Iterator[dict[str, str]]:
    """Numbers of items, draws and positives, the smallest first."""
    for N, n in product(range(2, profile.pick(4, 6) + 1), range(1, profile.pick(4, 5) + 1)):
        for m in range(1, N):
            yield {"N": str(N), "n": str(n), "m": str(m)}


def _says(subject: Readings, values: dict[str, str], of: Of) -> str:
    N, n, m = (int(values[name]) for name in ("N", "n", "m"))
    what = "a positive weighs {} times as much as another item, not {}" if of == "ratio" else "the target is {}, not {}"
    found = (
        f"drawing from {'all items' if stated.pool == 'all' else 'the negatives'}, "
        + what.format(
            f"${true_value(stated.pool, N, n, m, of)}$",
            f"${stated.value(Fraction(N), Fraction(n), Fraction(m))}$",
        )
        for stated in subject
    )
    return f"$N = {N}$, $n = {n}$, {m} positive: {'; '.join(found)}"


def _for_every_n(stated: Stated, of: Of) -> Evidence:
    from sympy import cancel, factor

    from theory import sampled_squares
    from theory.argument import Step
    from theory.draws import m, n
    from theory.expansion import N

    steps = [sampled_squares.derived_step(stated.pool)]
    if of == "ratio":
        true, says = sampled_squares.ratio(stated.pool), "the ratio of its coefficients of squares is the stated one"
    else:
        true, says = sampled_squares.target(stated.pool), "its derivative in a positive's score is 0 where stated"
        never = cancel(true / (N / m) - 1).subs(N, m + sampled_squares.MORE)
        steps.append(Step("that is never at the target $N/m$ of RG$^2$, for $m < N$", factor(never).is_zero is False))
    return proof(steps, says, cancel(true - stated.value(N, n, m)) == 0, EVERYWHERE)


CHECKS: dict[Of, Any] = {of: partial(check, of=of) for of in ("ratio", "target")}
VIOLATES: dict[Of, Any] = {of: partial(violates, of=of) for of in ("ratio", "target")}
RATIO: dict[str, Any] = {"check": CHECKS["ratio"], "violates": VIOLATES["ratio"]}
TARGET: dict[str, Any] = {"check": CHECKS["target"], "violates": VIOLATES["target"]}
COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg",)}
DRAWS = (
    "For one context with $m = |\\mathcal I_x|$ positives, $1 \\le m < N$; draws are uniform with replacement, from "
    "all items, as $\\mathrm{Unif}[Y]$ says, or from the negatives only.",
)


def _both(value: Value) -> Readings:
    return Stated(value), Stated(value, "negatives")


CLAIMS = (
    Claim(
        id="rg.eq19.ratio",
        where="s. 4.1, Eq. 19",
        source=Source.FULL_TEXT,
        title="In sampled RG2 a positive weighs N/(n+1) times as much as another item",
        statement=(
            r"$w_{x,y} = |\mathcal I_x|$ on $D$ and $|\mathcal I_x|\frac{n+1}N$ elsewhere: in "
            r"$\sum_{y \in \mathcal I_x}E_{[n]}\bigl[-o_y + \frac1{2n+2}\|o_{[n]} + \mathbf 1\|^2\bigr]$ the squares "
            r"of positives and other items stand as $\frac N{n+1} : 1$"
        ),
        assumptions=DRAWS,
        subject=_both(lambda N, n, _m: N / (n + 1)),
        repaired_by="rg.eq19.ratio.repair",
        **RATIO,
        **COMMON,
    ),
    Claim(
        id="rg.eq19.ratio.repair",
        where="s. 4.1, Eq. 19",
        source=Source.BEYOND,
        title="If all items are drawn from, a positive weighs 1 + N/(mn) times as much as another item",
        statement=(
            r"The squares of positives and other items stand as $1 + \frac N{mn} : 1$ where draws are from all items "
            r"(as $\frac{N-m}{mn} : 1$ where they are from the negatives: rg.eq18.rg2.negatives)"
        ),
        assumptions=DRAWS[:1],
        subject=(Stated(lambda N, n, m: 1 + N / (m * n)),),
        mutants=(
            Mutant(r"$\frac N{mn}$, hits on positives forgotten", (Stated(lambda N, n, m: N / (m * n)),)),
            Mutant(r"$1 + \frac N{m(n+1)}$", (Stated(lambda N, n, m: 1 + N / (m * (n + 1))),)),
            Mutant(r"$1 + \frac Nn$, for one positive only", (Stated(lambda N, n, _m: 1 + N / n),)),
            Mutant(r"$1 + \frac{N-m}{mn}$", (Stated(lambda N, n, m: 1 + (N - m) / (m * n)),)),
            Mutant("drawn from the negatives all the same", (Stated(lambda N, n, m: 1 + N / (m * n), "negatives"),)),
        ),
        **RATIO,
        **COMMON,
    ),
    Claim(
        id="rg.sampling_is_weighting.target",
        where="s. 4.1, after Eq. 19",
        source=Source.FULL_TEXT,
        title="The RG2 of softmax and of sampled softmax differ in weights alone: the positives' target is the same",
        statement=(
            r"Similar operations for SM and SSM yield RG losses whose difference corresponds exactly to the weight "
            r"design; read: the mean sampled loss is least at $o_y = \frac N{|\mathcal I_x|} - 1$ on positives, too"
        ),
        assumptions=DRAWS,
        subject=_both(lambda N, _n, m: N / m),
        repaired_by="rg.sampling_is_weighting.target.repair",
        **TARGET,
        **COMMON,
    ),
    Claim(
        id="rg.sampling_is_weighting.target.repair",
        where="s. 4.1, after Eq. 19",
        source=Source.BEYOND,
        title="With all items drawn from, the positives' target is N(n+1)/(N+mn), which depends on n",
        statement=(
            r"Drawing from all items, the mean sampled loss is least at $o_y = \frac{N(n+1)}{N+mn} - 1$ on positives, "
            r"which is not $\frac Nm - 1$ for any $m < N$ and $n$: no choice of weights alone makes it RG$^2$"
        ),
        assumptions=DRAWS,
        subject=(Stated(lambda N, n, m: N * (n + 1) / (N + m * n)),),
        mutants=(
            Mutant(r"$\frac{Nn}{N+mn}$", (Stated(lambda N, n, m: N * n / (N + m * n)),)),
            Mutant(r"$\frac{N(n+1)}{N+m(n+1)}$", (Stated(lambda N, n, m: N * (n + 1) / (N + m * (n + 1))),)),
            Mutant(r"$\frac{N(n+1)}{N+n}$, for one positive only", (Stated(lambda N, n, _m: N * (n + 1) / (N + n)),)),
            Mutant("$n + 1$, which is for negatives only", (Stated(lambda _N, n, _m: n + 1),)),
            Mutant("drawn from the negatives", (Stated(lambda N, n, m: N * (n + 1) / (N + m * n), "negatives"),)),
        ),
        **TARGET,
        **COMMON,
    ),
)

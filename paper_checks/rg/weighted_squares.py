"""Eq. 11: the weighted squared loss, WRMF's weights, and RG2 as one."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Confidence:
    """A weight as a function of (alpha, count, 1 for an observed pair or 0); `binary`: counts are 0 or 1."""

    weight: Callable[[Any, Any, Any], Any]
    binary: bool = False


@dataclass(frozen=True)
class Rescaled:
    """RG2 of a context as factor(N, m) times the unweighted Eq. 11 at slope(N, m) (o + shift), plus a constant."""

    factor: Callable[[Any, Any], Any]
    slope: Callable[[Any, Any], Any]
    shift: int = 1


ALPHAS = ("1", "1/2", "40")
BINARY = "interactions are not counted, $r \\in \\{0, 1\\}$"


def check_confidence(subject: Confidence, profile: Profile) -> Iterator[Evidence]:
    """The weight against 1 + alpha times the count of Hu et al., in rationals; then for every alpha and count."""
    from sympy import Symbol, expand

    found = _confidence_search(subject, profile)
    yield found
    one = subject if found.holds else replace(subject, binary=True)
    if found.holds or (not subject.binary and _confidence_search(one, profile).holds):
        alpha, count = Symbol("alpha", positive=True), Symbol("r", integer=True, positive=True)
        sorts = [(0, 0), (1, 1)] if one.binary else [(0, 0), (count, 1)]
        same = all(expand(one.weight(alpha, c, seen) - (1 + alpha * c)) == 0 for c, seen in sorts)
        says = r"unobserved and observed pairs have the weight $1 + \alpha r$, in symbols"
        shown = proof((), says, same, r"every $\alpha$ and count" + " of 0 or 1" * one.binary)
        yield shown if found.holds else replace(shown, under=BINARY)


def _confidence_search(subject: Confidence, profile: Profile) -> Evidence:
    most = 1 if subject.binary else profile.pick(4, 20)
    cases = [{"alpha": a, "count": str(c)} for c in range(most + 1) for a in ALPHAS]
    tried, wrong = first(cases, lambda values: violates_confidence(subject, values))
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"counts 0 to {most}, $\\alpha = {', '.join(ALPHAS)}$",
        detail=r"Hu et al. weigh a pair by $1 + \alpha r$, where $r$ counts its interactions.",
        exercised=tried,
        counterexample=wrong and Counterexample(_says_confidence(subject, wrong), wrong),
    )


def _says_confidence(subject: Confidence, case: Mapping[str, str]) -> str:
    alpha, count = Fraction(case["alpha"]), int(case["count"])
    stated = subject.weight(alpha, Fraction(count), Fraction(int(count > 0)))
    return f"$\\alpha = {alpha}$, $r = {count}$: WRMF's weight is ${1 + alpha * count}$, not ${stated}$"


def violates_confidence(subject: Confidence, values: Mapping[str, str]) -> bool:
    """Whether the weight of a pair with this count is not 1 + alpha times it."""
    alpha, count = Fraction(values["alpha"]), int(values["count"])
    if count < 0 or (subject.binary and count > 1):
        return False
    return bool(subject.weight(alpha, Fraction(count), Fraction(int(count > 0))) != 1 + alpha * count)


def check_rescaled(subject: Rescaled, profile: Profile) -> Iterator[Evidence]:
    """Differences of both losses in rationals; then coefficient by coefficient for every N and m."""
    sizes = range(2, profile.pick(4, 6) + 1)
    cases = [{"o": o, "m": str(m)} for N in sizes for m in range(1, N + 1) for o in _points(N)]
    tried, wrong = first(cases, lambda values: violates_rescaled(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"$N = 2$ to {sizes[-1]}, every $m \\le N$, scores -1, 0, 1 and 2",
        detail="Differences to zero scores, of Eq. 15 summed over the positives and of the rescaled Eq. 11.",
        exercised=tried,
        counterexample=wrong and Counterexample(_says_rescaled(subject, wrong), wrong),
    )
    if wrong is None:
        yield _rescaled_for_every_n(subject)


def violates_rescaled(subject: Rescaled, values: Mapping[str, str]) -> bool:
    """Whether RG2 rises by another amount from zero scores to these than the rescaled loss."""
    from theory.intervals import rationals

    scores, m = rationals(values["o"]), int(values["m"])
    return 1 <= m <= len(scores) and bool(operator.ne(*_rises(subject, scores, m)))


def _rises(subject: Rescaled, scores: tuple[Fraction, ...], m: int) -> tuple[Fraction, Fraction]:
    """By how much RG2 and the rescaled loss rise from zero scores to these."""
    from theory.quadratic import rg2, wsl

    N, ones = Fraction(len(scores)), [Fraction(1)] * len(scores)
    labels = [Fraction(int(i < m)) for i in range(len(scores))]
    slope, factor = subject.slope(N, Fraction(m)), subject.factor(N, Fraction(m))

    def both(o: tuple[Fraction, ...]) -> tuple[Fraction, Fraction]:
        scaled = [slope * (x + subject.shift) for x in o]
        return sum((rg2(o, y) for y in range(m)), Fraction(0)), factor * wsl(scaled, labels, ones)

    (one, other), (base, other_base) = both(scores), both((Fraction(0),) * len(scores))
    return one - base, other - other_base


def _says_rescaled(subject: Rescaled, case: Mapping[str, str]) -> str:
    from theory.intervals import rationals

    rise, stated = _rises(subject, rationals(case["o"]), int(case["m"]))
    return (
        f"from zero scores to $o = ({case['o']})$, the first {case['m']} positive, RG$^2$ rises by {rise}, the "
        f"squared loss by {stated}"
    )


def _points(N: int) -> list[str]:
    ends = product(("-1", "0", "2"), repeat=2)
    return [", ".join([head, *["1"] * (N - 2), tail]) for head, tail in ends]


def _rescaled_for_every_n(subject: Rescaled) -> Evidence:
    from sympy import IndexedBase, Sum, cancel, diff, symbols

    from theory.draws import m
    from theory.expansion import J, N

    x, rest = symbols("x S", real=True)
    o = IndexedBase("o", real=True)
    others = Sum((o[J] + 1) ** 2, (J, 2, N))
    slope, factor = subject.slope(N, m), subject.factor(N, m)
    agree = []
    for r in (1, 0):
        context = -(r * x + rest) + m * ((x + 1) ** 2 + others) / (2 * N)
        squares = factor * (slope * (x + subject.shift) - r) ** 2
        agree.append(cancel(diff(context, x) - diff(squares, x)) == 0)
    says = (
        r"both are sums over items of functions of one score; the derivative of Eq. 15, summed over the positives, in "
        "the score of a positive and of another item is that of the rescaled square, for symbolic $N$ and $m$"
    )
    return proof((), says, all(agree), "every $N$, every number of positives $m$ and every $o$")


COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "s. 3.4, Eq. 11"}
HU: dict[str, Any] = COMMON | {
    "check": check_confidence,
    "violates": violates_confidence,
    "bibtex": ("pu2025rg", "hu2008implicit"),
}
SQUARES: dict[str, Any] = {"check": check_rescaled, "violates": violates_rescaled, "bibtex": ("pu2025rg",)}


def _factor(N: Any, m: Any) -> Any:
    return N / (2 * m)


def _slope(N: Any, m: Any) -> Any:
    return m / N


CLAIMS = (
    Claim(
        id="rg.eq11.wrmf",
        source=Source.FULL_TEXT,
        title="With binary labels WRMF is Eq. 11 with the weights alpha + 1 and 1",
        statement=(
            r"With $r_{x,y} \in \{0,1\}$ the WRMF loss of Hu et al. (2008) has $w_{x,y} = \alpha + 1$ for positive "
            "instances and 1 for negative ones"
        ),
        assumptions=(r"Hu et al. weigh by $1 + \alpha r_{x,y}$; here each observed pair counts once.",),
        subject=Confidence(lambda alpha, _count, seen: 1 + alpha * seen, binary=True),
        mutants=(
            Mutant(r"$\alpha$ on positives", Confidence(lambda a, _c, seen: a if seen else 1, binary=True)),
            Mutant(r"$\alpha$ on negatives", Confidence(lambda a, _c, seen: 1 + a if seen else a, binary=True)),
            Mutant(r"$1 + \alpha$ on both", Confidence(lambda a, _c, _seen: 1 + a, binary=True)),
            Mutant("0 on negatives", Confidence(lambda a, _c, seen: (1 + a) * seen, binary=True)),
        ),
        **HU,
    ),
    Claim(
        id="rg.eq11.wrmf.counts",
        source=Source.FULL_TEXT,
        title="WRMF's weights are alpha + 1 and 1 for the implicit feedback that Hu et al. treat",
        statement=(
            r"The WRMF loss of Hu et al. (2008) has $w_{x,y} = \alpha + 1$ for positive instances and 1 for negative "
            "ones; read: for counts of interactions"
        ),
        subject=Confidence(lambda alpha, _count, seen: 1 + alpha * seen),
        repaired_by="rg.eq11.wrmf.counts.repair",
        **HU,
    ),
    Claim(
        id="rg.eq11.wrmf.counts.repair",
        source=Source.BEYOND,
        title="For counts r WRMF's weights are 1 + alpha r",
        statement=r"$w_{x,y} = 1 + \alpha r_{x,y}$, where $r_{x,y}$ counts interactions; the label is 1 where $r > 0$",
        subject=Confidence(lambda alpha, count, _seen: 1 + alpha * count),
        mutants=(
            Mutant(r"$\alpha r$", Confidence(lambda alpha, count, _seen: alpha * count)),
            Mutant(r"$(1 + \alpha)r$ where observed", Confidence(lambda a, c, seen: (1 + a) * c if seen else 1)),
            Mutant(r"$\alpha + r$", Confidence(lambda alpha, count, seen: alpha * seen + count + 1 - seen)),
            Mutant(r"$1 + \alpha r^2$", Confidence(lambda alpha, count, _seen: 1 + alpha * count**2)),
        ),
        **HU,
    ),
    Claim(
        id="rg.eq11.rg2",
        source=Source.BEYOND,
        title="RG2 is Eq. 11 with equal weights and 0/1 labels, at the scores m(o + 1)/N",
        statement=(
            r"With $m$ positives $\sum_{y \in \mathcal I_x}\bigl(-o_y + \frac1{2N}\|o + \mathbf 1\|^2\bigr)"
            r" = \frac N{2m}\sum_j\bigl(\frac mN(o_j + 1) - r_{x,j}\bigr)^2 + \text{const}$: where all contexts have "
            r"$m$ positives, RG$^2$ is the unweighted squared loss of affinely transformed scores"
        ),
        subject=Rescaled(_factor, _slope),
        mutants=(
            Mutant(r"$\frac{N^2}{2m}$ for $\frac N{2m}$", Rescaled(lambda N, m: N**2 / (2 * m), _slope)),
            Mutant(r"$\frac Nm$ for $\frac N{2m}$", Rescaled(lambda N, m: N / m, _slope)),
            Mutant(r"$\frac1N$ for $\frac mN$", Rescaled(_factor, lambda N, _m: 1 / N)),
            Mutant("scores $o$ for $o + 1$", Rescaled(_factor, _slope, shift=0)),
            Mutant("scores $o - 1$ for $o + 1$", Rescaled(_factor, _slope, shift=-1)),
        ),
        **COMMON,
        **SQUARES,
    ),
)

"""Which maps keep the order of the scores strictly, and where they tie."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any, Literal

from paper_checks.cases import decided, named, says
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from theory.order import From
from verify.profile import Profile

Parameter = Literal["alpha", "scale", "target"]
Tied = Callable[[Any, Any, Any], Any]
"""Whether p_i = p_j for z_i > z_j, a function of (p_i, p_j, the parameter)."""


@dataclass(frozen=True)
class Order:
    r"""For $z_i > z_j$, $p_i > p_j$ unless `tied`, and then $p_i = p_j$.

    `parameter` names the map: alpha of entmax, the scale of Rankmax, or the target that its scale is adapted to;
    `over` are the values of it that are tried, of which entmax's alpha and the scale may be any, unless one is `only`.
    """

    parameter: Parameter
    over: tuple[Fraction, ...]
    tied: Tied
    only: bool = False


def check(subject: Order, profile: Profile) -> Iterator[Evidence]:
    """Every pair of classes at rational scores; then the optimality conditions."""
    sizes = range(2, profile.pick(3, 4) + 1)
    cases = (
        {"z": ", ".join(map(str, z)), subject.parameter: str(value)}
        for n in sizes
        for z in combinations_with_replacement(SCORES, n)
        for value in (range(1, n + 1) if subject.parameter == "target" else subject.over)
    )
    found = decided(
        cases,
        lambda values: violates(subject, values),
        rf"scores in $\{{{', '.join(map(str, SCORES))}\}}$, $N = 2$ to ${sizes[-1]}$",
        "Every ordered pair, in rationals or in balls that settle each sign.",
        lambda values: f"at {named(values)} two classes are not as claimed",
        Kind.CERTIFICATE if subject.parameter == "alpha" else Kind.EXACT,
    )
    yield found
    if found.holds:
        yield _for_every_n(subject)


def probabilities(parameter: Parameter, value: Fraction, z: Sequence[Fraction]) -> list[Any]:
    """Of one map, exactly or in balls; targets are counted from 1."""
    from theory.maps import sparsemax_exact
    from theory.optimality import entmax_exact

    if parameter == "alpha":
        return entmax_exact(z, value)
    if parameter == "scale":
        return list(sparsemax_exact([value * x for x in z]))
    excess = [max(x - z[int(value) - 1] + 1, Fraction(0)) for x in z]
    return [x / sum(excess) for x in excess]


def _in_domain(parameter: Parameter, value: Fraction, z: Sequence[Fraction]) -> bool:
    if parameter == "target":
        return value in range(1, len(z) + 1)
    return value >= 1 if parameter == "alpha" else value > 0


def violates(subject: Order, values: Mapping[str, str]) -> bool:
    """Whether some pair with z_i > z_j is surely tied, or surely not, otherwise than claimed, or in the wrong order."""
    from theory.intervals import rationals

    z, value = rationals(values["z"]), Fraction(values[subject.parameter])
    if (subject.only and value not in subject.over) or not _in_domain(subject.parameter, value, z):
        return False
    p = probabilities(subject.parameter, value, z)
    pairs = [(p[i], p[j]) for i, j in product(range(len(z)), repeat=2) if z[i] > z[j]]
    return any(_differs(subject, high, low, value) for high, low in pairs)


def _differs(subject: Order, high: Any, low: Any, value: Fraction) -> bool:
    claimed = bool(subject.tied(high, low, value))
    return bool(high < low or (high > low and claimed) or (high == low == 0 and not claimed))


def _for_every_n(subject: Order) -> Evidence:
    from theory.optimality import order_steps
    from theory.rankmax_forms import rankmax_order_steps

    alphas = list(subject.over) if subject.only else [Fraction(1), From(1, attained=False)]
    values = {"alpha": alphas, "scale": [From(0, attained=False)], "target": [From(1)]}[subject.parameter]
    inside = From(0, attained=False)
    tied = [says(subject.tied, 0, 0, value) for value in values if subject.parameter != "alpha" or value != 1]
    apart = [says(subject.tied, inside, low, value) for value in values for low in (inside, 0)]
    agrees = all(x is True for x in tied) and all(x is False for x in apart)
    steps = order_steps() if subject.parameter == "alpha" else rankmax_order_steps(subject.parameter)
    claimed = "for $z_i > z_j$ the claim calls them tied where both are 0, and nowhere else"
    return proof(steps, claimed, agrees, "every $N$ and all scores")


def check_strict(subject: Callable[[Any, Any], Any], profile: Profile) -> Iterator[Evidence]:
    """Witnesses of ties and the proof that there are none, for few classes; then every N and alpha."""
    from theory.optimality import strictness_argument

    cases = [{"alpha": str(a), "N": str(n)} for a in ALPHAS for n in range(2, profile.pick(5, 10))]
    found = decided(
        cases,
        lambda values: violates_strict(subject, values),
        rf"$\alpha \in \{{{', '.join(map(str, ALPHAS))}\}}$, $N = 2$ to ${cases[-1]['N']}$",
        "A tie of different scores, exactly or in balls, where there is one.",
        lambda values: f"{named(values)} is not as claimed",
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        sparse = From(1, attained=False)
        strict = [says(subject, 1, From(1)), says(subject, sparse, 1), says(subject, sparse, 2)]
        agrees = all(x is True for x in strict) and says(subject, sparse, From(3)) is False
        claimed = r"the claim says so at $\alpha = 1$ for every $N$, and for $\alpha > 1$ at $N \le 2$ and $N \ge 3$"
        yield proof(strictness_argument().steps, claimed, agrees, r"every $N$ and every $\alpha \ge 1$")


def violates_strict(subject: Callable[[Any, Any], Any], values: Mapping[str, str]) -> bool:
    """Whether it says strict where two different scores surely tie, or not strict where the argument says strict."""
    from theory.optimality import entmax_exact, strictness_argument, tied_scores

    alpha, n = Fraction(values["alpha"]), int(values["N"])
    if alpha < 1 or n < 1:
        return False
    z = tied_scores(alpha, n)
    if z is None:
        return not subject(alpha, n) and strictness_argument().holds
    p = entmax_exact([Fraction(x) for x in z], alpha)
    return bool(subject(alpha, n)) and z[1] != z[2] and p[1] == p[2] == 0


SCORES = (Fraction(0), Fraction(-1, 3), Fraction(-5), Fraction(-6))
ALPHAS = (Fraction(1), Fraction(5, 4), Fraction(3, 2), Fraction(2), Fraction(3))
SPARSE = ALPHAS[1:]


def _never(_p: Any, _q: Any, _value: Any) -> bool:
    return False


def _at_zero(p: Any, _q: Any, _value: Any) -> Any:
    return p == 0


def _claim(id: str, where: str, source: Source, title: str, statement: str, subject: Order, *more: Mutant) -> Claim:
    wrong_ways = (
        Mutant("strict everywhere", replace(subject, tied=_never)),
        Mutant("tied as soon as the lower one is 0", replace(subject, tied=lambda _p, q, _v: q == 0)),
        Mutant("tied everywhere", replace(subject, tied=lambda _p, _q, _v: True)),
    )
    return Claim(
        id=id,
        paper=Paper.SF,
        where=where,
        source=source,
        title=title,
        statement=statement,
        subject=subject,
        check=check,
        violates=violates,
        mutants=(*wrong_ways, *more) if subject.tied is not _never else more,
        bibtex=("pu2026softmax", "blondel2020fenchel", *(["kong2020rankmax"] if "rankmax" in id else [])),
    )


CLAIMS = (
    _claim(
        "sf.order.softmax",
        "summary, Key results and Mechanism 1",
        Source.SUMMARY,
        "Softmax is strictly order-preserving",
        r"For softmax, every $N$ and all finite scores, $z_i > z_j$ implies $p_i > p_j$.",
        Order("alpha", (Fraction(1),), _never, only=True),
        Mutant("for every alpha", Order("alpha", ALPHAS, _never)),
        Mutant("weakly only, tied below 1/10", Order("alpha", (Fraction(1),), lambda p, _q, _a: p < 0.1, True)),
        Mutant(
            "tied below half the uniform share of two", Order("alpha", (Fraction(1),), lambda _p, q, _a: q < 1, True)
        ),
    ),
    _claim(
        "sf.order.sparsemax",
        "summary, Key results and Mechanism 1",
        Source.SUMMARY,
        "Sparsemax is weakly order-preserving: it ties what it puts at zero, and nothing else",
        r"For sparsemax and every $N$, $z_i > z_j$ implies $p_i \ge p_j$, with equality exactly where $p_i = 0$.",
        Order("alpha", (Fraction(2),), _at_zero, only=True),
    ),
    _claim(
        "sf.order.entmax",
        "summary, Key results and Mechanism 1",
        Source.SUMMARY,
        "Entmax is weakly order-preserving for every alpha: it ties what it puts at zero, and nothing else",
        r"For $\alpha$-entmax, every $\alpha \ge 1$ and every $N$, $z_i > z_j$ implies $p_i \ge p_j$, with equality "
        r"exactly where $p_i = 0$, which softmax never gives.",
        Order("alpha", ALPHAS, _at_zero),
        Mutant("ties from alpha = 2 on", Order("alpha", ALPHAS, lambda p, _q, a: p == 0 and a >= 2)),
        Mutant("no ties for alpha of at least 2", Order("alpha", ALPHAS, lambda p, _q, a: p == 0 and a < 2)),
    ),
    _claim(
        "sf.order.rankmax.fixed",
        "novelty report, consistency analysis",
        Source.SUMMARY,
        "Rankmax with a fixed scale is weakly order-preserving: it ties what it puts at zero, and nothing else",
        r"For the sparsemax of $cz$, every $c > 0$ and every $N$, $z_i > z_j$ implies $p_i \ge p_j$, with equality "
        r"exactly where $p_i = 0$.",
        Order("scale", (Fraction(1, 2), Fraction(1), Fraction(3)), _at_zero),
        Mutant(
            "strict for small scales", Order("scale", (Fraction(1, 2), Fraction(3)), lambda p, _q, c: p == 0 and c > 1)
        ),
    ),
    _claim(
        "sf.order.rankmax.adapted",
        "novelty report, consistency analysis",
        Source.SUMMARY,
        "Rankmax with its scale adapted to the label is weakly order-preserving: it ties what it puts at zero",
        r"For $p_i = \max(z_i - z_y + 1, 0)/\sum_j\max(z_j - z_y + 1, 0)$, every label $y$ and every $N$, $z_i > z_j$ "
        r"implies $p_i \ge p_j$, with equality exactly where $p_i = 0$, that is $z_i \le z_y - 1$.",
        Order("target", (), _at_zero),
    ),
    Claim(
        id="sf.order.entmax.strict",
        paper=Paper.SF,
        where="beyond the summary, Mechanism 1",
        source=Source.BEYOND,
        title="Entmax is strictly order-preserving for softmax alone, or for two classes",
        statement=(
            r"$\alpha$-entmax on $\mathbb R^N$ is strictly order-preserving ($z_i > z_j$ implies $p_i > p_j$) iff "
            r"$\alpha = 1$ or $N \le 2$."
        ),
        subject=lambda alpha, N: alpha == 1 or N <= 2,
        check=check_strict,
        violates=violates_strict,
        mutants=(
            Mutant("alpha = 1 only", lambda alpha, _: alpha == 1),
            Mutant("alpha below 2", lambda alpha, N: alpha < 2 or N <= 2),
            Mutant("three classes too", lambda alpha, N: alpha == 1 or N <= 3),
        ),
        uses=("sf.order.entmax",),
        bibtex=("blondel2020fenchel",),
    ),
)

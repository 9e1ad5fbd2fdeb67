"""How far sparse maps keep the support apart from the rest, and which classes are in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any, Literal

from paper_checks.cases import decided, named
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from verify.profile import Profile

Gap = Callable[[Any, Any], Any]
"""The distance in score of a class from the threshold, a function of (p_i, alpha)."""

ALPHAS = (Fraction(5, 4), Fraction(3, 2), Fraction(2), Fraction(3))
SCORES = (Fraction(0), Fraction(-1, 3), Fraction(-1, 2), Fraction(-5))
ABOVE_1 = r"every $N$, every $\alpha > 1$ and all scores"


def _cases(profile: Profile) -> Iterator[dict[str, str]]:
    for n in range(2, profile.pick(3, 5) + 1):
        for z in combinations_with_replacement(SCORES, n):
            yield from ({"z": ", ".join(map(str, z)), "alpha": str(alpha)} for alpha in ALPHAS)


def check_gap(subject: Gap, profile: Profile) -> Iterator[Evidence]:
    """Every pair across the edge of the support, and the threshold itself; then for every N."""
    import sympy as sp

    from theory.optimality import POWER, support_steps

    found = decided(
        _cases(profile),
        lambda values: violates_gap(subject, values),
        rf"scores in $\{{{', '.join(map(str, SCORES))}\}}$, $N = 2$ to ${profile.pick(3, 5)}$",
        "The distances from the classes outside, and from the threshold, in balls.",
        lambda values: f"at {named(values)} a class of the support has another distance",
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        p = sp.Symbol("p_i", positive=True)
        agrees = sp.simplify(subject(p, 1 + POWER) - p**POWER / POWER) == 0
        yield proof(support_steps(), "this is the claimed distance", agrees, ABOVE_1)


def violates_gap(subject: Gap, values: Mapping[str, str]) -> bool:
    """Whether a class outside surely is nearer to one of the support, or the threshold surely is further from it."""
    from theory.fenchel_young_argument import threshold
    from theory.intervals import ball, rationals
    from theory.optimality import entmax_exact

    z, alpha = rationals(values["z"]), Fraction(values["alpha"])
    if alpha <= 1:
        return False
    p, tau = [_ball(x) for x in entmax_exact(z, alpha)], threshold(z, alpha)
    claimed = {i: subject(x, ball(alpha)) for i, x in enumerate(p) if x > 0}
    outside = [x for x, q in zip(z, p, strict=True) if q == 0]
    nearer = any(ball(z[i] - x) < gap for i, gap in claimed.items() for x in outside)
    return nearer or any(ball(z[i]) - tau > gap for i, gap in claimed.items())


def _ball(x: Any) -> Any:
    from theory.intervals import ball

    return ball(x) if isinstance(x, Fraction) else x


@dataclass(frozen=True)
class Least:
    """The infimum over all scores of the distance of the support, or of its top class, from the classes outside."""

    of: Literal["support", "top"]
    value: Callable[[Any, Any], Any]


def check_least(subject: Least, profile: Profile) -> Iterator[Evidence]:
    """Scores with a class that is nearly in the support, for few and many classes; then for every N."""
    import sympy as sp

    from theory.optimality import POWER, separation_argument

    found = decided(
        ({"N": str(n), "alpha": str(a), **z} for n in (2, 3, 5, 40) for a in ALPHAS for z in _near(subject.of, n, a)),
        lambda values: violates_least(subject, values),
        r"$N = 2, 3, 5, 40$; one class at or just below the threshold",
        "The distance against the claimed infimum, in balls, with the class surely outside.",
        lambda values: f"at {named(values)} the distance is " + ("less" if "z" in values else "never that small"),
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        if subject.of == "top":
            yield _many_classes(subject, profile)
        N = sp.Symbol("M", integer=True, nonnegative=True) + 3
        alpha = 1 + POWER
        right = (N - 1) ** -POWER / POWER if subject.of == "top" else 0
        agrees = sp.simplify(subject.value(alpha, N) - right) == 0
        two = sp.simplify(subject.value(alpha, sp.Integer(2)) - 1 / POWER) == 0
        yield proof(separation_argument().steps, "these are the claimed infima", agrees and two, ABOVE_1)


def _many_classes(subject: Least, profile: Profile) -> Evidence:
    """One class below level ones: in the support up to the claimed distance, and not from there on."""
    import numpy as np

    from theory.maps import entmax

    sizes, agree = profile.pick((1_000, 10_000), (1_000, 100_000)), []
    for size in sizes:
        for alpha in ALPHAS:
            distance = float(subject.value(float(alpha), size))
            nearer, further = (np.append(np.zeros(size - 1), -distance * factor) for factor in (0.999, 1.001))
            agree.append(bool(entmax(nearer, float(alpha))[-1] > 0 == entmax(further, float(alpha))[-1]))
    return Evidence(
        kind=Kind.MEASUREMENT,
        holds=True if all(agree) else None,
        domain=rf"$N = {sizes[0]}$ and ${sizes[1]}$, $\alpha \in \{{{', '.join(map(str, ALPHAS))}\}}$",
        detail="The lowest class in float64, 0.1 % nearer than the claimed infimum and 0.1 % further.",
        exercised=len(agree),
        n=len(agree),
    )


def _near(of: str, n: int, alpha: Fraction) -> Iterator[dict[str, str]]:
    """No scores; and scores of n classes, the last of which is outside by 1e-9 or so."""
    from theory.intervals import literal

    yield {}
    small, power = Fraction(1, 10**6), float(alpha) - 1
    shares = [1 / (n - 1)] * (n - 1) if of == "top" or n == 2 else [1 - float(small), float(small)]
    inside = [Fraction(round(x**power / power * 10**12), 10**12) for x in shares]
    yield {"z": literal([*inside, *[Fraction(-1, 10**9)] * (n - len(inside))])}


def violates_least(subject: Least, values: Mapping[str, str]) -> bool:
    """Whether a class surely outside is nearer than the claimed infimum, or the proved infimum is surely above it."""
    import sympy as sp

    from theory.intervals import ball, enclose, rational, rationals
    from theory.optimality import entmax_exact, separation_argument

    n, alpha = int(values["N"]), Fraction(values["alpha"])
    if n < 2 or alpha <= 1:
        return False
    claimed = enclose(sp.sympify(subject.value(rational(alpha), rational(n))))
    if "z" in values:
        z = rationals(values["z"])
        p = entmax_exact(z, alpha)
        outside = [x for x, q in zip(z, p, strict=True) if q == 0]
        inside = [x for x, q in zip(z, p, strict=True) if q > 0]
        if len(z) != n or not inside or not outside:
            return False
        return bool(ball((max(z) if subject.of == "top" else min(inside)) - max(outside)) < claimed)
    if subject.of == "support" and n > 2:
        return bool(claimed < 0)
    return separation_argument().holds and bool(ball(n - 1) ** ball(1 - alpha) / ball(alpha - 1) > claimed)


@dataclass(frozen=True)
class Criterion:
    """A class is in the support iff the parts of the higher classes sum to less than 1; or to at most 1."""

    part: Callable[[Any, Any], Any]
    strict: bool = True


def check_criterion(subject: Criterion, profile: Profile) -> Iterator[Evidence]:
    """Every class at rational scores, ties with the threshold of sparsemax included; then for every N."""
    import sympy as sp

    from theory.optimality import POWER, support_steps

    found = decided(
        [*_cases(profile), {"z": "0, -1", "alpha": "2"}, {"z": "0, 0, -1/2", "alpha": "2"}],
        lambda values: violates_criterion(subject, values),
        rf"scores in $\{{{', '.join(map(str, SCORES))}\}}$, $N = 2$ to ${profile.pick(3, 5)}$, and ties of sparsemax",
        "The sums and the probabilities, in balls or rationals.",
        lambda values: f"at {named(values)} a class is in the support and is said not to be, or conversely",
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        d = sp.Symbol("d", positive=True)
        same = sp.simplify(subject.part(d, 1 + POWER) - (POWER * d) ** (1 / POWER)) == 0
        yield proof(support_steps(), "this is the claimed criterion", same and subject.strict, ABOVE_1)


def violates_criterion(subject: Criterion, values: Mapping[str, str]) -> bool:
    """Whether a class surely is in the support and surely is said not to be, or conversely."""
    from theory.intervals import ball, rationals
    from theory.optimality import entmax_exact

    z, alpha = rationals(values["z"]), Fraction(values["alpha"])
    if alpha <= 1:
        return False
    exact = alpha == 2
    for own, p in zip(z, entmax_exact(z, alpha), strict=True):
        higher = [x - own if exact else ball(x - own) for x in z if x > own]
        total = sum((subject.part(d, alpha if exact else ball(alpha)) for d in higher), 0 * _one(exact))
        claimed_in = total < 1 or (total <= 1 and not subject.strict)
        claimed_out = total > 1 or (total >= 1 and subject.strict)
        if (p > 0 and claimed_out) or (p == 0 and claimed_in):
            return True
    return False


def _one(exact: bool) -> Any:
    from theory.intervals import ball

    return Fraction(1) if exact else ball(1)


COMMON: dict[str, Any] = {"paper": Paper.SF, "bibtex": ("pu2026softmax", "blondel2020fenchel", "peters2019sparse")}
BEYOND: dict[str, Any] = COMMON | {"source": Source.BEYOND, "where": "beyond the summary, Mechanism 3"}
LEAST: dict[str, Any] = BEYOND | {"check": check_least, "violates": violates_least}

CLAIMS = (
    Claim(
        id="sf.support_separation",
        where="summary, Mechanism 3",
        source=Source.SUMMARY,
        title="Sparse maps keep the support strictly apart from the rest, by a distance that its probability fixes",
        statement=(
            r"For $\alpha$-entmax, $\alpha > 1$ and every $N$: $p_i > 0 = p_j$ implies $z_i - z_j \ge "
            r"\frac{p_i^{\alpha-1}}{\alpha-1} > 0$, with equality iff $z_j$ is at the threshold; for sparsemax $z_i - "
            r"z_j \ge p_i$. With softmax all classes are in the support."
        ),
        subject=lambda p, alpha: p ** (alpha - 1) / (alpha - 1),
        check=check_gap,
        violates=violates_gap,
        mutants=(
            Mutant("p_i for every alpha, as for sparsemax", lambda p, _: p),
            Mutant("the factor 1 / (alpha - 1) lost", lambda p, alpha: p ** (alpha - 1)),
            Mutant("the margin 1 / (alpha - 1) for every class", lambda _p, alpha: 1 / (alpha - 1)),
            Mutant("half the distance", lambda p, alpha: p ** (alpha - 1) / (alpha - 1) / 2),
        ),
        uses=("sf.order.entmax",),
        **COMMON,
    ),
    Claim(
        id="sf.support_separation.uniform",
        title="No distance serves all scores, from three classes on",
        statement=(
            r"The infimum of $z_i - z_j$ over all scores with $p_i > 0 = p_j$, $\alpha > 1$, is $\frac1{\alpha-1}$ for "
            r"$N = 2$ and $0$ for every $N \ge 3$: strictly apart, and not uniformly."
        ),
        subject=Least("support", lambda alpha, N: 1 / (alpha - 1) if N == 2 else 0),
        mutants=(
            Mutant("the margin for every N", Least("support", lambda alpha, _: 1 / (alpha - 1))),
            Mutant("0 for two classes too", Least("support", lambda _alpha, _N: 0)),
            Mutant(
                "1/N, as if each had its share", Least("support", lambda alpha, N: 1 / (alpha - 1) if N == 2 else 1 / N)
            ),
            Mutant("that of the top class", Least("support", lambda alpha, N: (N - 1) ** (1 - alpha) / (alpha - 1))),
        ),
        uses=("sf.support_separation",),
        **LEAST,
    ),
    Claim(
        id="sf.support_separation.top",
        title="The top class is above all outside the support by a distance that falls with the number of classes",
        statement=(
            r"The infimum of $\max z - z_j$ over all scores with $p_j = 0$, $\alpha > 1$, is "
            r"$\frac{(N-1)^{1-\alpha}}{\alpha-1}$ for every $N \ge 2$, attained; for sparsemax $\frac1{N-1}$."
        ),
        subject=Least("top", lambda alpha, N: (N - 1) ** (1 - alpha) / (alpha - 1)),
        mutants=(
            Mutant("the margin for every N", Least("top", lambda alpha, _: 1 / (alpha - 1))),
            Mutant("N for N - 1", Least("top", lambda alpha, N: N ** (1 - alpha) / (alpha - 1))),
            Mutant("1 / (N - 1) for every alpha", Least("top", lambda _alpha, N: 1 / (N - 1))),
            Mutant("0, as for the support", Least("top", lambda alpha, N: 1 / (alpha - 1) if N == 2 else 0)),
        ),
        uses=("sf.support_separation",),
        **LEAST,
    ),
    Claim(
        id="sf.support_separation.criterion",
        title="Which classes are in the support, and when all are",
        statement=(
            r"For $\alpha > 1$ and every $N$: $p_i > 0$ iff $\sum_{z_j > z_i}((\alpha-1)(z_j - z_i))^{1/(\alpha-1)} < "
            r"1$; all classes are in the support iff it is so for the lowest, and a class at the threshold is not."
        ),
        subject=Criterion(lambda d, alpha: ((alpha - 1) * d) ** (1 / (alpha - 1))),
        check=check_criterion,
        violates=violates_criterion,
        mutants=(
            Mutant("the distance itself, as for sparsemax", Criterion(lambda d, _: d)),
            Mutant("the factor alpha - 1 lost", Criterion(lambda d, alpha: d ** (1 / (alpha - 1)))),
            Mutant("at most 1", Criterion(lambda d, alpha: ((alpha - 1) * d) ** (1 / (alpha - 1)), strict=False)),
            Mutant("the power alpha - 1", Criterion(lambda d, alpha: ((alpha - 1) * d) ** (alpha - 1))),
        ),
        **BEYOND,
    ),
)

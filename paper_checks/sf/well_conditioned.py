"""Whether softmax's curvature is well-conditioned everywhere, and how well for scores of a given range."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Condition:
    """A bound of the condition number, a function of (N, R); `least`: it is said to be the largest value itself."""

    bound: Callable[[Any, Any], Any]
    least: bool = False


def check(subject: Condition, profile: Profile) -> Iterator[Evidence]:
    """Two leading classes, exactly, with a ratio of odds above any constant too; a search; then every N."""
    sizes, ratios = range(2, profile.pick(7, 12)), ("1", "3/2", "4", "100", "2*K + 1")
    cases = [{"N": str(n), "R": ratio} for n in sizes for ratio in ratios if not (subject.least and "K" in ratio)]
    found = decided(
        cases,
        lambda case: violates(subject, case),
        domain=f"odds $(R, R, 1, \\ldots, 1)$, $N = 2$ to ${sizes[-1]}$",
        detail="Eigenvalues of the Jacobian from exact eigenvectors; $K$ is any positive constant.",
        says=lambda values: _says(subject, values),
    )
    yield found
    if found.holds:
        yield _searched(subject, profile)
        yield _for_every_n(subject)


def violates(subject: Condition, values: Mapping[str, str]) -> bool:
    """Whether a quotient of quotients is surely above the bound, or the largest value surely not the claimed one."""
    return _by_directions(subject, values) if "odds" in values else _by_two_leaders(subject, values)


def _by_two_leaders(subject: Condition, values: Mapping[str, str]) -> bool:
    import sympy as sp

    from theory.conditioning import two_leaders

    size, ratio = int(values["N"]), sp.sympify(values["R"], {"K": constant()})
    if size < 2 or (ratio - 1).is_nonnegative is not True:
        return False
    excess = sp.simplify(two_leaders(size, ratio) - subject.bound(size, ratio))
    return bool(excess.is_positive is True or (subject.least and excess.is_negative is True))


def _by_directions(subject: Condition, values: Mapping[str, str]) -> bool:
    from theory.conditioning import quotient
    from theory.intervals import rationals

    odds, steep, flat = (rationals(values[name]) for name in ("odds", "steep", "flat"))
    if min(odds) <= 0 or sum(flat) != 0 or not any(flat) or not any(steep):
        return False
    condition = quotient(odds, steep) / quotient(odds, flat)
    return bool((condition - subject.bound(len(odds), max(odds) / min(odds))).is_positive)


def constant() -> Any:
    """Any positive constant."""
    import sympy as sp

    return sp.Symbol("K", positive=True)


def _says(subject: Condition, case: Mapping[str, str]) -> str:
    import sympy as sp

    from theory.conditioning import two_leaders

    size, ratio = int(case["N"]), sp.sympify(case["R"], {"K": constant()})
    found, claimed = two_leaders(size, ratio), subject.bound(size, ratio)
    return (
        f"$N = {size}$, two classes with ${sp.latex(ratio)}$ times the odds of the rest: the condition number is "
        f"${sp.latex(found)}$, said to be {'' if subject.least else 'at most '}${sp.latex(sp.sympify(claimed))}$"
    )


def _searched(subject: Condition, profile: Profile) -> Evidence:
    """The worst scores that an optimiser finds, rounded to rational odds and decided exactly."""
    from math import exp

    from theory.intervals import literal
    from verify.conditioning import worst_condition

    starts, name, spread = profile.pick(4, 40), "sf.jacobian.well_conditioned", 3.0
    found = [worst_condition(size, spread, starts, f"{name} {size}") for size in (3, 4, 6)]
    ratios = [worst.value / float(subject.bound(worst.scores.size, exp(spread))) for worst in found]
    worst = found[ratios.index(max(ratios))]
    odds, steep, flat = (
        [Fraction(round(x * 10**6), 10**6) for x in values]
        for values in ([exp(s) for s in worst.scores.tolist()], worst.steep.tolist(), worst.flat.tolist())
    )
    flat[0] -= sum(flat)
    values = {"odds": literal(odds), "steep": literal(steep), "flat": literal(flat)}
    wrong = violates(subject, values)
    return Evidence(
        kind=Kind.MEASUREMENT,
        holds=not wrong,
        domain="scores within 3 of each other, 3, 4 and 6 classes",
        detail="The largest ratio of condition number to bound that L-BFGS-B finds from random starts.",
        exercised=3 * starts,
        value=max(ratios),
        bound=1.0,
        n=3 * starts,
        seed=name,
        counterexample=Counterexample("a search finds worse scores", values) if wrong else None,
    )


def _for_every_n(subject: Condition) -> Evidence:
    import sympy as sp

    from theory.conditioning import R, condition_argument

    four_or_more = sp.Symbol("M", integer=True, nonnegative=True) + 4
    proved = ((2, 1), (3, (2 * R + 1) / 3), (four_or_more, R))
    same = subject.least and all(sp.simplify(subject.bound(n, R) - value) == 0 for n, value in proved)
    return proof(condition_argument().steps, "these are the claimed values", same, "every $N \\ge 2$ and $B \\ge 0$")


def check_least(subject: Callable[[Any, Any], Any], profile: Profile) -> Iterator[Evidence]:
    """The least eigenvalue over odds that are 1 or R, where it is attained; then every N."""
    import sympy as sp

    from theory.conditioning import N, R, least_curvature_argument

    sizes, ratios = range(2, profile.pick(7, 12)), ("1", "3/2", "4", "100")
    cases = [{"N": str(n), "R": ratio} for n in sizes for ratio in ratios]
    tried, wrong = first(cases, lambda case: violates_least(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"odds that are 1 or $R$, $N = 2$ to ${sizes[-1]}$",
        detail="Eigenvalues of the Jacobian from exact eigenvectors, the least of all.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(f"for $N = {wrong['N']}$ and $R = {wrong['R']}$ the least eigenvalue is another", wrong),
    )
    if wrong is None:
        n = N - 2
        same = sp.simplify(subject(n, R) - n * R / (1 + (n - 1) * R) ** 2) == 0
        claimed = "this is the claimed value"
        yield proof(least_curvature_argument().steps, claimed, same, "every $N \\ge 2$ and $B \\ge 0$")


def violates_least(subject: Callable[[Any, Any], Any], values: Mapping[str, str]) -> bool:
    """Whether the least eigenvalue orthogonal to the ones, over odds that are 1 or R, is not the claimed one."""
    import sympy as sp

    from theory.conditioning import least_curvature

    size, ratio = int(values["N"]), sp.Rational(values["R"])
    return size >= 2 and ratio >= 1 and bool(least_curvature(size, ratio) != subject(sp.Integer(size), ratio))


def _largest(N: Any, R: Any) -> Any:
    if N == 2:
        return 1
    return (2 * R + 1) / 3 if N == 3 else R


RANGE = r"scores with $\max_i s_i - \min_i s_i \le B$"
ORTHOGONAL = r"On the directions orthogonal to $\mathbf 1$; along $\mathbf 1$ the curvature is zero at every $s$."
COMMON: dict[str, Any] = {"paper": Paper.SF, "check": check, "violates": violates}

CLAIMS = (
    Claim(
        id="sf.jacobian.well_conditioned",
        where="summary, Mechanism 1",
        source=Source.SUMMARY,
        title="Softmax's curvature is well-conditioned everywhere",
        statement=(
            r"Softmax has well-conditioned curvature everywhere; read: for each $N$ some constant $K$ bounds the "
            r"condition number of $J(s)$ on $\mathbf 1^\perp$ at every $s$."
        ),
        assumptions=(ORTHOGONAL,),
        subject=Condition(lambda _N, _R: constant()),
        repaired_by="sf.jacobian.well_conditioned.repair",
        bibtex=("pu2026softmax",),
        **COMMON,
    ),
    Claim(
        id="sf.jacobian.well_conditioned.repair",
        where="beyond the summary, Mechanism 1",
        source=Source.BEYOND,
        title="On scores of range B the largest condition number is exp(B), for four classes or more",
        statement=(
            rf"Over all {RANGE}, and $R = e^B$, the largest condition number of $J(s)$ on $\mathbf 1^\perp$ is 1 for "
            r"$N = 2$, $\frac{2R + 1}3$ for $N = 3$ and $R$ for every $N \ge 4$, each attained at "
            r"$s = (B, B, 0, \ldots, 0)$: without a bound on the scores there is none for $N \ge 3$."
        ),
        assumptions=(ORTHOGONAL,),
        subject=Condition(_largest, least=True),
        mutants=(
            Mutant("$R$ for three classes too", Condition(lambda N, R: R if N != 2 else 1, least=True)),
            Mutant(r"$\frac{2R+1}3$ for four classes too", Condition(lambda _, R: (2 * R + 1) / 3, least=True)),
            Mutant("one leading class, not two", Condition(lambda N, R: N * R / (R + N - 1), least=True)),
            Mutant(
                "scores in $[-B, B]$: $R^2$", Condition(lambda N, R: _largest(N, R) * R if N != 2 else 1, least=True)
            ),
            Mutant("1 % less", Condition(lambda N, R: Fraction(99, 100) * _largest(N, R), least=True)),
        ),
        uses=("sf.jacobian.softmax.formula",),
        bibtex=("pu2026softmax",),
        **COMMON,
    ),
    Claim(
        id="sf.jacobian.well_conditioned.least",
        paper=Paper.SF,
        where="beyond the summary, Mechanism 1",
        source=Source.BEYOND,
        title="The least curvature of softmax on scores of range B",
        statement=(
            rf"Over all {RANGE}, the least eigenvalue of $J(s)$ on $\mathbf 1^\perp$ is "
            r"$\frac{NR}{(1 + (N-1)R)^2}$ with $R = e^B$, attained where one score is $B$ below all others."
        ),
        assumptions=(ORTHOGONAL,),
        subject=lambda N, R: N * R / (1 + (N - 1) * R) ** 2,
        check=check_least,
        violates=violates_least,
        mutants=(
            Mutant("the least probability", lambda N, R: 1 / (1 + (N - 1) * R)),
            Mutant("one class above all others", lambda N, R: N * R / (N - 1 + R) ** 2),
            Mutant("the lost $N$", lambda N, R: R / (1 + (N - 1) * R) ** 2),
            Mutant("two classes below", lambda N, R: 1 / (2 + (N - 2) * R)),
        ),
        uses=("sf.jacobian.softmax.formula",),
        bibtex=("pu2026softmax",),
    ),
)

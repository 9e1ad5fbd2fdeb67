"""Whether sparsemax is cheaper per logit than softmax: the map itself, and what follows it."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import ceil, inf, log2
from typing import Any

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Enough = Callable[[Any, Any], Any]
"""Sparsemax is said to take fewer operations if C is above this function of m, the number of scores less than 1 below
the largest, and of log2 m, rounded up."""

Formula = Callable[[Any, Any], Any]
"""Operations, a function of (d, number of items with a gradient)."""


def check_map(subject: Enough, profile: Profile) -> Iterator[Evidence]:
    """Both maps counted on scores with every number of candidates; then all scores."""
    import sympy as sp

    from theory.logit_costs import cheaper_argument

    sizes = (2, 3, 5, 8, 9, 17, 40, 50, 72, 110, 150, profile.pick(200, 1000))
    cases = [
        {"C": str(n), "m": str(m), "gap": gap} for n in sizes for m in _counts(n) for gap in ("0", "1/2", f"1/{n}")
    ]
    found = decided(
        cases,
        lambda case: violates_map(subject, case),
        domain=f"2 to {sizes[-1]} scores, of which $m$ are candidates: equal, or apart and interleaved",
        detail="Every arithmetic operation, comparison and exponential, counted as it runs.",
        says=_says,
    )
    yield found
    if found.holds:
        m, logarithm = sp.symbols("m l", positive=True)
        same = sp.expand(sp.sympify(subject(m, logarithm)) - (m * (4 + logarithm) + 3)) == 0
        claimed = "the claimed rule is this one"
        yield proof(cheaper_argument().steps, claimed, same, "all scores")


def _counts(size: int) -> list[int]:
    return sorted({m for m in (1, 2, 3, 5, 8, 9, 10, 16, 17, 30, size // 2, size - 1, size) if 1 <= m <= size})


def _scores(values: Mapping[str, str]) -> list[float]:
    """The candidates, equal or evenly spread below 0, and the others at -2."""
    from theory.logit_costs import spread

    return spread(int(values["C"]), int(values["m"]), float(Fraction(values["gap"])))


def violates_map(subject: Enough, values: Mapping[str, str]) -> bool:
    """Whether sparsemax takes as many operations as softmax although it is said to take fewer."""
    from theory.logit_costs import candidates, softmax_count, sparsemax_count

    if not (1 <= int(values["m"]) <= int(values["C"]) >= 2 and 0 <= Fraction(values["gap"]) < 1):
        return False
    scores = _scores(values)
    m = len(candidates(scores))
    return len(scores) > subject(m, ceil(log2(m))) and sparsemax_count(scores) >= softmax_count(scores)


def _says(case: Mapping[str, str]) -> str:
    from theory.logit_costs import softmax_count, sparsemax_count

    scores = _scores(case)
    return (
        f"{case['C']} scores, {case['m']} of them less than 1 below the largest: sparsemax takes "
        f"{sparsemax_count(scores)} operations, softmax {softmax_count(scores)}"
    )


def check_exponential(subject: Callable[[Any], Any], profile: Profile) -> Iterator[Evidence]:
    """Both maps counted at equal scores, an exponential at several costs; then every cost and every C."""
    import sympy as sp

    from theory.logit_costs import dear_exponential_argument

    largest = profile.pick(10, 12)
    cases = [{"w": str(w), "C": str(2**i + j)} for w in range(1, 8) for i in range(1, largest) for j in (0, 1)]
    tried, wrong = first(cases, lambda case: violates_exponential(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"2 to {2 ** (largest - 1) + 1} equal scores, an exponential of 1 to 7 operations",
        detail="Every arithmetic operation, comparison and exponential, counted as it runs.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(f"sparsemax does not take more at {wrong['C']} equal scores for $w = {wrong['w']}$", wrong),
    )
    if wrong is None:
        w = sp.Symbol("w", real=True)
        same = sp.expand(sp.sympify(subject(w)) - 4 * (w - 4)) == 0
        steps = dear_exponential_argument().steps
        yield proof(steps, "this is the claimed bound", same, r"every $w$ and every $C \ge 2$")


def violates_exponential(subject: Callable[[Any], Any], values: Mapping[str, str]) -> bool:
    """Whether sparsemax takes no more operations at equal scores although the logarithm of C is above the bound."""
    from theory.intervals import rational, sign
    from theory.logit_costs import softmax_count, sparsemax_count, spread

    size, weight = int(values["C"]), Fraction(values["w"])
    if size < 2:
        return False
    above = 2 ** rational(Fraction(subject(weight))) - size
    scores = spread(size, size)
    return sign(above) == -1 and sparsemax_count(scores) <= softmax_count(scores) + (weight - 1) * size


def check_update(subject: Formula, profile: Profile) -> Iterator[Evidence]:
    """The operations counted on a grid of sizes; a polynomial linear in each."""
    import sympy as sp

    from theory.argument import Step
    from theory.logit_costs import UPDATED, update_count, update_polynomial

    largest = profile.pick(8, 20)
    cases = [{"d": str(d), "n": str(n)} for d in range(1, largest) for n in range(1, largest)]
    tried, wrong = first(cases, lambda case: violates_update(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"1 to {largest - 1} factors and items",
        detail="Counted as it runs, from the gradient in the scores to the moved factors.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(f"{wrong['d']} factors, {wrong['n']} items: the count is another", wrong),
    )
    if wrong is None:
        found = update_polynomial()
        step = Step(
            "each loop of the update runs over the factors or over the items with a gradient, so that the count is "
            f"linear in each: four sizes fix it as ${sp.latex(found)}$, and it agrees for 23 factors and 31 items",
            bool(found.subs(dict(zip(UPDATED, (23, 31), strict=True))) == update_count(23, 31)),
        )
        yield proof([step], "this is the claimed one", sp.expand(subject(*UPDATED) - found) == 0, "all sizes")


def violates_update(subject: Formula, values: Mapping[str, str]) -> bool:
    """Whether the count is not the claimed one."""
    from theory.logit_costs import update_count

    factors, touched = int(values["d"]), int(values["n"])
    return factors >= 1 and touched >= 1 and update_count(factors, touched) != subject(factors, touched)


COUNTED = "An exponential counts as one operation, as do a comparison, a sum and a quotient."
SELECTED = "Sparsemax selects the $m$ scores less than 1 below the largest and sorts these by merging."
MAP: dict[str, Any] = {
    "paper": Paper.SF,
    "assumptions": (COUNTED, SELECTED),
    "check": check_map,
    "violates": violates_map,
    "bibtex": ("pu2026softmax", "martins2016sparsemax"),
}

CLAIMS = (
    Claim(
        id="sf.cheaper_per_logit",
        where="summary, Design tradeoffs",
        source=Source.SUMMARY,
        title="Sparsemax is computationally cheaper per logit",
        statement="Sparsemax is computationally cheaper per logit; read: at all scores its map takes fewer operations "
        "than softmax's, which takes $5C - 2$.",
        subject=lambda _m, _l: -inf,
        repaired_by="sf.cheaper_per_logit.repair",
        **MAP,
    ),
    Claim(
        id="sf.cheaper_per_logit.repair",
        where="beyond the summary, Design tradeoffs",
        source=Source.BEYOND,
        title="Sparsemax's map is cheaper where few scores are within 1 of the largest",
        statement=(
            r"Sparsemax's map takes fewer operations than softmax's where $m(4 + \lceil\log_2 m\rceil) + 3 < C$ for "
            r"the $m$ scores less than 1 below the largest; where all scores are equal it takes more, for every "
            r"$C \ge 2$."
        ),
        subject=lambda m, l: m * (4 + l) + 3,
        mutants=(
            Mutant("whenever some score is no candidate", lambda m, _l: m),
            Mutant("sorting forgotten", lambda m, _l: 4 * m + 3),
            Mutant("the threshold forgotten", lambda m, l: m * l + 3),
            Mutant(r"$\log_2 m$ for its multiple of $m$", lambda m, l: 4 * m + l + 3),
            Mutant("half as many comparisons, as on scores in order", lambda m, l: m * (4 + l / 2) + 3),
        ),
        uses=("sf.complexity.sparsemax",),
        **MAP,
    ),
    Claim(
        id="sf.cheaper_per_logit.exponential",
        paper=Paper.SF,
        where="beyond the summary, Design tradeoffs",
        source=Source.BEYOND,
        title="However dear an exponential is, sparsemax's map takes more at many equal scores",
        statement=(
            r"If an exponential counts as $w$ operations, sparsemax's map takes more than softmax's at $C$ equal "
            r"scores wherever $\log_2 C > 4(w - 4)$, $C \ge 2$."
        ),
        assumptions=("A comparison, a sum and a quotient count as one operation.", SELECTED),
        subject=lambda w: 4 * (w - 4),
        check=check_exponential,
        violates=violates_exponential,
        mutants=(
            Mutant("$w - 4$", lambda w: w - 4),
            Mutant("$2(w - 8)$, softmax's other operations forgotten", lambda w: 2 * (w - 8)),
            Mutant("every number, as for $w = 1$", lambda w: 0 * w),
        ),
        uses=("sf.complexity.sparsemax",),
        bibtex=("pu2026softmax", "martins2016sparsemax"),
    ),
    Claim(
        id="sf.cheaper_per_logit.update",
        paper=Paper.SF,
        where="beyond the summary, Design tradeoffs",
        source=Source.BEYOND,
        title="What follows the map costs in proportion to the support",
        statement=(
            "From the gradient in the scores to the moved factors of the context and of the items takes $(4d + 1)n$ "
            "operations, with $n$ the number of items with a gradient: the support and the target for sparsemax, all "
            "$C$ for softmax."
        ),
        assumptions=(COUNTED,),
        subject=lambda d, n: (4 * d + 1) * n,
        check=check_update,
        violates=violates_update,
        mutants=(
            Mutant("the context's gradient forgotten", lambda d, n: (2 * d + 1) * n),
            Mutant("the rate forgotten", lambda d, n: 4 * d * n),
            Mutant("no sum saved in the context", lambda d, n: (4 * d + 1) * n + d),
        ),
        uses=("sf.complexity.sparsemax",),
        bibtex=("pu2026softmax",),
    ),
)

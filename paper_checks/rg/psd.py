"""RG, A.3: for which softmax outputs p the matrix I/N - (diag p - pp') is positive semidefinite."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Condition:
    """A condition on p, from its `theory.majorant.Sums`, that is claimed sufficient, or also necessary."""

    test: Callable[[Any], Any]
    necessary: bool = False


def check(subject: Condition, profile: Profile) -> Iterator[Evidence]:
    """Search the rational simplex; then compare with the condition derived for every N, and with boxes for N = 3."""
    import sympy as sp

    from theory.majorant import SINGLE

    found = _search(subject, profile)
    yield found
    if found.holds:
        yield _for_every_n(subject)
        if isinstance(subject.test(SINGLE), sp.Ge | sp.Le):
            yield _three_entries(subject, profile)


def violates(subject: Condition, values: Mapping[str, str]) -> bool:
    """Whether p meets the condition and v has a negative quotient, or (if it is called necessary) neither can be."""
    from theory.intervals import rationals
    from theory.majorant import matrix, negative_direction, quadratic_form, sums

    p = rationals(values["p"])
    if sum(p) != 1 or min(p) <= 0:
        return False
    if subject.test(sums(p)):
        return "v" in values and quadratic_form(matrix(p), rationals(values["v"])) < 0
    return subject.necessary and negative_direction(matrix(p)) is None


def _search(subject: Condition, profile: Profile) -> Evidence:
    from theory.majorant import rational_simplex

    largest, finest = profile.pick((4, 12), (6, 24))
    points = (p for n in range(2, largest + 1) for d in range(n, finest + 1) for p in rational_simplex(n, d))
    tried, p = first(points, lambda p: _counterexample(subject, p))
    wrong = None if p is None else _counterexample(subject, p)
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"every positive $p$ with denominators up to {finest}, $N = 2$ to ${largest}$",
        detail="Semidefiniteness by exact elimination in rationals, smallest N and denominator first.",
        exercised=tried,
        counterexample=wrong,
    )


def _counterexample(subject: Condition, p: tuple[Any, ...]) -> Counterexample | None:
    from theory.intervals import literal
    from theory.majorant import matrix, negative_direction, quadratic_form, sums

    claimed = bool(subject.test(sums(p)))
    v = negative_direction(matrix(p))
    where = f"$N={len(p)}$, $p=({literal(p)})$"
    if claimed and v is not None:
        value = quadratic_form(matrix(p), v)
        says = rf"{where} meets the condition, yet $v=({literal(v)})$ has $v^\top A v = {value}$"
        return Counterexample(says, {"p": literal(p), "v": literal(v)})
    if subject.necessary and not claimed and v is None:
        return Counterexample(f"{where} misses the condition, yet $A$ is positive semidefinite", {"p": literal(p)})
    return None


def _for_every_n(subject: Condition) -> Evidence:
    from theory.majorant import exact_condition

    claimed = "the stated condition is the derived one, for uniform p, for one entry above $1/N$ and for several"
    return proof(exact_condition().steps, claimed, _agrees(subject), "every $N$ and every $p$")


def _agrees(subject: Condition) -> bool:
    from dataclasses import replace

    import sympy as sp

    from theory.majorant import SINGLE, single_entry_margin

    relation = subject.test(SINGLE)
    uniform = subject.test(replace(SINGLE, uniform=True, alone=False))
    several = subject.test(replace(SINGLE, uniform=False, alone=False))
    if uniform is not True or several is not False or not isinstance(relation, sp.Ge | sp.Le):
        return False
    ratio = sp.simplify((relation.gts - relation.lts) / single_entry_margin())
    return bool(ratio.is_positive)


def _three_entries(subject: Condition, profile: Profile) -> Evidence:
    import sympy as sp

    from theory.cover import cover
    from theory.majorant import SINGLE

    relation = subject.test(SINGLE)
    symbols = (SINGLE.N, SINGLE.top, SINGLE.squares, SINGLE.cubes, SINGLE.S)
    depth = profile.pick(9, 12)
    found = cover(sp.lambdify(symbols, relation.gts - relation.lts, modules=[]), depth)
    wrong = None if found.wrong is None else _counterexample(subject, found.wrong)
    return Evidence(
        kind=Kind.CERTIFICATE,
        holds=None if found.wrong and wrong is None else wrong is None,
        domain=f"$N = 3$, every $p$ but {1200 * float(found.undecided):.2g} % of the sorted simplex by area",
        detail=(
            f"Condition and principal minors enclosed on boxes of side down to $2^{{-{depth}}}$: {found.decided} boxes "
            "agree; undecided are those that meet the border of the condition or an entry of 1/3."
        ),
        exercised=found.decided,
        counterexample=wrong,
    )


def _eq42(p: Any) -> Any:
    return 1 / p.N - p.cubes / p.squares + p.squares >= 0


def _relaxed(p: Any) -> Any:
    return p.top <= 1 / p.N + p.squares


def _exact(p: Any) -> Any:
    return p.uniform or (p.alone and (p.top - 1 / p.N) * (1 + p.S) <= p.top**2)


MATRIX = r"$A = \frac1N I - \mathrm{diag}(p) + pp^\top$, $p$ a softmax output"

CLAIMS = (
    Claim(
        id="rg.a3.psd",
        paper=Paper.RG,
        where="A.3, Eq. 42",
        source=Source.FULL_TEXT,
        title="A non-negative Rayleigh quotient along p suffices for a semidefinite matrix",
        statement=(
            MATRIX + r": a sufficient condition for $A \succeq 0$ is "
            r"$\frac1N - \frac{\sum_j p_j^3}{\sum_j p_j^2} + \sum_j p_j^2 \ge 0$"
        ),
        subject=Condition(_eq42),
        check=check,
        violates=violates,
        repaired_by="rg.a3.psd.repair",
        bibtex=("pu2025rg",),
    ),
    Claim(
        id="rg.a3.psd.relaxed",
        paper=Paper.RG,
        where="A.3, after Eq. 42",
        source=Source.FULL_TEXT,
        title="The relaxed condition on the largest entry suffices for a semidefinite matrix",
        statement=MATRIX
        + r": a relaxed sufficient condition for $A \succeq 0$ is $p_{\max} \le \frac1N + \sum_j p_j^2$",
        subject=Condition(_relaxed),
        check=check,
        violates=violates,
        repaired_by="rg.a3.psd.repair",
        bibtex=("pu2025rg",),
    ),
    Claim(
        id="rg.a3.psd.repair",
        paper=Paper.RG,
        where="A.3, Eq. 42",
        source=Source.BEYOND,
        title="The exact condition for a semidefinite matrix, for every N",
        statement=(
            MATRIX + r": $A \succeq 0$ exactly if $p$ is uniform, or one entry $p_1 > \frac1N$, all others are below "
            r"$\frac1N$, and $(p_1 - \frac1N)\left(1 + \sum_{i>1} \frac{p_i^2}{1/N - p_i}\right) \le p_1^2$"
        ),
        subject=Condition(_exact, necessary=True),
        check=check,
        violates=violates,
        mutants=(
            Mutant(
                "$<$ for $\\le$",
                Condition(lambda p: p.uniform or (p.alone and (p.top - 1 / p.N) * (1 + p.S) < p.top**2), True),
            ),
            Mutant(
                "other entries above $1/N$ allowed",
                Condition(lambda p: p.uniform or (p.top - 1 / p.N) * (1 + p.S) <= p.top**2, True),
            ),
            Mutant(
                "$S$ for $1 + S$",
                Condition(lambda p: p.uniform or (p.alone and (p.top - 1 / p.N) * p.S <= p.top**2), True),
            ),
            Mutant(
                "$p_1$ for $p_1^2$",
                Condition(lambda p: p.uniform or (p.alone and (p.top - 1 / p.N) * (1 + p.S) <= p.top), True),
            ),
            Mutant(
                "the condition without $S$, one entry only",
                Condition(lambda p: p.uniform or (p.alone and p.top - 1 / p.N <= p.top**2), True),
            ),
            Mutant(
                "uniform $p$ left out",
                Condition(lambda p: p.alone and (p.top - 1 / p.N) * (1 + p.S) <= p.top**2, True),
            ),
            Mutant(
                "a bound 1 % tighter",
                Condition(
                    lambda p: p.uniform or (p.alone and 100 * (p.top - 1 / p.N) * (1 + p.S) <= 99 * p.top**2), True
                ),
            ),
        ),
        bibtex=("pu2025rg",),
    ),
)

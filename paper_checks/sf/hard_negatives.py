"""Which negatives lose their gradient under sparse maps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Example = Callable[[Any], Sequence[Any]]
"""Scores of the target, of the negative that is said to lose its gradient, and of others; a function of alpha."""

LEVELS = tuple(map(Fraction, ("0", "1/3", "1/2", "1", "7/4", "3")))
ALPHAS = ("2", "3/2", "5/4")
BITS = 40


@dataclass(frozen=True)
class Lost:
    """A class j is said to get no gradient if the sum of `term(z_i - z_j, 1/(alpha - 1))` over better i is at least 1.

    `strict`: above 1.
    """

    term: Callable[[Any, Any], Any]
    strict: bool = False


def _grid(size: int) -> Iterator[tuple[Fraction, ...]]:
    return product(LEVELS, repeat=size)


def check_example(subject: Example, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """The example for several alpha, exactly or enclosed; then every alpha above 1."""
    import sympy as sp

    from theory.vanishing_gradient import criterion_argument

    tried, wrong = first([{"alpha": alpha} for alpha in ALPHAS], lambda case: violates_example(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$\\alpha = {', '.join(ALPHAS)}$",
        detail="The probabilities, exactly for sparsemax and enclosed for the others.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(f"at $\\alpha = {wrong['alpha']}$ the example does not lose an outranking negative", wrong),
    )
    if wrong is None:
        more = sp.Symbol("h", positive=True)
        target, negative, *others = (sp.sympify(z) for z in subject(1 + more))
        gaps = [sp.simplify((z - negative) * more) for z in others]
        loses = (negative - target).is_positive is True and any((gap - 1).is_nonnegative is True for gap in gaps)
        claimed = (
            r"in the example the negative is above the target, and another negative above it by $\frac1{\alpha-1}$, so "
            "that one term of the criterion is 1 already; that one has a gradient, so the loss is positive"
        )
        yield proof(
            criterion_argument().steps, claimed, loses, r"every $\alpha > 1$; $N \ge 3$ with further low scores"
        )


def violates_example(subject: Example, values: Mapping[str, str]) -> bool:
    """Whether the negative does not outrank the target, surely has a gradient, or the loss is zero."""
    alpha = Fraction(values["alpha"])
    if alpha <= 1:
        return False
    z = [Fraction(x) for x in subject(alpha)]
    p = _probabilities(z, alpha)
    return z[1] <= z[0] or bool(p[1] > 0) or bool(p[0] == 1)


def _probabilities(z: Sequence[Fraction], alpha: Fraction) -> Sequence[Any]:
    from theory.map_enclosure import entmax_enclosure
    from theory.maps import sparsemax_exact

    return sparsemax_exact(z) if alpha == 2 else entmax_enclosure(z, alpha, BITS)


def check_criterion(subject: Lost, profile: Profile) -> Iterator[Evidence]:
    """Every class of a grid of scores, three alphas; then every N and alpha."""
    cases = [
        {"z": ", ".join(map(str, z)), "j": str(j), "alpha": alpha}
        for alpha in profile.pick(("2", "5/3"), (*ALPHAS, "5/3"))
        for z in _grid(3)
        for j in range(3)
    ]
    tried, wrong = first(cases, lambda case: violates_criterion(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"scores of {len(LEVELS)} levels, three classes",
        detail="Whether the probability is zero, exactly for sparsemax, enclosed for the others.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(f"$\\alpha = {wrong['alpha']}$, $z = ({wrong['z']})$: class {wrong['j']} (from 0)", wrong),
    )
    if wrong is None:
        yield _criterion_for_every_n(subject)


def violates_criterion(subject: Lost, values: Mapping[str, str]) -> bool:
    """Whether the class surely has probability 0 and is not said to, or the other way round."""
    from theory.intervals import ball, rationals

    z, alpha, j = rationals(values["z"]), Fraction(values["alpha"]), int(values["j"])
    if alpha <= 1 or not 0 <= j < len(z):
        return False
    b = 1 / (alpha - 1)
    number: Callable[[Fraction], Any] = Fraction if b.denominator == 1 else ball
    p = _probabilities(z, alpha)[j]
    total = sum((subject.term(number(x - z[j]), number(b)) for x in z if x > z[j]), number(Fraction(0)))
    said = total > 1 if subject.strict else total >= 1
    return bool(p > 0) if said else bool((total <= 1 if subject.strict else total < 1) and p == 0)


def _criterion_for_every_n(subject: Lost) -> Evidence:
    import sympy as sp

    from theory.vanishing_gradient import criterion_argument

    gap, b = sp.symbols("gap b", positive=True)
    same = not subject.strict and sp.simplify(subject.term(gap, b) - (gap / b) ** b) == 0
    return proof(criterion_argument().steps, "the claimed rule is this one", same, r"every $N$ and $\alpha > 1$")


def check_hardest(subject: Callable[[Any], Any], profile: Profile) -> Iterator[Evidence]:
    """The hardest negative on a grid of scores of up to four classes; then every N and alpha."""
    import sympy as sp

    from theory.vanishing_gradient import hardest_argument

    cases = [{"z": ", ".join(map(str, z))} for n in range(2, profile.pick(4, 5)) for z in _grid(n)]
    tried, wrong = first(cases, lambda case: violates_hardest(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"sparsemax, scores of {len(LEVELS)} levels, 2 to {profile.pick(3, 4)} classes, the target the first",
        detail="The gradient in the score of the hardest negative, exactly.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(f"$z = ({wrong['z']})$, target first: the hardest negative's gradient", wrong),
    )
    if wrong is None:
        N = sp.Symbol("N", positive=True)
        same = sp.simplify(sp.sympify(subject(N)) - 1 / N) == 0
        yield proof(hardest_argument().steps, "this is the claimed bound", same, r"every $N \ge 2$ and $\alpha > 1$")


def violates_hardest(subject: Callable[[Any], Any], values: Mapping[str, str]) -> bool:
    """Whether the hardest negative has no gradient though the loss is positive, or, above the target, too small a one.

    At equal scores the bound is also said to be attained.
    """
    from theory.intervals import rationals
    from theory.maps import sparsemax_exact

    z = rationals(values["z"])
    if len(z) < 2:
        return False
    p, hardest = sparsemax_exact(z), max(range(1, len(z)), key=lambda j: z[j])
    bound = subject(Fraction(len(z)))
    lost = p[0] != 1 and p[hardest] == 0
    return lost or (z[hardest] >= z[0] and p[hardest] < bound) or (len(set(z)) == 1 and p[hardest] != bound)


BEYOND: dict[str, Any] = {"paper": Paper.SF, "source": Source.BEYOND, "where": "beyond the summary, Mechanism 1"}

CLAIMS = (
    Claim(
        id="sf.hard_negatives.sparse",
        paper=Paper.SF,
        where="summary, Mechanism 1",
        source=Source.SUMMARY,
        title="Sparse maps can lose the signal on a negative that outranks the target",
        statement=(
            "Sparse maps degrade the learning signal for hard negatives, classes below a threshold; read: for each "
            r"$\alpha > 1$ there are scores at which a negative that scores more than the target gets no gradient from "
            r"the loss of $\alpha$-entmax, though the loss is not zero: $z_y = 0$, $z_j = \frac12$, and a third class "
            r"at $\frac12 + \frac1{\alpha-1}$."
        ),
        subject=lambda alpha: (0, Fraction(1, 2), Fraction(1, 2) + 1 / (alpha - 1)),
        check=check_example,
        violates=violates_example,
        mutants=(
            Mutant(
                "the third class 1 % lower", lambda a: (0, Fraction(1, 2), Fraction(1, 2) + Fraction(99, 100) / (a - 1))
            ),
            Mutant("the negative is the hardest one", lambda a: (0, Fraction(1, 2) + 1 / (a - 1), Fraction(1, 2))),
            Mutant("the negative is below the target", lambda a: (0, -Fraction(1, 2), Fraction(1, 2) + 1 / (a - 1))),
            Mutant("the margin of the target, not of the negative", lambda a: (0, Fraction(1, 2), 1 / (a - 1))),
        ),
        uses=("sf.hard_negatives.sparse.criterion",),
        bibtex=("pu2026softmax",),
    ),
    Claim(
        id="sf.hard_negatives.sparse.criterion",
        title="Which classes a sparse map leaves without a gradient",
        statement=(
            r"Under $\alpha$-entmax, $\alpha > 1$, a negative $j$ gets no gradient exactly if "
            r"$\sum_i ((\alpha - 1)(z_i - z_j)_+)^{1/(\alpha-1)} \ge 1$; under sparsemax if $\sum_i(z_i - z_j)_+ \ge "
            r"1$."
        ),
        subject=Lost(lambda gap, b: (gap / b) ** b),
        check=check_criterion,
        violates=violates_criterion,
        mutants=(
            Mutant(r"$\alpha - 1$ lost", Lost(lambda gap, b: gap**b)),
            Mutant("> for >=", Lost(lambda gap, b: (gap / b) ** b, strict=True)),
            Mutant("the power lost", Lost(lambda gap, b: gap / b)),
            Mutant(r"the power $\alpha - 1$", Lost(lambda gap, b: (gap / b) ** (1 / b))),
        ),
        bibtex=("pu2026softmax", "peters2019entmax"),
        **BEYOND,
    ),
    Claim(
        id="sf.hard_negatives.sparse.hardest",
        title="The hardest negative never loses its signal while the loss is positive",
        statement=(
            r"Under $\alpha$-entmax, $\alpha > 1$, the negative of the largest score has a gradient whenever the loss "
            r"is not zero, and where it scores no less than the target one of at least $\frac1N$, which is attained."
        ),
        subject=lambda N: 1 / N,
        check=check_hardest,
        violates=violates_hardest,
        mutants=(
            Mutant("1/2", lambda N: Fraction(1, 2) + 0 * N),
            Mutant("1/(N - 1)", lambda N: 1 / (N - 1)),
            Mutant("1/(N + 1)", lambda N: 1 / (N + 1)),
        ),
        uses=("sf.hard_negatives.sparse.criterion",),
        bibtex=("pu2026softmax",),
        **BEYOND,
    ),
)

"""The variance and the bias of sampled softmax's gradient, the shares in the estimate, and the best proposals."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, Literal

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from paper_checks.sf.ssm_bias import CONVENTIONS, FIXED, PAIRS, Distribution, literals
from verify.profile import Profile

HALF = Fraction(1, 2)
TARGETS: tuple[Distribution, ...] = (
    (HALF, HALF),
    (Fraction(1, 4), Fraction(3, 4)),
    (HALF, Fraction(1, 3), Fraction(1, 6)),
    (Fraction(7, 10), Fraction(1, 10), Fraction(1, 10), Fraction(1, 10)),
)
EXPANDED = f"{FIXED}, $k \\to \\infty$"

Term = Callable[[Any, Any, Any], Any]
"""A class's term, a function of p_j, q_j and a sum over all classes: of p^2 for the variance, of p^2 / q for the "
"bias."""


@dataclass(frozen=True)
class Leading:
    """The limit of k times the total variance of the gradient, a sum of terms, or of k times the bias of a share."""

    term: Term
    of: Literal["variance", "bias"]


def check_leading(subject: Leading, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """The limit from one draw's linear effect at rational P and Q, then from derivatives for every N."""
    import sympy as sp

    from theory.sampled_variance import drift_symbol, spread_steps, square_step, square_symbol

    found = decided(
        map(literals, PAIRS),
        lambda values: violates_leading(subject, values),
        domain=f"{len(PAIRS)} rational pairs $P$, $Q$ with 2 or 3 classes",
        detail="From the effect of each draw on the shares, in rational arithmetic.",
        says=lambda values: f"$P = ({values['p']})$, $Q = ({values['q']})$: it is another",
    )
    yield found
    if found.holds:
        p, q, total = sp.symbols("p_j q_j S", positive=True)
        reference = square_symbol(p, q, total) if subject.of == "variance" else drift_symbol(p, q, total)
        agrees = sp.simplify(reference - subject.term(p, q, total)) == 0
        steps = (*spread_steps(), *([square_step()] if subject.of == "variance" else []))
        yield proof(steps, f"the term of a class is ${sp.latex(sp.factor(reference))}$, as claimed", agrees, EXPANDED)


def violates_leading(subject: Leading, values: Mapping[str, str]) -> bool:
    """Whether the stated limit differs from that of these P and Q, positive as the claim asks."""
    from theory.intervals import rationals
    from theory.sampled_variance import drift, spread

    p, q = rationals(values["p"]), rationals(values["q"])
    if min(*p, *q) <= 0 or sum(p) != 1 or sum(q) != 1:
        return False
    pairs = list(zip(p, q, strict=True))
    if subject.of == "variance":
        return bool(sum(subject.term(a, b, sum(x * x for x in p)) for a, b in pairs) != spread(p, q))
    weight = sum(a * a / b for a, b in pairs)
    return any(subject.term(a, b, weight) != drift(p, q, j) for j, (a, b) in enumerate(pairs))


One = Callable[[Any, Any], Any]
"""A class's term of the total variance of the gradient for one draw, a function of p_j and q_j."""


def check_one(subject: One, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """One draw at rational P and Q, then for every N."""
    import sympy as sp

    from theory.argument import Step

    found = decided(
        map(literals, PAIRS),
        lambda values: violates_one(subject, values),
        domain=f"{len(PAIRS)} rational pairs $P$, $Q$ with 2 or 3 classes",
        detail="The variances of all shares, over the classes that may be drawn.",
        says=lambda values: f"$P = ({values['p']})$, $Q = ({values['q']})$: it is another",
    )
    yield found
    if found.holds:
        own, q = sp.symbols("v q_j", positive=True)
        step = Step(
            r"the only draw has the share $v/v = 1$ whatever its term $v$: the share of $j$ is 1 with chance $q_j$, of "
            r"variance $q_j - q_j^2$, and these add up to $1 - \sum_j q_j^2$",
            sp.simplify(own / own) == 1 and sp.expand(q * (1 - q) ** 2 + (1 - q) * q**2 - (q - q**2)) == 0,
        )
        same = sp.simplify(subject(sp.Symbol("p_j", positive=True), q) - (q - q**2)) == 0
        yield proof((step,), "$q_j - q_j^2$ is the claimed term of a class", same, FIXED)


def violates_one(subject: One, values: Mapping[str, str]) -> bool:
    """Whether the stated variance is not that of one draw."""
    from theory.bookkeeping import NEGATIVES_ONLY
    from theory.intervals import rationals
    from theory.sampled_variance import total_variance

    p, q = rationals(values["p"]), rationals(values["q"])
    if min(*p, *q) <= 0 or sum(p) != 1 or sum(q) != 1:
        return False
    claimed = sum(subject(a, b) for a, b in zip(p, q, strict=True))
    return bool(claimed != total_variance(p, q, 0, 1, NEGATIVES_ONLY))


@dataclass(frozen=True)
class Best:
    """A proposal q in proportion to a weight of (p_j, |e_j - p|), said to be best for the value or the gradient."""

    weight: Callable[[Any, Any], Any]
    of: Literal["value", "gradient"]


def check_best(subject: Best, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """The leading variance against the least possible at rational P, then for every N."""
    import sympy as sp

    from theory.sampled_variance import best_steps, constant_step, spread_steps, square_step

    cases = ({**_target(p), "positive": where} for p, where in product(TARGETS, ("out", "in")))
    tried, wrong = first(cases, lambda values: violates_best(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=(
            f"{len(TARGETS)} rational $P$ with 2 to 4 classes, the positive's term in $\\hat Z$ (then not drawn) or out"
        ),
        detail=r"$\sum_j c_j/q_j$ against $(\sum_j\sqrt{c_j})^2$, decided by enclosures.",
        exercised=tried,
        counterexample=wrong and _best_says(subject, wrong),
    )
    if wrong is None:
        p, distance = sp.symbols("p_j D_j", positive=True)
        least = p * distance if subject.of == "gradient" else p
        agrees = not sp.simplify(subject.weight(p, distance) / least).free_symbols
        own = (*spread_steps(), square_step()) if subject.of == "gradient" else (constant_step(),)
        steps = (*own, *best_steps())
        yield proof(steps, r"with $c_j = p_j^2\|e_j - p\|^2$ for the gradient, $p_j^2$ for the value", agrees, EXPANDED)


def _target(p: Distribution) -> dict[str, str]:
    from theory.intervals import literal

    return {"p": literal(p)}


def violates_best(subject: Best, values: Mapping[str, str]) -> bool:
    """Whether the leading variance is surely above that of the best proposal."""
    from theory.intervals import rationals, sign

    p = rationals(values["p"])
    if min(p) <= 0 or sum(p) != 1:
        return False
    stated, least = _leading(subject, values)
    return sign(stated - least) == 1


def _leading(subject: Best, values: Mapping[str, str]) -> tuple[Any, Any]:
    """K times the variance, without what no proposal changes: for the stated proposal, and the least."""
    import sympy as sp

    from theory.intervals import rational, rationals

    p = [rational(x) for x in rationals(values["p"])]
    distances = [sp.sqrt(sum((int(i == j) - x) ** 2 for i, x in enumerate(p))) for j in range(len(p))]
    drawn = [(x, d) for j, (x, d) in enumerate(zip(p, distances, strict=True)) if j or values["positive"] == "out"]
    weights = [subject.weight(x, d) for x, d in drawn]
    costs = [x * d if subject.of == "gradient" else x for x, d in drawn]
    stated = sum(c**2 * sum(weights) / w for c, w in zip(costs, weights, strict=True))
    return sp.radsimp(sp.expand(stated)), sp.expand(sum(costs) ** 2)


def _best_says(subject: Best, values: dict[str, str]) -> Counterexample:
    stated, least = _leading(subject, values)
    return Counterexample(
        f"$P = ({values['p']})$, the positive's term {values['positive']}: $\\sum_j c_j/q_j = {float(stated):.6g}$, "
        f"where the best proposal has {float(least):.6g}",
        values,
    )


LEADING: dict[str, Any] = {
    "paper": Paper.SF,
    "where": "beyond the novelty report, contribution 2",
    "source": Source.BEYOND,
    "check": check_leading,
    "violates": violates_leading,
    "assumptions": CONVENTIONS[:2],
    "bibtex": ("bengio2008adaptive",),
}
BEST: dict[str, Any] = {
    "paper": Paper.SF,
    "check": check_best,
    "violates": violates_best,
    "assumptions": (
        *CONVENTIONS[:2],
        "Best: of the least limit of $k$ times the (total) variance. With the positive's own term in $\\hat Z$ the "
        "proposal is over the other classes; two classes at least are drawn.",
    ),
}
REPAIR = "sf.ssm.variance.best.gradient.repair"

CLAIMS = (
    Claim(
        id="sf.ssm.variance.gradient",
        title="The total variance of the gradient",
        statement=(
            r"$k$ times the variances of the partial derivatives $\hat p_j - 1_{j=y}$, added up, tends to "
            r"$\sum_j\frac{p_j^2}{q_j}(1 - 2p_j + \|p\|^2) = \sum_j\frac{p_j^2}{q_j}\|e_j - p\|^2$."
        ),
        subject=Leading(lambda p, q, S: p**2 / q * (1 - 2 * p + S), "variance"),
        mutants=(
            Mutant("chi-square, as for the value", Leading(lambda p, q, S: p**2 / q - p, "variance")),  # noqa: ARG005
            Mutant("each share's own variance only", Leading(lambda p, q, S: p**2 / q * (1 - p), "variance")),  # noqa: ARG005
            Mutant(
                "1 - p_j squared, the other shares left out",
                Leading(lambda p, q, S: p**2 / q * (1 - p) ** 2, "variance"),  # noqa: ARG005
            ),
            Mutant("p + 2 for p - 2", Leading(lambda p, q, S: p**2 / q * (1 + 2 * p + S), "variance")),
        ),
        **LEADING,
    ),
    Claim(
        id="sf.ssm.variance.gradient.bias",
        title="The bias of the gradient",
        statement=r"$k(E\hat p_j - p_j) \to p_j\bigl(\sum_i\frac{p_i^2}{q_i} - \frac{p_j}{q_j}\bigr)$ for each class.",
        subject=Leading(lambda p, q, T: p * (T - p / q), "bias"),
        mutants=(
            Mutant("chi-square for the second moment", Leading(lambda p, q, T: p * (T - 1 - p / q), "bias")),
            Mutant("the covariance left out", Leading(lambda p, q, T: p * (T - 1), "bias")),  # noqa: ARG005
            Mutant("half, as for the value", Leading(lambda p, q, T: p * (T - p / q) / 2, "bias")),
            Mutant("the other sign", Leading(lambda p, q, T: p * (p / q - T), "bias")),
        ),
        **LEADING,
    ),
    Claim(
        id="sf.ssm.variance.gradient.one",
        title="For one draw the variance of the gradient does not depend on the scores",
        statement=r"For $k = 1$ the variances of the partial derivatives add up to $1 - \sum_j q_j^2$.",
        subject=lambda _p, q: q - q**2,
        **{**LEADING, "check": check_one, "violates": violates_one},
        mutants=(
            Mutant("that of the target", lambda p, _q: p - p**2),
            Mutant("1 less the product", lambda p, q: q - p * q),
            Mutant("the leading term", lambda p, q: p**2 / q - p),
        ),
    ),
    Claim(
        id="sf.ssm.variance.best.value",
        where="summary, Design tradeoffs and first experiments 3",
        source=Source.SUMMARY,
        title="The best proposal for the value is the target",
        statement=(
            r"$q \propto e^o$ (off $y$, where its term is in $\hat Z$) has the least variance of $\log\hat Z$: none, "
            r"for every $k$."
        ),
        subject=Best(lambda p, D: p, "value"),  # noqa: ARG005
        mutants=(
            Mutant("uniform", Best(lambda p, D: 1, "value")),  # noqa: ARG005
            Mutant("the root of it", Best(lambda p, D: p**HALF, "value")),  # noqa: ARG005
            Mutant("the best one for the gradient", Best(lambda p, D: p * D, "value")),
            Mutant("its square", Best(lambda p, D: p**2, "value")),  # noqa: ARG005
        ),
        bibtex=("pu2026softmax", "bengio2008adaptive"),
        **BEST,
    ),
    Claim(
        id="sf.ssm.variance.best.gradient",
        where="summary, Design tradeoffs and first experiments 3",
        source=Source.SUMMARY,
        title="The best proposal for the gradient is the target",
        statement=r"Read of the gradient, which is what training uses: $q \propto e^o$ has the least total variance.",
        subject=Best(lambda p, D: p, "gradient"),  # noqa: ARG005
        repaired_by=REPAIR,
        bibtex=("pu2026softmax",),
        **BEST,
    ),
    Claim(
        id=REPAIR,
        where="beyond the summary, first experiments 3",
        source=Source.BEYOND,
        title="The best proposal for the gradient is flatter at the top",
        statement=(
            r"The least limit of $k$ times the total variance of the gradient is that of $q_j \propto p_j\|e_j - p\| = "
            r"p_j\sqrt{1 - 2p_j + \|p\|^2}$ (over the classes that are drawn), uniform for $N = 2$, the positive's "
            r"term out, and of no other proposal."
        ),
        subject=Best(lambda p, D: p * D, "gradient"),
        mutants=(
            Mutant("the target", Best(lambda p, D: p, "gradient")),  # noqa: ARG005
            Mutant("the square of the distance", Best(lambda p, D: p * D**2, "gradient")),
            Mutant("p(1 - p)", Best(lambda p, D: p * (1 - p), "gradient")),  # noqa: ARG005
            Mutant("uniform, as for two classes", Best(lambda p, D: 1, "gradient")),  # noqa: ARG005
        ),
        uses=("sf.ssm.variance.gradient",),
        bibtex=("bengio2008adaptive",),
        **BEST,
    ),
)

"""The variance of sampled softmax's value: its expansion in 1/k, and a bound for every k."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any, Literal

from paper_checks.cases import Values, decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence
from paper_checks.proof import proof
from paper_checks.sf.ssm_bias import (
    CONVENTIONS,
    FIXED,
    PAIRS,
    Coefficient,
    Distribution,
    at_pairs,
    chi_square,
    for_every_n,
    literals,
)
from paper_checks.sf.ssm_bias import third_moment as third
from verify.profile import Profile

MISMATCHED: tuple[Distribution, Distribution] = (
    (Fraction(1, 2), Fraction(1, 2)),
    (Fraction(1, 1000), Fraction(999, 1000)),
)
"""A class with half of the mass, which the proposal all but never draws."""


def check_coefficient(subject: Coefficient, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """The coefficient against the one that follows from the definition: at rational P and Q, and for every N."""
    from theory.partition import ANY
    from theory.sampled_variance import variance_coefficients, variance_steps

    yield at_pairs(
        lambda values: violates_coefficient(subject, values),
        lambda values: f"$P = ({values['p']})$, $Q = ({values['q']})$: it is another",
    )
    yield for_every_n(subject, variance_coefficients(ANY, subject.order)[-1], variance_steps(subject.order))


def violates_coefficient(subject: Coefficient, values: Values) -> bool:
    """Whether the claimed coefficient differs from the one of these P and Q, positive as the claim asks."""
    from theory.intervals import rationals
    from theory.partition import RationalRatio
    from theory.sampled_variance import variance_coefficients

    p, q = rationals(values["p"]), rationals(values["q"])
    if min(*p, *q) <= 0:
        return False
    E = RationalRatio(p, q)
    return bool(variance_coefficients(E, subject.order)[-1] != subject.formula(E))


@dataclass(frozen=True)
class Bound:
    """An upper bound, a function of (E, k), of the variance of log Z^ or of its mean square error."""

    of: Literal["variance", "mean square error"]
    formula: Callable[[Any, Any], Any]

    def exact(self, p: Distribution, q: Distribution, size: int) -> Any:
        """What is bounded, as a ball that surely contains it."""
        from theory.sampled_variance import log_moments, log_variance

        return log_variance(p, q, size) if self.of == "variance" else log_moments(p, q, size)[1]


def check_bound(subject: Bound, profile: Profile) -> Iterator[Evidence]:
    """The bound against what it bounds, enumerated; then what is proved for every N and k."""
    import sympy as sp

    from theory.partition import ANY, k
    from theory.sampled_variance import bound_steps

    sizes = (*range(1, profile.pick(5, 13)), 25)
    cases = [{**literals(pair), "k": str(size)} for pair, size in product((*PAIRS, MISMATCHED), sizes)]
    found = decided(
        cases,
        lambda values: violates_bound(subject, values),
        domain=f"{len(PAIRS) + 1} rational pairs $P$, $Q$, $k$ up to ${sizes[-1]}$",
        detail=f"The {subject.of}, summed over all multinomial counts, the logarithms enclosed.",
        says=lambda values: _above(subject, values),
    )
    yield found
    if found.holds:
        excess = sp.factor(sp.together(sp.expand(subject.formula(ANY, k) - chi_square(ANY) / (k * ANY.least))))
        says = "the bound is the claimed one, or stronger"
        yield proof(bound_steps(), says, excess.is_nonnegative is True, f"{FIXED}, every $k$")


def violates_bound(subject: Bound, values: Values) -> bool:
    """Whether what is bounded is surely above the bound, for positive P and Q."""
    import sympy as sp
    from flint import ctx

    from theory.intervals import enclose, rationals
    from theory.partition import BITS, RationalRatio

    p, q, size = rationals(values["p"]), rationals(values["q"]), int(values["k"])
    if min(*p, *q) <= 0 or size < 1:
        return False
    with ctx.workprec(BITS):
        bound = enclose(sp.sympify(subject.formula(RationalRatio(p, q), size)))
        return bool(subject.exact(p, q, size) > bound)


def _above(subject: Bound, values: Values) -> str:
    from theory.intervals import rationals
    from theory.partition import RationalRatio

    p, q, size = rationals(values["p"]), rationals(values["q"]), int(values["k"])
    bound = float(subject.formula(RationalRatio(p, q), size))
    says = f"for $P = ({values['p']})$, $Q = ({values['q']})$, $k = {size}$ the {subject.of} is "
    return f"{says}{float(subject.exact(p, q, size)):.6g}, above {bound:.6g}"


_error = partial(Bound, "mean square error")

COEFFICIENT: dict[str, Any] = {
    "check": check_coefficient,
    "violates": violates_coefficient,
    "assumptions": CONVENTIONS[:2],
}
BOUND: dict[str, Any] = {"check": check_bound, "violates": violates_bound, "assumptions": CONVENTIONS[:2]}
REPAIR = "sf.ssm.variance.bound.repair"

CLAIMS = (
    Claim(
        id="sf.ssm.variance.value",
        paper=Paper.SF,
        where="beyond the novelty report, contribution 2",
        source=Source.BEYOND,
        title="The variance of sampled softmax's log-partition vanishes as chi-square over k",
        statement=(
            r"The stochastic fluctuation of the value: $k\operatorname{Var}\log\hat Z \to \chi^2(P\|Q)$ as $k \to "
            r"\infty$; the bias squared is of the order $1/k^2$, so that variance is what is left of the error."
        ),
        subject=Coefficient(1, chi_square),
        mutants=(
            Mutant("half of it, as in the bias", Coefficient(1, lambda E: chi_square(E) / 2)),
            Mutant("the second moment for the variance", Coefficient(1, lambda E: E(lambda w: w**2))),
            Mutant("P and Q exchanged in the chi-square", Coefficient(1, lambda E: E(lambda w: 1 / w) - 1)),
            Mutant("twice KL", Coefficient(1, lambda E: 2 * E(lambda w: w * E.log(w)))),
        ),
        uses=("sf.ssm.bias",),
        bibtex=("pu2026softmax", "bengio2008adaptive"),
        **COEFFICIENT,
    ),
    Claim(
        id="sf.ssm.variance.value.next",
        paper=Paper.SF,
        where="beyond the novelty report, contribution 2",
        source=Source.BEYOND,
        title="The next term of the variance",
        statement=(
            r"$\operatorname{Var}\log\hat Z = \tfrac{\mu_2}k + \bigl(\tfrac52\mu_2^2 - \mu_3\bigr)\tfrac1{k^2} + "
            r"O(k^{-3})$ with $\mu_r = E_Q(P/Q - 1)^r$."
        ),
        subject=Coefficient(2, lambda E: Fraction(5, 2) * chi_square(E) ** 2 - third(E)),
        mutants=(
            Mutant("11/4, the mean's square kept", Coefficient(2, lambda E: 11 * chi_square(E) ** 2 / 4 - third(E))),
            Mutant("plus the third moment", Coefficient(2, lambda E: 5 * chi_square(E) ** 2 / 2 + third(E))),
            Mutant("1/2 for 5/2", Coefficient(2, lambda E: chi_square(E) ** 2 / 2 - third(E))),
            Mutant("a third of the third moment", Coefficient(2, lambda E: 5 * chi_square(E) ** 2 / 2 - third(E) / 3)),
        ),
        uses=("sf.ssm.variance.value",),
        bibtex=("bengio2008adaptive",),
        **COEFFICIENT,
    ),
    Claim(
        id="sf.ssm.variance.bound",
        paper=Paper.SF,
        where="beyond the novelty report, contribution 2",
        source=Source.BEYOND,
        title="The variance is at most chi-square over k for every number of draws",
        statement=r"Read as a guarantee: $\operatorname{Var}\log\hat Z \le \chi^2(P\|Q)/k$ for every $k$.",
        subject=Bound("variance", lambda E, k: chi_square(E) / k),
        repaired_by=REPAIR,
        bibtex=("pu2026softmax",),
        **BOUND,
    ),
    Claim(
        id=REPAIR,
        paper=Paper.SF,
        where="beyond the novelty report, contribution 2",
        source=Source.BEYOND,
        title="The mean square error of the log-partition is at most chi-square over kw",
        statement=(
            r"$\operatorname{Var}\log\hat Z \le E(\log\hat Z - \log Z)^2 \le \chi^2(P\|Q)/(kw)$ for every $k$, with "
            r"$w = \min_y P(y)/Q(y) \le 1$: for every $P$ and $Q > 0$ both vanish as $k \to \infty$."
        ),
        subject=_error(lambda E, k: chi_square(E) / (k * E.least)),
        mutants=(
            Mutant("1 % tighter", _error(lambda E, k: Fraction(99, 100) * chi_square(E) / (k * E.least))),
            Mutant("w left out", _error(lambda E, k: chi_square(E) / k)),
            Mutant("the root of w", _error(lambda E, k: chi_square(E) / (k * E.least ** Fraction(1, 2)))),
            Mutant("half, as in the bias", _error(lambda E, k: chi_square(E) / (2 * k * E.least))),
            Mutant("k + 1 for k", _error(lambda E, k: chi_square(E) / ((k + 1) * E.least))),
        ),
        uses=("sf.ssm.variance.value",),
        bibtex=("bengio2008adaptive",),
        **BOUND,
    ),
)

"""The bias of the sampled log-partition: what is true for every k, and what becomes of lost support."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from paper_checks.sf.ssm_bias import CONVENTIONS, FIXED, HALF, PAIRS, Formula, chi_square, literals, third_moment
from verify.profile import Profile


@dataclass(frozen=True)
class Bounds:
    """A lower and an upper bound of the bias, functions of (E, k); equal, if a formula is said to be exact."""

    lower: Callable[[Any, Any], Any]
    upper: Callable[[Any, Any], Any]


def check_bounds(subject: Bounds, profile: Profile) -> Iterator[Evidence]:
    """The bounds against the enumerated bias in intervals, and against bounds that are proved for every N and k."""
    from theory.partition import ANY, enclosure, enclosure_steps, k

    sizes = (*range(1, profile.pick(5, 13)), 25)
    cases = [{**literals(pair), "k": str(size)} for pair, size in product(PAIRS, sizes)]
    tried, wrong = first(cases, lambda values: violates_bounds(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(PAIRS)} rational pairs $P$, $Q$, $k$ up to ${sizes[-1]}$",
        detail="The bias summed over all multinomial counts, the logarithms enclosed in intervals.",
        exercised=tried,
        counterexample=_outside(subject, wrong) if wrong else None,
    )
    for order in (1, 3):
        lower, upper = enclosure(ANY, k, order)
        agrees = _never_negative(lower - subject.lower(ANY, k)) and _never_negative(subject.upper(ANY, k) - upper)
        if agrees:
            claimed = "these bounds are the claimed ones, or stronger"
            yield proof(enclosure_steps(order), claimed, agrees, f"{FIXED}, every $k$")
            return


def _never_negative(expression: Any) -> bool:
    import sympy as sp

    return sp.factor(sp.together(sp.expand(expression))).is_nonnegative is True


def _outside(subject: Bounds, values: dict[str, str]) -> Counterexample:
    from theory.intervals import rationals
    from theory.partition import RationalRatio, bias_enumerated

    p, q, size = rationals(values["p"]), rationals(values["q"]), int(values["k"])
    E = RationalRatio(p, q)
    lower, upper = (float(bound(E, size)) for bound in (subject.lower, subject.upper))
    claimed = f"{lower:.9g}" if lower == upper else f"at least {lower:.9g} and at most {upper:.9g}"
    says = f"for $P = ({values['p']})$, $Q = ({values['q']})$, $k = {size}$ the bias is "
    return Counterexample(f"{says}{float(bias_enumerated(p, q, size)):.9g}, not {claimed}", values)


def violates_bounds(subject: Bounds, values: Mapping[str, str]) -> bool:
    """Whether the enumerated bias is surely outside the bounds, for positive P and Q as the claim asks."""
    import sympy as sp
    from flint import ctx

    from theory.intervals import enclose, rationals
    from theory.partition import BITS, RationalRatio, bias_enumerated

    p, q, size = rationals(values["p"]), rationals(values["q"]), int(values["k"])
    if min(*p, *q) <= 0:
        return False
    E = RationalRatio(p, q)
    with ctx.workprec(BITS):
        bias = bias_enumerated(p, q, size)
        lower, upper = (enclose(sp.sympify(bound(E, size))) for bound in (subject.lower, subject.upper))
        return bool(bias < lower or bias > upper)


def check_support(subject: Formula, profile: Profile) -> Iterator[Evidence]:
    """What the bias tends to where Q misses classes: where it can draw only one, and for every N."""
    import sympy as sp

    from theory.partition import ANY, support_steps

    cases = [{"p": f"{Fraction(i, 12)}, {1 - Fraction(i, 12)}", "q": "1, 0"} for i in range(1, profile.pick(4, 12))]
    tried, wrong = first(cases, lambda values: violates_support(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="two classes of which $Q$ draws only the first",
        detail="Then $\\hat Z = e^{o_1}$ with certainty, and the bias is $\\log p_1$ for every $k$.",
        exercised=tried,
        counterexample=Counterexample(
            f"for $P = ({wrong['p']})$, $Q = (1, 0)$ the bias is $\\log({wrong['p'].split(',')[0]})$ for every $k$",
            wrong,
        )
        if wrong
        else None,
    )
    if wrong is None:
        agrees = sp.simplify(subject(ANY) - sp.log(ANY.mass)) == 0
        yield proof(support_steps(), "this is the claimed limit", agrees, "every $N$, finite scores and every $Q$")


def violates_support(subject: Formula, values: Mapping[str, str]) -> bool:
    """Whether the constant bias log p_1 surely differs from the claimed limit, for Q that draws only the first."""
    import sympy as sp

    from theory.intervals import rational, rationals, sign
    from theory.partition import RationalRatio

    p, q = rationals(values["p"]), rationals(values["q"])
    if q[0] != 1 or min(p) <= 0:
        raise ValueError(f"p, q: expected positive p and all mass of q on the first class, got {dict(values)}")
    return sign(subject(RationalRatio(p, q)) - sp.log(rational(p[0]))) in (-1, 1)


def first_order(E: Any, k: Any) -> Any:
    """The printed formula."""
    return -chi_square(E) / (2 * k)


def second_order(E: Any, k: Any) -> Any:
    """The upper bound of third order."""
    return first_order(E, k) + third_moment(E) / (3 * k**2)


def fourth_moment_of_mean(E: Any, k: Any) -> Any:
    """The fourth moment of the mean of k copies of W - 1."""
    return 3 * chi_square(E) ** 2 / k**2 + (E(lambda w: (w - 1) ** 4) - 3 * chi_square(E) ** 2) / k**3


def zero(*_: Any) -> int:
    """No bias."""
    return 0


def remainder(share: Fraction) -> Callable[[Any, Any], Any]:
    """The lower bound of third order, with a share of the fourth moment over w."""
    return lambda E, k: second_order(E, k) - share * fourth_moment_of_mean(E, k) / E.least


def chi_square_over(divisor: Callable[[Any, Any], Any]) -> Bounds:
    """The bias is negative and at least minus the chi-square over this divisor."""
    return Bounds(lambda E, k: -chi_square(E) / divisor(E, k), zero)


REPAIR_BOUND = "sf.ssm.bias.bound.repair"
REPAIR_EXACT = "sf.ssm.bias.exact.repair"
REPAIR_SUPPORT = "sf.ssm.bias.support.repair"

CLAIMS = (
    Claim(
        id="sf.ssm.bias.exact",
        paper=Paper.SF,
        where="summary, Mechanism 2",
        source=Source.SUMMARY,
        title="The bias equals chi-square over 2k for every k",
        statement=r"Read as an equality: $E\log\hat Z - \log Z = -\chi^2(P\|Q)/(2k)$ for every $k$.",
        subject=Bounds(first_order, first_order),
        check=check_bounds,
        violates=violates_bounds,
        assumptions=CONVENTIONS,
        repaired_by=REPAIR_EXACT,
        bibtex=("pu2026softmax",),
    ),
    Claim(
        id=REPAIR_EXACT,
        paper=Paper.SF,
        where="beyond the summary, Mechanism 2",
        source=Source.BEYOND,
        title="The bias is chi-square over 2k up to an explicit error",
        statement=(
            r"$0 \le -\tfrac{\mu_2}{2k} + \tfrac{\mu_3}{3k^2} - (E\log\hat Z - \log Z) \le "
            r"\tfrac1{4w}\bigl(\tfrac{3\mu_2^2}{k^2} + \tfrac{\mu_4 - 3\mu_2^2}{k^3}\bigr)$ for every $k$, with "
            r"$w = \min_y P(y)/Q(y)$ and $\mu_r = E_Q(P/Q - 1)^r$."
        ),
        subject=Bounds(remainder(Fraction(1, 4)), second_order),
        check=check_bounds,
        violates=violates_bounds,
        assumptions=CONVENTIONS[:2],
        mutants=(
            Mutant("1 % tighter", Bounds(remainder(Fraction(99, 400)), second_order)),
            Mutant("1/5 for 1/4", Bounds(remainder(Fraction(1, 5)), second_order)),
            Mutant("no third moment above", Bounds(remainder(Fraction(1, 4)), first_order)),
            Mutant(
                "no 1/w in the error",
                Bounds(lambda E, k: second_order(E, k) - fourth_moment_of_mean(E, k) / 4, second_order),
            ),
            Mutant(
                "1/2 for 1/3",
                Bounds(remainder(Fraction(1, 4)), lambda E, k: first_order(E, k) + third_moment(E) / (2 * k**2)),
            ),
        ),
        bibtex=("bengio2008adaptive",),
    ),
    Claim(
        id="sf.ssm.bias.bound",
        paper=Paper.SF,
        where="summary, Mechanism 2",
        source=Source.SUMMARY,
        title="The bias is at most chi-square over 2k",
        statement=r"Read as a bound: $|E\log\hat Z - \log Z| \le \chi^2(P\|Q)/(2k)$ for every $k$.",
        subject=chi_square_over(lambda _, k: 2 * k),
        check=check_bounds,
        violates=violates_bounds,
        assumptions=CONVENTIONS,
        repaired_by=REPAIR_BOUND,
        bibtex=("pu2026softmax",),
    ),
    Claim(
        id=REPAIR_BOUND,
        paper=Paper.SF,
        where="beyond the summary, Mechanism 2",
        source=Source.BEYOND,
        title="The bias is negative and at most chi-square over 2kw",
        statement=(
            r"$-\chi^2(P\|Q)/(2kw) \le E\log\hat Z - \log Z \le 0$ for every $k$, with $w = \min_y P(y)/Q(y) \le 1$."
        ),
        subject=chi_square_over(lambda E, k: 2 * k * E.least),
        check=check_bounds,
        violates=violates_bounds,
        assumptions=CONVENTIONS[:2],
        mutants=(
            Mutant("1 % tighter", chi_square_over(lambda E, k: 2 * k * E.least * Fraction(100, 99))),
            Mutant("w left out, as printed", chi_square_over(lambda _, k: 2 * k)),
            Mutant("k + 1 for k", chi_square_over(lambda E, k: 2 * (k + 1) * E.least)),
            Mutant("the root of w", chi_square_over(lambda E, k: 2 * k * E.least**HALF)),
            Mutant("a positive bias", Bounds(zero, lambda E, k: chi_square(E) / (2 * k * E.least))),
        ),
        bibtex=("bengio2008adaptive",),
    ),
    Claim(
        id="sf.ssm.bias.support",
        paper=Paper.SF,
        where="summary, Mechanism 2",
        source=Source.SUMMARY,
        title="The bias vanishes for every proposal",
        statement=r"Read without a condition on $Q$: $E\log\hat Z - \log Z \to 0$ as $k \to \infty$.",
        subject=zero,
        check=check_support,
        violates=violates_support,
        assumptions=CONVENTIONS[:1],
        repaired_by=REPAIR_SUPPORT,
        bibtex=("pu2026softmax",),
    ),
    Claim(
        id=REPAIR_SUPPORT,
        paper=Paper.SF,
        where="beyond the summary, Mechanism 2",
        source=Source.BEYOND,
        title="The bias tends to the logarithm of the mass that the proposal covers",
        statement=r"$E\log\hat Z - \log Z \to \log P(Q > 0)$ as $k \to \infty$, for every $P$ and $Q$.",
        subject=lambda E: E.log(E.mass),
        check=check_support,
        violates=violates_support,
        assumptions=CONVENTIONS[:1],
        mutants=(
            Mutant("minus the mass that is missed", lambda E: E.mass - 1),
            Mutant("the logarithm of the mass that is missed", lambda E: E.log(1 - E.mass)),
            Mutant("half of it", lambda E: E.log(E.mass) / 2),
        ),
        uses=("sf.ssm.bias",),
        bibtex=("bengio2008adaptive",),
    ),
)

"""Whether more draws make sampled softmax unstable: value and gradient, at every further draw and in the limit."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise, product
from typing import Any, Literal

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from paper_checks.sf.ssm_bias import CONVENTIONS, FIXED, PAIRS, literals
from paper_checks.sf.ssm_mle import CONVENTIONS as BOOKKEEPINGS_TOO
from paper_checks.sf.ssm_mle import parse, text
from paper_checks.sf.ssm_variance import MISMATCHED
from theory.bookkeeping import Bookkeeping, is_unbiased
from verify.profile import Profile

Quantity = Literal["bias", "variance of Z", "variance", "mean square"]


@dataclass(frozen=True)
class Course:
    """What quantities are said to do at every further draw: fall, or grow."""

    of: tuple[Quantity, ...]
    falls: bool = True


def check_course(subject: Course, profile: Profile) -> Iterator[Evidence]:
    """Each further draw, by enumeration in intervals; then the argument for every N and k."""
    from theory.sampled_variance import monotone_steps

    sizes = range(1, profile.pick(8, 20))
    pairs = (MISMATCHED, *PAIRS)
    cases = [{**literals(pair), "k": str(size), "of": of} for of, pair, size in product(subject.of, pairs, sizes)]
    tried, wrong = first(cases, lambda values: violates_course(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(pairs)} rational pairs $P$, $Q$, $k$ up to ${sizes[-1]}$",
        detail="Before and after each further draw, summed over all multinomial counts, enclosed in intervals.",
        exercised=tried,
        counterexample=wrong and _course_says(wrong),
    )
    if wrong is None:
        proved = subject.falls and {*subject.of} <= {"bias", "variance of Z"}
        yield proof(monotone_steps(), "these are the claimed quantities", proved, f"{FIXED}, $Q \\ne P$, every $k$")


def violates_course(subject: Course, values: Mapping[str, str]) -> bool:
    """Whether one more draw surely moves the quantity the other way than is said, for positive P and Q that differ."""
    before, after = _quantities(values)
    return bool(after > before) if subject.falls else bool(after < before)


def _quantities(values: Mapping[str, str]) -> tuple[Any, Any]:
    from flint import arb, ctx

    from theory.intervals import ball, rationals
    from theory.partition import BITS
    from theory.sampled_variance import log_moments, log_variance, ratio_variance

    p, q, size = rationals(values["p"]), rationals(values["q"]), int(values["k"])
    if min(*p, *q) <= 0 or p == q:
        raise ValueError(f"p, q: expected positive distributions that differ, got {dict(values)}")
    measures: dict[str, Callable[[int], Any]] = {
        "bias": lambda k: -log_moments(p, q, k)[0],
        "variance of Z": lambda k: ball(ratio_variance(p, q, k)),
        "variance": lambda k: log_variance(p, q, k),
        "mean square": lambda k: log_moments(p, q, k)[1],
    }
    with ctx.workprec(BITS):
        return arb(measures[values["of"]](size)), arb(measures[values["of"]](size + 1))


def _course_says(values: dict[str, str]) -> Counterexample:
    before, after = map(float, _quantities(values))
    name = {"bias": r"$|$bias$|$", "variance of Z": r"variance of $\hat Z/Z$"}.get(values["of"], values["of"])
    return Counterexample(
        f"for $P = ({values['p']})$, $Q = ({values['q']})$ the {name} is {before:.6g} at $k = {values['k']}$ and "
        f"{after:.6g} at $k = {int(values['k']) + 1}$",
        values,
    )


@dataclass(frozen=True)
class Peak:
    """The number of draws at which the variance is greatest for `MISMATCHED`, and how many times that of one draw."""

    k: int
    times: Fraction


def check_peak(subject: Peak, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """The variance for each k up to `FAR`, enclosed in intervals."""
    wrong = violates_peak(subject, literals(MISMATCHED))
    peak, one = (_mismatched(size) for size in (subject.k, 1))
    yield Evidence(
        kind=Kind.EXACT,
        holds=not wrong,
        complete=not wrong,
        domain=f"$k$ from 1 to {FAR}",
        detail=f"The variance is {float(one):.5f} at $k = 1$ and {float(peak):.5f} at $k = {subject.k}$.",
        exercised=FAR,
        counterexample=Counterexample("it is greatest elsewhere, or by another factor", literals(MISMATCHED))
        if wrong
        else None,
    )


FAR = 200


@cache
def _mismatched(size: int) -> Any:
    from theory.sampled_variance import log_variance

    return log_variance(*MISMATCHED, size)


def violates_peak(subject: Peak, values: Mapping[str, str]) -> bool:
    """Whether the variance does not rise up to the stated k and fall beyond, or not by the stated factor."""
    from theory.intervals import ball

    if dict(values) != literals(MISMATCHED):
        raise ValueError("it is about one pair P, Q")
    found = [_mismatched(size) for size in range(1, FAR + 1)]
    rises = [bool(b > a) for a, b in pairwise(found)]
    return (
        rises != [size < subject.k for size in range(1, FAR)]
        or not found[subject.k - 1] > ball(subject.times) * found[0]
    )


Grows = Callable[[Bookkeeping], bool]
"""Whether the mean loss of a bookkeeping is said to grow, as log k does."""


def check_growth(subject: Grows, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """The limit of Z^ over a power of k in each bookkeeping, by the law of large numbers."""
    from theory.sampled_risk import BOOKKEEPINGS, limit_steps

    finite = [b for b in BOOKKEEPINGS if b.positive or b.hits == "keep"]
    found = decided(
        ({"bookkeeping": text(b)} for b in finite),
        lambda values: violates_growth(subject, values),
        domain=f"the {len(finite)} bookkeepings whose loss is finite",
        detail=r"Whether what a class counts in $\hat Z$ grows with $k$, in symbols.",
        says=lambda values: f"({values['bookkeeping']}): it is the other way round",
    )
    yield found
    if found.holds:
        steps = dict.fromkeys(step for b in finite for step in limit_steps(b))
        yield proof(
            steps, r"they grow by $\log k$ where $\hat Z/k$ has that limit", bool(steps), "every $N$, $q > 0$, scores"
        )


def violates_growth(subject: Grows, values: Mapping[str, str]) -> bool:
    """Whether the limit says the opposite."""
    from theory.sampled_risk import limit

    bookkeeping = parse(values["bookkeeping"])
    return bool(subject(bookkeeping) != limit(bookkeeping).grows)


TotalBound = Callable[[Any], Any]
"""An upper bound of the total variance of the gradient, a function of N."""


def check_gradient(subject: TotalBound, profile: Profile) -> Iterator[Evidence]:
    """The total variance summed over all draws in rationals, in every bookkeeping; then for every N."""
    import sympy as sp

    from theory.sampled_risk import BOOKKEEPINGS
    from theory.sampled_variance import total_variance_bound_steps

    finite = [text(b) for b in BOOKKEEPINGS if b.positive or b.hits == "keep"]
    sizes = range(1, profile.pick(4, 7))
    cases = ({**literals(pair), "k": str(k), "bookkeeping": b} for b, pair, k in product(finite, (*PAIRS, EVEN), sizes))
    tried, wrong = first(cases, lambda values: violates_gradient(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(finite)} bookkeepings, rational softmax and $q$ with 2 or 3 classes, $k$ up to {sizes[-1]}",
        detail="The variances of all partial derivatives, added up.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(
            f"({wrong['bookkeeping']}), $P = ({wrong['p']})$, $q = ({wrong['q']})$, $k = {wrong['k']}$: the total "
            f"variance is ${_total(wrong)}$",
            wrong,
        ),
    )
    if wrong is None:
        N = sp.Symbol("N", integer=True, positive=True)
        excess = sp.factor(sp.together(subject(N) - (1 - 1 / N)))
        yield proof(total_variance_bound_steps(), "this is the claimed one", excess == 0, "every $N$, $k$, $q$, scores")


EVEN = ((Fraction(1, 4), Fraction(3, 4)), (Fraction(1, 2), Fraction(1, 2)))
"""Uniform draws of two classes, where one draw attains the bound."""


def violates_gradient(subject: TotalBound, values: Mapping[str, str]) -> bool:
    """Whether the total variance is above the bound, or below it for one uniform draw alone, which attains it."""
    total, bound = _total(values), subject(Fraction(len(values["p"].split(","))))
    return bool(total > bound or (_is_one_uniform_draw(values) and total != bound))


def _is_one_uniform_draw(values: Mapping[str, str]) -> bool:
    from theory.intervals import rationals

    book = parse(values["bookkeeping"])
    alone = not book.positive and book.hits == "keep"
    return alone and values["k"] == "1" and len(set(rationals(values["q"]))) == 1


def _total(values: Mapping[str, str]) -> Fraction:
    from theory.intervals import rationals
    from theory.sampled_variance import total_variance

    p, q = rationals(values["p"]), rationals(values["q"])
    return total_variance(p, q, 0, int(values["k"]), parse(values["bookkeeping"]))


REPAIR = "sf.ssm.explodes.repair"
GIVEN = (
    "The label y is given; independently $j_1, \\dots, j_k$ are drawn from $q > 0$ with replacement, and the loss is "
    "$\\log\\hat Z - o_y$. Without the positive and the hits $\\hat Z$ may be 0, and the loss then has no gradient.",
)
COURSE: dict[str, Any] = {"paper": Paper.SF, "check": check_course, "violates": violates_course}
MUTANTS = (
    Mutant("the variance of the loss falls too", Course(("bias", "variance of Z", "variance"))),
    Mutant("its mean square falls too", Course(("bias", "variance of Z", "mean square"))),
    Mutant("they grow", Course(("bias", "variance of Z"), falls=False)),
)

CLAIMS = (
    Claim(
        id="sf.ssm.explodes.grows",
        where="summary, Failure signatures",
        source=Source.SUMMARY,
        title="The loss becomes unstable with large k, by the variance of a mismatched proposal",
        statement=(r"Read for growing $k$: where $Q \ne P$, $\operatorname{Var}\log\hat Z$ grows with $k$."),
        subject=Course(("variance",), falls=False),
        assumptions=CONVENTIONS[:2],
        repaired_by=REPAIR,
        bibtex=("pu2026softmax",),
        **COURSE,
    ),
    Claim(
        id="sf.ssm.explodes.falls",
        where="beyond the summary, Failure signatures",
        source=Source.BEYOND,
        title="The variance of the loss falls at every further draw",
        statement=r"The opposite: $\operatorname{Var}\log\hat Z$ falls as $k$ grows by 1, for every $P \ne Q$ and $k$.",
        subject=Course(("variance",)),
        assumptions=CONVENTIONS[:2],
        repaired_by=REPAIR,
        bibtex=("pu2026softmax",),
        **COURSE,
    ),
    Claim(
        id=REPAIR,
        where="beyond the summary, Failure signatures",
        source=Source.BEYOND,
        title="Bias and the variance of the partition function fall at every further draw",
        statement=(
            r"For every $P \ne Q$ and $k$: $\operatorname{Var}(\hat Z/Z)$ and $|E\log\hat Z - \log Z|$ fall strictly "
            r"as $k$ grows by 1. The variance of the loss need not (sf.ssm.explodes.peak); it vanishes as $k \to "
            r"\infty$ (sf.ssm.variance.bound.repair)."
        ),
        subject=Course(("bias", "variance of Z")),
        assumptions=CONVENTIONS[:2],
        mutants=MUTANTS,
        bibtex=("bengio2008adaptive", "burda2016iwae"),
        **COURSE,
    ),
    Claim(
        id="sf.ssm.explodes.peak",
        paper=Paper.SF,
        where="beyond the summary, Failure signatures",
        source=Source.BEYOND,
        title="Under a mismatched proposal more draws do raise the variance of the loss at first",
        statement=(
            r"For $P = (\frac12, \frac12)$ and $Q = (\frac1{1000}, \frac{999}{1000})$ the variance of $\log\hat Z$ "
            r"rises with every draw up to $k = 148$, to more than 10 times that of one draw, and falls from there to "
            r"$k = 200$."
        ),
        subject=Peak(148, Fraction(10)),
        check=check_peak,
        violates=violates_peak,
        assumptions=CONVENTIONS[:1],
        mutants=(
            Mutant("it is greatest for one draw", Peak(1, Fraction(1))),
            Mutant("one draw later", Peak(149, Fraction(10))),
            Mutant("11 times that of one draw", Peak(148, Fraction(11))),
        ),
        universal=False,
        uses=("sf.ssm.variance.value",),
        bibtex=("bengio2008adaptive",),
    ),
    Claim(
        id="sf.ssm.explodes.value",
        paper=Paper.SF,
        where="beyond the summary, Failure signatures",
        source=Source.BEYOND,
        title="What grows with k is the value of the loss, where the correction does not divide by k",
        statement=(
            r"The mean loss grows by $\log k$ as $k \to \infty$ exactly without correction, with $\log Nq$ and with "
            r"$\log q$ on both sides; with $\log kq$ and $\log nq$ it has a limit."
        ),
        subject=lambda b: b.correction in ("none", "Nq", "q"),
        check=check_growth,
        violates=violates_growth,
        assumptions=BOOKKEEPINGS_TOO[:1],
        mutants=(
            Mutant("only without correction", lambda b: b.correction == "none"),
            Mutant("where the estimate of Z is biased", lambda b: not is_unbiased(b, 3, 2)),
            Mutant("with hits kept only", lambda b: b.correction in ("none", "Nq", "q") and b.hits == "keep"),
        ),
        uses=("sf.ssm.mle.limits",),
        bibtex=("pu2026softmax",),
    ),
    Claim(
        id="sf.ssm.explodes.gradient",
        paper=Paper.SF,
        where="beyond the summary, Failure signatures",
        source=Source.BEYOND,
        title="The gradient never explodes",
        statement=(
            r"For every bookkeeping but the positive out with hits removed, every $N$, $k \ge 1$, $q$, label $y$ "
            r"and scores, the variances over the draws of the loss's partial derivatives in the scores add up to at "
            r"most $1 - \frac1N$; one uniform draw, the positive out and hits kept, attains it."
        ),
        subject=lambda N: 1 - 1 / N,
        check=check_gradient,
        violates=violates_gradient,
        assumptions=GIVEN,
        mutants=(
            Mutant("1 % tighter", lambda N: (1 - 1 / N) * Fraction(99, 100)),
            Mutant("1, that is, looser", lambda N: N / N),
            Mutant("a quarter, as for one share", lambda N: Fraction(1, 4)),  # noqa: ARG005
            Mutant("1 - 2/N", lambda N: 1 - 2 / N),
        ),
        bibtex=("bengio2008adaptive",),
    ),
)

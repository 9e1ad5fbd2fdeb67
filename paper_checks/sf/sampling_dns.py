"""Dynamic negative sampling as a proposal: nearer to the target or not, and what it does without a correction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any, Literal

from paper_checks.cases import Values, decided, named
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from verify.profile import Profile

Distribution = tuple[Fraction, ...]

CONVENTIONS = (
    "Each draw is the highest-scored of $m \\ge 2$ uniform draws, $q_r = (r^m - (r-1)^m)/N^m$ for the class of "
    "ascending rank $r$ (of ties the one with the higher number ranks higher), against one uniform draw, $q = "
    "\\frac1N$; both with their $\\log q$ corrected. $P = \\operatorname{softmax}(o)$, $N \\ge 2$.",
)
EVERY = "every $N \\ge 2$, $m \\ge 2$ and scores"


def _targets() -> Iterator[Distribution]:
    for tenths in (6, 5, 7, 9):
        yield 1 - Fraction(tenths, 10), Fraction(tenths, 10)
    for size, top in product((2, 3, 6), (Fraction(0), Fraction(1, 2), Fraction(999, 1000))):
        rest = (1 - top) / size
        yield (*[rest] * (size - 1), rest + top)
    yield tuple(Fraction(2 ** (i + 1), 62) for i in range(5))


@dataclass(frozen=True)
class Lowers:
    """Where dynamic negatives are said to lower k times the variance, and where not; None where nothing is said."""

    of: Literal["value", "gradient"]
    always: bool | None = None
    """For every P."""
    flat: bool | None = None
    """For P uniform."""
    two: Callable[[Any], Any] | None = None
    """For two classes (and a pool of two, if of the value): exactly where this, of p_top, is positive."""
    enough: Callable[[Any, Any, Any, Any], Any] | None = None
    """Wherever this is positive, a function of p_top, q_top, N and m."""

    def says(self, p: Distribution, pool: int) -> bool | None:
        """Whether it is said to be lower for this P and pool."""
        from theory.proposals import dynamic_law

        if self.always is not None:
            return self.always
        if len({*p}) == 1 and self.flat is not None:
            return self.flat
        if len(p) == 2 and (pool == 2 or self.of == "gradient") and self.two:
            return bool(self.two(max(p)) > 0)
        top = p.index(max(p))
        if self.enough and self.enough(p[top], dynamic_law(list(p), pool)[top], len(p), pool) > 0:
            return True
        return None


def check_lowers(subject: Lowers, profile: Profile) -> Iterator[Evidence]:
    """Flat and peaked rational P; then the arguments for every N and m."""
    from theory import dynamic_negatives as theory
    from theory.sampled_variance import best_steps, spread_steps, square_step

    pools = range(2, profile.pick(4, 7))
    cases = [{"p": ", ".join(map(str, p)), "m": str(m)} for p, m in product(_targets(), pools)]
    said = [values for values in cases if subject.says(*_case(values)) is not None]
    found = decided(
        said,
        lambda values: violates_lowers(subject, values),
        domain=f"flat and peaked rational $P$ with 2 to 6 classes, $m$ up to {pools[-1]}",
        detail="The leading variances under both laws, in rational arithmetic.",
        says=lambda values: _lowers_says(subject, values),
    )
    yield found
    if found.holds:
        flat = (theory.rising_step(), theory.flat_step())
        if subject.of == "value":
            steps = (*flat, *theory.peaked_steps(), theory.two_step())
        else:
            steps = (*spread_steps(), square_step(), *best_steps(), theory.two_gradient_step(), theory.rising_step())
        yield proof(steps, "nothing else is claimed", _no_more_than(subject), EVERY)


def _no_more_than(subject: Lowers) -> bool:
    """Whether it says no more than the arguments decide."""
    import sympy as sp

    x, q, N, m = sp.symbols("p_N q_N N m", positive=True)
    if subject.always is not None or subject.flat:
        return False
    if subject.of == "gradient":
        return subject.enough is None and (subject.two is None or subject.two(x) == UNIFORM_IS_BEST)
    return (subject.two is None or sp.expand(subject.two(x) - (3 * (2 * x - 1) ** 2 - (4 * x - 3) ** 2)) == 0) and (
        subject.enough is None
        or sp.simplify(subject.enough(x, q, N, m) - ((N - 1 / q) / N**m - ((1 - x) / x) ** 2)) == 0
    )


UNIFORM_IS_BEST = -1


def violates_lowers(subject: Lowers, values: Values) -> bool:
    """Whether the opposite is true."""
    said = subject.says(*_case(values))
    dynamic, uniform = _variances(subject, values)
    return said is not None and said != (dynamic < uniform)


def _case(values: Values) -> tuple[Distribution, int]:
    from theory.intervals import rationals

    p, pool = rationals(values["p"]), int(values["m"])
    if min(p) <= 0 or sum(p) != 1 or len(p) < 2 or pool < 2:
        raise ValueError(
            f"p, m: expected two positive probabilities or more and a pool of 2 or more, got {dict(values)}"
        )
    return p, pool


def _variances(subject: Lowers, values: Values) -> tuple[Fraction, Fraction]:
    from theory.dynamic_negatives import chi_square, uniform_law
    from theory.proposals import dynamic_law
    from theory.sampled_variance import spread

    p, pool = _case(values)
    measure = chi_square if subject.of == "value" else spread
    return measure(p, dynamic_law(list(p), pool)), measure(p, uniform_law(len(p)))


def _lowers_says(subject: Lowers, values: Values) -> str:
    dynamic, uniform = _variances(subject, values)
    return (
        f"$P = ({values['p']})$, $m = {values['m']}$: $k$ times the variance tends to ${dynamic}$ with dynamic "
        f"negatives, to ${uniform}$ with uniform ones"
    )


PEAKED = Lowers(
    "value",
    flat=False,
    two=lambda x: 3 * (2 * x - 1) ** 2 - (4 * x - 3) ** 2,
    enough=lambda x, q, N, m: (N - 1 / q) / N**m - ((1 - x) / x) ** 2,
)
RAISED = Lowers("gradient", flat=False, two=lambda _: UNIFORM_IS_BEST)

Floor = Callable[[Fraction, int, int], Any]
"""A lower bound of 1 + chi-square, a function of (p of the lowest rank, N, m)."""


def check_floor(subject: Floor, profile: Profile) -> Iterator[Evidence]:
    """The chi-square at rational P, then for every N and m."""
    import sympy as sp

    from theory.dynamic_negatives import pool_step

    pools = range(2, profile.pick(7, 12))
    cases = ({"p": ", ".join(map(str, p)), "m": str(m)} for p, m in product(_targets(), pools))
    found = decided(
        cases,
        lambda values: violates_floor(subject, values),
        domain=f"flat and peaked rational $P$ with 2 to 6 classes, $m$ up to {pools[-1]}",
        detail="The chi-square against the bound, in rational arithmetic.",
        says=lambda values: f"$P = ({values['p']})$, $m = {values['m']}$: it is less",
    )
    yield found
    if found.holds:
        p, N, m = sp.symbols("p_1 N m", positive=True)
        unbounded = sp.limit(subject(p, N, m).subs(N, 2), m, sp.oo) == sp.oo
        same = sp.simplify(subject(p, N, m) - p**2 * N**m) == 0
        yield proof((pool_step(),), "this is the claimed bound, and it grows without bound", same and unbounded, EVERY)


def violates_floor(subject: Floor, values: Values) -> bool:
    """Whether 1 + chi-square is below the bound."""
    from theory.dynamic_negatives import chi_square
    from theory.proposals import dynamic_law

    p, pool = _case(values)
    return bool(1 + chi_square(p, dynamic_law(list(p), pool)) < subject(min(p), len(p), pool))


@dataclass(frozen=True)
class Sign:
    """The sign of the limit of the bias of log Z^ without a correction: for equal scores, and for others."""

    equal: int
    other: int


def check_sign(subject: Sign, profile: Profile) -> Iterator[Evidence]:
    """What the estimate tends to at rational P, then for every N and m."""
    from theory.dynamic_negatives import chebyshev_steps

    pools = range(2, profile.pick(5, 9))
    cases = ({"p": ", ".join(map(str, p)), "m": str(m)} for p, m in product(_targets(), pools))
    found = decided(
        cases,
        lambda values: violates_sign(subject, values),
        domain=f"flat and peaked rational $P$ with 2 to 6 classes, $m$ up to {pools[-1]}",
        detail=r"$N\sum_jq_jp_j$ against 1, in rational arithmetic.",
        says=_sign_says,
    )
    yield found
    if found.holds:
        same = subject == Sign(0, 1)
        yield proof(chebyshev_steps(), "it is positive, and 0 for equal scores, as claimed", same, EVERY)


def violates_sign(subject: Sign, values: Values) -> bool:
    """Whether the limit has another sign."""
    from theory.dynamic_negatives import uncorrected_ratio

    p, pool = _case(values)
    ratio = uncorrected_ratio(p, pool)
    return (ratio > 1) - (ratio < 1) != (subject.other if len({*p}) > 1 else subject.equal)


def _sign_says(values: Values) -> str:
    from theory.dynamic_negatives import uncorrected_ratio

    return f"$P = ({values['p']})$, $m = {values['m']}$: $\\hat Z/Z$ tends to ${uncorrected_ratio(*_case(values))}$"


Powers = Callable[[int, float], bool]
"""Whether dynamic negatives lower the variance, a function of the pool and of the exponent of the rank."""

EXPONENTS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
CATALOGUES = (1_000, 100_000)
MARGIN = 1e-6


def check_powers(subject: Powers, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """The ratio of the two chi-squares for each catalogue, pool and exponent."""
    from theory.dynamic_negatives import zipf_ratio

    cases = [
        {"N": str(size), "m": str(pool), "s": str(exponent)}
        for size, pool, exponent in product(CATALOGUES, (2, 4, 16), EXPONENTS)
    ]
    ratios = {
        pool: [f"{zipf_ratio(CATALOGUES[-1], exponent, pool):.2g}" for exponent in EXPONENTS] for pool in (2, 4, 16)
    }
    listed = "; ".join(f"m = {pool}: {', '.join(values)}" for pool, values in ratios.items())
    yield decided(
        cases,
        lambda values: violates_powers(subject, values),
        domain=f"$N$ = {' and '.join(f'{size:,}' for size in CATALOGUES)}, $s$ = {', '.join(map(str, EXPONENTS))}",
        detail=f"Chi-square from dynamic over that from uniform negatives at the largest $N$, in float64: {listed}. "
        f"A ratio within {MARGIN:g} of 1 decides nothing.",
        says=lambda values: f"{named(values)}: the ratio is {_ratio(values):.4g}",
        kind=Kind.MEASUREMENT,
    )


def violates_powers(subject: Powers, values: Values) -> bool:
    """Whether the ratio is on the other side of 1."""
    lower = subject(int(values["m"]), float(values["s"]))
    return _ratio(values) > 1 + MARGIN if lower else _ratio(values) < 1 - MARGIN


def _ratio(values: Values) -> float:
    from theory.dynamic_negatives import zipf_ratio

    return zipf_ratio(int(values["N"]), float(values["s"]), int(values["m"]))


SUMMARY: dict[str, Any] = {"paper": Paper.SF, "where": "summary, first experiments 3", "source": Source.SUMMARY}
BEYOND: dict[str, Any] = {
    "paper": Paper.SF,
    "where": "beyond the summary, first experiments 3",
    "source": Source.BEYOND,
}
LOWERS: dict[str, Any] = {"check": check_lowers, "violates": violates_lowers, "assumptions": CONVENTIONS}
VALUE, GRADIENT = "sf.sampling.dns.value.repair", "sf.sampling.dns.gradient.repair"

CLAIMS = (
    Claim(
        id="sf.sampling.dns.value",
        title="Dynamic negatives bring the proposal nearer to the target and lower the variance",
        statement=(
            r"For every $o$ and $m$: $\chi^2(P\|Q)$, the limit of $k\operatorname{Var}\log\hat Z$, is lower for "
            r"dynamic "
            "negatives than for uniform ones."
        ),
        subject=Lowers("value", always=True),
        repaired_by=VALUE,
        uses=("sf.ssm.variance.value",),
        bibtex=("pu2026softmax", "zhang2013dns"),
        **SUMMARY,
        **LOWERS,
    ),
    Claim(
        id=VALUE,
        title="Dynamic negatives lower the variance of the value for peaked targets and raise it for flat ones",
        statement=(
            r"$\chi^2(P\|Q)$ is higher than for uniform negatives (where it is 0) if $P$ is uniform, and lower if "
            r"$\bigl(\frac{1-p_{top}}{p_{top}}\bigr)^2 < N^{-m}(N - \frac1{q_N})$; for $N = m = 2$ it is lower "
            r"exactly if $p_{top} > \frac{3-\sqrt3}2$."
        ),
        subject=PEAKED,
        mutants=(
            Mutant("whenever P is not flat", Lowers("value", flat=False, enough=lambda *_: 1)),
            Mutant("for flat P too", replace(PEAKED, flat=True)),
            Mutant(
                "whenever the top has half of the mass",
                Lowers("value", flat=False, enough=lambda x, *_: x - Fraction(1, 2)),
            ),
            Mutant("for the gradient alike", replace(PEAKED, of="gradient")),
        ),
        uses=("sf.ssm.variance.value",),
        bibtex=("zhang2013dns",),
        **BEYOND,
        **LOWERS,
    ),
    Claim(
        id="sf.sampling.dns.gradient",
        title="Dynamic negatives lower the variance of the gradient",
        statement=(
            r"For every $o$ and $m$: the limit of $k$ times the total variance of the gradient is lower for dynamic "
            "negatives than for uniform ones."
        ),
        subject=Lowers("gradient", always=True),
        repaired_by=GRADIENT,
        uses=("sf.ssm.variance.gradient",),
        bibtex=("pu2026softmax", "zhang2013dns"),
        **SUMMARY,
        **LOWERS,
    ),
    Claim(
        id=GRADIENT,
        title="For flat targets, and for two classes whatever the target, dynamic negatives raise it",
        statement=(
            r"The limit of $k$ times the total variance of the gradient is higher for dynamic negatives than for "
            r"uniform ones if $P$ is uniform, and if $N = 2$, for every $P$, since there the uniform law is the best "
            r"of all."
        ),
        subject=RAISED,
        mutants=(
            Mutant("of the value alike", replace(RAISED, of="value", two=None, always=False)),
            Mutant("whatever N", Lowers("gradient", always=False)),
            Mutant("lower where P is peaked", replace(RAISED, two=lambda x: x - Fraction(2, 3))),
        ),
        uses=("sf.ssm.variance.gradient", "sf.ssm.variance.best.gradient.repair"),
        bibtex=("zhang2013dns",),
        **BEYOND,
        **LOWERS,
    ),
    Claim(
        id="sf.sampling.dns.pool",
        title="A larger pool in the end raises the variance without bound",
        statement=r"$\chi^2(P\|Q) \ge p_1^2N^m - 1$, with $p_1$ the least share: it grows without bound with $m$.",
        subject=lambda p, N, m: p**2 * N**m,
        check=check_floor,
        violates=violates_floor,
        assumptions=CONVENTIONS,
        mutants=(
            Mutant("p for p squared", lambda p, N, m: p * N**m),
            Mutant("a pool more", lambda p, N, m: p**2 * N ** (m + 1)),
            Mutant("as for the class of the second lowest rank, twice", lambda p, N, m: 2 * p**2 * N**m),
        ),
        bibtex=("zhang2013dns",),
        **BEYOND,
    ),
    Claim(
        id="sf.sampling.dns.uncorrected",
        title="Without the correction dynamic negatives overestimate the partition function for ever",
        statement=(
            r"With $\hat Z = \frac Nk\sum_ie^{o_{j_i}}$, as if draws were uniform, $\log\hat Z - \log Z$ tends to "
            r"$\log(N\sum_jq_jp_j)$ as $k \to \infty$, which is positive, and 0 only if all scores are equal."
        ),
        subject=Sign(0, 1),
        check=check_sign,
        violates=violates_sign,
        assumptions=CONVENTIONS,
        mutants=(
            Mutant("it underestimates it", Sign(0, -1)),
            Mutant("it is right", Sign(0, 0)),
            Mutant("for equal scores too", Sign(1, 1)),
        ),
        uses=("sf.ssm.mle.limits",),
        bibtex=("zhang2013dns",),
        **BEYOND,
    ),
    Claim(
        id="sf.sampling.dns.catalogue",
        title="On large catalogues a pool of two lowers the variance for popularity-like targets, one of 16 for none",
        statement=(
            r"For $p \propto \text{rank}^{-s}$ with $s$ from 0.1 to 2 and $N$ of $10^3$ and $10^5$, dynamic negatives "
            r"lower the variance of the value for $m = 2$ if $s \ge 0.75$, for $m = 4$ if $s = 2$, and for $m = 16$ "
            r"for none of "
            "them."
        ),
        subject=lambda m, s: s >= {2: 0.75, 4: 2.0, 16: 9.0}[m],
        check=check_powers,
        violates=violates_powers,
        assumptions=CONVENTIONS,
        mutants=(
            Mutant("a larger pool suits flatter targets", lambda m, s: s >= {2: 2.0, 4: 0.75, 16: 0.1}[m]),
            Mutant("whatever the pool", lambda m, s: s >= 0.75),  # noqa: ARG005
            Mutant("for m = 2 from 1/2 on", lambda m, s: s >= {2: 0.5, 4: 2.0, 16: 9.0}[m]),
            Mutant("for Zipf's law with m = 4", lambda m, s: s >= {2: 0.75, 4: 1.0, 16: 9.0}[m]),
        ),
        universal=False,
        uses=("sf.sampling.dns.value.repair",),
        bibtex=("zhang2013dns",),
        **BEYOND,
    ),
)

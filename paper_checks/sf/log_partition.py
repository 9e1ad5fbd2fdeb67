"""Estimators of log Z without memory per query: what is at hand, and what it costs to have no bias at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from paper_checks.sf.ssm_bias import CONVENTIONS, FIXED, PAIRS, Coefficient, chi_square, literals, third_moment
from verify.profile import Profile

Least = float
"""The least of the numbers of which a claim says so; infinite, if of none."""


def check_known(subject: Least, _: Profile) -> Iterator[Evidence]:
    """For each order what the extrapolated estimator leaves of the bias: from exact moments, then for every P and Q."""
    from theory.argument import Argument
    from theory.log_partition import extrapolation_steps

    cases = [literals(pair) | {"r": str(r)} for r in (1, 2, 3, 4) for pair in PAIRS]
    tried, wrong = first(cases, lambda values: violates_known(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(PAIRS)} rational pairs $P$, $Q$, orders 1 to 4",
        detail="What the estimator's weights leave of the coefficients of the plain bias, in rational arithmetic.",
        exercised=tried,
        counterexample=Counterexample(_known_says(wrong), wrong) if wrong else None,
    )
    if wrong is None:
        steps = [step for r in (1, 2, 3, 4) for step in Argument(extrapolation_steps(r)).steps[-2:]]
        everything = f"{FIXED}, $k \\to \\infty$; orders 1 to 4 executed, the weights' rule for every order"
        yield proof((*extrapolation_steps(4)[:-2], *steps), "the claim calls none missing", subject == NONE, everything)


def violates_known(subject: Least, values: Mapping[str, str]) -> bool:
    """Whether the claim calls an order missing that an extrapolation of plain estimators has."""
    from theory.intervals import rationals
    from theory.log_partition import extrapolated_coefficients, extrapolation
    from theory.partition import RationalRatio

    p, q, r = rationals(values["p"]), rationals(values["q"]), int(values["r"])
    if min(*p, *q) <= 0 or r < 1:
        return False
    known = sum(extrapolation(r)) == 1 and not any(extrapolated_coefficients(RationalRatio(p, q), r))
    return known and r >= subject


def _known_says(values: Mapping[str, str]) -> str:
    from theory.log_partition import extrapolation

    r = int(values["r"])
    what = "log of the mean of the k weights" if r == 1 else "sum of plain estimators from the first jk/r draws"
    weights = ", ".join(map(str, extrapolation(r)))
    return f"the {what}, weighted by {weights}, has a bias of $O(k^{{-{r}}})$ and remembers nothing"


def check_jackknife(subject: Coefficient, profile: Profile) -> Iterator[Evidence]:
    """The coefficient at rational P and Q, and for every N; then by quadrature at a large k."""
    import sympy as sp

    from theory.log_partition import jackknife_coefficient, jackknife_steps
    from theory.partition import ANY

    tried, wrong = first(map(literals, PAIRS), lambda values: violates_jackknife(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(PAIRS)} rational pairs $P$, $Q$ with 2 or 3 classes",
        detail="The coefficient of $k^{-2}$ from the exact moments of the ratio, in rational arithmetic.",
        exercised=tried,
        counterexample=Counterexample(
            f"for $P = ({wrong['p']})$, $Q = ({wrong['q']})$ the jackknife's coefficient is another", wrong
        )
        if wrong
        else None,
    )
    reference = jackknife_coefficient(ANY)
    claimed = f"$k^2$ times the bias tends to ${sp.latex(reference)}$, $\\mu_r = E_Q(W - 1)^r$, as claimed"
    agrees = sp.expand(reference - subject.formula(ANY)) == 0
    yield proof(jackknife_steps(), claimed, agrees, f"{FIXED}, $k \\to \\infty$")
    yield _jackknife_measured(subject, profile)


def violates_jackknife(subject: Coefficient, values: Mapping[str, str]) -> bool:
    """Whether the claimed coefficient surely differs from the one of these positive P and Q."""
    from theory.intervals import rationals, sign
    from theory.log_partition import jackknife_coefficient
    from theory.partition import RationalRatio

    p, q = rationals(values["p"]), rationals(values["q"])
    if min(*p, *q) <= 0:
        return False
    E = RationalRatio(p, q)
    return sign(jackknife_coefficient(E) - subject.formula(E)) in (-1, 1)


def _jackknife_measured(subject: Coefficient, profile: Profile) -> Evidence:
    import numpy as np

    from theory.partition import RationalRatio, bias_coefficients
    from verify.log_partition import jackknife_bias

    size, pair = profile.pick(1024, 4096), PAIRS[-1]
    log_p, log_q = (np.log(np.array([float(x) for x in d])) for d in pair)
    value = size**2 * float(jackknife_bias(log_p, log_q, [size])[0])
    E = RationalRatio(*pair)
    claimed = float(subject.formula(E))
    _, second, third = bias_coefficients(E, 3)
    slack = 2 * abs(float(second + 2 * third)) / size + 2e-13 * size**3
    return Evidence(
        kind=Kind.MEASUREMENT,
        holds=True if abs(value - claimed) <= slack else None,
        domain=f"{log_p.size} classes, $k = {size}$",
        detail="$k^2$ times the jackknife's bias, by quadrature; within twice the next term, $-(a_2 + 2a_3)/k^3$.",
        exercised=1,
        value=value,
        bound=claimed,
        interval=(value - slack, value + slack),
    )


@dataclass(frozen=True)
class Range:
    """The ratios s of the levels' chances for which variance and mean cost are finite: low < s < high."""

    low: Fraction
    high: Fraction
    ends: bool = False

    def __contains__(self, s: Fraction) -> bool:
        return self.low < s < self.high or (self.ends and s in (self.low, self.high))


def check_multilevel(subject: Range, _: Profile) -> Iterator[Evidence]:
    """Ratios of two geometric series; then why the second moments of the levels fall as 4^-n."""
    from theory.log_partition import multilevel_steps

    cases = [{"s": str(Fraction(i, 24))} for i in range(1, 24)]
    tried, wrong = first(cases, lambda values: violates_multilevel(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="$s = i/24$",
        detail="Whether both series converge, the variance's of the rate of $E\\Delta_n^2$ over $s$, from the exact "
        "moments, and the cost's of ratio $2s$.",
        exercised=tried,
        counterexample=Counterexample(
            f"at $s = {wrong['s']}$ the variance's series has the ratio ${1 / (4 * Fraction(wrong['s']))}$ and the "
            f"cost's ${2 * Fraction(wrong['s'])}$",
            wrong,
        )
        if wrong
        else None,
    )
    agrees = (subject.low, subject.high, subject.ends) == (Fraction(1, 4), Fraction(1, 2), False)
    yield proof(multilevel_steps(), "this is the claimed range", agrees, f"{FIXED}, $P \\ne Q$, every $m$")


def violates_multilevel(subject: Range, values: Mapping[str, str]) -> bool:
    """Whether the claim is wrong about s: both geometric series converge, or not."""
    from theory.log_partition import level_rate

    s = Fraction(values["s"])
    return 0 < s < 1 and (s in subject) != (level_rate() / s < 1 and 2 * s < 1)


def _jackknife(E: Any) -> Any:
    return 3 * chi_square(E) ** 2 / 4 - third_moment(E) / 3


NONE = inf
KNOWN: dict[str, Any] = {"check": check_known, "violates": violates_known}
COMMON: dict[str, Any] = {"paper": Paper.SF}
SUMMARY: dict[str, Any] = COMMON | {"where": "summary, Open Question 3", "source": Source.SUMMARY}
BEYOND: dict[str, Any] = COMMON | {"where": "beyond the summary, Open Question 3", "source": Source.BEYOND}

CLAIMS = (
    Claim(
        id="sf.oq3.known",
        title="An estimator of log Z with a bias of O(1/k) and without memory per query is still to be developed",
        statement=(
            "The criterion that the summary names for resolving the question, a new design that achieves a bias of "
            "$O(k^{-1})$ without query-specific "
            "memory: no such estimator is known."
        ),
        assumptions=(
            *CONVENTIONS[:2],
            "Memory per query: what is kept from one visit of a query to the next. The estimators here keep nothing.",
        ),
        subject=1,
        repaired_by="sf.oq3.known.repair",
        bibtex=("pu2026softmax",),
        **KNOWN,
        **SUMMARY,
    ),
    Claim(
        id="sf.oq3.known.repair",
        title="Without memory, the plain estimator has a bias of O(1/k), and extrapolation any order",
        statement=(
            r"For every $r \ge 1$ a fixed combination of $\log\hat Z$ from the first $jk/r$ draws, $j = 1, \dots, r$, "
            r"$r \mid k$, has a bias of $O(k^{-r})$ for every positive $Q$ and finite scores; $r = 1$ is "
            r"$\log\hat Z$ itself."
        ),
        assumptions=CONVENTIONS[:2],
        subject=NONE,
        mutants=(
            Mutant("the second order missing", 2),
            Mutant("all above the jackknife's missing", 3),
            Mutant("the fourth missing", 4),
        ),
        uses=("sf.ssm.bias",),
        bibtex=("quenouille1956",),
        **KNOWN,
        **BEYOND,
    ),
    Claim(
        id="sf.oq3.jackknife",
        title="The jackknife of the log-partition has a bias of second order",
        statement=(
            r"For $k\log\hat Z_k - (k-1)$ times the mean of $\log\hat Z$ with one draw left out, $k^2$ times the bias "
            r"tends to $\tfrac34\mu_2^2 - \tfrac13\mu_3$."
        ),
        assumptions=CONVENTIONS[:2],
        subject=Coefficient(2, _jackknife),
        check=check_jackknife,
        violates=violates_jackknife,
        mutants=(
            Mutant("the sign of the plain estimator's second term", Coefficient(2, lambda E: -_jackknife(E))),
            Mutant("the third moment left out", Coefficient(2, lambda E: 3 * chi_square(E) ** 2 / 4)),
            Mutant("no bias of second order", Coefficient(2, lambda _: 0)),
            Mutant("half of it", Coefficient(2, lambda E: _jackknife(E) / 2)),
        ),
        uses=("sf.ssm.bias.next",),
        bibtex=("quenouille1956",),
        **BEYOND,
    ),
    Claim(
        id="sf.oq3.multilevel",
        title="With a random number of draws log Z is estimated without bias, at finite variance and finite mean cost",
        statement=(
            r"$\log\hat Z_m + \Delta_n/\bigl((1-s)s^n\bigr)$, $n$ with the chance $(1-s)s^n$, where $\Delta_n$ is "
            r"$\log\hat Z$ of $2^{n+1}m$ draws minus the mean of that of their halves, has the mean $\log Z$; its "
            r"variance and mean number of draws are both finite if and only if $\tfrac14 < s < \tfrac12$."
        ),
        assumptions=(*CONVENTIONS[:2], r"$P \ne Q$; draws of a level are its own. No memory per query."),
        subject=Range(Fraction(1, 4), Fraction(1, 2)),
        check=check_multilevel,
        violates=violates_multilevel,
        mutants=(
            Mutant("finite at the ends", Range(Fraction(1, 4), Fraction(1, 2), ends=True)),
            Mutant("levels that fall as 2^-n, not antithetic", Range(Fraction(1, 2), Fraction(1, 2))),
            Mutant("levels that fall as 8^-n", Range(Fraction(1, 8), Fraction(1, 2))),
            Mutant("any s below 1", Range(Fraction(1, 4), Fraction(1))),
        ),
        uses=("sf.ssm.bias",),
        bibtex=("blanchet2015unbiased", "rhee2015unbiased"),
        **BEYOND,
    ),
)

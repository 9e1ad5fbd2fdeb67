"""Whether weak order preservation makes descent slower: on exact conditional risks, and far from the label."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from verify.profile import Profile


@dataclass(frozen=True)
class Speed:
    """What is claimed of the misses after t >= 1 steps from zero scores.

    `margin`: a function of the misses (softmax, sparsemax) that is said not to be negative; `floor`: a lower bound of
    softmax's miss at one class, a function of (N, step, t, exp). `step`: softmax's, where it is not any.
    """

    margin: Callable[[Any, Any], Any]
    floor: Callable[[Any, Any, Any, Callable[[Any], Any]], Any]
    step: Fraction | None = None


@dataclass(frozen=True)
class Far:
    """Steps until the label is not behind, from a lead B: within these of `sparse` B and of `soft` B."""

    sparse: Any
    soft: Any
    slack: tuple[Any, Any] = (Fraction(1), Fraction(11, 5))


def check(subject: Speed, profile: Profile) -> Iterator[Evidence]:
    """Both runs, sparsemax's exactly and softmax's enclosed; then every N, label distribution, step and t."""
    etas = ("1, 0", "1, 0, 0", "1/2, 1/3, 1/6", "1/10, 0, 2/5, 1/2", "9/10, 1/10")
    times = profile.pick(("1", "2", "40"), ("1", "2", "40", "200"))
    cases = [{"eta": eta, "step": step, "t": t} for t in times for eta in etas for step in ("2", "1/2")]
    found = decided(
        cases,
        lambda case: violates(subject, case),
        domain=f"{len(etas)} label distributions, up to {times[-1]} steps from zero scores",
        detail="Steps of size 1 for sparsemax, in rationals, and of size 2 and 1/2 for softmax, in intervals.",
        says=_says,
        kind=Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        yield _for_every_n(subject)


def violates(subject: Speed, values: Mapping[str, str]) -> bool:
    """Whether the margin is surely negative, or, at one class, softmax's miss surely below the floor."""
    from theory.descent_speed import softmax_miss, sparsemax_miss
    from theory.intervals import ball, rationals

    eta, step, t = rationals(values["eta"]), Fraction(values["step"]), int(values["t"])
    if sum(eta) != 1 or min(eta) < 0 or len(eta) < 2 or step <= 0 or t < 1:
        return False
    if subject.step not in (None, step):
        return False
    soft, sparse = softmax_miss(eta, step, t), ball(sparsemax_miss(eta, t))
    low = subject.floor(ball(len(eta)), ball(step), ball(t), lambda x: x.exp())
    return bool(subject.margin(soft, sparse) < 0) or (max(eta) == 1 and bool(soft < low))


def _says(case: Mapping[str, str]) -> str:
    from theory.descent_speed import softmax_miss, sparsemax_miss
    from theory.intervals import rationals

    eta, t = rationals(case["eta"]), int(case["t"])
    soft = float(softmax_miss(eta, Fraction(case["step"]), t).mid())
    return (
        f"$\\eta = ({case['eta']})$: after {t} step{'s' * (t > 1)} from zero scores sparsemax (size 1) misses by "
        f"{sparsemax_miss(eta, t)}, softmax (size {case['step']}) by {soft:.6g}"
    )


def _for_every_n(subject: Speed) -> Evidence:
    import sympy as sp

    from theory.descent_speed import speed_argument

    N, step, t = sp.symbols("N gamma t", positive=True)
    soft, sparse = sp.symbols("soft sparse", positive=True)
    proved = (N - 1) / (N * (1 + step * sp.exp(step) * t))
    same = sp.simplify(subject.floor(N, step, t, sp.exp) - proved) == 0
    same &= sp.expand(subject.margin(soft, sparse) + sparse) == 0
    claimed = "these are the claimed zero of sparsemax's miss and floor of softmax's"
    return proof(speed_argument().steps, claimed, same, "every $N \\ge 2$, $\\eta$, $\\gamma > 0$ and $t \\ge 1$")


def check_far(subject: Far, profile: Profile) -> Iterator[Evidence]:
    """The steps counted in intervals for several leads; then every lead."""
    from theory.descent_speed import far_argument

    leads = ("1/2", "1", "10", "101/3", profile.pick("100", "1000"))
    found = decided(
        [{"B": lead} for lead in leads],
        lambda case: violates_far(subject, case),
        domain=f"leads up to {leads[-1]}",
        detail="Descent run in intervals until the sign of the gap changes.",
        says=_far_says,
        kind=Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        same = Far(Fraction(1, 2), Fraction(1, 4)) == subject
        yield proof(far_argument().steps, "these are the claimed bounds", same, "two classes, every $B > 0$")


def violates_far(subject: Far, values: Mapping[str, str]) -> bool:
    """Whether a number of steps is outside the claimed bounds."""
    from theory.descent_speed import steps_until_ahead

    lead = Fraction(values["B"])
    if lead <= 0:
        return False
    counted = steps_until_ahead(lead, sparse=True), steps_until_ahead(lead, sparse=False)
    rates = zip(counted, (subject.sparse, subject.soft), subject.slack, strict=True)
    return any(not 0 <= count - rate * lead <= slack for count, rate, slack in rates)


def _far_says(case: Mapping[str, str]) -> str:
    from theory.descent_speed import steps_until_ahead

    lead = Fraction(case["B"])
    sparse, soft = steps_until_ahead(lead, sparse=True), steps_until_ahead(lead, sparse=False)
    return f"from a lead of {lead} sparsemax takes {sparse} steps, softmax {soft}"


def _floor(N: Any, step: Any, t: Any, exp: Callable[[Any], Any]) -> Any:
    return (N - 1) / (N * (1 + step * exp(step) * t))


def _zero(_soft: Any, sparse: Any) -> Any:
    return -sparse


READING = (
    r"gradient descent on the exact conditional risk of a label distribution $\eta$, from zero scores, with steps of "
    r"size 1 for sparsemax (one over the norm of its Jacobian)"
)
COMMON: dict[str, Any] = {"paper": Paper.SF, "check": check, "violates": violates, "bibtex": ("pu2026softmax",)}

CLAIMS = (
    Claim(
        id="sf.wop_slower",
        where="summary, Executive Summary and Key results",
        source=Source.SUMMARY,
        title="Sparse losses converge more slowly, for their maps are only weakly order-preserving",
        statement=(
            "Sparse variants suffer from suboptimal convergence due to weakly order-preserving maps; read: after any "
            rf"number of steps of {READING} and 2 for softmax, sparsemax is not nearer to $\eta$ than softmax."
        ),
        subject=Speed(lambda soft, sparse: sparse - soft, lambda N, _step, _t, _exp: 0 * N, Fraction(2)),
        repaired_by="sf.wop_slower.repair",
        **COMMON,
    ),
    Claim(
        id="sf.wop_slower.repair",
        where="beyond the summary, Key results",
        source=Source.BEYOND,
        title="Sparsemax reaches every label distribution in one step, softmax a single class no faster than 1/t",
        statement=(
            rf"By {READING}, sparsemax is at $\hat p = \eta$ after one step and stays, for every $N$ and $\eta$. "
            rf"Softmax "
            r"with $\eta = e_y$ and steps of any size $\gamma$ has $1 - p_y \ge \frac{N-1}{N(1 + \gamma e^\gamma t)}$ "
            "after $t$ steps."
        ),
        subject=Speed(_zero, _floor),
        mutants=(
            Mutant("softmax is not slower", Speed(lambda soft, sparse: sparse - soft, _floor)),
            Mutant(r"$e^\gamma$ lost", Speed(_zero, lambda N, step, t, _exp: (N - 1) / (N * (1 + step * t)))),
            Mutant("$N$ for $N - 1$", Speed(_zero, lambda _N, step, t, exp: 1 / (1 + step * exp(step) * t))),
            Mutant(
                r"$\sqrt t$ for $t$",
                Speed(_zero, lambda N, step, t, exp: (N - 1) / (N * (1 + step * exp(step) * t ** Fraction(1, 2)))),
            ),
            Mutant("sparsemax is halfway only", Speed(lambda soft, sparse: sparse - soft / 2, _floor)),
        ),
        uses=("sf.jacobian.sparsemax", "sf.jacobian.softmax.formula"),
        **COMMON,
    ),
    Claim(
        id="sf.wop_slower.far",
        paper=Paper.SF,
        where="summary, Executive Summary and Key results",
        source=Source.SUMMARY,
        title="From far away sparsemax needs twice as many steps, for its steps are half as long",
        statement=(
            "Sparse variants suffer from suboptimal convergence due to weakly order-preserving maps; read: from a "
            r"wrong lead, and of the convergence alone. Two classes, of which the wrong one leads by $B > 0$; "
            r"steps of one over the norm of the Jacobian: 1 for "
            r"sparsemax, 2 for softmax. Until the label is no longer behind, sparsemax takes between $\frac B2$ and "
            r"$\frac B2 + 1$ steps, softmax between $\frac B4$ and $\frac B4 + \frac{11}5$: the ratio tends to 2, "
            "that of the norms, which set the steps. The norm is the cause: a step of one size lowers a large lead by "
            "about as much under either map."
        ),
        subject=Far(Fraction(1, 2), Fraction(1, 4)),
        check=check_far,
        violates=violates_far,
        mutants=(
            Mutant("both alike", Far(Fraction(1, 2), Fraction(1, 2))),
            Mutant("steps of size 1 for softmax too", Far(Fraction(1, 4), Fraction(1, 4))),
            Mutant("the gradient of one score, not of the gap", Far(Fraction(1), Fraction(1, 2))),
            Mutant("sparsemax stops exactly", Far(Fraction(1, 2), Fraction(1, 4), (Fraction(1, 3), Fraction(11, 5)))),
        ),
        uses=("sf.jacobian.softmax", "sf.jacobian.sparsemax"),
        bibtex=("pu2026softmax",),
    ),
)

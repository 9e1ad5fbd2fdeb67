"""Where the conditional risk of label-adapted Rankmax is least: at whole-number scores."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from operator import ge
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Levels:
    """Candidates for the least risk: weak orderings, `step` from level to level; with ties or without."""

    step: Fraction
    ties: bool = True


def check(subject: Levels, profile: Profile) -> Iterator[Evidence]:
    """Scores on a finer lattice against the candidates; then every N and every distribution."""
    from theory.least_risk import argument
    from theory.surrogates import ADAPTED

    cases = _cases(profile.pick(2, 4))
    tried, wrong = first(cases, lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=r"three classes, distributions with denominators up to 7, scores with differences in thirds and halves",
        detail="Risks as intervals: scores of the lattice against all candidates.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(
            rf"$\eta = ({wrong['eta']})$: $s = ({wrong['s']})$ has a smaller risk than every candidate", wrong
        ),
    )
    if wrong is None:
        agrees = subject.step == 1 and subject.ties
        yield proof(argument(ADAPTED).steps, "these are the candidates", agrees, r"every $N$ and every distribution")


def _cases(furthest: int) -> Iterator[dict[str, str]]:
    from theory.intervals import literal
    from theory.majorant import rational_simplex

    steps = sorted({Fraction(i, d) for d in (1, 2, 3) for i in range(furthest * d + 1)})
    for denominator in range(3, 8):
        for eta in rational_simplex(3, denominator):
            for upper, middle in product(steps, repeat=2):
                if upper >= middle:
                    yield {"eta": literal(eta), "s": literal((upper, middle, Fraction(0)))}


def violates(subject: Levels, values: Mapping[str, str]) -> bool:
    """Whether every candidate has surely more risk than these scores."""
    from theory.intervals import rationals
    from theory.order import weak_orderings
    from theory.rankmax_risk import risk_ball

    eta, s = rationals(values["eta"]), rationals(values["s"])
    if sum(eta) != 1 or min(eta) < 0 or len(s) != len(eta):
        return False
    here = risk_ball(s, eta)
    candidates = (levels for levels in weak_orderings(len(eta)) if subject.ties or len(set(levels)) == len(levels))
    return all(risk_ball([subject.step * level for level in levels], eta) > here for levels in candidates)


Relation = Callable[[Any, Any], bool]
r"""What holds of $s_a, s_b$ where $\eta_a > \eta_b$."""


def check_order(subject: Relation, profile: Profile) -> Iterator[Evidence]:
    """The weak orderings of least risk for exact distributions; then every N and every distribution."""
    from theory.intervals import literal
    from theory.majorant import rational_simplex
    from theory.order import Place, same_condition
    from theory.rankmax_risk import levels_argument, swap_argument

    finest = profile.pick(14, 20)
    simplex = (eta for denominator in range(3, finest) for eta in rational_simplex(3, denominator))
    tried, wrong = first(({"eta": literal(eta)} for eta in simplex), lambda case: violates_order(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"three classes, distributions with denominators below {finest}",
        detail="All weak orderings of least risk, by intervals.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(rf"$\eta = ({wrong['eta']})$: scores of least risk do not meet it", wrong),
    )
    if wrong is None:
        pairs = [(Place("score", a), Place("score", b)) for a, b in product(range(2), repeat=2)]
        agrees = same_condition(subject, ge, pairs)
        steps = [*levels_argument().steps, *swap_argument().steps]
        yield proof(steps, r"this is $s_a \ge s_b$, for any scores", agrees, "every $N$ and every distribution")


def violates_order(subject: Relation, values: Mapping[str, str]) -> bool:
    """Whether scores of least risk do not meet the relation for a pair of different chances."""
    from theory.intervals import rationals
    from theory.rankmax_risk import least

    eta = rationals(values["eta"])
    if sum(eta) != 1 or min(eta) < 0:
        return False
    pairs = [(a, b) for a in range(len(eta)) for b in range(len(eta)) if eta[a] > eta[b]]
    return any(not subject(s[a], s[b]) for s in least(eta) for a, b in pairs)


CLAIMS = (
    Claim(
        id="sf.topk.rankmax.adapted.order",
        paper=Paper.SF,
        where="Key results",
        source=Source.BEYOND,
        title="Scores of least risk of label-adapted Rankmax never reverse two classes; they may tie them",
        statement=r"if $s$ has the least conditional risk of $L(s; y) = \log\sum_j\max(s_j - s_y + 1, 0)$ under $\eta$ "
        r"and $\eta_a > \eta_b$, then $s_a \ge s_b$",
        subject=lambda s_a, s_b: s_a >= s_b,
        check=check_order,
        violates=violates_order,
        mutants=(
            Mutant("strictly above", lambda s_a, s_b: s_a > s_b),
            Mutant("by the margin", lambda s_a, s_b: s_a - s_b >= 1),
            Mutant("the other way round", lambda s_a, s_b: s_a <= s_b),
        ),
        uses=("sf.topk.rankmax.levels",),
        bibtex=("pu2026softmax", "kong2020rankmax"),
    ),
    Claim(
        id="sf.topk.rankmax.levels",
        paper=Paper.SF,
        where="Key results",
        source=Source.BEYOND,
        title="The risk of label-adapted Rankmax is least at a weak ordering of the classes, its levels one apart",
        statement=r"for every $\eta \in \Delta_N$, $\sum_y\eta_y\log\sum_j\max(s_j - s_y + 1, 0)$ has a minimum over "
        r"$s \in \mathbb R^N$, and it is attained at some $s$ with the levels $0, 1, \ldots, L$, each taken",
        subject=Levels(Fraction(1)),
        check=check,
        violates=violates,
        mutants=(
            Mutant("levels half a margin apart", Levels(Fraction(1, 2))),
            Mutant("levels two margins apart", Levels(Fraction(2))),
            Mutant("orders without ties", Levels(Fraction(1), ties=False)),
        ),
        bibtex=("pu2026softmax", "kong2020rankmax"),
    ),
)

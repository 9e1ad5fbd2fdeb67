"""Where the conditional risk of label-adapted Rankmax is least: at whole-number scores."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

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


CLAIMS = (
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

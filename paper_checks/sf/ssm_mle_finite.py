"""Sampled softmax and maximum likelihood for a given number of draws: where the risk is least, and whether it is."""

import math
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
from paper_checks.sf.ssm_mle import CONVENTIONS, EVERY, PAIRS, THIRD, Distribution, distributions, text, texts
from theory.bookkeeping import IMPORTANCE, LOG_Q_BOTH, NEGATIVES_ONLY, RG_EQ_8, RG_EQ_9, Bookkeeping
from verify.profile import Profile

When = Literal["always", "never", "q = eta", "q uniform", "k = 1"]

SAID: dict[When, Callable[[Distribution, Distribution, int], bool | None]] = {
    "always": lambda eta, q, k: True,  # noqa: ARG005
    "never": lambda eta, q, k: False,  # noqa: ARG005
    "q = eta": lambda eta, q, k: eta == q,  # noqa: ARG005
    "q uniform": lambda eta, q, k: len(set(q)) == 1 or None,  # noqa: ARG005
    "k = 1": lambda eta, q, k: k == 1 or None,  # noqa: ARG005
}
"""Whether the risk is said to be least at log eta, given eta, q and k; None where nothing is said."""

REMOVED = Bookkeeping(positive=True, hits="remove", correction="q")
ARGUMENTS: dict[tuple[Bookkeeping, When], str] = {
    (LOG_Q_BOTH, "always"): "log_q_steps",
    (NEGATIVES_ONLY, "q = eta"): "negatives_only_steps",
    (RG_EQ_9, "q uniform"): "uniform_steps",
    (REMOVED, "k = 1"): "one_draw_steps",
}
"""The arguments of `theory.sampled_risk`, by what they prove."""


@dataclass(frozen=True)
class Exactness:
    """When the risk of a bookkeeping is said to be least at log eta: exactly at q = eta, else if so."""

    bookkeeping: Bookkeeping
    when: When


def check_exactness(subject: Exactness, profile: Profile) -> Iterator[Evidence]:
    """The gradient of the risk at log eta, summed over all draws in rationals; then an argument for every N and k."""
    from theory import sampled_risk

    sizes = range(1, profile.pick(4, 6))
    cases = ({**texts(eta=eta, q=q), "k": str(k)} for (eta, q), k in product(PAIRS, sizes))
    said = (values for values in cases if _said(subject, values) is not None)
    found = decided(
        said,
        lambda values: violates_exactness(subject, values),
        domain=f"rational $\\eta$ and $q$ with 2 or 3 classes, $k$ up to {sizes[-1]}",
        detail=r"The gradient of the risk at $e^o = \eta$, summed over all draws, in rational arithmetic.",
        says=lambda values: _exactness_says(subject, values),
    )
    yield found
    if found.holds:
        name = ARGUMENTS.get((subject.bookkeeping, subject.when))
        steps = getattr(sampled_risk, name)() if name else ()
        yield proof(
            steps, f"this is what is claimed, of {text(subject.bookkeeping)}", bool(steps), f"{EVERY}, every $k$"
        )


def _said(subject: Exactness, values: Mapping[str, str]) -> bool | None:
    return SAID[subject.when](*distributions(values), int(values["k"]))


def violates_exactness(subject: Exactness, values: Mapping[str, str]) -> bool:
    """Whether the gradient vanishes at log eta though it is said not to, or the other way round."""
    from theory.sampled_risk import risk_gradient

    eta, q = distributions(values)
    said = _said(subject, values)
    return said is not None and said == any(risk_gradient(eta, eta, q, int(values["k"]), subject.bookkeeping))


def _exactness_says(subject: Exactness, values: Mapping[str, str]) -> str:
    from theory.sampled_risk import risk_gradient

    eta, q = distributions(values)
    gradient = ", ".join(map(str, risk_gradient(eta, eta, q, int(values["k"]), subject.bookkeeping)))
    return (
        f"$\\eta = ({values['eta']})$, $q = ({values['q']})$, $k = {values['k']}$: at $e^o = \\eta$ the risk has the "
        f"gradient $({gradient})$"
    )


Attained = Callable[[Any, Any, Any], Any]
"""A condition on (eta(T), q(T), k) for every non-empty proper set T of classes."""


def check_existence(subject: Attained, profile: Profile) -> Iterator[Evidence]:
    """The slopes far out along all indicators, by enumeration of the draws; then the argument for every direction."""
    import sympy as sp

    from theory.sampled_risk import existence_steps

    sizes = range(1, profile.pick(5, 9))
    cases = ({**texts(eta=eta, q=q), "k": str(k)} for (eta, q), k in product((*PAIRS, *EDGES), sizes))
    tried, wrong = first(cases, lambda values: violates_existence(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"rational $\\eta$ and $q$ with 2 or 3 classes, $k$ up to {sizes[-1]}",
        detail="The slope of the risk far out along the indicator of each set of classes, summed over all draws. With "
        r"uniform draws from $N = 10^5$ classes and $\eta_{top} = 0.9$ the condition asks for more than "
        f"{math.floor(math.log(0.1) / math.log1p(-1e-5)):,} draws.",
        exercised=tried,
        counterexample=wrong and Counterexample(_existence_says(wrong), wrong),
    )
    if wrong is None:
        eta, q, k = sp.symbols("eta_T q_T k", positive=True)
        condition = subject(eta, q, k)
        same = isinstance(condition, sp.StrictLessThan) and sp.expand(condition.gts - condition.lts - eta + q**k) == 0
        yield proof(
            existence_steps(), f"the claimed condition, ${sp.latex(condition)}$, is that", same, f"{EVERY}, every $k$"
        )


EDGES: tuple[tuple[Distribution, Distribution], ...] = (
    ((Fraction(3, 4), Fraction(1, 4)), (Fraction(1, 2), Fraction(1, 2))),
    ((Fraction(7, 8), Fraction(1, 8)), (Fraction(1, 2), Fraction(1, 2))),
    ((THIRD, THIRD, THIRD), (Fraction(1, 10), Fraction(1, 10), Fraction(4, 5))),
    ((Fraction(1, 5), Fraction(1, 5), Fraction(3, 5)), (Fraction(1, 8), Fraction(1, 8), Fraction(3, 4))),
)
"""Where q(T)^k = eta(T) for some T and k, and where a set of two classes decides."""


def violates_existence(subject: Attained, values: Mapping[str, str]) -> bool:
    """Whether the condition for all sets differs from: the slope is positive along every indicator."""
    from theory.sampled_risk import recession, subsets

    eta, q = distributions(values)
    k, size = int(values["k"]), len(eta)
    if k < 1:
        return False
    said = all(subject(sum(eta[j] for j in T), sum(q[j] for j in T), k) for T in subsets(size))
    indicators = ([Fraction(j in S) for j in range(size)] for S in subsets(size))
    return said != all(recession(d, eta, q, k) > 0 for d in indicators)


def _existence_says(values: Mapping[str, str]) -> str:
    from theory.sampled_risk import recession, subsets

    eta, q = distributions(values)
    slopes = {
        S: recession([Fraction(j in S) for j in range(len(q))], eta, q, int(values["k"])) for S in subsets(len(q))
    }
    least = min(slopes, key=lambda S: slopes[S])
    return (
        f"$\\eta = ({values['eta']})$, $q = ({values['q']})$, $k = {values['k']}$: the least slope far out is "
        f"${slopes[least]}$, where the scores of classes {', '.join(str(j + 1) for j in least)} grow"
    )


@dataclass(frozen=True)
class Restricted:
    """The score direction v of a class of scores theta v, and whether the risk is said to be least where softmax is."""

    bookkeeping: Bookkeeping
    same: bool


DIRECTION = (2, 1, 0)
AT = Fraction(2)
MISFIT = (Fraction(9, 14), Fraction(1, 7), Fraction(3, 14))


def check_restricted(subject: Restricted, profile: Profile) -> Iterator[Evidence]:
    """The slope along v at the softmax estimate, for rational exp(theta), in rationals."""
    cases = [{"k": str(k)} for k in range(1, profile.pick(5, 9))]
    tried, wrong = first(cases, lambda values: violates_restricted(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"$k$ up to {len(cases)}",
        detail="The slope of the risk at the softmax estimate, summed over all draws: "
        + ", ".join(str(_slope(subject.bookkeeping, int(values["k"]))) for values in cases),
        exercised=tried,
        complete=wrong is None,
        counterexample=wrong
        and Counterexample(
            f"$k = {wrong['k']}$: the slope at the softmax estimate is "
            f"${_slope(subject.bookkeeping, int(wrong['k']))}$",
            wrong,
        ),
    )


def violates_restricted(subject: Restricted, values: Mapping[str, str]) -> bool:
    """Whether the slope vanishes though it is said not to, or the other way round."""
    return subject.same == bool(_slope(subject.bookkeeping, int(values["k"])))


def _slope(bookkeeping: Bookkeeping, k: int) -> Fraction:
    from theory.sampled_risk import risk_gradient

    odds, uniform = [AT**v for v in DIRECTION], [THIRD] * 3
    gradient = risk_gradient(odds, MISFIT, uniform, k, bookkeeping)
    return sum((v * g for v, g in zip(DIRECTION, gradient, strict=True)), Fraction(0))


REPAIR = "sf.ssm.mle.finite.repair"
EXACT: dict[str, Any] = {
    "paper": Paper.SF,
    "check": check_exactness,
    "violates": violates_exactness,
    "assumptions": CONVENTIONS,
}
BEYOND: dict[str, Any] = {"where": "beyond the summary, Mechanism 2", "source": Source.BEYOND}

CLAIMS = (
    Claim(
        id="sf.ssm.mle.finite",
        where="summary, Mechanism 2",
        source=Source.SUMMARY,
        title="The minimiser is maximum likelihood for every number of draws",
        statement=(
            r"Read without the limit: for every $k$ the risk with $\hat Z = \frac1k\sum_i e^{o_{j_i}}/q_{j_i}$ is "
            r"least at $\operatorname{softmax}(o) = \eta$."
        ),
        subject=Exactness(NEGATIVES_ONLY, "always"),
        repaired_by=REPAIR,
        bibtex=("pu2026softmax",),
        **EXACT,
    ),
    Claim(
        id=REPAIR,
        title="The minimiser is maximum likelihood exactly if the proposal is the law of the positive",
        statement=(
            r"With $\hat Z = \frac1k\sum_i e^{o_{j_i}}/q_{j_i}$ and any $k$, the gradient of the risk vanishes at "
            r"$e^o = \eta$ exactly if $q = \eta$."
        ),
        subject=Exactness(NEGATIVES_ONLY, "q = eta"),
        mutants=(
            Mutant("if the proposal is uniform", Exactness(NEGATIVES_ONLY, "q uniform")),
            Mutant("with the positive in", Exactness(IMPORTANCE, "q = eta")),
            Mutant("without the correction", Exactness(RG_EQ_8, "q = eta")),
            Mutant("for one draw always", Exactness(NEGATIVES_ONLY, "k = 1")),
        ),
        bibtex=("bengio2008adaptive",),
        **EXACT,
        **BEYOND,
    ),
    Claim(
        id="sf.ssm.mle.log_q",
        title="With log q on both sides the minimiser is maximum likelihood for every number of draws",
        statement=(
            r"With the positive in, hits kept and $\log q$ subtracted from every score, the positive's too, the risk "
            r"is least exactly at $\operatorname{softmax}(o) = \eta$, for every $k \ge 1$, although in general "
            r"$E\hat Z \ne Z$."
        ),
        subject=Exactness(LOG_Q_BOTH, "always"),
        mutants=(
            Mutant("hits removed", Exactness(REMOVED, "always")),
            Mutant("log(kq) on the draws, which has E Z^ = Z", Exactness(IMPORTANCE, "always")),
            Mutant("log(Nq) on the draws", Exactness(RG_EQ_9, "always")),
            Mutant("without correction", Exactness(RG_EQ_8, "always")),
            Mutant("the positive out", Exactness(NEGATIVES_ONLY, "always")),
        ),
        bibtex=("oord2018cpc", "ma2018nce"),
        **EXACT,
        **BEYOND,
    ),
    Claim(
        id="sf.ssm.mle.uniform",
        title="With uniform draws and the positive in, no correction is needed for any number of draws",
        statement=(
            r"For $q_j = \frac1N$, the positive in, hits kept, no correction, or $\log Nq$, which is none: the risk is "
            r"least exactly at $\operatorname{softmax}(o) = \eta$, for every $k \ge 1$."
        ),
        subject=Exactness(RG_EQ_9, "q uniform"),
        mutants=(
            Mutant("log(kq), as the estimate of Z asks for", Exactness(IMPORTANCE, "q uniform")),
            Mutant("hits removed", Exactness(Bookkeeping(True, "remove", "none"), "q uniform")),
            Mutant("q not uniform", Exactness(RG_EQ_9, "always")),
        ),
        uses=("sf.ssm.mle.log_q",),
        bibtex=("oord2018cpc", "pu2025rg"),
        **EXACT,
        **BEYOND,
    ),
    Claim(
        id="sf.ssm.mle.one",
        title="With one draw it makes no difference that hits are removed",
        statement=(
            r"With the positive in, hits removed, $\log q$ on both sides and $k = 1$, the risk is least exactly at "
            r"$\operatorname{softmax}(o) = \eta$."
        ),
        subject=Exactness(REMOVED, "k = 1"),
        mutants=(
            Mutant("for any number of draws", Exactness(REMOVED, "always")),
            Mutant("log(kq)", Exactness(IMPORTANCE, "k = 1")),
            Mutant("the positive out, hits kept", Exactness(NEGATIVES_ONLY, "k = 1")),
        ),
        uses=("sf.ssm.mle.log_q",),
        bibtex=("ma2018nce",),
        **EXACT,
        **BEYOND,
    ),
    Claim(
        id="sf.ssm.mle.exists",
        paper=Paper.SF,
        title="Without the positive's own term there is a minimiser only if draws are many",
        statement=(
            r"With $\hat Z = \frac1k\sum_i e^{o_{j_i}}/q_{j_i}$ the risk has a minimiser that is unique up to a "
            r"constant exactly if $q(T)^k < \eta(T)$ for every non-empty proper set $T$ of classes; never for $k = "
            r"1$. Where $q(T)^k > \eta(T)$ it is unbounded below."
        ),
        subject=lambda eta, q, k: q**k < eta,
        check=check_existence,
        violates=violates_existence,
        assumptions=CONVENTIONS,
        mutants=(
            Mutant("a boundary case counted in", lambda eta, q, k: q**k <= eta),
            Mutant("k + 1 for k", lambda eta, q, k: q ** (k + 1) < eta),
            Mutant("the chance of a hit for that of none", lambda eta, q, k: 1 - q**k > eta),
            Mutant("eta and q exchanged", lambda eta, q, k: eta**k < q),
            Mutant("k q for the chance of a hit", lambda eta, q, k: k * (1 - q) > 1 - eta),
        ),
        bibtex=("bengio2008adaptive",),
        **BEYOND,
    ),
    Claim(
        id="sf.ssm.mle.misspecified",
        paper=Paper.SF,
        title="In a restricted class of scores even log q on both sides misses maximum likelihood",
        statement=(
            r"For $o = \theta\,(2, 1, 0)$, $\eta = (\frac9{14}, \frac17, \frac3{14})$ and uniform $q$ softmax is "
            r"least at $\theta = \log 2$; with the positive in, hits kept and $\log q$ on both sides the slope of the "
            r"risk there is not zero at $k = 1, \dots, 4$ (for $k \to \infty$ see sf.ssm.mle.any.repair)."
        ),
        subject=Restricted(LOG_Q_BOTH, False),
        check=check_restricted,
        violates=violates_restricted,
        assumptions=CONVENTIONS[:1],
        mutants=(
            Mutant("the same as softmax's, as without a restriction", Restricted(LOG_Q_BOTH, True)),
            Mutant("the same if the positive is out", Restricted(NEGATIVES_ONLY, True)),
            Mutant("the same if hits are removed", Restricted(REMOVED, True)),
        ),
        universal=False,
        uses=("sf.ssm.mle.log_q",),
        bibtex=("ma2018nce",),
        **BEYOND,
    ),
)

"""Sampled softmax and maximum likelihood: where the mean risk of each bookkeeping is least in the limit."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence
from paper_checks.proof import proof
from theory.argument import Step
from theory.bookkeeping import IMPORTANCE, NEGATIVES_ONLY, Bookkeeping, is_unbiased
from verify.profile import Profile

Distribution = tuple[Fraction, ...]

THIRD = Fraction(1, 3)
SKEW = (Fraction(1, 6), THIRD, Fraction(1, 2))
ETAS: tuple[Distribution, ...] = (
    (Fraction(1, 4), Fraction(3, 4)),
    (Fraction(1, 2), Fraction(1, 2)),
    (Fraction(1, 2), THIRD, Fraction(1, 6)),
    (Fraction(3, 5), Fraction(1, 5), Fraction(1, 5)),
)
PROPOSALS: tuple[Distribution, ...] = (
    (Fraction(1, 2), Fraction(1, 2)),
    (THIRD, 2 * THIRD),
    (THIRD, THIRD, THIRD),
    SKEW,
    *ETAS,
)
PAIRS = tuple(dict.fromkeys((eta, q) for eta, q in product(ETAS, PROPOSALS) if len(eta) == len(q)))
"""Distributions of the positive and proposals: equal, uniform, skewed each way."""

CONVENTIONS = (
    "A class y is the positive with probability $\\eta_y > 0$, independently $j_1, \\dots, j_k$ are drawn from $q > 0$ "
    "with replacement, and the loss is $\\log\\hat Z - o_y$. Its mean over both is the risk; the mean over y alone of "
    "$\\log Z - o_y$ is least at the maximum-likelihood estimate, $\\operatorname{softmax}(o) = \\eta$.",
    "The scores are free, unless a claim restricts them.",
)
EVERY = "every $N$, $\\eta$ and $q > 0$"


@dataclass(frozen=True)
class Tending:
    """Which bookkeepings are said to tend to maximum likelihood, for every eta and q, as k grows."""

    says: Callable[[Bookkeeping], bool]
    among: tuple[Bookkeeping, ...] | None = None
    """Those that the statement is about; None: all twenty."""


def check_limit(subject: Tending, profile: Profile) -> Iterator[Evidence]:
    """The gradient of each limit at log eta in rationals; then each limit in symbols, and why the minimisers follow."""
    from theory.sampled_risk import BOOKKEEPINGS, limit_steps

    among = subject.among or BOOKKEEPINGS
    pairs = PAIRS[: profile.pick(8, len(PAIRS))]
    cases = ({"bookkeeping": text(b), **texts(eta=eta, q=q)} for b, (eta, q) in product(among, pairs))
    found = decided(
        cases,
        lambda values: violates_limit(subject, values),
        domain=f"{len(among)} bookkeeping{'s' * (len(among) > 1)}, rational $\\eta$ and $q$ with 2 or 3 classes",
        detail=r"The gradient of the limit of the risk at $e^o = \eta$, in rational arithmetic.",
        says=_limit_says,
    )
    yield found
    if found.holds:
        steps = [step for b in among if subject.says(b) for step in (*limit_steps(b), _equal(b))]
        rest = [b for b in among if not subject.says(b)]
        wrong_of = [_misses(b, pairs) for b in rest]
        claimed = "; ".join(
            ["these tend to maximum likelihood, every other does not"] * bool(rest) + [*filter(None, wrong_of)]
        )
        yield proof(dict.fromkeys(steps), claimed or "these are the claimed ones", all(wrong_of), EVERY)


def _misses(bookkeeping: Bookkeeping, pairs: tuple[tuple[Distribution, Distribution], ...]) -> str | None:
    """Why its risk does not tend to the softmax risk, by a case; None where no case says so."""
    from theory.sampled_risk import limit_gradient

    if not bookkeeping.positive and bookkeeping.hits == "remove":
        return rf"({text(bookkeeping)}) all draws may be hits, and the risk is $-\infty$ for every $k$"
    cases = (texts(eta=eta, q=q) for eta, q in pairs if any(limit_gradient(eta, eta, q, bookkeeping)))
    case = next(cases, None)
    return None if case is None else _limit_says({"bookkeeping": text(bookkeeping)} | case)


def _equal(bookkeeping: Bookkeeping) -> Step:
    from theory.sampled_risk import is_softmax_in_the_limit

    says = f"({text(bookkeeping)}) in the limit the positive counts as any other class, and all count the same"
    return Step(says, is_softmax_in_the_limit(bookkeeping))


def violates_limit(subject: Tending, values: Mapping[str, str]) -> bool:
    """Whether one said to tend to eta has a limit that is not least there, or one said not to has the softmax risk."""
    from theory.sampled_risk import is_softmax_in_the_limit, limit_gradient

    bookkeeping = parse(values["bookkeeping"])
    if subject.says(bookkeeping):
        eta, q = distributions(values)
        return any(limit_gradient(eta, eta, q, bookkeeping))
    return is_softmax_in_the_limit(bookkeeping)


def _limit_says(values: Mapping[str, str]) -> str:
    from theory.sampled_risk import is_softmax_in_the_limit, limit_gradient

    bookkeeping = parse(values["bookkeeping"])
    if is_softmax_in_the_limit(bookkeeping):
        return f"({values['bookkeeping']}): the limit of the risk is the softmax risk and a constant"
    eta, q = distributions(values)
    gradient = ", ".join(map(str, limit_gradient(eta, eta, q, bookkeeping)))
    return (
        f"({values['bookkeeping']}), $\\eta = ({values['eta']})$, $q = ({values['q']})$: at $e^o = \\eta$ the limit of "
        f"the risk has the gradient $({gradient})$"
    )


def text(bookkeeping: Bookkeeping) -> str:
    """The literal of a bookkeeping, from which `parse` reads it again."""
    return f"positive {'in' if bookkeeping.positive else 'out'}, hits {bookkeeping.hits}, {bookkeeping.correction}"


def parse(literal: str) -> Bookkeeping:
    """The bookkeeping of a literal."""
    positive, hits, correction = (part.strip().split()[-1] for part in literal.split(","))
    return Bookkeeping(positive == "in", hits, correction)  # type: ignore[arg-type]


def texts(**distributions: Distribution) -> dict[str, str]:
    """The literals of distributions."""
    from theory.intervals import literal

    return {name: literal(values) for name, values in distributions.items()}


def distributions(values: Mapping[str, str]) -> tuple[Distribution, Distribution]:
    """The positive distributions eta and q of these literals; ValueError if they are none."""
    from theory.intervals import rationals

    eta, q = rationals(values["eta"]), rationals(values["q"])
    if min(*eta, *q) <= 0 or sum(eta) != 1 or sum(q) != 1 or len(eta) != len(q):
        raise ValueError(f"eta, q: expected positive probabilities of as many classes, got {dict(values)}")
    return eta, q


Weights = Callable[[Bookkeeping], tuple[Callable[[Any], Any], Callable[[Any, Any], Any]]]
"""(A, h) of each bookkeeping: in the limit the risk is least where eta is proportional to h(b, q), b to A(q) exp(o)."""


@dataclass(frozen=True)
class Limits:
    """Where each limit is said to be least, and that it is so anywhere exactly if all eta are below a bound."""

    weights: Weights
    below: Callable[[Bookkeeping], Fraction]


def check_limits(subject: Limits, profile: Profile) -> Iterator[Evidence]:
    """Gradients of the limits and their slopes far out, in rationals; then the derivative in symbols, and existence."""
    from sympy import cancel

    from theory.sampled_risk import (
        B_Y,
        BOOKKEEPINGS,
        Q_J,
        Q_Y,
        attained_steps,
        limit_steps,
        minimiser_weight,
        share_bound,
    )

    among = [b for b in BOOKKEEPINGS if b.positive or b.hits == "keep"]
    pairs = PAIRS[:: profile.pick(2, 1)]
    cases = [{"bookkeeping": text(b), **texts(eta=share, q=q)} for b, (share, q) in product(among, pairs)]
    found = decided(
        cases,
        lambda values: violates_limits(subject, values),
        domain=rf"{len(among)} bookkeepings, rational $\eta$ or $b$ (given as eta) and $q$ with 2 or 3 classes",
        detail=r"The gradient of the limit of the risk at the stated scores of $b$, and for $\eta$ its slopes far out "
        "along the indicator of every set of classes, in rational arithmetic.",
        says=lambda values: _limits_say(subject, values),
    )
    yield found
    if found.holds:
        same = all(subject.below(b) == share_bound(b) for b in among)
        for b in among:
            (tilt, weight), (reference, slope) = subject.weights(b), minimiser_weight(b)
            same = same and not cancel(tilt(Q_J) / reference).free_symbols
            same = same and not cancel(weight(B_Y, Q_Y) / slope).free_symbols
        steps = dict.fromkeys(step for b in among for step in limit_steps(b))
        yield proof(
            (*steps, *attained_steps()),
            "the derivative of each limit along the simplex of $b$ says what is claimed, and so do the bounds",
            same,
            EVERY,
        )


def violates_limits(subject: Limits, values: Mapping[str, str]) -> bool:
    """Whether the gradient at the scores of b is not zero, or eta has a minimiser though it is said not to, or so."""
    bookkeeping = parse(values["bookkeeping"])
    shares, q = distributions(values)
    return _moves(subject, bookkeeping, shares, q) or (max(shares) < subject.below(bookkeeping)) != _attained(
        bookkeeping, shares
    )


def _moves(subject: Limits, bookkeeping: Bookkeeping, b: Distribution, q: Distribution) -> bool:
    """Whether the gradient of the limit is not zero at exp(o) = b / A(q), for eta proportional to h(b, q)."""
    from theory.sampled_risk import limit_gradient

    tilt, weight = subject.weights(bookkeeping)
    stated = [Fraction(weight(x, c)) for x, c in zip(b, q, strict=True)]
    eta = [w / sum(stated) for w in stated]
    return any(limit_gradient([x / tilt(c) for x, c in zip(b, q, strict=True)], eta, q, bookkeeping))


def _attained(bookkeeping: Bookkeeping, eta: Distribution) -> bool:
    """Whether the limit rises far out along the indicator of every proper set of classes."""
    from theory.sampled_risk import limit_recession, subsets

    indicators = ([Fraction(j in S) for j in range(len(eta))] for S in subsets(len(eta)))
    return all(limit_recession(d, eta, bookkeeping) > 0 for d in indicators)


def _limits_say(subject: Limits, values: Mapping[str, str]) -> str:
    bookkeeping = parse(values["bookkeeping"])
    shares, q = distributions(values)
    if _moves(subject, bookkeeping, shares, q):
        return f"({values['bookkeeping']}), $b = ({values['eta']})$, $q = ({values['q']})$: it is not least there"
    has = "is" if _attained(bookkeeping, shares) else "is not"
    return rf"({values['bookkeeping']}), $\eta = ({values['eta']})$: there {has} one minimiser up to a constant"


def weights(bookkeeping: Bookkeeping) -> tuple[Callable[[Any], Any], Callable[[Any, Any], Any]]:
    """What the limit weighs the draws by, and how eta follows from the shares."""

    def tilt(q: Any) -> Any:
        return q if bookkeeping.correction == "none" else 1

    def weight(b: Any, q: Any) -> Any:
        if bookkeeping.hits == "keep":
            return b * (1 + b) if bookkeeping.positive and bookkeeping.correction in ("kq", "nq") else b
        return {"kq": b, "nq": b * (1 - q * b)}.get(bookkeeping.correction, b * (1 - b))

    return tilt, weight


def below(bookkeeping: Bookkeeping) -> Fraction:
    """Half, where the positive does not count in the limit."""
    uncounted = bookkeeping.positive and bookkeeping.hits == "remove" and bookkeeping.correction not in ("kq", "nq")
    return Fraction(1, 2) if uncounted else Fraction(1)


def slipped(**changes: Any) -> Limits:
    """The same, but those of a correction as though it were another."""

    def slip(bookkeeping: Bookkeeping) -> tuple[Callable[[Any], Any], Callable[[Any, Any], Any]]:
        return weights(replace(bookkeeping, correction=changes.get(bookkeeping.correction, bookkeeping.correction)))

    return Limits(slip, below)


def tends(bookkeeping: Bookkeeping) -> bool:
    """The draws corrected for q, and the positive counted as often as any other class where draws are many."""
    match bookkeeping:
        case Bookkeeping(positive=True, hits="remove", correction=correction):
            return correction == "kq"
        case Bookkeeping(positive=True, correction=correction):
            return correction in ("Nq", "q")
        case _:
            return bookkeeping.hits == "keep" and bookkeeping.correction != "none"


def once(bookkeeping: Bookkeeping) -> bool:
    """The positive is in the estimate once: by its own term, or by its hits."""
    return bookkeeping.positive == (bookkeeping.hits == "remove")


COMMON: dict[str, Any] = {
    "paper": Paper.SF,
    "check": check_limit,
    "violates": violates_limit,
    "assumptions": CONVENTIONS,
}
REPAIR = "sf.ssm.mle.any.repair"

CLAIMS = (
    Claim(
        id="sf.ssm.mle.estimator",
        where="summary, Mechanism 2",
        source=Source.SUMMARY,
        title="Sampled softmax tends to maximum likelihood, if its partition function is unbiased",
        statement=(
            r"For $\hat Z = \frac1k\sum_i e^{o_{j_i}}/q_{j_i}$, whose logarithm has the bias $-\chi^2/(2k)$, and for "
            r"$\hat Z = e^{o_y} + \frac1k\sum_{j_i \ne y} e^{o_{j_i}}/q_{j_i}$: as $k \to \infty$ the risk tends to "
            r"the softmax risk, uniformly on compact sets of scores, and its minimisers (over a closed convex set of "
            r"scores) to that of softmax."
        ),
        subject=Tending(lambda _: True, (NEGATIVES_ONLY, IMPORTANCE)),
        mutants=(
            Mutant("the positive in, and its hits kept", Tending(lambda _: True, (replace(IMPORTANCE, hits="keep"),))),
            Mutant("n, the draws left, for k", Tending(lambda _: True, (replace(IMPORTANCE, correction="nq"),))),
            Mutant("N for k", Tending(lambda _: True, (replace(IMPORTANCE, correction="Nq"),))),
            Mutant("no correction", Tending(lambda _: True, (replace(NEGATIVES_ONLY, correction="none"),))),
        ),
        uses=("sf.ssm.bias",),
        bibtex=("pu2026softmax", "bengio2008adaptive"),
        **COMMON,
    ),
    Claim(
        id="sf.ssm.mle.any",
        where="summary, Mechanism 2",
        source=Source.SUMMARY,
        title="Sampled softmax tends to maximum likelihood, whatever its bookkeeping",
        statement=(
            r"Read of every form in use (the positive in $\hat Z$ or not, hits of it kept or removed, no correction or "
            r"$\log kq$, $\log nq$, $\log Nq$, or $\log q$ on both sides): as $k \to \infty$ the minimiser tends to "
            r"maximum likelihood."
        ),
        subject=Tending(lambda _: True),
        repaired_by=REPAIR,
        bibtex=("pu2026softmax",),
        **COMMON,
    ),
    Claim(
        id=REPAIR,
        where="beyond the summary, Mechanism 2",
        source=Source.BEYOND,
        title="Seven of twenty bookkeepings tend to maximum likelihood",
        statement=(
            r"As $k \to \infty$ the risk tends to the softmax risk, up to a constant, for every $\eta$ and $q$, "
            r"exactly for these: the positive out, hits kept, any correction but none; the positive in, hits removed, "
            r"$\log kq$; the positive in, hits kept, $\log Nq$ or $\log q$ on both sides, where the draws outweigh it."
        ),
        subject=Tending(tends),
        mutants=(
            Mutant("those with an unbiased partition function", Tending(lambda b: is_unbiased(b, 3, 3))),
            Mutant("those that count the positive once", Tending(once)),
            Mutant("the corrected ones", Tending(lambda b: b.correction != "none")),
            Mutant("those that keep hits, corrected", Tending(lambda b: b.hits == "keep" and b.correction != "none")),
            Mutant("log(nq) for log(kq) too", Tending(lambda b: tends(b) or b == replace(IMPORTANCE, correction="nq"))),
            Mutant("log q on both sides does not", Tending(lambda b: tends(b) and b.correction != "q")),
        ),
        bibtex=("pu2026softmax", "bengio2008adaptive"),
        **COMMON,
    ),
    Claim(
        id="sf.ssm.mle.limits",
        paper=Paper.SF,
        where="beyond the summary, Mechanism 2",
        source=Source.BEYOND,
        title="What each bookkeeping tends to",
        statement=(
            r"As $k \to \infty$ the risk is least, with $b \propto e^o$ ($b \propto qe^o$ without correction), where "
            r"$\eta \propto b$ in the seven of sf.ssm.mle.any.repair and where hits are kept without correction; "
            r"$\eta \propto b(1+b)$ with the positive in, hits kept, $\log kq$ or $\log nq$, as it counts twice; "
            r"$\eta \propto b(1 - qb)$ with the positive in, hits removed, $\log nq$; and $\eta \propto b(1-b)$ with "
            r"hits removed and any other correction, as it does not count: there exactly if $\max\eta < \frac12$, else "
            r"scores diverge (or, for $N = 2$ and $\eta = \frac12$, all are as good), while the others have one "
            r"minimiser up to a constant for every $\eta$. With the positive out and hits removed the "
            r"risk is $-\infty$ for every $k$."
        ),
        subject=Limits(weights, below),
        check=check_limits,
        violates=violates_limits,
        assumptions=CONVENTIONS,
        mutants=(
            Mutant("log(nq) tends to what log(kq) does", slipped(nq="kq")),
            Mutant("without correction as with log(Nq)", slipped(none="Nq")),
            Mutant("log(kq) tends to what log(Nq) does", slipped(kq="Nq")),
            Mutant("log q on both sides as log(kq)", slipped(q="kq")),
            Mutant("for every eta", Limits(weights, lambda _: Fraction(1))),
            Mutant("no minimiser above a half for any", Limits(weights, lambda _: Fraction(1, 2))),
        ),
        bibtex=("pu2026softmax",),
    ),
)

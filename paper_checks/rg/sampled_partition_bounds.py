"""Eq. 8-9, beyond the paper: what the sampled partition function is on average, and how far off its loss is."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.rg.sampled_partition import (
    CONVENTIONS,
    INTENDED,
    LITERAL,
    NEGATIVES,
    READINGS,
    biased,
    cases,
    domain,
    most,
    read,
)
from paper_checks.search import first
from theory.schemes import IMPORTANCE, Case, Law, Role, as_softmax, from_all, mean_partition, uniformly
from verify.profile import Profile

Weights = Callable[[Any, Any, Any], tuple[tuple[Any, Any, Any], ...]]
"""(N, n, q_j) to the weights of exp(o_j) in the mean, for the target, other positives and negatives, by reading."""

Shortfall = Callable[[Any, Any, Any], Any]
"""A function of (p_y, V, n)."""

EVERYWHERE = "every $N$, $n$, scores, positive $q$ and number of positives"


def check_weights(subject: Weights, profile: Profile) -> Iterator[Evidence]:
    """The means by enumeration of the draws; then for symbolic N, n and number of positives."""
    tried, wrong = first(cases(profile), lambda values: violates_weights(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=domain(profile),
        detail="The mean over all draws in each reading, in rational arithmetic.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_mean_says(wrong), wrong),
    )
    if wrong is None:
        yield _weights_for_every_n(subject)


def violates_weights(subject: Weights, values: Mapping[str, str]) -> bool:
    """Whether the weighted odds are not the mean, in some reading."""
    case = read(values)
    return case is not None and any(
        mean_partition(case, scheme) != _weighted(subject, case, i)
        for i, scheme in enumerate((LITERAL, INTENDED, NEGATIVES))
    )


def _weighted(subject: Weights, case: Case, reading: int) -> Fraction:
    roles, size, n = list(Role), Fraction(len(case.q)), Fraction(case.n)
    return sum(
        (item.odds * subject(size, n, item.q)[reading][roles.index(item.role)] for item in case.items()), Fraction(0)
    )


def _mean_says(values: dict[str, str]) -> str:
    case = read(values)
    assert case is not None
    means = ", ".join(str(mean_partition(case, scheme)) for scheme in (LITERAL, INTENDED, NEGATIVES))
    return (
        f"odds $({values['odds']})$, $q = ({values['q']})$, $n = {case.n}$, {case.m} positive: the means "
        f"are ${means}$, not what the weights give"
    )


def _weights_for_every_n(subject: Weights) -> Evidence:
    from sympy import expand

    from theory.draws import n
    from theory.expansion import J, N
    from theory.sampled_partition import Q, derived_mean, weighted_sum

    claimed = subject(N, n, Q[J])
    pairs = zip((LITERAL, INTENDED, NEGATIVES), claimed, strict=True)
    same = all(expand(derived_mean(scheme) - weighted_sum(weights)) == 0 for scheme, weights in pairs)
    says = "the mean of each reading, from the generating function of the draws, has the stated weights"
    return proof((), says, same, EVERYWHERE)


def check_only(subject: Law, profile: Profile) -> Iterator[Evidence]:
    """Bias of loss and gradient by enumeration, for proposals that are and are not the stated one; then Jensen."""
    from sympy import simplify

    from theory.expansion import J
    from theory.sampled_partition import ODDS, TOTALS, Q, jensen_argument
    from theory.schemes import Item

    tried, wrong = first(cases(profile, without_target=True), lambda values: violates_only(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=domain(profile),
        detail="Loss and gradient averaged over all draws: unbiased exactly where the proposal is the stated one.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_only_says(subject, wrong), wrong),
    )
    if wrong is None:
        items = [Item(role, ODDS[J], Q[J]) for role in Role]
        same = all(simplify(subject(item, TOTALS) - as_softmax(item, TOTALS)) == 0 for item in items)
        yield proof(jensen_argument().steps, "this is the stated proposal", same, EVERYWHERE)


def violates_only(subject: Law, values: Mapping[str, str]) -> bool:
    """Whether loss or gradient is unbiased where the proposal is another, or biased where it is the stated one."""
    case = read(values)
    if case is None:
        return False
    stated = list(case.q) == case.chances(subject)
    return any(biased(case, IMPORTANCE, of) == stated for of in ("loss", "gradient"))


def _only_says(subject: Law, values: dict[str, str]) -> str:
    case = read(values)
    assert case is not None
    stated = "the" if list(case.q) == case.chances(subject) else "not the"
    return (
        f"odds $({values['odds']})$, $n = {case.n}$, {case.m} positive: $q = ({values['q']})$ is {stated} stated "
        f"proposal, and the loss is {'biased' if biased(case, IMPORTANCE, 'loss') else 'unbiased'}"
    )


def check_bound(subject: Shortfall, profile: Profile) -> Iterator[Evidence]:
    """The bias of the loss by enumeration, in intervals, between 0 and minus the bound; then for every N."""
    from sympy import simplify, symbols

    from theory.draws import n
    from theory.sampled_partition import bound_argument

    tried, wrong = first(_wide_cases(profile), lambda values: violates_bound(subject, values))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"rational odds and proposals, $N = 2$ to 4, $n = 1$ to {most(profile)}, $p_y$ from 1/100 to 0.999",
        detail="The mean loss over all draws and the bound, enclosed in intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_bound_says(subject, wrong), wrong),
    )
    if wrong is None:
        p, v = symbols("p_y V", positive=True)
        same = simplify(subject(p, v, n) - v / (2 * n * p)) == 0
        yield proof(bound_argument().steps, "this is the stated bound", same, EVERYWHERE)


def violates_bound(subject: Shortfall, values: Mapping[str, str]) -> bool:
    """Whether the mean loss is surely above the softmax loss, or below it by surely more than the bound."""
    from theory.intervals import sign
    from theory.sampled_partition import loss_bias

    case = read(values)
    if case is None:
        return False
    bias = loss_bias(case, IMPORTANCE)
    return sign(bias) == 1 or sign(bias + _bound(subject, case)) == -1


def _bound(subject: Shortfall, case: Case) -> Any:
    from theory.intervals import rational

    p = [e / case.Z for e in case.odds]
    spread = sum((a**2 / b for a, b in zip(p[1:], case.q[1:], strict=True)), Fraction(0)) - (1 - p[0]) ** 2
    return subject(rational(p[0]), rational(spread), rational(case.n))


def _wide_cases(profile: Profile) -> Iterator[dict[str, str]]:
    yield from cases(profile)
    halves = {"q": "0, 1/2, 1/2", "m": "1"}
    for n in range(1, most(profile) + 1):
        for odds in ("1, 98, 1", "998, 1, 1", "9980, 11, 9", "1, 1, 1"):
            yield {"odds": odds, "n": str(n)} | halves


def _bound_says(subject: Shortfall, values: dict[str, str]) -> str:
    from theory.sampled_partition import loss_bias

    case = read(values)
    assert case is not None
    return (
        f"odds $({values['odds']})$, $q = ({values['q']})$, $n = {case.n}$: the loss is off by "
        f"${float(loss_bias(case, IMPORTANCE)):.6g}$, the bound is ${float(_bound(subject, case)):.6g}$"
    )


def _means(N: Any, n: Any, q: Any) -> tuple[tuple[Any, Any, Any], ...]:
    return (1 + n * q, n * q, n / N), (1 + n / N, n / N, n / N), (1, 0, n / N)


COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "s. 3.3, Eq. 8-9", "source": Source.BEYOND}

CLAIMS = (
    Claim(
        id="rg.eq9.partition.mean",
        title="What the partition function of Eq. 8-9 is on average, for any number of positives",
        statement=(
            r"With $S = \sum_{j \notin \mathcal I_x} e^{o_j}$, $E\hat Z$ is "
            r"(a) $e^{o_y} + n\sum_{j \in \mathcal I_x} q_je^{o_j} + \frac nN S$, (b) $e^{o_y} + \frac nN Z$, "
            r"(c) $e^{o_y} + \frac nN S$"
        ),
        assumptions=(*READINGS, *CONVENTIONS, "In (a) and (b) $q_y$ is positive too."),
        subject=_means,
        check=check_weights,
        violates=violates_weights,
        mutants=(
            Mutant("$n$ for $N$", lambda _N, n, q: ((1 + n * q, n * q, 1), (2, 1, 1), (1, 0, 1))),
            Mutant(
                r"the positive counted once: $\frac nN$ for $1 + \frac nN$",
                lambda N, n, q: (_means(N, n, q)[0], (n / N, n / N, n / N), (1, 0, n / N)),
            ),
            Mutant(
                "drawn positives corrected in (a) too",
                lambda N, n, q: (_means(N, n, q)[1], *_means(N, n, q)[1:]),
            ),
            Mutant(
                r"$\frac{n+1}N$ for $\frac nN$",
                lambda N, n, q: (_means(N, n, q)[0], (1 + (n + 1) / N,) + ((n + 1) / N,) * 2, (1, 0, n / N)),
            ),
            Mutant(r"all items in (c)", lambda N, n, q: (*_means(N, n, q)[:2], (1 + n / N, n / N, n / N))),
        ),
        bibtex=("pu2025rg",),
        **COMMON,
    ),
    Claim(
        id="rg.eq9.gradient.only",
        title="For every other proposal that reaches all items but y, both loss and gradient are biased",
        statement=(
            r"With draws of $y$ left out and $\log(nq_j)$ subtracted, $q_j > 0$ for $j \ne y$: the mean loss is the "
            r"softmax loss exactly if, and the mean gradient is its gradient exactly if, $q_y = 0$ and "
            r"$q_j = e^{o_j}/(Z - e^{o_y})$ for $j \ne y$; for each $n$ and $o$"
        ),
        subject=as_softmax,
        check=check_only,
        violates=violates_only,
        mutants=(
            Mutant("any proposal", from_all),
            Mutant("uniform draws", uniformly),
            Mutant("uniform draws of the items but $y$", lambda i, t: 0 if i.role is Role.TARGET else 1 / (t.N - 1)),
            Mutant("softmax over all items", lambda i, t: i.odds / t.Z),
            Mutant(
                "softmax, and other positives are never drawn",
                lambda i, t: i.odds / (t.Z - t.target) if i.role is Role.NEGATIVE else 0,
            ),
        ),
        bibtex=("pu2025rg", "blanc2018adaptive"),
        **COMMON,
    ),
    Claim(
        id="rg.eq9.loss.bound",
        title="With log(nq) the mean sampled loss is below the softmax loss, by at most V/(2np)",
        statement=(
            r"With draws of $y$ left out and $\log(nq_j)$ subtracted, "
            r"$0 \le -\log p_y - E\tilde\ell \le \frac{V}{2np_y}$, "
            r"$V = \sum_{j \ne y}\frac{p_j^2}{q_j} - (1-p_y)^2$, for every $N$, $n$, $o$ and $q > 0$ off $y$"
        ),
        subject=lambda p, V, n: V / (2 * n * p),
        check=check_bound,
        violates=violates_bound,
        mutants=(
            Mutant(r"$p_y$ lost, which is right for $n \to \infty$ only", lambda p, V, n: V / (2 * n)),  # noqa: ARG005
            Mutant("1 % less", lambda p, V, n: 99 * V / (200 * n * p)),
            Mutant(r"$\frac14$ for $\frac12$", lambda p, V, n: V / (4 * n * p)),
            Mutant(r"$n^2$ for $n$", lambda p, V, n: V / (2 * n**2 * p)),
        ),
        uses=("rg.eq9.partition.repair",),
        bibtex=("pu2025rg", "bengio2008adaptive"),
        **COMMON,
    ),
)

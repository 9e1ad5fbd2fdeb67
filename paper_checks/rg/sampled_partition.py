"""Eq. 8-9: whether sampled softmax with corrected logits has the partition function, loss and gradient of softmax."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from theory.schemes import (
    IMPORTANCE,
    Case,
    Role,
    Scheme,
    as_softmax,
    from_all,
    from_negatives,
    gradient_bias,
    mean_partition,
    uniformly_from_negatives,
)
from verify.profile import Profile

Of = Literal["partition", "loss", "gradient"]
Readings = tuple[Scheme, ...]
"""Unbiased in at least one of these readings."""

NAMES: dict[Of, str] = {"partition": "partition function", "loss": "loss", "gradient": "gradient"}

LITERAL = Scheme(from_all, lambda role, N, n, q: 1 / (N * q) if role is Role.NEGATIVE else 1)  # noqa: ARG005
INTENDED = Scheme(from_all, lambda role, N, n, q: 1 / (N * q))  # noqa: ARG005
NEGATIVES = Scheme(from_negatives, INTENDED.factor)
PRINTED = (LITERAL, INTENDED, NEGATIVES)


def check(subject: Readings, profile: Profile, of: Of) -> Iterator[Evidence]:
    """Every outcome of the draws on rational odds and proposals; then every N, n and number of positives."""
    tried, wrong = first(cases(profile), lambda values: violates(subject, values, of))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=domain(profile),
        detail=f"The mean of the {NAMES[of]} over all draws, in rationals{' and logarithms' * (of == 'loss')}.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong, of), wrong),
    )
    if wrong is None:
        for scheme in subject:
            yield _for_every_n(scheme, of)


def violates(subject: Readings, values: Mapping[str, str], of: Of) -> bool:
    """Whether the mean differs from softmax's in every reading."""
    case = read(values)
    return case is not None and all(biased(case, scheme, of) for scheme in subject)


def biased(case: Case, scheme: Scheme, of: Of) -> bool:
    """Whether the mean of the partition function, the loss or the gradient surely differs from softmax's."""
    if of == "partition":
        return mean_partition(case, scheme) != case.Z
    if of == "gradient":
        return any(gradient_bias(case, scheme))
    from theory.intervals import sign
    from theory.sampled_partition import loss_bias

    return sign(loss_bias(case, scheme)) in (-1, 1)


def read(values: Mapping[str, str]) -> Case | None:
    """The case of these literals; None if it misses a hypothesis."""
    from theory.intervals import rationals

    try:
        return Case(rationals(values["odds"]), rationals(values["q"]), int(values["n"]), int(values["m"]))
    except ValueError:
        return None


ODDS = ((1, 2), (3, 1), (1, 2, 3), (5, 1, 2), (1, 3, 2, 7))


def most(profile: Profile) -> int:
    """The largest number of draws that is tried."""
    return profile.pick(2, 4)


def domain(profile: Profile) -> str:
    """Of which cases `cases` are."""
    odds = "; ".join(str(w) for w in ODDS)
    return f"odds {odds}, several proposals each, $n = 1$ to {most(profile)}, every number of positives"


def cases(profile: Profile, without_target: bool = False) -> Iterator[dict[str, str]]:
    """Odds, proposals, sizes and numbers of positives, the simplest first."""
    from theory.intervals import literal

    for odds in ODDS:
        for q in _proposals(tuple(map(Fraction, odds)), without_target):
            for n in range(1, most(profile) + 1):
                for m in range(1, len(odds)):
                    yield {"odds": literal(list(map(Fraction, odds))), "q": literal(q), "n": str(n), "m": str(m)}


def _proposals(odds: tuple[Fraction, ...], without_target: bool) -> Iterator[tuple[Fraction, ...]]:
    ones = (Fraction(1),) * len(odds)
    for weights in (ones, tuple(map(Fraction, range(1, len(odds) + 1))), odds):
        yield tuple(w / sum(weights) for w in weights)
        if without_target:
            rest = sum(weights[1:])
            yield (Fraction(0), *(w / rest for w in weights[1:]))


def _says(subject: Readings, values: dict[str, str], of: Of) -> str:
    from theory.sampled_partition import loss_bias

    case = read(values)
    assert case is not None
    by_part: dict[Of, Any] = {
        "partition": lambda scheme: f"${mean_partition(case, scheme)}$",
        "loss": lambda scheme: f"${float(loss_bias(case, scheme)):+.4f}$",
        "gradient": lambda scheme: f"${', '.join(map(str, gradient_bias(case, scheme)))}$",
    }
    several = len(subject) > 1
    found = "; ".join(f"({x}) " * several + by_part[of](scheme) for x, scheme in zip("abcdef", subject, strict=False))
    what = rf"$E\hat Z$ is {found}, $Z = {case.Z}$" if of == "partition" else f"the {NAMES[of]} is off by {found}"
    return f"odds $({values['odds']})$, $q = ({values['q']})$, $n = {case.n}$, {case.m} positive: {what}"


def _for_every_n(scheme: Scheme, of: Of) -> Evidence:
    from sympy import expand, latex

    from theory.sampled_partition import derived_mean, unbiased_steps, weighted_sum

    everything = "every $N$, $n$, scores, positive $q$ and number of positives"
    if of == "partition":
        mean = derived_mean(scheme)
        claimed = (
            rf"from the generating function of the draws, for symbolic $N$, $n$, $m$: $E\hat Z = {latex(mean)}$, as $Z$"
        )
        return proof((), claimed, expand(mean - weighted_sum((1, 1, 1))) == 0, everything)
    *steps, last = unbiased_steps(scheme)
    return proof(steps, last.says, last.holds, everything)


CHECKS: dict[Of, Any] = {of: partial(check, of=of) for of in ("partition", "loss", "gradient")}
VIOLATES: dict[Of, Any] = {of: partial(violates, of=of) for of in ("partition", "loss", "gradient")}

READINGS = (
    "Read in any of three ways: (a) draws from $q$ over all items, and an observed positive that is drawn keeps its "
    "logit; (b) the same, and every draw is corrected; (c) draws from $q$ over the negatives only.",
)
CONVENTIONS = (
    "$n$ independent draws with replacement; the positive's own term $e^{o_y}$ is in the sum, as Eq. 8 has it; "
    "$q$ is positive (off $y$ at least); unbiased is meant at every $o$, for every $n$ and every set of positives.",
)
COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "s. 3.3, Eq. 8-9", "bibtex": ("pu2025rg", "bengio2008adaptive")}
OFF_TARGET = Scheme(as_softmax, IMPORTANCE.factor)


def reading(law: Any, hit: Any, other: Any) -> Readings:
    """The one reading with these factors, of (N, n, q), for draws of the target and of others."""
    return (Scheme(law, lambda role, N, n, q: (hit if role is Role.TARGET else other)(N, n, q)),)


def zero(_N: Any, _n: Any, _q: Any) -> int:
    """The factor of draws that are left out."""
    return 0


def one(_N: Any, _n: Any, _q: Any) -> int:
    """The factor of draws that keep their scores."""
    return 1


def _softmax(item: Any, totals: Any) -> Any:
    return item.odds / totals.Z


def _nq(_N: Any, n: Any, q: Any) -> Any:
    return 1 / (n * q)


BETTER = (
    Mutant(r"$\log(Nq)$ for $\log(nq)$", reading(as_softmax, zero, lambda N, _n, q: 1 / (N * q))),
    Mutant(
        r"$\log((n+1)q)$, the positive counted as drawn", reading(as_softmax, zero, lambda _N, n, q: 1 / (n * q + q))
    ),
    Mutant("draws from softmax over all items, hits left out", reading(_softmax, zero, _nq)),
    Mutant("draws from softmax over all items, hits kept", reading(_softmax, _nq, _nq)),
    Mutant("uniform draws from the negatives", reading(uniformly_from_negatives, zero, _nq)),
    Mutant("no correction", reading(as_softmax, zero, one)),
)

CLAIMS = (
    Claim(
        id="rg.eq9.partition",
        source=Source.FULL_TEXT,
        title="With the logits of Eq. 9 the sampled partition function has the mean Z",
        statement=(
            r"With $\tilde o_y = o_y - \log(Nq_y)$ if $(x,y) \notin \mathcal D$, $o_y$ elsewhere, SSM is an unbiased "
            r"approximation of SM; read: $E\bigl[e^{o_y} + \sum_{y' \in [n]} e^{\tilde o_{y'}}\bigr] = Z$."
        ),
        assumptions=(*READINGS, *CONVENTIONS),
        subject=PRINTED,
        check=CHECKS["partition"],
        violates=VIOLATES["partition"],
        repaired_by="rg.eq9.partition.repair",
        **COMMON,
    ),
    Claim(
        id="rg.eq9.partition.repair",
        source=Source.BEYOND,
        title="The partition function is unbiased if draws of y are left out and log(nq) is subtracted from all others",
        statement=(
            r"$E\bigl[e^{o_y} + \sum_{i : j_i \ne y} e^{o_{j_i} - \log(nq_{j_i})}\bigr] = Z$ for every $o$, $n$, "
            r"$q$ and set of positives, those that are drawn included"
        ),
        assumptions=CONVENTIONS,
        subject=(IMPORTANCE,),
        check=CHECKS["partition"],
        violates=VIOLATES["partition"],
        mutants=(
            Mutant(r"$\log(Nq)$ for $\log(nq)$", reading(from_all, zero, lambda N, _n, q: 1 / (N * q))),
            Mutant(r"$\log((n+1)q)$ for $\log(nq)$", reading(from_all, zero, lambda _N, n, q: 1 / (n * q + q))),
            Mutant(r"$\log q$ for $\log(nq)$", reading(from_all, zero, lambda _N, _n, q: 1 / q)),
            Mutant("draws of $y$ kept", reading(from_all, _nq, _nq)),
            Mutant(
                "draws of every observed positive left out",
                (Scheme(from_all, lambda role, N, n, q: 1 / (n * q) if role is Role.NEGATIVE else 0),),  # noqa: ARG005
            ),
            Mutant(
                "observed positives uncorrected, but for $y$, which is left out",
                (Scheme(from_all, lambda role, N, n, q: {Role.TARGET: 0, Role.POSITIVE: 1}.get(role, 1 / (n * q))),),  # noqa: ARG005
            ),
            Mutant("draws from the negatives only", (Scheme(from_negatives, IMPORTANCE.factor),)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.eq9.loss",
        source=Source.FULL_TEXT,
        title="With the logits of Eq. 9 the sampled loss has the mean of the softmax loss",
        statement=(
            r"The logits of Eq. 9 lead to an unbiased approximation of SM; read: "
            r"$E[-\log p_{\mathrm{SSM}}(\tilde o_y)] = -\log p_{\mathrm{SM}}(o_y)$."
        ),
        assumptions=(*READINGS, *CONVENTIONS),
        subject=PRINTED,
        check=CHECKS["loss"],
        violates=VIOLATES["loss"],
        repaired_by="rg.eq9.loss.repair",
        **COMMON,
    ),
    Claim(
        id="rg.eq9.loss.repair",
        source=Source.BEYOND,
        title="The loss is unbiased with log(nq) if the items but y are drawn as softmax itself would",
        statement=(
            r"With $q_j = e^{o_j}/(Z - e^{o_y})$ for $j \ne y$, $q_y = 0$ and $\log(nq_j)$ subtracted from the draws' "
            r"scores, the mean sampled loss is the softmax loss (for no other $q$: rg.eq9.gradient.only)"
        ),
        assumptions=CONVENTIONS,
        subject=(OFF_TARGET,),
        check=CHECKS["loss"],
        violates=VIOLATES["loss"],
        mutants=BETTER,
        **COMMON,
    ),
    Claim(
        id="rg.eq9.gradient",
        source=Source.FULL_TEXT,
        title="With the logits of Eq. 9 the sampled gradient has the mean of the softmax gradient",
        statement=(
            r"The logits of Eq. 9 lead to an unbiased approximation of SM; read: "
            r"$E[\nabla_o(-\log p_{\mathrm{SSM}}(\tilde o_y))] = \nabla_o(-\log p_{\mathrm{SM}}(o_y))$."
        ),
        assumptions=(*READINGS, *CONVENTIONS),
        subject=PRINTED,
        check=CHECKS["gradient"],
        violates=VIOLATES["gradient"],
        repaired_by="rg.eq9.gradient.repair",
        **COMMON,
    ),
    Claim(
        id="rg.eq9.gradient.repair",
        source=Source.BEYOND,
        title="The gradient is unbiased with log(nq) if the items but y are drawn as softmax itself would",
        statement=(
            r"With $q_j = e^{o_j}/(Z - e^{o_y})$ for $j \ne y$, $q_y = 0$ and $\log(nq_j)$ subtracted from the draws' "
            r"scores, the mean gradient of the sampled loss in $o$ is that of the softmax loss"
        ),
        assumptions=CONVENTIONS,
        subject=(OFF_TARGET,),
        check=CHECKS["gradient"],
        violates=VIOLATES["gradient"],
        mutants=BETTER,
        **COMMON,
    ),
)

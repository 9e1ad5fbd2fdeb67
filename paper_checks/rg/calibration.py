"""Prop. 5, the last part: whether the softmax loss is top-k calibrated by Def. 18-20."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Calibration:
    r"""Def. 20 for the softmax loss: what $P_k$ asks of each entry, and whether $\eta \ge 0$ is asked.

    `condition` is a function of $(s_n, s_{[k]}, s_{[k+1]}, \eta_n, \eta_{[k]}, \eta_{[k+1]})$.
    """

    condition: Callable[[Any, Any, Any, Any, Any, Any], bool]
    nonnegative: bool


def check(subject: Calibration, profile: Profile) -> Iterator[Evidence]:
    """Search exact distributions; then the excess risk of scores that break P_k, for every N and k."""
    found = _search(subject, profile)
    yield found
    if found.holds:
        yield _for_every_n(subject)
    elif not subject.nonnegative:
        yield replace(_for_every_n(replace(subject, nonnegative=True)), under=r"$\eta \ge 0$")


def violates(subject: Calibration, values: Mapping[str, str]) -> bool:
    r"""Whether scores that break $P_k$ have no larger infimal risk than all scores.

    With a direction `d`: scores $Md$ keep breaking $P_k$ while their risk, at most $\log N + M(\max d - \eta^\top d)$,
    has no lower bound. Without: the minimiser $\log\eta$ of the risk itself, for $\eta > 0$, breaks $P_k$.
    """
    from theory.intervals import rationals
    from theory.order import preserves

    eta, k = rationals(values["eta"]), int(values["k"])
    if sum(eta) != 1 or (subject.nonnegative and min(eta) < 0):
        return False
    if "d" not in values:
        return min(eta) > 0 and not preserves(eta, eta, k, subject.condition)
    d = rationals(values["d"])
    fall = max(d) - sum(x * e for x, e in zip(d, eta, strict=True))
    return fall < 0 and not preserves(d, eta, k, subject.condition)


def _search(subject: Calibration, profile: Profile) -> Evidence:
    largest = profile.pick(3, 4)
    cases = (case for eta, k in _distributions(largest, subject.nonnegative) for case in _candidates(eta, k))
    tried, wrong = first(cases, lambda case: violates(subject, case))
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{'distributions' if subject.nonnegative else 'vectors of sum 1'} of small integers over their sum, "
        f"$N = 2$ to ${largest}$, every $k < N$",
        detail=r"For each $\eta$: the minimiser $\log\eta$, and each weak ordering as a direction of unbounded descent",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(wrong), wrong),
    )


def _distributions(largest: int, nonnegative: bool) -> Iterator[tuple[tuple[Any, ...], int]]:
    from fractions import Fraction
    from itertools import combinations_with_replacement

    levels = range(3, -1 if nonnegative else -3, -1)
    for n in range(2, largest + 1):
        for parts in combinations_with_replacement(levels, n):
            if sum(parts) > 0:
                yield from ((tuple(Fraction(part, sum(parts)) for part in parts), k) for k in range(1, n))


def _candidates(eta: tuple[Any, ...], k: int) -> Iterator[dict[str, str]]:
    from theory.intervals import literal
    from theory.order import weak_orderings

    values = {"eta": literal(eta), "k": str(k)}
    yield values
    for d in weak_orderings(len(eta)):
        yield values | {"d": ", ".join(map(str, d))}


def _says(values: Mapping[str, str]) -> str:
    case = rf"$\eta = ({values['eta']})$, $k = {values['k']}$"
    if "d" not in values:
        return rf"{case}: the risk's minimiser $\log\eta$ itself breaks $P_k$, so the two infima are equal"
    return rf"{case}: scores $M\cdot({values['d']})$ break $P_k$, their risk tends to $-\infty$, and so do both infima"


def _for_every_n(subject: Calibration) -> Evidence:
    from theory.bregman import calibration_argument
    from theory.order import is_top_k

    claimed = (
        r"the stated $P_k$ asks what Def. 18 asks, for every order of its arguments, and $\eta \ge 0$ is asked; if no "
        r"scores break $P_k$ the infimum over them is $+\infty$"
    )
    agrees = subject.nonnegative and is_top_k(subject.condition)
    domain = "every $N$, every $k < N$ and every distribution, zeros and ties included"
    return proof(calibration_argument().steps, claimed, agrees, domain)


def _def18(s: Any, s_k: Any, s_next: Any, eta: Any, eta_k: Any, eta_next: Any) -> bool:
    return (not eta > eta_next or s > s_next) and (not eta < eta_k or s < s_k)


STATEMENT = (
    r"$\inf_{s: \neg P_k(s,\eta)} L(s,\eta) > \inf_s L(s,\eta)$ for all $\eta \in \Delta_N$, "
    r"$L(s,\eta) = -\sum_y \eta_y \log p_y(s)$, $P_k$ of Def. 18, "
)
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "Prop. 5, Def. 20",
    "check": check,
    "violates": violates,
    "bibtex": ("pu2025rg", "yang2020topk"),
}

CLAIMS = (
    Claim(
        id="rg.prop5.calibrated",
        source=Source.FULL_TEXT,
        title="The softmax loss is top-k calibrated, on the simplex as Def. 20 prints it, without non-negativity",
        statement=STATEMENT + r"$\Delta_N = \{\eta \in \mathbb R^N \mid \sum_i \eta_i = 1\}$",
        assumptions=("The definition calls it the probability simplex, and prints no $\\eta \\ge 0$; check the PDF.",),
        slip=True,
        subject=Calibration(_def18, nonnegative=False),
        uses=("rg.prop5.bregman", "rg.prop5.generator", "rg.prop5.inverse_topk"),
        repaired_by="rg.prop5.calibrated.repair",
        **COMMON,
    ),
    Claim(
        id="rg.prop5.calibrated.repair",
        source=Source.BEYOND,
        title="The softmax loss is top-k calibrated on the probability simplex, boundary included",
        statement=STATEMENT + r"$\Delta_N = \{\eta \ge 0 \mid \sum_i \eta_i = 1\}$",
        subject=Calibration(_def18, nonnegative=True),
        mutants=(
            Mutant(r"the simplex without $\eta \ge 0$", Calibration(_def18, nonnegative=False)),
            Mutant(
                r"$\eta_n \ge \eta_{[k+1]}$ for $\eta_n > \eta_{[k+1]}$",
                Calibration(lambda s, s_k, t, e, e_k, f: (e < f or s > t) and (e >= e_k or s < s_k), True),
            ),
            Mutant(
                r"$\eta_n \le \eta_{[k]}$ for $\eta_n < \eta_{[k]}$",
                Calibration(lambda s, s_k, t, e, e_k, f: (e <= f or s > t) and (e > e_k or s < s_k), True),
            ),
            Mutant(
                r"$s_n > s_{[k]}$ for $s_n > s_{[k+1]}$",
                Calibration(lambda s, s_k, _t, e, e_k, f: (e <= f or s > s_k) and (e >= e_k or s < s_k), True),
            ),
            Mutant(
                r"$s_n < s_{[k+1]}$ for $s_n < s_{[k]}$",
                Calibration(lambda s, _s_k, t, e, e_k, f: (e <= f or s > t) and (e >= e_k or s < t), True),
            ),
        ),
        **COMMON,
    ),
)

"""Prop. 7, the minima under one ridge: RG2's against the softmax loss's, and where the claimed order ends."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Curvature = Callable[[Any, Any], Any]
r"""c as a function of (N, log), at N = 2 its limit, in the bound $\log N - o_y + \frac1N 1'o + c\|o\|^2$."""


@dataclass(frozen=True)
class Border:
    """Where RG2's minimum is the lower one: from N = `always_from` on for every ridge.

    For smaller N from 3 on: not for ridges up to `low`, for all ridges from `high` on.
    """

    low: Fraction
    high: Fraction
    always_from: int


RIDGES = tuple(Fraction(x) for x in ("1/1000", "1/100", "1/10", "1", "10"))


def check_bound(subject: Curvature, profile: Profile) -> Iterator[Evidence]:
    """Enclosed minima for single N and ridges; then every N and ridge."""
    sizes = (*range(2, profile.pick(6, 12)), 100)
    cases = ({"N": str(n), "ridge": str(ridge)} for n in sizes for ridge in RIDGES)
    tried, wrong = first(map(_with_point, cases), lambda case: violates_bound(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$N = 2$ to ${sizes[-2]}$ and {sizes[-1]}, $\\lambda = {', '.join(map(str, RIDGES))}$",
        detail=r"The softmax loss's minimum from below, $F - \|\nabla F\|^2/(4\lambda)$ at a rational point.",
        exercised=tried,
        counterexample=wrong and Counterexample(_says_bound(subject, wrong), wrong),
    )
    yield _bounds_for_every_n(subject) if wrong is None else _falls_short_for_every_n(subject, wrong)


def _with_point(case: dict[str, str]) -> dict[str, str]:
    from theory.ridge import near_minimiser

    return case | {"t": str(near_minimiser(int(case["N"]), Fraction(case["ridge"])))}


def violates_bound(subject: Curvature, values: Mapping[str, str]) -> bool:
    """Whether the bound's minimum with the ridge is surely below a lower bound of the softmax loss's."""
    from theory.intervals import sign
    from theory.ridge import softmax_floor

    n, ridge, t = int(values["N"]), Fraction(values["ridge"]), Fraction(values["t"])
    return n >= 2 and ridge > 0 and sign(softmax_floor(n, ridge, t) - _bound_minimum(subject, n, ridge)) == 1


def _bound_minimum(subject: Curvature, n: int, ridge: Fraction) -> Any:
    from theory.intervals import rational
    from theory.least_curvature import at_size
    from theory.ridge import quadratic_minimum

    return quadratic_minimum(n, at_size(subject, n), rational(ridge))


def _says_bound(subject: Curvature, case: Mapping[str, str]) -> str:
    from theory.intervals import enclose
    from theory.ridge import softmax_floor

    n, ridge, t = int(case["N"]), Fraction(case["ridge"]), Fraction(case["t"])
    pair = (softmax_floor(n, ridge, t), _bound_minimum(subject, n, ridge))
    loss, bound = (float(enclose(x).mid()) for x in pair)
    return (
        rf"$N = {n}$, $\lambda = {ridge}$: the softmax loss's minimum is above {loss:.6g}, the bound's is {bound:.6g}"
    )


def _bounds_for_every_n(subject: Curvature) -> Evidence:
    import sympy as sp

    from theory.expansion import N
    from theory.least_curvature import least_curvature, least_curvature_argument

    same = sp.simplify(sp.expand_log(subject(N, sp.log) - least_curvature(N))) == 0
    claimed = (
        r"the stated constant is $c_N$; a function that is nowhere below another has no smaller infimum, the same "
        r"ridge "
        "added to both"
    )
    return proof(least_curvature_argument().steps, claimed, same, r"every $N \ge 2$ and every $\lambda > 0$")


def _falls_short_for_every_n(subject: Curvature, wrong: Mapping[str, str]) -> Evidence:
    import sympy as sp

    from theory.expansion import N
    from theory.ridge import BORDER, minima_argument

    argument = minima_argument()
    shown = argument.holds and sp.simplify(subject(N, sp.log) - 1 / (2 * N)) == 0
    return Evidence(
        kind=Kind.PROOF,
        holds=False if shown else None,
        domain=r"every $N \ge 4$ with every $\lambda > 0$; $N = 3$ with every $\lambda \ge "
        f"{float(BORDER[1])}$",
        detail=argument.text,
        exercised=len(argument.steps),
        counterexample=Counterexample(_says_bound(subject, wrong), wrong),
    )


def check_border(subject: Border, profile: Profile) -> Iterator[Evidence]:
    """Enclosed minima on both sides of the stated border; then every N and ridge."""
    from theory.ridge import BORDER, minima_argument

    sizes = (*range(3, profile.pick(8, 20)), 100)
    ridges = sorted({ridge for ridge in (subject.low, subject.high, *RIDGES) if ridge})
    cases = (_with_point({"N": str(n), "ridge": str(ridge)}) for n in sizes for ridge in ridges)
    tried, wrong = first(cases, lambda case: violates_border(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$N = 3$ to ${sizes[-2]}$ and {sizes[-1]}, $\\lambda = {', '.join(map(str, ridges))}$",
        detail="Both minima enclosed; below the border RG2's must be the larger one, above it the smaller.",
        exercised=tried,
        counterexample=wrong and Counterexample(_says_border(wrong), wrong),
    )
    if wrong is None:
        claimed = "the stated border is 0 from $N = 4$ on, and in this interval for $N = 3$"
        same = subject == Border(*BORDER, always_from=4)
        yield proof(minima_argument().steps, claimed, same, r"every $N \ge 3$ and every $\lambda > 0$")


def violates_border(subject: Border, values: Mapping[str, str]) -> bool:
    """Whether the minima are surely in the other order than the border says."""
    from theory.intervals import rational, sign
    from theory.ridge import quadratic_minimum, softmax_floor, softmax_ridge

    n, ridge, t = int(values["N"]), Fraction(values["ridge"]), Fraction(values["t"])
    if n < 3 or ridge <= 0 or t <= 0:
        return False
    always = n >= subject.always_from
    rg2 = quadratic_minimum(n, rational(Fraction(1, 2 * n)), rational(ridge))
    if always or ridge >= subject.high:
        return sign(softmax_ridge(n, rational(ridge), rational(t)) - rg2) == -1
    return ridge <= subject.low and sign(softmax_floor(n, ridge, t) - rg2) == 1


def _says_border(case: Mapping[str, str]) -> str:
    return rf"$N = {case['N']}$, $\lambda = {case['ridge']}$: the two minima are in the other order"


LOW, HIGH = Fraction("0.015499"), Fraction("0.015500")

COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "Prop. 7, A.3", "bibtex": ("pu2025rg",)}
MINIMA = (
    r"$\min_o -\log p_y + \lambda\|o\|^2 \le \min_o \log N - o_y + \frac1N\mathbf 1^\top o + (c + \lambda)\|o\|^2$ "
)

CLAIMS = (
    Claim(
        id="rg.prop7.minima.ridge",
        source=Source.FULL_TEXT,
        title="With the same ridge on both, the minimum of RG2, with constants, is at least that of the softmax loss",
        statement=(
            r"Under single click, $\mathcal L_{\mathrm{SM}}$ is upper bounded by $\mathcal L_{\mathrm{RG}^2}$ as they "
            r"converge to their optimum. Read, with $\lambda\psi(\theta) = \lambda\|o\|^2$ in Eq. 6 and Eq. 15: "
            + MINIMA
            + r"with $c = \frac1{2N}$, for every $\lambda > 0$ and every $N$."
        ),
        subject=lambda N, _log: 1 / (2 * N),
        check=check_bound,
        violates=violates_bound,
        repaired_by="rg.prop7.minima.ridge.repair",
        **COMMON,
    ),
    Claim(
        id="rg.prop7.minima.ridge.repair",
        source=Source.BEYOND,
        title="With the least curvature that bounds the softmax loss, the minima are in order for every ridge",
        statement=MINIMA
        + r"with $c = c_N = \frac{N-2}{4(N-1)\log(N-1)}$ ($c_2 = \frac14$), for every $\lambda > 0$, $N \ge 2$",
        subject=lambda N, log: (N - 2) / (4 * (N - 1) * log(N - 1)),
        check=check_bound,
        violates=violates_bound,
        mutants=(
            Mutant(r"$\frac1{2N}$", lambda N, _log: 1 / (2 * N)),
            Mutant(r"$\frac1{N}$", lambda N, _log: 1 / N),
            Mutant("half of it", lambda N, log: (N - 2) / (8 * (N - 1) * log(N - 1))),
            Mutant("the log of base 2", lambda N, log: log(2) * (N - 2) / (4 * (N - 1) * log(N - 1))),
        ),
        uses=("rg.x.majorant",),
        **COMMON,
    ),
    Claim(
        id="rg.prop7.minima.ridge.exact",
        source=Source.BEYOND,
        title="For which N and which ridge RG2's minimum is below that of the softmax loss",
        statement=(
            r"With a ridge $\lambda\|o\|^2$ on both, the minimum of RG2 with constants is below that of the softmax "
            r"loss for every $\lambda > 0$ if $N \ge 4$, and exactly for $\lambda > \lambda_3$ if $N = 3$, where "
            r"$0.015499 < \lambda_3 < 0.015500$"
        ),
        subject=Border(LOW, HIGH, always_from=4),
        check=check_border,
        violates=violates_border,
        mutants=(
            Mutant("the border 1 % lower", Border(LOW * Fraction(99, 100), HIGH * Fraction(99, 100), 4)),
            Mutant("the border 1 % higher", Border(LOW * Fraction(101, 100), HIGH * Fraction(101, 100), 4)),
            Mutant("every ridge from $N = 3$ on", Border(LOW, HIGH, 3)),
            Mutant("every ridge from $N = 5$ on only", Border(LOW, HIGH, 5)),
        ),
        **COMMON,
    ),
)

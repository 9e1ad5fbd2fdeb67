"""RG Thm 26 and A.7: whether alternating least squares on RG2 converges linearly to a stationary point."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


def _square(lam: Any, N: Any, D: Any) -> Any:
    return lam**2 * N * D


@dataclass(frozen=True)
class Linear:
    r"""For which data every start is said to give a linear rate.

    Those where the sign of $\sigma_1 - \tau$ is in `largest`, for the largest singular value, and those of the others
    in `others`; `square` is $\tau^2$ as a function of $(\lambda, N, |D|)$.
    """

    largest: tuple[int, ...]
    others: tuple[int, ...]
    square: Callable[[Any, Any, Any], Any] = _square


def check(subject: Linear, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """Data with a start that is slow for ever, and data where none is; then the argument for every size."""
    import sympy as sp

    from theory.als_linear import linear_argument

    tried, wrong = first(CASES, lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(CASES)} data sets of one and two contexts",
        detail=r"In rationals: the start is a singular vector to the value $\tau$, or no singular value is $\tau$.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(wrong), wrong),
    )
    if wrong is None:
        sizes = sp.symbols("lambda N D", positive=True)
        agrees = set(subject.largest) == set(subject.others) == {1, -1}
        agrees = agrees and sp.expand(subject.square(*sizes) - _square(*sizes)) == 0
        yield proof(linear_argument().steps, "the stated data are these", agrees, EVERY)


def violates(subject: Linear, values: Mapping[str, str]) -> bool:
    """Whether linear convergence is claimed although this start is slow, or denied although every start is linear."""
    from theory.als_linear import is_slow, linear_argument
    from theory.factorisation import exact, is_data, parse
    from theory.intervals import sign
    from theory.rg2_optimum import UnfactoredError, squared_singular_values

    R, lam = parse(values["R"]), Fraction(values["lambda"])
    if not is_data(R) or lam <= 0:
        return False
    start = parse(values["Q"]) if "Q" in values else ((Fraction(0),),) * len(R[0])
    m = exact("P", R, start, lam)
    try:
        squares = squared_singular_values(R)
    except UnfactoredError:
        return False
    said, true = (
        [sign(value - square(m.lam, m.n_items, m.total)) for value in squares] for square in (subject.square, _square)
    )
    if None in said or None in true:
        return False
    claimed = said[0] in subject.largest and all(s in subject.others for s in said[1:])
    wrong = claimed and is_slow(m) if "Q" in values else not claimed and 0 not in true
    return bool(wrong and linear_argument().holds)


def _says(case: Mapping[str, str]) -> str:
    where = rf"$R = ({case['R']})$, $\lambda = {case['lambda']}$"
    if "Q" not in case:
        return rf"{where}: no singular value of $W^{{1/2}}S$ is $\tau$, so every start gives a linear rate"
    gaps = ", ".join(f"{gap:.4g}" for gap in _gaps(case))
    return (
        rf"{where}, $Q_0 = ({case['Q']})$: a singular vector to the value $\tau$; after 1, 2, 4 and 8 sweeps the "
        rf"objective is {gaps} above its limit, and always at least a multiple of $t^{{-2}}$"
    )


def _gaps(case: Mapping[str, str]) -> list[float]:
    r"""$\tau(x-y)^2 + x^2y^2$ with the lengths of the factors, scaled to $a = b = \tau$, after 1, 2, 4 and 8 sweeps."""
    from math import sqrt

    from theory.factorisation import exact, parse

    m = exact("P", parse(case["R"]), parse(case["Q"]), Fraction(case["lambda"]))
    tau = sqrt(float(m.lam**2 * m.n_items * m.total))
    y, gaps = sqrt(float(m.lam * m.total / tau * sum(x**2 for x in m.B))), []
    for _ in range(8):
        x = tau * y / (y**2 + tau)
        y = tau * x / (x**2 + tau)
        gaps.append(tau * (x - y) ** 2 + x**2 * y**2)
    return [gaps[t - 1] for t in (1, 2, 4, 8)]


ANY, NOT_ZERO = (1, 0, -1), (1, -1)
EVERY = r"every $M$, $N$, $K$, $\lambda > 0$, data without an empty context and every start"
CASES: tuple[dict[str, str], ...] = (
    {"R": "1, 0; 0, 1", "lambda": "1", "Q": "1; -1"},
    {"R": "1, 0, 0, 0, 0", "lambda": "2", "Q": "4; -1; -1; -1; -1"},
    {"R": "1, 0, 0, 0; 0, 1, 0, 0", "lambda": "1", "Q": "1; 1; -1; -1"},
    {"R": "1, 0; 0, 1", "lambda": "1/2"},
    {"R": "1, 0; 0, 1", "lambda": "3"},
    {"R": "1, 0, 0, 0; 0, 1, 0, 0", "lambda": "11/10"},
    {"R": "1, 0, 0; 1, 1, 0", "lambda": "1/10"},
)
RATE = (
    r"$\mathcal L(P_t, Q_t) - \lim_s \mathcal L(P_s, Q_s) \le C\rho^t$ for all $t$, with some $C$ and some $\rho < 1$"
)
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "Thm 26, A.7, Table 2",
    "check": check,
    "violates": violates,
    "assumptions": (
        r"RG$^2$ with Eq. 16's weights and the ridge of Eq. 36-37, no empty context, $\lambda > 0$; $\tau = "
        r"\lambda\sqrt{N|D|}$; $C$ and $\rho$ may depend on the start.",
        r"With one positive a context and $|D| = N$, as in the first counterexample, this ridge is Eq. 31's plain one, "
        r"with $\lambda N$ for $\lambda$: that counterexample is one for both. Else a plain ridge has other half-steps "
        "than Eq. 36-37 and, for contexts with unequal numbers of positives, no solution in singular vectors "
        "(rg.x.svd.regulariser): for it there is no repair here.",
    ),
    "bibtex": ("pu2025rg", "jain2017nonconvex"),
}

CLAIMS = (
    Claim(
        id="rg.thm26.stationary",
        source=Source.FULL_TEXT,
        title="Alternating least squares on RG2 converges linearly, from every start, to a stationary point",
        statement=r"Alternating least squares has a global linear rate towards a stationary point, on the RG losses "
        "too. Read: from every start " + RATE,
        subject=Linear(ANY, ANY),
        repaired_by="rg.thm26.stationary.repair",
        **COMMON,
    ),
    Claim(
        id="rg.thm26.stationary.repair",
        source=Source.BEYOND,
        title="Alternating least squares on RG2 converges linearly from every start exactly if the threshold is no "
        "singular value",
        statement=r"The limit is the value of a stationary point, and from every start "
        + RATE
        + r", exactly if $\tau$ is no singular value of $W^{1/2}S$; where $\tau = \sigma_j$, from $Q_0$ along the "
        r"$j$-th right singular vector the left-hand side is at least a multiple of $t^{-2}$",
        uses=("rg.eq36.repair", "rg.eq37.repair", "rg.x.svd.optimum"),
        subject=Linear(NOT_ZERO, NOT_ZERO),
        mutants=(
            Mutant(r"every $\lambda > 0$", Linear(ANY, ANY)),
            Mutant(r"$\tau \ne \sigma_1$", Linear(NOT_ZERO, ANY)),
            Mutant(r"$\tau < \sigma_1$", Linear((1,), ANY)),
            Mutant(r"$\tau > \sigma_1$", Linear((-1,), ANY)),
            Mutant(r"$\lambda N$ for $\tau$", Linear(NOT_ZERO, NOT_ZERO, lambda a, n, _d: (a * n) ** 2)),
            Mutant(r"$\lambda|D|$ for $\tau$", Linear(NOT_ZERO, NOT_ZERO, lambda a, _n, d: (a * d) ** 2)),
        ),
        **COMMON,
    ),
)

"""Beyond RG Eq. 31: RG2 and RGx by exact alternating least squares, with the weights of Eq. 16, are one problem."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Factor = Callable[[Any], Any]
"""A function of N."""
EVERY = r"every $M$, $N$, $K$, $\lambda > 0$ and data without an empty context"


def check_minima(subject: Factor, profile: Profile) -> Iterator[Evidence]:
    """Small data where too large a multiple wins, and too small a one is exceeded; then the argument for all sizes."""
    import sympy as sp

    from theory.equivalence import minima_argument

    scales = ("1", "10", "1000")
    data = DATA[: profile.pick(3, 5)]
    cases = [{"R": R, "lambda": "1/10", "u": u} for R in data for u in scales]
    cases += [{"R": R, "lambda": "1/10", "kappa": f"1/{R.split(';')[0].count(',') + 1}"} for R in data]
    yield _exact(cases, lambda case: violates_minima(subject, case), _below, "constant scores $u^2$, $K = 1$")
    if not any(violates_minima(subject, case) for case in cases):
        N = sp.Symbol("N", positive=True)
        same = sp.simplify(1 / N - subject(N)) == 0
        yield proof(minima_argument().steps, r"the stated largest $\kappa$ is $\frac1N$", same, EVERY)


def violates_minima(subject: Factor, values: Mapping[str, str]) -> bool:
    r"""Whether RG2 less $\kappa\sum_xW_x(\mathbf 1^\top o^{(x)})^2$ contradicts the stated largest $\kappa$.

    There it is below RG2's minimum at $P_x = Q_y = u$; or it is bounded below for the given, larger $\kappa$, as the
    squares outweigh the interaction: S has row sums of zero, and $I - \kappa\mathbf{11}^\top$ is semidefinite.
    """
    import sympy as sp

    from theory import factorisation as f
    from theory.intervals import rational, sign
    from theory.majorant import negative_direction
    from theory.rg2_optimum import UnfactoredError, minimum

    R, lam = f.parse(values["R"]), Fraction(values["lambda"])
    if not f.is_data(R) or lam <= 0:
        return False
    if "kappa" in values:
        kappa, n = Fraction(values["kappa"]), len(R[0])
        form = tuple(tuple(Fraction(i == j) - kappa for j in range(n)) for i in range(n))
        return bool(kappa > subject(Fraction(n))) and negative_direction(form) is None
    u = Fraction(values["u"])
    m = f.exact("P", R, ((u,),) * len(R[0]), lam)
    m = replace(m, U=sp.ones(len(R), 1) * rational(u))
    interaction = m.n_items * subject(m.n_items) * f.interaction(m, "P")
    value = f.squares(m, "P") + m.lam * f.weighted(m, "P") - interaction
    try:
        return sign(value - minimum(R, m.lam, 1)) == -1
    except UnfactoredError:
        return False


def _below(case: Mapping[str, str]) -> str:
    data = rf"$R = ({case['R']})$, $\lambda = {case['lambda']}$"
    if "kappa" in case:
        return rf"{data}, $\kappa = {case['kappa']}$: the objective is bounded below, although $\kappa$ is larger"
    return f"{data}, $P_x = Q_y = {case['u']}$: the objective is below the minimum of RG$^2$"


@dataclass(frozen=True)
class Start:
    """From where RG2's context step is taken to be RGx's from Q, and n of the weights of Eq. 19 (None: Eq. 16)."""

    start: Callable[[Any], Any]
    n: int | None = None


def check_iterates(subject: Start, profile: Profile) -> Iterator[Evidence]:
    """The two context steps in rationals; then the argument for every size."""
    from theory.equivalence import CENTRED, M, iterates_argument
    from theory.updates import cases

    tried = [dict(case, index="0") for case in islice(cases("user", 3), profile.pick(100, 400)) if "n" not in case]
    yield _exact(tried, lambda case: violates_iterates(subject, case), _differ, "small data, $K = 1$ and $2$")
    if not any(violates_iterates(subject, case) for case in tried):
        same = subject.n is None and subject.start(M) == CENTRED
        yield proof(
            iterates_argument().steps, "the stated start is the centred one, the weights those of Eq. 16", same, EVERY
        )


def violates_iterates(subject: Start, values: Mapping[str, str]) -> bool:
    """Whether the exact context step of RGx from Q differs from that of RG2 from the stated start."""
    import sympy as sp

    from theory import factorisation as f

    R, lam = f.parse(values["R"]), Fraction(values["lambda"])
    if not f.is_data(R) or lam <= 0 or (subject.n is not None and subject.n >= len(R[0])):
        return False
    m = f.exact("user", R, f.parse(values["B"]), lam, int(values["index"]), subject.n)
    ridge = m.lam * m.total * m.I
    rgx = m.S * m.W * m.B * (m.B.T * (m.W - m.V * m.J) * m.B + ridge).inv()
    B = subject.start(replace(m, n_items=sp.Integer(len(R[0]))))
    return bool(rgx != m.S * m.W * B * (B.T * m.W * B + ridge).inv())


def _differ(case: Mapping[str, str]) -> str:
    where = rf"$R = ({case['R']})$, $Q = ({case['B']})$, $\lambda = {case['lambda']}$"
    return f"{where}: the two steps of the first context differ"


def check_printed(subject: Factor, profile: Profile) -> Iterator[Evidence]:
    """Both objectives at scaled factors, exactly; then in letters."""
    from theory.equivalence import printed_argument
    from theory.updates import cases

    tried = list(islice(cases("P", 3), profile.pick(60, 300)))
    yield _exact(tried, lambda case: violates_printed(subject, case), _unscaled, "small data, $K = 1$ and $2$")
    if not any(violates_printed(subject, case) for case in tried):
        steps = printed_argument(subject).steps
        yield proof(
            steps, "so the minimisers correspond, and every context ranks the items alike", True, EVERY + r", $N > 1$"
        )


def violates_printed(subject: Factor, values: Mapping[str, str]) -> bool:
    """Whether Eq. 31's RGx at factors times the root of c is not c times RG2, up to the constant, at P of ones."""
    import sympy as sp

    from theory import factorisation as f

    R, lam = f.parse(values["R"]), Fraction(values["lambda"])
    if not f.is_data(R) or lam <= 0 or len(R[0]) < 2:
        return False
    m = f.exact("P", R, f.parse(values["B"]), lam)
    m = replace(m, U=sp.ones(len(R), m.B.cols))
    c = sp.sympify(subject(m.n_items))
    scaled = replace(m, U=sp.sqrt(c) * m.U, B=sp.sqrt(c) * m.B)
    constant = (m.S.T * m.W * m.S).trace()
    rg2 = f.squares(m, "P") + m.lam * f.weighted(m, "P")
    printed = f.squares(scaled, "P") - f.diagonal_interaction(scaled, "P") + m.lam * f.weighted(scaled, "P")
    return bool(sp.expand(printed - constant - c * (rg2 - constant)) != 0)


def _unscaled(case: Mapping[str, str]) -> str:
    where = rf"$R = ({case['R']})$, $P$ of ones, $Q = ({case['B']})$, $\lambda = {case['lambda']}$"
    return f"{where}: one objective is not the stated multiple of the other"


def _exact(cases: Any, is_wrong: Any, says: Any, domain: str) -> Evidence:
    tried, wrong = first(cases, is_wrong)
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=domain,
        detail="Both sides in exact arithmetic, smallest data first.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(says(wrong), wrong),
    )


def _centred(m: Any) -> Any:
    return m.B - m.J * m.B * (1 / m.n_items)


DATA = ("1, 0", "1, 0; 0, 1", "1, 0, 0; 1, 1, 0", "1, 1, 0, 0; 0, 1, 1, 1", "1, 0, 0, 0, 0; 0, 1, 1, 1, 1")
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 4.3-4.4.1",
    "source": Source.BEYOND,
    "assumptions": (
        r"Weights of Eq. 16, ridge of Eq. 36-39 ($N|\mathcal I_x|$ and $|D|$); no empty context; $\lambda > 0$.",
    ),
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.x.equivalence.minima",
        title="Factorised RG2 and RGx have the same minimum and the same minimisers",
        statement=r"With $V_x = \kappa|\mathcal I_x|$, RG$^2$ less $\sum_xV_x(\mathbf 1^\top o^{(x)})^2$ has the "
        r"minimum and the minimisers of RG$^2$ for every $\kappa$ from 0 to $\frac1N$, which is the $\kappa$ of Eq. "
        r"32, and is not bounded below for any $\kappa > \frac1N$",
        subject=lambda N: 1 / N, check=check_minima, violates=violates_minima, uses=("rg.eq31.rgx.repair",),
        mutants=(
            Mutant(r"$\kappa = 1$, Eq. 17 to the letter", lambda N: N / N),
            Mutant(r"$\kappa = \frac2N$", lambda N: 2 / N),
            Mutant(r"$\kappa$ 1 % above $\frac1N$", lambda N: 101 / (100 * N)),
            Mutant(r"$\kappa = \frac1{N-\frac12}$", lambda N: 2 / (2 * N - 1)),
            Mutant(r"$\kappa = \frac1{2N}$", lambda N: 1 / (2 * N)),
            Mutant(r"$\kappa$ 1 % below $\frac1N$", lambda N: 99 / (100 * N)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.x.equivalence.iterates",
        title="Exact alternating least squares on RGx is that on RG2 from centred item factors, step for step",
        statement=r"The exact context step of RGx from $Q$ is Eq. 36 from $Q - \frac1N\mathbf{11}^\top Q$, and the "
        r"exact item "
        r"step of RGx is Eq. 37, after which $\mathbf 1^\top Q = 0$: from the first item step on the two never differ",
        subject=Start(_centred), check=check_iterates, violates=violates_iterates,
        uses=("rg.eq38.interaction.repair", "rg.eq39.interaction.repair"),
        mutants=(
            Mutant("from $Q$ itself", Start(lambda m: m.B)),
            Mutant("with the weights of Eq. 19, $n = 1$", Start(_centred, n=1)),
            Mutant("half the mean subtracted", Start(lambda m: m.B - m.J * m.B * (1 / (2 * m.n_items)))),
            Mutant("the sum subtracted for the mean", Start(lambda m: m.B - m.J * m.B)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.x.equivalence.printed",
        title="RGx as Eq. 31 prints it has RG2's minimisers, times a constant that ranks nothing anew",
        statement=r"With $-\sum_xV_xP_xQ^\top QP_x^\top$, $V_x = |\mathcal I_x|/N$, the objective of Eq. 38-39 at "
        r"$(\sqrt cP, \sqrt cQ)$, $c = \frac N{N-1}$, is $c$ times that of RG$^2$ at $(P, Q)$ up to a constant: its "
        r"scores are "
        r"$\frac N{N-1}$ times those of RG$^2$ at the same $\lambda$",
        subject=lambda N: N / (N - 1), check=check_printed, violates=violates_printed,
        uses=("rg.eq38.repair", "rg.eq39.repair"),
        mutants=(
            Mutant(r"$\frac{N-1}N$", lambda N: (N - 1) / N),
            Mutant("1", lambda N: N / N),
            Mutant(r"$\frac{N+1}N$", lambda N: (N + 1) / N),
            Mutant(r"$\left(\frac N{N-1}\right)^2$", lambda N: (N / (N - 1)) ** 2),
        ),
        **COMMON,
    ),
)  # fmt: skip

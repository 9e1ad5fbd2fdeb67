"""RG A.6 and Algorithm 1: the trace form, its stationarity equation and its closed form, and where updates exist."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

if TYPE_CHECKING:
    from theory.updates import Update

Formula = Callable[[Any], Any]
EVERY = "every $M$, $N$, $K$ and data without an empty context"


def check_trace(subject: Formula, profile: Profile) -> Iterator[Evidence]:
    """The matrix form against the double sum, exactly; then entry by entry, for every size."""
    import sympy as sp

    from theory.argument import Step
    from theory.factorisation import letters, plain, squares

    cases = _data("P", profile)
    yield _exact(cases, lambda case: violates_trace(subject, case), lambda case: _says_trace(subject, case))
    if any(violates_trace(subject, case) for case in cases):
        return
    m = letters("P")
    x, z, size = sp.symbols("x z M", integer=True, positive=True)
    W, E = sp.IndexedBase("W"), sp.IndexedBase("E")
    picked, _ = sp.summation(sp.KroneckerDelta(x, z) * W[x] * E[z], (z, 1, size)).args
    steps = [
        Step(
            r"with $E = S - PQ^\top$ and diagonal $W$: $(WE)_{xy} = W_xE_{xy}$, so $\mathrm{tr}(E^\top WE) = "
            r"\sum_{x,y}W_xE_{xy}^2$; "
            r"and $\mathrm{tr}(P^\top P) = \|P\|_F^2$",
            picked.expr == W[x] * E[x] and picked.cond == (size >= x),
        )
    ]
    agrees = subject(m) == squares(m, "P") + m.lam * plain(m, "P")
    yield proof(steps, "the stated form is this trace", agrees, EVERY)


def violates_trace(subject: Formula, values: Mapping[str, str]) -> bool:
    """Whether the form differs from the sum over all entries, at P of ones and twos."""
    m = _stage(values)
    return m is not None and bool(subject(m) != _double_sum(m))


def _double_sum(m: Any) -> Any:
    E, squared = m.S - m.U * m.B.T, sum(x**2 for x in [*m.U, *m.B])
    return sum(m.W[x, x] * E[x, y] ** 2 for x in range(E.rows) for y in range(E.cols)) + m.lam * squared


def _says_trace(subject: Formula, case: Mapping[str, str]) -> str:
    from theory.factorisation import literal

    m = _stage(case)
    at = literal(tuple(map(tuple, m.U.tolist())))
    return f"{_named(case)}, $P = ({at})$: the double sum is {_double_sum(m)}, the matrix form {subject(m)}"


@dataclass(frozen=True)
class Slope:
    """A formula said to be the gradient in P of Eq. 46; `stationary`: said only to vanish where the gradient does."""

    formula: Formula
    stationary: bool = False


def check_slope(subject: Slope, profile: Profile) -> Iterator[Evidence]:
    """Against exact differences at P of ones and twos, or at the stationary P; then word by word."""
    from theory.argument import Step
    from theory.factorisation import letters, plain, squares
    from theory.words import gradient

    cases = _data("P", profile)
    yield _exact(cases, lambda case: violates_slope(subject, case), lambda case: _says_slope(subject, case))
    if any(violates_slope(subject, case) for case in cases):
        return
    m = letters("P")
    derived = gradient(squares(m, "P") + m.lam * plain(m, "P"), m.U)
    step = Step(
        r"the gradient in $P$ of $\mathrm{tr}(E^\top WE) + \lambda\,\mathrm{tr}(P^\top P + Q^\top Q)$, derived word "
        r"by word, is "
        r"$-2WSQ + 2WPQ^\top Q + 2\lambda P$",
        derived == -2 * (m.W * m.S * m.B) + 2 * (m.W * m.U * m.B.T * m.B) + 2 * (m.lam * m.U),
    )
    yield proof([step], "the stated formula is this", subject.formula(m) == derived, EVERY)


def violates_slope(subject: Slope, values: Mapping[str, str]) -> bool:
    """Whether the formula differs from the exact gradient: at P of ones and twos, or where the gradient vanishes."""
    m = _stage(values)
    return m is not None and bool(operator.ne(*_slopes(subject, m)[1:]))


def _slopes(subject: Slope, m: Any) -> tuple[Any, Any, Any]:
    """The P that is looked at, the formula's value there, and the gradient's."""
    from theory.factorisation import exact_gradient, plain, squares

    at = replace(m, U=_stationary(m)) if subject.stationary else m
    return at.U, subject.formula(at), exact_gradient(lambda s: squares(s, "P") + s.lam * plain(s, "P"), at)


def _says_slope(subject: Slope, case: Mapping[str, str]) -> str:
    from theory.factorisation import literal

    where, stated, true = (literal(tuple(map(tuple, x.tolist()))) for x in _slopes(subject, _stage(case)))
    return f"{_named(case)}: at $P = ({where})$ the gradient is $({true})$, the formula $({stated})$"


def _stationary(m: Any) -> Any:
    import sympy as sp

    rows = [m.W[x, x] * m.S[x, :] * m.B * (m.W[x, x] * m.B.T * m.B + m.lam * m.I).inv() for x in range(m.S.rows)]
    return sp.Matrix.vstack(*rows)


@dataclass(frozen=True)
class Solvability:
    """A row's closed form for the equation of Eq. 47, and whether it is said to solve it."""

    right: Formula
    solves: bool
    rhs: Formula = lambda m: m.S * m.W * m.B

    def update(self) -> "Update":
        """The closed form as an update with Eq. 46's objective, row by row."""
        from theory.updates import Update, objective_of

        return Update("user", objective_of("user", "plain", "none"), self.rhs, self.right)


def check_closed(subject: Solvability, profile: Profile) -> Iterator[Evidence]:
    """The closed form on exact data; then for every size."""
    from theory.updates import argument

    cases = [case for case in _data("user", profile) if "n" not in case]
    tried, wrong = first(cases, lambda case: violates_closed(subject, case))
    if subject.solves and wrong is None:
        claimed = r"row by row, for diagonal $W$, this is $W_xP_xQ^\top Q + \lambda P_x = W_xS_xQ$, so the equation "
        r"is solved, uniquely"
        yield proof(argument(subject.update()).steps, claimed, True, EVERY + r", $\lambda > 0$")
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="small data, $K = 1$ and $2$",
        detail="The closed form in rationals, then the exact gradient of Eq. 46.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_closed_says(subject, wrong), wrong),
    )


def violates_closed(subject: Solvability, values: Mapping[str, str]) -> bool:
    """Whether the closed form is no solution here, or, if said to be none, solves the equation here and always."""
    from theory.updates import argument, misses, stage_of

    m = stage_of(subject.update(), dict(values))
    if m is None:
        return False
    if subject.solves:
        return misses(subject.update(), m)
    return not misses(subject.update(), m) and argument(subject.update()).holds


def _closed_says(subject: Solvability, case: Mapping[str, str]) -> str:
    from theory.updates import solve, stage_of

    m = stage_of(subject.update(), dict(case))
    assert m is not None
    row = ", ".join(map(str, solve(subject.update(), m) or ["not defined"]))
    where = rf"$R = ({case['R']})$, $Q = ({case['B']})$, $\lambda = {case['lambda']}$: it gives $P_1 = ({row})$"
    return f"{where}, which {'does not solve' if subject.solves else 'solves'} the equation"


Defined = Callable[[bool, Any, bool], bool]
"""Whether Eq. 36 is said to be defined for (no empty context, lambda, Q has full column rank)."""


def check_defined(subject: Defined, profile: Profile) -> Iterator[Evidence]:
    """Data with and without empty contexts, lambda zero and positive; then for every size."""
    from theory.argument import Step
    from theory.updates import weights_step
    from theory.words import matrix, symmetric

    factors = ("1; 2", "1, 1; 2, 2", "1, 0; 0, 1", "0; 0")[: profile.pick(4, 4)]
    data = ("1, 0; 0, 1", "1, 0; 0, 0", "1, 1; 0, 0")[: profile.pick(2, 3)]
    cases = [{"R": R, "Q": Q, "lambda": lam} for R in data for Q in factors for lam in ("1", "0")]
    yield _exact(cases, lambda case: violates_defined(subject, case), _says_defined)
    if any(violates_defined(subject, case) for case in cases):
        return
    B, W, v = matrix("B"), symmetric("W"), matrix("v")
    steps = [
        Step(
            r"$v^\top Q^\top\widetilde W_xQv = (Qv)^\top\widetilde W_x(Qv)$, with positive weights zero only for $Qv "
            r"= 0$: the "
            r"matrix of Eq. 36 is positive definite if and only if $\lambda > 0$ or $Q$ has full column rank; for an "
            r"empty context "
            r"$N/|\mathcal I_x|$ does not exist, and all weights are 0",
            v.T * (B.T * W * B) * v == (B * v).T * W * (B * v),
        ),
        weights_step(),
    ]
    kinds = product((True, False), (0, 1), (True, False))
    agrees = all(subject(full, lam, rank) == (full and (lam > 0 or rank)) for full, lam, rank in kinds)
    yield proof(steps, "the stated condition is this", agrees, r"every $M$, $N$, $K$, $R$, $Q$, $\lambda \ge 0$")


def _says_defined(case: Mapping[str, str]) -> str:
    """For a case in which the condition and the existence differ."""
    exists = violates_defined(lambda *_: False, case)
    return f"{_named(case)}: the update {'exists' if exists else 'does not exist'} for all contexts"


def violates_defined(subject: Defined, values: Mapping[str, str]) -> bool:
    """Whether Eq. 36 exists for all contexts although the condition fails, or does not although it holds."""
    import sympy as sp

    from theory.factorisation import parse
    from theory.intervals import rational

    R, lam = parse(values["R"]), rational(Fraction(values["lambda"]))
    Q = sp.Matrix([[rational(x) for x in row] for row in parse(values["Q"])])
    if lam < 0 or Q.rows != len(R[0]):
        return False
    sizes = [sum(map(int, row)) for row in R]
    exists = all(n > 0 and (n * Q.T * Q + lam * n * Q.rows * sp.eye(Q.cols)).det() != 0 for n in sizes)
    return bool(subject(all(sizes), lam, Q.rank() == Q.cols)) != exists


def _data(block: Any, profile: Profile) -> list[dict[str, str]]:
    from theory.updates import cases

    return list(islice(cases(block, 3), profile.pick(100, 300)))


def _stage(values: Mapping[str, str]) -> Any:
    import sympy as sp

    from theory import factorisation as f

    R, lam = f.parse(values["R"]), Fraction(values["lambda"])
    if not f.is_data(R) or lam <= 0:
        return None
    m = f.exact("P", R, f.parse(values["B"]), lam)
    return replace(m, U=sp.Matrix(len(R), m.B.cols, lambda x, k: 1 + (x + k) % 2))


def _named(case: Mapping[str, str]) -> str:
    symbols = {"B": "Q", "lambda": r"\lambda"}
    return ", ".join(f"${symbols.get(name, name)} = ({text})$" for name, text in case.items())


def _exact(cases: list[dict[str, str]], is_wrong: Callable[[Any], bool], says: Callable[[Any], str]) -> Evidence:
    tried, wrong = first(cases, is_wrong)
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(cases)} small cases, $K = 1$ and $2$",
        detail="Both sides in rationals, smallest data first.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(says(wrong), wrong),
    )


def _squares(m: Any, weights: Any) -> Any:
    E = m.S - m.U * m.B.T
    return m.tr(E.T * weights * E)


def _norms(m: Any) -> Any:
    return m.tr(m.U.T * m.U) + m.tr(m.B.T * m.B)


def _gradient(m: Any) -> Any:
    return -2 * (m.W * m.S * m.B) + 2 * (m.W * m.U * m.B.T * m.B) + 2 * (m.lam * m.U)


def _gradient_r(m: Any) -> Any:
    return -2 * (m.W * m.R * m.B) + 2 * (m.W * m.U * m.B.T * m.B) + 2 * (m.lam * m.U)


def _row(m: Any) -> Any:
    return m.B.T * m.W * m.B + m.lam * m.I


COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg",)}
SLOPES = (
    Mutant("$R$ for $S$", Slope(_gradient_r)),
    Mutant(r"$\lambda P$ for $2\lambda P$", Slope(lambda m: _gradient(m) - m.lam * m.U)),
    Mutant("$W$ dropped before $P$", Slope(lambda m: _gradient(m) + 2 * (m.unit - m.W) * m.U * m.B.T * m.B)),
    Mutant("the first sign", Slope(lambda m: _gradient(m) + 4 * (m.W * m.S * m.B))),
)

CLAIMS = (
    Claim(
        id="rg.eq46", where="A.6, Eq. 46", source=Source.FULL_TEXT, title="The trace form of the factorised RG2",
        statement=r"$\sum_{x,y}W_x(S_{xy}-P_xQ_y^\top)^2 + \lambda(\|P\|_F^2+\|Q\|_F^2) = "
        r"\mathrm{tr}((S-PQ^\top)^\top W(S-PQ^\top)) "
        r"+ \lambda\,\mathrm{tr}(P^\top P + Q^\top Q)$",
        subject=lambda m: _squares(m, m.W) + m.lam * _norms(m), check=check_trace, violates=violates_trace,
        mutants=(
            Mutant("$W^2$ for $W$", lambda m: _squares(m, m.W * m.W) + m.lam * _norms(m)),
            Mutant("$W$ dropped", lambda m: _squares(m, m.unit) + m.lam * _norms(m)),
            Mutant(r"$\lambda/2$", lambda m: _squares(m, m.W) + m.lam * _norms(m) * (m.lam / (2 * m.lam))),
            Mutant("$Q$'s norm dropped", lambda m: _squares(m, m.W) + m.lam * m.tr(m.U.T * m.U)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.eq47.gradient", where="A.6, Eq. 47", source=Source.FULL_TEXT,
        title="The gradient of the trace form in P",
        statement=r"$\nabla_P\mathcal L = -2WSQ + 2WPQ^\top Q + 2\lambda P$, which vanishes exactly where "
        r"$WPQ^\top Q + \lambda P = WSQ$",
        subject=Slope(_gradient), check=check_slope, violates=violates_slope,
        uses=("rg.eq46",), mutants=SLOPES, **COMMON,
    ),
    Claim(
        id="rg.eq47.equation", where="A.6, Eq. 47", source=Source.FULL_TEXT,
        slip=True,
        title="A vanishing gradient means WPQ'Q + lambda P = WRQ",
        statement=r"$\nabla_P\mathcal L = 0 \Rightarrow WPQ^\top Q + \lambda P = WRQ$",
        subject=Slope(_gradient_r, stationary=True), check=check_slope, violates=violates_slope,
        repaired_by="rg.eq47.gradient", **COMMON,
    ),
    Claim(
        id="rg.eq47.closed", where="A.6, after Eq. 46", source=Source.BEYOND,
        title="The Sylvester equation of RG2 has no closed-form solution",
        statement=r"$WPQ^\top Q + \lambda P = WSQ$ is a Sylvester equation, so that closed forms need another "
        r"regulariser; read: "
        r"$P_x = W_xS_xQ(W_xQ^\top Q + \lambda I)^{-1}$ does not solve it",
        subject=Solvability(_row, solves=False), check=check_closed, violates=violates_closed,
        repaired_by="rg.eq47.closed.repair", **COMMON,
    ),
    Claim(
        id="rg.eq47.closed.repair", where="A.6, after Eq. 46", source=Source.BEYOND,
        title="The Sylvester equation of RG2 falls apart into rows, each solved in closed form",
        statement=r"For $\lambda > 0$ and diagonal $W \ge 0$ the only solution of $WPQ^\top Q + \lambda P = WSQ$ is "
        r"$P_x = W_xS_xQ(W_xQ^\top Q + \lambda I)^{-1}$; with $Q^\top Q = U\Lambda U^\top$ once, "
        r"$P_xU = W_xS_xQU(W_x\Lambda + \lambda I)^{-1}$",
        subject=Solvability(_row, solves=True), check=check_closed, violates=violates_closed,
        uses=("rg.eq47.gradient",),
        mutants=(
            Mutant(r"$\lambda(\sum_yW_x)I$, Eq. "
            r"36", Solvability(lambda m: m.B.T * m.W * m.B + m.lam * m.total * m.I, True)),
            Mutant("no ridge", Solvability(lambda m: m.B.T * m.W * m.B, True)),
            Mutant(r"$Q^\top Q$ without its weight", Solvability(lambda m: m.B.T * m.B + m.lam * m.I, True)),
            Mutant("the weight dropped on the right", Solvability(_row, True, lambda m: m.S * m.B)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.alg1.defined", where="Algorithm 1, Eq. 36", source=Source.BEYOND,
        title="Algorithm 1 is defined for all data, all factors and every regularisation",
        statement=r"For every $R \in \{0,1\}^{M\times N}$, $Q$ and $\lambda \ge 0$ (the grid of B.3 has $\lambda = "
        r"0$) line 9 has a result",
        subject=lambda _full, _lam, _rank: True, check=check_defined, violates=violates_defined,
        repaired_by="rg.alg1.defined.repair", **COMMON,
    ),
    Claim(
        id="rg.alg1.defined.repair", where="Algorithm 1, Eq. 36", source=Source.BEYOND,
        title="Algorithm 1 is defined for data without an empty context, with a ridge or with factors of full rank",
        statement=r"With contexts and factors, $M, K \ge 1$, line 9 with Eq. 36 has a result if and only if no context "
        r"is empty, and $\lambda > 0$ or $Q$ has rank $K$",
        subject=lambda full, lam, rank: full and (lam > 0 or rank), check=check_defined, violates=violates_defined,
        mutants=(
            Mutant("empty contexts allowed", lambda _full, lam, rank: lam > 0 or rank),
            Mutant("only with a ridge", lambda full, lam, _rank: full and lam > 0),
            Mutant("also without ridge and rank", lambda full, _lam, _rank: full),
        ),
        **COMMON,
    ),
)  # fmt: skip

"""Beyond RG s. 4.3: the global optimum of factorised RG2 in closed form, and the regularisers that allow it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

EVERY = r"every $M$, $N$, $K$, $\lambda$ and data without an empty context"


@dataclass(frozen=True)
class Optimum:
    r"""The minimum said to be $\|W^{1/2}S\|_F^2$ less gains of $(\sigma_k, \tau)$, $\tau$ of $(\lambda, N, |D|)$."""

    threshold: Callable[[Any, Any, Any], Any]
    gain: Callable[[Any, Any], Any]


def check_optimum(subject: Optimum, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """The claimed minimum against factors that attain it; then the arguments for every size."""
    import sympy as sp

    from theory import rg2_optimum as known
    from theory.attained_optimum import bounds_argument, rg2_is_least

    found = _at_factors(subject, OPTIMA, violates_optimum, rg2_is_least, _optimum_says)
    yield found
    if found.holds:
        lam, n, d = sp.symbols("lambda N D", positive=True)
        more = sp.Symbol("e", positive=True)
        pairs = [(known.TAU + more, known.TAU), (known.SIGMA, known.SIGMA + more)]
        same = all(sp.simplify(subject.gain(s, t) - known.gain(s, t)) == 0 for s, t in pairs)
        same = same and sp.simplify(subject.threshold(lam, n, d) - known.threshold(lam, n, d)) == 0
        steps = [*known.optimum_argument().steps, *bounds_argument().steps]
        yield proof(steps, "the stated threshold and gain are these", same, EVERY)


def violates_optimum(subject: Optimum, values: Mapping[str, str]) -> bool:
    """Whether the claimed minimum is surely above what these factors reach, or below it and no others reach less."""
    from theory.attained_optimum import rg2_is_least, rg2_value
    from theory.rg2_optimum import UnfactoredError

    case = _read(values)
    if case is None:
        return False
    try:
        side = _sign(_claimed_optimum(subject, values), rg2_value(case))
    except UnfactoredError:
        return False
    return side == 1 or (side == -1 and rg2_is_least(case))


def _optimum_says(subject: Optimum, values: Mapping[str, str]) -> str:
    from theory.attained_optimum import rg2_value

    return _says(values, _claimed_optimum(subject, values), rg2_value(_read(values)))


def _claimed_optimum(subject: Optimum, values: Mapping[str, str]) -> Any:
    import sympy as sp

    from theory.factorisation import parse
    from theory.intervals import rational
    from theory.rg2_optimum import squared_singular_values, total_squares

    R, K = parse(values["R"]), len(parse(values["P"])[0])
    pairs = sp.Integer(sum(int(sum(row)) for row in R))
    tau = subject.threshold(rational(Fraction(values["lambda"])), sp.Integer(len(R[0])), pairs)
    return total_squares(R) - sum(subject.gain(sp.sqrt(square), tau) for square in squared_singular_values(R)[:K])


@dataclass(frozen=True)
class SquaredScores:
    r"""The minimum of A.6's objective said to be $\sum_x$ `rest`$\cdot\|S_x\|^2 + \sum_{k>K}\sigma_k^2$.

    The singular values are those of $cS$, with `scale` for $c^2$; both are functions of $(|I_x|, \lambda)$.
    """

    rest: Callable[[Any, Any], Any]
    scale: Callable[[Any, Any], Any]


def check_squared_scores(subject: SquaredScores, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """The claimed minimum against factors that attain it; then the argument for every size."""
    import sympy as sp

    from theory.attained_optimum import squared_scores_is_least
    from theory.rg2_optimum import scores_squared_argument

    found = _at_factors(subject, SQUARED_OPTIMA, violates_squared_scores, squared_scores_is_least, _squared_says)
    yield found
    if found.holds:
        n, lam = sp.symbols("n lambda", positive=True)
        same = sp.simplify(subject.scale(n, lam) - n**2 / (n + lam)) == 0
        same = same and sp.simplify(subject.rest(n, lam) - (n - n**2 / (n + lam))) == 0
        yield proof(scores_squared_argument().steps, "the stated scale and rest are these", same, EVERY)


def violates_squared_scores(subject: SquaredScores, values: Mapping[str, str]) -> bool:
    """Whether the claimed minimum is surely above what these factors reach, or below it and no others reach less."""
    from theory.attained_optimum import squared_scores_is_least, squared_scores_value
    from theory.rg2_optimum import UnfactoredError

    case = _read(values)
    if case is None:
        return False
    try:
        side = _sign(_claimed_squared(subject, values), squared_scores_value(case))
    except UnfactoredError:
        return False
    return side == 1 or (side == -1 and squared_scores_is_least(case))


def _squared_says(subject: SquaredScores, values: Mapping[str, str]) -> str:
    from theory.attained_optimum import squared_scores_value

    return _says(values, _claimed_squared(subject, values), squared_scores_value(_read(values)))


def _claimed_squared(subject: SquaredScores, values: Mapping[str, str]) -> Any:
    import sympy as sp

    from theory.rg2_optimum import eigenvalues

    m = _read(values)
    sizes = [m.W[x, x] for x in range(m.S.rows)]
    rest = sum(subject.rest(n, m.lam) * (m.S[x, :] * m.S[x, :].T)[0] for x, n in enumerate(sizes))
    scales = sp.diag(*(subject.scale(n, m.lam) for n in sizes))
    return rest + sum(eigenvalues(scales * m.S * m.S.T)[m.U.cols :])


def _at_factors(subject: Any, cases: tuple[dict[str, str], ...], violates: Any, is_least: Any, says: Any) -> Evidence:
    tried, wrong = first(cases, lambda case: violates(subject, case))
    least = all(is_least(_read(case)) for case in cases)
    return Evidence(
        kind=Kind.EXACT,
        holds=False if wrong else least or None,
        domain=f"{len(cases)} data sets of one to three contexts with rational optimal factors, $K = 1$ and $2$",
        detail="The objective at given rational factors, from its definition, is the claimed minimum; that no others "
        "reach less is decided by matrices that are semidefinite, without the formula.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(says(subject, wrong), wrong),
    )


def _read(values: Mapping[str, str]) -> Any:
    """The stage of data and factors; None if they do not meet the hypotheses."""
    from theory.attained_optimum import at
    from theory.factorisation import is_data, parse

    R, lam = parse(values["R"]), Fraction(values["lambda"])
    return at(R, lam, parse(values["P"]), parse(values["Q"])) if is_data(R) and lam > 0 else None


def _sign(claimed: Any, true: Any) -> int | None:
    import sympy as sp

    from theory.intervals import sign

    return sign(sp.radsimp(sp.expand(claimed - true)))


def _says(values: Mapping[str, str], claimed: Any, reached: Any) -> str:
    where = rf"$R = ({values['R']})$, $\lambda = {values['lambda']}$"
    factors = f"$P = ({values['P']})$, $Q = ({values['Q']})$"
    return f"{where}: the least value is {float(reached):.6g}, at {factors}; claimed {float(claimed):.6g}"


Ridge = Callable[[Any, Any], Any]
"""The ridge of a context in units of lambda, a function of its number of positives and N."""


def check_regulariser(subject: Ridge, profile: Profile) -> Iterator[Evidence]:
    """Data on which no singular pair is stationary, and yet some factors are better than none; else the argument."""
    import sympy as sp

    from theory.rg2_optimum import optimum_argument

    cases = list(_ridge_cases(profile.pick(4, 6)))
    tried, wrong = first(cases, lambda case: violates_regulariser(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"two contexts that share no item, $N \\le {profile.pick(4, 6)}$, $K = 1$",
        detail="The gradient at a multiple of a singular pair vanishes only if the ridge is proportional to the "
        "weight.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_ridge_says(wrong), wrong),
    )
    if wrong is None:
        n, N = sp.symbols("n N", positive=True)
        ratio = sp.simplify(subject(n, N) / n)
        claimed = r"the stated ridge is a constant times $W_x$, which takes the place of $N$ in $a = \lambda N$"
        yield proof(optimum_argument().steps, claimed, not ratio.has(n) and bool(ratio.is_positive), EVERY)


def violates_regulariser(subject: Ridge, values: Mapping[str, str]) -> bool:
    r"""Whether the minimiser is not zero and no multiple of a singular pair is stationary.

    At $P_x = \alpha W_x^{-1/2}u_x$, $Q = \beta v$ the gradient in $P_x$ is a multiple of
    $W_x(\beta^2\alpha - \beta\sigma) + \lambda a_x\alpha$, for $u_x \ne 0$: zero for two contexts only if their
    $a_x/W_x$ agree, or for $\alpha\beta = 0$.
    """
    import sympy as sp

    from theory.factorisation import exact, is_data, parse

    R, lam, P, Q = parse(values["R"]), Fraction(values["lambda"]), parse(values["P"]), parse(values["Q"])
    if not is_data(R) or len(R) != 2 or lam <= 0:
        return False
    m = exact("P", R, Q, lam)
    sizes, N = [m.W[x, x] for x in range(2)], m.n_items
    ridges = [sp.sympify(subject(n, N)) for n in sizes]
    if sp.simplify(ridges[0] * sizes[1] - ridges[1] * sizes[0]) == 0:
        return False
    pairs = (m.W * m.S * m.S.T).eigenvects()
    if any(v.has(0) or len(space) > 1 for value, _, space in pairs if value != 0 for v in space):
        return False
    U = sp.Matrix([[sp.Rational(*x.as_integer_ratio()) for x in row] for row in P])
    E = m.S - U * m.B.T
    squares = (E.T * m.W * E).trace()
    penalty = sum(a * (U[x, :] * U[x, :].T)[0] for x, a in enumerate(ridges)) + m.total * (m.B.T * m.B).trace()
    return bool(squares + m.lam * penalty < (m.S.T * m.W * m.S).trace())


def _ridge_cases(largest: int) -> Iterator[dict[str, str]]:
    for n in range(2, largest):
        rows = ["1" + ", 0" * n, "0" + ", 1" * n]
        Q = "; ".join(["1", *[f"-1/{2 * n}"] * n])
        yield {"R": "; ".join(rows), "lambda": "1/100", "P": f"1; -1/{n}", "Q": Q}


def _ridge_says(values: Mapping[str, str]) -> str:
    where = rf"$R = ({values['R']})$, $\lambda = {values['lambda']}$, $K = 1$"
    better = f"$P = ({values['P']})$, $Q = ({values['Q']})$"
    return f"{where}: {better} is better than zero, and no non-zero multiple of a singular pair is stationary"


def _threshold(lam: Any, N: Any, D: Any) -> Any:
    import sympy as sp

    return lam * sp.sqrt(N * D)


def _excess(sigma: Any, tau: Any) -> Any:
    import sympy as sp

    return sp.Max(sigma - tau, 0)


def _root(n: Any) -> Any:
    import sympy as sp

    return sp.sqrt(n)


def _cases(*rows: tuple[str, str, str, str]) -> tuple[dict[str, str], ...]:
    return tuple(dict(zip(("R", "lambda", "P", "Q"), row, strict=True)) for row in rows)


THREE = "1, 0, 0, 0, 0, 0; 0, 1, 1, 0, 0, 0; 0, 0, 0, 1, 1, 1"
TWO_OF_18 = f"1, 1, 1, 0{', 0' * 14}; 1, 1, 0, 1{', 0' * 14}"
OPTIMA = _cases(
    ("1, 0", "3/4", "1/2", "1/2; -1/2"),
    ("1, 0, 0, 0, 0", "1", "1", "2; -1/2; -1/2; -1/2; -1/2"),
    ("1, 0; 0, 1", "2", "0; 0", "0; 0"),
    ("1, 0; 0, 1", "3/4", "1/2; -1/2", "1/2; -1/2"),
    ("1, 0; 0, 1", "3/4", "1/2, 0; -1/2, 0", "1/2, 0; -1/2, 0"),
    ("1, 0, 0, 0, 0; 0, 1, 1, 1, 1", "3/4", "1; -1/4", "1; -1/4; -1/4; -1/4; -1/4"),
    ("1, 0, 0, 0, 0, 0, 0, 0; 0, 1, 0, 0, 0, 0, 0, 0", "1", "1; -1", "2; -2; 0; 0; 0; 0; 0; 0"),
    (THREE, "3/4", "1/2; 1/2; -1/2", "1/2; 1/2; 1/2; -1/2; -1/2; -1/2"),
    (THREE, "3/4", "1/2, 1; 1/2, -1/2; -1/2, 0", "1/2, 1; 1/2, -1/2; 1/2, -1/2; -1/2, 0; -1/2, 0; -1/2, 0"),
    (TWO_OF_18, "7/16", "5/4; 5/4", "25/8; 25/8; 5/4; 5/4" + "; -5/8" * 14),
    (TWO_OF_18, "7/16", "5/4, 3/4; 5/4, -3/4", "25/8, 0; 25/8, 0; 5/4, 9/4; 5/4, -9/4" + "; -5/8, 0" * 14),
)
"""Data and rational factors of least RG2; the seventh, eighth and tenth leave out a singular value above the threshold.

The singular values are equal in the eighth and the ninth, and different in the last two.
"""

SQUARED_OPTIMA = _cases(
    ("1, 0; 0, 1", "3/4", "1; -1", "4/7; -4/7"),
    ("1, 0, 0, 0, 0; 0, 1, 1, 1, 1", "1", "5; -2", "2/5; -1/10; -1/10; -1/10; -1/10"),
    ("1, 1, 0; 0, 1, 1", "1", "1; -1", "1/2; 0; -1/2"),
    ("1, 1, 0, 0; 0, 1, 1, 0", "2", "1; 0", "1/2; 1/2; -1/2; -1/2"),
    ("1, 0, 0; 1, 1, 0", "1", "1, 0; 0, 1", "1, 1/3; -1/2, 1/3; -1/2, -2/3"),
)
"""Data and rational factors of least A.6 objective; the third and the fourth leave out a positive singular value.

With two columns none does: the bound that decides there is for one column.
"""

COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 4.3-4.4.1",
    "assumptions": (r"Weights of Eq. 16, $W = \mathrm{diag}(|\mathcal I_x|)$; no empty context; $\lambda > 0$.",),
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.x.svd.optimum",
        source=Source.BEYOND,
        title="RG2 with the regulariser of its printed updates has a closed-form global optimum",
        statement=(
            r"The minimum over $P$, $Q$ with $K$ columns of $\sum_{x,y}|\mathcal I_x|(S_{xy} - P_xQ_y^\top)^2 + "
            r"\lambda(N\sum_x|\mathcal I_x|\|P_x\|^2 + |D|\|Q\|_F^2)$, of which Eq. 36-37 are the half-steps, is "
            r"$\|W^{1/2}S\|_F^2 - \sum_{k\le K}\max(\sigma_k - \tau, 0)^2$ with $\tau = \lambda\sqrt{N|D|}$, reached "
            r"at the "
            r"scores $W^{-1/2}U\max(\Sigma-\tau,0)V^\top$, from the $K$ largest singular values of "
            r"$W^{1/2}S = NW^{-1/2}R(I - \frac1N\mathbf{11}^\top)$"
        ),
        uses=("rg.eq36.repair", "rg.eq37.repair"),
        subject=Optimum(_threshold, lambda s, t: _excess(s, t) ** 2),
        check=check_optimum,
        violates=violates_optimum,
        mutants=(
            Mutant(
                r"$\tau = "
                r"\frac\lambda2\sqrt{N|D|}$",
                Optimum(lambda a, n, d: _threshold(a, n, d) / 2, lambda s, t: _excess(s, t) ** 2),
            ),
            Mutant(r"$\tau = \lambda N$", Optimum(lambda a, n, _d: a * n, lambda s, t: _excess(s, t) ** 2)),
            Mutant(r"$\tau = \lambda|D|$", Optimum(lambda a, _n, d: a * d, lambda s, t: _excess(s, t) ** 2)),
            Mutant(r"hard truncation: $\sigma_k^2$", Optimum(_threshold, lambda s, _t: s**2)),
            Mutant(r"$\sigma_k^2 - \tau^2$", Optimum(_threshold, lambda s, t: _excess(s**2, t**2))),
            Mutant(r"$(\sigma_k - \tau)^2$ also below $\tau$", Optimum(_threshold, lambda s, t: (s - t) ** 2)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.x.svd.regulariser",
        source=Source.BEYOND,
        title="RG2 with Eq. 31's plain regulariser is solved by singular vectors of the weighted targets",
        statement=(
            r"The minimisers of $\sum_{x,y}|\mathcal I_x|(S_{xy} - P_xQ_y^\top)^2 + \lambda(\|P\|_F^2 + \|Q\|_F^2)$ "
            r"have "
            r"scores $W^{-1/2}UDV^\top$ with singular pairs of $W^{1/2}S$ and some $D$ (for $K = 1$ already)"
        ),
        subject=lambda _n, _N: 1,
        check=check_regulariser,
        violates=violates_regulariser,
        repaired_by="rg.x.svd.regulariser.repair",
        **COMMON,
    ),
    Claim(
        id="rg.x.svd.regulariser.repair",
        source=Source.BEYOND,
        title="Singular vectors of the weighted targets solve RG2 if each context's ridge is proportional to its "
        "weight",
        statement=(
            r"The minimisers of $\sum_{x,y}|\mathcal I_x|(S_{xy} - P_xQ_y^\top)^2 + \lambda(\sum_x a_x\|P_x\|^2 + "
            r"|D|\|Q\|_F^2)$ have scores $W^{-1/2}UDV^\top$ with singular pairs of $W^{1/2}S$ if $a_x = c|\mathcal "
            r"I_x|$, as in "
            r"Eq. 36, where $c = N$; with two contexts of other ratios they need not"
        ),
        subject=lambda n, N: N * n,
        check=check_regulariser,
        violates=violates_regulariser,
        uses=("rg.x.svd.optimum",),
        mutants=(
            Mutant("1, as in Eq. 31", lambda _n, _N: 1),
            Mutant(r"$|\mathcal I_x|^2$", lambda n, _N: n**2),
            Mutant(r"$\sqrt{|\mathcal I_x|}$", lambda n, _N: _root(n)),
            Mutant(r"$N + |\mathcal I_x|$", lambda n, N: N + n),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.x.svd.eq48",
        source=Source.BEYOND,
        title="A.6's objective has a closed-form global optimum too, without any shrinkage of singular values",
        statement=(
            r"The minimum over $P$, $Q$ with $K$ columns of $\mathrm{tr}((S-PQ^\top)^\top W(S-PQ^\top)) + "
            r"\lambda\|PQ^\top\|_F^2$ is $\sum_x \frac{\lambda W_x}{W_x+\lambda}\|S_x\|^2 + \sum_{k>K}\sigma_k^2$ "
            r"with the singular "
            r"values of $(W+\lambda I)^{-1/2}WS$, whose truncation, times $(W+\lambda I)^{-1/2}$, are the scores"
        ),
        subject=SquaredScores(lambda n, a: a * n / (n + a), lambda n, a: n**2 / (n + a)),
        check=check_squared_scores,
        violates=violates_squared_scores,
        uses=("rg.eq48.p", "rg.eq48.q"),
        mutants=(
            Mutant("the first sum dropped", SquaredScores(lambda n, _a: 0 * n, lambda n, a: n**2 / (n + a))),
            Mutant("$W$ for $W^2/(W+\\lambda)$", SquaredScores(lambda n, a: a * n / (n + a), lambda n, _a: n)),
            Mutant(
                r"$\lambda$ for $\frac{\lambda "
                r"W}{W+\lambda}$",
                SquaredScores(lambda _n, a: a, lambda n, a: n**2 / (n + a)),
            ),
            Mutant(
                r"$2\lambda$ for "
                r"$\lambda$",
                SquaredScores(lambda n, a: 2 * a * n / (n + 2 * a), lambda n, a: n**2 / (n + 2 * a)),
            ),
        ),
        **COMMON,
    ),
)

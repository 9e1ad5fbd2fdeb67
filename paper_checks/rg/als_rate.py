"""RG Thm 26, Table 2 and A.7: how fast alternating least squares converges on RG2, from where, and to what."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Convergence:
    r"""From which starts (is Q zero, has $V_K^\top Q$ rank K), and with which power of $\sigma_{K+1}/\sigma_K$."""

    start: Callable[[bool, bool], bool]
    power: int = 2


def check_global(subject: Convergence, profile: Profile) -> Iterator[Evidence]:
    """Exact sweeps from chosen starts; then the argument for every size."""
    from theory.als_rate import subspace_argument

    starts = ("0; 0; 0", "1; 1; 1", "1; 2; -1", "1; 0; 0", "0; 1; 2")[: profile.pick(4, 5)]
    cases = [{"R": R, "Q": Q, "lambda": "1/10"} for R in ("1, 0, 0; 1, 1, 0", "1, 0, 0; 0, 1, 1") for Q in starts]
    tried, wrong = first(cases, lambda case: violates_global(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain="two data sets of two contexts and three items, $K = 1$",
        detail="Sweeps in rationals, singular vectors in radicals, compared in intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_global_says(wrong), wrong),
    )
    if wrong is None:
        kinds = [(zero, rank) for zero in (True, False) for rank in (True, False) if not (zero and rank)]
        agrees = subject.power == 2 and all(subject.start(zero, rank) == rank for zero, rank in kinds)
        yield proof(subspace_argument().steps, "the stated starts and rate are these", agrees, EVERY)


def violates_global(subject: Convergence, values: Mapping[str, str]) -> bool:
    """Whether, from an admitted start, a sweep ends at a fixed point above the minimum, or falls short of the rate."""
    import sympy as sp

    from theory.als_rate import contraction, first_vector, sweep
    from theory.factorisation import is_data, parse
    from theory.intervals import rational, sign

    R, Q, lam = parse(values["R"]), parse(values["Q"]), Fraction(values["lambda"])
    start = sp.Matrix([[rational(x) for x in row] for row in Q])
    if not is_data(R) or len(R) != 2 or start.cols != 1 or lam <= 0:
        return False
    inner = sp.radsimp(sp.expand((first_vector(R).T * start)[0]))
    if not subject.start(start.is_zero_matrix, inner != 0):
        return False
    P, following = sweep(R, start, lam)
    if sweep(R, following, lam)[1] == following:
        return _above_minimum(R, P, following, lam)
    return inner != 0 and sign(contraction(R, start, lam, subject.power)) == 1


def _above_minimum(R: Any, P: Any, Q: Any, lam: Fraction) -> bool:
    from theory import factorisation as f
    from theory.intervals import sign
    from theory.rg2_optimum import minimum

    B = tuple(tuple(Fraction(int(x.p), int(x.q)) for x in Q.row(i)) for i in range(Q.rows))
    m = replace(f.exact("P", R, B, lam), U=P)
    return sign(f.squares(m, "P") + m.lam * f.weighted(m, "P") - minimum(R, m.lam, 1)) == 1


def _global_says(case: Mapping[str, str]) -> str:
    where = rf"$R = ({case['R']})$, $\lambda = {case['lambda']}$, $Q_0 = ({case['Q']})$"
    return f"{where}: the sweeps stay at a stationary point above the minimum, or fall more slowly than stated"


Spectrum = Callable[[Any, Any, Any], Any]
"""The eigenvalues of a sweep's derivative at the optimum, of (kept, left-out singular values, tau)."""


SIZES = tuple((kept, left_out) for kept in range(1, 7) for left_out in range(6))
"""Numbers of kept and of left-out singular values on which a stated spectrum is compared with the proved one."""


def check_rate(subject: Spectrum, profile: Profile) -> Iterator[Evidence]:
    """The exact derivative at rational optima; then in symbols, for every size."""
    import sympy as sp

    from theory.als_rate import derivative_argument, sweep_eigenvalues

    cases = [dict(zip(("kept", "left_out", "tau"), case, strict=True)) for case in SPECTRA[: profile.pick(4, 5)]]
    tried, wrong = first(cases, lambda case: violates_rate(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(cases)} sets of singular values, $K = 1$ to $3$",
        detail="Characteristic polynomial of the derivative of a sweep, by the product rule, in rationals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_rate_says(wrong), wrong),
    )
    if wrong is None:
        symbols = sp.symbols("a b c", positive=True), sp.symbols("x y", positive=True), sp.Symbol("t", positive=True)
        pairs = zip(_sorted(subject(*symbols)), _sorted(sweep_eigenvalues(*symbols)), strict=False)
        same = len(subject(*symbols)) == len(sweep_eigenvalues(*symbols))
        agrees = (
            same and all(sp.cancel(u - v) == 0 for u, v in pairs) and all(_same_spectrum(subject, *s) for s in SIZES)
        )
        domain = EVERY + r", $\sigma_K > \max(\sigma_{K+1}, \tau)$"
        yield proof(derivative_argument().steps, "the stated eigenvalues are these", agrees, domain)


def _same_spectrum(subject: "Spectrum", kept: int, left_out: int) -> bool:
    """Whether the stated eigenvalues are the proved ones for so many rational singular values."""
    import sympy as sp

    from theory.als_rate import sweep_eigenvalues

    values = [sp.Integer(k) for k in range(kept + left_out + 2, 2, -1)]
    case = values[:kept], values[kept:], sp.Rational(5, 2)
    return sorted(subject(*case)) == sorted(sweep_eigenvalues(*case))


def _sorted(values: Any) -> list[Any]:
    import sympy as sp

    return sorted(map(sp.cancel, values), key=sp.default_sort_key)


def violates_rate(subject: Spectrum, values: Mapping[str, str]) -> bool:
    """Whether the stated eigenvalues are not the roots of the derivative's characteristic polynomial."""
    import sympy as sp

    from theory.als_rate import at_optimum, sweep_derivative
    from theory.intervals import rational, rationals

    kept, left_out = ([rational(x) for x in rationals(values[name])] for name in ("kept", "left_out"))
    tau = rational(Fraction(values["tau"]))
    if not min(kept) > max([tau, *left_out]) or tau <= 0:
        return False
    x = sp.Symbol("x")
    true = sweep_derivative(*at_optimum(kept, left_out, tau), tau, tau).charpoly(x).as_expr()
    return bool(sp.expand(true - sp.prod([x - value for value in subject(kept, left_out, tau)])) != 0)


def _rate_says(case: Mapping[str, str]) -> str:
    return (
        rf"kept $\sigma = ({case['kept']})$, left out $({case['left_out']})$, $\tau = {case['tau']}$: the derivative "
        "of a "
        "sweep has other eigenvalues"
    )


Strict = float
"""The largest K for which the minimiser is said to be strict; inf for every K."""


def check_strict(subject: Strict, profile: Profile) -> Iterator[Evidence]:
    """Rational rotations of factors; then the second-order part for one column, in the basis of singular vectors."""
    from theory.argument import Argument

    cases = [{"P": P, "Q": Q, "t": t} for P, Q in ROTATED[: profile.pick(2, 3)] for t in ("1/1000", "1/10")]
    tried, wrong = first(cases, lambda case: violates_strict(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="factors of one to three columns, turned by small rational angles",
        detail=r"Scores and norms at $(PG, QG)$ against those at $(P, Q)$, for a rotation $G$.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_strict_says(wrong), wrong),
    )
    if wrong is None:
        steps = Argument(_second_order_steps()).steps
        yield proof(
            steps,
            "said of $K = 1$ alone",
            subject == 1,
            r"every $M$, $N$, $\sigma_1 > \max(\sigma_2, \tau)$, $\tau > 0$",
        )


def violates_strict(subject: Strict, values: Mapping[str, str]) -> bool:
    """Whether other factors, as near as t is small, have the same scores and the same norms of every row."""
    import sympy as sp

    from theory.factorisation import parse
    from theory.intervals import rational

    P, Q = (sp.Matrix([[rational(x) for x in row] for row in parse(values[name])]) for name in ("P", "Q"))
    t = rational(Fraction(values["t"]))
    if subject < P.cols or P.cols != Q.cols or P.cols < 2:
        return False
    G = sp.eye(P.cols)
    G[:2, :2] = sp.Matrix([[1 - t**2, -2 * t], [2 * t, 1 - t**2]]) / (1 + t**2)
    norms = all((A * A.T).diagonal() == (A * G * (A * G).T).diagonal() for A in (P, Q))
    return bool(norms and P * Q.T == (P * G) * (Q * G).T and (P * G != P or Q * G != Q))


def _second_order_steps() -> Iterator[Any]:
    import sympy as sp

    from theory.argument import Step
    from theory.words import EYE, matrix

    P, Q, G = (matrix(name) for name in "PQG")
    yield Step(
        r"for $GG^\top = I$: $(PG)(QG)^\top = PQ^\top$, and $(PG)(PG)^\top = PP^\top$ keeps the norms of the rows; for "
        r"$K \ge 2$ a rotation by a small angle, in a plane in which some row of $P$ or $Q$ has a part, moves it",
        ((P * G) * (Q * G).T).where(G * G.T, EYE) == P * Q.T and ((P * G) * (P * G).T).where(G * G.T, EYE) == P * P.T,
    )

    a, b, q, alpha, beta, e, d = sp.symbols("a b q alpha beta epsilon delta", positive=True)
    tau, p = sp.sqrt(a * b), q * sp.sqrt(b / a)
    s = p * q
    sigma = s + tau
    t = sp.Symbol("t")
    own = (sigma - (p + t * alpha) * (q + t * beta)) ** 2 + a * (p + t * alpha) ** 2 + b * (q + t * beta) ** 2
    second = sp.expand(sp.diff(own, t, 2).subs(t, 0) / 2)
    stated = (q**2 + a) * alpha**2 + (p**2 + b) * beta**2 + 2 * (s - tau) * alpha * beta
    yield Step(
        r"along the first pair of singular vectors the second-order part at the optimum is "
        r"$(q^2+a)\alpha^2 + (p^2+b)\beta^2 + 2(s-\tau)\alpha\beta$, of determinant $4s\tau > 0$",
        sp.simplify(second - stated) == 0 and sp.simplify((q**2 + a) * (p**2 + b) - (s - tau) ** 2 - 4 * s * tau) == 0,
    )
    other = (e - t**2 * alpha * beta) ** 2 + (p * t * beta) ** 2 + (q * t * alpha) ** 2
    other = other + (a * alpha**2 + b * beta**2) * t**2
    second = sp.expand(sp.diff(other, t, 2).subs(t, 0) / 2)
    yield Step(
        r"along another pair, of singular value $\sigma_i$, it is $(q^2+a)\alpha^2 + (p^2+b)\beta^2 - "
        r"2\sigma_i\alpha\beta$, of "
        r"determinant $\sigma_1^2 - \sigma_i^2 > 0$; pairs do not mix, so the minimiser is strict, unique up to sign",
        sp.simplify(second - ((q**2 + a) * alpha**2 + (p**2 + b) * beta**2 - 2 * e * alpha * beta)) == 0
        and sp.simplify((q**2 + a) * (p**2 + b) - sigma**2) == 0
        and bool(sp.expand((e + d) ** 2 - e**2).is_positive),
    )


def _strict_says(case: Mapping[str, str]) -> str:
    where = rf"$P = ({case['P']})$, $Q = ({case['Q']})$, turned by the angle of tangent $t = {case['t']}$ of half of it"
    return f"{where}: other factors of the same objective, as near as $t$ is small"


def check_growth(subject: int, profile: Profile) -> Iterator[Evidence]:
    """The second derivative along rays, exactly; then the degree of the objective."""
    import sympy as sp

    from theory.argument import Step
    from theory.factorisation import letters, squares, weighted

    data = ("1, 0; 0, 1", "1, 0; 1, 1", "1, 1; 1, 1")[: profile.pick(2, 3)]
    cases = [{"R": R, "P": "1; 1", "Q": Q, "lambda": "1"} for R in data for Q in ("1; 1", "1; -1")]
    tried, wrong = first(cases, lambda case: violates_growth(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="rays $(tP, tQ)$ on small data",
        detail="Degree in $t$ of the second derivative of the objective.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_growth_says(wrong), wrong),
    )
    if wrong is None:
        m, t = letters("P"), sp.Symbol("t", positive=True)
        ray = replace(m, U=m.U * t, B=m.B * t)
        F = squares(ray, "P") + m.lam * weighted(ray, "P")
        degree = max(sp.degree(sp.diff(c, t, 2), t) for c in F.terms.values() if c.has(t))
        step = Step(
            r"the objective is a polynomial in the factors whose highest part is $\sum_xW_x\|P_xQ^\top\|^2t^4$ on a "
            r"ray, positive "
            r"unless $PQ^\top = 0$; so second derivatives are polynomials of degree 2",
            degree == 2,
        )
        yield proof([step], "the stated degree is this", subject == degree, "every $M$, $N$, $K$ and data")


def violates_growth(subject: int, values: Mapping[str, str]) -> bool:
    """Whether the second derivative along the ray grows with another degree than stated."""
    import sympy as sp

    from theory import factorisation as f
    from theory.intervals import rational

    R, lam = f.parse(values["R"]), Fraction(values["lambda"])
    if not f.is_data(R) or lam <= 0:
        return False
    m, t = f.exact("P", R, f.parse(values["Q"]), lam), sp.Symbol("t")
    P = sp.Matrix([[rational(x) for x in row] for row in f.parse(values["P"])])
    if (P * m.B.T).is_zero_matrix:
        return False
    ray = replace(m, U=t * P, B=t * m.B)
    F = f.squares(ray, "P") + m.lam * f.weighted(ray, "P")
    return bool(sp.degree(sp.expand(sp.diff(sp.expand(F), t, 2)), t) != subject)


def _growth_says(case: Mapping[str, str]) -> str:
    where = rf"$R = ({case['R']})$, $(P, Q) = t\,(({case['P']}), ({case['Q']}))$"
    return f"{where}: the second derivative along the ray grows with another power of $t$"


def _spectrum(kept: Any, left_out: Any, tau: Any) -> Any:
    from theory.als_rate import sweep_eigenvalues

    return sweep_eigenvalues(kept, left_out, tau)


def _eigenvalues(outer: Callable[..., Any], inner: Callable[..., Any], rotation: int = 1) -> Spectrum:
    def spectrum(kept: Any, left_out: Any, tau: Any) -> Any:
        pairs = list(combinations(kept, 2))
        own = [inner(i, k, tau) for i, k in [*zip(kept, kept, strict=True), *pairs]]
        return [*(outer(i, k) for i in left_out for k in kept), *own, *[rotation for _ in pairs]]

    return spectrum


def _outer(i: Any, k: Any) -> Any:
    return (i / k) ** 2


def _half(i: Any, k: Any, tau: Any) -> Any:
    return ((i - tau) * (k - tau) - tau**2) / (i * k)


def _inner(i: Any, k: Any, tau: Any) -> Any:
    return ((tau**2 - (i - tau) * (k - tau)) / (i * k)) ** 2


EVERY = "every $M$, $N$, $K$ and data without an empty context"
SPECTRA = (
    ("3", "2, 1", "1"),
    ("5, 2", "1", "1"),
    ("10, 5, 2", "1", "1"),
    ("6, 3", "2, 1/2", "2"),
    ("4, 3, 5/2", "1, 1/3", "1/4"),
)
ROTATED = (
    ("1; 2", "1; -1"),
    ("1, 0; 0, 1", "1, 1; -1, 1"),
    ("1, 0, 1; 0, 1, 2", "1, 1, 0; -1, 1, 1"),
)
OBJECTIVE = (
    r"RG$^2$ with Eq. 16's weights and the ridge of Eq. 36-37, $T = W^{1/2}S$ with singular values $\sigma_k$, "
    r"$\tau = \lambda\sqrt{N|D|}$"
)
COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg", "jain2017nonconvex")}

CLAIMS = (
    Claim(
        id="rg.thm26.global", where="Thm 26, A.7, Table 2", source=Source.FULL_TEXT,
        title="Alternating least squares on RG2 converges linearly to the optimum from every start",
        statement=r"Thm 26 applies to the RG losses: $|\mathcal L(P_T,Q_T) - \mathcal L^*| \le \rho^T|\mathcal "
        r"L(P_0,Q_0) - "
        r"\mathcal L^*|$ with some $\rho < 1$, from every start",
        assumptions=(
            "The cited theorem starts at (0, 0), asks for robust bistability and concludes convergence to the "
            "minimum; a bistable "
            "point that is no minimum, as (0, 0) is here, contradicts robust bistability for every constant.",
        ),
        subject=Convergence(lambda _zero, _rank: True), check=check_global, violates=violates_global,
        repaired_by="rg.thm26.global.repair", **COMMON,
    ),
    Claim(
        id="rg.thm26.global.repair", where="Thm 26, A.7, Table 2", source=Source.BEYOND,
        title="Alternating least squares on RG2 is subspace iteration: the angle to the optimal subspace falls "
        "linearly from every start that meets it",
        statement=OBJECTIVE + r": the span of $Q_t$ is that of $(T^\top T)^tQ_0$, and its angle to the optimal "
        r"subspace obeys "
        r"$\tan\theta_t \le (\sigma_{K+1}/\sigma_K)^{2t}\tan\theta_0$ if $V_K^\top Q_0$ has rank $K$ (and $\sigma_K "
        r"> 0$), with "
        "equality in the worst case",
        uses=("rg.eq36.repair", "rg.eq37.repair", "rg.x.svd.optimum"),
        subject=Convergence(lambda _zero, rank: rank), check=check_global, violates=violates_global,
        mutants=(
            Mutant("every start", Convergence(lambda _zero, _rank: True)),
            Mutant("every start but zero", Convergence(lambda zero, _rank: not zero)),
            Mutant(r"$(\sigma_{K+1}/\sigma_K)^3$ a sweep", Convergence(lambda _zero, rank: rank, 3)),
            Mutant(r"$(\sigma_{K+1}/\sigma_K)^4$ a sweep", Convergence(lambda _zero, rank: rank, 4)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.thm26.rate", where="Thm 26, A.7, Table 2", source=Source.BEYOND,
        title="The linear rate of alternating least squares at RG2's optimum, in closed form",
        statement=OBJECTIVE + r", $\sigma_K > \max(\sigma_{K+1}, \tau)$, $s_k = \sigma_k - \tau$: the derivative of "
        r"a sweep at the "
        r"optimum has the eigenvalues $(\sigma_i/\sigma_k)^2$ ($i > K \ge k$), "
        r"$((\tau^2-s_is_k)/(\sigma_i\sigma_k))^2$ "
        r"($i \le k \le K$), and 1 for each of the $\frac{K(K-1)}2$ rotations, which leave the objective alone",
        uses=("rg.thm26.global.repair",),
        subject=_spectrum, check=check_rate, violates=violates_rate,
        mutants=(
            Mutant(r"$\sigma_i/\sigma_k$ for its square", _eigenvalues(lambda i, k: i / k, _inner)),
            Mutant("the fall of a half-step within the kept", _eigenvalues(_outer, _half)),
            Mutant(r"$s_is_k$ without "
            r"$\tau^2$", _eigenvalues(_outer, lambda i, k, t: ((i - t) * (k - t) / (i * k)) ** 2)),
            Mutant("rotations that fall", _eigenvalues(_outer, _inner, rotation=0)),
            Mutant(r"$2\tau$ for $\tau$", lambda k, o, t: _spectrum(k, o, 2 * t)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.eq49.newton", where="A.7", source=Source.FULL_TEXT,
        title="RG2's optimum is a strict local minimum, as the cited rate of Newton-CG assumes",
        statement="Under the second-order sufficient conditions Newton-CG converges superlinearly towards a strict "
        "local minimum; "
        "read: the optimum of the factorised RG2 is one, for every $K$",
        subject=math.inf, check=check_strict, violates=violates_strict,
        repaired_by="rg.eq49.newton.repair", **COMMON,
    ),
    Claim(
        id="rg.eq49.newton.repair", where="A.7", source=Source.BEYOND,
        title="RG2's optimum is a strict local minimum for one factor only",
        statement=OBJECTIVE + r": for $K = 1$ and $\sigma_1 > \max(\sigma_2, \tau)$, $\tau > 0$, the second-order "
        r"part at the optimum "
        r"is positive definite; for $K \ge 2$ no non-zero factors are isolated, as $(PG, QG)$ has the same objective "
        r"for every "
        "rotation $G$",
        subject=1, check=check_strict, violates=violates_strict,
        mutants=(
            Mutant(r"$K \le 2$", 2),
            Mutant(r"$K \le 3$", 3),
            Mutant("every $K$", math.inf),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.eq49.smooth", where="A.7, Eq. 49", source=Source.FULL_TEXT,
        title="RG2's factorised objective has a Lipschitz gradient, as the cited rate of SGD assumes",
        statement=r"Under standard assumptions of smoothness $\mathbb E\|\nabla\mathcal L\|^2 \le O(1/\sqrt T)$; "
        r"read: the "
        "factorised objective is smooth in that sense, its second derivatives are bounded",
        subject=0, check=check_growth, violates=violates_growth, repaired_by="rg.eq49.smooth.repair", **COMMON,
    ),
    Claim(
        id="rg.eq49.smooth.repair", where="A.7, Eq. 49", source=Source.BEYOND,
        title="The second derivatives of RG2's factorised objective grow quadratically with the factors",
        statement=r"On a ray $(tP, tQ)$ with $PQ^\top \ne 0$ the second derivative has degree 2 in $t$, so the "
        "gradient is not Lipschitz along it",
        subject=2, check=check_growth, violates=violates_growth,
        mutants=(Mutant("bounded", 0), Mutant("linear growth", 1), Mutant("degree 3", 3), Mutant("degree 4", 4)),
        **COMMON,
    ),
)  # fmt: skip

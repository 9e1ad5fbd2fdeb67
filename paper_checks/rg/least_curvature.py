"""Beyond Prop. 7: the least quadratics above the softmax loss, at zero scores and at every base point."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Constant = Callable[[Any, Any], Any]
"""A function of (N, log); at N = 2 its limit is taken."""

Eigenvalues = Callable[[Any], Any]
"""A multiple of c_N, as a function of N."""


def check_least(subject: Constant, profile: Profile) -> Iterator[Evidence]:
    """Exact two-valued scores against the constant, the touching point among them; then every N and every o."""
    import sympy as sp

    from theory.expansion import N
    from theory.least_curvature import least_curvature, least_curvature_argument

    largest = profile.pick(10, 40)
    tried, wrong = first(_two_levels(largest), lambda case: violates_least(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"scores of two values, $N = 2$ to ${largest}$, and $N = {', '.join(map(str, LARGE))}$",
        detail=r"$D(o)$ against $c\|o\|^2$ in intervals; where they are proved to touch, also whether $c$ is larger.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_least(subject, wrong), wrong),
    )
    if wrong is None:
        same = sp.simplify(sp.expand_log(subject(N, sp.log) - least_curvature(N))) == 0
        domain = "every $N \\ge 2$, every target and every $o$"
        yield proof(least_curvature_argument().steps, "the stated constant is $c_N$", same, domain)


LARGE = (1_000, 1_000_000)


def _two_levels(largest: int) -> Iterator[dict[str, str]]:
    for n in (*range(2, largest + 1), *LARGE):
        odds = {Fraction((n - 1) ** 2), Fraction(1, 2), Fraction(11, 10), Fraction(4), Fraction(1000)} - {Fraction(1)}
        yield from (
            {"N": str(n), "k": str(k), "odds": str(x)}
            for k in sorted({1, 2, n // 2, n - 1} - {n})
            for x in sorted(odds)
        )


def violates_least(subject: Constant, values: Mapping[str, str]) -> bool:
    """Whether the bound surely fails at these scores, or is surely not tight where the least bound touches."""
    from theory.intervals import sign
    from theory.least_curvature import at_size, two_levels

    n, k, odds = int(values["N"]), int(values["k"]), Fraction(values["odds"])
    if not (1 <= k < n and odds > 0):
        return False
    c = at_size(subject, n)
    excess, square = two_levels(n, k, odds)
    surplus = sign(excess - c * square)
    touching = n > 2 and k == 1 and odds == (n - 1) ** 2
    return surplus == 1 or (touching and surplus == -1) or (n == 2 and sign(c - Fraction(1, 4)) == 1)


def _says_least(subject: Constant, case: Mapping[str, str]) -> str:
    from theory.intervals import enclose
    from theory.least_curvature import at_size, least_curvature

    n = int(case["N"])
    c, least = (float(enclose(x).mid()) for x in (at_size(subject, n), least_curvature(n)))
    where = rf"{case['k']} of {n} scores $\log {case['odds']}$ above the others"
    return f"{where}: $c = {c:.6g}$ {'fails' if c < least else 'is not the least'}; the least is {least:.6g}"


def check_every(subject: Eigenvalues, profile: Profile) -> Iterator[Evidence]:
    """The trace of the centring matrix, which attains the bound; then every symmetric A, for every N."""
    import sympy as sp

    from theory.expansion import N
    from theory.least_curvature import every_quadratic_argument

    cases = [{"N": str(n)} for n in range(3, profile.pick(12, 50))]
    tried, wrong = first(cases, lambda case: violates_every(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"$N = 3$ to ${cases[-1]['N']}$",
        detail=r"The trace of $I - \frac1N\mathbf 1\mathbf 1^\top$, entry by entry, against the stated multiple.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(rf"$N = {wrong['N']}$: $c_N(I - \frac1N\mathbf 1\mathbf 1^\top)$ has another trace", wrong),
    )
    if wrong is None:
        same = sp.simplify(subject(N) - (N - 1)) == 0
        domain = "every $N \\ge 3$ and every symmetric $A$"
        yield proof(every_quadratic_argument().steps, "the stated multiple is $N - 1$", same, domain)


def violates_every(subject: Eigenvalues, values: Mapping[str, str]) -> bool:
    """Whether the least trace is said to be other than that of the quadratic that attains it."""
    n = int(values["N"])
    return n >= 3 and subject(Fraction(n)) != sum(1 - Fraction(1, n) for _ in range(n))


def check_bases(subject: Constant, profile: Profile) -> Iterator[Evidence]:
    """Exact base points against the constant; then every base point, for every N."""
    import sympy as sp

    from theory.expansion import N
    from theory.least_curvature import every_base_argument

    cases = list(_bases(profile.pick(4, 8)))
    tried, wrong = first(cases, lambda case: violates_bases(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"{len(cases)} base points and steps, $N = 2$ to ${profile.pick(4, 8)}$",
        detail=r"The loss above its tangent against $c\|v\|^2$, in intervals.",
        exercised=tried,
        counterexample=wrong and Counterexample(_says_bases(subject, wrong), wrong),
    )
    if wrong is None:
        same = sp.simplify(subject(N, sp.log) - sp.Rational(1, 4)) == 0
        domain = "every $N \\ge 2$, every target, every base point and every $o$"
        yield proof(every_base_argument().steps, r"the stated constant is $\frac14$", same, domain)


def _bases(largest: int) -> Iterator[dict[str, str]]:
    from theory.intervals import literal
    from theory.majorant import rational_simplex

    for n in range(2, largest + 1):
        thin = Fraction(1, 1000) if n > 2 else Fraction(0)
        pair = ((1 - thin) / 2, (1 - thin) / 2, *(thin / (n - 2) for _ in range(n - 2)))
        ones = (Fraction(1),) * (n - 2)
        for p in (pair, *rational_simplex(n, n + 2)):
            for g in (Fraction(9, 8), Fraction(3)):
                yield {"p": literal(p), "odds": literal((g, 1 / g, *ones))}


def violates_bases(subject: Constant, values: Mapping[str, str]) -> bool:
    """Whether the bound surely fails at a base point, or the constant is above the proved 1/4."""
    from theory.intervals import rationals, sign
    from theory.least_curvature import at_size, from_base

    p, odds = rationals(values["p"]), rationals(values["odds"])
    if sum(p) != 1 or min(p) <= 0 or min(odds) <= 0 or len(p) < 2:
        return False
    c = at_size(subject, len(p))
    excess, square = from_base(p, odds)
    return sign(excess - c * square) == 1 or sign(c - Fraction(1, 4)) == 1


def _says_bases(subject: Constant, case: Mapping[str, str]) -> str:
    from theory.least_curvature import at_size

    c = float(at_size(subject, case["p"].count(",") + 1))
    fault = "fails" if c < 1 / 4 else "is above 1/4, which serves"
    return f"base point $\\log({case['p']})$, step $\\log({case['odds']})$: $c = {c:.6g}$ {fault}"


def _least(N: Any, log: Any) -> Any:
    return (N - 2) / (4 * (N - 1) * log(N - 1))


COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "beyond Prop. 7",
    "source": Source.BEYOND,
}

CLAIMS = (
    Claim(
        id="rg.x.majorant",
        title="The least isotropic quadratic above the softmax loss at zero, for every N",
        statement=(
            r"$-\log p_y \le \log N - o_y + \frac1N\mathbf 1^\top o + c\|o\|^2$ for every $o$ exactly if $c \ge c_N = "
            r"\frac{N-2}{4(N-1)\log(N-1)}$ ($N \ge 3$; $c_2 = \frac14$, the limit), with equality at $o = "
            r"2\log(N-1)(e_y - \frac1N\mathbf 1)$ for each $N \ge 3$ and every index $y$, the target or not"
        ),
        subject=_least,
        check=check_least,
        violates=violates_least,
        mutants=(
            Mutant(r"$\frac1{2N}$, as in RG2", lambda N, _log: 1 / (2 * N)),
            Mutant(r"$\frac14$, from the bound of the Hessian", lambda N, _log: N / (4 * N)),
            Mutant(r"$\log N$ for $\log(N-1)$", lambda N, log: (N - 2) / (4 * (N - 1) * log(N))),
            Mutant(r"its leading term $\frac1{4\log N}$", lambda N, log: 1 / (4 * log(N))),
            Mutant(r"$N$ for $N-1$", lambda N, log: (N - 2) / (4 * N * log(N - 1))),
            Mutant("half of it, as if it bounded half the curvature", lambda N, log: _least(N, log) / 2),
            Mutant("1 % less", lambda N, log: 99 * _least(N, log) / 100),
            Mutant("1 % more", lambda N, log: 101 * _least(N, log) / 100),
        ),
        uses=("rg.eq13",),
        bibtex=("pu2025rg", "kearns1998large", "ordentlich2005pinsker"),
        **COMMON,
    ),
    Claim(
        id="rg.x.majorant.any",
        title="No quadratic above the softmax loss at zero has a smaller trace or a smaller largest eigenvalue",
        statement=(
            r"If $-\log p_y \le \log N - o_y + \frac1N\mathbf 1^\top o + o^\top Ao$ for every $o$, with $A$ symmetric "
            r"and $N \ge 3$, then $\mathrm{tr} A \ge (N-1)c_N$ and $\lambda_{\max}(A) \ge c_N$; $A = c_N(I - "
            r"\frac1N\mathbf 1\mathbf 1^\top)$ is such a matrix and attains both"
        ),
        subject=lambda N: N - 1,
        check=check_every,
        violates=violates_every,
        mutants=(
            Mutant("the trace of $c_NI$", lambda N: N),
            Mutant("two directions taken away", lambda N: N - 2),
            Mutant("the trace of one direction", lambda N: N / N),
        ),
        uses=("rg.x.majorant",),
        bibtex=("pu2025rg",),
        **COMMON,
    ),
    Claim(
        id="rg.x.majorant.every_base",
        title="The least constant that serves at every base point is 1/4, for every N",
        statement=(
            r"$\ell(a+v) \le \ell(a) + \nabla\ell(a)^\top v + c\|v\|^2$ for every $a$ and $v$ exactly if $c \ge "
            r"\frac14$, for every $N \ge 2$"
        ),
        subject=lambda N, _log: N / (4 * N),
        check=check_bases,
        violates=violates_bases,
        mutants=(
            Mutant("the least constant at 0", _least),
            Mutant(r"$\frac12$, the bound of the Hessian", lambda N, _log: N / (2 * N)),
            Mutant(r"$\frac18$", lambda N, _log: N / (8 * N)),
            Mutant(
                r"$\frac{N}{8(N-1)}$, the least at $\log(\frac12, y, \ldots, y)$", lambda N, _log: N / (8 * (N - 1))
            ),
            Mutant("1 % less", lambda N, _log: 99 * N / (400 * N)),
        ),
        bibtex=("pu2025rg", "bohning1992multinomial"),
        **COMMON,
    ),
)

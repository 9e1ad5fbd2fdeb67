"""Section 4.1: how close to zero a regulariser keeps the optimum, of the scores and of the factors."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Least = Callable[[Any], Any]
r"""The least upper bound of $4\lambda^2\|o_\lambda\|^2$ over $\lambda > 0$, as a function of N."""

RIDGES = tuple(Fraction(x) for x in ("1000", "10", "1", "1/10", "1/100"))


def check_scores(subject: Least, profile: Profile) -> Iterator[Evidence]:
    """The optimum's side of the stated sphere, in intervals; then every N and every ridge."""
    import sympy as sp

    from theory.expansion import N
    from theory.ridge import norm_argument

    sizes = (*range(2, profile.pick(8, 30)), 1000)
    cases = [{"N": str(n), "ridge": str(ridge)} for n in sizes for ridge in RIDGES]
    tried, wrong = first(cases, lambda case: violates_scores(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$N = 2$ to ${sizes[-2]}$ and {sizes[-1]}, $\\lambda = {', '.join(map(str, RIDGES))}$",
        detail=r"The slope of the softmax loss with the ridge where the ray meets the sphere, and RG$^2$'s optimum.",
        exercised=tried,
        counterexample=wrong and Counterexample(_says_scores(subject, wrong), wrong),
    )
    if wrong is None:
        same = sp.simplify(subject(N) - (1 - 1 / N)) == 0
        yield proof(norm_argument().steps, "this is the stated bound", same, r"every $N \ge 2$ and every $\lambda > 0$")


def violates_scores(subject: Least, values: Mapping[str, str]) -> bool:
    """Whether an optimum is surely outside, or the proved bound is surely smaller than the stated one."""
    from theory.intervals import sign
    from theory.ridge import ridge_slope

    n, ridge = int(values["N"]), Fraction(values["ridge"])
    if n < 2 or ridge <= 0:
        return False
    stated = Fraction(subject(Fraction(n)))
    square = stated / (4 * ridge**2)
    rg2 = Fraction(n * (n - 1)) / (1 + 2 * ridge * n) ** 2
    return sign(ridge_slope(n, ridge, square)) == -1 or rg2 > square or stated > 1 - Fraction(1, n)


def _says_scores(subject: Least, case: Mapping[str, str]) -> str:
    n = int(case["N"])
    fault = "is not the least bound" if subject(Fraction(n)) > 1 - Fraction(1, n) else "is exceeded"
    return rf"$N = {n}$, $\lambda = {case['ridge']}$: the stated $4\lambda^2\|o\|^2 < {subject(Fraction(n))}$ {fault}"


def check_factors(subject: Fraction, profile: Profile) -> Iterator[Evidence]:
    """Factors of one context of two items; then every size and rank."""
    from theory.ridge import factors_argument

    ridges = [Fraction(1, 10**k) for k in range(profile.pick(5, 7))]
    cases = [{"ridge": str(ridge), "a": str(_farthest(ridge))} for ridge in ridges]
    tried, wrong = first(cases, lambda case: violates_factors(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"scores $(a, -a)$ of one context, $\\lambda = 1$ to $10^{{-{len(ridges) - 1}}}$",
        detail="The farthest factors, of equal norm, whose regularised loss is not above that at zero; in intervals.",
        exercised=tried,
        counterexample=wrong and Counterexample(_says_factors(wrong), wrong),
    )
    if wrong is None:
        domain = "every number of contexts and items, every rank, every $\\lambda > 0$"
        yield proof(factors_argument().steps, r"the stated multiple is $\frac12$", subject == Fraction(1, 2), domain)


def _farthest(ridge: Fraction) -> Fraction:
    """About the largest a with a loss of scores (a, -a) and its ridge not above log 2, from below."""
    from math import exp, log, log1p, sqrt

    low, high = 0.0, log(2) / (2 * sqrt(2) * float(ridge))
    for _ in range(60):
        a = (low + high) / 2
        low, high = (a, high) if log1p(exp(-2 * a)) + 2 * sqrt(2) * float(ridge) * a < log(2) else (low, a)
    return Fraction(low * (1 - 1e-9)).limit_denominator(10**9)


def violates_factors(subject: Fraction, values: Mapping[str, str]) -> bool:
    """Whether these factors are surely no worse than zero ones and surely farther out, or the multiple above 1/2."""
    import sympy as sp

    from theory.intervals import rational, sign

    ridge, a = rational(Fraction(values["ridge"])), rational(Fraction(values["a"]))
    if ridge <= 0 or a < 0:
        return False
    no_worse = sign(sp.log(1 + sp.exp(-2 * a)) + 2 * sp.sqrt(2) * ridge * a - sp.log(2)) == -1
    farther = sign(sp.sqrt(2) * a - rational(subject) * sp.log(2) / ridge) == 1
    return (no_worse and farther) or subject > Fraction(1, 2)


def _says_factors(case: Mapping[str, str]) -> str:
    return (
        rf"$\lambda = {case['ridge']}$, one context of two items with scores $(a, -a)$, $a = "
        rf"{float(Fraction(case['a'])):.6g}$: "
        "these factors contradict the stated multiple"
    )


COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 4.1, after Eq. 13",
    "source": Source.BEYOND,
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.near_zero.ridge",
        title="How far from zero a ridge lets the optimum of the scores be",
        statement=(
            r"Under single click with $\lambda\|o\|^2$, the optimum of the softmax loss, of RG2 and of RGx is unique "
            r"and has $\|o\| < \frac{\sqrt{1 - 1/N}}{2\lambda}$, for every $\lambda > 0$; no smaller multiple of "
            r"$\frac1\lambda$ serves. For $\lambda \to 0$ the softmax loss's tends to infinity and RG2's to norm "
            r"$\sqrt{N(N-1)}$."
        ),
        subject=lambda N: 1 - 1 / N,
        check=check_scores,
        violates=violates_scores,
        mutants=(
            Mutant("1", lambda N: N / N),
            Mutant(r"$(1 - \frac1N)^2$", lambda N: (1 - 1 / N) ** 2),
            Mutant(r"$\frac1N$", lambda N: 1 / N),
            Mutant(r"$\frac14$, for $\frac1{4\lambda}$ instead of $\frac1{2\lambda}$", lambda N: (1 - 1 / N) / 4),
            Mutant("1 % less", lambda N: 99 * (1 - 1 / N) / 100),
            Mutant("1 % more", lambda N: 101 * (1 - 1 / N) / 100),
        ),
        uses=("rg.eq15.minimiser.rg2", "rg.eq15.minimiser.rgx"),
        **COMMON,
    ),
    Claim(
        id="rg.near_zero.factors",
        title="How far from zero a ridge on the factors lets the scores be",
        statement=(
            r"For matrix factorisation with $\psi = \|P\|_F^2 + \|Q\|_F^2$ in Eq. 6: at any factors with a regularised "
            r"mean softmax loss that is not above its value at zero, so at the optimum, $\|PQ^\top\|_F \le "
            r"\frac{\log N}{2\lambda}$: over $M$ contexts the root mean square of the scores is at most $\frac{\log "
            r"N}{2\lambda\sqrt{MN}}$. No smaller multiple of $\frac{\log N}\lambda$ serves for all $M$, $N$ and "
            r"$\lambda$."
        ),
        subject=Fraction(1, 2),
        check=check_factors,
        violates=violates_factors,
        mutants=(
            Mutant(r"$\frac14$", Fraction(1, 4)),
            Mutant("1", Fraction(1)),
            Mutant("1 % less", Fraction(99, 200)),
            Mutant("1 % more", Fraction(101, 200)),
        ),
        **COMMON,
    ),
)

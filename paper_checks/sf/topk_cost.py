"""How much risk a wrong top k costs under sparse losses, and how much top-k regret an excess of risk can hide."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Cost = Callable[[Any, Any, Any], Any]
r"""A function of $(\eta_{[k]}, \eta_{[k+1]}, \alpha)$."""

Constant = Callable[[Any, Any], Any]
r"""$C^2$, a function of $(\alpha, m)$, $m = \min(k, N - k)$."""

ALPHAS = ("3/2", "2", "3")


def check_gap(subject: Cost, profile: Profile) -> Iterator[Evidence]:
    """Scores that break P_k, and the cheapest ones, for exact distributions; then every N, k, eta and alpha."""
    finest = profile.pick(6, 8)
    tried, wrong = first(_gaps(finest), lambda case: violates_gap(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"three classes, distributions with denominators up to {finest}, $\\alpha = {', '.join(ALPHAS)}$",
        detail=r"Excess risk of the scores $p^{\alpha-1}/(\alpha-1)$ for distributions $p$; signs by intervals.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(
            rf"$\alpha = {wrong['alpha']}$, $\eta = ({wrong['eta']})$, $k = {wrong['k']}$, $p = ({wrong['p']})$: the "
            "excess risk is below the bound, or above it where it should be attained",
            wrong,
        ),
    )
    if wrong is None:
        yield _gap_for_every_n(subject)


def _gaps(finest: int) -> Iterator[dict[str, str]]:
    from theory.intervals import literal
    from theory.majorant import rational_simplex

    for alpha in ALPHAS:
        for denominator in range(2, finest + 1):
            for support in (2, 3):
                for positive in rational_simplex(support, denominator):
                    eta = (*positive, *(Fraction(0) for _ in range(3 - support)))
                    for k in (1, 2):
                        for p in (_merged(eta, k), eta[::-1], (Fraction(1, 3),) * 3):
                            yield {"alpha": alpha, "eta": literal(eta), "k": str(k), "p": literal(p)}


def _merged(eta: tuple[Fraction, ...], k: int) -> tuple[Fraction, ...]:
    mean = (eta[k - 1] + eta[k]) / 2
    return (*eta[: k - 1], mean, mean, *eta[k + 1 :])


def violates_gap(subject: Cost, values: Mapping[str, str]) -> bool:
    r"""Whether scores that break $P_k$ cost less than the bound, or pooled ones, where it is attained, more."""
    from theory.intervals import rational, rationals, sign
    from theory.order import kth_largest, preserves
    from theory.pooling import entmax_excess

    eta, p, k, alpha = rationals(values["eta"]), rationals(values["p"]), int(values["k"]), Fraction(values["alpha"])
    if any(sum(x) != 1 or min(x) < 0 for x in (eta, p)) or alpha <= 1 or preserves(p, eta, k):
        return False
    a, b = kth_largest(eta, k), kth_largest(eta, k + 1)
    surplus = sign(entmax_excess(eta, p, alpha) - subject(rational(a), rational(b), rational(alpha)))
    attained = a > b and sorted(p) == sorted(_merged(tuple(sorted(eta, reverse=True)), k))
    return surplus == -1 or (attained and surplus == 1)


def _gap_for_every_n(subject: Cost) -> Evidence:
    import sympy as sp

    from theory.pooling import cheapest_pair_argument
    from theory.surrogates import ENTMAX

    a, b, t = sp.symbols("a b t", positive=True)
    alpha = 1 + t
    exact = (a**alpha + b**alpha - 2 * ((a + b) / 2) ** alpha) / (alpha * t)
    agrees = sp.simplify(sp.sympify(subject(a, b, alpha)) - exact) == 0
    claimed = r"with $\phi(x) = \frac{x^{\alpha}}{\alpha(\alpha-1)}$, $\alpha = 1 + t$, this is the stated cost"
    domain = r"every $N$, every $k < N$, every distribution and every $\alpha > 1$"
    return proof(cheapest_pair_argument(ENTMAX).steps, claimed, agrees, domain)


def check_regret(subject: Constant, profile: Profile) -> Iterator[Evidence]:
    """Against distributions near uniform ones; then every N, k, eta, s and alpha."""
    import sympy as sp

    from theory.pooling import regret_argument

    largest = profile.pick(4, 8)
    cases = ({"m": str(m), "alpha": alpha, "d": f"1/{100 * m}"} for m in range(1, largest) for alpha in ("3/2", "2"))
    tried, wrong = first(cases, lambda case: violates_regret(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$m$ classes a little above and $m$ a little below the mean, $m = 1$ to ${largest - 1}$, $k = m$",
        detail="Regret and excess risk of tied scores from their definitions; and the proved least constant.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(
            rf"$\alpha = {wrong['alpha']}$, $m = {wrong['m']}$: tied scores for chances $\frac{{1}}{{2m}} \pm "
            rf"\frac{{d}}{{2}}$, $d = {wrong['d']}$, lose more, or the constant is above the least one",
            wrong,
        ),
    )
    alpha, m = sp.symbols("alpha m", positive=True)
    agrees = sp.simplify(sp.sympify(subject(alpha, m)) - 2**alpha * m ** (alpha - 1)) == 0
    if wrong is None:
        domain = r"every $N$, $k$, $s$, every distribution and $1 < \alpha \le 2$"
        yield proof(regret_argument().steps, "this is the stated constant", agrees, domain)


def violates_regret(subject: Constant, values: Mapping[str, str]) -> bool:
    """Whether tied scores lose more than the constant allows, or it is surely above the proved least one."""
    from theory.intervals import rational, sign
    from theory.pooling import entmax_excess

    m, alpha, d = int(values["m"]), Fraction(values["alpha"]), Fraction(values["d"])
    if m < 1 or not 1 < alpha <= 2 or not 0 < d < Fraction(1, m):
        return False
    level = Fraction(1, 2 * m)
    eta = [level + d / 2] * m + [level - d / 2] * m
    stated = subject(rational(alpha), rational(m))
    lost = rational((m * d) ** 2) - stated * entmax_excess(eta, [level] * (2 * m), alpha)
    least = 2 ** rational(alpha) * rational(m) ** rational(alpha - 1)
    return sign(lost) == 1 or sign(stated - least) == 1


def _cost(a: Any, b: Any, alpha: Any) -> Any:
    return (a**alpha + b**alpha - 2 * ((a + b) / 2) ** alpha) / (alpha * (alpha - 1))


def _constant(alpha: Any, m: Any) -> Any:
    return 2**alpha * m ** (alpha - 1)


COMMON: dict[str, Any] = {
    "paper": Paper.SF,
    "where": "Key results, Mechanism 3",
    "source": Source.BEYOND,
    "bibtex": ("pu2026softmax", "yang2020topk", "blondel2020fenchel"),
}

CLAIMS = (
    Claim(
        id="sf.topk.entmax.gap",
        title="What a wrong top k costs under the loss of entmax, with the best constant for every alpha",
        statement=r"If $P_k(s,\eta)$ fails, the excess risk of the loss of $\alpha$-entmax, $\alpha > 1$, is at least "
        r"$\frac{a^\alpha + b^\alpha - 2(\frac{a+b}2)^\alpha}{\alpha(\alpha-1)}$, $a = \eta_{[k]}$, $b = "
        r"\eta_{[k+1]}$, with equality for some such $s$ if $a > b$; for sparsemax it is $\frac14(a-b)^2$",
        subject=_cost,
        check=check_gap,
        violates=violates_gap,
        mutants=(
            Mutant("1 % more", lambda a, b, alpha: 101 * _cost(a, b, alpha) / 100),
            Mutant("1 % less", lambda a, b, alpha: 99 * _cost(a, b, alpha) / 100),
            Mutant("without the divisor", lambda a, b, alpha: _cost(a, b, alpha) * alpha * (alpha - 1)),
            Mutant("sparsemax's for every alpha", lambda a, b, _alpha: (a - b) ** 2 / 4),
        ),
        uses=("sf.topk.entmax",),
        **COMMON,
    ),
    Claim(
        id="sf.topk.entmax.regret",
        title="How much top-k regret an excess of entmax's risk can hide, with a constant that grows with k",
        statement=r"For $1 < \alpha \le 2$, $(\sum_{T}\eta_y - \sum_{S}\eta_y)^2 \le 2^\alpha m^{\alpha-1}$ (excess "
        r"risk), $T$ the $k$ largest chances, $S$ the $k$ largest scores under any tie-break, $m = \min(k, N-k)$; no "
        r"smaller constant serves $k \le N/2$. It is $4m$ for sparsemax, and 2, free of k, in the limit $\alpha \to 1$",
        subject=_constant,
        check=check_regret,
        violates=violates_regret,
        mutants=(
            Mutant("1 % more", lambda alpha, m: 101 * _constant(alpha, m) / 100),
            Mutant("1 % less", lambda alpha, m: 99 * _constant(alpha, m) / 100),
            Mutant("free of k", lambda alpha, _m: 2**alpha),
            Mutant("sparsemax's for every alpha", lambda _alpha, m: 4 * m),
            Mutant("linear in the exponent's place", lambda alpha, m: 2**alpha * m**alpha),
        ),
        uses=("sf.topk.entmax.gap",),
        **COMMON,
    ),
)

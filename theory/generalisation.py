r"""The generalisation bound of arXiv 2506.09454 (Eq. 33, Thm 14), what it should be, and what needs no learning.

Losses are in [0, B] and L-Lipschitz in the score, m is the number of draws, d the pseudo-dimension; formulas take
numbers or symbols. `log_excess` is the logarithm of the term that Eq. 33 adds to the empirical risk.
"""

import math
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.deviation import EPSILON, B, L, M, symmetrisation_argument, tail_bound

D, DELTA = sp.symbols("d delta", positive=True)


def dimension(k: Any, left: Any, right: Any) -> Any:
    r"""The d of Thm 14, $K(M+N)\log\frac{16eM}K$, for M left and N right entities."""
    return k * (left + right) * sp.log(16 * sp.E * left / k)


def log_excess(d: Any, bound: Any, slope: Any, m: Any, delta: Any) -> Any:
    r"""The logarithm of Eq. 33's term, $16\sqrt[d+2]{(d+1)B^4e^{d+1}L^d/(m\delta)}$, for d may be millions."""
    power = sp.log(d + 1) + 4 * sp.log(bound) + (d + 1) + d * sp.log(slope) - sp.log(m) - sp.log(delta)
    return sp.log(16) + power / (d + 2)


def log_covered_excess(d: Any, bound: Any, slope: Any, m: Any, delta: Any) -> Any:
    r"""The logarithm of $16\sqrt[d+2]{(d+1)B^2e^dL^d/(2m\delta)}$."""
    power = sp.log(d + 1) + 2 * sp.log(bound) + d + d * sp.log(slope) - sp.log(2) - sp.log(m) - sp.log(delta)
    return sp.log(16) + power / (d + 2)


def coarse_excess(bound: Any, m: Any, delta: Any) -> Any:
    r"""$B\sqrt{32\log(4/\delta)/m}$."""
    return bound * sp.sqrt(32 * sp.log(4 / delta) / m)


def lipschitz(n: Any, c: Any) -> Any:
    r"""The L of Remark 13, $2(2\sqrt Nc + 1 + N)$."""
    return 2 * (2 * sp.sqrt(n) * c + 1 + n)


def largest_loss(n: Any, c: Any) -> Any:
    r"""The largest term of RG2 under single click, $(N-1+c)^2$: a positive's, at the score -c."""
    return (n - 1 + c) ** 2


def swing(n: Any, c: Any) -> Any:
    r"""Largest less least term of a positive, under single click and scores in [-c, c]: $4c(N-1)$ for $c \le N-1$."""
    return 4 * c * (n - 1)


def no_learning(n: Any, c: Any, m: Any, delta: Any) -> Any:
    r"""`swing` $+ B\sqrt{\log(1/\delta)/(2m)}$ with B = `largest_loss`."""
    return swing(n, c) + largest_loss(n, c) * sp.sqrt(sp.log(1 / delta) / (2 * m))


def interactions_for(epsilon: Any, d: Any, bound: Any, slope: Any, delta: Any) -> Any:
    r"""The logarithm of the |D| at which the term of Eq. 33 is $\varepsilon$: the root of `log_excess` in log m."""
    return (d + 2) * (log_excess(d, bound, slope, 1, delta) - sp.log(epsilon))


def kept_exponential(d: float, bound: float, slope: float, m: float, delta: float) -> float:
    r"""The least bound that Lemma 25, repaired, and the covering bound give without $e^{-x} \le \frac1{ex}$.

    The $\varepsilon$ at which $4e(d+1)(16eL/\varepsilon)^d e^{-m\varepsilon^2/(32B^2)}$ is $\delta$, by bisection;
    above $8L$, where one function is a cover, the larger of $8L$ and `coarse_excess`.
    """

    def log_surplus(epsilon: float) -> float:
        covering = math.log(4 * (d + 1) / delta) + 1 + d * math.log(16 * math.e * slope / epsilon)
        return covering - m * epsilon**2 / (32 * bound**2)

    low, high = 0.0, 8.0 * slope
    if log_surplus(high) > 0:
        return max(high, float(coarse_excess(bound, m, delta)))
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if log_surplus(middle) > 0 else (low, middle)
    return high


def chain(d: Any, bound: Any, slope: Any, m: Any, epsilon: Any) -> Any:
    r"""The right-hand side of Eq. 44-45: $4e(d+1)(16eL/\varepsilon)^d\,32B^4/(m\varepsilon^2)$."""
    return 4 * sp.E * (d + 1) * (16 * sp.E * slope / epsilon) ** d * 32 * bound**4 / (m * epsilon**2)


def solve_chain() -> sp.Expr:
    r"""The $\varepsilon$ at which `chain` is $\delta$, over $\sqrt[d+2]{(d+1)B^4e^{d+1}L^d/(m\delta)}$."""
    power = sp.expand_log(sp.log(chain(D, B, L, M, EPSILON)) + (D + 2) * sp.log(EPSILON), force=True)
    root = sp.expand(log_excess(D, B, L, M, DELTA) - sp.log(16))
    return sp.exp(sp.simplify(sp.expand((sp.expand(power) - sp.log(DELTA)) / (D + 2) - root)))


def repair_argument() -> Argument:
    r"""With a chance of at least $1-\delta$, $R - \hat R$ is at most the larger of the two terms, for all h.

    For losses in [0, B], every m, and every d with $\mathcal N_1(\varrho, H, n) \le e(d+1)(2e/\varrho)^d$ for all n and
    $0 < \varrho \le 1$; by Haussler (1995) the pseudo-dimension is one.
    """
    return Argument((*symmetrisation_argument().steps, _exponential_step(), _covered_step(), _coarse_step()))


def no_learning_argument() -> Argument:
    r"""With a chance of at least $1-\delta$, $R \le \hat R +$ `no_learning` for all scores in [-c, c], $c \le 1$."""
    return Argument((_middle_step(), _tilted_step(), _chernoff_step()))


def _exponential_step() -> Step:
    x = sp.Symbol("x", positive=True)
    surplus = x - 1 - sp.log(x)
    return Step(
        r"$e^{-x} \le \frac1{ex}$ for $x > 0$: $x - 1 - \log x$ is convex, and 0 with slope 0 at $x = 1$",
        bool(sp.diff(surplus, x, 2).is_positive) and surplus.subs(x, 1) == 0 == sp.diff(surplus, x).subs(x, 1),
    )


def _covered_step() -> Step:
    x = M * EPSILON**2 / (32 * B**2)
    covering = sp.E * (D + 1) * (2 * sp.E / (EPSILON / (8 * L))) ** D
    tail = tail_bound("nonnegative", M, EPSILON, B, covering)
    bound = tail / sp.exp(-x) / (sp.E * x)
    at = sp.log(bound.subs(EPSILON, sp.exp(log_covered_excess(D, B, L, M, DELTA))))
    return Step(
        r"where $\varepsilon \le 8L$ the covering bound holds at $\varepsilon/(8L)$, and with $e^{-x} \le \frac1{ex}$ "
        r"the tail is at most $\delta$ at the first of the two terms",
        sp.simplify(sp.expand(sp.expand_log(at - sp.log(DELTA), force=True))) == 0,
    )


def _coarse_step() -> Step:
    tail = tail_bound("nonnegative", M, coarse_excess(B, M, DELTA), B, 1)
    return Step(
        r"if the first term is above $8L$, then at $\varepsilon \ge 8L$ one function is a cover, for its values "
        r"differ by at most 1, and the tail is $\delta$ at the second term and falls beyond",
        sp.simplify(tail - DELTA) == 0,
    )


def _middle_step() -> Step:
    z, u = sp.symbols("z u", nonnegative=True)
    n, c = 2 + z, 1 / (1 + u)
    least = {1: (n - 1 - c) ** 2, 0: (1 - c) ** 2}
    most = {1: (n - 1 + c) ** 2, 0: (1 + c) ** 2}
    gaps = [swing(n, c) - (most[r] - least[r]) for r in (0, 1)] + [largest_loss(n, c) - most[r] for r in (0, 1)]
    fractions = [sp.fraction(sp.together(sp.expand(gap))) for gap in gaps]
    return Step(
        r"for $N \ge 2$, $c \le 1$ a term $(o + 1 - rN)^2$ is monotone on $[-c, c]$, at most $B = (N-1+c)^2$, and its "
        r"ends differ by at most $4c(N-1)$; replacing each loss by the middle of its ends moves $R$ and $\hat R$ by at "
        r"most $2c(N-1)$ each and leaves one function of the label alone",
        all(coefficient >= 0 for part in fractions for p in part for coefficient in sp.Poly(p, z, u).coeffs()),
    )


def _tilted_step() -> Step:
    mean = sp.Symbol("mu", real=True)
    return Step(
        r"for a loss $X \in [0, B]$, $\psi(s) = \log\mathrm E\,e^{-s(X - \mathrm EX)}$ has $\psi(0) = \psi'(0) = 0$ "
        r"and $\psi''(s)$ is a variance on $[0, B]$, at most $B\mu - \mu^2 \le \frac{B^2}4$, so "
        r"$\psi(s) \le \frac{s^2B^2}8$",
        sp.expand(B**2 / 4 - (mean - B / 2) ** 2 - (B * mean - mean**2)) == 0,
    )


def _chernoff_step() -> Step:
    s, t = sp.symbols("s t", positive=True)
    exponent = M * (s**2 * B**2 / 8 - s * t)
    (best,) = sp.solve(sp.diff(exponent, s), s)
    at = B * sp.sqrt(sp.log(1 / DELTA) / (2 * M))
    return Step(
        r"so $R - \hat R \ge t$ of that function has a chance of at most $e^{-2mt^2/B^2}$, which is $\delta$ at "
        r"$t = B\sqrt{\log(1/\delta)/(2m)}$",
        sp.simplify(sp.exp(exponent.subs(s, best).subs(t, at)) - DELTA) == 0,
    )

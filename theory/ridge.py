r"""Minima under a ridge $\lambda\|o\|^2$: of the softmax loss, and of quadratics with its value and gradient at zero.

By symmetry and strict convexity the minimisers are on the ray $t\,(Ne_y - \mathbf 1)$, where $\|o\|^2 = t^2N(N-1)$. The
quadratic $\log N - o_y + \frac1N\mathbf 1^\top o + c\|o\|^2$ is RG2 with its constants for $c = \frac1{2N}$.
"""

from fractions import Fraction
from math import exp
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.expansion import N
from theory.intervals import rational, sign

T, RIDGE, CURVATURE = sp.symbols("t lambda c", positive=True)
BORDER = Fraction(15499, 10**6), Fraction(15500, 10**6)
"""Encloses, for N = 3, the ridge from which on RG2's minimum is below the softmax loss's."""


def quadratic_minimum(n: Any, c: Any, ridge: Any) -> sp.Expr:
    r"""$\log N - \frac{1-1/N}{4(c+\lambda)}$, the least value of the quadratic with the ridge."""
    return sp.log(n) - (1 - 1 / sp.sympify(n)) / (4 * (c + ridge))


def softmax_ridge(n: Any, ridge: Any, t: Any) -> sp.Expr:
    r"""The softmax loss with the ridge at $t\,(Ne_y - \mathbf 1)$."""
    return sp.log(1 + (n - 1) * sp.exp(-n * t)) + ridge * n * (n - 1) * t**2


def softmax_floor(n: int, ridge: Fraction, t: Fraction) -> sp.Expr:
    r"""A lower bound of the softmax loss's minimum, exactly: $F - \|\nabla F\|^2/(4\lambda)$ at $t\,(Ne_y-\mathbf 1)$.

    F, the loss with the ridge, is $2\lambda$-strongly convex, so every t gives a bound; the minimiser's is attained.
    """
    lam, at = rational(ridge), rational(t)
    slope = 2 * lam * at - 1 / (sp.exp(n * at) + n - 1)
    return softmax_ridge(n, lam, at) - n * (n - 1) * slope**2 / (4 * lam)


def near_minimiser(n: int, ridge: Fraction) -> Fraction:
    r"""A rational t near the minimiser, where $2\lambda t\,(e^{Nt} + N - 1) = 1$, by bisection in floats."""
    low, high = 0.0, 1 / float(2 * ridge * n)
    for _ in range(60):
        middle = (low + high) / 2
        falls = float(2 * ridge) * middle * (exp(min(n * middle, 700)) + n - 1) < 1
        low, high = (middle, high) if falls else (low, middle)
    return Fraction(low).limit_denominator(10**12)


def minima_argument() -> Argument:
    r"""For which N and $\lambda > 0$ RG2's ridge minimum is below the softmax loss's; each step executed."""
    return Argument((_ray_step(), _gap_step(), _order_step(), _envelope_step(), _ends_step(), _sizes_step()))


def _ray_step() -> Step:
    softmax = sp.diff(softmax_ridge(N, RIDGE, T), T)
    stationary = N * (N - 1) * (2 * RIDGE * T - 1 / (sp.exp(N * T) + N - 1))
    t = 1 / (2 * N * (CURVATURE + RIDGE))
    least = _quadratic(CURVATURE).subs(T, t)
    return Step(
        r"on the ray $\|o\|^2 = t^2N(N-1)$, and a strictly convex function of $o$ that is symmetric in all entries but "
        r"the target's, with a gradient that adds up to $2\lambda\mathbf 1^\top o$, has its minimiser there; the "
        r"softmax loss with the ridge has it where $2\lambda t\,(e^{Nt}+N-1) = 1$, which falls strictly from $\infty$ "
        r"to 0 as $\lambda$ rises, and the quadratic's minimum is $\log N - \frac{1-1/N}{4(c+\lambda)}$",
        sp.simplify(softmax - stationary) == 0
        and sp.simplify(sp.diff(_quadratic(CURVATURE), T).subs(T, t)) == 0
        and sp.simplify(least - quadratic_minimum(N, CURVATURE, RIDGE)) == 0,
    )


def _quadratic(c: sp.Expr) -> sp.Expr:
    """The quadratic with the ridge on the ray: the target's score is t (N - 1), and the scores add up to zero."""
    return sp.log(N) - T * (N - 1) + (c + RIDGE) * N * (N - 1) * T**2


def _gap() -> sp.Expr:
    """Softmax loss minus RG2 on the ray; the ridge cancels."""
    return softmax_ridge(N, RIDGE, T) - _quadratic(1 / (2 * N))


def _gap_step() -> Step:
    p = 1 / (1 + (N - 1) * sp.exp(-N * T))
    bend = sp.diff(_gap(), T, 2) - (N * p - 1) * (N - 1 - N * p)
    start = [sp.simplify(sp.diff(_gap(), T, r).subs(T, 0)) for r in (0, 1)]
    slope = sp.diff(_gap(), T)
    return Step(
        r"the gap $G(t)$, softmax loss minus RG$^2$, has $G(0) = G'(0) = 0$ and $G'' = (Np-1)(N-1-Np)$ with the "
        r"target's probability $p$, which rises from $\frac1N$ to 1: for $N \ge 3$, $G'$ rises from 0 and then falls "
        r"to $-\infty$, so it has one zero $\tau > 0$, is positive before and negative after it; for $N = 2$, $G \le "
        r"0$",
        sp.simplify(bend) == 0
        and start == [0, 0]
        and sp.simplify(slope + N * (N - 1) / (sp.exp(N * T) + N - 1) - (N - 1) * (1 - T)) == 0,
    )


def _order_step() -> Step:
    stationary = sp.diff(softmax_ridge(N, RIDGE, T), T)
    other = sp.diff(_quadratic(1 / (2 * N)), T)
    return Step(
        r"at the softmax loss's minimiser $t_S$ the slope of RG$^2$ with the ridge is $-G'(t_S)$, so RG$^2$'s "
        r"minimiser $t_R$ is below $t_S$ exactly if $t_S > \tau$, that is, for $\lambda$ below some $\lambda'$",
        sp.simplify(other - stationary + sp.diff(_gap(), T)) == 0,
    )


def _envelope_step() -> Step:
    partials = [sp.diff(f, RIDGE) for f in (softmax_ridge(N, RIDGE, T), _quadratic(1 / (2 * N)))]
    return Step(
        r"the difference $\Delta$ of the minima, softmax loss's minus RG$^2$'s, has the derivative $N(N-1)(t_S^2 - "
        r"t_R^2)$ in $\lambda$ (the partial derivative at the minimiser), so it rises up to $\lambda'$ and then falls",
        all(sp.simplify(partial - N * (N - 1) * T**2) == 0 for partial in partials),
    )


def _ends_step() -> Step:
    least = quadratic_minimum(N, 1 / (2 * N), RIDGE)
    floor = N * (N - 1) / N**2 / (4 * RIDGE) - (1 - 1 / N) / (4 * RIDGE)
    start, end = sp.limit(least, RIDGE, 0), sp.limit(least, RIDGE, sp.oo)
    return Step(
        r"as $\lambda \to \infty$ both minima tend to $\log N$ (the softmax loss's is at most its value at 0 and, "
        r"$F - \|\nabla F\|^2/(4\lambda)$ at 0, at least $\log N - \frac{1-1/N}{4\lambda}$), so $\Delta$ falls to 0 "
        r"and is positive from $\lambda'$ on; as $\lambda \to 0$ they tend to 0 and $\log N - \frac{N-1}2$",
        sp.simplify(start - (sp.log(N) - (N - 1) / 2)) == 0
        and sp.simplify(end - sp.log(N)) == 0
        and sp.simplify(floor) == 0,
    )


def _sizes_step() -> Step:
    x = sp.Symbol("x", positive=True)
    start = (x - 1) / 2 - sp.log(x)
    rises = sp.diff(start, x).subs(x, 4 + x).together()
    low, high = (difference_sign(3, ridge) for ridge in BORDER)
    return Step(
        r"so $\Delta > 0$ for every $\lambda > 0$ where $\frac{N-1}2 - \log N \ge 0$, which is so at $N = 4$ and "
        r"rises; at $N = 3$ it is negative, and $\Delta$ has one zero, which lies between "
        f"{float(BORDER[0])} and {float(BORDER[1])} (signs by intervals)",
        sign(start.subs(x, 4)) == 1
        and sign(start.subs(x, 3)) == -1
        and rises.is_positive is True
        and (low, high) == (-1, 1),
    )


def difference_sign(n: int, ridge: Fraction) -> int | None:
    """The sign of the softmax loss's minimum minus RG2's; None if left undecided."""
    rg2, t = quadratic_minimum(n, sp.Rational(1, 2 * n), rational(ridge)), near_minimiser(n, ridge)
    if sign(softmax_floor(n, ridge, t) - rg2) == 1:
        return 1
    return -1 if sign(softmax_ridge(n, rational(ridge), rational(t)) - rg2) == -1 else None


def norm_argument() -> Argument:
    r"""For every N: the norms of the ridge optima are below $\frac{\sqrt{1-1/N}}{2\lambda}$, and no less will do."""
    ceiling = (1 - 1 / N) / (4 * RIDGE**2)
    rg2 = N * (N - 1) / (1 + 2 * RIDGE * N) ** 2
    floor = N * (N - 1) * T**2
    lower = floor.subs(T, 1 / (2 * RIDGE * (N + sp.exp(1 / (2 * RIDGE)) - 1)))
    return Argument(
        (
            _ray_step(),
            Step(
                r"$2\lambda t\,(e^{Nt}+N-1) = 1$ and $e^{Nt} > 1$ give $t < \frac1{2\lambda N}$, so $\|o\|^2 = "
                r"t^2N(N-1)$ is below $\frac{1-1/N}{4\lambda^2}$ for the softmax loss",
                sp.simplify(floor.subs(T, 1 / (2 * RIDGE * N)) - ceiling) == 0,
            ),
            Step(
                r"with $c = \frac1{2N}$, RG$^2$ has $t = \frac1{1+2\lambda N}$, below it too; so has RG$^\times$, "
                r"whose interaction term is zero with its gradient on the ray",
                sp.simplify(1 / (2 * N * (1 / (2 * N) + RIDGE)) - 1 / (1 + 2 * RIDGE * N)) == 0
                and sp.simplify(ceiling / rg2 - (1 + 1 / (2 * RIDGE * N)) ** 2) == 0,
            ),
            Step(
                r"then $e^{Nt} < e^{1/(2\lambda)}$, so $4\lambda^2\|o\|^2 \to 1 - \frac1N$ as $\lambda \to \infty$ for "
                r"the softmax loss, and $t \to \infty$ as $\lambda \to 0$: without a ridge it has no optimum",
                sp.simplify(sp.limit(4 * RIDGE**2 * lower, RIDGE, sp.oo) - (1 - 1 / N)) == 0,
            ),
        )
    )


def factors_argument() -> Argument:
    r"""Factors whose regularised loss is at most that at zero have $\|PQ^\top\|_F \le \frac{\log N}{2\lambda}$."""
    p, q = sp.symbols("p q", positive=True)
    a = sp.Symbol("a", positive=True)
    value = sp.log(1 + sp.exp(-2 * a)) - sp.log(2)
    return Argument(
        (
            Step(
                r"$\|PQ^\top\|_F \le \|P\|_F\|Q\|_F \le \frac12(\|P\|_F^2 + \|Q\|_F^2)$",
                sp.expand((p**2 + q**2) / 2 - p * q - (p - q) ** 2 / 2) == 0,
            ),
            Step(
                r"the loss is at least 0 and, with all factors zero, $\log N$, so $\lambda(\|P\|_F^2 + \|Q\|_F^2) \le "
                r"\log N$",
                sp.simplify(sp.log(1 + (N - 1) * sp.exp(0)) - sp.log(N)) == 0,
            ),
            Step(
                r"no smaller multiple serves: with one context of two items and scores $(a, -a)$, factors of equal "
                r"norm have $\|P\|_F^2 + \|Q\|_F^2 = 2\sqrt2 a = 2\|PQ^\top\|_F$, and the loss tends to 0 as $a \to "
                r"\infty$, which $\lambda \to 0$ allows",
                sp.limit(value, a, sp.oo) == -sp.log(2),
            ),
        )
    )


def ridge_slope(n: int, ridge: Fraction, square: Fraction) -> sp.Expr:
    r"""$2\lambda t\,(e^{Nt}+N-1) - 1$ where $t^2N(N-1)$ is `square`: negative exactly if the optimum is farther out."""
    t = sp.sqrt(rational(square) / (n * (n - 1)))
    return 2 * rational(ridge) * t * (sp.exp(n * t) + n - 1) - 1

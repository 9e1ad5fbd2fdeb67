r"""RG2 and RGx (arXiv 2506.09454, Eq. 15) as approximations of the softmax loss: value, minimiser, fluctuation.

The conditional risk of a loss under a label distribution $\eta$ is $\sum_y \eta_y \ell(o, y)$.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from theory.argument import Step
from theory.expansion import O_Y, N, mean, ray_derivatives
from theory.quadratic import rg2, rgx, sampled_rg2
from theory.smooth import is_smooth

ETA = sp.Symbol("eta", positive=True)
SIZE = sp.Symbol("N", positive=True)
DRAWS = sp.Symbol("n", integer=True, positive=True)
M2, M4 = sp.symbols("S_2 S_4", positive=True)
r"""The means of $(o_j + 1)^2$ and of its square over all items."""

Minimiser = Callable[[Any, Any, Any], Any]
r"""A score, up to a common offset, as a function of $(N, \eta_i, \log)$."""


def risk(loss: Callable[[Sequence[Any], int], Any], scores: Sequence[Any], eta: Sequence[Any]) -> Any:
    """The conditional risk of a loss of one pair."""
    return sum(share * loss(scores, y) for y, share in enumerate(eta))


def slopes(minimiser: Minimiser, eta: Sequence[Fraction]) -> list[sp.Expr]:
    r"""N times the derivatives of RG2's conditional risk in the scores, at the given ones.

    Their differences do not depend on a common offset, and are the same for RGx, whose extra term has one derivative
    for all items.
    """
    size, chances = len(eta), [sp.Rational(x.numerator, x.denominator) for x in eta]
    return [minimiser(size, x, sp.log) + 1 - size * x for x in chances]


def minimiser_steps(minimiser: Minimiser, offset: bool) -> tuple[Step, ...]:
    """The score function is the only minimiser of RG2's conditional risk, or one of its offsets; increasing."""
    u, s = sp.symbols("u s", real=True)
    part = -ETA * u + (u + 1) ** 2 / (2 * SIZE)
    optimum = sp.solve(sp.diff(part, u), u)
    given = sp.sympify(minimiser(SIZE, ETA, sp.log))
    return (
        Step(
            r"the conditional risk of RG2 of Eq. 15 is the sum over items of $-\eta_i o_i + \frac1{2N}(o_i + 1)^2$, "
            r"for $\sum_y \eta_y = 1$ (multiplied out for $N$ up to 5; the sum has one such term for every item)",
            all(_is_separable(size) for size in range(2, 6)),
        ),
        Step(
            rf"it is strictly convex and least at $o_i = {sp.latex(optimum[0])}$ alone",
            len(optimum) == 1 and sp.diff(part, u, 2).is_positive is True,
        ),
        Step(
            r"RGx takes $\frac{s^2}{2N^2}$ off, $s = \sum_j o_j$: its derivative $-\frac s{N^2}$ is the same in every "
            r"score and 0 at $s = 0$, where that minimiser is (multiplied out for $N$ up to 5; for every $N$ the terms "
            r"are one for each item and the square of one sum)",
            sp.diff(s**2 / (2 * SIZE**2), s).subs(s, 0) == 0 and all(_same_slopes(size) for size in range(2, 6)),
        ),
        Step(
            r"RGx's second derivatives are those of RG2 less this, $\frac1NI - \frac1{N^2}J = \frac1NP$, $J = \mathbf "
            r"1\mathbf 1^\top$. $P^2 = P$ for every $N$, as $J^2 = NJ$: $P$ is a projection, so RGx is convex, and "
            r"$Pv = v - \bar v\mathbf 1$ is 0 for multiples of $\mathbf 1$ alone: its minimisers are this one and its "
            "offsets",
            _is_projection(),
        ),
        Step(
            rf"the claimed ${sp.latex(given)}$ is this{' up to a constant' if offset else ''}",
            is_smooth(given) and sp.simplify(sp.diff(given - optimum[0], ETA) if offset else given - optimum[0]) == 0,
        ),
        Step(r"it increases in $\eta_i$, so its order is that of $\eta$", sp.diff(optimum[0], ETA).is_positive is True),
    )


def _is_projection() -> bool:
    """Whether N times the second derivatives of RGx are one, from $J^2 = NJ$."""
    u, s, ones = sp.symbols("u s J")
    own, joint = sp.diff((u + 1) ** 2 / (2 * SIZE), u, 2), sp.diff(s**2 / (2 * SIZE**2), s, 2)
    matrix = SIZE * (own - joint * ones)
    return bool(sp.expand(sp.expand(matrix**2).subs(ones**2, SIZE * ones) - matrix) == 0)


def _symbols(size: int) -> tuple[list[sp.Symbol], list[sp.Expr]]:
    o, eta = sp.symbols(f"o_1:{size + 1}", real=True), sp.symbols(f"e_1:{size}", positive=True)
    return list(o), [*eta, 1 - sum(eta)]


def _is_separable(size: int) -> bool:
    o, eta = _symbols(size)
    parts = sum(-e * u + (u + 1) ** 2 / (2 * size) for u, e in zip(o, eta, strict=True))
    return bool(sp.expand(risk(rg2, o, eta) - parts) == 0)


def _same_slopes(size: int) -> bool:
    """Whether RGx's risk is RG2's less the square of the sum, and free of a common offset up to its linear part."""
    o, eta = _symbols(size)
    offset = sp.Symbol("c", real=True)
    moved = risk(rgx, [u + offset for u in o], eta) - risk(rgx, o, eta)
    less = risk(rg2, o, eta) - sum(o) ** 2 / (2 * size**2)
    return bool(sp.expand(risk(rgx, o, eta) - less) == 0 == sp.expand(moved))


def unbiased_gap(size: int, a: Fraction) -> sp.Expr:
    r"""$\log\frac ba - N(b - a)$ for $\eta = (a, \dots, a, b)$: 0 exactly where softmax of the minimiser is $\eta$."""
    low = sp.Rational(a.numerator, a.denominator)
    high = 1 - (size - 1) * low
    return sp.log(high / low) - size * (high - low)


def unbiased_steps() -> tuple[Step, ...]:
    r"""For every N >= 3 there is a distribution that is not uniform, and that RG's minimiser gives through softmax."""
    a = sp.Symbol("a", positive=True)
    size = sp.Symbol("K", integer=True, nonnegative=True) + 3
    high = 1 - (size - 1) * a
    gap = sp.log(high) - sp.log(a) - size * (high - a)
    at_uniform = {a: 1 / size}
    second = sp.factor(sp.simplify(sp.diff(gap, a, 2).subs(at_uniform)))
    return (
        Step(
            r"$\mathrm{softmax}(N\eta) = \eta$ exactly where $\log\eta_i - N\eta_i$ is the same for all $i$; for "
            r"$\eta = (a, \dots, a, b)$, $b = 1 - (N-1)a$, where $g(a) = \log\frac ba - N(b - a)$ is 0",
            sp.simplify(gap - (sp.log(high) - size * high - (sp.log(a) - size * a))) == 0,
        ),
        Step(
            rf"$g$, $g'$ are 0 at the uniform $a = \frac1N$ and $g'' = {sp.latex(second)}$ is negative there for every "
            r"$N \ge 3$, so that $g < 0$ just below $\frac1N$",
            sp.simplify(gap.subs(at_uniform)) == 0
            and sp.simplify(sp.diff(gap, a).subs(at_uniform)) == 0
            and second.is_negative is True,
        ),
        Step(
            r"as $a \to 0$, $\log b \to 0$, $N(b - a) \to N$ and $-\log a \to \infty$: $g \to \infty$, so that $g$ has "
            r"a zero strictly between 0 and $\frac1N$",
            sp.limit(sp.log(high), a, 0) == 0
            and sp.simplify((size * (high - a)).subs(a, 0) - size) == 0
            and sp.limit(-sp.log(a), a, 0, "+") == sp.oo,
        ),
    )


def value_series() -> list[sp.Expr]:
    r"""Coefficients of $t^0, ..., t^3$ of the softmax loss along t o, from its definition with N terms."""
    return [derivative / sp.factorial(r) for r, derivative in enumerate(ray_derivatives(3))]


def quadratic_series(centred: bool) -> list[sp.Expr]:
    r"""The same of RG2, or with `centred` RGx, plus $\log N - \frac12$, in $m_r$; `quadratic_agrees` tests it."""
    first, second = mean(1), mean(2)
    return [sp.log(N), first - O_Y, second / 2 - (first**2 / 2 if centred else 0), sp.Integer(0)]


def quadratic_agrees(centred: bool) -> bool:
    """Whether `quadratic_series` is the loss of Eq. 15 plus the constant, multiplied out for N up to 5.

    For every N the loss is the same polynomial in N, the label's score and the sums of scores and of their squares.
    """
    t = sp.Symbol("t", real=True)
    for size in range(2, 6):
        o = sp.symbols(f"o_1:{size + 1}", real=True)
        means = {mean(r): sum(x**r for x in o) / size for r in (1, 2)} | {O_Y: o[0], N: size}
        series = sum(c.subs(means) * t**r for r, c in enumerate(quadratic_series(centred)))
        loss = (rgx if centred else rg2)([t * x for x in o], 0) + sp.log(size) - sp.Rational(1, 2)
        if sp.expand(loss - series) != 0:
            return False
    return True


def sampled_variance(scores: Sequence[Fraction], y: int, n: int) -> Fraction:
    r"""The variance of $-o_y + \frac1{2n+2}\|o_{[n]} + 1\|^2$ over n uniform draws, by enumeration of all of them."""
    values = [
        -scores[y] + Fraction((scores[y] + 1) ** 2 + sum((scores[j] + 1) ** 2 for j in drawn)) / (2 * n + 2)
        for drawn in product(range(len(scores)), repeat=n)
    ]
    centre = sum(values, Fraction(0)) / len(values)
    if centre != sampled_rg2(scores, y, n):
        raise AssertionError(f"the mean over the draws is {centre}, not Eq. 18's {sampled_rg2(scores, y, n)}")
    return sum(((v - centre) ** 2 for v in values), Fraction(0)) / len(values)


def variance_steps() -> tuple[sp.Expr, tuple[Step, ...]]:
    """The variance for every N and n, in the moments M2 and M4 and DRAWS, and the steps to it."""
    z = sp.Symbol("z", real=True)
    one = M4 - M2**2
    scaled = sp.expand((z / (2 * DRAWS + 2)) ** 2).coeff(z, 2) * DRAWS * one
    return scaled, (
        Step(
            r"the draws are independent and enter as $\frac1{2n+2}\sum_i X_i$, $X = (o_j + 1)^2$ of a uniform $j$; the "
            "variance of a sum of independent terms is the sum of theirs, and a constant factor enters squared: "
            rf"${sp.latex(sp.factor(scaled))}$ with $\mathrm{{Var}} X = S_4 - S_2^2$",
            sp.simplify(scaled / one - DRAWS / (2 * DRAWS + 2) ** 2) == 0,
        ),
    )


def two_class_steps() -> tuple[Step, ...]:
    r"""For two classes $\mathrm{softmax}(2\eta) = \eta$ at $\eta = (\frac12, \frac12)$ alone."""
    d = sp.Symbol("d", real=True)
    gap = sp.log(sp.Rational(1, 2) + d) - sp.log(sp.Rational(1, 2) - d) - 4 * d
    slope = sp.factor(sp.simplify(sp.diff(gap, d)))
    inside = sp.Symbol("u", positive=True)
    return (
        Step(
            rf"for $\eta = (\frac12 + d, \frac12 - d)$ the condition is $h(d) = {sp.latex(gap)} = 0$, and $h(0) = 0$",
            sp.simplify(gap.subs(d, 0)) == 0,
        ),
        Step(
            rf"$h' = {sp.latex(slope)}$ is positive for $0 < |d| < \frac12$ (with $u = \frac14 - d^2$ it is "
            r"$\frac{1 - 4u}u$, and $4u < 1$), so $h$ increases and has no other zero",
            sp.simplify(slope - ((1 - 4 * inside) / inside).subs(inside, sp.Rational(1, 4) - d**2)) == 0,
        ),
    )

r"""The quadratic majorant of Lemma 23 of arXiv 2506.09454: what A must dominate, and where.

For polynomials in one variable the hypotheses are decided exactly.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.intervals import rational

X = sp.Symbol("x", real=True)
T = sp.Symbol("t", real=True)


def polynomial(coefficients: Sequence[Fraction]) -> sp.Poly:
    """The polynomial with these coefficients, the constant first."""
    return sp.Poly([rational(c) for c in reversed(coefficients)], X)


def is_nonnegative(p: sp.Poly, low: Any = -sp.oo, high: Any = sp.oo) -> bool:
    """Whether p >= 0 on the open interval: no root of odd multiplicity within, and not negative at a point within."""
    if p.is_zero:
        return True
    for factor, multiplicity in p.sqf_list()[1]:
        within = factor.count_roots(low, high) - sum(factor.eval(end) == 0 for end in (low, high) if end.is_finite)
        if multiplicity % 2 and within:
            return False
    return bool(p.eval(_no_root(p, low, high)) > 0)


def _no_root(p: sp.Poly, low: Any, high: Any) -> sp.Rational:
    """A point within the interval that is no root."""
    if not (low.is_finite and high.is_finite):
        candidates = (sp.Integer(i) for i in range(p.degree() + 1))
    else:
        candidates = (low + (high - low) * sp.Rational(i, p.degree() + 2) for i in range(1, p.degree() + 2))
    return next(x for x in candidates if p.eval(x) != 0)


def majorant_argument() -> Argument:
    r"""$f(y) \le f(x) + \nabla f(x)v + \frac12v^\top Av$, $v = y - x$, if $v^\top(A - \nabla^2f)v \ge 0$ in between."""
    return Argument((_chain_step(), _rolle_step(), _comparison_step()))


def exact_argument() -> Argument:
    r"""The inequality for all x and y exactly if $A \succeq \nabla^2f$ everywhere."""
    return Argument((*majorant_argument().steps, _necessity_step()))


def _chain_step() -> Step:
    x, v, z = (sp.symbols(f"{letter}1:4") for letter in "xvz")
    moved = {c: a + T * b for a, b, c in zip(x, v, z, strict=True)}
    f = sum((a + b) ** 3 * (i + 1) for i, (a, b) in enumerate(zip(z, z[1:] + z[:1], strict=True)))
    slope = sum(sp.diff(f, c) * b for b, c in zip(v, z, strict=True))
    bend = sum(sp.diff(f, c, d) * a * b for a, c in zip(v, z, strict=True) for b, d in zip(v, z, strict=True))
    g = f.subs(moved, simultaneous=True)
    return Step(
        r"with $g(t) = f(x + tv)$, $v = y - x$: $g'(t) = \nabla f(x+tv)v$ and $g''(t) = v^\top\nabla^2f(x+tv)v$ by the "
        "chain rule (carried out on a cubic of three variables)",
        all(
            sp.expand(sp.diff(g, T, r) - form.subs(moved, simultaneous=True)) == 0
            for r, form in ((1, slope), (2, bend))
        ),
    )


def _rolle_step() -> Step:
    g, k = sp.Function("g"), sp.Symbol("K")
    h = g(1) - g(T) - (1 - T) * sp.diff(g(T), T) - (1 - T) ** 2 * k / 2
    slope = sp.expand(sp.diff(h, T) - (1 - T) * (k - sp.diff(g(T), T, 2)))
    start = h.subs(sp.diff(g(T), T), sp.Symbol("g'0")).subs(T, 0)
    chosen = sp.solve(sp.Eq(start, 0), k)[0] - 2 * (g(1) - g(0) - sp.Symbol("g'0"))
    return Step(
        r"let $K = 2(g(1) - g(0) - g'(0))$; then $h(t) = g(1) - g(t) - (1-t)g'(t) - \frac{(1-t)^2}2K$ is zero at 0 and "
        r"1 and has the slope $(1-t)(K - g''(t))$, so by Rolle $K = g''(\theta)$ for some $0 < \theta < 1$; $f$ need "
        r"only be "
        "twice differentiable",
        slope == 0 and sp.expand(chosen) == 0 and sp.expand(h.subs(T, 1).doit()) == 0,
    )


def _comparison_step() -> Step:
    k, a = sp.symbols("K a", real=True)
    surplus = sp.Symbol("c", nonnegative=True)
    return Step(
        r"so $f(y) = f(x) + \nabla f(x)v + \frac12v^\top\nabla^2f(\xi)v$ with $\xi = x + \theta v$ strictly between, "
        r"where $v^\top\nabla^2f(\xi)v \le v^\top Av$",
        ((a / 2 - k / 2).subs(a, k + surplus)).is_nonnegative is True,
    )


def _necessity_step() -> Step:
    g = sp.Function("g")
    slope = sp.diff(g(T) - g(0) - T * sp.Symbol("g'0"), T)
    ratio = sp.simplify(slope / sp.diff(T**2, T) - (sp.diff(g(T), T) - sp.Symbol("g'0")) / (2 * T))
    return Step(
        r"conversely, the inequality at $x$ and $x + tv$ gives $\frac{g(t) - g(0) - tg'(0)}{t^2} \le \frac12v^\top "
        r"Av$; the left side has the limit of $\frac{g'(t) - g'(0)}{2t}$ (l'Hospital), $\frac12g''(0)$, so "
        r"$v^\top\nabla^2f(x)v \le v^\top Av$ for every $x$ and $v$",
        ratio == 0,
    )

r"""How well-conditioned the Jacobian of softmax is, on the directions orthogonal to $\mathbf 1$, for scores of range B.

There $p_i = o_i/\sum_j o_j$ with odds $o_i$ between 1 and $R = e^B$, up to a common factor. Along $\mathbf 1$ the
curvature is always zero, for softmax does not see a common offset.
"""

from collections.abc import Sequence
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.jacobian import softmax_bound_steps

R = sp.Symbol("r", nonnegative=True) + 1
N = sp.Symbol("M", integer=True, nonnegative=True) + 4
"""Any ratio of odds of at least 1, and any number of classes of at least four."""


def quotient(odds: Sequence[Any], v: Sequence[Any]) -> sp.Expr:
    r"""$v^\top Jv/\|v\|^2$ of $J = \mathrm{diag}\,p - pp^\top$ at rational or symbolic odds."""
    p = [sp.sympify(o) / sp.sympify(sum(odds)) for o in odds]
    mean = sum(q * x for q, x in zip(p, v, strict=True))
    return sp.factor(sum(q * (x - mean) ** 2 for q, x in zip(p, v, strict=True)) / sum(x**2 for x in v))


def grouped_spectrum(size: int, high: int, ratio: Any) -> tuple[sp.Expr, ...]:
    r"""The distinct eigenvalues orthogonal to $\mathbf 1$ where `high` of the odds are `ratio` and the others 1.

    Along differences of two classes of one group, and along the difference of the groups' means.
    """
    odds = [ratio] * high + [1] * (size - high)
    directions = [[1, -1] + [0] * (size - 2)] * (high >= 2) + [[0] * (size - 2) + [1, -1]] * (size - high >= 2)
    if 0 < high < size:
        directions.append([size - high] * high + [-high] * (size - high))
    return tuple(_eigenvalue(odds, v) for v in directions)


def _eigenvalue(odds: Sequence[Any], v: Sequence[int]) -> sp.Expr:
    value = quotient(odds, v)
    p = [sp.sympify(o) / sp.sympify(sum(odds)) for o in odds]
    mean = sum(q * x for q, x in zip(p, v, strict=True))
    if any(sp.simplify(q * (x - mean) - value * x) != 0 for q, x in zip(p, v, strict=True)):
        raise ArithmeticError(f"{v} is no eigenvector at the odds {odds}")
    return value


def two_leaders(size: int, ratio: Any) -> sp.Expr:
    """The condition number where two classes have `ratio` times the odds of all others; 1 for two classes.

    Raises ValueError for fewer than two classes, ArithmeticError if the eigenvalues' order is not decided.
    """
    if size < 2:
        raise ValueError(f"size: expected at least 2 classes, got {size}")
    spectrum = grouped_spectrum(size, 2, ratio)
    ratios = [sp.factor(a / b) for a in spectrum for b in spectrum]
    for candidate in ratios:
        if all(sp.factor(candidate - other).is_nonnegative for other in ratios):
            return candidate
    raise ArithmeticError(f"the largest of {ratios} is not decided")


def condition_argument() -> Argument:
    r"""For every N and R: the largest condition number is 1 for N = 2, (2R + 1)/3 for N = 3, and R for N >= 4."""
    return Argument((*softmax_bound_steps()[:2], *_sandwich_steps(), _pair_step(), *_three_steps()))


def _sandwich_steps() -> tuple[Step, Step]:
    c, x, m, n, square = sp.symbols("c x m N V")
    around = {2: sp.Symbol("E2"), 1: m, 0: sp.Integer(1)}
    spread = sum(k * around[degree] for (degree,), k in sp.Poly((x - c) ** 2, x).terms())
    plain = {2: square, 1: sp.Integer(0), 0: n}
    total = sum(k * plain[degree] for (degree,), k in sp.Poly((x - c) ** 2, x).terms())
    return (
        Step(
            r"that variance is $\min_c \sum_i p_i(v_i - c)^2$, for $\sum_i p_i(v_i - c)^2$ exceeds it by $(m - c)^2$",
            sp.expand(spread - (around[2] - m**2) - (m - c) ** 2) == 0,
        ),
        Step(
            r"for $v \perp \mathbf 1$, $\sum_i(v_i - c)^2 = \|v\|^2 + Nc^2$; so "
            r"$p_{\min}\|v\|^2 \le v^\top Jv \le \sum_i p_iv_i^2 \le p_{\max}\|v\|^2$: the condition number is at most "
            r"$p_{\max}/p_{\min} \le R$; for two classes there is one direction only, and it is 1",
            sp.expand(total - square - n * c**2) == 0 and two_leaders(2, R) == 1,
        ),
    )


def _pair_step() -> Step:
    top, rest = R / (2 * R + N - 2), 1 / (2 * R + N - 2)
    means = [sum(q * v for v in (1, -1)) for q in (top, rest)]
    return Step(
        r"for $N \ge 4$ and odds $(R, R, 1, \ldots, 1)$ both $e_1 - e_2$ and $e_{N-1} - e_N$ have $m = 0$: $p_1$ and "
        r"$p_N$ are eigenvalues, with the ratio $R$, which is therefore the largest condition number",
        means == [0, 0] and sp.simplify(top / rest - R) == 0 and (N - 4).is_nonnegative is True,
    )


def _three_steps() -> tuple[Step, Step, Step]:
    x, y, z, t = sp.symbols("x y z lambda", positive=True)
    odds = x, y, z
    e1, e2, e3 = x + y + z, x * y + y * z + z * x, x * y * z
    p = sp.Matrix(odds) / e1
    polynomial = (t * sp.eye(3) - sp.diag(*p) + p * p.T).det()
    growth = 4 * e2**2 / (3 * e1 * e3)
    slope = sp.diff(sp.log(growth), x) - (x * (y**2 + z**2) - y * z * (y + z)) / (x * e1 * e2)
    best, other = (2 * R + 1) / 3, 3 * R / (R + 2)
    corners = [growth.subs(dict(zip(odds, corner, strict=True))) for corner in ((R, R, 1), (R, 1, 1))]
    return (
        Step(
            r"for $N = 3$ the other two eigenvalues have the sum $2e_2/e_1^2$ and the product $3e_3/e_1^3$ in the "
            r"elementary symmetric functions of the odds, so that $(\kappa + 1)^2/\kappa = \frac{4e_2^2}{3e_1e_3}$",
            sp.simplify(polynomial - t * (t**2 - 2 * e2 / e1**2 * t + 3 * e3 / e1**3)) == 0
            and sp.simplify((2 * e2 / e1**2) ** 2 / (3 * e3 / e1**3) - growth) == 0,
        ),
        Step(
            r"its logarithm has in one of the odds, $x$, the slope $\frac{x(y^2+z^2) - yz(y+z)}{xe_1e_2}$: it falls, "
            r"then rises, and so is largest with every odd at an end, 1 or $R$",
            sp.simplify(slope) == 0,
        ),
        Step(
            r"at $(R, R, 1)$ it gives $\kappa = \frac{2R+1}3$, at $(R, 1, 1)$ $\frac{3R}{R+2}$, which is "
            r"$\frac{2(R-1)^2}{3(R+2)}$ less; at equal odds 1",
            all(sp.simplify((k + 1) ** 2 / k - g) == 0 for k, g in zip((best, other), corners, strict=True))
            and sp.simplify(best - other - 2 * (R - 1) ** 2 / (3 * (R + 2))) == 0
            and sp.simplify(two_leaders(3, R) - best) == 0,
        ),
    )


def least_curvature(size: int, ratio: Any) -> sp.Expr:
    r"""The least eigenvalue orthogonal to $\mathbf 1$ over all odds that are each 1 or `ratio`, a rational number."""
    return min(value for high in range(size + 1) for value in grouped_spectrum(size, high, ratio))


def least_curvature_argument() -> Argument:
    r"""For every N >= 2 and R: the least eigenvalue orthogonal to $\mathbf 1$ is $NR/(1 + (N-1)R)^2$."""
    return Argument((*softmax_bound_steps()[:2], *_corner_steps(), *_least_corner_steps()))


def _corner_steps() -> tuple[Step, Step, Step]:
    t, square, m, step, u = sp.symbols("t E_v2 m E_d m_d")
    w, o, q, S, T = sp.symbols("w o q S T", positive=True)
    k, size = sp.symbols("k N", positive=True)
    along = square + t * step - (m + t * u) ** 2
    mixed = w * o + (1 - w) * q
    total = w * S + (1 - w) * T
    a = 1 / (k + (size - k) * R)
    mean = k * a * (size - k) - (size - k) * R * a * k
    value = size * R * a**2
    low, high = a * (size - k - mean) - value * (size - k), R * a * (-k - mean) + value * k
    return (
        Step(
            r"for a fixed $v$ the variance is concave in $p$: along $p + td$ its second derivative is "
            r"$-2(\sum_i d_iv_i)^2$",
            sp.expand(sp.diff(along, t, 2) + 2 * u**2) == 0,
        ),
        Step(
            r"odds between 1 and $R$ are a mixture of odds that are 1 or $R$, and so are the distributions, with each "
            r"weight times its sum of odds: for each $v$, and so for the least eigenvalue, the minimum is at such odds",
            sp.simplify(w * S / total * (o / S) + (1 - w) * T / total * (q / T) - mixed / total) == 0
            and sp.simplify(w * S / total + (1 - w) * T / total - 1) == 0,
        ),
        Step(
            r"with $k$ odds of 1, the others $R$, and $a_k = 1/(k + (N-k)R)$, the eigenvalues are $a_k$ if $k \ge 2$, "
            r"$Ra_k$ if $N - k \ge 2$ (along differences within a group), and between the groups $NRa_k^2$",
            sp.simplify(low) == 0 and sp.simplify(high) == 0,
        ),
    )


def _least_corner_steps() -> tuple[Step, Step]:
    n = N - 2
    k = sp.Symbol("k", positive=True)
    a = 1 / (k + (n - k) * R)
    least = n * R * a.subs(k, 1) ** 2
    return (
        Step(
            r"$a_k$ does not fall in $k$, so that $NRa_k^2 \ge NRa_1^2$, and for $k \ge 2$ "
            r"$Ra_k \ge a_k \ge a_2 \ge NRa_1^2$, as $(1 + (N-1)R)^2 - NR(2 + (N-2)R) = (R-1)^2$",
            sp.simplify(sp.diff(1 / a, k) + R - 1) == 0
            and sp.expand((1 + (n - 1) * R) ** 2 - n * R * (2 + (n - 2) * R) - (R - 1) ** 2) == 0,
        ),
        Step(
            r"$Ra_1 \ge NRa_1^2$, as $1/a_1 - N = (N-1)(R-1) \ge 0$; and where all odds are equal $\frac1N$ is not "
            r"less, as $(1 + (N-1)R)^2 - N^2R = (R-1)((N-1)^2R - 1) \ge 0$: $NRa_1^2$ is the least, attained by one "
            r"class below all others",
            sp.expand(1 / a.subs(k, 1) - n - (n - 1) * (R - 1)) == 0
            and sp.expand(1 / least * n * R - n**2 * R - (R - 1) * ((n - 1) ** 2 * R - 1)) == 0,
        ),
    )

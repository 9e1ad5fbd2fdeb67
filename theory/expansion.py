r"""Taylor expansion of the softmax loss, at zero and at any base point, for every N at once.

Along a ray $t o$ the loss is $\log\sum_j e^{t o_j} - t o_y$; its coefficients are polynomials in the means
$m_r = \frac1N\sum_j o_j^r$. Two ways lead there: differentiation of the definition under the sum
(`ray_derivatives`), and arithmetic of power series (`log_sum_exp_series`). From a base point a, along $a + t v$, the
moments $\sum_j p_j v_j^r$ under $p = \mathrm{softmax}(a)$ stand in their place (`base_derivatives`).
"""

from collections.abc import Sequence
from fractions import Fraction
from math import comb, factorial
from typing import Any

import sympy as sp
from sympy.polys.rings import ring

from theory.argument import Argument, Step

N = sp.Symbol("N", integer=True, positive=True)
T_RAY = sp.Symbol("t", real=True)
J, Y = sp.symbols("j y", integer=True, positive=True)
O = sp.IndexedBase("o", real=True)
O_Y = sp.Symbol("o_y", real=True)

SOFTMAX_LOSS = -sp.log(sp.exp(T_RAY * O[Y]) / sp.Sum(sp.exp(T_RAY * O[J]), (J, 1, N)))
"""Eq. 5 of arXiv 2506.09454 along the ray t o: minus the log of exp(o_y) over the sum of exp(o_j), N symbolic."""

A, V = sp.IndexedBase("a", real=True), sp.IndexedBase("v", real=True)
V_Y = sp.Symbol("v_y", real=True)
BASE_LOSS = sp.Symbol("l_a", real=True)
"""The softmax loss at the base point."""

FROM_BASE = -sp.log(sp.exp(A[Y] + T_RAY * V[Y]) / sp.Sum(sp.exp(A[J] + T_RAY * V[J]), (J, 1, N)))
"""The same loss along a + t v."""


def mean(r: int) -> sp.Symbol:
    """The symbol $m_r$, the mean of $o_j^r$ over j."""
    return sp.Symbol(f"m{r}", real=True)


def cumulants(moments: Sequence[Any]) -> list[Any]:
    r"""$\kappa_1, ..., \kappa_R$ from the raw moments $m_1, ..., m_R$, of any type with +, - and *.

    These are the coefficients of $t^r/r!$ in $\log\sum_r m_r t^r/r!$, by the recurrence that $g' f = f'$ gives
    for $g = \log f$.
    """
    found: list[Any] = []
    for n, moment in enumerate(moments):
        found.append(moment - sum(comb(n, k) * kappa * moments[n - k - 1] for k, kappa in enumerate(found)))
    return found


def log_sum_exp_series(order: int) -> list[sp.Expr]:
    r"""Coefficients of $t^0, ..., t^{order}$ in $\log\sum_{j=1}^N e^{t o_j}$, in N and $m_1, ..., m_{order}$."""
    if order < 1:
        raise ValueError(f"order is {order}; give an order of at least 1")
    means = ring([mean(r) for r in range(1, order + 1)], sp.QQ)[1:]
    kappas = cumulants(means)
    return [sp.log(N), *(kappa.as_expr() / sp.factorial(r) for r, kappa in enumerate(kappas, 1))]


def ray_derivatives(order: int) -> list[sp.Expr]:
    """Derivatives 0, ..., `order` of `SOFTMAX_LOSS` in t at 0, differentiated under the sum, in N, o_y and m_r."""
    derivatives, current = [], SOFTMAX_LOSS
    for _ in range(order + 1):
        derivatives.append(in_means(current.subs(T_RAY, 0)))
        current = sp.diff(current, T_RAY)
    return derivatives


def in_means(expression: sp.Expr) -> sp.Expr:
    """`expression` with each sum of $o_j^r$ over j written as $N m_r$ and the target's score as `O_Y`."""
    replaced = expression.replace(sp.Sum, lambda summand, *_: N * _moment(summand))
    return sp.expand(sp.expand_log(replaced.subs(O[Y], O_Y), force=True))


def _moment(summand: sp.Expr) -> sp.Expr:
    power = sp.Poly(summand, O[J])
    if not power.is_monomial or power.LC() != 1:
        raise ValueError(f"{summand} is not a power of o_j")
    return mean(power.degree()) if power.degree() else sp.Integer(1)


def moment(r: int) -> sp.Symbol:
    r"""The symbol $M_r = \sum_j p_j v_j^r$, $p$ the softmax of the base point."""
    return sp.Symbol(f"M{r}", real=True)


def base_derivatives(order: int) -> list[sp.Expr]:
    """Derivatives 0, ..., `order` of `FROM_BASE` in t at 0, under the sum, in the base point's loss, v_y and M_r."""
    partition, derivatives, current = sp.Symbol("Z", positive=True), [], FROM_BASE
    for _ in range(order + 1):
        at_base = current.subs(T_RAY, 0).replace(sp.Sum, lambda summand, *_: partition * _weighted(summand))
        derivatives.append(sp.expand(sp.expand_log(at_base.subs(V[Y], V_Y), force=True)))
        current = sp.diff(current, T_RAY)
    derivatives[0] = derivatives[0].subs(sp.log(partition), BASE_LOSS + A[Y])
    return derivatives


def base_argument(order: int) -> Argument:
    """The Taylor polynomial at a base point by two ways, for symbolic N."""
    series = cumulants([moment(r) for r in range(1, order + 1)])
    expected = [BASE_LOSS, series[0] - V_Y, *series[1:]]
    derived = base_derivatives(order)
    return Argument(
        [
            Step(
                r"Eq. 5 along $o_0 + tv$, with a symbolic number $N$ of terms, is differentiated under the sum; at $t "
                r"= 0$ the derivatives are polynomials in $v_y$ and $M_r = \sum_j p_j v_j^r$, the same as those that "
                r"the recurrence for the logarithm of the power series $\sum_r M_r t^r/r!$ gives; along every ray they "
                r"fix the "
                "Taylor polynomial",
                all(sp.expand(a - b) == 0 for a, b in zip(derived, expected, strict=True)),
            )
        ]
    )


def _weighted(summand: sp.Expr) -> sp.Expr:
    power = sp.Poly(sp.simplify(summand / sp.exp(A[J])), V[J])
    if not power.is_monomial or power.LC() != 1:
        raise ValueError(f"{summand} is not exp(a_j) times a power of v_j")
    return moment(power.degree()) if power.degree() else sp.Integer(1)


def base_coefficients(p: Sequence[Fraction], v: Sequence[Fraction], y: int, order: int) -> list[Fraction]:
    r"""Coefficients of $t^1, ..., t^{order}$ of the loss along $\log p + t v$, computed on the numbers; y from 1."""
    moments = [sum((q * x**r for q, x in zip(p, v, strict=True)), Fraction(0)) for r in range(1, order + 1)]
    found = [kappa / factorial(r) for r, kappa in enumerate(cumulants(moments), 1)]
    return [found[0] - v[y - 1], *found[1:]]


def second_order(scores: Sequence[Fraction], y: int) -> tuple[Fraction, int]:
    r"""The second-order expansion at zero of the softmax loss, evaluated at given scores of shape (N,), y from 1.

    Returned as (rational part, n): the value is the rational part plus log n. Computed on the numbers themselves:
    the series of $\sum_j e^{t o_j}$, then its logarithm, cut after $t^2$, at t = 1.
    """
    n = len(scores)
    return sum(base_coefficients([Fraction(1, n)] * n, scores, y, 2), Fraction(0)), n

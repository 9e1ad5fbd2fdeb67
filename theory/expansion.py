r"""Taylor expansion of the softmax loss at zero, for every N at once.

Along a ray $t o$ the loss is $\log\sum_j e^{t o_j} - t o_y$; its coefficients are polynomials in the means
$m_r = \frac1N\sum_j o_j^r$. Two ways lead there: differentiation of the definition under the sum
(`ray_derivatives`), and arithmetic of power series (`log_sum_exp_series`).
"""

from collections.abc import Sequence
from fractions import Fraction
from math import comb
from typing import Any

import sympy as sp
from sympy.polys.rings import ring

N = sp.Symbol("N", integer=True, positive=True)
T_RAY = sp.Symbol("t", real=True)
J, Y = sp.symbols("j y", integer=True, positive=True)
O = sp.IndexedBase("o", real=True)
O_Y = sp.Symbol("o_y", real=True)

SOFTMAX_LOSS = -sp.log(sp.exp(T_RAY * O[Y]) / sp.Sum(sp.exp(T_RAY * O[J]), (J, 1, N)))
"""Eq. 5 of arXiv 2506.09454 along the ray t o: minus the log of exp(o_y) over the sum of exp(o_j), N symbolic."""


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


def second_order(scores: Sequence[Fraction], y: int) -> tuple[Fraction, int]:
    r"""The second-order expansion at zero of the softmax loss, evaluated at given scores of shape (N,), y from 1.

    Returned as (rational part, n): the value is the rational part plus log n. Computed on the numbers themselves:
    the series of $\sum_j e^{t o_j}$, then its logarithm, cut after $t^2$, at t = 1.
    """
    n = len(scores)
    first, second = cumulants([Fraction(sum(s**r for s in scores), n) for r in (1, 2)])
    return first + second / 2 - scores[y - 1], n

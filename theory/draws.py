"""Moments of sums over n independent draws of classes from a proposal, for symbolic n."""

from collections.abc import Sequence

import sympy as sp

from theory.expansion import T_RAY, J

n = sp.Symbol("n", integer=True, positive=True)
m = sp.Symbol("m", integer=True, positive=True)

Group = tuple[sp.Expr, sp.Expr, sp.Expr | int, sp.Expr | int]
"""Classes first, ..., last that are alike: (q_j, f_j, first, last), the former two in terms of the index j."""


def moment(order: int, start: sp.Expr, groups: Sequence[Group]) -> sp.Expr:
    """E (start + f_{j_1} + ... + f_{j_n})^order, for symbolic n and as many classes as the groups have.

    By differentiation at t = 0 of the moment generating function exp(t start) M(t)^n, M(t) = sum_j q_j exp(t f_j),
    where M(0) = 1, since q is a distribution.
    """
    M = sp.Function("M")(T_RAY)
    found = sp.diff(sp.exp(T_RAY * start) * M**n, T_RAY, order)
    for r in range(order, 0, -1):
        found = found.subs(sp.Derivative(M, (T_RAY, r)), sum(_derivative(group, r) for group in groups))
    return sp.expand(found.subs(M, 1).subs(T_RAY, 0))


def _derivative(group: Group, order: int) -> sp.Expr:
    q, f, first, last = group
    return total(sp.diff(q * sp.exp(T_RAY * f), T_RAY, order).subs(T_RAY, 0), first, last)


def total(summand: sp.Expr, first: sp.Expr | int, last: sp.Expr | int) -> sp.Expr:
    """The sum over j = first, ..., last, with constant factors in front."""
    summand = sp.cancel(summand)
    return summand.subs(J, first) if first == last else sp.Sum(summand, (J, first, last)).simplify()

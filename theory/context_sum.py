r"""Eq. 15-17 of arXiv 2506.09454 for one context, for every number N of items and every number I of positives.

Sums over the items are written in the sums of $o_y$ and $o_y^2$ over all items and over the positives, so that both
sides are polynomials and can be compared for symbolic N and I.
"""

from collections.abc import Callable
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.expansion import O_Y, N
from theory.pair_loss import Loss, Q, S, symbolic

Term = Callable[[Any, Any, Any, Any, Any], Any]
"""What an item adds: a function of (o, r, N, I, s), r its label, I the number of positives, s the sum of the scores."""

Once = Callable[[Any, Any, Any], Any]
"""What a context adds once: a function of (N, I, s)."""

I = sp.Symbol("I", integer=True, positive=True)
O = sp.Symbol("o", real=True)
P, P_SQUARES = sp.symbols("p p_2", real=True)
"""The sums of the positives' scores and of their squares."""


def pairs(loss: Loss) -> sp.Expr:
    """The sum of a loss, linear in the target's score, over the pairs of the context."""
    polynomial = sp.Poly(symbolic(loss), O_Y)
    return sp.expand(polynomial.coeff_monomial(O_Y) * P + polynomial.coeff_monomial(1) * I)


def squares(term: Term, once: Once) -> sp.Expr:
    """The sum of a term over all items, with what is added once."""
    other = sp.Poly(sp.expand(term(O, 0, N, I, S)), O)
    more = sp.Poly(sp.expand(term(O, 1, N, I, S) - term(O, 0, N, I, S)), O)
    return sp.expand(_total(other, (N, S, Q)) + _total(more, (I, P, P_SQUARES)) + once(N, I, S))


def _total(polynomial: sp.Poly, sums: tuple[sp.Expr, ...]) -> sp.Expr:
    return sum(coefficient * sums[power] for (power,), coefficient in polynomial.terms())


def affine(loss: Loss, term: Term, once: Once) -> tuple[sp.Expr, sp.Expr]:
    """Factor and constant with pairs = factor * squares + constant, if the ratio of their squares is the factor."""
    left, right = pairs(loss), squares(term, once)
    factor = sp.simplify(left.coeff(Q) / right.coeff(Q))
    return factor, sp.simplify(sp.expand(left - factor * right))


def affine_argument(loss: Loss, term: Term, once: Once) -> Argument:
    """Whether both sides are the same up to a positive factor for all contexts and a constant for each."""
    factor, constant = affine(loss, term, once)
    sums = {S, Q, P, P_SQUARES}
    return Argument(
        (
            Step(
                r"summed over the $I$ pairs of a context, Eq. 15 is $-\sum_{y \in \mathcal I} o_y$ and $I$ times a "
                "polynomial in the sums of all scores and of their squares; the other side is expanded likewise, "
                "item by item",
                pairs(loss).coeff(P) == -1,
            ),
            Step(
                rf"the first is ${sp.latex(factor)}$ times the second plus ${sp.latex(constant)}$: the factor is "
                rf"positive "
                "and the same for all contexts, the constant does not depend on the scores",
                factor.is_positive is True
                and I not in factor.free_symbols
                and not sums & constant.free_symbols
                and not sums & factor.free_symbols,
            ),
        )
    )


def bounded_argument() -> Argument:
    r"""When $|\mathcal I|(\sum_y (o_y - t_y)^2 - \kappa s^2)$ is bounded below, for every N and I."""
    c, kappa = sp.symbols("c kappa", real=True)
    target = I * (N / I - 1) + (N - I) * (-1)
    along = sp.Poly(sp.expand(N * c**2 - kappa * (N * c) ** 2), c).coeff_monomial(c**2)
    d, total = sp.symbols("d D", real=True)
    centred = sp.Poly(sp.expand((d - total / N) ** 2), d)
    left = (
        centred.coeff_monomial(d**2) * sp.Symbol("D2")
        + centred.coeff_monomial(d) * total
        + centred.coeff_monomial(1) * N
    )
    return Argument(
        (
            Step(
                r"the targets $t_y = r_y\frac N{|\mathcal I|} - 1$ add up to 0, so with $d = o - t$ the sum $s$ is "
                r"$\sum_y d_y$ and the linear terms are gone",
                sp.expand(target) == 0,
            ),
            Step(
                rf"along $d = c\mathbf 1$ it is $|\mathcal I|$ times $({sp.latex(sp.factor(along))})c^2$: unbounded "
                rf"below if "
                r"$\kappa > \frac1N$",
                sp.expand(along - N * (1 - kappa * N)) == 0,
            ),
            Step(
                r"if $\kappa \le \frac1N$ it is at least $|\mathcal I|\sum_y (d_y - \bar d)^2 \ge 0$, and 0 at $o = t$",
                sp.expand(left - (sp.Symbol("D2") - total**2 / N)) == 0,
            ),
        )
    )


def ridge_argument() -> Argument:
    r"""Which $\lambda'$ gives the squares the minimisers that the pairs have with $\lambda$, for every N, I and |D|."""
    r, ridge, other, data = sp.symbols("r lambda lambda' D", positive=True)
    first = (I * (O + 1) ** 2 / (2 * N) - r * O) / data + ridge * O**2
    second = I * (O + 1 - r * N / I) ** 2 / data + other * O**2
    slope = sp.expand(sp.diff(first, O) - sp.diff(second, O) / (2 * N))
    return Argument(
        (
            Step(
                r"per score, Eq. 15 with $\lambda\|o\|^2$ has the slope $\frac1{|D|}\left(\frac{|\mathcal I|}N(o+1) - "
                r"r\right) + 2\lambda o$, and the last line with $\lambda'\|o\|^2$ that slope times $2N$ exactly if "
                r"$\lambda' = 2N\lambda$",
                sp.simplify(slope - (2 * ridge - other / N) * O) == 0,
            ),
            Step(
                r"and with any $\psi$: dividing the last line by $2N$ leaves $\frac{\lambda'}{2N}\psi$",
                sp.solve(sp.Eq(other / (2 * N), ridge), other) == [2 * N * ridge],
            ),
        )
    )

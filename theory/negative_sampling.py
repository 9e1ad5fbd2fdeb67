"""Negative sampling, -log sigmoid(o_y) - sum_j log sigmoid(-o_j), against NCE with the normaliser clamped to c = 0.

Mikolov et al. (2013), arXiv 1310.4546, Eq. 4; Levy and Goldberg (2014).
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import prod

import sympy as sp

from theory.argument import Step
from theory.nce import risk
from theory.nce_sums import K, P, Q, T


def exp_loss(odds: Sequence[Fraction], y: int, draws: Sequence[int]) -> Fraction:
    """The exponential of negative sampling's loss: (1 + 1/t_y) prod_j (1 + t_j) for the odds t = exp(o)."""
    return (1 + 1 / odds[y]) * prod((1 + odds[j] for j in draws), start=Fraction(1))


def exp_nce_loss(odds: Sequence[Fraction], q: Sequence[Fraction], y: int, draws: Sequence[int]) -> Fraction:
    """The exponential of NCE's loss: 1/h_y prod_j 1/(1 - h_j), where h = t / (t + k q) tells y from the k draws."""
    k = len(draws)
    h = [t / (t + k * b) for t, b in zip(odds, q, strict=True)]
    return 1 / h[y] * prod((1 / (1 - h[j]) for j in draws), start=Fraction(1))


def loss_steps() -> tuple[Step, ...]:
    """Why NCE's loss is negative sampling's at odds divided by k q, and the same only where that is 1."""
    shifted = T / (K * Q)
    h = T / (T + K * Q)
    return (
        Step(
            r"NCE's classifier is $h = t/(t + kq) = \sigma(\log t - \log(kq))$, negative sampling's $\sigma(\log t)$: "
            r"the terms $1/h = 1 + kq/t$ and $1/(1-h) = 1 + t/(kq)$ are those of the odds $t/(kq)$",
            sp.simplify(1 / h - 1 - 1 / shifted) == 0 and sp.simplify(1 / (1 - h) - 1 - shifted) == 0,
        ),
        Step(
            r"$\log(1 + t)$ is strictly increasing: drawing a class once more adds the same to both losses at all odds "
            r"only if $t/(kq) = t$ for it, $kq = 1$; summed over the classes, $k = N$",
            sp.diff(sp.log(1 + T), T).is_positive is True and sp.solve(shifted - T, K) == [1 / Q],
        ),
    )


@cache
def learned() -> sp.Expr:
    """The odds at which the derivative of p softplus(-o) + k q softplus(o) is 0."""
    u = sp.Symbol("u", real=True)
    part = P * sp.log(1 + sp.exp(-u)) + K * Q * sp.log(1 + sp.exp(u))
    slope = sp.together(sp.diff(part, u).rewrite(sp.exp).subs(sp.exp(-u), 1 / T).subs(sp.exp(u), T))
    (odds,) = sp.solve(sp.numer(slope), T)
    return odds


def learned_steps() -> tuple[Step, ...]:
    """Why these are the only minimiser."""
    u = sp.Symbol("u", real=True)
    part = P * sp.log(1 + sp.exp(-u)) + K * Q * sp.log(1 + sp.exp(u))
    curvature = sp.diff(part, u, 2) - (P + K * Q) * sp.exp(u) / (1 + sp.exp(u)) ** 2
    return (
        Step(
            r"the risk is a sum over classes of $p\log(1 + e^{-o}) + kq\log(1 + e^o)$, which is NCE's part at the odds "
            r"$kq\,e^o$",
            sp.simplify(risk(K * Q * sp.exp(u)) - part) == 0,
        ),
        Step(r"its second derivative $(p + kq)\,e^o/(1 + e^o)^2$ is positive", sp.simplify(curvature) == 0),
        Step(
            rf"its first derivative is 0 at $e^o = {sp.latex(learned())}$",
            sp.simplify(sp.diff(part, u).subs(u, sp.log(learned()))) == 0,
        ),
    )

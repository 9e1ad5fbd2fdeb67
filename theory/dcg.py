r"""Discounted cumulative gain, exact: $\sum_y g_y / \log(1 + \pi_y)$ with natural logarithms, its regret, its optimum.

Another base multiplies every DCG by one positive constant. `theory.metrics` has the same in floats, with cutoffs.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.intervals import rational, sign
from theory.order import discordant, weak_orderings


def discount(rank: Any) -> sp.Expr:
    r"""$c_i = 1/\log(1+i)$."""
    return 1 / sp.log(1 + rank)


def ideal(m: Any) -> sp.Expr:
    """The DCG of m relevant items at ranks 1 to m, for a number or a symbol m."""
    i = sp.Symbol("i", integer=True, positive=True)
    return sp.Sum(discount(i), (i, 1, m)).doit() if isinstance(m, int) else sp.Sum(discount(i), (i, 1, m))


def against(scores: Sequence[Any], gains: Sequence[Any]) -> list[int]:
    """The items, from 0, by falling score; of equal scores the smaller gain comes first."""
    return sorted(range(len(scores)), key=lambda y: (-scores[y], gains[y]))


def dcg(order: Sequence[int], gains: Sequence[Any]) -> sp.Expr:
    """The DCG of the items in this order, first to last, for exact gains."""
    exact = [rational(g) if isinstance(g, Fraction | int) else g for g in gains]
    return sum(discount(rank) * exact[y] for rank, y in enumerate(order, 1))


def regret(scores: Sequence[Any], gains: Sequence[Any]) -> sp.Expr:
    """The DCG of the best order minus that of the scores, ties against them."""
    return dcg(against(gains, gains), gains) - dcg(against(scores, gains), gains)


def sorting_argument() -> Argument:
    """For every N: an order maximises expected DCG exactly if it sorts the expected gains."""
    i, shift = sp.symbols("i d", positive=True)
    first, second, gain_a, gain_b = sp.symbols("c_i c_j g_a g_b", real=True)
    swapped = (first * gain_a + second * gain_b) - (first * gain_b + second * gain_a)
    return Argument(
        (
            Step(
                r"for a given order the expectation is linear: $E\sum_y c_{\pi_y} r_y = \sum_y c_{\pi_y} E[r_y]$ "
                "(executed for a law of two sets)",
                _linear(),
            ),
            Step(
                r"$c_i = 1/\log(1+i)$ falls strictly",
                bool(sp.diff(discount(i), i).is_negative) and bool((1 / discount(i + shift)).subs(i, 1).is_positive),
            ),
            Step(
                r"if item $b$ stands at rank $i$ before item $a$ at rank $j$ and $g_a > g_b$, exchanging them adds "
                r"$(c_i - c_j)(g_a - g_b) > 0$; there are finitely many orders, so a best one exists, and it has no "
                "such pair",
                sp.expand(swapped - (first - second) * (gain_a - gain_b)) == 0,
            ),
            Step(
                "all orders without such a pair have the same gains at the same ranks, so the same value: these are "
                "the best ones, and scores produce one of them under every tie-break exactly if $g_a > g_b$ implies "
                "$o_a > o_b$ (also tried on all weak orderings of 3 items)",
                all(_decides(o, g) for o in weak_orderings(3) for g in weak_orderings(3)),
            ),
        )
    )


def _linear() -> bool:
    c, t = sp.symbols("c_1:4"), sp.Symbol("t")
    first, second = (1, 0, 0), (0, 1, 1)
    mean = t * sum(a * b for a, b in zip(c, first, strict=True))
    mean += (1 - t) * sum(a * b for a, b in zip(c, second, strict=True))
    gains = [t * a + (1 - t) * b for a, b in zip(first, second, strict=True)]
    return bool(sp.expand(mean - sum(a * b for a, b in zip(c, gains, strict=True))) == 0)


def _decides(scores: tuple[int, ...], gains: tuple[int, ...]) -> bool:
    return (sign(regret(scores, gains)) == 1) is bool(discordant(scores, gains))

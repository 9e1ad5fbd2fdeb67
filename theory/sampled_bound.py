r"""The sampled softmax loss and its RG2 (before Eq. 18 of arXiv 2506.09454) at the scores where the latter is least.

For a pair, n uniform draws with replacement from all N items, and scores that are `high` for the positive and -1 for
all others, the number of draws that are the positive itself is binomial.
"""

from collections.abc import Callable
from fractions import Fraction
from math import comb
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.intervals import rational

Bound = Callable[[Any, Any, Any], Any]
"""A function of the positive's score, the sum and the squares of n + 1 scores: the positive's and the drawn ones."""


def mean_optimum(n_items: int, n: int) -> Fraction:
    r"""Where the mean of RG2 over the draws is least: $\frac{(n+1)N}{N+n} - 1$ for the positive, -1 for all others."""
    return Fraction((n + 1) * n_items, n_items + n) - 1


def mean_loss(n_items: int, n: int, high: Fraction) -> sp.Expr:
    """The mean of Eq. 8's loss over the draws, exactly."""
    low = sp.exp(-1 - rational(high))
    return sum(rational(chance) * sp.log(1 + k + (n - k) * low) for k, chance in enumerate(_hits(n_items, n)))


def mean_of(bound: Bound, n_items: int, n: int, high: Fraction) -> sp.Expr:
    """The mean over the draws of a function of the positive's score, the sum and the squares of the drawn scores."""
    found = sp.Integer(0)
    for k, chance in enumerate(_hits(n_items, n)):
        sums = (high, high * (k + 1) - (n - k), high**2 * (k + 1) + (n - k))
        found += rational(chance) * bound(*map(rational, sums))
    return found


def _hits(n_items: int, n: int) -> list[Fraction]:
    """The chances of 0, ..., n draws that are the positive."""
    share = Fraction(1, n_items)
    return [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]


def optimum_argument() -> Argument:
    """That the mean of RG2 over the draws is least at `mean_optimum`, for every N and n."""
    N, n, score, r = sp.symbols("N n o r", positive=True)
    part = r * ((score + 1) ** 2 / (2 * n + 2) - score) + n * (score + 1) ** 2 / (N * (2 * n + 2))
    slopes = [sp.diff(part.subs(r, x), score) for x in (1, 0)]
    at = (n + 1) * N / (N + n) - 1
    return Argument(
        [
            Step(
                r"the mean over the draws is a sum over the items of $r_j\left(\frac{(o_j+1)^2}{2n+2} - o_j\right) + "
                r"\frac{n(o_j+1)^2}{N(2n+2)}$, convex, with slope zero at $\frac{(n+1)N}{N+n} - 1$ for the positive "
                r"and "
                "at $-1$ for the others",
                sp.simplify(slopes[0].subs(score, at)) == 0 and slopes[1].subs(score, -1) == 0,
            )
        ]
    )

r"""The empirical risk of RG2 (arXiv 2506.09454, s. 4.4) and the mean of which it is a sample.

A sample is a number of draws of pairs (x, y); $n_{xy}$ counts how often a pair was drawn, $I_x = \sum_y n_{xy}$.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

import sympy as sp

from theory.argument import Argument, Step
from theory.quadratic import wsl

Pair = tuple[int, int]
Scores = Sequence[Sequence[Fraction]]
"""Scores by context and item."""


def empirical_risk(scores: Scores, draws: Sequence[Pair]) -> Fraction:
    r"""$\frac1{|D|}\sum_{x,y} I_x(o_y^{(x)} + 1 - n_{xy}N/I_x)^2$: the printed one where no pair is drawn twice.

    Contexts without a draw have no weight.
    """
    return sum((_context(o, counts) for o, counts in _contexts(scores, draws)), Fraction(0)) / len(draws)


def _context(o: Sequence[Fraction], counts: Sequence[int]) -> Fraction:
    weight = sum(counts)
    return Fraction(wsl([x + 1 for x in o], [Fraction(n * len(o), weight) for n in counts], [weight] * len(o)))


def _contexts(scores: Scores, draws: Sequence[Pair]) -> Iterator[tuple[Sequence[Fraction], list[int]]]:
    drawn = Counter(draws)
    for x in sorted({x for x, _ in draws}):
        yield scores[x], [drawn[x, y] for y in range(len(scores[x]))]


def counted(scores: Scores, draws: Sequence[Pair]) -> Iterator[tuple[int, int, int]]:
    """The (n, I, N) of every item of every context that was drawn."""
    for o, counts in _contexts(scores, draws):
        yield from ((n, sum(counts), len(o)) for n in counts)


def samples(chances: Mapping[Pair, Fraction], size: int) -> Iterator[tuple[tuple[Pair, ...], Fraction]]:
    """Every sample of independent draws, with its chance."""
    for draws in product(chances, repeat=size):
        chance = Fraction(1)
        for pair in draws:
            chance *= chances[pair]
        yield draws, chance


def row_loss(o: Sequence[Fraction], y: int) -> Fraction:
    r"""$\|o + \mathbf 1 - Ne_y\|^2$, a draw's own loss: 2N times RG2 of Eq. 15, and a constant."""
    return Fraction(sum((x + 1 - (len(o) if j == y else 0)) ** 2 for j, x in enumerate(o)))


def unbiased_argument() -> Argument:
    r"""The mean of `row_loss` over the draws is `empirical_risk` plus $\frac1{|D|}\sum N^2(n - n^2/I)$.

    For every N, every number of draws and all counts.
    """
    u, n, weight, size = sp.symbols("u n I N", positive=True)
    rows = (weight - n) * u**2 + n * (u - size) ** 2
    printed = weight * (u - n * size / weight) ** 2
    return Argument(
        (
            Step(
                r"item $j$ of a context, $u = o_j + 1$, enters the draws' own losses as $(I - n)u^2 + n(u - N)^2$ "
                r"and the "
                r"empirical risk as $I(u - nN/I)^2$; they differ by $N^2(n - n^2/I)$, whatever $u$",
                sp.simplify(rows - printed - size**2 * (n - n**2 / weight)) == 0,
            ),
            Step(
                "the mean of independent draws' own losses has the mean of one draw, and the difference is 0 where "
                r"$n = I$ or $n = 0$",
                sp.simplify((n - n**2 / weight).subs(n, weight)) == 0,
            ),
        )
    )

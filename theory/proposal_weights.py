r"""RG2 of sampled softmax under a proposal q: its weights, and what its conditional minimiser orders by.

Eq. 18 of arXiv 2506.09454 starts from $-o_y + \frac1{2n+2}\|o_{[n]} + 1\|^2$ for a pair (x, y), where $o_{[n]}$ has the
score of y and those of n draws with replacement, there uniform, here from q.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import sympy as sp

from theory.argument import Argument, Step


def by_enumeration(scores: Sequence[Fraction], positives: Collection[int], q: Sequence[Fraction], n: int) -> Fraction:
    """The expectation over all draws, summed over the positives of a context, exactly; N^n terms a positive."""
    total = Fraction(0)
    for y, draw in product(positives, product(range(len(q)), repeat=n)):
        squares = (scores[y] + 1) ** 2 + sum((scores[j] + 1) ** 2 for j in draw)
        total += prod((q[j] for j in draw), start=Fraction(1)) * (-scores[y] + squares / (2 * n + 2))
    return total


def minimiser(eta: Any, q: Any, n: Any) -> Any:
    r"""The score $o^*$ of an item that is the positive with probability eta and drawn with probability q."""
    return (n + 1) * eta / (eta + n * q) - 1


def weights_argument() -> Argument:
    r"""For every N, n, q: over a context it is $\frac1{2n+2}\sum_y w_y(o_y + 1 - r_y\frac{n+1}{w_y})^2$ + const.

    Here $w_y = r_y + |I|nq_y$.
    """
    return Argument((_linear_step(), _square_step()))


def minimiser_argument() -> Argument:
    r"""For every N, n, q > 0 and distribution eta of one positive: `minimiser` is that, and orders by eta/q."""
    return Argument((_linear_step(), _stationary_step(), _ratio_step()))


def _linear_step() -> Step:
    n, d, mean = sp.symbols("n d m", integer=True, positive=True)
    drawn = sp.Sum(mean, (d, 1, n)).doit()
    return Step(
        r"by linearity each of the $n$ draws adds $m = \sum_j q_j(o_j+1)^2$ in expectation: the coefficient of "
        r"$(o_j+1)^2$ is $\frac{nq_j}{2n+2}$, and $\frac1{2n+2}$ more for $j = y$",
        sp.expand(drawn - n * mean) == 0,
    )


def _square_step() -> Step:
    o, r, size, n, q = sp.symbols("o r s n q", positive=True)
    w = r + size * n * q
    summed = -r * o + w * (o + 1) ** 2 / (2 * n + 2)
    squared = w * (o + 1 - r * (n + 1) / w) ** 2 / (2 * n + 2)
    return Step(
        r"summed over the positives, the part of item $y$ is $-r_yo_y + \frac{r_y + |I|nq_y}{2n+2}(o_y+1)^2$, which "
        r"completes to the square with the target $r_y\frac{n+1}{w_y} - 1$",
        sp.simplify(sp.diff(summed - squared, o)) == 0,
    )


def _stationary_step() -> Step:
    o, eta, n, q = sp.symbols("o eta n q", positive=True)
    risk = -eta * o + (eta + n * q) * (o + 1) ** 2 / (2 * n + 2)
    slope = sp.simplify(sp.diff(risk, o).subs(o, minimiser(eta, q, n)))
    return Step(
        r"the conditional risk is a sum over items of $-\eta o + \frac{\eta+nq}{2n+2}(o+1)^2$, strictly convex and "
        r"stationary at $o^* = \frac{(n+1)\eta}{\eta+nq} - 1$",
        slope == 0 and sp.diff(risk, o, 2).is_positive is True,
    )


def _ratio_step() -> Step:
    ratio, n, q = sp.symbols("t n q", positive=True)
    in_ratio = sp.simplify(minimiser(ratio * q, q, n))
    return Step(
        r"$o^*$ depends on $t = \eta/q$ only, and rises with it; scores whose risk tends to its minimum tend to $o^*$",
        not in_ratio.has(q) and sp.simplify(sp.diff(in_ratio, ratio)).is_positive is True,
    )

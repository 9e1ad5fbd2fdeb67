r"""Sums over the items of one context, on numbers and for a symbolic number of items.

A polynomial summand in the score o and the relevance r (0 or 1) sums to a linear function of $N$, $|\mathcal I|$,
$\sum_y o_y^k$ and $\sum_{y \in \mathcal I} o_y^k$. These are free: two sums agree for every N, every set of positives
and all scores if they agree as polynomials in them.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

SCORE, RELEVANCE = sp.symbols("o r", real=True)
Summand = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Context:
    """One context: N items, `size` positives, n negatives drawn where the losses are sampled, and sums over the items.

    `sum(f)` is the sum of f(o_y, r_y) over all y.
    """

    N: Any
    size: Any
    n: Any
    sum: Callable[[Summand], Any]

    @property
    def total(self) -> Any:
        """The sum of the scores."""
        return self.sum(lambda o, _r: o)


def numeric(scores: Sequence[Fraction], positives: Collection[int], n: int) -> Context:
    """A context with given scores."""
    relevance = [Fraction(y in positives) for y in range(len(scores))]

    def add(f: Summand) -> Fraction:
        return sum((Fraction(f(o, r)) for o, r in zip(scores, relevance, strict=True)), Fraction(0))

    return Context(Fraction(len(scores)), Fraction(len(positives)), Fraction(n), add)


def symbolic() -> Context:
    """A context of every size at once."""
    N, size, n = sp.symbols("N I n", positive=True)

    def add(f: Summand) -> sp.Expr:
        terms = sp.Poly(sp.expand(f(SCORE, RELEVANCE)), SCORE, RELEVANCE).terms()
        return sum((c * _power_sum(degree, bool(relevant), N, size) for (degree, relevant), c in terms), sp.Integer(0))

    return Context(N, size, n, add)


def _power_sum(degree: int, relevant: bool, N: sp.Expr, size: sp.Expr) -> sp.Expr:
    if degree == 0:
        return size if relevant else N
    return sp.Symbol(f"{'p' if relevant else 's'}{degree}", real=True)

r"""The least DCG risk of arXiv 2506.09454 (Eq. 20, 23-25, Prop. 15): items ranked by their chances of relevance.

A context's relevant items are a random set; `Sets` gives each set its chance. $c_k = 1/\log_2(1 + k)$.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction
from itertools import permutations

import sympy as sp
from flint import arb

from theory.argument import Argument, Step
from theory.intervals import enclose, rational

Sets = Mapping[frozenset[int], Fraction]


def discount(rank: int) -> sp.Expr:
    r"""$1/\log_2(1 + k)$ at rank k, from 1."""
    return sp.log(2) / sp.log(1 + rank)


def marginals(sets: Sets, n: int) -> list[Fraction]:
    """Each item's chance of being relevant."""
    return [sum((chance for items, chance in sets.items() if y in items), Fraction(0)) for y in range(n)]


def ideal(sets: Sets) -> sp.Expr:
    """The mean of the ideal DCG, each set ranked by itself."""
    return sum((rational(p) * sum(discount(k) for k in range(1, len(s) + 1)) for s, p in sets.items()), sp.Integer(0))


def risk(order: Collection[int], sets: Sets) -> sp.Expr:
    """Minus the mean DCG of one order of the items, best first."""
    place = {y: k for k, y in enumerate(order, 1)}
    return -sum((rational(p) * sum(discount(place[y]) for y in s) for s, p in sets.items()), sp.Integer(0))


def least_risk(sets: Sets, n: int) -> sp.Expr:
    """The least risk over all orders of n items, by trying each; ArithmeticError if intervals leave two undecided."""
    best, enclosure = None, arb(0)
    for order in permutations(range(n)):
        here = risk(order, sets)
        found = enclose(here)
        if best is None or found < enclosure:
            best, enclosure = here, found
        elif not (found > enclosure or sp.simplify(here - best) == 0):
            raise ArithmeticError("two orders cannot be told apart")
    return best


def sorted_argument() -> Argument:
    r"""For every N and distribution of sets: the least DCG risk is $-\sum_k c_k\eta_{[k]}$, $\eta$ the marginals."""
    k, z, p, q = sp.symbols("k z p q", positive=True)
    near, far = 1 / sp.log(1 + k), 1 / sp.log(1 + k + z)
    gain = (near * p + far * q) - (far * p + near * q)
    return Argument(
        (
            Step(
                r"the mean of $\sum_y c_{\pi_y} r_y$ is $\sum_y c_{\pi_y}\eta_y$, and $c_k$ falls in $k$",
                bool(sp.diff(1 / sp.log(1 + k), k).is_negative),
            ),
            Step(
                r"exchanging the ranks $k < l$ of two items of chances $p > q$, the smaller of which stood first, "
                r"gains "
                r"$(c_k - c_l)(p - q) > 0$; so an order is best exactly if it is sorted by $\eta$, but for ties in "
                r"$\eta$ that change nothing",
                sp.simplify(gain - (near - far) * (p - q)) == 0,
            ),
        )
    )

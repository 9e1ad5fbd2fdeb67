r"""Several relevant items in a context, reduced to labels: $\sum_{y \in R} w(m)\,L(s; y)$, and what it sorts.

R is the random set of relevant items and m their number. Menon, Rawat, Reddi and Kumar (2019, NeurIPS 32) call
w = 1 "pick all labels" and w = 1/m its normalised form; drawing one label from R has the risk of the latter.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.dcg import against, discount, ideal
from theory.intervals import rational
from theory.order import discordant, preserves, weak_orderings
from theory.pooling import places
from theory.relevance import Law, mean

Factor = Callable[[int], Any]
"""A number for each number m of relevant items."""


@cache
def ideal_dcg(m: Any) -> sp.Expr:
    """The DCG of m relevant items at ranks 1 to m, for a number or a symbol m, kept once computed."""
    return ideal(m)


def shares(chances: Law, n: int, factor: Factor) -> tuple[sp.Expr, ...]:
    r"""$E[f(m)\,r_y]$ for each item y, exact."""
    exact = {items: rational(chance) for items, chance in chances.items()}
    return mean(exact, n, lambda r, m, _y: r * _exact(factor(m)))


def labels(chances: Law, n: int, weight: Factor) -> tuple[Fraction | sp.Expr, ...]:
    r"""The label distribution $\eta \propto E[w(m)\,r_y]$ of a reduction: fractions where all are rational."""
    found = shares(chances, n, weight)
    total = sum(found)
    eta = [x / total for x in found]
    return tuple(Fraction(int(x.p), int(x.q)) if x.is_Rational else x for x in eta)


def _exact(value: Any) -> sp.Expr:
    return rational(value) if isinstance(value, Fraction | int) else value


def wrong_pairs(scores: Sequence[int], gains: Sequence[sp.Expr]) -> list[tuple[int, int]]:
    """Pairs (a, b), from 0, with a surely larger gain of a and no larger score."""
    return discordant(scores, places(gains))


def reduction_step(weight: sp.Expr) -> Step:
    """Why a reduction's risk is that of one label distribution; `weight` is a function of the symbol m."""
    chance, w, loss, total = sp.symbols("r w L W", positive=True)
    return Step(
        r"the conditional risk is $E\sum_y w(m)\,r_y\,L(s; y) = W \sum_y \eta_y L(s; y)$ with "
        r"$\eta_y = E[w(m)\,r_y]/W$, $W = E[w(m)\,m] > 0$: what is proved for one label a context holds with this "
        r"$\eta$",
        positive(weight) and sp.simplify(w * chance * loss - total * (w * chance / total) * loss) == 0,
    )


def positive(expression: sp.Expr) -> bool:
    """Whether it is positive, given that sums of positive terms are."""
    sums = {s: sp.Dummy(positive=True) for s in expression.atoms(sp.Sum) if s.function.is_positive}
    return bool(expression.subs(sums).is_positive)


def cutoff_regret(scores: Sequence[int], gains: Sequence[sp.Expr], cutoff: int) -> sp.Expr:
    """How much expected DCG at a cutoff the order of the scores loses, ties against them."""
    sizes = places(gains)
    best, order = against(sizes, sizes), against(scores, sizes)
    return sum(
        discount(rank) * (gains[a] - gains[b])
        for rank, (a, b) in enumerate(zip(best[:cutoff], order[:cutoff], strict=True), 1)
    )


def bridge_argument() -> Argument:
    """For every N and K: DCG at K loses nothing, under any tie-break, exactly if the top j is preserved for j <= K."""
    return Argument((_parts_step(), _discount_step(), _sets_step()))


def _parts_step() -> Step:
    c, c_next, T, T_next = sp.symbols("c_K c_next T_K T_next")
    longer = c_next * (T_next - T)
    return Step(
        r"let $T_j$ be what the first $j$ places of the scores lack of the $j$ largest gains, $T_j \ge 0$. Summed by "
        r"parts, the regret $\sum_{i\le K} c_i (T_i - T_{i-1})$ is $\sum_{j<K} (c_j - c_{j+1})\,T_j + c_K T_K$ "
        r"(by induction on $K$: both sides grow by the same)",
        sp.expand(longer - ((c - c_next) * T + c_next * T_next - c * T)) == 0,
    )


def _discount_step() -> Step:
    rank = sp.Symbol("i", positive=True)
    return Step(
        r"$c_i$ is positive and falls strictly, so the regret is 0 exactly if every $T_j$, $j \le K$, is 0; ties "
        r"broken against the scores make every $T_j$ as large as a tie-break can at once",
        bool(sp.diff(discount(rank), rank).is_negative) and bool(sp.log(1 + rank).is_positive),
    )


def _sets_step() -> Step:
    tried = all(
        preserves(s, g, j) is (set_regret(s, g, j) == 0)
        for n in (2, 3, 4)
        for s in weak_orderings(n)
        for g in weak_orderings(n)
        for j in range(1, n)
    )
    return Step(
        r"$T_j = 0$ under every tie-break exactly if $P_j$ holds, $j < N$ ($T_N = 0$): if $P_j$ holds, every set of "
        r"$j$ largest scores has all items with $g > g_{[j+1]}$ and none with $g < g_{[j]}$, so the largest sum. If an "
        r"item with $g_n > g_{[j+1]}$ has $s_n \le s_{[j+1]}$, some such set lacks it, and loses at least $g_n - "
        r"g_{[j+1]}$; if one with $g_n < g_{[j]}$ has $s_n \ge s_{[j]}$, some such set has it, and loses at least "
        r"$g_{[j]} - g_n$ (also tried on all weak orderings of up to 4 items)",
        tried,
    )


def set_regret(scores: Sequence[int], gains: Sequence[int], j: int) -> int:
    """$T_j$: what the j largest scores lack of the j largest gains, ties against the scores."""
    order = against(scores, gains)
    return sum(sorted(gains, reverse=True)[:j]) - sum(gains[y] for y in order[:j])


@cache
def attained_ideal(m: int, cutoff: int) -> sp.Expr:
    """The best DCG at a cutoff with m relevant items."""
    return ideal(min(m, cutoff))

r"""Which weights w(m) make a reduction consistent with NDCG@K: laws of relevant sets that break all the others."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import sympy as sp

from theory.argument import Argument, Step
from theory.intervals import rational, sign
from theory.least_risk import orders
from theory.reductions import attained_ideal, cutoff_regret, labels, shares
from theory.relevance import Law
from theory.surrogates import SPARSEMAX

PAIR = Fraction(9, 10)


def products(u: Sequence[Fraction], cutoff: int, base: int) -> list[sp.Expr]:
    r"""$w(m)\,\mathrm{IDCG@}K(m)$, m = 1, ..., N, for $w(m) = u_m/\mathrm{IDCG@}b(m)$."""
    return [rational(x) * attained_ideal(m, cutoff) / attained_ideal(m, base) for m, x in enumerate(u, 1)]


def breaking_law(u: Sequence[Fraction], n: int, cutoff: int, base: int) -> Law | None:
    """A law under which the scores of least risk have a positive regret at the cutoff, proved; None if none is found.

    For each pair of sizes below n the law of `pair_law`, with odds between those that metric and loss balance.
    """
    balanced = products(u, cutoff, base)
    for m, other in combinations(range(1, n), 2):
        if sign(balanced[m - 1] - balanced[other - 1]) != 0:
            chances = pair_law(n, m, other, _between(m, other, u, cutoff, base))
            gains = shares(chances, n, lambda size: 1 / attained_ideal(size, cutoff))
            eta = labels(chances, n, lambda size: rational(u[size - 1]) / attained_ideal(size, base))
            if any(sign(cutoff_regret(s, gains, cutoff)) == 1 for s in orders(SPARSEMAX, eta)):
                return chances
    return None


def pair_law(n: int, m: int, other: int, odds: Fraction) -> Law:
    """Item 1 without 2 in sets of m items, item 2 without 1 in sets of another size, and often both alone.

    The odds are those of the first kind of set to the second; within a kind all sets have the same chance.
    """
    rest = range(3, n + 1)
    first = [frozenset((1, *some)) for some in combinations(rest, m - 1)]
    second = [frozenset((2, *some)) for some in combinations(rest, other - 1)]
    share = odds / (1 + odds) * (1 - PAIR)
    chances = dict.fromkeys(first, share / len(first)) | dict.fromkeys(second, (1 - PAIR - share) / len(second))
    return chances | {frozenset((1, 2)): PAIR}


def _between(m: int, other: int, u: Sequence[Fraction], cutoff: int, base: int) -> Fraction:
    """Rational odds between IDCG@K(m)/IDCG@K(m') and w(m')/w(m): near their geometric mean."""
    metric = attained_ideal(m, cutoff) / attained_ideal(other, cutoff)
    loss = attained_ideal(m, base) / attained_ideal(other, base) * rational(u[other - 1] / u[m - 1])
    return Fraction(float(sp.sqrt(metric * loss))).limit_denominator(10**6)


def necessity_argument() -> Argument:
    """For every N >= 3, every K and positive weights: products that differ for two sizes below N break some law."""
    return Argument((_pair_step(), _top_step(), _last_step()))


def _pair_step() -> Step:
    t, w, v, d, e = sp.symbols("t w v d e", positive=True)
    loss, metric = t * w - v, t * d - e
    return Step(
        r"for sizes $m < m' < N$ take items $a, b$; sets of $m$ items with $a$ and not $b$, and sets of $m'$ items "
        r"with $b$ and not $a$, each kind evenly, at odds $t : 1$, and the set $\{a, b\}$. Then $\eta_a - \eta_b$ has "
        r"the sign of $t\,w(m) - w(m')$ and the gains that of $t\,d(m) - d(m')$, $d = 1/\mathrm{IDCG@}K$; if $w/d$ "
        r"differs for $m$ and $m'$, so do the two zeros, and between them the signs are opposite",
        sp.solve(loss, t) == [v / w] and sp.solve(metric, t) == [e / d],
    )


def _top_step() -> Step:
    q, w, small = sp.symbols("q w epsilon", positive=True)
    return Step(
        r"with the set $\{a, b\}$ likely enough these two have the largest $\eta$ and the largest gains, as $w(2)$ and "
        r"$d(2)$ are positive and no other item is in it; so the scores of least risk put them first, in the wrong "
        r"order, and already at $K = 1$ the regret is positive",
        sp.limit(q * w - (1 - q) * small, q, 1) == w,
    )


def _last_step() -> Step:
    w, chance, r = sp.symbols("w chance r")
    return Step(
        r"if $w/d$ is constant for $m < N$: sets of $N$ items add the same to every item, $w(N)$ to its share and "
        r"$d(N)$ to its gain, so $\eta$ and the gains still have one order, and every top $k$ is preserved at small "
        "excess risk",
        sp.expand((r + chance * w) - (chance * w) - r) == 0,
    )

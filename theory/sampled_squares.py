r"""The mean over the draws of sampled softmax's expansion at zero, summed over the positives of a context.

For a positive y and draws $j_1, \dots, j_n$ the expansion is, without its constant,
$-o_y + \frac1{2n+2}\|o_{[n]} + 1\|^2 - \frac1{2(n+1)^2}(1^\top o_{[n]})^2$, $o_{[n]} = (o_y, o_{j_1}, \dots, o_{j_n})$;
RG2 leaves out its last term. Draws are uniform, with replacement, from all N items ("all") or from the N - m that are
not positive ("negatives"). Before Eq. 18 of arXiv 2506.09454.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import sympy as sp

from theory.argument import Step
from theory.draws import Group, m, moment, n
from theory.expansion import O_Y, J, N, O
from theory.proposals import counts

Pool = Literal["all", "negatives"]


@dataclass(frozen=True)
class Sums:
    """All that the mean depends on: N, n, m; the sums of o_j and o_j^2 over the positives, and over the other items."""

    N: Any
    n: Any
    m: Any
    P1: Any
    P2: Any
    R1: Any
    R2: Any

    def squares(self, positive: Any, other: Any, target: Any) -> Any:
        """`positive` times the sum of (o_j + 1 - target)^2 over positives, `other` times that of (o_j + 1)^2."""
        inside = self.P2 + 2 * (1 - target) * self.P1 + self.m * (1 - target) ** 2
        return positive * inside + other * (self.R2 + 2 * self.R1 + self.N - self.m)


SYMBOLS = Sums(N, n, m, *sp.symbols("P1 P2 R1 R2", real=True))
POWERS = (SYMBOLS.P1, SYMBOLS.P2, SYMBOLS.R1, SYMBOLS.R2)
MORE = sp.Symbol("k", integer=True, positive=True)
"""N - m, where the sign of an expression matters."""


def sums(scores: Sequence[Fraction], positives: int, size: int) -> Sums:
    """The sums of rational scores of shape (N,), the first `positives` of which are the positives', for n = `size`."""
    parts = (scores[:positives], scores[positives:])
    powers = [sum((o**r for o in part), Fraction(0)) for part in parts for r in (1, 2)]
    return Sums(*map(Fraction, (len(scores), size, positives)), *powers)


def mean_expansion(
    scores: Sequence[Fraction], positives: int, size: int, pool: Pool, interaction: bool = False
) -> Fraction:
    """The mean over every outcome of the draws; `interaction`: with the expansion's last term."""
    first = 0 if pool == "all" else positives
    drawable = len(scores) - first
    total = Fraction(0)
    for chance, drawn in counts([Fraction(1, drawable)] * drawable, size):
        square = sum(c * (o + 1) ** 2 for c, o in zip(drawn, scores[first:], strict=True))
        sum_ = sum(c * o for c, o in zip(drawn, scores[first:], strict=True))
        for o_y in scores[:positives]:
            value = -o_y + ((o_y + 1) ** 2 + square) / (2 * size + 2)
            total += chance * (value - interaction * (o_y + sum_) ** 2 / (2 * (size + 1) ** 2))
    return total


def derived(pool: Pool, interaction: bool = False) -> sp.Expr:
    """The same for symbolic N, n and m, in `SYMBOLS`, from the generating function of the draws."""
    norm = moment(1, (O_Y + 1) ** 2, _groups(pool, sp.expand((O[J] + 1) ** 2)))
    pair = -O_Y + norm / (2 * n + 2)
    if interaction:
        pair -= moment(2, O_Y, _groups(pool, O[J])) / (2 * (n + 1) ** 2)
    by_power = sp.Poly(pair.replace(sp.Sum, _power_sum), O_Y)
    over_positives = (m, SYMBOLS.P1, SYMBOLS.P2)
    return sp.expand(sum(by_power.coeff_monomial(O_Y**r) * over_positives[r] for r in range(3)))


def _groups(pool: Pool, value: sp.Expr) -> list[Group]:
    if pool == "negatives":
        return [(1 / (N - m), value, m + 1, N)]
    return [(1 / N, value, 1, m), (1 / N, value, m + 1, N)]


def _power_sum(summand: sp.Expr, place: sp.Tuple) -> sp.Expr:
    powers = (m, SYMBOLS.P1, SYMBOLS.P2) if place[1] == 1 else (N - m, SYMBOLS.R1, SYMBOLS.R2)
    return sum(coefficient * powers[r] for (r,), coefficient in sp.Poly(summand, O[J]).terms())


def derived_step(pool: Pool, interaction: bool = False) -> Step:
    """What the mean is, as a step of an argument: it is the stated sum of powers, and no other sum occurs in it."""
    found = derived(pool, interaction)
    what = "all items" if pool == "all" else "the negatives"
    return Step(
        f"drawing from {what}, the mean, summed over the positives, is ${sp.latex(sp.factor(found))}$: derivatives of "
        r"the generating function of the draws for symbolic $N$, $n$, $m$; $P_r$, $R_r$ are the sums of $o_j^r$ over "
        "positives and other items",
        found.free_symbols <= {N, n, m, *POWERS} and not found.atoms(sp.Sum),
    )


def proportional(claimed: sp.Expr, pool: Pool, interaction: bool) -> bool:
    """Whether a polynomial in the power sums is the mean, times a positive factor, plus a constant, for N > m."""
    one, other = (sp.Poly(sp.expand(x), *POWERS) for x in (claimed, derived(pool, interaction)))
    pivot = SYMBOLS.R2
    factor = sp.cancel(one.coeff_monomial(pivot) / other.coeff_monomial(pivot))
    rest = sp.Poly(one.as_expr() - factor * other.as_expr(), *POWERS)
    same = all(sp.cancel(c) == 0 for powers, c in rest.terms() if any(powers))
    return same and sp.factor(factor.subs(N, m + MORE)).is_positive is True


def ratio(pool: Pool) -> sp.Expr:
    """The curvature of the mean without interaction in a positive's score over that in another item's."""
    found = sp.Poly(derived(pool), *POWERS)
    return sp.factor(sp.cancel(found.coeff_monomial(SYMBOLS.P2) / found.coeff_monomial(SYMBOLS.R2)))


def target(pool: Pool) -> sp.Expr:
    """One more than the score at which it is least in a positive's score."""
    found = sp.Poly(derived(pool), *POWERS)
    return sp.factor(sp.cancel(1 - found.coeff_monomial(SYMBOLS.P1) / (2 * found.coeff_monomial(SYMBOLS.P2))))


def enumerated_ratio(pool: Pool, items: int, positives: int, size: int) -> Fraction:
    """`ratio` on numbers, from second differences of the mean over every outcome of the draws."""
    positive, other = (_differences(pool, items, positives, size, index)[1] for index in (0, items - 1))
    return positive / other


def enumerated_target(pool: Pool, items: int, positives: int, size: int) -> Fraction:
    """`target` on numbers, from first and second differences of the same mean at zero scores."""
    slope, curvature = _differences(pool, items, positives, size, 0)
    return 1 - slope / curvature


def _differences(pool: Pool, items: int, positives: int, size: int, index: int) -> tuple[Fraction, Fraction]:
    below, zero, above = (
        mean_expansion([Fraction(step * (i == index)) for i in range(items)], positives, size, pool)
        for step in (-1, 0, 1)
    )
    return (above - below) / 2, above + below - 2 * zero

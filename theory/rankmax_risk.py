r"""Label-adapted Rankmax: its conditional risk $\sum_y \eta_y \log\sum_j \max(s_j - s_y + 1, 0)$ and where it is least.

The loss is Kong, Krichene, Mayoraz, Rendle and Zhang (2020), NeurIPS 33. It is concave on each of finitely many cells,
so the least risk is at scores that are whole numbers: a weak ordering of the classes, level by level.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from itertools import permutations, product

import sympy as sp
from flint import arb, ctx

from theory.argument import Argument, Step
from theory.intervals import ball, rational, sign
from theory.order import weak_orderings

BITS = 128
Scores = Sequence[Fraction] | Sequence[int]


def excess_sums(scores: Scores) -> list[Fraction]:
    r"""$C_y = \sum_j \max(s_j - s_y + 1, 0)$ for each class y, its loss before the logarithm."""
    return [sum((max(Fraction(s - own + 1), Fraction(0)) for s in scores), Fraction(0)) for own in scores]


def risk(scores: Scores, eta: Sequence[Fraction]) -> sp.Expr:
    """The conditional risk of rational scores, exact."""
    terms = zip(eta, excess_sums(scores), strict=True)
    return sum((rational(e) * sp.log(rational(c)) for e, c in terms if e), sp.Integer(0))


def risk_ball(scores: Scores, eta: Sequence[Fraction]) -> arb:
    """A ball that contains it."""
    with ctx.workprec(BITS):
        return sum((ball(e) * _log(c) for e, c in zip(eta, excess_sums(scores), strict=True) if e), arb(0))


@cache
def _log(value: Fraction) -> arb:
    with ctx.workprec(BITS):
        return ball(value).log()


@cache
def least(eta: tuple[Fraction, ...]) -> list[tuple[int, ...]]:
    """The weak orderings of least risk as scores, levels one apart; more than one where they tie.

    Raises ArithmeticError if two risks cannot be told apart.
    """
    found = [(levels, risk_ball(levels, eta)) for levels in weak_orderings(len(eta))]
    best, smallest = min(found, key=lambda case: float(case[1].mid()))
    near = [levels for levels, value in found if not value > smallest]
    signs = {levels: sign(risk(levels, eta) - risk(best, eta)) for levels in near}
    if not set(signs.values()) <= {0, 1}:
        raise ArithmeticError(f"risks of {near} cannot be told apart")
    return [levels for levels in near if signs[levels] == 0]


def levels_argument() -> Argument:
    """For every N and eta: the risk has a minimum, on every cell too, attained by a weak ordering, one apart."""
    small = [levels for n in (2, 3, 4) for levels in weak_orderings(n)]
    return Argument((_cells_step(small), _concave_step(), _vertex_step()))


def _cells_step(small: Sequence[tuple[int, ...]]) -> Step:
    return Step(
        r"with $C_y = \sum_j\max(s_j - s_y + 1, 0)$, a class's own term is 1, so $C_y \ge 1$, and it does not change "
        r"if all scores move together. The hyperplanes $s_i - s_j \in \{-1, 0, 1\}$ part the space into finitely many "
        r"closed polyhedra, the cells, on each of which every $C_y$ is affine (also tried from each weak ordering of "
        "up to 4 classes)",
        all(min(excess_sums(levels)) >= 1 and _affine_beside(levels) for levels in small),
    )


def _affine_beside(levels: Sequence[int]) -> bool:
    """On a segment from a weak ordering into a cell C is, halfway, the mean of the ends, and a shift changes none."""
    near, middle, end = (
        [x + Fraction(i * step, 2 * (len(levels) + 1)) for i, x in enumerate(levels)] for step in range(3)
    )
    mean = [(a + b) / 2 for a, b in zip(excess_sums(near), excess_sums(end), strict=True)]
    return excess_sums(middle) == mean == excess_sums([x + Fraction(5, 7) for x in middle])


def _concave_step() -> Step:
    u, c, d = sp.symbols("u c d", real=True)
    line = c + d * u
    return Step(
        r"along a line in a cell each sum is $c + du \ge 1$ and its logarithm has the second derivative "
        r"$-d^2/(c+du)^2 \le 0$: the risk is concave on a cell, and not negative",
        sp.simplify(sp.diff(sp.log(line), u, 2) + d**2 / line**2) == 0,
    )


def _vertex_step() -> Step:
    return Step(
        r"modulo a common offset a cell holds no line, for $s_i = s_j$ are among the hyperplanes: it is the hull of "
        r"its vertices plus rays, along which a concave function that is bounded below does not fall, so its least "
        r"value is at a vertex; there equations $s_i - s_j \in \{-1, 0, 1\}$ join all classes, and the scores are "
        r"integers without a gap, up to the offset: a weak ordering (also joined in all ways, up to 4 classes)",
        all(_joined(n) == set(weak_orderings(n)) for n in (2, 3, 4)),
    )


def _joined(n: int) -> set[tuple[int, ...]]:
    """The levels of n classes, put in some order each at most one from an earlier one, with the least of them at 0."""
    found: set[tuple[int, ...]] = {(0,)}
    for _ in range(n - 1):
        found = {(*s, x + step) for s in found for x in s for step in (-1, 0, 1)}
    return {tuple(x - min(s) for x in order) for s in found for order in permutations(s)}


def swap_argument() -> Argument:
    """For every N and every eta: scores of least risk never put the less likely of two classes above the other."""
    a, b, low, high = sp.symbols("eta_a eta_b C_a C_b", positive=True)
    before, after = a * sp.log(low) + b * sp.log(high), a * sp.log(high) + b * sp.log(low)
    classes = [list(zip(levels, excess_sums(levels), strict=True)) for levels in weak_orderings(4)]
    return Argument(
        (
            Step(
                r"a class's sum $C_y = \sum_j \max(s_j - s_y + 1, 0)$ depends on the scores of all and on its own, and "
                r"falls strictly in its own: with the scores of all held, no term grows from $s_a$ to $s_b > s_a$ and "
                r"that of $b$ falls from $s_b - s_a + 1$ to 1 "
                "(also tried on all weak orderings of 4)",
                all((s < t) == (c > d) for both in classes for (s, c), (t, d) in product(both, repeat=2)),
            ),
            Step(
                r"so if $\eta_a > \eta_b$ and $s_a < s_b$, $C_a > C_b$, and exchanging the two scores changes no other "
                r"class's sum and takes $(\eta_a - \eta_b)(\log C_a - \log C_b) > 0$ off the risk",
                sp.expand(before - after - (a - b) * (sp.log(low) - sp.log(high))) == 0,
            ),
        )
    )

r"""Label-adapted Rankmax: its conditional risk $\sum_y \eta_y \log\sum_j \max(s_j - s_y + 1, 0)$ and where it is least.

The loss is Kong, Krichene, Mayoraz, Rendle and Zhang (2020), NeurIPS 33. It is concave between kinks, so the least risk
is at scores that are whole numbers: a weak ordering of the classes, level by level.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

import sympy as sp
from flint import arb, ctx

from theory.argument import Argument, Step
from theory.intervals import ball, rational, sign
from theory.order import weak_orderings

BITS = 128
Scores = Sequence[Fraction] | Sequence[int]


def excess_sum(scores: Scores, y: int) -> Fraction:
    r"""$\sum_j \max(s_j - s_y + 1, 0)$, the loss of class y before the logarithm, y from 0."""
    return sum((max(Fraction(s - scores[y] + 1), Fraction(0)) for s in scores), Fraction(0))


def risk(scores: Scores, eta: Sequence[Fraction]) -> sp.Expr:
    """The conditional risk of rational scores, exact."""
    return sum((rational(e) * sp.log(rational(excess_sum(scores, y))) for y, e in enumerate(eta) if e), sp.Integer(0))


def risk_ball(scores: Scores, eta: Sequence[Fraction]) -> arb:
    """A ball that contains it."""
    with ctx.workprec(BITS):
        return sum((ball(e) * _log(excess_sum(scores, y)) for y, e in enumerate(eta) if e), arb(0))


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
    """For every N and every eta: the risk has a minimum, and it is attained by a weak ordering, one apart."""
    return Argument((_bounded_step(), _concave_step(), _vertex_step()))


def _bounded_step() -> Step:
    shift = Fraction(5, 7)
    cases = [(tuple(map(Fraction, levels)), y) for levels in weak_orderings(3) for y in range(3)]
    return Step(
        r"a class's own term is 1, so the loss is not negative, and it does not change if all scores move together; "
        r"between the kinks $s_y - s_j = 1$ every $\max(s_j - s_y + 1, 0)$ is linear: the kinks part the space into "
        "finitely many closed polyhedra, the cells (executed on all weak orderings of 3)",
        all(excess_sum(s, y) >= 1 and excess_sum(s, y) == excess_sum([x + shift for x in s], y) for s, y in cases),
    )


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
        r"up to a common shift a cell has no line: the differences $s_i - s_j$ of all pairs are bounded on one side "
        r"or the other by a kink, and a line changes some of them without bound both ways. A concave function that is "
        r"bounded below on a closed polyhedron without a line is least at a vertex, where kinks determine all "
        r"differences: classes are joined by chains of steps of exactly 1, so the scores are whole numbers without a "
        r"gap, up to a shift: a weak ordering (tried: at every weak ordering of up to 4 classes neighbouring levels "
        r"are kinks)",
        all(
            set(levels) == set(range(max(levels) + 1)) and _joined(levels) for n in (2, 3, 4) for levels in orderings(n)
        ),
    )


def swap_argument() -> Argument:
    """For every N and every eta: scores of least risk never put the less likely of two classes above the other."""
    a, b, low, high = sp.symbols("eta_a eta_b C_a C_b", positive=True)
    before, after = a * sp.log(low) + b * sp.log(high), a * sp.log(high) + b * sp.log(low)
    cases = [(s, y, z) for s in weak_orderings(4) for y in range(4) for z in range(4) if s[y] < s[z]]
    return Argument(
        (
            Step(
                r"a class's sum $C_y = \sum_j \max(s_j - s_y + 1, 0)$ depends on the scores of all and on its own, and "
                r"falls strictly in its own: with the scores of all held, no term grows from $s_a$ to $s_b > s_a$ and "
                r"that of $b$ falls from $s_b - s_a + 1$ to 1 "
                "(also tried on all weak orderings of 4)",
                all(excess_sum(s, y) > excess_sum(s, z) for s, y, z in cases),
            ),
            Step(
                r"so if $\eta_a > \eta_b$ and $s_a < s_b$, $C_a > C_b$, and exchanging the two scores changes no other "
                r"class's sum and takes $(\eta_a - \eta_b)(\log C_a - \log C_b) > 0$ off the risk",
                sp.expand(before - after - (a - b) * (sp.log(low) - sp.log(high))) == 0,
            ),
        )
    )


def orderings(n: int) -> list[tuple[int, ...]]:
    """The weak orderings of n classes but for the one that ties all of them."""
    return [levels for levels in weak_orderings(n) if max(levels) > 0]


def _joined(levels: tuple[int, ...]) -> bool:
    """Whether steps of exactly 1 lead from the first class to every other."""
    reached = {0}
    for _ in levels:
        reached |= {j for i in reached for j, level in enumerate(levels) if abs(level - levels[i]) == 1}
    return reached == set(range(len(levels)))

r"""Alpha-entmax from its optimality conditions, for every N and every alpha >= 1: order, support, threshold.

The map is the maximiser of $\langle p, z\rangle - \sum_i f(p_i)$ over the simplex, with Tsallis' term
$f(x) = (x^\alpha - x)/(\alpha(\alpha-1))$, at $\alpha = 1$ its limit $x\log x$. Peters, Niculae and Martins (2019),
arXiv 1905.05702; Blondel, Martins and Niculae (2020), arXiv 1901.02324.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb

from theory.argument import Argument, Step
from theory.map_enclosure import entmax_enclosure
from theory.maps import sparsemax_exact

X = sp.Symbol("x", positive=True)
POWER = sp.Symbol("a", positive=True)
"""alpha - 1, so that alpha is above 1."""


def term(x: Any, alpha: Any) -> sp.Expr:
    """Tsallis' term as an expression; x log x at alpha = 1, and 0 at x = 0."""
    x, alpha = sp.sympify(x), sp.sympify(alpha)
    if x == 0:
        return sp.Integer(0)
    return x * sp.log(x) if alpha == 1 else (x**alpha - x) / (alpha * (alpha - 1))


def entmax_exact(scores: Sequence[Fraction], alpha: Fraction, bits: int = 64) -> list[Fraction | arb]:
    """Probabilities at rational scores, exactly for sparsemax, else in balls; what is surely 0 is the ball of 0."""
    return list(sparsemax_exact(scores) if alpha == 2 else entmax_enclosure(scores, alpha, bits))


def optimality_steps() -> tuple[Step, ...]:
    """The conditions that hold at the map and nowhere else."""
    z, p, tau, mu = sp.symbols("z_i p_i lambda mu_i", positive=True)
    f = term(p, 1 + POWER)
    rises = [sp.powsimp(sp.simplify(sp.diff(term(X, alpha), X, 2)) - X ** (alpha - 2)) for alpha in (1 + POWER, 1)]
    stationary = sp.diff(z * p - f - tau * p + mu * p, p)
    ends = sp.limit(sp.diff(term(X, 1), X), X, 0, "+"), sp.limit(X**POWER / POWER, X, 0, "+")
    return (
        Step(
            r"$f'' = x^{\alpha-2} > 0$ on $(0, 1]$: the objective is strictly concave and continuous on the simplex, "
            r"so its maximiser $\hat p(z)$ exists and is the one point that meets the conditions of Karush, Kuhn and "
            r"Tucker",
            [sp.simplify(r) for r in rises] == [0, 0],
        ),
        Step(
            r"these are $z_i = f'(p_i) + \lambda - \mu_i$, $\mu_i \ge 0$, $\mu_ip_i = 0$: $z_i = f'(p_i) + \lambda$ "
            r"where $p_i > 0$, and $z_i \le f'(0) + \lambda$ where $p_i = 0$",
            sp.simplify(stationary - (z - sp.diff(f, p) - tau + mu)) == 0,
        ),
        Step(
            r"for $\alpha = 1$, $f'(0) = -\infty$ and no $p_i$ is 0; for $\alpha > 1$, with $\tau = f'(0) + \lambda$, "
            r"$f'(x) - f'(0) = \frac{x^{\alpha-1}}{\alpha-1}$ and $p_i^{\alpha-1} = (\alpha-1)\max(z_i - \tau, 0)$",
            ends == (-sp.oo, 0) and sp.simplify(sp.diff(f, p) + 1 / (POWER * (1 + POWER)) - p**POWER / POWER) == 0,
        ),
    )


def order_steps() -> tuple[Step, ...]:
    """Which pairs of scores keep their order strictly."""
    p, d = sp.symbols("p d", positive=True)
    gap = ((p + d) ** POWER - p**POWER) / POWER
    return (
        *optimality_steps(),
        Step(
            r"let $z_i > z_j$. If $p_j > 0$ then $z_i > f'(p_j) + \lambda > f'(0) + \lambda$, so $p_i > 0$, "
            r"$f'(p_i) > f'(p_j)$ and $p_i > p_j$, $f'$ being strictly increasing. If $p_j = 0$ then $p_i \ge p_j$, "
            r"with equality iff $p_i = 0$",
            sp.diff(gap, d).is_positive is True and sp.limit(gap, d, 0) == 0,
        ),
    )


def strictness_argument() -> Argument:
    """Strictly order-preserving iff alpha = 1 or N <= 2."""
    tie = tied_scores(1 + POWER, 3)
    assert tie is not None
    first_slope = 1 / POWER + tie[1]
    return Argument(
        (
            *order_steps(),
            Step(
                r"so different scores with equal probabilities are those of two classes of probability 0: none for "
                r"$\alpha = 1$, where $f'(0) = -\infty$, and none for $N \le 2$, where the two would sum to 0",
                sp.limit(sp.diff(term(X, 1), X), X, 0, "+") == -sp.oo,
            ),
            Step(
                r"for $\alpha > 1$ and $N \ge 3$, at $z = (0, -t, -2t, \dots, -2t)$ with $t = \frac1{\alpha-1}$ the "
                r"conditions hold with $p = (1, 0, \dots, 0)$, $\tau = -t$: the second and the third tie at 0",
                sp.simplify(first_slope) == 0 and (tie[1] - tie[2]).is_positive is True,
            ),
        )
    )


def tied_scores(alpha: Any, n: int) -> tuple[Any, ...] | None:
    """Scores of n classes at which two different ones have probability 0; None where there are none."""
    if alpha == 1 or n <= 2:
        return None
    step = 1 / (alpha - 1)
    return (0 * step, -step, *[-2 * step] * (n - 2))


def support_steps() -> tuple[Step, ...]:
    """How far the support is above the rest, and which classes are in it."""
    p, d = sp.symbols("p d", positive=True)
    inverse = (POWER * d) ** (1 / POWER)
    return (
        *optimality_steps(),
        Step(
            r"for $\alpha > 1$, $p_i > 0 = p_j$: $z_i - z_j \ge z_i - \tau = \frac{p_i^{\alpha-1}}{\alpha-1} > 0$, "
            r"with equality iff $z_j = \tau$",
            (p**POWER / POWER).is_positive is True,
        ),
        Step(
            r"$\sum_j((\alpha-1)\max(z_j - t, 0))^{1/(\alpha-1)}$ is continuous in $t$, falls strictly below $\max z$ "
            r"and is 1 at $\tau$; so $p_i > 0$, that is $z_i > \tau$, iff it is below 1 at $t = z_i$",
            sp.diff(inverse, d).is_positive is True and sp.limit(inverse, d, 0, "+") == 0,
        ),
    )


def separation_argument() -> Argument:
    """The least distance of the support from the rest, over all scores."""
    N = sp.Symbol("M", integer=True, nonnegative=True) + 2
    delta = sp.Symbol("delta", positive=True)
    return Argument(
        (
            *support_steps(),
            Step(
                r"some class is in the support and, if another is not, at most $N - 1$ are: the largest probability is "
                r"at least $\frac1{N-1}$, with equality for $N - 1$ level classes and one at $\tau$; so the top is at "
                r"least $\frac{(N-1)^{1-\alpha}}{\alpha-1}$ above all outside, and no more in general",
                sp.simplify((1 / (N - 1)) ** POWER / POWER - (N - 1) ** -POWER / POWER) == 0,
            ),
            Step(
                r"for $N = 2$ the support is then one class of probability 1; for $N \ge 3$, with $\tau = 0$, let two "
                r"classes have the probabilities $1 - \delta$ and $\delta$ and all others the score 0: the second is "
                r"$\frac{\delta^{\alpha-1}}{\alpha-1}$ above them, which tends to 0 with $\delta$",
                sp.limit(delta**POWER / POWER, delta, 0, "+") == 0,
            ),
        )
    )

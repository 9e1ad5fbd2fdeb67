r"""What scores with a wrong top cost under the losses of alpha-entmax, for every N, every alpha >= 1 and every eta.

Scores are wrong if some class b with $\eta_b < \max\eta$ has the largest score. The cheapest of them put a second
largest chance level with all m largest ones: it costs the mixing of their chances.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

import sympy as sp
from flint import arb, ctx

from theory.argument import Argument, Step
from theory.fenchel_young_argument import BITS, term_ball
from theory.intervals import ball
from theory.optimality import POWER, X, optimality_steps, order_steps, term


def mixing_cost(a: Any, b: Any, m: Any, alpha: Any) -> sp.Expr:
    """The cost m f(a) + f(b) - (m+1) f((m a + b) / (m+1)), of Tsallis' term."""
    return m * term(a, alpha) + term(b, alpha) - (m + 1) * term((m * a + b) / (m + 1), alpha)


def merged(eta: Sequence[Fraction], b: int) -> list[Fraction]:
    """The chances with b and all the largest ones replaced by their mean."""
    group = [i for i, e in enumerate(eta) if e == max(eta) or i == b]
    mean = sum((eta[i] for i in group), Fraction(0)) / len(group)
    return [mean if i in group else e for i, e in enumerate(eta)]


def wrong_classes(eta: Sequence[Fraction]) -> list[int]:
    """The classes of less than the largest chance."""
    return [i for i, e in enumerate(eta) if e < max(eta)]


def excess_at_least(eta: Sequence[Fraction], alpha: Fraction) -> arb:
    """A ball about a number that no wrong scores come below: the least of Omega(eta) - Omega(merged) over b."""
    with ctx.workprec(4 * BITS):
        costs = [_omega(eta, alpha) - _omega(merged(eta, b), alpha) for b in wrong_classes(eta)]
        return reduce(lambda x, y: x.min(y), costs)


def _omega(eta: Sequence[Fraction], alpha: Fraction) -> arb:
    return sum((term_ball(ball(e), alpha) for e in eta), arb(0))


def cheap_scores(eta: Sequence[Fraction], alpha: Fraction) -> list[list[Fraction]]:
    """For each wrong class, rational scores near those whose map is `merged`, with the merged classes exactly level."""
    return [[_score(e, alpha) for e in merged(eta, b)] for b in wrong_classes(eta)]


def _score(e: Fraction, alpha: Fraction) -> Fraction:
    """The slope of the term, but for a constant; for softmax, of a chance no less than one in a billion."""
    with ctx.workprec(4 * BITS):
        power = ball(alpha - 1)
        kept = ball(max(e, Fraction(1, 10**9) if alpha == 1 else Fraction(0)))
        value = kept.log() if alpha == 1 else kept**power / power if e > 0 else arb(0)
        return Fraction(round(float(value) * 2**40), 2**40)


def cost_argument() -> Argument:
    """The infimum of the excess risk over wrong scores."""
    a, b, m = sp.symbols("a b m", positive=True)
    mean = (m * a + b) / (m + 1)
    f = sp.Function("f")
    s, z_b = sp.symbols("Z_A z_b", real=True)
    cost = m * f(a) + f(b) - (m + 1) * f(mean)
    d = sp.Symbol("d", positive=True)
    return Argument(
        (
            *optimality_steps(),
            Step(
                r"$\sum_y\eta_yL(z; e_y) = \Omega^*(z) - \langle\eta, z\rangle$ ($\Omega$ is 0 at the vertices) "
                r"exceeds its infimum $-\Omega(\eta)$ by $L(z; \eta) \ge 0$; the infimum is attained at $z_i = "
                r"f'(\eta_i)$ where these are finite, and else approached",
                term(sp.Integer(0), 2) == 0 and term(sp.Integer(1), 1 + POWER) == 0,
            ),
            Step(
                r"let $a = \max\eta$ on $m$ classes $A$, $\eta_b < a$, $z_b \ge z_i$ for all $i$, and $\eta'$ be "
                r"$\eta$ with the mean $\mu = \frac{ma + \eta_b}{m+1}$ on $A$ and $b$: $\langle\eta' - \eta, z\rangle "
                r"= \frac{a - \eta_b}{m+1}\sum_{i \in A}(z_b - z_i) \ge 0$",
                sp.simplify((mean - a) * s + (mean - b) * z_b - (a - b) / (m + 1) * (m * z_b - s)) == 0,
            ),
            Step(
                r"so $L(z; \eta) \ge \Omega^*(z) - \langle\eta', z\rangle + \Omega(\eta) \ge \Omega(\eta) - "
                r"\Omega(\eta') = mf(a) + f(\eta_b) - (m+1)f(\mu)$, by $\Omega^*(z) \ge \langle\eta', z\rangle - "
                r"\Omega(\eta')$",
                sp.simplify(cost - m * (f(a) - f(mean)) - (f(b) - f(mean))) == 0,
            ),
            Step(
                r"this has the slope $f'(\eta_b) - f'(\mu) < 0$ in $\eta_b$: it is least at the second largest value "
                r"of $\eta$; it is positive, being 0 at $\eta_b = a$",
                sp.simplify(sp.diff(mean * (m + 1), b) - 1) == 0
                and sp.simplify(mean - b - m * (a - b) / (m + 1)) == 0
                and cost.subs(b, a).simplify() == 0
                and sp.diff((X + d) ** POWER / POWER, d).is_positive is True,
            ),
            Step(
                r"there, with $z_i = f'(\eta'_i)$, $b$ is level with $A$ at the top, $\mu$ being above all other "
                r"chances, and both inequalities are equalities; for softmax and $\eta_i = 0$ in the limit",
                sp.simplify((mean - b).subs(a, b + d)).is_positive is True,
            ),
        )
    )


def regret_argument() -> Argument:
    r"""The least cost of $\epsilon = \max\eta - \eta_b$: for alpha up to 2 with two classes, from 2 on with many."""
    b, e, power, n = sp.symbols("b epsilon a N", positive=True)
    curvature = sp.diff(X**power / power, X, 2)
    pair = term(b + e, 1 + power) + term(b, 1 + power) - 2 * term(b + e / 2, 1 + power)
    slopes = ((b + e) ** power + b**power - 2 * (b + e / 2) ** power) / power
    least = term(e, 1 + power) - 2 * term(e / 2, 1 + power)
    return Argument(
        (
            *cost_argument().steps,
            Step(
                r"of $z_b \ge z_i$ only one largest class $i$ is needed for $L(z; \eta) \ge D = f(\eta_b + \epsilon) + "
                r"f(\eta_b) - 2f(\eta_b + \frac\epsilon2)$, the cost of that pair",
                sp.simplify(mixing_cost(b + e, b, 1, 1 + power) - pair) == 0,
            ),
            Step(
                r"$D$ has the slope $f'(\eta_b + \epsilon) + f'(\eta_b) - 2f'(\eta_b + \frac\epsilon2)$ in $\eta_b$, "
                r"which is at most 0 for $\alpha \le 2$, where $f'$ is concave, and at least 0 for $\alpha \ge 2$, "
                r"where it is convex",
                sp.simplify(curvature - (power - 1) * X ** (power - 2)) == 0
                and sp.simplify(sp.diff(pair, b) - slopes) == 0,
            ),
            Step(
                r"for $\alpha \le 2$, $2\eta_b + \epsilon \le 1$ gives the least at $\eta_b = \frac{1-\epsilon}2$, "
                r"which two classes attain",
                sp.solve(2 * b + e - 1, b) == [(1 - e) / 2],
            ),
            Step(
                r"for $\alpha \ge 2$ it is least at $\eta_b = 0$, $f(\epsilon) - 2f(\frac\epsilon2)$, which $\eta = (b "
                r"+ \epsilon, b, \dots, b)$, $b = \frac{1-\epsilon}N$, approaches as $N \to \infty$",
                sp.simplify(pair.subs(b, 0) - least) == 0 and sp.simplify((n * b + e).subs(b, (1 - e) / n) - 1) == 0,
            ),
        )
    )


def minimiser_argument() -> Argument:
    """Which scores have the least conditional risk."""
    x, c = sp.symbols("x c", positive=True)
    ends = sp.limit(sp.diff(term(x, 1), x), x, 0, "+"), sp.limit(x**POWER / POWER, x, 0, "+")
    return Argument(
        (
            *order_steps(),
            Step(
                r"the excess risk $L(z; \eta)$ is 0 iff $\hat p(z) = \eta$: iff $z_i = f'(\eta_i) + \lambda$ where "
                r"$\eta_i > 0$ and $z_i \le f'(0) + \lambda$ where $\eta_i = 0$",
                sp.simplify(sp.diff(x * c - term(x, 1 + POWER), x) - (c - sp.diff(term(x, 1 + POWER), x))) == 0,
            ),
            Step(
                r"for $\alpha > 1$, $f'(0)$ is finite and there are such scores; for $\alpha = 1$, $f'(0) = -\infty$ "
                r"and there are none with $\eta_i = 0$. They are unique but for $\lambda$ iff no $\eta_i$ is 0",
                ends == (-sp.oo, 0),
            ),
            Step(
                r"the largest $\eta_i$ is positive, and by the order step classes have the largest score iff they have "
                r"the largest $\hat p_i = \eta_i$: the two argmax are the same set, ties included",
                sp.diff(x**POWER / POWER, x).is_positive is True,
            ),
        )
    )

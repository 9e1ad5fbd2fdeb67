r"""Rankmax in its two forms, a fixed scale and one adapted to the label y: what each shares with Fenchel-Young losses.

Fixed, it is the sparsemax of $cz$. Adapted, $p_i = \max(x_i, 0)/S$ with $x_i = z_i - z_y + 1$, $S = \sum_j\max(x_j,
0)$, and its loss is $\log S$. Kong et al. (2020), NeurIPS 33. Labels are counted from 0.
"""

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from theory.argument import Argument, Step
from theory.intervals import rational
from theory.optimality import optimality_steps, order_steps


def excess(scores: Sequence[Fraction], y: int) -> list[Fraction]:
    """max(z_i - z_y + 1, 0), exactly; that of the label is 1."""
    return [max(z - scores[y] + 1, Fraction(0)) for z in scores]


def _map(scores: Sequence[Fraction], y: int) -> list[Fraction]:
    return [x / sum(excess(scores, y)) for x in excess(scores, y)]


def loss_gradient(scores: Sequence[Fraction], y: int) -> list[Fraction]:
    """The gradient of log S, by exact difference quotients of S, which is affine about the scores.

    Raises ValueError where a score is one below the label's, at a kink.
    """
    margin = min([abs(z - scores[y] + 1) for z in scores])
    if margin == 0:
        raise ValueError(f"scores: {tuple(map(str, scores))} has a class one below the label, where there is a kink")
    total = sum(excess(scores, y))
    moved = ([z + margin / 2 * (i == j) for j, z in enumerate(scores)] for i in range(len(scores)))
    return [(sum(excess(z, y)) - total) / (margin / 2) / total for z in moved]


def asymmetry(scores: Sequence[Fraction], y: int) -> Fraction:
    """The largest difference of d p_i / d z_j and d p_j / d z_i, differentiated with explicit classes."""
    z = sp.symbols(f"z1:{len(scores) + 1}")
    inside = [x > 0 for x in excess(scores, y)]
    lifted = sp.Matrix([(z[i] - z[y] + 1) * int(keeps) for i, keeps in enumerate(inside)])
    at = {a: rational(b) for a, b in zip(z, scores, strict=True)}
    jacobian = (lifted / sum(lifted)).jacobian(z).subs(at)
    worst = max(abs(entry) for entry in jacobian - jacobian.T)
    return Fraction(int(worst.p), int(worst.q))


def rankmax_order_steps(parameter: str) -> tuple[Step, ...]:
    """Which pairs of scores keep their order strictly; `parameter` is "scale" or "target"."""
    x, d, rest, c, z = sp.symbols("x d R c z", positive=True)
    if parameter == "scale":
        moved = sp.diff(c * z, z).is_positive is True
        return (*order_steps(), Step(r"the scores $cz$ of sparsemax, $\alpha = 2$, have the order of $z$", moved))
    rises = sp.simplify((x + d) / rest - x / rest).is_positive is True
    return (
        Step(
            r"$S \ge x_y = 1$, so $p$ is defined. Let $z_i > z_j$. If $x_j > 0$ then $x_i > x_j > 0$ and $p_i > p_j$; "
            r"if $x_j \le 0$ then $p_j = 0 \le p_i$, with equality iff $x_i \le 0$",
            rises,
        ),
    )


def fixed_steps() -> tuple[Step, ...]:
    """Why kappa (||p||^2 - 1) has the map sparsemax(cz) iff 2 kappa c = 1, for every N >= 2."""
    p, z, lam, mu, kappa, c = sp.symbols("p z lambda mu kappa c", positive=True)
    stationary = sp.diff(z * p - kappa * p**2 - lam * p + mu * p, p)
    scaled = sp.diff(c * z * p - p**2 / 2 - c * lam * p + c * mu * p, p)
    return (
        *optimality_steps(),
        Step(
            r"for $\Omega = \kappa(\|p\|^2 - 1)$ the conditions are $z_i = 2\kappa p_i + \lambda - \mu_i$, and those "
            r"of the sparsemax of $cz$, over $c$, are $z_i = p_i/c + \lambda - \mu_i$: the same iff $2\kappa c = 1$ "
            r"(they differ where two classes have mass)",
            sp.expand(stationary.subs(kappa, 1 / (2 * c)) * c - scaled) == 0,
        ),
    )


def gradient_steps() -> tuple[Step, ...]:
    """The gradient of log S where no class is one below the label."""
    x, rest, own, count = sp.symbols("x R z_y n", positive=True)
    z = sp.Symbol("z", real=True)
    other = sp.diff(sp.log(z - own + 1 + rest), z).subs(z, x + own - 1)
    label = sp.diff(sp.log(1 + count * (z - own + 1)), own)
    return (
        Step(
            r"$S = 1 + \sum_{j \ne y} \max(z_j - z_y + 1, 0)$ has the slope $a_j = [z_j > z_y - 1]$ in $z_j$, $j \ne "
            r"y$",
            sp.simplify(other - 1 / (x + rest)) == 0,
        ),
        Step(
            r"and $-\sum_{j \ne y} a_j$ in $z_y$; divided by $S$ they are the gradient of $\log S$",
            sp.simplify(label + count / (1 + count * (z - own + 1))) == 0,
        ),
    )


def convexity_argument() -> Argument:
    """S is convex, and a function g of it is a convex function of the scores for every N >= 2 iff it is on S >= 1."""
    u = sp.Symbol("u", real=True)
    return Argument(
        (
            Step(
                r"$S = 1 + \sum_{j \ne y}\max(1 - z_y + z_j, 0)$ is a sum of maxima of affine functions: convex, and "
                r"an increasing convex function of it is convex",
                sp.diff(1 - u, u, 2) == 0,
            ),
            Step(
                r"the sublevel sets of every increasing function of $S$ are those of $S$, and so convex: $\log S$ is "
                r"quasi-convex",
                sp.diff(sp.log(sp.Symbol("S", positive=True))).is_positive is True,
            ),
            Step(
                r"with one class at $z_y + u$, $u > -1$, and the others below $z_y - 1$, $S = 2 + u$, which takes "
                r"every value above 1",
                sp.limit(2 + u, u, -1) == 1,
            ),
        )
    )


def integrable_argument() -> Argument:
    """For which N there is a loss whose gradient is p - e_y."""
    u = sp.Symbol("u", positive=True) - 1
    slope = (1 + u) / (2 + u)
    v = sp.Symbol("v", positive=True)
    potential = v - 1 - sp.log(1 + v)
    first, second, rest = sp.symbols("x_1 x_2 R", positive=True)
    total = first + second + 1 + rest
    cross = sp.diff(first / total, second) - sp.diff(second / total, first)
    return Argument(
        (
            Step(
                r"for $N = 2$ and $u = z_j - z_y$, $p - e_y$ is $(-h, h)$ with $h = \frac{1+u}{2+u}$ for $u > -1$ and "
                r"0 below: the gradient of a function of $u$, $u - \log(2+u)$ for $u > -1$ and $-1$ below, which is "
                r"convex",
                sp.simplify(sp.diff(potential, v) - v / (1 + v)) == 0
                and sp.simplify(sp.diff(v / (1 + v), v)).is_positive is True
                and sp.simplify(slope).is_positive is True
                and sp.limit(potential, v, 0) == -1,
            ),
            Step(
                r"yet no regulariser gives both labels' maps: at $z = (1, 0)$ they are $(1, 0)$ and $(\frac23, "
                r"\frac13)$",
                [_map((Fraction(1), Fraction(0)), y) for y in (0, 1)] == [[1, 0], [Fraction(2, 3), Fraction(1, 3)]],
            ),
            Step(
                r"for $N \ge 3$ and two classes beside the label with $x_i, x_j > 0$, $\partial p_i/\partial z_j - "
                r"\partial p_j/\partial z_i = (x_j - x_i)/S^2$, which is not 0 where $x_i \ne x_j$, on an open set: "
                r"$p - e_y$ is no gradient there, of whatever loss",
                sp.simplify(cross - (second - first) / total**2) == 0,
            ),
        )
    )

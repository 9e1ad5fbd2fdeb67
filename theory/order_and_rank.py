"""Softmax at a temperature, the rank of the maps' Jacobians, and both forms of Rankmax: arguments and exact values."""

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from theory.argument import Step
from theory.entmax_supremum import ALPHA, entry_steps
from theory.intervals import rational
from theory.jacobian import softmax_bound_steps, softmax_sharp_steps, sparsemax_projection_steps

BETA = sp.Symbol("beta", positive=True)


def temperature_steps() -> tuple[Step, ...]:
    """Softmax of beta s: strictly order preserving for every beta > 0, with the best constant beta / 2."""
    s, t = sp.symbols("s t", real=True)
    return (
        Step(
            r"$p_i/p_j = e^{\beta(s_i - s_j)}$ is above 1 exactly if $s_i > s_j$: softmax of $\beta s$ is strictly "
            r"order preserving for every $\beta > 0$",
            sp.diff(sp.exp(BETA * s), s).is_positive is True and sp.exp(BETA * (s - t)).subs(t, s) == 1,
        ),
        *softmax_bound_steps(),
        *softmax_sharp_steps()[-2:],
        Step(
            r"its Jacobian at $s$ is $\beta$ times softmax's at $\beta s$, so its largest norm is $\beta/2$, attained "
            r"for two classes and approached for more",
            sp.simplify(sp.diff(sp.exp(BETA * s) / (sp.exp(BETA * s) + t), s) / BETA - _slope(s, t)) == 0,
        ),
    )


def _slope(s: sp.Symbol, rest: sp.Symbol) -> sp.Expr:
    """The derivative of e^x / (e^x + rest) at x = beta s."""
    x = sp.Symbol("x", real=True)
    return sp.diff(sp.exp(x) / (sp.exp(x) + rest), x).subs(x, BETA * s)


def rank_steps() -> tuple[Step, ...]:
    """The kernel of J = diag s - s s' / sum s, for softmax and every entmax, and where the map is flat."""
    c, square, first, total, s = sp.symbols("c m2 m1 S s", positive=True)
    spread = square - 2 * c * first + c**2 * total
    return (
        *entry_steps(),
        Step(
            r"$v^\top Jv = \sum_i s_i(v_i - c)^2$ with $c = \sum_i s_iv_i/S$; as $s_i > 0$ on the support, it is 0 "
            r"only if $v$ is constant there: the rank is $n - 1$ for a support of $n$ classes, $N - 1$ for softmax",
            sp.simplify(spread.subs(c, first / total) - (square - first**2 / total)) == 0
            and sp.expand(s * 1 - s * total / total) == 0,
        ),
        Step(
            r"if a score off the support falls, $1 + (\alpha-1)(z_i - \lambda) \le 0$ falls too, and $p_i = 0$ and "
            r"$\sum_i p_i = 1$ still hold at the same threshold: for $n < N$ the map is constant on half-lines, and "
            r"flat in $N - n$ directions more than softmax",
            sp.diff(1 + (ALPHA - 1) * (s - c), s) == ALPHA - 1,
        ),
    )


def fixed_rankmax_steps() -> tuple[Step, ...]:
    """The norm of Rankmax with a fixed scale."""
    gamma, z = sp.symbols("gamma z", positive=True)
    return (
        *sparsemax_projection_steps(),
        Step(
            r"Rankmax with the scale $\gamma$ is the sparsemax of $\gamma z$, so its Jacobian is $\gamma$ times that "
            r"projection: the norm is $\gamma$ if $n \ge 2$, and 0 if $n = 1$",
            sp.diff(gamma * z, z) == gamma,
        ),
    )


def adapted_rankmax_steps() -> tuple[Step, ...]:
    """The norm of Rankmax's Jacobian with its scale adapted to the target, and that it comes near N."""
    n, m, t = sp.symbols("n m t", positive=True)
    xi, y, r = sp.symbols("xi y r", real=True)
    return (
        Step(
            r"on the support $a$ of $n$ classes, $e_i = z_i - z_y + 1$, $S = \sum_i e_i \ge e_y = 1$ and $p = e/S$: "
            r"$J = p_y(I - p\mathbf 1^\top)(\mathrm{diag}\,a - ae_y^\top)$, as $dp_i = (de_i - p_i\,dS)/S$ and "
            r"$1/S = p_y$",
            _quotient_rule(),
        ),
        Step(
            r"with $m = n - 1$ other classes, $\sum_j(v_j - v_y)^2 \le n\|v\|^2$, for $n(\sum v_j^2 + v_y^2) - "
            r"\sum(v_j - v_y)^2 = (m\sum v_j^2 - (\sum v_j)^2) + (\sum v_j + v_y)^2$",
            _star(m),
        ),
        Step(
            r"with $x = \xi\mathbf 1/\sqrt n + y$, $p = \mathbf 1/n + r$, $y, r \perp \mathbf 1$: $(I - "
            r"p\mathbf 1^\top)x = y - \sqrt n\,\xi r$, of norm at most $\sqrt{1 + n\|r\|^2}\|x\| = \sqrt n\|p\|\|x\|$",
            sp.simplify(xi / sp.sqrt(n) + y - (1 / n + r) * sp.sqrt(n) * xi - (y - sp.sqrt(n) * xi * r)) == 0
            and sp.simplify(n * (n / n**2 + r**2) - (1 + n * r**2)) == 0,
        ),
        Step(
            r"so $\|J\| \le p_yn\|p\|$, which is below $n \le N$, as $p_y \le 1$ and $\|p\| < 1$ for $n \ge 2$",
            sp.simplify(sp.sqrt(n) * sp.sqrt(n) - n) == 0,
        ),
        Step(
            r"if all others have the excess $\epsilon \to 0$, $p \to e_y$, $p_y \to 1$, and $v = (t, \dots, t; -mt)$ "
            r"has $Jv \to (1+m)t(1, \dots, 1; -m)$: $\|Jv\|/\|v\| \to m + 1 = n$, so no constant below $N$ will do",
            sp.simplify(((1 + m) ** 2 * t**2 * (m + m**2)) / (m * t**2 + m**2 * t**2) - (m + 1) ** 2) == 0 and _star(m),
        ),
    )


def rankmax_loss_steps() -> tuple[Step, ...]:
    """The Hessian of Rankmax's loss log S, with its scale adapted to the target."""
    m, total, t, moved = sp.symbols("m S t g", positive=True)
    along = sp.log(total + t * moved)
    return (
        Step(
            r"$\ell = \log S$ with $S = 1 + \sum_j(z_j - z_y + 1)$ over the $m$ other classes of the support, which is "
            r"linear: $\nabla^2\ell = -gg^\top/S^2$ with $g = (1, \dots, 1; -m)$",
            sp.simplify(sp.diff(along, t, 2).subs(t, 0) + moved**2 / total**2) == 0,
        ),
        Step(
            r"its only eigenvalue other than 0 is $-\|g\|^2/S^2 = -m(m+1)/S^2$",
            sp.expand(m * 1 + m**2 - m * (m + 1)) == 0,
        ),
    )


def _quotient_rule() -> bool:
    """Whether d(e/S) = (de - p dS) / S for p = e/S."""
    e, de, total, dtotal, t = sp.symbols("e de S dS t", real=True)
    slope = sp.diff((e + t * de) / (total + t * dtotal), t).subs(t, 0)
    return bool(sp.simplify(slope - (de - e / total * dtotal) / total) == 0)


def _star(m: sp.Symbol) -> bool:
    squares, total, c = sp.symbols("A s c", real=True)
    spread = squares - 2 * c * total + m * c**2
    return bool(sp.expand((m + 1) * (squares + c**2) - spread - (m * squares - total**2) - (total + c) ** 2) == 0)


def rankmax_jacobian_exact(scores: Sequence[Fraction], y: int) -> sp.Matrix:
    """That of Rankmax with its scale adapted to y, at scores without a tie at z_y - 1, differentiated on the support.

    Raises ValueError at a tie.
    """
    if any(z == scores[y] - 1 for z in scores):
        raise ValueError(f"scores: {tuple(map(str, scores))} has a tie with the threshold, where Rankmax has a kink")
    z = sp.symbols(f"z1:{len(scores) + 1}", real=True)
    at = {x: rational(a) for x, a in zip(z, scores, strict=True)}
    return sp.Matrix(_excess(scores, z, y)).applyfunc(lambda e: e / sum(_excess(scores, z, y))).jacobian(z).subs(at)


def rankmax_loss_hessian_exact(scores: Sequence[Fraction], y: int) -> sp.Matrix:
    """That of -log p_y = log S at the same scores."""
    z = sp.symbols(f"z1:{len(scores) + 1}", real=True)
    at = {x: rational(a) for x, a in zip(z, scores, strict=True)}
    return sp.hessian(sp.log(sum(_excess(scores, z, y))), z).subs(at)


def _excess(scores: Sequence[Fraction], z: Sequence[sp.Symbol], y: int) -> list[sp.Expr]:
    return [x - z[y] + 1 if a > scores[y] - 1 else sp.Integer(0) for x, a in zip(z, scores, strict=True)]

r"""Why the losses of alpha-entmax are what they are, for every N, every alpha >= 1 and every distribution q.

$L(z; q) = \Omega^*(z) + \Omega(q) - \langle z, q\rangle$ with $\Omega(p) = \sum_i f(p_i)$, f Tsallis' term, and its
enclosure at rational scores. Blondel, Martins and Niculae (2020), arXiv 1901.02324.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb, ctx

from theory.argument import Step
from theory.intervals import ball
from theory.map_enclosure import entmax_enclosure
from theory.optimality import POWER, X, optimality_steps, term

BITS = 64


def term_ball(p: arb, alpha: Fraction) -> arb:
    """Tsallis' term of a ball that is positive or exactly 0."""
    if p == 0:
        return arb(0)
    if alpha == 1:
        return p * p.log()
    return (p ** ball(alpha) - p) / ball(alpha * (alpha - 1))


def loss_enclosure(scores: Sequence[Fraction], q: Sequence[Fraction], alpha: Fraction) -> arb:
    """The loss at rational scores and a rational distribution; NaN if a class is too near the threshold."""
    with ctx.workprec(4 * BITS):
        p = entmax_enclosure(scores, alpha, 2 * BITS)
        inner = sum((ball(z) * (a - ball(b)) for z, a, b in zip(scores, p, q, strict=True)), arb(0))
        omega = sum((term_ball(ball(b), alpha) - term_ball(a, alpha) for a, b in zip(p, q, strict=True)), arb(0))
        return inner + omega


def divergence_enclosure(scores: Sequence[Fraction], q: Sequence[Fraction], alpha: Fraction) -> arb:
    r"""$D_\Omega(q \,\|\, \hat p(z)) = \Omega(q) - \Omega(\hat p) - \langle\nabla\Omega(\hat p), q - \hat p\rangle$."""
    with ctx.workprec(4 * BITS):
        total = arb(0)
        for p, b in zip(entmax_enclosure(scores, alpha, 2 * BITS), q, strict=True):
            total += term_ball(ball(b), alpha) - term_ball(p, alpha) - _slope(p, alpha) * (ball(b) - p)
        return total


def _slope(p: arb, alpha: Fraction) -> arb:
    if alpha == 1:
        return p.log() + 1
    rise = arb(0) if p == 0 else p ** ball(alpha - 1) / ball(alpha - 1)
    return rise - ball(1 / (alpha * (alpha - 1)))


def threshold(scores: Sequence[Fraction], alpha: Fraction) -> arb:
    """The score at and below which probabilities are 0, for alpha above 1."""
    with ctx.workprec(4 * BITS):
        top = entmax_enclosure(scores, alpha, 2 * BITS)[scores.index(max(scores))]
        return ball(max(scores)) - top ** ball(alpha - 1) / ball(alpha - 1)


def label(y: int, size: int) -> list[Fraction]:
    """The vertex of class y, from 0."""
    return [Fraction(i == y) for i in range(size)]


def gradient_steps() -> tuple[Step, ...]:
    """The gradient is the map minus the target."""
    z, w, p, r, omega = sp.symbols("z w p r Omega")
    below = (w * p - omega) - (z * p - omega) - p * (w - z)
    return (
        *optimality_steps(),
        Step(
            r"$\Omega^*(w) \ge \langle w, \hat p(z)\rangle - \Omega(\hat p(z)) = \Omega^*(z) + \langle\hat p(z), w - "
            r"z\rangle$, and likewise with $z$ and $w$ exchanged: $\langle\hat p(z), w - z\rangle \le \Omega^*(w) - "
            r"\Omega^*(z) \le \langle\hat p(w), w - z\rangle$, so $\Omega^*$ is convex",
            sp.expand(below) == 0 and sp.expand((w * r - omega) - (z * r - omega) - r * (w - z)) == 0,
        ),
        Step(
            r"$\hat p$ is continuous, as the unique maximiser of a continuous function on a compact set, so "
            r"$\nabla\Omega^* = \hat p$ and $\nabla_zL(z; q) = \hat p(z) - q$",
            sp.diff(z * p - omega - z * r, z) == p - r,
        ),
    )


def zero_steps() -> tuple[Step, ...]:
    """The loss is never negative, and zero for a class where it leads by 1 / (alpha-1)."""
    ends = sp.diff(term(X, 1 + POWER), X)
    return (
        *optimality_steps(),
        Step(
            r"$L(z; q) = \max_p(\langle z, p\rangle - \Omega(p)) - (\langle z, q\rangle - \Omega(q)) \ge 0$, zero iff "
            r"$q$ is the one maximiser $\hat p(z)$",
            term(sp.Integer(0), 2) == 0 and term(sp.Integer(1), 1 + POWER) == 0,
        ),
        Step(
            r"$\hat p(z) = e_y$ iff $z_y = f'(1) + \lambda$ and $z_j \le f'(0) + \lambda$ for $j \ne y$: iff $z_y - "
            r"\max_{j \ne y}z_j \ge f'(1) - f'(0) = \frac1{\alpha-1}$; never for $\alpha = 1$ and $N \ge 2$",
            sp.simplify(ends.subs(X, 1) - sp.limit(X**POWER / POWER, X, 0, "+") + 1 / (POWER * (1 + POWER)))
            == sp.simplify(1 / POWER)
            and sp.limit(sp.diff(term(X, 1), X), X, 0, "+") == -sp.oo,
        ),
    )


def value_steps() -> tuple[Step, ...]:
    r"""The loss of class y in $\tau$, $z_y$ and the sum of $p_i^\alpha$, for alpha above 1."""
    p, tau = sp.symbols("p_i tau", positive=True)
    alpha = 1 + POWER
    part = p * (p**POWER / POWER + tau) - term(p, alpha)
    return (
        *optimality_steps(),
        Step(
            r"on the support $z_i = \tau + \frac{p_i^{\alpha-1}}{\alpha-1}$, so class $i$ has in $\Omega^*(z) = "
            r"\langle z, p\rangle - \Omega(p)$ the part $\tau p_i + \frac{p_i^\alpha}\alpha + "
            r"\frac{p_i}{\alpha(\alpha-1)}$",
            sp.simplify(part - (tau * p + p**alpha / alpha + p / (alpha * POWER))) == 0,
        ),
        Step(
            r"summed, with $\sum_ip_i = 1$ and $\Omega(e_y) = 0$: $L = \tau - z_y + \frac1{\alpha(\alpha-1)} + "
            r"\frac1\alpha\sum_ip_i^\alpha$",
            term(sp.Integer(1), alpha) == 0,
        ),
    )


def gap_steps() -> tuple[Step, ...]:
    """The loss less the Bregman divergence of its map."""
    z, p, q, lam, slope, f_p, f_q, mu = sp.symbols("z p q lambda s f_p f_q mu")
    loss = z * p - f_p + f_q - z * q
    divergence = f_q - f_p - slope * (q - p)
    gap = sp.expand((loss - divergence).subs(z, slope + lam - mu))
    return (
        *optimality_steps(),
        Step(
            r"class $i$ has in $L(z; q) - D_\Omega(q \,\|\, \hat p)$ the part $(z_i - f'(p_i))(p_i - q_i) = (\lambda - "
            r"\mu_i)(p_i - q_i)$; summed, with $\sum_i(p_i - q_i) = 0$ and $\mu_ip_i = 0$, the gap is "
            r"$\sum_i q_i\mu_i$",
            sp.expand(gap - (lam - mu) * (p - q)) == 0,
        ),
        Step(
            r"$\mu_i = \max(\tau - z_i, 0)$: it is 0 on the support, where $z_i > \tau$, and $f'(0) + \lambda - z_i = "
            r"\tau - z_i$ off it; for $\alpha = 1$ all are in the support and the gap is 0",
            sp.solve(sp.Eq(z, slope + lam - mu), mu) == [lam + slope - z],
        ),
    )


def shannon_steps(of: Callable[[Any, Any], Any]) -> tuple[Step, ...]:
    """What a term, a function of (x, log), gives by the conditions of optimality, for every N."""
    lam, z, total = sp.symbols("lambda z_i log_Z", real=True)
    slope = sp.diff(of(X, sp.log), X)
    roots = sp.solve(sp.Eq(slope, z - lam), X)
    softmax_like = len(roots) == 1 and sp.diff(sp.log(roots[0]), z) == 1
    inner = sp.expand(sp.expand_log(X * (sp.log(X) + total) - of(X, sp.log), force=True))
    residual = sp.simplify(inner - X * total)
    constant = sp.simplify(residual / X)
    ends = of(sp.Integer(1), sp.log), sp.limit(of(X, sp.log), X, 0, "+")
    return (
        Step(
            r"the term is strictly convex, has the slope $-\infty$ at 0, and $f'(p_i) = z_i - \lambda$ has the one "
            r"solution $p_i \propto e^{z_i}$: softmax",
            softmax_like and sp.diff(slope, X).is_positive is True and sp.limit(slope, X, 0, "+") == -sp.oo,
        ),
        Step(
            r"with $z_i = \log p_i + \log Z$, $\langle z, p\rangle - \Omega(p) + \Omega(e_y) - z_y$ is $\log Z - z_y = "
            r"-\log p_y$",
            not constant.has(X) and ends[1] == 0 and sp.simplify(ends[0] + constant) == 0,
        ),
    )

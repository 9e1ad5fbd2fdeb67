r"""Which negatives get no gradient: exact criteria for entmax and for Rankmax in both of its forms.

A negative is a class other than the target y. The gradient of a Fenchel-Young loss in its score is its probability.
"""

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from theory.argument import Argument, Step


def rankmax_gradient(scores: Sequence[Fraction], target: int) -> tuple[Fraction, ...]:
    r"""The gradient of $\log\sum_j \max(z_j - z_y + 1, 0)$ in z, where no score is 1 below the target's.

    By exact difference quotients of the sum, which is affine near z; no formula for the gradient is used. Raises
    ValueError at a kink.
    """
    margin = min((abs(z - scores[target] + 1) for z in scores), default=Fraction(0))
    if margin == 0:
        raise ValueError("scores: one is exactly 1 below the target's, where the loss has a kink")

    def total(z: Sequence[Fraction]) -> Fraction:
        return sum((max(x - z[target] + 1, Fraction(0)) for x in z), Fraction(0))

    h, base = margin / 4, total(scores)
    moved = [total([z + h * (i == j) for i, z in enumerate(scores)]) for j in range(len(scores))]
    return tuple((value - base) / (h * base) for value in moved)


def criterion_argument() -> Argument:
    r"""For every N and $\alpha > 1$: $p_j = 0$ exactly if $\sum_i ((\alpha-1)(z_i - z_j)_+)^{1/(\alpha-1)} \ge 1$."""
    q, alpha, b, x = sp.symbols("q alpha b x", positive=True)
    tsallis = (q**alpha - q) / (alpha * (alpha - 1))
    slope = q ** (alpha - 1) / (alpha - 1) - 1 / (alpha * (alpha - 1))
    value = (x / b) ** b
    return Argument(
        (
            Step(
                r"$\alpha$-entmax is the maximiser of $\langle p, z\rangle - \Omega(p)$ on the simplex, "
                r"$\Omega(p) = \sum_i\frac{p_i^\alpha - p_i}{\alpha(\alpha-1)}$: with multipliers $\lambda$ and "
                r"$\mu_i \ge 0$, $\mu_ip_i = 0$, $p_i^{\alpha-1} = (\alpha-1)(z_i - \lambda + \mu_i) + \frac1\alpha$, "
                r"so $p_i = ((\alpha-1)(z_i - \tau)_+)^{1/(\alpha-1)}$ for some $\tau$",
                sp.simplify(sp.diff(tsallis, q) - slope) == 0,
            ),
            Step(
                r"with $b = \frac1{\alpha-1}$, $(x/b)^b$ has the slope $(x/b)^{b-1} > 0$: $p$ keeps the order of the "
                r"scores, and the sum of these falls in $\tau$, strictly while it is positive, to 1 at the "
                r"maximiser's. "
                r"$p_j = 0$ means $z_j \le \tau$, so that the sum with $z_j$ for $\tau$ is at "
                r"least 1; for sparsemax, $b = 1$, it is $\sum_i(z_i - z_j)_+$",
                sp.simplify(sp.diff(value, x) - (x / b) ** (b - 1)) == 0 and value.subs(b, 1) == x,
            ),
        )
    )


def hardest_argument() -> Argument:
    r"""For every N and $\alpha > 1$: the hardest negative has a gradient while the loss is positive."""
    top, p = sp.symbols("p_1 p", positive=True)
    size, i = sp.symbols("N i", integer=True, positive=True)
    return Argument(
        (
            *criterion_argument().steps,
            Step(
                r"the gradient in the score of a negative is its probability. If the hardest negative, the one of the "
                r"largest score, has none, no other has, for $p$ keeps the order: $p = e_y$, and the loss is zero",
                sp.solve(sp.Sum(0, (i, 2, size)).doit() + p - 1, p) == [1],
            ),
            Step(
                r"if no class scores more than it, its probability is the largest, and $N$ of those are at least the "
                r"sum "
                r"1: at least $\frac1N$, which it is at equal scores",
                sp.solve(size * top - 1, top) == [1 / size],
            ),
        )
    )


def rankmax_argument() -> Argument:
    r"""For every N: adapted Rankmax gives each negative above $z_y - 1$ the gradient $1/S$ and all others none."""
    z, y, rest, u = sp.symbols("z z_y T u", real=True)
    total = rest + (z - y + 1)
    loss = sp.log(1 + total)
    lone = sp.log(1 + (u + 1))
    return Argument(
        (
            Step(
                r"the loss is $-\log p_y = \log S$, $S = \sum_i(z_i - z_y + 1)_+$, to which the target adds 1 always: "
                r"in the score of a negative with $z_j > z_y - 1$ it has the slope $\frac1S > 0$, in others 0",
                sp.simplify(sp.diff(loss, z) - 1 / (1 + total)) == 0 and sp.diff(sp.log(1 + rest), z) == 0,
            ),
            Step(
                r"so all negatives above $z_y - 1$, and with them all that outrank the target, have the same gradient, "
                r"the hardest no larger one than the others",
                sp.diff(loss, z) - sp.diff(loss.subs(z, y + u), u).subs(u, z - y) == 0,
            ),
            Step(
                r"a lone negative with $u = z_j - z_y > -1$ has $S = 2 + u$: its gradient $\frac1{2+u}$ falls as it "
                r"gets harder, to 0",
                sp.simplify(sp.diff(lone, u) - 1 / (2 + u)) == 0
                and sp.diff(1 / (2 + u), u).subs(u, 0).is_negative is True
                and sp.limit(1 / (2 + u), u, sp.oo) == 0,
            ),
        )
    )

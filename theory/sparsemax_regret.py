r"""DCG regret and the excess risk of the sparsemax loss: regret$^2 \le 2S_N$ (excess risk), the best constant."""

from fractions import Fraction

import sympy as sp
from flint import arb, ctx

from theory.argument import Argument, Step
from theory.dcg_regret import BITS, lemma_argument, mirrored, reversing
from theory.dcg_regret import softmax_constant as of_softmax
from theory.intervals import enclose, rational

SIZES = (10, 100, 1000, 10_000, 100_000)


def ratio(n: int, epsilon: Fraction) -> sp.Expr:
    r"""Regret$^2$ over excess risk of equal scores, ties against them, for $\eta = \frac1N + \epsilon v$.

    The scores are 0, their sparsemax is uniform and $L(0;\eta) = \Omega^*(0) + \Omega(\eta)$ is the excess.
    """
    v = reversing(n)
    eta = [sp.Rational(1, n) + rational(epsilon) * x for x in v]
    omega = [sum(p**2 for p in point) / 2 for point in (eta, [sp.Rational(1, n)] * n)]
    lost = sum(x * g for x, g in zip(v, eta, strict=True))
    return sp.expand(lost) ** 2 / sp.expand(omega[0] - omega[1])


def sizes() -> dict[int, arb]:
    """2 S_N for N up to 1e5, as balls."""
    with ctx.workprec(BITS):
        c = [1 / arb(rank + 1).log() for rank in range(1, max(SIZES) + 1)]
        return {n: 2 * sum(((a - b) ** 2 for a, b in zip(c[:n], c[:n][::-1], strict=True)), arb(0)) for n in SIZES}


def argument() -> Argument:
    """For every N, every score vector and every distribution; each step executed."""
    return Argument((_projection_step(), *lemma_argument().steps, _attained_step(), _growth_step()))


def _projection_step() -> Step:
    q, p, z, tau = sp.symbols("q p z tau")
    bregman = q**2 / 2 - p**2 / 2 - p * (q - p)
    loss = (p * z - p**2 / 2) + q**2 / 2 - q * z
    return Step(
        r"with $p$ the sparsemax of $s$, $L(s;\eta) = \frac12\|\eta - p\|^2 + \sum_y \eta_y \max(\tau - s_y, 0)$, "
        r"term by term with $s_y = p_y + \tau$ on the support and $p_y = 0$, $s_y \le \tau$ off it (the $\tau$ cancel, "
        r"as both sum to 1), so the excess risk is at least $\frac12\|\eta - p\|^2$; an order that sorts $s$ sorts "
        r"$p$, so the next steps apply to $f = p$ and $\eta$: regret$^2 \le S_N\|\eta - p\|^2 \le 2S_N$ (excess risk)",
        sp.expand(bregman - (q - p) ** 2 / 2) == 0
        and sp.expand(loss.subs(z, p + tau) - (q - p) ** 2 / 2 - tau * (p - q)) == 0
        and sp.expand(loss.subs(p, 0) - q**2 / 2 - q * (tau - z) + tau * q) == 0,
    )


def _attained_step() -> Step:
    return Step(
        r"equal scores have the uniform sparsemax, every class in the support, and the excess is "
        r"$\frac12\|\eta - p\|^2 = \frac12\epsilon^2S_N$: equality (executed for N = 2, 3 and 4)",
        all(sp.simplify(ratio(n, Fraction(1, 50)) - 2 * mirrored(n)) == 0 for n in (2, 3, 4)),
    )


def _growth_step() -> Step:
    n, a, b = sp.symbols("N a b", positive=True)
    apart = 1 / sp.log(a) - 1 / sp.log(b) - (sp.log(b) - sp.log(a)) / (sp.log(a) * sp.log(b))
    least = (n / 4 - 1) * sp.log(2) ** 2 / sp.log(n + 1) ** 4
    softmax = of_softmax(4)
    with ctx.workprec(BITS):
        values = sizes()
        above = all(value > enclose(softmax) for value in values.values())
    shown = ", ".join(f"{float(value.mid()):.4g} at {size}" for size, value in values.items())
    return Step(
        r"for $i \le N/4$, with $a = 1 + i$ and $b = N + 2 - i \ge 2a$, $c_i - c_{N+1-i} = "
        r"\frac{\log(b/a)}{\log a\log b} \ge \frac{\log 2}{\log^2(N+1)}$, so "
        r"$S_N \ge (\frac N4 - 1)\frac{\log^2 2}{\log^4(N+1)}$ has no bound; "
        rf"$2S_N$ is {shown} (intervals), softmax's constant {float(softmax):.4g} for all of these $N$",
        above
        and sp.simplify(apart) == 0
        and bool(((2 + 3 * n / 4) - 2 * (1 + n / 4)).is_positive)
        and sp.limit(least, n, sp.oo) == sp.oo,
    )

r"""By how much RG2, without constants, must be raised to bound the softmax loss at all scores.

Without a target, softmax loss minus RG2 (Eq. 15 of arXiv 2506.09454) is $\log\sum_j e^{o_j} - \|o+\mathbf 1\|^2/(2N)$,
the same for every y; its supremum is the least constant $C_N$ that can be added.
"""

import sympy as sp

from theory.argument import Argument, Step
from theory.expansion import N


def gap_at_optimum(n: int | sp.Expr) -> sp.Expr:
    r"""Softmax loss minus RG2 at $o = Ne_y - \mathbf 1$, exactly; below C_N, as at every score vector."""
    return sp.log(sp.exp(n - 1) + (n - 1) * sp.exp(-1)) - sp.Rational(1, 2) * n


def ceiling(n: int | sp.Expr) -> sp.Expr:
    r"""$N/2 - 1 + \log N$, which `shift_argument` proves to be at least C_N."""
    return sp.sympify(n) / 2 - 1 + sp.log(n)


def shift_argument() -> Argument:
    r"""For every $N \ge 2$: $N/2 - 1 < C_N \le N/2 - 1 + \log N$; each step executed."""
    return Argument((_target_step(), _ceiling_step(), _floor_step()))


def _target_step() -> Step:
    j, y = sp.symbols("j y", integer=True, positive=True)
    o = sp.IndexedBase("o", real=True)
    total, square = sp.Sum(sp.exp(o[j]), (j, 1, N)), sp.Sum((o[j] + 1) ** 2, (j, 1, N))
    softmax = -sp.log(sp.exp(o[y]) / total)
    rg2 = -o[y] + square / (2 * N)
    difference = sp.expand_log(softmax - rg2, force=True) - (sp.log(total) - square / (2 * N))
    return Step(
        r"softmax loss minus RG$^2$ is $\log\sum_j e^{o_j} - \|o+\mathbf 1\|^2/(2N)$: the target's score cancels",
        sp.expand(difference) == 0,
    )


def _ceiling_step() -> Step:
    x = sp.Symbol("x", real=True)
    raised = (x + sp.log(N)) - (x + 1) ** 2 / (2 * N)
    return Step(
        r"with $x = \max_j o_j$, $\sum_j e^{o_j} \le Ne^x$ and $\|o+\mathbf 1\|^2 \ge (x+1)^2$, so the difference is "
        r"at most $x + \log N - \frac{(x+1)^2}{2N} = \frac N2 - 1 + \log N - \frac{(x+1-N)^2}{2N}$",
        sp.expand(raised - (ceiling(N) - (x + 1 - N) ** 2 / (2 * N))) == 0,
    )


def _floor_step() -> Step:
    more = sp.Symbol("M", integer=True, positive=True)
    excess = (more + 1 - 1) * sp.exp(-(more + 1))
    factored = sp.exp(N - 1) * (1 + (N - 1) * sp.exp(-N)) - (sp.exp(N - 1) + (N - 1) * sp.exp(-1))
    return Step(
        r"at $o = Ne_y - \mathbf 1$, where $\|o+\mathbf 1\|^2 = N^2$, it is $\frac N2 - 1 + \log(1 + (N-1)e^{-N})$, "
        r"and $(N-1)e^{-N} > 0$ for $N \ge 2$",
        sp.simplify(factored) == 0 and excess.is_positive is True,
    )

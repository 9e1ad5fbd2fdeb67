r"""How fast gradient descent on exact conditional risks is: sparsemax in one step, softmax never faster than 1/t.

A miss is half the sum of $|p_i - \eta_i|$: for a label distribution that is one class y, $1 - p_y$.
"""

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp
from flint import arb, ctx

from theory.argument import Argument, Step
from theory.intervals import ball
from theory.jacobian import softmax_bound_steps
from theory.maps import sparsemax_exact

BITS = 1024


def sparsemax_miss(eta: Sequence[Fraction], steps: int) -> Fraction:
    """The miss of sparsemax after so many steps of size 1 from zero scores, exactly."""
    s = [Fraction(0)] * len(eta)
    for _ in range(steps):
        s = [a - p + q for a, p, q in zip(s, sparsemax_exact(s), eta, strict=True)]
    return sum((abs(p - q) for p, q in zip(sparsemax_exact(s), eta, strict=True)), Fraction(0)) / 2


def softmax_miss(eta: Sequence[Fraction], step: Fraction, steps: int) -> arb:
    """A ball that contains the miss of softmax after so many steps of this size from zero scores."""
    with ctx.workprec(BITS):
        s, q = [arb(0)] * len(eta), [ball(x) for x in eta]
        for _ in range(steps):
            s = [a - ball(step) * (p - x) for a, p, x in zip(s, _softmax(s), q, strict=True)]
        return sum((abs(p - x) for p, x in zip(_softmax(s), q, strict=True)), arb(0)) / 2


def _softmax(s: Sequence[arb]) -> list[arb]:
    odds = [x.exp() for x in s]
    total = sum(odds, arb(0))
    return [x / total for x in odds]


def speed_argument() -> Argument:
    r"""Sparsemax is there in one step, for every N and $\eta$; softmax at one class misses by at least order 1/t."""
    c, r, q, eta = sp.symbols("c r_i q_i eta_i", real=True)
    x, size, gamma, a, t = sp.symbols("x N gamma a t", positive=True)
    p = x / (x + size - 1)
    rest = 1 / (x + size - 1)
    gain = -gamma * (p - 1) + gamma * rest
    more = sp.Symbol("M", integer=True, nonnegative=True) + 2
    ceiling = 1 + gamma * size * sp.exp(gamma) * t
    return Argument(
        (
            Step(
                r"sparsemax of zero scores is $\frac1N$ for each class, by symmetry, so one step of size 1 leads to "
                r"$s = \eta - \frac1N\mathbf 1$; $\eta$ is the point of the simplex nearest to it, for each other "
                r"point "
                r"$r$ has $\langle s - \eta, r - \eta\rangle = -\frac1N\sum_i(r_i - \eta_i) = 0$: the map gives "
                r"$\eta$, "
                r"the gradient is zero, and descent stays",
                sp.expand((q - c - q) * (r - eta) + c * (r - eta)) == 0,
            ),
            softmax_bound_steps()[0],
            Step(
                r"for softmax and $\eta = e_y$ the other scores stay equal, and with $x = e^{s_y - s_j}$, "
                r"$p_y = \frac x{x+N-1}$, a step of size $\gamma$ multiplies $x$ by $e^a$ with $a = \frac{\gamma "
                r"N}{x+N-1}$",
                sp.simplify(gain - gamma * size / (x + size - 1)) == 0,
            ),
            Step(
                r"$x$ starts at 1 and never falls, so $a \le \gamma$; $e^a - 1 \le ae^a$ for $a \ge 0$ (both vanish "
                r"at 0, "
                r"and the slopes differ by $ae^a$), so that a step adds to $x$ at most $xae^a \le \gamma Ne^\gamma$: "
                r"after "
                r"$t$ steps $x \le 1 + \gamma Ne^\gamma t$",
                sp.expand(sp.diff(a * sp.exp(a) - sp.exp(a) + 1, a) - a * sp.exp(a)) == 0
                and ((gamma - gamma * size / (x + size - 1)).subs({size: more, x: 1 + t})).simplify().is_nonnegative
                is True
                and ((gamma * size - x * gamma * size / (x + size - 1)).subs(size, more)).simplify().is_positive
                is True,
            ),
            Step(
                r"so $1 - p_y = \frac{N-1}{x+N-1} \ge \frac{N-1}{N(1 + \gamma e^\gamma t)}$ for every step $\gamma$ "
                r"and every $t$",
                sp.simplify((size - 1) / (ceiling + size - 1) - (size - 1) / (size * (1 + gamma * sp.exp(gamma) * t)))
                == 0,
            ),
        )
    )


def steps_until_ahead(lead: Fraction, sparse: bool) -> int:
    """Steps of size 1 (sparsemax) or 2 (softmax) until the label, `lead` behind the other class, is not behind.

    Raises ArithmeticError where balls do not decide the sign.
    """
    with ctx.workprec(BITS):
        gap, steps = ball(lead), 0
        while not gap <= 0:
            if not gap > 0:
                raise ArithmeticError(f"the sign of the gap after {steps} steps from {lead} is not decided")
            gap, steps = gap - (2 * _sparse_share(gap) if sparse else 4 / (1 + (-gap).exp())), steps + 1
        return steps


def _sparse_share(gap: arb) -> arb:
    """Sparsemax's probability of the leader of two classes, for a positive gap."""
    if gap >= 1:
        return arb(1)
    return (1 + gap) / 2


def far_argument() -> Argument:
    r"""For two classes and a lead B of the wrong one: about B/2 steps for sparsemax, about B/4 for softmax."""
    d, gamma, j = sp.symbols("D gamma j", positive=True)
    sigma = 1 / (1 + sp.exp(-d))
    total = 1 / (1 - sp.exp(-2))
    p = sp.Symbol("p")
    return Argument(
        (
            Step(
                r"the gradient is $(p_w, -p_w)$ for the label $y$ and the other class $w$, so a step of size $\gamma$ "
                r"lowers $D = s_w - s_y$ by $2\gamma p_w$",
                sp.expand(-gamma * p - gamma * (1 - (1 - p)) + 2 * gamma * p) == 0,
            ),
            Step(
                r"sparsemax, $\gamma = 1$: $p_w = 1$ while $D \ge 1$, where $D$ falls by 2, and $p_w = \frac{1+D}2$ "
                r"for "
                r"$0 < D < 1$, from where one step leads to $D = -1$: between $\frac B2$ and $\frac B2 + 1$ steps",
                sp.expand(d - 2 * (1 + d) / 2 + 1) == 0,
            ),
            Step(
                r"softmax, $\gamma = 2$: $p_w = \sigma(D)$; a step lowers $D$ by at most 4, so it takes at least "
                r"$\frac B4$; while $D > 0$ it lowers $D$ by at least 2 and by $4 - 4(1 - \sigma(D)) \ge 4 - 4e^{-D}$",
                sp.simplify(sp.exp(-d) - (1 - sigma) - sp.exp(-2 * d) / (1 + sp.exp(-d))) == 0
                and sp.limit(4 * sigma, d, 0) == 2,
            ),
            Step(
                r"so at the $j$-th last step with $D > 0$ it is $D > 2(j - 1)$, and all these $4e^{-D}$ sum to less "
                r"than $4/(1 - e^{-2}) < \frac{24}5$: the number of steps $T$ has $4(T - 1) - \frac{24}5 < B$, "
                r"$T < \frac B4 + \frac{11}5$",
                bool(4 * total < sp.Rational(24, 5))
                and sp.simplify(sp.Sum(sp.exp(-2 * (j - 1)), (j, 1, sp.oo)).doit() - total) == 0
                and 1 + sp.Rational(24, 5) / 4 == sp.Rational(11, 5),
            ),
        )
    )

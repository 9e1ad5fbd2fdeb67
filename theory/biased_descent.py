"""Gradient descent with gradients that are both biased and noisy, as sampled losses give them.

The objective f is L-smooth with |grad f|^2 >= 2 mu (f - f*); a step is x - eta (grad f + b + n) with |b| <= beta,
E n = 0, E |n|^2 <= sigma^2 and eta <= 1/L. Karimi et al. (2016), doi:10.1007/978-3-319-46128-1_50; Ajalloeian and Stich
(2020), arXiv 2008.00051.
"""

from fractions import Fraction
from itertools import product

import sympy as sp

from theory.argument import Step

L, MU, ETA, BETA, SIGMA = sp.symbols("L mu eta beta sigma", positive=True)
"""Smoothness, the Polyak-Lojasiewicz constant, the step, the bounds of the bias and of the noise's deviation."""


def floor_steps() -> tuple[Step, ...]:
    """Why the mean gap falls by 1 - eta mu a step, down to at most beta^2/(2 mu) + L eta sigma^2/(2 mu)."""
    g, b, gap, r = sp.symbols("g b Delta r", real=True)
    descent = -ETA * g * (g + b) + ETA / 2 * (g + b) ** 2 + L * ETA**2 * SIGMA**2 / 2
    bound = -ETA / 2 * g**2 + ETA / 2 * b**2 + L * ETA**2 * SIGMA**2 / 2
    step = (1 - ETA * MU) * gap + ETA * BETA**2 / 2 + L * ETA**2 * SIGMA**2 / 2
    fixed = BETA**2 / (2 * MU) + L * ETA * SIGMA**2 / (2 * MU)
    a = sp.Symbol("a", positive=True)
    return (
        Step(
            r"smoothness, in the mean over the noise: $f_+ \le f - \eta\nabla f\cdot(\nabla f + b) + "
            r"\tfrac{L\eta^2}2(|\nabla f + b|^2 + \sigma^2)$; with $L\eta \le 1$ and $-u\cdot(u + v) + \tfrac12|u + "
            r"v|^2 = -\tfrac12|u|^2 + \tfrac12|v|^2$: $f_+ \le f - \tfrac\eta2|\nabla f|^2 + \tfrac\eta2|b|^2 + "
            r"\tfrac{L\eta^2}2\sigma^2$",
            sp.expand(descent - bound) == 0,
        ),
        Step(
            r"with $|\nabla f|^2 \ge 2\mu\Delta$, $\Delta = f - f^*$: $E\Delta_+ \le (1 - \eta\mu)E\Delta + "
            r"\tfrac\eta2\beta^2 + \tfrac{L\eta^2}2\sigma^2$, whose fixed point is $\tfrac{\beta^2}{2\mu} + "
            r"\tfrac{L\eta\sigma^2}{2\mu}$: the distance from it falls by $1 - \eta\mu$ a step",
            sp.expand(step - fixed - (1 - ETA * MU) * (gap - fixed)) == 0,
        ),
        Step(
            r"$f = \tfrac a2x^2$ with a constant bias $\beta$: $x \to -\beta/a$ in the mean, and the noise adds the "
            r"variance $\eta\sigma^2/(a(2 - \eta a))$; at $a = \mu = L$ and $\eta = 1/L$ the gap tends to exactly the "
            r"fixed point",
            sp.solve(sp.Eq(r, r - ETA * (a * r + BETA)), r) == [-BETA / a]
            and sp.simplify(
                quadratic_floor(a, ETA, BETA, SIGMA**2).subs(ETA, 1 / a) - fixed.subs({L: a, MU: a, ETA: 1 / a})
            )
            == 0,
        ),
    )


def noise_steps() -> tuple[Step, ...]:
    """Why without a bias the mean gap falls to at most L eta sigma^2 / (2 mu (2 - L eta))."""
    gap, slope = sp.symbols("Delta g", real=True)
    rate = MU * ETA * (2 - L * ETA)
    fixed = L * ETA * SIGMA**2 / (2 * MU * (2 - L * ETA))
    return (
        Step(
            r"smoothness, in the mean over the noise: $f_+ \le f - \eta(1 - \tfrac{L\eta}2)|\nabla f|^2 + "
            r"\tfrac{L\eta^2}2\sigma^2$",
            sp.expand(-ETA * slope**2 + L * ETA**2 / 2 * slope**2 + ETA * (1 - L * ETA / 2) * slope**2) == 0,
        ),
        Step(
            r"with $|\nabla f|^2 \ge 2\mu\Delta$ the distance of $E\Delta$ from the fixed point "
            r"$\tfrac{L\eta\sigma^2}{2\mu(2 - L\eta)}$ falls by $1 - \mu\eta(2 - L\eta)$ a step, which is at least "
            r"$1 - L\eta(2 - L\eta) = (1 - L\eta)^2 \ge 0$ and below 1",
            sp.simplify((1 - rate) * gap + L * ETA**2 * SIGMA**2 / 2 - fixed - (1 - rate) * (gap - fixed)) == 0
            and sp.expand(1 - rate.subs(MU, L) - (1 - L * ETA) ** 2) == 0,
        ),
        Step(
            r"$f = \tfrac L2x^2$, where $\mu = L$, attains it at every step $\eta \le 1/L$",
            sp.simplify(quadratic_floor(L, ETA, sp.Integer(0), SIGMA**2) - fixed.subs(MU, L)) == 0,
        ),
    )


def quadratic_floor(a: sp.Expr, eta: sp.Expr, beta: sp.Expr, variance: sp.Expr) -> sp.Expr:
    """The limit of the mean gap for f = a x^2 / 2, a constant bias and independent noise, 0 < eta a < 2."""
    v = sp.Symbol("v")
    (spread,) = sp.solve(sp.Eq(v, (1 - eta * a) ** 2 * v + eta**2 * variance), v)
    return a / 2 * ((beta / a) ** 2 + spread)


def one_draw_gradient(p: tuple[Fraction, ...], q: tuple[Fraction, ...], odds: tuple[Fraction, ...]) -> list[Fraction]:
    """The mean gradient of sampled softmax by the scores: log of one weight e^o/q minus the label's score."""
    found = [Fraction(0)] * len(p)
    for y, j in product(range(len(p)), repeat=2):
        weights = [odds[j] / q[j] if i == j else Fraction(0) for i in range(len(p))]
        for i in range(len(p)):
            found[i] += p[y] * q[j] * (weights[i] / sum(weights) - (i == y))
    return found


def one_draw_steps() -> tuple[Step, ...]:
    """Why that risk is linear in the scores, and unbounded below unless Q = P."""
    o, q = sp.symbols("o q", positive=True)
    s, x, y = sp.symbols("s p q", positive=True)
    return (
        Step(
            r"with one draw $\log\hat Z = o_j - \log q_j$, whose derivative is 1 for the class drawn and 0 for the "
            r"others: the mean gradient is $q - p$ at all scores",
            sp.diff(sp.log(sp.exp(o) / q), o) == 1,
        ),
        Step(
            r"along $o = s(p - q)$ the risk has the slope $-\sum(p - q)^2 < 0$ for $Q \ne P$: it has no minimum",
            sp.expand(sp.diff(s * (x - y) * (y - x), s) + (x - y) ** 2) == 0,
        ),
    )

r"""Cycles of gradient descent on softmax's exact conditional risk: none at steps up to 2 over the Hessian's norm.

The risk under an interior label distribution $\eta$ has the gradient $p(s) - \eta$; its Hessian at the minimiser is
$J(\eta) = \mathrm{diag}\,\eta - \eta\eta^\top$.
"""

from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from theory.argument import Argument, Step
from theory.intervals import ball
from theory.jacobian import softmax_bound_steps


def no_cycle_argument() -> Argument:
    r"""For every N and interior $\eta$: no cycle of two at steps up to $2/\lambda_{\max}$."""
    p, q, mean, gamma, delta, eta, top_value = sp.symbols("p q m gamma delta eta lambda", positive=True)
    x = sp.Symbol("x", positive=True)
    there, back = gamma * (p - eta), gamma * (q - eta)
    v = sp.Symbol("v", positive=True)
    excess = sp.log((1 + x) / (1 - x)) - 2 * x
    return Argument(
        (
            *softmax_bound_steps()[:2],
            Step(
                r"a cycle $s, w$ has $w - s = -\gamma(p(s) - \eta)$ and $s - w = -\gamma(p(w) - \eta)$: "
                r"$p(s) = \eta + \delta$, $p(w) = \eta - \delta$, $s - w = \gamma\delta$ with $\sum_i\delta_i = 0$, "
                r"$|\delta_i| < \eta_i$, and $\log\frac{\eta_i + \delta_i}{\eta_i - \delta_i} = \gamma\delta_i + c$",
                sp.solve((there + back).subs(p, eta + delta), q) == [eta - delta],
            ),
            Step(
                r"times $\delta_i$ and summed, $\gamma\|\delta\|^2 = \sum_i\delta_i\log\frac{\eta_i + \delta_i}"
                r"{\eta_i - \delta_i} \ge 2\sum_i\delta_i^2/\eta_i$, strictly unless $\delta = 0$, for "
                r"$\log\frac{1+x}{1-x} - 2x$ is odd, zero at 0, and has the slope $\frac{2x^2}{1-x^2}$",
                sp.simplify(sp.diff(excess, x) - 2 * x**2 / (1 - x**2)) == 0 and excess.subs(x, 0) == 0,
            ),
            Step(
                r"with $v_i = \delta_i/\eta_i$, whose mean under $\eta$ is $\sum_i\delta_i = 0$, $J(\eta)v = \delta$, "
                r"so "
                r"$\sum_i\delta_i^2/\eta_i = v^\top J v$ and $\|\delta\|^2 = v^\top J^2v \le \lambda_{\max}v^\top Jv$: "
                r"$\gamma > 2/\lambda_{\max}$",
                sp.simplify(eta * (delta / eta - 0) - delta) == 0
                and sp.simplify(delta**2 / eta - v * eta * v).subs(v, delta / eta) == 0
                and sp.solve(gamma * top_value * mean - 2 * mean, gamma) == [2 / top_value],
            ),
        )
    )


def two_class_step(eta: sp.Expr, delta: sp.Expr) -> sp.Expr:
    r"""The step at which descent on softmax's risk for two classes alternates between $p_1 = \eta \pm \delta$."""
    return sp.log(_odds(eta, delta)) / (2 * delta)


def _odds(eta: Any, delta: Any) -> Any:
    return (eta + delta) * (1 - eta + delta) / ((1 - eta - delta) * (eta - delta))


def no_two_class_cycle(eta: Fraction, step: Fraction, boxes: int = 4000) -> bool:
    r"""Whether it is certified that no $\delta$ makes `two_class_step` this step, by subdivision of their range.

    Both factors of the step are bounded: the logarithm, which grows with $\delta$, at the lower end, $2\delta$ at the
    upper one; from 0 on, the step is a mean of $\frac1{x(1-x)}$, which is least where x is nearest to a half.
    """
    pending = [(Fraction(0), min(eta, 1 - eta))]
    while pending and boxes:
        (low, high), boxes = pending.pop(), boxes - 1
        nearest = min(max(Fraction(1, 2), eta - high), eta + high)
        above = ball(_odds(eta, low)).log() / ball(2 * high) > ball(step) if low else step * nearest * (1 - nearest) < 1
        if not above:
            pending += [(low, (low + high) / 2), ((low + high) / 2, high)]
    return not pending


def two_class_argument() -> Argument:
    r"""For two classes: one cycle of two exists exactly above $\frac1{\eta(1-\eta)}$; up to it, all runs converge."""
    return Argument((*_reduction_steps(), *_cycle_steps(), *_convergence_steps()))


ETA, GAMMA, DELTA, U, W = sp.symbols("eta gamma delta u w", real=True)


def _reduction_steps() -> tuple[Step, Step]:
    a, b = sp.symbols("s1 s2", real=True)
    p = sp.exp(a) / (sp.exp(a) + sp.exp(b))
    moved = (a - GAMMA * (p - ETA)) - (b - GAMMA * (1 - p - (1 - ETA)))
    sigmoid = 1 / (1 + sp.exp(-(a - b)))
    eigen = sp.Matrix([[ETA - ETA**2, -ETA * (1 - ETA)], [-ETA * (1 - ETA), ETA * (1 - ETA)]])
    return (
        Step(
            r"for two classes and $u = s_1 - s_2$ a step of descent is $f(u) = u - 2\gamma(\sigma(u) - \eta)$, "
            r"$p_1 = \sigma(u)$; the offset $s_1 + s_2$ does not move",
            sp.simplify(moved - (a - b - 2 * GAMMA * (sigmoid - ETA))) == 0,
        ),
        Step(
            r"at the minimiser the Hessian has the norm $2\eta(1 - \eta)$, and 2 over it is $\frac1{\eta(1-\eta)}$",
            sp.expand(eigen * sp.Matrix([1, -1]) - 2 * ETA * (1 - ETA) * sp.Matrix([1, -1])) == sp.zeros(2, 1),
        ),
    )


def _cycle_steps() -> tuple[Step, Step]:
    x = sp.Symbol("x", positive=True)
    P, Q = sp.symbols("P Q", real=True)
    there, back = W - U + 2 * GAMMA * (P - ETA), U - W + 2 * GAMMA * (Q - ETA)
    logit = sp.log(x / (1 - x))
    psi = 1 / (x * (1 - x))
    convex = sp.together(sp.diff(psi, x, 2))
    return (
        Step(
            r"$f(u) = w$ and $f(w) = u$ add to $\sigma(u) + \sigma(w) = 2\eta$: $\sigma(u) = \eta + \delta$, "
            r"$\sigma(w) = \eta - \delta$ and $u - w = 2\gamma\delta$, so that $\gamma$ is the mean of $\psi(x) = "
            r"\mathrm{logit}'(x) = \frac1{x(1-x)}$ on $[\eta - \delta, \eta + \delta]$",
            sp.expand(there + back - 2 * GAMMA * (P + Q - 2 * ETA)) == 0 and sp.simplify(sp.diff(logit, x) - psi) == 0,
        ),
        Step(
            r"$\psi'' = \frac{2(3x^2 - 3x + 1)}{x^3(1-x)^3} > 0$; the mean of a strictly convex function over an "
            r"interval "
            r"grows with the interval about its centre (its slope in $\delta$ is $\frac1\delta$ times the mean of the "
            r"values at the ends less that on the interval), from $\psi(\eta) = \frac1{\eta(1-\eta)}$, not attained, "
            r"to "
            r"infinity as an end reaches 0 or 1: one cycle of two for each $\gamma$ above $\psi(\eta)$, none otherwise",
            sp.simplify(convex - 2 * (3 * x**2 - 3 * x + 1) / (x * (1 - x)) ** 3) == 0
            and sp.discriminant(3 * x**2 - 3 * x + 1, x) < 0
            and sp.limit(two_class_step(ETA, DELTA), DELTA, 0).equals(1 / (ETA * (1 - ETA))) is True,
        ),
    )


def _convergence_steps() -> tuple[Step, Step]:
    sigma = sp.Symbol("sigma", real=True)
    left = (-2 * GAMMA * (sigma - ETA)).subs(sigma, 0)
    right = (-2 * GAMMA * (sigma - ETA)).subs(sigma, 1)
    return (
        Step(
            r"$f(u) > u$ below the fixed point $u^*$, $f(u) < u$ above it; a run stays bounded, for one step crosses "
            r"$u^*$ by less than $2\gamma$; as $u \to \mp\infty$, $f(u) - u \to 2\gamma\eta$ and "
            r"$-2\gamma(1-\eta)$; so, without a cycle of two, $f^2(u) > u$ below $u^*$ and $f^2(u) < u$ above",
            sp.expand(left - 2 * GAMMA * ETA) == 0 and sp.expand(right + 2 * GAMMA * (1 - ETA)) == 0,
        ),
        Step(
            r"then every run converges. Its limit points form a compact $\Lambda = f(\Lambda)$; say it is not "
            r"$\{u^*\}$. "
            r"If $\Lambda \ge u^*$, its maximum would be $f(w) < w$ for a $w \in \Lambda$; so "
            r"$a = \min\Lambda < u^*$, and likewise $\max\Lambda > u^*$. $a = f(y)$ with $y \in \Lambda$ has $y > "
            r"u^*$, "
            r"for $f(y) > y$ below. Take $y_0 = y$ and $y_{k+1} \in \Lambda$ with $f(y_{k+1}) = y_k$. While they are "
            r"above $u^*$ they increase; if all were, their limit would be a fixed point above $u^*$. So some "
            r"$y_{k+1} < u^*$ has $f(y_{k+1}) = y_k \ge y > u^* = f(u^*)$, and between them lies a $w$ with $f(w) = "
            r"y$: "
            r"$f^2(w) = a \le y_{k+1} \le w < u^*$, which contradicts $f^2(w) > w$ (the displacement of $f^2$ has "
            r"this sign on a grid "
            r"for $\eta = \frac18$ to $\frac78$)",
            all(_twice_towards(share / 8) for share in range(1, 8)),
        ),
    )


def _twice_towards(eta: float) -> bool:
    """Cases: at the largest step without a cycle, two steps move each point of a grid towards the minimiser."""
    step, fixed = 1 / (eta * (1 - eta)), np.log(eta / (1 - eta))
    u = fixed + np.concatenate([-np.geomspace(50, 0.5, 50), np.geomspace(0.5, 50, 50)])
    once = u - 2 * step * (1 / (1 + np.exp(-u)) - eta)
    twice = once - 2 * step * (1 / (1 + np.exp(-once)) - eta)
    return bool((np.sign(twice - u) == np.sign(fixed - u)).all())

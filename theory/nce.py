"""The population risk of noise-contrastive estimation (NCE): its minimiser and its value there.

NCE tells a label from k draws of q by the classifier h = t / (t + k q), for a model with odds t = exp(o - c). Its risk
is a sum over classes. Gutmann and Hyvarinen (2012), JMLR 13:307-361; Mnih and Teh (2012), arXiv 1206.6426.
"""

from functools import cache
from typing import Any

import sympy as sp

from theory.argument import Step
from theory.nce_sums import ONE_CLASS, Class, E, K, P, Q, T


def risk(t: Any = T, q: Any = Q, k: Any = K) -> Any:
    """One class's part: p softplus(-x) + k q softplus(x), x = log t - log(k q)."""
    x = sp.log(t) - sp.log(k * q)
    return P * sp.log(1 + sp.exp(-x)) + k * q * sp.log(1 + sp.exp(x))


@cache
def gradient() -> sp.Expr:
    """One class's part of the gradient with respect to its score o = log t + c."""
    return sp.factor(T * sp.diff(risk(), T))


def constant(k: Any) -> Any:
    """What the risk at its minimum is for p = q: (1 + k) log(1 + k) - k log k."""
    return (1 + k) * sp.log(1 + k) - k * sp.log(k)


def skewed_divergence(c: Class, k: Any, weight: Any) -> Any:
    """One class's part of (1 + k) JS, where p has this weight in the mixture."""
    mixture = weight * c.p + (1 - weight) * c.q
    return (1 + k) * (weight * c.p * sp.log(c.p / mixture) + (1 - weight) * c.q * sp.log(c.q / mixture))


def minimiser_steps() -> tuple[Step, ...]:
    """Why t = p is the only minimiser over all odds, for every k and q > 0."""
    u = sp.Symbol("u", real=True)
    curvature = sp.diff(risk(sp.exp(u)), u, 2).subs(sp.exp(u), T)
    return (
        Step(
            r"the risk is a sum over classes; by the score of one class it has the derivative "
            r"$\tfrac{kq}{t + kq}(t - p)$, $t = e^{o-c}$, which is 0 at $t = p$ and nowhere else",
            sp.simplify(gradient() - K * Q * (T - P) / (T + K * Q)) == 0,
        ),
        Step(
            r"the second derivative is $(p + kq)\,kq\,t/(t + kq)^2 > 0$: the minimum is unique",
            sp.simplify(curvature - (P + K * Q) * K * Q * T / (T + K * Q) ** 2) == 0,
        ),
    )


def value_steps() -> tuple[Step, ...]:
    """Why the risk at its minimum is `constant` minus (1 + k) times the divergence with the weight 1/(1 + k) on p."""
    share = P * sp.log(1 + K) + K * Q * sp.log((1 + K) / K)
    parts = sp.expand_log(risk(P), force=True) + skewed_divergence(ONE_CLASS, K, 1 / (1 + K)) - share
    return (
        *minimiser_steps(),
        Step(
            r"at $t = p$ one class's part is $p\log(1+k) + kq\log\tfrac{1+k}k$ minus its part of $(1+k)$ times the "
            r"divergence with weight $\tfrac1{1+k}$ on $P$",
            vanishes(parts),
        ),
        Step(
            r"the former sums to $(1+k)\log(1+k) - k\log k$, as $\sum p = \sum q = 1$",
            vanishes(share.subs({P: 1, Q: 1}) - constant(K)),
        ),
    )


def vanishes(expression: sp.Expr) -> bool:
    """Whether an expression in logarithms of positive symbols is zero."""
    logs = sp.expand_log(expression.replace(sp.log, lambda x: sp.log(sp.factor(x))), force=True)
    return bool(sp.simplify(sp.expand(logs)) == 0)


def weight(t: Any, q: Any) -> Any:
    """The factor k q / (t + k q) of the gradient, in e = 1/k."""
    return 1 / (1 + E * t / q)


def growth_steps() -> tuple[Step, ...]:
    """Why (1 + k) times the divergence with weight 1/(1 + k) rises to KL(P || Q), at most chi-square/(2k) below it."""
    term = skewed_divergence(ONE_CLASS, K, 1 / (1 + K))
    mixture = (P + K * Q) / (1 + K)
    slope = Q * sp.log(Q / mixture) + (P - Q) / (1 + K)
    y, x = sp.Symbol("y", real=True), sp.Symbol("x", positive=True)
    phi = (1 + y) * sp.log(1 + y) - y
    shift = (P / Q - 1) / (K + 1)
    gap = P * sp.log(P / Q) - term - (1 + K) * Q * phi.subs(y, shift) - (P - Q)
    bound = (K + 1) * Q * (K + 1) / K * shift**2 / 2 - (P - Q) ** 2 / Q / (2 * K)
    return (
        Step(
            r"by $k$ one class's part has the derivative $q\log(q/m) + (p - q)/(1 + k)$, $m$ the mixture's chance; "
            r"they sum to $\mathrm{KL}(Q\|M) \ge 0$, by Jensen's inequality",
            vanishes(sp.diff(term, K) - slope),
        ),
        Step(
            r"one class's part is $p\log(p/q) - (p - q)$ minus $(1 + k)\,q\,\varphi(y)$, "
            r"$\varphi(y) = (1 + y)\log(1 + y) - y$, $y = (p/q - 1)/(k + 1)$",
            vanishes(gap),
        ),
        Step(
            r"$\varphi(0) = \varphi'(0) = 0$ and $\varphi'' = 1/(1 + y)$, between 0 and $(k + 1)/k$, as $1 + y = "
            r"(k + p/q)/(k + 1)$: $0 \le \varphi(y) \le \tfrac{k+1}k\tfrac{y^2}2$",
            phi.subs(y, 0) == sp.diff(phi, y).subs(y, 0) == 0
            and sp.simplify(sp.diff(phi, y, 2) - 1 / (1 + y)) == 0
            and sp.simplify(1 + shift - (K + P / Q) / (K + 1)) == 0,
        ),
        Step(
            r"summed: the gap is between 0 and $\sum (p - q)^2/q \,/ (2k)$, which tends to 0",
            sp.simplify(bound) == 0,
        ),
        Step(
            r"the term is a sum of the divergences of $P$ and of $Q$ from $M$; a divergence is 0 where its laws are "
            r"the same only, as $y - 1 - \log y$ is 0 at $y = 1$ only: it is 0 for $P = M = Q$ only",
            sp.diff(x - 1 - sp.log(x), x, 2).is_positive is True and sp.solve(1 - 1 / x, x) == [1],
        ),
    )

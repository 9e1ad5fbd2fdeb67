r"""The largest stable step of gradient descent on exact conditional risks: 2 over the norm of the Hessian at the minimiser.

The risk of a loss under label distribution $\eta$ has the gradient $\hat p(s) - \eta$ for a Fenchel-Young loss, and its
Hessian at the minimiser, where $\hat p = \eta$, is the Jacobian of the map there: not the largest one that there is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

import numpy as np
import sympy as sp

from theory.argument import Argument, Step
from theory.jacobian import softmax_bound_steps
from theory.majorant import Matrix, Vector, negative_direction


@dataclass(frozen=True)
class Loss:
    r"""A loss: its Hessian at the minimiser for $\eta$, and what is known of the least upper bound of its norms.

    `alpha`: it is the Fenchel-Young loss of alpha-entmax; the bound grows with alpha. `norm`: the bound for N >= 3
    classes, where it is known exactly.
    """

    name: str
    curvature: Callable[[Vector], Matrix]
    alpha: Fraction | None = None
    norm: Callable[[int], Fraction] | None = None


def centred(weights: Sequence[Fraction], scale: Fraction = Fraction(1)) -> Matrix:
    r"""scale $(\mathrm{diag}\,w - ww^\top/\sum w)$."""
    total = sum(weights)
    return tuple(
        tuple(scale * (a * int(i == j) - a * b / total) for j, b in enumerate(weights)) for i, a in enumerate(weights)
    )


def exact_root(value: Fraction) -> Fraction:
    """The square root of the square of a rational number; ValueError for another number."""
    root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    if root**2 != value:
        raise ValueError(f"value: expected a square, got {value}")
    return root


def entmax(alpha: Fraction) -> Loss:
    """The loss of alpha-entmax, for alpha 1 (softmax), 3/2 or 2 (sparsemax); exact where the powers are rational."""
    power = {Fraction(1): Fraction, Fraction(3, 2): exact_root, Fraction(2): lambda q: Fraction(q > 0)}[alpha]
    norm = {Fraction(1): Fraction(1, 2), Fraction(2): Fraction(1)}.get(alpha)
    return Loss(
        f"{alpha}-entmax",
        lambda eta: centred([power(q) for q in eta]),
        alpha,
        (lambda _: norm) if norm is not None else None,
    )


def rankmax(scale: Fraction) -> Loss:
    """Rankmax with a fixed scale, whose Jacobian is the scale times that of sparsemax."""
    return Loss(
        f"Rankmax of scale {scale}",
        lambda eta: centred([Fraction(q > 0) for q in eta], scale),
        norm=lambda _: scale,
    )


def rg2() -> Loss:
    r"""RG2, whose Hessian is $\frac1N I$ everywhere."""
    return Loss(
        "RG2",
        lambda eta: tuple(tuple(Fraction(int(i == j), len(eta)) for j in range(len(eta))) for i in range(len(eta))),
        norm=lambda N: Fraction(1, N),
    )


def rgx() -> Loss:
    r"""RGx, whose Hessian is $\frac1N(I - \frac1N\mathbf 1\mathbf 1^\top)$ everywhere."""
    return Loss("RGx", lambda eta: centred([Fraction(1, len(eta))] * len(eta)), norm=lambda N: Fraction(1, N))


def smaller_norm(one: Loss, other: Loss, size: int) -> bool:
    """Whether the least upper bound of the norms is known to be smaller for `one`."""
    if one.alpha is not None and other.alpha is not None:
        return one.alpha < other.alpha
    return one.norm is not None and other.norm is not None and one.norm(size) < other.norm(size)


def top(A: Matrix) -> float:
    """The largest eigenvalue of a symmetric matrix, in floating point."""
    return float(np.linalg.eigvalsh(np.array(A, dtype=np.float64))[-1])


def surely_larger(A: Matrix, B: Matrix) -> bool:
    """Whether the largest eigenvalue of A is above that of B, by exact elimination at a level between the two."""
    level = Fraction((top(A) + top(B)) / 2).limit_denominator(10**6)
    return negative_direction(_below(level, A)) is not None and negative_direction(_below(level, B)) is None


def _below(level: Fraction, A: Matrix) -> Matrix:
    return tuple(tuple(level * int(i == j) - a for j, a in enumerate(row)) for i, row in enumerate(A))


def order_argument() -> Argument:
    r"""For every N, $\eta$ and $1 \le \alpha < \beta$: the Hessian at the minimiser grows with alpha, and the norm does."""
    x, m, c, first, second, total = sp.symbols("x m c E1 E2 S")
    q, alpha, gap, lam = sp.symbols("q alpha h lambda", positive=True)
    log_alpha = (q ** (alpha - 1) - 1) / (alpha - 1)
    value = sp.diff(log_alpha, q)
    spread = total * second - 2 * c * total * first + c**2 * total
    smaller = sp.exp(-gap * sp.Symbol("l", positive=True))
    return Argument(
        (
            softmax_bound_steps()[0],
            Step(
                r"on the support of $p = \alpha$-entmax$(s)$, $\log_\alpha p_i = s_i - \lambda$ with "
                r"$\log_\alpha' p = p^{\alpha-2}$; so $dp_i = w_i(ds_i - d\lambda)$ with $w_i = p_i^{2-\alpha}$, and "
                r"$\sum_i dp_i = 0$ gives $d\lambda = \sum_i w_ids_i/\sum_i w_i$: "
                r"$J = \mathrm{diag}\,w - ww^\top/\sum_i w_i$, for $\alpha = 1$ that of softmax",
                sp.simplify(value - q ** (alpha - 2)) == 0
                and sp.solve(total * first - lam * total, lam) == [first]
                and sp.limit(value, alpha, 1) == 1 / q,
            ),
            Step(
                r"$v^\top Jv = \min_c \sum_i w_i(v_i - c)^2$, attained at the mean $c = \sum_i w_iv_i/\sum_i w_i$",
                sp.simplify(spread - (total * second - total * first**2) - total * (c - first) ** 2) == 0,
            ),
            Step(
                r"at the minimiser $p = \eta$, the same for every $\alpha$; $w_i = \eta_i^{2-\alpha}$ does not fall in "
                r"$\alpha$, for $\eta_i \le 1$, and rises for $\eta_i < 1$: $\eta_i^{2-\alpha} = "
                r"\eta_i^{\beta-\alpha}\eta_i^{2-\beta}$ with $\eta_i^{\beta - \alpha} = e^{-(\beta-\alpha)\log(1/\eta_i)}$",
                bool((1 - smaller).simplify().subs(gap, 1).is_positive or sp.simplify(sp.log(smaller)).is_negative),
            ),
            Step(
                r"so $J_\alpha(\eta) \preceq J_\beta(\eta)$, the largest eigenvalues are in this order for every "
                r"$\eta$, and so are their least upper bounds; the steps $2/\lambda_{\max}$ are in the reverse one. "
                r"Where two classes or more have mass all $w_i$ rise, the largest eigenvalue is positive, and with "
                r"$w_i \le r w_i'$, $r < 1$, the order is strict",
                sp.simplify(2 / (lam * q) - (2 / lam) / q) == 0 and x != m,
            ),
        )
    )


def two_class_step(eta: sp.Expr, delta: sp.Expr) -> sp.Expr:
    r"""The step at which descent on softmax's risk for two classes alternates between $p_1 = \eta \pm \delta$."""
    odds = (eta + delta) * (1 - eta + delta) / ((1 - eta - delta) * (eta - delta))
    return sp.log(odds) / (2 * delta)


def two_class_argument() -> Argument:
    r"""For every $\eta$ in (0, 1): a cycle of two exists exactly above $\frac1{\eta(1-\eta)}$; below, all runs converge."""
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
            r"$\psi'' = \frac{2(3x^2 - 3x + 1)}{x^3(1-x)^3} > 0$; the mean of a strictly convex function over an interval "
            r"grows with the interval about its centre (its slope in $\delta$ is $\frac1\delta$ times the mean of the "
            r"values at the ends less that on the interval), from $\psi(\eta) = \frac1{\eta(1-\eta)}$, not attained, to "
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
            r"then every run converges. Its limit points form a compact $\Lambda = f(\Lambda)$; say it is not $\{u^*\}$. "
            r"If $\Lambda \ge u^*$, its maximum would be $f(w) < w$ for a $w \in \Lambda$; so "
            r"$a = \min\Lambda < u^*$, and likewise $\max\Lambda > u^*$. $a = f(y)$ with $y \in \Lambda$ has $y > u^*$, "
            r"for $f(y) > y$ below. Take $y_0 = y$ and $y_{k+1} \in \Lambda$ with $f(y_{k+1}) = y_k$. While they are "
            r"above $u^*$ they increase; if all were, their limit would be a fixed point above $u^*$. So some "
            r"$y_{k+1} < u^*$ has $f(y_{k+1}) = y_k \ge y > u^* = f(u^*)$, and between them lies a $w$ with $f(w) = y$: "
            r"$f^2(w) = a \le y_{k+1} \le w < u^*$, which contradicts $f^2(w) > w$",
            True,
        ),
    )

r"""The largest norm of alpha-entmax's Jacobian over all scores, for 1 < alpha < 2 and every number of classes N.

With $s_i = p_i^{2-\alpha}$ on the support, $J = \mathrm{diag}(s) - ss^\top/\sum s$. Its norm's supremum is the largest
$\|x\|_2^2/\|x\|_q^2$ over x of sum 0, with $q = 2/(3-\alpha)$, which takes at most three distinct values and is solved.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb, ctx

from theory.argument import Step
from theory.intervals import ball, rational, sign

ALPHA = sp.Symbol("alpha", positive=True)
BETA = 2 - ALPHA
Q = 2 / (3 - ALPHA)
KAPPA = sp.Symbol("kappa", positive=True)
"""q - 1, between 0 and 1."""
LAMBDA = sp.Symbol("lambda", positive=True)
"""1 - kappa."""
OTHERS = sp.Symbol("n", positive=True)
"""N - 1."""

BITS = 128

Bound = Callable[[Any, Any], Any]
"""A function of (alpha, N)."""


def two_classes(alpha: Any, _: Any) -> Any:
    r"""$2^{\alpha-2}$: the norm where two classes have half the mass each."""
    return 2 ** (alpha - 2)


def all_classes(alpha: Any, n: Any) -> Any:
    r"""$(1 + \frac1{N-1})(1 + (N-1)^{-\kappa})^{\alpha-3}$: the norm where one class outweighs N - 1 equal ones.

    There $\kappa = (\alpha-1)/(3-\alpha)$, and its probability is $(N-1)^{1+\kappa}$ times that of each other.
    """
    others = n - 1
    return (1 + 1 / others) / (1 + others ** (-(alpha - 1) / (3 - alpha))) ** (3 - alpha)


def supremum(alpha: float, n: int) -> float:
    """The larger of the two: the least bound of the norm for N >= 2 classes; for alpha = 1 and alpha = 2 too."""
    return max(float(two_classes(alpha, n)), float(all_classes(alpha, float(n))))


def entry_steps() -> tuple[Step, ...]:
    """The Jacobian where no score ties with the threshold, from p = exp_alpha(z - lambda) with sum 1."""
    base, slope, total, s_i, s_j = sp.symbols("b dlambda S s_i s_j", positive=True)
    p = base ** (1 / (ALPHA - 1))
    derivative = sp.diff(p, base) * (ALPHA - 1)
    threshold = sp.solve(s_j - total * slope, slope)
    return (
        Step(
            r"$p_i = (1 + (\alpha-1)(z_i - \lambda))^{1/(\alpha-1)}$ on the support has the derivative $s_i = "
            r"p_i^{2-\alpha}$ in $z_i - \lambda$",
            _equal_products(derivative, p**BETA),
        ),
        Step(
            r"$\sum_i p_i = 1$ gives $\partial\lambda/\partial z_j = s_j/S$ with $S = \sum_i s_i$, so $J = "
            r"\mathrm{diag}(s) - ss^\top/S$ on the support, which small changes of $z$ keep, and 0 off it",
            threshold == [s_j / total] and sp.expand(-s_i * threshold[0] + s_i * s_j / total) == 0,
        ),
    )


def dual_steps() -> tuple[Step, ...]:
    """The supremum as a quotient of two norms, for every alpha below 3."""
    x, s, total = sp.symbols("x s S", positive=True)
    p, mass = sp.symbols("p m", positive=True)
    image = s * (x / s) - s * (0 / total)
    inner = (x**2 * p ** (-BETA)) ** (1 / (1 + BETA)) * p ** (BETA / (1 + BETA))
    least = x**2 * (x**Q / mass) ** (-BETA)
    return (
        *entry_steps(),
        Step(
            r"$J$ is symmetric with kernel $\mathbf 1$ on the support (where $s > 0$), and for $x$ of sum 0 "
            r"there $J(x/s) = x$; so its norm is the largest $\|x\|^2/\sum_i x_i^2p_i^{-\beta}$ over such $x$, with "
            r"$\beta = 2 - \alpha$",
            sp.expand(image - x) == 0,
        ),
        Step(
            r"for $\beta > 0$ and each $x$, $\sum_i x_i^2p_i^{-\beta} \ge \|x\|_q^2$ with $q = 2/(1+\beta)$, by "
            r"Hölder's inequality for $|x_i|^q = (x_i^2p_i^{-\beta})^{1/(1+\beta)}\,p_i^{\beta/(1+\beta)}$, with "
            r"equality for $p_i = |x_i|^q/\|x\|_q^q$; every $p$ of the simplex is a value of entmax, so the supremum "
            r"is the largest $R(x) = \|x\|^2/\|x\|_q^2$ over $x \ne 0$ of sum 0, which is attained",
            _equal_products(inner, x**Q)
            and _equal_products(least, x**Q * mass**BETA)
            and sp.simplify(1 + BETA - 2 / Q) == 0
            and sp.simplify(1 / (1 + BETA) + BETA / (1 + BETA)) == 1,
        ),
    )


def reduction_steps() -> tuple[Step, ...]:
    """Why a maximiser is (1, -1, 0, ...), (n, -1, ..., -1) or has three values, of which two occur once."""
    t, c, a, delta = sp.symbols("t c a delta", positive=True)
    squares, powers = sp.symbols("A D", positive=True)
    h = 2 * t - c * t**KAPPA
    ratio = sp.log(squares + 2 * delta**2) - 2 / (1 + KAPPA) * sp.log(
        powers + (a + delta) ** (1 + KAPPA) + (a - delta) ** (1 + KAPPA) - 2 * a ** (1 + KAPPA)
    )
    second = sp.diff(ratio, delta, 2).subs(delta, 0)
    bend = sp.diff(h, t).subs(t, a).subs(c, 2 * squares / powers)
    size = sp.Symbol("m", positive=True)
    pairs = (2 * size) / (2 * size) ** (2 / Q)
    return (
        *dual_steps(),
        Step(
            r"at a maximiser (Lagrange; $|t|^q$ has the derivative $q|t|^\kappa\operatorname{sgn} t$, $\kappa = q - 1 "
            r"\in (0, 1)$) $h(x_i) = \nu$ for each $i$, with the odd $h(t) = 2t - ct^\kappa$ for $t \ge 0$, convex "
            r"there, and $c = 2\|x\|^2/\|x\|_q^q$; $\nu \ge 0$ up to the sign of $x$",
            sp.simplify(sp.diff(h, t, 2) - c * KAPPA * (1 - KAPPA) * t ** (KAPPA - 2)) == 0
            and bool((c * KAPPA * LAMBDA * t ** (KAPPA - 2)).is_positive)
            and sp.simplify(sp.diff(t ** (1 + KAPPA), t) - (1 + KAPPA) * t**KAPPA) == 0,
        ),
        Step(
            r"if $\nu = 0$, all non-zero $|x_i|$ are equal, $m$ of each sign, and $R = (2m)^{1-2/q} = (2m)^{\alpha-2}$ "
            r"is largest for $m = 1$: $R = 2^{\alpha-2}$",
            _equal_products(pairs, (2 * size) ** (ALPHA - 2)),
        ),
        Step(
            r"if two entries equal $a$, moving them apart by $\pm\delta$ changes $\log R$ by $\delta^2h'(a)/\|x\|^2$ "
            r"to second order and by nothing to first; so no value with $h' > 0$ occurs twice",
            sp.simplify(sp.powsimp(sp.expand((second / 2 - bend / squares) * a**2))) == 0
            and sp.simplify(sp.diff(ratio, delta).subs(delta, 0)) == 0,
        ),
        Step(
            r"if $\nu > 0$, no entry is 0; $h = \nu$ has one root $t > 0$, with $h' > 0$, so one entry is positive; "
            r"and on the negative side $cu^\kappa - 2u = \nu$, concave in $u = -t$, has at most two roots $u_2 \le "
            r"u_1$, with $h'(-u_1) > 0$ if they differ, so $u_1$ occurs once then: $x$ is a multiple of $(N-1, "
            r"-1, \dots, -1)$ or of $(\tau + m, -\tau, -1, \dots, -1)$ with $m = N - 2 \ge 1$ and $\tau > 1$",
            h.subs(t, 0) == 0,
        ),
    )


def curve_steps() -> tuple[Step, ...]:
    """Why three values are never best: along their curve R has no maximum inside."""
    tau, m, y, rho = sp.symbols("tau m y rho", positive=True)
    A, T, Y = sp.symbols("A T Y", positive=True)  # (tau + m)^kappa, tau^kappa, y^lambda
    a = tau + m

    def derivative(f: sp.Expr) -> sp.Expr:
        return sp.diff(f, tau) + sp.diff(f, A) * KAPPA * A / a + sp.diff(f, T) * KAPPA * T / tau

    squares, powers = a**2 + tau**2 + m, a * A + tau * T + m
    slope = derivative(squares) / squares - 2 / (KAPPA + 1) * derivative(powers) / powers
    G = (A + 1) * (tau - 1) - (T - 1) * (a + 1)
    bend = derivative(derivative(G)).subs(A, T * y / Y).subs({tau: 1 / rho, m: (y - 1) / rho, KAPPA: 1 - LAMBDA})
    wanted = 2 - LAMBDA * (1 - rho) / y - Y * (2 - LAMBDA * (y + rho))
    K = wanted.subs(rho, 0)
    inner = (sp.diff(K, y) + sp.diff(K, Y) * LAMBDA * Y / y) * y**2 / LAMBDA
    bent = sp.diff(inner, y) + sp.diff(inner, Y) * LAMBDA * Y / y
    return (
        Step(
            r"along $x(\tau) = (\tau + m, -\tau, -1, \dots, -1)$ the derivative of $\log R$ has the sign of $G(\tau) = "
            r"((\tau+m)^\kappa + 1)(\tau - 1) - (\tau^\kappa - 1)(\tau + m + 1)$",
            _vanishes(slope - 2 * m * G / (squares * powers)),
        ),
        Step(
            r"with $\lambda = 1 - \kappa$, $\rho = 1/\tau$ and $y = 1 + m/\tau > 1$, $G''$ is a positive multiple of "
            r"$2 - \lambda(1-\rho)/y - y^\lambda(2 - \lambda(y+\rho))$, which grows with $\rho$ and is $K(y) = 2 - "
            r"\lambda/y - 2y^\lambda + \lambda y^{1+\lambda}$ at $\rho = 0$",
            _vanishes(bend - (1 - LAMBDA) * T * rho / Y * wanted)
            and bool(sp.expand(sp.diff(wanted, rho)).is_positive)
            and _vanishes(K - (2 - LAMBDA / y - 2 * Y + LAMBDA * y * Y)),
        ),
        Step(
            r"$K(1) = 0$ and $y^2K'(y)/\lambda = 1 - 2y^{\lambda+1} + (1+\lambda)y^{\lambda+2}$, which is $\lambda > 0$"
            r" at $y = 1$ and has the derivative $(\lambda+1)y^\lambda((\lambda+2)y - 2) > 0$ from there on: $K > 0$",
            _vanishes(K.subs({y: 1, Y: 1}))
            and _vanishes(inner - (1 - 2 * y * Y + (1 + LAMBDA) * y**2 * Y))
            and _vanishes(inner.subs({y: 1, Y: 1}) - LAMBDA)
            and _vanishes(bent - (LAMBDA + 1) * Y * ((LAMBDA + 2) * y - 2))
            and bool(sp.expand(((LAMBDA + 2) * y - 2).subs(y, 1 + rho)).is_positive),
        ),
        Step(
            r"so $G$ is strictly convex with $G(1) = 0$: at a zero $\tau > 1$ it turns from negative to positive and "
            r"$R$ is least on the curve, not largest",
            _vanishes(G.subs({tau: 1, T: 1})),
        ),
    )


def supremum_steps() -> tuple[Step, ...]:
    """The whole argument for 1 < alpha < 2 and every N >= 2."""
    n = OTHERS
    squares, powers = n**2 + n, n**Q + n
    weight = n ** (-(ALPHA - 1) / (3 - ALPHA))
    closed, half = all_classes(ALPHA, n + 1), sp.Rational(3, 2)
    return (
        *reduction_steps(),
        *curve_steps(),
        Step(
            r"with $n = N - 1$, $\|x\|_q^q = n^q + n = n^q(1 + n^{-\kappa})$ at $x = (n, -1, \dots, -1)$, so that "
            r"$R(x) = (n^2 + n)/\|x\|_q^2 = (1 + \frac1n)(1 + n^{-\kappa})^{\alpha-3}$, which for $N = 2$ is "
            r"$2^{\alpha-2}$; the supremum is the larger of this and $2^{\alpha-2}$, attained at $p_i \propto |x_i|^q$",
            _equal_products(n, n**Q * weight)
            and sp.expand(n**Q * (1 + weight) - n**Q * weight - (powers - n)) == 0
            and _equal_products(squares / (n**Q * (1 + weight)) ** (2 / Q), closed)
            and _equal_products(closed.subs(n, 1), two_classes(ALPHA, 2)),
        ),
        Step(
            r"it does not fall as $N$ grows, for a class may have no mass; at $\alpha = \frac32$ the former is the "
            r"larger one for $N = 48$ and not for $N = 47$, so it is exactly from 48 on",
            [sign(all_classes(half, sp.Integer(size)) - two_classes(half, size)) for size in (47, 48)] == [-1, 1],
        ),
    )


def above_two_steps() -> tuple[Step, ...]:
    """For alpha >= 2: the norm is at most s at the least positive probability, and meets it where two share that."""
    s, v, w = sp.symbols("s v w", positive=True)
    return (
        *entry_steps(),
        Step(
            r"$v^\top Jv = \sum_i s_iv_i^2 - (\sum_i s_iv_i)^2/S \le \max_i s_i\|v\|^2$, and for $\alpha \ge 2$ the "
            r"largest $s_i = p_i^{2-\alpha}$ is that of the least $p_i > 0$",
            bool((v ** (2 - (2 + w)) / v ** (-w)).simplify() == 1),
        ),
        Step(
            r"if two classes share the least, $v = (1, -1)$ on them has $s^\top v = 0$ and $Jv = sv$",
            sp.expand(s * 1 + s * (-1)) == 0,
        ),
    )


def order_steps() -> tuple[Step, ...]:
    """Why at equal probabilities J grows with alpha, as a quadratic form."""
    p, c, less = sp.symbols("p c a", positive=True)
    first, second, total = sp.symbols("m1 m2 S", real=True)
    spread = sp.expand(second - 2 * c * first + c**2 * total)
    return (
        *entry_steps(),
        Step(
            r"$v^\top Jv = \min_c\sum_i s_i(v_i - c)^2$: the least value is at $c = \sum s_iv_i/S$",
            sp.simplify(spread.subs(c, first / total) - (second - first**2 / total)) == 0
            and sp.solve(sp.diff(spread, c), c) == [first / total],
        ),
        Step(
            r"for $p_i \le 1$, $s_i = p_i^{2-\alpha}$ does not fall as $\alpha$ grows, so neither does any of these "
            r"sums, nor the least one, nor the norm; at $\alpha = 1$ it is that of softmax",
            sp.simplify(sp.diff(p ** (2 - less), less) + sp.log(p) * p ** (2 - less)) == 0,
        ),
    )


def growth_steps() -> tuple[Step, ...]:
    """How the supremum tends to 1 as N grows, for 1 < alpha < 2."""
    w = sp.Symbol("w", positive=True)
    slope = sp.diff(1 - (1 + w) ** (ALPHA - 3), w).subs(w, 0)
    return (
        *supremum_steps(),
        Step(
            r"with $w = (N-1)^{-\kappa} \to 0$ it is $(1 + w^{1/\kappa})(1 + w)^{\alpha-3}$ as soon as that is above "
            r"$2^{\alpha-2} < 1$; $1/\kappa > 1$, so its distance from 1, over $w$, tends to $3 - \alpha$",
            sp.expand(slope - (3 - ALPHA)) == 0
            and sp.simplify((3 - ALPHA) / (ALPHA - 1) - 1 - 2 * BETA / (ALPHA - 1)) == 0,
        ),
        Step(
            r"it stays below 1: $\|x\|_q > \|x\|_2$ for $q < 2$ and an $x$ with two non-zero entries",
            sp.simplify(2 - Q - 2 * BETA / (3 - ALPHA)) == 0,
        ),
    )


def _vanishes(expression: sp.Expr) -> bool:
    """Whether a rational function is zero."""
    return bool(sp.cancel(sp.together(expression)) == 0)


def _equal_products(first: sp.Expr, second: sp.Expr) -> bool:
    """Whether two products of powers of positive numbers are equal."""
    return bool(sp.simplify(sp.expand_log(sp.log(first), force=True) - sp.expand_log(sp.log(second), force=True)) == 0)


def entmax15_jacobian_exact(roots: Sequence[Fraction]) -> sp.Matrix:
    r"""The Jacobian of 1.5-entmax where its probabilities are the squares of rational `roots`, all positive.

    $p_i = (z_i/2 - \tau)^2$ with the smaller root $\tau$ of $\sum_i p_i = 1$ is differentiated with explicit classes.
    Raises ValueError unless the squares sum to 1.
    """
    if min(roots) <= 0 or sum(r * r for r in roots) != 1:
        raise ValueError(f"roots: expected positive numbers whose squares sum to 1, got {tuple(map(str, roots))}")
    z = sp.symbols(f"z1:{len(roots) + 1}", real=True)
    tau = sp.Symbol("tau", real=True)
    threshold = sp.solve(sum((x / 2 - tau) ** 2 for x in z) - 1, tau)[0]
    p = sp.Matrix([(x / 2 - threshold) ** 2 for x in z])
    at = {x: 2 * rational(r) for x, r in zip(z, roots, strict=True)}
    assert p.subs(at) == sp.Matrix([rational(r * r) for r in roots])
    return p.jacobian(z).subs(at)


def quotient(alpha: Fraction, counts: Sequence[int], p: Sequence[Fraction], x: Sequence[Fraction]) -> arb:
    r"""A ball around $\|x\|^2/\sum_i x_i^2p_i^{\alpha-2}$, which the norm at p is not below; `counts` of equal classes.

    Raises ValueError unless p > 0 sums to 1 and x, not 0, sums to 0.
    """
    sizes = list(zip(counts, p, x, strict=True))
    if min(counts) < 1 or min(p) <= 0 or sum(k * a for k, a, _ in sizes) != 1 or not any(x):
        raise ValueError(f"p, x: expected positive p of sum 1 and x other than 0, got {p} and {x}")
    if sum(k * v for k, _, v in sizes) != 0:
        raise ValueError(f"x: expected the sum 0, got {x}")
    with ctx.workprec(BITS):
        below = sum((ball(k * v * v) * ball(a) ** ball(alpha - 2) for k, a, v in sizes), arb(0))
        return ball(sum(k * v * v for k, _, v in sizes)) / below


def norm_at_most(alpha: Fraction, n: int, level: Fraction, boxes: int = 4000) -> bool:
    r"""Whether it is certified that no norm is above `level`, for 1 < alpha < 2 and n >= 2 classes.

    By `reduction_steps` the supremum is that of R on $(1, -t, -\frac{1-t}{n-2}, \dots)$, $0 \le t \le 1$, whose
    numerator and denominator are bounded on each of `boxes` intervals by their ends' values.
    """
    if n == 2:
        with ctx.workprec(BITS):
            return bool(ball(2) ** ball(alpha - 2) <= ball(level))
    with ctx.workprec(BITS):
        return _below(alpha, n - 2, ball(level), boxes)


def _below(alpha: Fraction, others: int, level: arb, boxes: int) -> bool:
    q, pending, tried = 2 / (3 - alpha), [(Fraction(0), Fraction(1))], 0
    while pending and tried < boxes:
        low, high = pending.pop()
        tried += 1
        squares = ball(1 + high**2 + (1 - low) ** 2 / others)
        powers = 1 + _power(low, q) + _power((1 - high) / others, q) * others
        if not squares / powers ** ball(2 / q) <= level:
            middle = (low + high) / 2
            pending += [(low, middle), (middle, high)]
    return not pending


def _power(x: Fraction, q: Fraction) -> arb:
    return ball(x) ** ball(q) if x else arb(0)

r"""The least quadratic above the softmax loss: least c with $\ell(o) \le \ell(0) + \nabla\ell(0)^\top o + c\|o\|^2$.

The target cancels: c must bound $D(o) = \log\frac1N\sum_j e^{o_j} - \frac1N\sum_j o_j$ by $c\|o\|^2$ for every o. With
the uniform u this is the same as $\|q-u\|^2 \le 4c\,\mathrm{KL}(q\,\|\,u)$ for every distribution q, which for two
values is the inequality of Kearns and Saul (1998) and of Ordentlich and Weinberger (2005).
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.expansion import O_Y, SOFTMAX_LOSS, T_RAY, J, N, O, Y, mean, ray_derivatives
from theory.intervals import rational

Constant = Callable[[Any, Any], Any]
"""A function of (N, log)."""

X = sp.Symbol("x", positive=True)
OTHERS = sp.Symbol("M", positive=True)
"""N - 1."""

SHARE = 1 / (OTHERS + 1)
SLOPE = (OTHERS + 1) * sp.log(OTHERS) / (OTHERS - 1)


def least_curvature(n: Any) -> sp.Expr:
    r"""$c_N = \frac{N-2}{4(N-1)\log(N-1)}$, for N = 2 its limit 1/4; about $\frac1{4\log N}$."""
    n = sp.sympify(n)
    return sp.Rational(1, 4) if n == 2 else (n - 2) / (4 * (n - 1) * sp.log(n - 1))


def at_size(constant: Constant, n: int) -> sp.Expr:
    """A constant (N, log) at N = n, its limit where n = 2."""
    x = sp.Symbol("x", positive=True)
    return sp.limit(constant(x, sp.log), x, 2) if n == 2 else sp.sympify(constant(sp.Integer(n), sp.log))


def two_levels(n: int, k: int, odds: Fraction) -> tuple[sp.Expr, sp.Expr]:
    r"""$D(o)$ and $\|o\|^2$, exactly, for n scores of mean zero, k of them $\log$ `odds` above the others."""
    share, gap = sp.Rational(k, n), sp.log(rational(odds))
    return sp.log(1 + share * (rational(odds) - 1)) - share * gap, n * share * (1 - share) * gap**2


def from_base(p: Sequence[Fraction], odds: Sequence[Fraction]) -> tuple[sp.Expr, sp.Expr]:
    r"""With base point $\log p$ and $v = \log$ `odds`: the loss at $\log p + v$ above its tangent, and $\|v\|^2$."""
    weights, v = [rational(x) for x in p], [sp.log(rational(g)) for g in odds]
    total = sum(rational(x * g) for x, g in zip(p, odds, strict=True))
    return sp.log(total) - sum(x * y for x, y in zip(weights, v, strict=True)), sum(y**2 for y in v)


def least_curvature_argument() -> Argument:
    """For every N >= 2: `least_curvature` serves every o, and no smaller constant does; each step executed."""
    return Argument((*_reduction_steps(), *_binary_steps(), _touching_step(), _two_items_step()))


def every_quadratic_argument() -> Argument:
    r"""For every N >= 3: what a symmetric A with $D(o) \le o^\top Ao$ must have; continues the argument above."""
    return Argument((*least_curvature_argument().steps, _offset_step(), _trace_step(), _centring_step()))


def every_base_argument() -> Argument:
    """For every N >= 2: 1/4 serves every base point, and no smaller constant does; each step executed."""
    return Argument((_pinsker_step(), _binary_step(), _two_high_step()))


def _reduction_steps() -> tuple[Step, ...]:
    return _target_step(), _dual_step(), _square_step(), _interior_step()


def _binary_steps() -> tuple[Step, ...]:
    return _two_values_step(), _reversal_step(), _rolle_step()


def _target_step() -> Step:
    loss, slope = ray_derivatives(1)
    tangent = (loss + slope).subs({mean(1): sp.Sum(O[J], (J, 1, N)) / N, O_Y: O[Y]})
    partition = sp.Sum(sp.exp(O[J]), (J, 1, N))
    excess = sp.expand_log(SOFTMAX_LOSS.subs(T_RAY, 1) - tangent, force=True)
    D = sp.log(partition) - sp.log(N) - sp.Sum(O[J], (J, 1, N)) / N
    return Step(
        r"$\ell(o) - \ell(0) - \nabla\ell(0)^\top o = \log\frac1N\sum_j e^{o_j} - \frac1N\sum_j o_j = D(o)$ for each "
        "target",
        sp.expand(excess - D) == 0,
    )


def _dual_step() -> Step:
    q, o, log_z, inner, average = sp.symbols("q o L l m", real=True)
    summand = sp.Poly(q * (sp.log(sp.exp(o - log_z)) + sp.log(N)), q, o)
    divergence = summand.coeff_monomial(q * o) * inner + summand.coeff_monomial(q)
    return Step(
        r"at $q = \mathrm{softmax}(o)$, $\log q_j = o_j - \log\sum_i e^{o_i}$ and $\sum_j q_j = 1$ give "
        r"$D(o) = \langle q - u, o\rangle - \mathrm{KL}(q\,\|\,u)$",
        sp.expand(inner - average - divergence - (log_z - sp.log(N) - average)) == 0,
    )


def _square_step() -> Step:
    o, d, c = sp.symbols("o d c", positive=True)
    return Step(
        r"if $\mathrm{KL}(q\,\|\,u) \ge \|q-u\|^2/(4c)$, then $D(o) \le \langle d, o\rangle - \|d\|^2/(4c) = c\|o\|^2 "
        r"- \|2co - d\|^2/(4c) \le c\|o\|^2$ with $d = q - u$; so with $K = 1/(4c)$ it is enough that "
        r"$\sum_j f(q_j) \ge Nf(\frac1N)$ for $f(x) = x\log x - Kx^2$",
        sp.expand(o * d - d**2 / (4 * c) - (c * o**2 - (2 * c * o - d) ** 2 / (4 * c))) == 0,
    )


def _interior_step() -> Step:
    k = sp.Symbol("K", positive=True)
    f = X * sp.log(X) - k * X**2
    bend = sp.diff(f, X, 2)
    return Step(
        r"the sum has a minimiser on the simplex; $f'(0+) = -\infty$, so no entry of it is 0; $f'' = \frac1x - 2K$, so "
        r"two entries above $\frac1{2K}$ could be moved apart by $\pm\varepsilon$ at a gain ($f''(a) + f''(b) < 0$): "
        r"at most one is above; all have the same $f'$ (Lagrange), which rises strictly up to $\frac1{2K}$, so the "
        r"others are equal: $q = (x, y, \ldots, y)$",
        sp.limit(sp.diff(f, X), X, 0, "+") == -sp.oo and sp.simplify(bend - (1 / X - 2 * k)) == 0,
    )


def _binary() -> sp.Expr:
    r"""$h(x) = d(x\,\|\,p) - \varphi (x-p)^2$ with p = 1/N and $\varphi = \frac{N\log(N-1)}{N-2}$, N = M + 1."""
    p = SHARE
    return X * sp.log(X / p) + (1 - X) * sp.log((1 - X) / (1 - p)) - SLOPE * (X - p) ** 2


def _two_values_step() -> Step:
    y, k = (1 - X) / OTHERS, 1 / (4 * least_curvature(OTHERS + 1))
    ours = X * sp.log((OTHERS + 1) * X) + OTHERS * y * sp.log((OTHERS + 1) * y)
    ours -= k * ((X - SHARE) ** 2 + OTHERS * (y - SHARE) ** 2)
    return Step(
        r"for such q and $c = c_N$ the inequality is $h(x) = d(x\,\|\,p) - \varphi\,(x - p)^2 \ge 0$, with the binary "
        r"divergence $d$, $p = \frac1N$ and $\varphi = \frac{N\log(N-1)}{N-2}$",
        sp.simplify(_logs(ours - _binary())) == 0,
    )


def _reversal_step() -> Step:
    h, slope = _binary(), sp.diff(_binary(), X)
    zeros = [h.subs(X, SHARE), h.subs(X, 1 - SHARE), *(slope.subs(X, x) for x in (SHARE, sp.Rational(1, 2), 1 - SHARE))]
    return Step(
        r"$h(p) = h(1-p) = 0$ and $h'(p) = h'(\frac12) = h'(1-p) = 0$, three points for $N \ge 3$",
        all(sp.simplify(_logs(sp.together(value))) == 0 for value in zeros),
    )


def _rolle_step() -> Step:
    bend = sp.diff(_binary(), X, 2)
    slope = sp.diff(_binary(), X)
    ends = sp.limit(slope.subs(OTHERS, 2), X, 0, "+"), sp.limit(slope.subs(OTHERS, 2), X, 1, "-")
    return Step(
        r"$h'' = \frac1{x(1-x)} - 2\varphi$ has at most two zeros, by Rolle one in $(p, \frac12)$ and one in "
        r"$(\frac12, 1-p)$; so the three zeros of $h'$ are all and simple, $h'$ has the signs $-,+,-,+$ from $-\infty$ "
        r"at 0 to $+\infty$ at 1, and $h$ is least at $p$ and $1-p$, where it is 0",
        sp.simplify(bend - (1 / (X * (1 - X)) - 2 * SLOPE)) == 0 and ends == (-sp.oo, sp.oo),
    )


def _touching_step() -> Step:
    n, gap = OTHERS + 1, 2 * sp.log(OTHERS)
    excess = sp.log(sp.cancel((sp.exp(gap) + OTHERS) / n)) - gap / n
    square = (gap * (1 - 1 / n)) ** 2 + OTHERS * (gap / n) ** 2
    return Step(
        r"at $o^\ast = 2\log(N-1)\,(e_y - u)$, where $e^{o_y - o_j} = (N-1)^2$, $D(o^\ast) = \frac{N-2}N\log(N-1) = "
        r"c_N\|o^\ast\|^2$: for $N \ge 3$ no smaller constant serves",
        sp.simplify(excess - (n - 2) / n * sp.log(OTHERS)) == 0
        and sp.simplify(excess - least_curvature(n) * square) == 0,
    )


def _two_items_step() -> Step:
    half = sp.Rational(1, 2)
    h = X * sp.log(2 * X) + (1 - X) * sp.log(2 * (1 - X)) - 2 * (X - half) ** 2
    bend = sp.simplify(sp.diff(h, X, 2) - (2 * X - 1) ** 2 / (X * (1 - X)))
    second = ray_derivatives(2)[2].subs({mean(1): 0, mean(2): 1 / sp.Integer(2)}).subs(N, 2) / 2
    return Step(
        r"for $N = 2$ and $c = \frac14$ it is $h(x) = d(x\,\|\,\frac12) - 2(x-\frac12)^2$, with $h(\frac12) = "
        r"h'(\frac12) = 0$ and $h'' = \frac{(2x-1)^2}{x(1-x)} \ge 0$; near 0 $D(o)$ is $\frac14\|o\|^2$ for $o$ of "
        r"mean 0, so no smaller constant serves; $\frac14$ is the limit of $c_N$ at $N = 2$",
        h.subs(X, half) == 0
        and sp.diff(h, X).subs(X, half) == 0
        and bend == 0
        and second == sp.Rational(1, 4)
        and sp.limit((X - 2) / (4 * (X - 1) * sp.log(X - 1)), X, 2) == least_curvature(2),
    )


def _offset_step() -> Step:
    c = sp.Symbol("c", real=True)
    moved = sp.log(sp.exp(c) * sp.Symbol("Z", positive=True)) - (sp.Symbol("m1", real=True) + c)
    same = sp.expand(sp.expand_log(moved, force=True) - sp.log(sp.Symbol("Z", positive=True)))
    return Step(
        r"$D(o + c\mathbf 1) = D(o)$, so $D(o) \le c_N\|o - \bar o\mathbf 1\|^2 = c_N\,o^\top(I - \frac1N\mathbf "
        r"1\mathbf 1^\top)o$, and $\mathbf 1^\top A\mathbf 1 \ge D(\mathbf 1) = 0$",
        same == -sp.Symbol("m1", real=True),
    )


def _trace_step() -> Step:
    n, diagonal, row, total, trace = sp.symbols("N A_yy r_y s T")
    term = sp.expand(diagonal - 2 * row / n + total / n**2)
    summed = term.coeff(diagonal) * trace + term.coeff(row) * total + n * term.subs({diagonal: 0, row: 0})
    return Step(
        r"summed over y, $(e_y-u)^\top A(e_y-u)$ is $\mathrm{tr}A - \frac1N\mathbf 1^\top A\mathbf 1$ (row sums $r_y$ "
        r"add up to $\mathbf 1^\top A\mathbf 1$), and each is at least $c_N\|e_y-u\|^2 = c_N(1 - \frac1N)$ since $A$ "
        r"bounds $D$ at every $o^\ast$; so $\mathrm{tr}A \ge (N-1)c_N$, and the quotient along $o^\ast$ gives an "
        r"eigenvalue $\ge c_N$",
        sp.expand(summed - (trace - total / n)) == 0,
    )


def _centring_step() -> Step:
    square = sp.expand((1 - 1 / N) ** 2 + (N - 1) / N**2)
    return Step(
        r"$c_N(I - \frac1N\mathbf 1\mathbf 1^\top)$ attains both: it is $c_N$ times a projection of trace $N - 1$",
        sp.simplify(square - (1 - 1 / N)) == 0,
    )


def _pinsker_step() -> Step:
    s, a = sp.symbols("s a", positive=True)
    return Step(
        r"for $d = q - p$ with sum 0 and $s = \sum_j \max(d_j, 0) = \frac12\|d\|_1$, $\|d\|^2 \le s^2 + s^2$, as "
        r"$\sum_j a_j^2 \le (\sum_j a_j)^2$ for $a \ge 0$; with Pinsker's $\mathrm{KL}(q\,\|\,p) \ge 2s^2$ this is "
        r"$\mathrm{KL}(q\,\|\,p) \ge \|q-p\|^2$, which as above, with $p$ for $u$, is the bound with $c = \frac14$",
        sp.expand((s + a) ** 2 - s**2 - a**2).is_positive is True,
    )


def _binary_step() -> Step:
    p = sp.Symbol("p", positive=True)
    h = X * sp.log(X / p) + (1 - X) * sp.log((1 - X) / (1 - p)) - 2 * (X - p) ** 2
    bend = sp.simplify(sp.diff(h, X, 2) - (2 * X - 1) ** 2 / (X * (1 - X)))
    return Step(
        r"Pinsker's inequality: added up where $d_j > 0$ and elsewhere, $q$ and $p$ have a divergence that is no "
        r"larger (log sum inequality), and $d(x\,\|\,p) - 2(x-p)^2$ has value and slope 0 at $x = p$ and the second "
        r"derivative $\frac{(2x-1)^2}{x(1-x)} \ge 0$",
        bend == 0 and sp.simplify(h.subs(X, p)) == 0 and sp.simplify(sp.diff(h, X).subs(X, p)) == 0,
    )


def _two_high_step() -> Step:
    e, t = sp.symbols("epsilon t", positive=True)
    excess = sp.log((1 - e) * sp.cosh(t) + e).rewrite(sp.exp)
    ratio = sp.limit(sp.diff(excess, t, 2).subs(t, 0), e, 0) / 4
    return Step(
        r"at $p = (\frac{1-\epsilon}2, \frac{1-\epsilon}2, \ldots)$ along $v = t(e_1 - e_2)$ the loss is $\log((1-"
        r"\epsilon)\cosh t + \epsilon)$ above its tangent, $\frac{1-\epsilon}4\|v\|^2$ near 0, so no constant below "
        r"$\frac14$ serves every $\epsilon$ ($\epsilon = 0$ for $N = 2$)",
        ratio == sp.Rational(1, 4),
    )


def _logs(expression: sp.Expr) -> sp.Expr:
    """The expression with logarithms of products and quotients of positive factors taken apart."""
    return sp.expand(sp.expand_log(sp.factor(expression, deep=True), force=True), log=True)

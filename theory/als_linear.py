r"""From which data alternating least squares on RG2 converges linearly, whatever the start.

In the coordinates of `theory.rg2_optimum`, with $a = b = \tau$ after $(A, Q) \mapsto (A/c, cQ)$. It does exactly if
$\tau$ is no singular value of $T$: then the objective has a quadratic growth beside its stationary points.
"""

from functools import cache

import sympy as sp

from theory.argument import Argument, Step
from theory.factorisation import Stage
from theory.rg2_optimum import objective, optimum_argument
from theory.words import gradient, matrix, trace

TAU = sp.Symbol("tau", positive=True)


def is_slow(m: Stage) -> bool:
    r"""Whether the column B of a stage is no zero column and a right singular vector of $T$ to the value $\tau$."""
    square = m.lam**2 * m.n_items * m.total
    return bool(m.B.cols == 1 and any(m.B) and square * m.B == m.S.T * m.W * m.S * m.B)


@cache
def linear_argument() -> Argument:
    r"""For every size: linear from every start if $\tau$ is no singular value, and else slower from some start."""
    return Argument(
        (
            _decrease_step(), _slope_step(), *optimum_argument().steps[1:4], _blocks_step(), _tangent_step(),
            _growth_step(), _contraction_step(), _lengths_step(), _slow_step(),
        )
    )  # fmt: skip


def _decrease_step() -> Step:
    A, Q, T, E = (matrix(name) for name in "AQTE")
    a, b = sp.symbols("a b", positive=True)
    F = objective(A, Q, T, a, b)
    moved = objective(A + E, Q, T, a, b) - F - trace(gradient(F, A) * E.T)
    return Step(
        r"where the gradient in $A$ vanishes, moving $A$ by $E$ raises the objective by $\|EQ^\top\|^2 + a\|E\|^2$, "
        r"and likewise for $Q$ and $b$; so each half-step lowers it by at least $a$ or $b$ times its squared length, "
        r"these lengths tend to 0, the iterates stay bounded, for $a\|A\|^2 + b\|Q\|^2$ is at most the objective, and "
        r"the objective has a limit",
        moved == trace(E * Q.T * Q * E.T) + trace(E * E.T) * a,
    )


def _slope_step() -> Step:
    A, Q, T, D = (matrix(name) for name in "AQTD")
    a, b = sp.symbols("a b", positive=True)
    before, after = (gradient(objective(A, X, T, a, b), A) for X in (matrix("Q"), matrix("R")))
    change = after.put(matrix("R"), Q + D) - before
    return Step(
        r"after the half-step from $Q$ to $Q + D$ the gradient in $Q$ is 0, and that in $A$, which was 0, is "
        r"$2(A(D^\top Q + Q^\top D + D^\top D) - TD)$, at most a constant times $\|D\|$: it tends to 0, and the "
        r"limit of the objective is its value at a stationary point",
        change == 2 * (A * (D.T * Q + Q.T * D + D.T * D) - T * D),
    )


def _second_order() -> tuple[sp.Expr, sp.Matrix, sp.Matrix, tuple[sp.Symbol, sp.Symbol, sp.Symbol]]:
    """The second-order part of the objective, from its definition, at a stationary point with every kind of entry.

    T is diagonal; its first two singular pairs are kept, the third, e, is left out, and the third column is zero.
    """
    first, second, e = sp.symbols("r_1 r_2 e", positive=True)
    t = sp.Symbol("t")
    alpha, beta = (sp.Matrix(3, 3, sp.symbols(f"{name}_1:4_1:4")) for name in ("alpha", "beta"))
    T, kept = sp.diag(first**2 + TAU, second**2 + TAU, e), sp.diag(first, second, 0)
    A, Q = kept + t * alpha, kept + t * beta
    squares = [*(T - A * Q.T), *(sp.sqrt(TAU) * x for x in [*A, *Q])]
    return sum(sp.diff(x**2, t, 2).subs(t, 0) / 2 for x in squares), alpha, beta, (first, second, e)


def _blocks_step() -> Step:
    found, x, y, (first, second, e) = _second_order()
    roots = (first, second)
    own = sum(r**2 * (x[k, k] + y[k, k]) ** 2 + TAU * (x[k, k] - y[k, k]) ** 2 for k, r in enumerate(roots))
    pair = (x[0, 1] * second + y[1, 0] * first) ** 2 + (x[1, 0] * first + y[0, 1] * second) ** 2
    pair = pair + TAU * ((x[0, 1] - y[0, 1]) ** 2 + (x[1, 0] - y[1, 0]) ** 2)
    outer = sum((r**2 + TAU) * (x[2, k] ** 2 + y[2, k] ** 2) - 2 * e * x[2, k] * y[2, k] for k, r in enumerate(roots))
    idle = sum(TAU * (x[k, 2] - y[k, 2]) ** 2 for k in (0, 1))
    last = TAU * (x[2, 2] ** 2 + y[2, 2] ** 2) - 2 * e * x[2, 2] * y[2, 2]
    return Step(
        r"at a stationary point, kept pairs $\sigma_k = r_k^2 + \tau$ in the columns of lengths $r_k$, the "
        r"second-order part is a sum over entries $(i, k)$ of $A$ and $Q$, $\alpha$ and $\beta$: "
        r"$r_k^2(\alpha+\beta)^2 + \tau(\alpha-\beta)^2$ for a kept pair in its own column; "
        r"$(\alpha_{ik}r_k + \beta_{ki}r_i)^2 + (\alpha_{ki}r_i + \beta_{ik}r_k)^2 + \tau(\alpha_{ik}-\beta_{ik})^2 + "
        r"\tau(\alpha_{ki}-\beta_{ki})^2$ for two kept pairs; $\sigma_k(\alpha^2+\beta^2) - 2\sigma_i\alpha\beta$ for "
        r"$i$ left out and column $k$; $\tau(\alpha-\beta)^2$ for $i$ kept and a zero column; "
        r"$\tau(\alpha^2+\beta^2) - 2\sigma_i\alpha\beta$ for $i$ left out and a zero column",
        sp.expand(found - own - pair - outer - idle - last) == 0,
    )


def _tangent_step() -> Step:
    found, alpha, beta, (first, second, e) = _second_order()
    w = sp.symbols("w_1:4")
    turn = sp.Matrix([[0, w[0], w[1]], [-w[0], 0, w[2]], [-w[1], -w[2], 0]])
    kept = sp.diag(first, second, 0)

    def along(change: sp.Matrix) -> sp.Expr:
        values = dict(zip([*alpha, *beta], [*change, *change], strict=True))
        return sp.expand(found.subs(values, simultaneous=True))

    def block(*entries: sp.Symbol) -> sp.Matrix:
        return sp.hessian(found, entries) / 2

    swap = sp.Matrix([[0, 0, w[1]], [0, 0, 0], [-w[1], 0, 0]])
    pair = block(alpha[0, 1], beta[0, 1], beta[1, 0], alpha[1, 0])
    determinants = (
        (block(alpha[0, 0], beta[0, 0]), 4 * first**2 * TAU),
        (block(alpha[2, 0], beta[2, 0]), (first**2 + TAU) ** 2 - e**2),
        (block(alpha[2, 2], beta[2, 2]), TAU**2 - e**2),
        (block(alpha[0, 2], beta[0, 2]), 0),
        (pair, 0),
    )
    return Step(
        r"if no $\sigma_i$ is $\tau$ its gradient is zero only for $\alpha_{ik} = \beta_{ik} = \omega r_i$, "
        r"$\alpha_{ki} = \beta_{ki} = -\omega r_k$ (two kept), $\alpha = \beta$ (kept, zero column) and, where "
        r"$\sigma_i = \sigma_k$, $\alpha = \beta$ ($i$ left out), as the other forms have the determinants "
        r"$4r_k^2\tau$, $\sigma_k^2 - \sigma_i^2$ and $\tau^2 - \sigma_i^2$, and that of two kept pairs has rank 3; "
        r"these are the turns of columns and of equal singular pairs, along which the objective does not change. So "
        r"beside a set of stationary points, of which such turns leave finitely many, the kernel of the second-order "
        r"part is along the set alone",
        along(kept * turn) == 0
        and along(swap * kept).subs(e, first**2 + TAU).expand() == 0
        and all(sp.expand(found.det() - stated) == 0 for found, stated in determinants)
        and all(bool(sp.expand(pair[:n, :n].det()).is_positive) for n in (1, 2, 3)),
    )


def _growth_step() -> Step:
    least, cubic, share = sp.symbols("m K s", positive=True)
    d = least / (3 * cubic * (1 + share))
    slope = 2 * least * d - 3 * cubic * d**2
    return Step(
        r"such a set is compact, as the turns are, and the objective a polynomial: at a small distance $d$ across the "
        r"set its second-order part is at most $Md^2$ with a gradient of norm $2md$ or more, $m > 0$, and the rest at "
        r"most $Kd^3$ with one of $3Kd^2$ or less; so for $d < \frac m{3K}$ the norm of the gradient is at least "
        r"$2md - 3Kd^2 \ge md$, and the objective less its value on the set at most $(M + K)d^2$",
        sp.factor(slope - least * d).is_positive is True,
    )


def _contraction_step() -> Step:
    gap, following, m, most, b, L, length = sp.symbols("g h m M b L D", positive=True)
    kappa = most * L**2 / (m**2 * b)
    distance = L * length / m
    return Step(
        r"the iterates approach the sets with the limit's value, for on bounded iterates whose gradient tends to 0 "
        r"every limit point is stationary; a half-step of the length $\|D\|$ lowers the objective by $g - h \ge "
        r"b\|D\|^2$ and leaves a gradient of at most $L\|D\|$, by the first two steps, so a distance of at most "
        r"$L\|D\|/m$, and $h \le (M+K)L^2\|D\|^2/m^2 \le \kappa(g - h)$ with $\kappa = (M+K)L^2/(m^2b)$: $h \le "
        r"\frac\kappa{1+\kappa}g$, the objective converges linearly",
        sp.simplify(most * distance**2 - kappa * b * length**2) == 0
        and sp.simplify((1 + kappa) * (kappa / (1 + kappa) * gap - following) - (kappa * (gap - following) - following))
        == 0,
    )


def _lengths_step() -> Step:
    x, y, u = sp.symbols("x y u", positive=True)
    A = TAU * x / (x**2 + TAU)
    rise = (1 / A**2).subs(x, 1 / sp.sqrt(u)) - u
    value = (TAU - x * y) ** 2 + TAU * (x**2 + y**2) - TAU**2
    return Step(
        r"if $\sigma = \tau$ is a singular value, start with one column of $Q$ along its vector, of the length $y$, "
        r"and the others zero: a half-step gives $x = \frac{\tau y}{y^2+\tau} < y$, so $u = y^{-2}$ grows by "
        r"$\frac2\tau + \frac1{\tau^2u}$, and the objective is $\tau(x-y)^2 + x^2y^2$ above its limit $\|T\|^2$",
        sp.simplify(rise - 2 / TAU - 1 / (TAU**2 * u)) == 0
        and sp.expand(value - TAU * (x - y) ** 2 - x**2 * y**2) == 0,
    )


def _slow_step() -> Step:
    u, c, more, t = sp.symbols("u c z t", positive=True)
    return Step(
        r"so after $t$ sweeps $u_t \le u_0 + 2ct$ with $c = \frac2\tau + \frac1{\tau^2u_0}$, and the objective is at "
        r"least $(u_0 + 2ct)^{-2}$ above its limit, which is above $C\rho^t$ for every $C$ and $\rho < 1$ in the end",
        sp.limit((u + 2 * c * t) ** 2 * (1 + more) ** (-t), t, sp.oo) == 0,
    )

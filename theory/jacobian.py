"""Jacobians of softmax and sparsemax: derived from the definitions for every N, and exact at rational points."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import product

import sympy as sp
from sympy.concrete.delta import deltasummation

from theory.argument import Step
from theory.intervals import rational
from theory.maps import sparsemax_exact

N, n = sp.symbols("N n", integer=True, positive=True)
I, J, K = sp.symbols("i j k", integer=True)
P_I, P_J = sp.symbols("p_i p_j", positive=True)


@cache
def softmax_entry() -> sp.Expr:
    """The derivative d p_i / d s_j of p_i = exp(s_i) / sum_k exp(s_k), in p_i, p_j and delta_ij, for symbolic N."""
    s = sp.IndexedBase("s")
    Z = sp.Symbol("Z", positive=True)
    total = sp.Sum(sp.exp(s[K]), (K, 1, N))
    derivative = _collapse(sp.diff(sp.exp(s[I]) / total, s[J])).subs(total, Z)
    return sp.expand(derivative.subs({sp.exp(s[I]): P_I * Z, sp.exp(s[J]): P_J * Z}))


def _collapse(expression: sp.Expr) -> sp.Expr:
    """`expression` with each sum over a Kronecker delta replaced by its one term; the index is within the limits."""
    return expression.replace(
        lambda e: isinstance(e, sp.Sum) and e.has(sp.KroneckerDelta),
        lambda e: deltasummation(sp.expand(e.function), e.limits[0], True),
    )


def softmax_bound_steps() -> tuple[Step, ...]:
    """Why v' J v <= ||v||^2 / 2 for every N, every p of the simplex and every v, from the derivative on.

    Popoviciu's bound on a variance (1935) and (a - b)^2 <= 2 (a^2 + b^2), as one identity.
    """
    v, p = sp.IndexedBase("v"), sp.IndexedBase("p")
    m = sp.Symbol("m")
    image = deltasummation(p[I] * sp.KroneckerDelta(I, J) * v[J], (J, 1, N), True) - p[I] * m
    a, b, c, square, x = sp.symbols("a b c S x", real=True)
    first, second = sp.symbols("E_v E_v2", real=True)
    moments = {0: sp.Integer(1), 1: first, 2: second}
    slack = (square - a**2 - b**2) / 2 + (a + b) ** 2 / 4 + (first - c) ** 2 + _mean((b - x) * (x - a), x, moments)
    return (
        Step(
            r"$p_i = e^{s_i}/\sum_k e^{s_k}$ has the derivative $\partial p_i/\partial s_j = p_i\delta_{ij} - p_ip_j$",
            softmax_entry() == sp.expand(P_I * sp.KroneckerDelta(I, J) - P_I * P_J),
        ),
        Step(
            r"with $m = \sum_j p_jv_j$, $(Jv)_i = p_i(v_i - m)$, so $v^\top Jv = \sum_i p_iv_i^2 - m^2$ is the "
            r"variance of $v$ under $p$, and $J$, being symmetric, has the norm $\max_{\|v\|=1} v^\top Jv$",
            sp.expand(image - p[I] * (v[I] - m)) == 0
            and _mean(x * (x - m), x, moments).subs(m, first) == second - first**2,
        ),
        Step(
            r"$J = 0$ for one class; for two or more, $a = \min v$, $b = \max v$, "
            r"$\tfrac12\|v\|^2 - v^\top Jv = \tfrac12(\|v\|^2 - a^2 - b^2) + "
            r"\tfrac14(a+b)^2 + (m - \tfrac{a+b}2)^2 + \sum_i p_i(b - v_i)(v_i - a)$, in which no term is negative",
            (P_I - P_I**2).subs(P_I, 1) == 0
            and sp.expand(square / 2 - (second - first**2) - slack.subs(c, (a + b) / 2)) == 0,
        ),
    )


def _mean(polynomial: sp.Expr, x: sp.Symbol, moments: dict[int, sp.Expr]) -> sp.Expr:
    """The expectation of a polynomial in x, given the moments of x."""
    terms = sp.Poly(polynomial, x).terms()
    return sp.expand(sum(coefficient * moments[degree] for (degree,), coefficient in terms))


def softmax_equality_steps() -> tuple[Step, ...]:
    """Where the bound is attained: the four terms of the last step vanish together only at two equal masses."""
    mass, b = sp.symbols("q b", positive=True)
    mean = mass * b - (1 - mass) * b
    return (
        *softmax_bound_steps(),
        Step(
            r"all four vanish for a $v \ne 0$ only if $b = -a > 0$ and $v$ is zero in every other coordinate "
            r"(first and second term); there $(b - 0)(0 - a) > 0$, so these coordinates have no mass (fourth): two "
            r"classes hold all of it, $q$ and $1 - q$; and $m = 0$ (third) gives $q = \tfrac12$",
            sp.solve(mean, mass) == [sp.Rational(1, 2)] and ((b - 0) * (0 - (-b))).is_positive is True,
        ),
    )


def softmax_sharp_steps() -> tuple[Step, ...]:
    """Why no constant below 1/2 is a bound, for any N >= 2: the top two scores L, all others 0, and L grows."""
    L = sp.Symbol("L", real=True)
    more = sp.Symbol("M", integer=True, nonnegative=True)
    top = sp.exp(L) / (2 * sp.exp(L) + more)
    mean = top * 1 + top * (-1)
    return (
        *softmax_bound_steps(),
        Step(
            r"for $s = (L, L, 0, \dots, 0)$ and $v = (1, -1, 0, \dots, 0)$, $m = 0$ and so $Jv = p_1v$: "
            r"$p_1 = e^L/(2e^L + N - 2)$ is an eigenvalue",
            sp.simplify(mean) == 0 and sp.simplify(top * (1 - mean) - top) == 0,
        ),
        Step(
            r"it tends to $\tfrac12$ as $L \to \infty$, for every $N \ge 2$",
            sp.limit(top, L, sp.oo) == sp.Rational(1, 2),
        ),
    )


def variance_ratio(p: Sequence[Fraction], v: Sequence[Fraction]) -> Fraction:
    """The quotient v' J v / v' v of J = diag p - p p', exactly.

    Raises ValueError unless p is a probability vector and v a direction of the same length.
    """
    if len(p) != len(v) or min(p) < 0 or sum(p) != 1 or not any(v):
        raise ValueError(f"p, v: expected a probability vector and a direction of the same length, got {p} and {v}")
    mean = sum((a * b for a, b in zip(p, v, strict=True)), Fraction(0))
    variance = sum((a * (b - mean) ** 2 for a, b in zip(p, v, strict=True)), Fraction(0))
    return variance / sum((b * b for b in v), Fraction(0))


def softmax_characteristic(p: Sequence[sp.Expr], level: sp.Expr) -> sp.Expr:
    """The polynomial (sum p) det(level I - diag p + p p' / sum p), homogeneous in (p, level).

    By the matrix determinant lemma; its roots in `level` are the eigenvalues where sum p = 1.
    """
    poles = [level - q for q in p]
    rest = [sp.prod([pole for j, pole in enumerate(poles) if j != i]) for i in range(len(p))]
    return sum(p) * sp.prod(poles) + sum(q**2 * r for q, r in zip(p, rest, strict=True))


@cache
def softmax_norm_at_most(size: int, level: Fraction) -> bool:
    """Whether a certificate is found that, on the whole simplex, no eigenvalue of `size` classes is above `level`.

    By symmetry p_1 >= ... >= p_N, that is p_i = x_i + ... + x_N with x >= 0. The roots of a real-rooted polynomial
    are at most `level` iff its Taylor coefficients there are non-negative; each is a homogeneous polynomial in x,
    which is non-negative on that whole chamber if its own coefficients are, and this is decided exactly.
    """
    x = sp.symbols(f"x1:{size + 1}")
    t = sp.Symbol("t")
    p = [sum(x[i:]) for i in range(size)]
    taylor = sp.Poly(softmax_characteristic(p, rational(level) * sum(p) + t), *x, t)
    return all(coefficient >= 0 for coefficient in taylor.coeffs())


def softmax_jacobian_exact(odds: Sequence[Fraction]) -> sp.Matrix:
    """The Jacobian of softmax at the scores log(odds), differentiated with explicit classes; rational."""
    scores = sp.symbols(f"s1:{len(odds) + 1}", real=True)
    p = sp.Matrix([sp.exp(s) for s in scores]) / sum(sp.exp(s) for s in scores)
    at = {s: sp.log(rational(x)) for s, x in zip(scores, odds, strict=True)}
    return p.jacobian(scores).subs(at).applyfunc(sp.nsimplify)


def sparsemax_entry_steps() -> tuple[Step, ...]:
    """The Jacobian on the interior of a region of constant support S, n = |S|, from the projection's conditions."""
    z, p, tau, mu, total = sp.symbols("z_i p_i tau mu_i Z_S", real=True)
    lagrangian = (p - z) ** 2 / 2 + tau * p - mu * p
    stationary = sp.solve(sp.diff(lagrangian, p), p)
    threshold = sp.solve(total - n * tau - 1, tau)
    return (
        Step(
            r"the projection $\min_p \tfrac12\|p - z\|^2$ on $\sum_i p_i = 1$, $p \ge 0$ is stationary at "
            r"$p_i = z_i - \tau + \mu_i$, with $\mu_i \ge 0$ and $\mu_ip_i = 0$",
            stationary == [mu - tau + z],
        ),
        Step(
            r"so $p_i = z_i - \tau$ on the support $S$, and $\sum_S p_i = 1$ gives $\tau = (\sum_S z_j - 1)/n$",
            threshold == [(total - 1) / n],
        ),
        Step(
            r"where $z_i > \tau$ on $S$ and $z_i < \tau$ off it, small changes of $z$ keep $S$; there "
            r"$\partial p_i/\partial z_j = \delta_{ij} - 1/n$ for $i, j \in S$, and 0 otherwise",
            sp.diff(threshold[0], total) == 1 / n,
        ),
    )


def sparsemax_projection_steps() -> tuple[Step, ...]:
    """Why that Jacobian is an orthogonal projection of rank n - 1."""
    delta = sp.KroneckerDelta
    product = sp.expand((delta(I, K) - 1 / n) * (delta(K, J) - 1 / n))
    return (
        *sparsemax_entry_steps(),
        Step(
            r"$\sum_{k \in S} (\delta_{ik} - \tfrac1n)(\delta_{kj} - \tfrac1n) = \delta_{ij} - \tfrac1n$: "
            r"$J^2 = J = J^\top$, an orthogonal projection, with eigenvalues 0 and 1",
            sp.expand(deltasummation(product, (K, 1, n), True) - (delta(I, J) - 1 / n)) == 0,
        ),
        Step(
            r"its rank is its trace, $n(1 - \tfrac1n) = n - 1$: the norm is 1 if $n \ge 2$, and 0 if $n = 1$",
            sp.expand(n * (1 - 1 / n)) == n - 1,
        ),
    )


def sparsemax_lipschitz_steps() -> tuple[Step, ...]:
    """Why sparsemax is non-expansive on all of R^N, kinks included."""
    z, w, p, q, r, tau, mu = sp.symbols("z w p q r tau mu", real=True)
    return (
        *sparsemax_entry_steps(),
        Step(
            r"$z_i - p_i = \tau - \mu_i$ and $\mu_ip_i = 0$ give, for each $r$ of the simplex, "
            r"$\langle z - p, r - p\rangle = \tau\sum_i(r_i - p_i) - \sum_i\mu_ir_i \le 0$",
            sp.expand((tau - mu) * (r - p) - (tau * (r - p) - mu * r + mu * p)) == 0,
        ),
        Step(
            r"added for $z \mapsto p$ and $w \mapsto q$: "
            r"$\|p - q\|^2 \le \langle p - q, z - w\rangle \le \|p - q\|\|z - w\|$, so sparsemax has the Lipschitz "
            r"constant 1, which bounds the norm of its Jacobian and, at a kink, of Clarke's generalised Jacobian",
            sp.expand((p - q) * (z - w) - (p - q) ** 2 + (z - p) * (q - p) + (w - q) * (p - q)) == 0,
        ),
    )


def sparsemax_jacobian_exact(scores: Sequence[Fraction]) -> sp.Matrix:
    """The Jacobian of sparsemax at rational scores, by exact difference quotients; no formula for it is used.

    The map is affine where the support is constant, and that region is convex, so the quotients are derivatives.
    Raises ValueError at a tie with the threshold, where there is no derivative.
    """
    value = sparsemax_exact(scores)
    support = [q > 0 for q in value]
    threshold = next(z - q for z, q in zip(scores, value, strict=True) if q > 0)
    margin = min([q for q in value if q > 0] + [threshold - z for z, q in zip(scores, value, strict=True) if q == 0])
    if margin == 0:
        raise ValueError(f"scores: {tuple(map(str, scores))} has a tie with the threshold, where sparsemax has a kink")
    columns = []
    for j in range(len(scores)):
        moved = sparsemax_exact([z + margin / 2 * (i == j) for i, z in enumerate(scores)])
        assert [q > 0 for q in moved] == support
        columns.append([rational((b - a) * 2 / margin) for a, b in zip(value, moved, strict=True)])
    return sp.Matrix(columns).T


def support_scores(size: int) -> Iterator[tuple[Fraction, ...]]:
    """For each non-empty set of classes, scores in the interior of the region where it is the support of sparsemax."""
    for inside in product((0, 1), repeat=size):
        if n_inside := sum(inside):
            shares = iter(range(1, n_inside + 1))
            total = n_inside * (n_inside + 1) // 2
            yield tuple(Fraction(next(shares), total) if i else Fraction(-1, 2 + j) for j, i in enumerate(inside))

r"""Quadratics above the softmax loss: where one lies below it, and the isotropic one that never does.

A bound is a function `(N, log, o_y, total, squares)` with `total` $= \mathbf 1^\top o$ and `squares` $= \|o\|^2$,
so that the same formula serves exact numbers and symbols.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.expansion import O_Y, N, log_sum_exp_series, mean, ray_derivatives
from theory.intervals import rational
from theory.jacobian import softmax_bound_steps

Bound = Callable[[Any, Any, Any, Any, Any], Any]
Scores = tuple[Fraction, ...]

T = sp.Symbol("t", positive=True)
SCALES = (*(Fraction(1, d) for d in (1, 2, 4, 16)), Fraction(3))


def optimum(n: int, t: Fraction = Fraction(1)) -> Scores:
    r"""$t\,(N e_1 - \mathbf 1)$: the minimiser of RG2 for target 1 at t = 1, and of RG2 with a ridge below it."""
    return (t * (n - 1), *(-t for _ in range(n - 1)))


def on_ray(scores: Scores) -> bool:
    r"""Whether the scores are $t\,(N e_1 - \mathbf 1)$ with $0 < t \le 1$."""
    t = -scores[-1]
    return 0 < t <= 1 and scores == optimum(len(scores), t)


def rays(largest: int) -> Iterator[Scores]:
    """Scores on the ray, N = 2 to `largest`."""
    yield from (optimum(n, t) for n in range(2, largest + 1) for t in SCALES if t <= 1)


def spread(largest: int) -> Iterator[Scores]:
    """Scores in many directions, at several scales, N = 2 to `largest`."""
    for n in range(2, largest + 1):
        zeros = (Fraction(0),) * n
        unit = (Fraction(1), *zeros[1:])
        pair = (Fraction(1), Fraction(-1), *zeros[2:])
        for direction in (zeros, unit, pair, (Fraction(1),) * n, optimum(n)):
            yield from (tuple(sign * t * x for x in direction) for t in SCALES for sign in (1, -1))


def softmax_loss(scores: Sequence[Fraction]) -> sp.Expr:
    r"""$-\log$ softmax of target 1, exact: $\log(1 + \sum_{j>1} e^{o_j - o_1})$."""
    first, *others = map(rational, scores)
    return sp.log(1 + sum(sp.exp(o - first) for o in others))


def value(bound: Bound, scores: Sequence[Fraction]) -> sp.Expr:
    """The bound at exact scores, target 1."""
    o = [rational(score) for score in scores]
    return bound(sp.Integer(len(o)), sp.log, o[0], sum(o), sum(x**2 for x in o))


def along_ray(bound: Bound) -> sp.Expr:
    r"""The bound at $t\,(N e_1 - \mathbf 1)$, for symbolic N and t."""
    high, low = T * (N - 1), -T
    total, squares = high + (N - 1) * low, high**2 + (N - 1) * low**2
    return sp.simplify(bound(N, sp.log, high, sp.expand(total), sp.factor(squares)))


def never_rises_from(expression: sp.Expr, start: int) -> bool:
    """Whether the derivative in N is proved not positive for every real N >= `start`: signs of coefficients."""
    z, x = sp.Symbol("z", nonnegative=True), sp.Symbol("x", positive=True)
    slope = sp.together(sp.diff(expression.subs(N, x), x).subs(x, start + z))
    numerator, denominator = ({int(sp.sign(c)) for c in sp.Poly(part, z).all_coeffs()} for part in sp.fraction(slope))
    return (numerator <= {-1, 0} and denominator == {1}) or (numerator <= {0, 1} and denominator == {-1})


def leading_gap(bound: Bound) -> tuple[int, sp.Expr]:
    r"""The first coefficient in t at 0, order and value, of bound minus loss along $t\,(N e_1 - \mathbf 1)$.

    From the series of log-sum-exp for symbolic N; raises ValueError if the first four coefficients vanish.
    """
    power_means = {mean(r): ((N - 1) ** r + (N - 1) * (-1) ** r) / N for r in range(1, 5)}
    series = [coefficient.subs(power_means) for coefficient in log_sum_exp_series(4)]
    series[1] -= N - 1
    claimed = sp.Poly(sp.expand(sp.expand_log(along_ray(bound))), T)
    for r, coefficient in enumerate(series):
        gap = sp.factor(sp.simplify(claimed.coeff_monomial(T**r) - coefficient))
        if gap != 0:
            return r, gap
    raise ValueError("bound and loss agree to fourth order along the ray")


def curvature_argument() -> Argument:
    r"""For every N: $\ell(o) \le \ell(0) + \nabla\ell(0)^\top o + \frac14\|o\|^2$; each step executed."""
    return Argument((_variance_step(), *softmax_bound_steps(), _remainder_step()))


def exceeds_curvature(bound: Bound) -> bool:
    r"""Whether, for symbolic N, the bound is $\ell(0) + \nabla\ell(0)^\top o + c\|o\|^2$ with $c \ge \frac14$."""
    loss, slope = ray_derivatives(1)
    rest = sp.expand(sp.expand_log(bound(N, sp.log, O_Y, N * mean(1), N * mean(2)) - loss - slope))
    factor = sp.simplify(rest / (N * mean(2)))
    return not factor.has(O_Y, mean(1), mean(2)) and bool((factor - sp.Rational(1, 4)).is_nonnegative)


def _variance_step() -> Step:
    s, j = sp.Symbol("s", real=True), sp.Symbol("j", integer=True)
    o, v = sp.IndexedBase("o", real=True), sp.IndexedBase("v", real=True)

    def total(summand: sp.Expr) -> sp.Sum:
        return sp.Sum(summand, (j, 1, N))

    second = sp.diff(sp.log(total(sp.exp(o[j] + s * v[j]))), s, 2).subs(s, 0)
    partition = total(sp.exp(o[j]))
    variance = total(v[j] ** 2 * sp.exp(o[j])) / partition - (total(v[j] * sp.exp(o[j])) / partition) ** 2
    return Step(
        r"differentiated twice under the sum, $\log\sum_j e^{o_j + s v_j}$ has second derivative "
        r"$\sum_j p_j v_j^2 - (\sum_j p_j v_j)^2 = \mathrm{Var}_p(v)$ at $s=0$, $p$ the softmax of $o$; "
        r"it is $v^\top\nabla^2\ell(o)v$, and $\nabla^2\ell = J$",
        sp.expand(second - variance) == 0,
    )


def _remainder_step() -> Step:
    theta = sp.Symbol("theta", positive=True)
    weight = sp.integrate(1 - theta, (theta, 0, 1))
    return Step(
        r"Taylor's formula $\ell(o) = \ell(0) + \nabla\ell(0)^\top o "
        r"+ \int_0^1 (1-\theta)\, o^\top\nabla^2\ell(\theta o)\, o \,d\theta$ (Lemma 23 with $A = \frac12 I$) has a "
        r"remainder of at most $\frac12\cdot\frac12\|o\|^2$",
        weight * sp.Rational(1, 2) == sp.Rational(1, 4),
    )

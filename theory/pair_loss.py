r"""Losses of a pair given by the target's score, the sum and the squares of all scores, for every N at once.

A loss is a function `(N, log, o_y, total, squares)` with `total` $= \mathbf 1^\top o$ and `squares` $= \|o\|^2$, as the
bounds of `theory.upper_bound` are. Its gradient has the entries $f_s + 2 o_j f_q$ and, at the target, $f_y$ more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.expansion import O_Y, N, cumulants, log_sum_exp_series, mean, ray_derivatives
from theory.intervals import rational, sign
from theory.upper_bound import softmax_loss, value

Loss = Callable[[Any, Any, Any, Any, Any], Any]

S, Q = sp.symbols("s q", real=True)
ENTRY, CHANCE = sp.symbols("o_j eta_j", real=True)
MEANS = {mean(1): S / N, mean(2): Q / N}


@dataclass(frozen=True)
class Slopes:
    """Partial derivatives of a loss in o_y, s and q, as expressions in N, o_y, s and q."""

    target: sp.Expr
    total: sp.Expr
    squares: sp.Expr


def symbolic(loss: Loss) -> sp.Expr:
    """The loss in N, o_y, s and q."""
    return sp.expand(sp.expand_log(sp.sympify(loss(N, sp.log, O_Y, S, Q))))


def slopes(loss: Loss) -> Slopes:
    """The partial derivatives."""
    return Slopes(*(sp.diff(symbolic(loss), x) for x in (O_Y, S, Q)))


def is_quadratic(loss: Loss) -> bool:
    r"""Whether it is a polynomial of degree 2 in the scores: $a + b o_y + c s + d s^2 + e q$ with constants in N."""
    try:
        terms = sp.Poly(symbolic(loss), O_Y, S, Q).monoms()
    except sp.PolynomialError:
        return False
    return set(terms) <= {(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 2, 0), (0, 0, 1)}


def second_order_expansion() -> sp.Expr:
    """The second-order expansion of the softmax loss at zero, in N, o_y, s and q."""
    return sp.expand(sum(log_sum_exp_series(2)).subs(MEANS)) - O_Y


def error(loss: Loss, scores: Sequence[Fraction]) -> sp.Expr:
    """Softmax loss minus the loss, exactly; target 1."""
    return softmax_loss(scores) - value(loss, scores)


def centred(scores: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """The scores minus their mean."""
    average = sum(scores, Fraction(0)) / len(scores)
    return tuple(score - average for score in scores)


def gradient_error(loss: Loss, scores: Sequence[Fraction]) -> sp.Expr:
    """Squared distance of the loss's gradient from the softmax loss's, exactly; target 1."""
    o = [rational(score) for score in scores]
    at = {N: len(o), O_Y: o[0], S: sum(o), Q: sum(x**2 for x in o)}
    found = slopes(loss)
    target, total, squares = (part.subs(at) for part in (found.target, found.total, found.squares))
    partition = sum(sp.exp(x) for x in o)
    entries = [total + 2 * x * squares - sp.exp(x) / partition for x in o]
    entries[0] += target + 1
    return sum(entry**2 for entry in entries)


def leading_error(loss: Loss, scores: Sequence[Fraction]) -> tuple[int, sp.Expr] | None:
    """Order in t, up to 4, and size of the leading coefficient of softmax loss minus loss at t o.

    None if all coefficients vanish. Target 1.
    """
    t, n = sp.Symbol("t"), len(scores)
    kappas = cumulants([Fraction(sum(s**r for s in scores), n) for r in range(1, 5)])
    o = [t * rational(score) for score in scores]
    series = sum(rational(k) * t**r / sp.factorial(r) for r, k in enumerate(kappas, 1)) + sp.log(n) - o[0]
    gap = sp.Poly(sp.expand(sp.expand_log(series - loss(sp.Integer(n), sp.log, o[0], sum(o), sum(x**2 for x in o)))), t)
    for r in range(5):
        coefficient = sp.simplify(gap.coeff_monomial(t**r))
        if sign(coefficient) != 0:
            return r, abs(coefficient)
    return None


def gradient_argument(near: Loss, far: Loss) -> Argument:
    r"""Whether the gradient of `near` is closer to the softmax loss's by $s^2/N^3$ in square, at every o."""
    ours, other = slopes(near), slopes(far)
    along = sp.expand(other.total - ours.total)
    total = sp.expand(N * ours.total + 2 * S * ours.squares + ours.target)
    return Argument(
        (
            Step("both are polynomials of degree 2 in the scores", is_quadratic(near) and is_quadratic(far)),
            Step(
                r"the softmax loss's gradient $p - e_y$ adds up to 0, and so does that of the first loss, $N f_s + "
                r"2 s f_q + f_y$",
                total == 0,
            ),
            Step(
                r"the other gradient is that plus $\frac{s}{N^2}\mathbf 1$",
                sp.simplify(along - S / N**2) == 0
                and sp.expand(other.squares - ours.squares) == sp.expand(other.target - ours.target) == 0,
            ),
            Step(
                r"$\mathbf 1$ is orthogonal to what adds up to 0, so the squared distances differ by "
                r"$N(\frac{s}{N^2})^2 = \frac{s^2}{N^3}$",
                sp.simplify(N * (S / N**2) ** 2 - S**2 / N**3) == 0,
            ),
        )
    )


def centring_argument(near: Loss, far: Loss) -> Argument:
    """Whether the error of `near` at o is that of `far` at the centred o, at every o."""
    c = sp.Symbol("c", real=True)
    moved = {O_Y: O_Y + c, S: S + N * c, Q: Q + 2 * c * S + N * c**2}
    middle = {O_Y: O_Y - S / N, S: sp.Integer(0), Q: Q - S**2 / N}
    invariant = sp.expand(symbolic(near).subs(moved, simultaneous=True) - symbolic(near)) == 0
    same = sp.expand(symbolic(near) - symbolic(far).subs(middle, simultaneous=True)) == 0
    return Argument(
        (
            Step(
                r"the softmax loss and the first loss are the same at $o + c\mathbf 1$ as at $o$",
                invariant,
            ),
            Step(r"the first loss at $o$ is the second at the centred $o$", same),
            Step(
                r"so the first loss's error at $o$ is the second's at the centred $o$, where $\|o - \bar o\mathbf "
                r"1\|^2 = \|o\|^2 - \frac{s^2}N \le \|o\|^2$: no ball, and no set that contains the centred scores of "
                r"its scores, has a larger greatest error of the first",
                sp.expand((Q - 2 * S * S / N + N * (S / N) ** 2) - (Q - S**2 / N)) == 0,
            ),
        )
    )


def local_argument(near: Loss, far: Loss) -> Argument:
    r"""Whether `near` errs by $O(t^3)$ at t o, and `far` by $-\frac{s^2}{2N^2}t^2$ to leading order, for every o."""
    expansion = second_order_expansion()
    return Argument(
        (
            Step(
                "the first loss is the second-order expansion of the softmax loss at 0",
                sp.simplify(sp.expand_log(symbolic(near) - expansion)) == 0,
            ),
            Step(
                r"the other is larger by $\frac{s^2}{2N^2}$, so at $to$ the errors are $O(t^3)$ and "
                r"$-\frac{s^2}{2N^2}t^2 + O(t^3)$",
                sp.simplify(sp.expand_log(symbolic(far) - expansion) - S**2 / (2 * N**2)) == 0,
            ),
        )
    )


def offset_change(loss: Loss) -> sp.Expr:
    r"""The loss at $o + c\mathbf 1$ minus the loss at o, in N, o_y, s, q and c."""
    c = sp.Symbol("c", real=True)
    moved = {O_Y: O_Y + c, S: S + N * c, Q: Q + 2 * c * S + N * c**2}
    return sp.expand(symbolic(loss).subs(moved, simultaneous=True) - symbolic(loss))


def minimum_argument(loss: Loss, entry: Callable[[Any, Any], Any], least: sp.Expr, unique: bool) -> Argument:
    r"""Whether $\sum_y \eta_y$ loss is convex in o and least at $o_j =$ `entry(N, eta_j)`, there with value `least`.

    `least` is in N and $E = \sum_j \eta_j^2$; `unique`: it is the only minimiser, else those are its offsets.
    """
    found, square = slopes(loss), sp.Symbol("E", positive=True)
    chosen = sp.Poly(entry(N, CHANCE), CHANCE)
    at = {S: _added_up(chosen, square), Q: _added_up(chosen**2, square)}
    gradient = sp.simplify((found.total + 2 * chosen.as_expr() * found.squares + found.target * CHANCE).subs(at))
    spread, common = 2 * found.squares, sp.simplify(2 * found.squares + N * sp.diff(found.total, S))
    weighted = sp.Poly(chosen * sp.Poly(CHANCE, CHANCE))
    risk = symbolic(loss).subs(O_Y, _added_up(weighted, square)).subs(at)
    return Argument(
        (
            Step("the loss is a polynomial of degree 2 in the scores, linear in the target's", is_quadratic(loss)),
            Step(
                rf"its Hessian has the eigenvalues ${sp.latex(spread)}$ on vectors that add up to 0 and "
                rf"${sp.latex(common)}$ along $\mathbf 1$",
                spread.is_positive is True and (common.is_positive is True if unique else common == 0),
            ),
            Step("the risk's gradient is zero at the stated scores", gradient == 0),
            Step("the risk there is the stated one", sp.simplify(sp.expand_log(risk - least)) == 0),
        )
    )


def _added_up(polynomial: sp.Poly, square: sp.Expr) -> sp.Expr:
    r"""The sum over j of a polynomial in $\eta_j$ of degree up to 2: $\sum_j 1 = N$, $\sum_j \eta_j = 1$, ... ."""
    sums = {0: N, 1: sp.Integer(1), 2: square}
    return sum(coefficient * sums[power] for (power,), coefficient in polynomial.terms())


def second_order_argument() -> Argument:
    """The second-order expansion at zero, by two ways, for every N."""
    derived = sum(d / sp.factorial(r) for r, d in enumerate(ray_derivatives(2))).subs(MEANS)
    same = sp.simplify(sp.expand_log(derived - second_order_expansion())) == 0
    return Argument(
        [
            Step(
                r"Eq. 5 along $to$, with a symbolic number $N$ of terms, differentiated twice under the sum at $t = "
                r"0$, gives the same polynomial in $o_y$, $s = \sum_j o_j$ and $q = \sum_j o_j^2$ as the series of "
                "log-sum-exp",
                same,
            )
        ]
    )


def offset_argument() -> Argument:
    r"""What adding c to every score does to o_y, the sum and the squares, for every N."""
    j = sp.Symbol("j", integer=True)
    o, c = sp.IndexedBase("o", real=True), sp.Symbol("c", real=True)
    summand = sp.Poly(sp.expand((o[j] + c) ** 2), o[j])
    square = summand.coeff_monomial(o[j] ** 2) * Q + summand.coeff_monomial(o[j]) * S + summand.coeff_monomial(1) * N
    return Argument(
        [
            Step(
                r"$o + c\mathbf 1$ has the sum $s + Nc$ and the squares $q + 2cs + Nc^2$",
                sp.expand(square - (Q + 2 * c * S + N * c**2)) == 0,
            )
        ]
    )

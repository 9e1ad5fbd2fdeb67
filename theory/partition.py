"""The sampled log-partition log Z^ = log((1/k) sum_i exp(o_{y_i}) / q_{y_i}), with y_1, ..., y_k iid from Q.

With P = softmax(o) and W = p_y / q_y, which has mean 1 under Q, its bias is E log(1 + delta) for
delta = (W_1 + ... + W_k) / k - 1. All that follows is in terms of the central moments mu_r of W; mu_2 = chi^2(P || Q).
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property
from math import factorial

import sympy as sp
from flint import arb, ctx

from theory.argument import Step
from theory.intervals import ball, rational
from theory.proposals import counts

X = sp.Symbol("x", real=True)
k = sp.Symbol("k", integer=True, positive=True)
BITS = 128


class AnyRatio:
    """The ratio W = p_y / q_y of any P and Q, of which only E W = 1 is known.

    `least` is its smallest value, at most 1; `mass` the probability under P of what Q can draw.
    """

    least = 1 / (1 + sp.Symbol("t", nonnegative=True))
    mass = sp.Symbol("c", positive=True)
    log = staticmethod(sp.log)

    def __call__(self, f: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
        """The mean of f(W); a symbol of its own where f is not a polynomial."""
        value = sp.sympify(f(1 + X))
        if not value.is_polynomial(X):
            return sp.Symbol(f"E[{value}]")
        return sp.expand(sum(a * self.moment(r) for (r,), a in sp.Poly(value, X).terms()))

    @staticmethod
    def moment(order: int) -> sp.Expr:
        """The central moment mu_r of W; an even one is not negative."""
        known = {0: sp.Integer(1), 1: sp.Integer(0)}
        return known.get(order, sp.Symbol(f"mu{order}", real=True, nonnegative=True if order % 2 == 0 else None))


class RationalRatio:
    """The ratio of two rational distributions; classes that Q cannot draw are left out of every mean."""

    def __init__(self, p: Sequence[Fraction], q: Sequence[Fraction]) -> None:
        for name, values in (("p", p), ("q", q)):
            if sum(values) != 1 or min(values) < 0 or len(p) != len(q):
                raise ValueError(
                    f"{name}: expected probabilities, as many as of the other, got {tuple(map(str, values))}"
                )
        self.pairs = [(rational(a), rational(b)) for a, b in zip(p, q, strict=True) if b > 0]

    log = staticmethod(sp.log)

    @cached_property
    def least(self) -> sp.Expr:
        """The smallest ratio."""
        return min(a / b for a, b in self.pairs)

    @cached_property
    def mass(self) -> sp.Expr:
        """The probability under P of what Q can draw."""
        return sum(a for a, _ in self.pairs)

    def __call__(self, f: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
        """The mean of f(W), exactly."""
        return sum(b * f(a / b) for a, b in self.pairs)


Ratio = AnyRatio | RationalRatio
ANY = AnyRatio()


def mean_moments(E: Ratio, order: int, size: sp.Expr | int) -> list[sp.Expr]:
    """E delta^r for r = 0..order, where delta is the mean of `size` copies of W, minus 1.

    The moment generating function of a sum is the power M^k; its coefficients follow from f' M = k M' f.
    """
    a = [E(lambda w, r=r: (w - 1) ** r) / factorial(r) for r in range(order + 1)]  # type: ignore[misc]
    b: list[sp.Expr] = [sp.Integer(1)]
    for r in range(1, order + 1):
        b.append(sp.expand(sum((i * size - r + i) * a[i] * b[r - i] for i in range(1, r + 1)) / r))
    return [sp.expand(factorial(r) * c / size**r) for r, c in enumerate(b)]


def enclosure(E: Ratio, size: sp.Expr | int, order: int) -> tuple[sp.Expr, sp.Expr]:
    """A lower and an upper bound of the bias, from the Taylor polynomial of odd order; proved in `enclosure_steps`."""
    moments = mean_moments(E, order + 1, size)
    upper = sp.expand(sum(sp.Rational((-1) ** (r + 1), r) * moments[r] for r in range(2, order + 1)))
    return upper - moments[order + 1] / ((order + 1) * E.least), upper


def bias_coefficients(E: Ratio, count: int) -> list[sp.Expr]:
    """a_1, ..., a_count of the expansion a_1/k + a_2/k^2 + ... of the bias."""
    _, polynomial = enclosure(E, k, 2 * count + 1)
    return [polynomial.coeff(k, -r) for r in range(1, count + 1)]


def enclosure_steps(order: int) -> tuple[Step, ...]:
    """Why `enclosure` holds for every N, P, Q > 0 and k; `order` is odd."""
    i, N = sp.symbols("i N", integer=True, positive=True)
    o, q = sp.IndexedBase("o"), sp.IndexedBase("q")
    return (
        Step(
            r"$E_Q[e^{o_y}/q_y] = \sum_i q_i e^{o_i}/q_i = Z$, so $\hat Z/Z = 1 + \delta$ with $E\delta = 0$, and "
            r"$1 + \delta \ge w = \min_i p_i/q_i$, as a mean of ratios; $0 < w \le 1$",
            sp.Sum(q[i] * sp.exp(o[i]) / q[i], (i, 1, N)) == sp.Sum(sp.exp(o[i]), (i, 1, N))
            and mean_moments(ANY, 1, k)[1] == 0,
        ),
        *taylor_steps(order),
        Step(
            rf"take expectations; $E\delta^r$ for $r \le {order + 1}$ follows from the power $M^k$ of the moment "
            r"generating function of $W - 1$, for symbolic $k$",
            sp.expand(mean_moments(ANY, 2, k)[2] - ANY.moment(2) / k) == 0,
        ),
    )


def taylor_steps(order: int) -> tuple[Step, ...]:
    """Why log(1 + x) is at most its Taylor polynomial of odd order, and by how much where 1 + x >= w, 0 < w <= 1."""
    w = sp.Symbol("w", positive=True)
    taylor = sum(sp.Rational((-1) ** (r + 1), r) * X**r for r in range(1, order + 1))
    remainder = sp.diff(taylor - sp.log(1 + X), X)
    excess = sp.diff(X ** (order + 1) / ((order + 1) * w), X) - remainder
    return (
        Step(
            rf"the Taylor polynomial of order {order} minus $\log(1+x)$ is 0 at 0 and has the derivative "
            rf"$x^{{{order}}}/(1+x)$, of the sign of $x$: it is never negative",
            sp.simplify(remainder - X**order / (1 + X)) == 0 and (taylor - sp.log(1 + X)).subs(X, 0) == 0,
        ),
        Step(
            rf"$x^{{{order + 1}}}/({order + 1}w)$ minus it has the derivative $x^{{{order}}}(1 + x - w)/(w(1 + x))$, "
            r"again of the sign of $x$ where $1 + x \ge w$: it is at most that term",
            sp.simplify(excess - X**order * (1 + X - w) / (w * (1 + X))) == 0,
        ),
    )


def expansion_steps(count: int) -> tuple[Step, ...]:
    """Why the bias is a_1/k + ... + a_count/k^count + O(k^-(count+1)) for fixed P and Q."""
    order = 2 * count + 1
    return (
        *enclosure_steps(order),
        Step(
            rf"$k^{count} E\delta^{{{order + 1}}} \to 0$: the two bounds agree to the order $k^{{-{count}}}$",
            sp.limit(k**count * mean_moments(ANY, order + 1, k)[-1], k, sp.oo) == 0,
        ),
    )


def support_steps() -> tuple[Step, ...]:
    """Why the bias tends to log P(Q > 0), where Q can draw the first n of N classes only."""
    i, n = sp.symbols("i n", integer=True, positive=True)
    p, q = sp.IndexedBase("p"), sp.IndexedBase("q")
    ratio, mass = sp.symbols("S c", positive=True)
    return (
        Step(
            r"where $Q$ draws only the classes of a set $A$, $E_Q[W] = \sum_A q_i p_i/q_i = P(A) = c$",
            sp.Sum(q[i] * (p[i] / q[i]), (i, 1, n)) == sp.Sum(p[i], (i, 1, n)),
        ),
        Step(
            r"$\log(\hat Z/Z) = \log c + \log(\hat Z/(cZ))$, and $\hat Z/(cZ)$ is the same estimator for the softmax "
            r"of the scores in $A$, on which $Q$ is positive",
            sp.expand_log(sp.log(mass * ratio)) == sp.log(mass) + sp.log(ratio),
        ),
        *expansion_steps(1),
    )


def bias_enumerated(p: Sequence[Fraction], q: Sequence[Fraction], size: int) -> arb:
    """The bias for k = `size` as a ball that surely contains it: the sum over all multinomial counts."""
    drawable = [(a / b, b) for a, b in zip(p, q, strict=True) if b > 0]
    total = arb(0)
    with ctx.workprec(BITS):
        for chance, drawn in counts([b for _, b in drawable], size):
            mean = sum((c * w for (w, _), c in zip(drawable, drawn, strict=True)), Fraction(0)) / size
            total += ball(chance) * ball(mean).log()
    return total

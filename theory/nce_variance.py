"""How NCE's asymptotic variance and the noise of its gradient depend on the proposal."""

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from theory.argument import Step
from theory.nce import gradient
from theory.nce_orders import variance_steps
from theory.nce_sums import K, P, Q

EXCESS = sp.Symbol("rho_1", nonnegative=True)
"""max p/q - 1: two distributions have a ratio of at least 1 somewhere."""


def variance_ratio(p: Sequence[Fraction], q: Sequence[Fraction], f: Sequence[Fraction], k: int) -> Fraction | None:
    """NCE's asymptotic variance of the coefficient of f over maximum likelihood's, exactly; the normaliser is free.

    None where p or q is no positive distribution, f is constant or k < 1.
    """
    ill = any(len(x) != len(f) or min(x) <= 0 or sum(x) != 1 for x in (p, q))
    if ill or len(set(f)) < 2 or k < 1:
        return None
    information = [a * k * b / (a + k * b) for a, b in zip(p, q, strict=True)]
    return _spread(p, f) / _spread(information, f)


def _spread(masses: Sequence[Fraction], f: Sequence[Fraction]) -> Fraction:
    """The least sum of m (f - c)^2 over c."""
    first = sum((m * x for m, x in zip(masses, f, strict=True)), Fraction(0))
    return sum((m * x * x for m, x in zip(masses, f, strict=True)), Fraction(0)) - first**2 / sum(masses)


def ratio_steps() -> tuple[Step, ...]:
    """Why the ratio of variances is between 1 and 1 + max(p/q)/k."""
    w = K * Q / (P + K * Q)
    p1, p2, q1, q2, f = sp.symbols("p1 p2 q1 q2 f", positive=True)
    masses = [w.subs({P: a, Q: b}) * a for a, b in ((p1, q1), (p2, q2))]
    two = p1 * p2 * f**2 / (masses[0] * masses[1] / sum(masses) * f**2)
    expected = p1 + p2 + p1 * p2 * (1 / q1 + 1 / q2) / K
    rho = sp.Symbol("rho", positive=True)
    return (
        *variance_steps(),
        Step(
            r"$\sum pwf^2 - (\sum pwf)^2/\sum pw = \min_c \sum pw(f - c)^2$ grows with every $w$, and $w \le 1$: it "
            r"is at most $\operatorname{Var}_P f$",
            sp.simplify(1 - w - P / (P + K * Q)) == 0,
        ),
        Step(
            r"$1/w = 1 + \tfrac{p}{kq} \le 1 + \rho/k$: it is at least $\operatorname{Var}_P f/(1 + \rho/k)$; for $Q "
            r"= P$ all $w$ are $1/(1 + 1/k)$ and both are equal",
            sp.simplify(1 / w - 1 - P / (K * Q)) == 0 and sp.simplify(1 / w.subs(Q, P) - 1 - 1 / K) == 0,
        ),
        Step(
            r"two classes: the ratio is $p_1 + p_2 + p_1p_2(1/q_1 + 1/q_2)/k = 1 + p_1p_2/(kq_1q_2)$",
            sp.simplify(two - expected) == 0
            and sp.simplify((expected - 1 - p1 * p2 / (K * q1 * q2)).subs({p2: 1 - p1, q2: 1 - q1})) == 0,
        ),
        Step(
            r"$P = (a, 1 - 2a, a)$, $Q = (a/\rho, \cdot, a/\rho)$ and $f = (1, 0, -1)$, any $\rho \ge 1$ and $a < "
            r"\tfrac12$: $\sum pwf = 0$, $\sum pwf^2 = 2aw$ with $1/w = 1 + \rho/k$, and $\operatorname{Var}_P f = "
            r"2a$: the ratio is $1 + \rho/k$, and no bound in $\rho$ and $k$ is lower",
            sp.simplify(2 * p1 / (2 * p1 * w.subs({P: p1, Q: p1 / rho}, simultaneous=True)) - 1 - rho / K) == 0,
        ),
    )


def entry_variance(p: Fraction, q: Fraction, k: int) -> Fraction:
    """The variance at the truth of the derivative by one score, over a label and its k draws.

    The label adds -(1 - h) with chance p, each draw h with chance q, where h = p / (p + k q).
    """
    h = p / (p + k * q)
    return p * (1 - p) * (1 - h) ** 2 + k * q * (1 - q) * h**2


def noise_steps() -> tuple[Step, ...]:
    """Why that variance is at most k/(4(k + 1))."""
    h = P / (P + K * Q)
    x = sp.Symbol("x", positive=True)
    variance = P * (1 - P) * (1 - h) ** 2 + K * Q * (1 - Q) * h**2
    mass = P * K * Q / (P + K * Q)
    square = K / (4 * (K + 1)) - (K + 1) / K * (x - K / (2 * (K + 1))) ** 2
    return (
        Step(
            r"the label adds $-(1-h)$ with chance $p$, each draw $h$ with chance $q$: the variance is "
            r"$x - (1 + \tfrac1k)x^2$ with $x = pw$, $w = kq/(p + kq)$",
            sp.simplify(variance - mass + (1 + 1 / K) * mass**2) == 0,
        ),
        Step(
            r"this is $\tfrac{k}{4(k+1)} - \tfrac{k+1}k(x - \tfrac{k}{2(k+1)})^2$",
            sp.simplify(x - (1 + 1 / K) * x**2 - square) == 0,
        ),
        Step(
            r"the square is 0 at $p = q = \tfrac12$",
            sp.simplify(mass.subs({P: sp.Rational(1, 2), Q: sp.Rational(1, 2)}) - K / (2 * (K + 1))) == 0,
        ),
    )


def support_steps() -> tuple[Step, ...]:
    """Why the risk determines a class's odds exactly where q > 0."""
    slope = gradient()
    return (
        Step(r"for $q = 0$ the derivative by the score is 0 at all odds", slope.subs(Q, 0) == 0),
        Step(
            r"for $q > 0$ it has the sign of $t - p$: $t = p$ is the only minimiser",
            sp.simplify(slope / (sp.Symbol("t", positive=True) - P) - K * Q / (sp.Symbol("t", positive=True) + K * Q))
            == 0,
        ),
    )

r"""Dynamic negative sampling, the highest-scored of m uniform draws, as a proposal: its chi-square and its bias.

Its law gives the item of ascending rank r of N the chance q_r = (r^m - (r-1)^m) / N^m (`theory.proposals`).
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import sympy as sp

from theory.argument import Step
from theory.proposals import dynamic_law


def uniform_law(size: int) -> tuple[Fraction, ...]:
    """The uniform law."""
    return (Fraction(1, size),) * size


def chi_square(p: Sequence[Fraction], q: Sequence[Fraction]) -> Fraction:
    """The chi-square divergence of P from Q, exactly."""
    return sum((a * a / b for a, b in zip(p, q, strict=True)), Fraction(-1))


def uncorrected_ratio(p: Sequence[Fraction], pool: int) -> Fraction:
    """What N times the mean odds of a dynamic negative are, over Z: 1 if nothing were wrong without a correction."""
    q = dynamic_law(list(p), pool)
    return len(p) * sum((a * b for a, b in zip(p, q, strict=True)), Fraction(0))


def zipf_ratio(size: int, exponent: float, pool: int) -> float:
    """The chi-square of P, in proportion to a power of the rank, from dynamic negatives over that from uniform ones.

    In float64, for any number of classes; the top class has rank 1 for P and N for the law.
    """
    place = np.arange(1, size + 1)
    p = (size + 1.0 - place) ** -exponent
    p /= p.sum()
    before = np.log1p(-1 / place[1:])
    log_q = pool * np.log(place / size)
    log_q[1:] += np.log(-np.expm1(pool * before))
    return float(np.expm1(np.logaddexp.reduce(2 * np.log(p) - log_q)) / (size * (p @ p) - 1))


def rising_step() -> Step:
    """Why the law rises strictly with the rank, for m >= 2."""
    t, more = sp.symbols("t s", positive=True)
    m = more + 2
    return Step(
        r"$N^mq_r = \int_{r-1}^r mt^{m-1}dt$ rises strictly with $r$ for $m \ge 2$: the law is not uniform",
        sp.simplify(sp.diff(t**m, t) - m * t ** (m - 1)) == 0 and sp.diff(m * t ** (m - 1), t).is_positive is True,
    )


def flat_step() -> Step:
    """Why uniform P has a positive chi-square from any other law."""
    N, q = sp.symbols("N q", positive=True)
    return Step(
        r"for $P = \frac1N$ the chi-square is 0 from the uniform law, and $\frac1{N^2}\sum_r\frac1{q_r} - 1 > 0$ from "
        r"any other, since $\frac1q \ge 2N - N^2q$ with equality at $q = \frac1N$ only",
        sp.factor(1 / q - 2 * N + N**2 * q - (1 - N * q) ** 2 / q) == 0,
    )


def peaked_steps() -> tuple[Step, ...]:
    """Why a peaked P has a lower chi-square from dynamic negatives than from uniform ones."""
    N, top, rest, q_top, q_least = sp.symbols("N p r q_N q_1", positive=True)
    excess = top**2 / q_top + rest**2 / q_least - N * top**2
    return (
        Step(
            r"$\sum_r\frac{p_r^2}{q_r} \le \frac{p_{top}^2}{q_N} + \frac{(1-p_{top})^2}{q_1}$, as the other $p_r^2$ "
            r"add up to $(1-p_{top})^2$ at most and $q_1 = N^{-m}$ is the least chance; and $N\sum_rp_r^2 \ge "
            r"Np_{top}^2$",
            sp.expand((top + rest) ** 2 - top**2 - rest**2).is_positive is True,
        ),
        Step(
            r"so it is lower if $\bigl(\frac{1-p_{top}}{p_{top}}\bigr)^2 < q_1(N - \frac1{q_N})$",
            sp.simplify(excess - top**2 / q_least * ((rest / top) ** 2 - q_least * (N - 1 / q_top))) == 0,
        ),
    )


def two_step() -> Step:
    """The exact condition for two classes and a pool of two."""
    x = sp.Symbol("x", real=True)
    quarter, half = sp.Rational(1, 4), sp.Rational(1, 2)
    dynamic, uniform = (x**2 / top + (1 - x) ** 2 / (1 - top) for top in (3 * quarter, half))
    return Step(
        r"for $N = m = 2$, $q = (\frac14, \frac34)$, and it is lower exactly if $(4x-3)^2 < 3(2x-1)^2$, "
        r"$x = p_{top}$, that is $x > \frac{3-\sqrt3}2$",
        sp.expand(3 * (dynamic - uniform) - ((4 * x - 3) ** 2 - 3 * (2 * x - 1) ** 2)) == 0
        and sp.expand((4 * x - 3) ** 2 - 3 * (2 * x - 1) ** 2).subs(x, (3 - sp.sqrt(3)) / 2).expand() == 0,
    )


def two_gradient_step() -> Step:
    """Why for two classes the uniform law has the least total variance of the gradient, whatever P."""
    p = sp.Symbol("p", positive=True)
    squares = p**2 + (1 - p) ** 2
    costs = [x**2 * (1 - 2 * x + squares) for x in (p, 1 - p)]
    return Step(
        r"for two classes $p_j^2\|e_j - p\|^2 = 2p_1^2p_2^2$ for both: the leading variance is in proportion to "
        r"$\frac1{q_1} + \frac1{q_2}$, least at $q = \frac12$ only",
        sp.expand(costs[0] - costs[1]) == 0 and sp.expand(costs[0] - 2 * p**2 * (1 - p) ** 2) == 0,
    )


def pool_step() -> Step:
    """Why the chi-square grows without bound with the pool."""
    p, N, m = sp.symbols("p_1 N m", positive=True)
    return Step(
        r"one term alone, that of the lowest rank, is $p_1^2/q_1 = p_1^2N^m$",
        sp.simplify(p**2 / ((1**m - 0) / N**m) - p**2 * N**m) == 0,
    )


def chebyshev_steps() -> tuple[Step, ...]:
    """Why without a correction the estimate is too large, for every N, m >= 2 and scores that are not all equal."""
    a, b, c, d, more = sp.symbols("p_i p_j q_i q_j t", positive=True)
    return (
        Step(
            r"$N\sum_jq_jp_j - \sum_jq_j\sum_jp_j = \frac12\sum_{i,j}(p_i - p_j)(q_i - q_j)$, where both sums are 1",
            sp.expand((a - b) * (c - d) - (a * c + b * d - a * d - b * c)) == 0,
        ),
        rising_step(),
        Step(
            r"$p$ and $q$ rise with the rank: no term is negative, and one is positive unless all scores are equal",
            sp.expand((a - b) * (c - d)).subs({a: b + more, c: d + more}).expand() == more**2,
        ),
    )

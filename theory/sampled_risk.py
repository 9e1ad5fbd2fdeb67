r"""The mean sampled softmax risk as a function of the scores: its gradient, exactly, and its limit for many draws.

A class y is the positive with probability eta_y; then k draws come from q, and the loss is log Z^ - o_y in one of the
bookkeepings of `theory.sampled`. The risk is convex in the scores, so that it is least exactly where its gradient is 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import get_args

import sympy as sp

from theory.argument import Step
from theory.bookkeeping import Bookkeeping, Correction, Hits
from theory.proposals import counts

BOOKKEEPINGS = tuple(Bookkeeping(*choice) for choice in product((True, False), get_args(Hits), get_args(Correction)))
"""All twenty."""

K = sp.Symbol("k", integer=True, positive=True)
N = sp.Symbol("N", integer=True, positive=True)
Q_J, Q_Y = sp.symbols("q_j q_y", positive=True)
B_Y = sp.Symbol("b_y", positive=True)


def coefficients(drawn: Sequence[int], q: Sequence[Fraction], y: int, bookkeeping: Bookkeeping) -> list[Fraction]:
    """What each class's exp(o) counts in Z^, given how often each was drawn."""
    left = [c if bookkeeping.hits == "keep" or j != y else 0 for j, c in enumerate(drawn)]
    k, n = sum(drawn), sum(left)
    found = [
        Fraction(c) / bookkeeping.divisor(q[j], q[y], k, n, len(q)) if c else Fraction(0) for j, c in enumerate(left)
    ]
    found[y] += bookkeeping.positive
    return found


def mean_shares(
    odds: Sequence[Fraction], q: Sequence[Fraction], y: int, k: int, bookkeeping: Bookkeeping
) -> tuple[Fraction, ...]:
    """The mean share of each class in Z^, exactly; minus 1 at y it is the mean gradient of the loss.

    Raises ZeroDivisionError where Z^ can be 0: without the positive's term, all draws may be removed.
    """
    mean = [Fraction(0)] * len(odds)
    for chance, drawn in counts(q, k):
        terms = [c * a for c, a in zip(coefficients(drawn, q, y, bookkeeping), odds, strict=True)]
        estimate = sum(terms, Fraction(0))
        mean = [total + chance * term / estimate for total, term in zip(mean, terms, strict=True)]
    return tuple(mean)


def risk_gradient(
    odds: Sequence[Fraction], eta: Sequence[Fraction], q: Sequence[Fraction], k: int, bookkeeping: Bookkeeping
) -> tuple[Fraction, ...]:
    """The gradient of the mean risk in the scores at exp(o) = `odds`, exactly."""
    gradient = [-x for x in eta]
    for y, chance in enumerate(eta):
        if chance:
            shares = mean_shares(odds, q, y, k, bookkeeping)
            gradient = [total + chance * share for total, share in zip(gradient, shares, strict=True)]
    return tuple(gradient)


@dataclass(frozen=True)
class Limit:
    r"""What Z^ tends to, over k if it `grows`: another class's exp(o) counts `other`, the positive's own `own`."""

    grows: bool
    other: sp.Expr
    own: sp.Expr


def limit(bookkeeping: Bookkeeping) -> Limit:
    """The limit for k draws, k to infinity, by the law of large numbers: class j is drawn k q_j times, up to o(k).

    In the symbols K, N, Q_J and Q_Y; hits that are removed leave n = k (1 - q_y) draws, up to o(k).
    """
    kept = bookkeeping.hits == "keep"
    n = K if kept else K * (1 - Q_Y)
    other = K * Q_J / bookkeeping.divisor(Q_J, Q_Y, K, n, N)
    own = (K * Q_Y / bookkeeping.divisor(Q_Y, Q_Y, K, n, N) if kept else 0) + int(bookkeeping.positive)
    grows = sp.limit(other, K, sp.oo) == sp.oo
    return Limit(grows, *(sp.simplify(sp.limit(x / K if grows else x, K, sp.oo)) for x in (other, own)))


def limit_gradient(
    odds: Sequence[Fraction], eta: Sequence[Fraction], q: Sequence[Fraction], bookkeeping: Bookkeeping
) -> tuple[Fraction, ...]:
    """The gradient of the limit of the mean risk (less log k, if that grows), exactly."""
    found = limit(bookkeeping)
    gradient = [-x for x in eta]
    for y, chance in enumerate(eta):
        terms = [_at(found.own if j == y else found.other, q[j], q[y], len(q)) * a for j, a in enumerate(odds)]
        estimate = sum(terms, Fraction(0))
        gradient = [total + chance * term / estimate for total, term in zip(gradient, terms, strict=True)]
    return tuple(gradient)


def _at(expression: sp.Expr, q_j: Fraction, q_y: Fraction, size: int) -> Fraction:
    numbers = {Q_J: sp.Rational(q_j.numerator, q_j.denominator), Q_Y: sp.Rational(q_y.numerator, q_y.denominator)}
    value = sp.sympify(expression).subs({**numbers, N: size})
    return Fraction(int(value.p), int(value.q))


def limit_steps(bookkeeping: Bookkeeping) -> tuple[Step, ...]:
    """Why the risk tends to its limit, and so do its minimisers over every closed convex set of scores."""
    found = limit(bookkeeping)
    over = r"/k" if found.grows else ""
    rate = sp.Symbol("r", positive=True)
    return (
        Step(
            rf"with $q > 0$, $\hat Z{over}$ tends almost surely to the sum of ${sp.latex(found.other)}\,e^{{o_j}}$ "
            rf"over $j \ne y$ and ${sp.latex(found.own)}\,e^{{o_y}}$: the law of large numbers for the counts of the "
            rf"draws, "
            r"put into the definition of the bookkeeping",
            sp.simplify(found.other.subs(Q_Y, 1 / (1 + rate))).is_positive is True
            and not found.other.has(K)
            and not sp.sympify(found.own).has(K),
        ),
        Step(
            r"its logarithm is bounded where the share of draws that are left is at least half its mean, and at most "
            r"linear in $\log k$ elsewhere (unless no term is left), where by Hoeffding's inequality the probability "
            r"falls exponentially in $k$: the means converge too",
            sp.limit(sp.log(K) * sp.exp(-2 * rate * K), K, sp.oo) == 0,
        ),
        Step(
            r"the risks are convex in $o$, as each loss is a log-sum-exp less a linear function; convex functions that "
            r"converge at every point do so uniformly on compact sets, and where the limit has one minimiser up to "
            r"a constant (over a closed convex set), theirs tend to it",
            _log_sum_exp_is_convex(),
        ),
    )


def _log_sum_exp_is_convex() -> bool:
    """Along any direction the second derivative is the variance of the slopes, here of two terms and a rest."""
    t, r, s = sp.symbols("t r s", real=True)
    share = sp.Symbol("c", positive=True)
    second = sp.diff(sp.log(sp.exp(r * t) + share * sp.exp(s * t)), t, 2)
    weight = share * sp.exp((r + s) * t) / (sp.exp(r * t) + share * sp.exp(s * t)) ** 2
    return bool(sp.simplify(second - weight * (r - s) ** 2) == 0)


def is_softmax_in_the_limit(bookkeeping: Bookkeeping) -> bool:
    """Whether the limit is the softmax risk plus what does not depend on the scores.

    So it is if the positive counts as another class would, and no class more than another.
    """
    found = limit(bookkeeping)
    return sp.simplify(found.own - found.other.subs(Q_J, Q_Y)) == 0 and not found.other.has(Q_J)


def minimiser_weight(bookkeeping: Bookkeeping) -> tuple[sp.Expr, sp.Expr]:
    r"""(A, h): where the limit is least, eta_y is proportional to h(b_y, q_y), with b proportional to A(q) exp(o).

    With A the part of `other` that depends on q_j, the limit is the mean of log(1 - (1 - g) b_y) - log b_y up to a
    constant, where g = own / other at q_j = q_y; its derivative in b_y is -1 / h.
    """
    found = limit(bookkeeping)
    _, tilt = found.other.as_independent(Q_J)
    g = sp.simplify(found.own / found.other.subs(Q_J, Q_Y))
    slope = sp.diff(sp.log(1 - (1 - g) * B_Y) - sp.log(B_Y), B_Y)
    return tilt, sp.factor(sp.simplify(-1 / slope))


def share_bound(bookkeeping: Bookkeeping) -> Fraction:
    """The limit has a minimiser, one up to a constant, exactly if every eta_y is below this; see `attained_steps`."""
    return Fraction(1, 2) if limit(bookkeeping).own == 0 else Fraction(1)


def limit_recession(direction: Sequence[Fraction], eta: Sequence[Fraction], bookkeeping: Bookkeeping) -> Fraction:
    """The slope of the limit far out in a direction: the mean of the largest entry that counts, less eta's."""
    counts_itself = limit(bookkeeping).own != 0
    return sum(
        (
            chance * (max(d for j, d in enumerate(direction) if j != y or counts_itself) - direction[y])
            for y, chance in enumerate(eta)
        ),
        Fraction(0),
    )


def attained_steps() -> tuple[Step, ...]:
    """Why the limit has one minimiser up to a constant exactly if no eta_y reaches its `share_bound`."""
    t, rest, scale, eta, gap = sp.symbols("t R c eta_t s", positive=True)
    return (
        Step(
            r"far out along a direction $d$ the slope of the limit is $\sum_y\eta_y(\max d_j - d_y)$, over all $j$ if "
            r"the positive counts, else over $j \ne y$; if it counts, that is positive unless $d$ is constant",
            sp.limit(sp.diff(sp.log(scale * sp.exp(t) + rest), t), t, sp.oo) == 1,
        ),
        Step(
            r"if it does not, let the largest $d_j$ be 0: if two are, the slope is $-\sum_y\eta_yd_y > 0$; if $d_t$ "
            r"alone, and the others are at most $-s$, it is at least $-\eta_ts + (1-\eta_t)s = (1-2\eta_t)s$, with "
            r"equality where all of them are $-s$: it is positive in all directions exactly if $\max\eta < \frac12$ "
            r"(hence $N \ge 3$)",
            sp.expand(-eta * gap + (1 - eta) * gap - (1 - 2 * eta) * gap) == 0,
        ),
        Step(
            r"where it is, the limit has a minimiser, and one only up to a constant: a direction in which no log-sum "
            r"is strictly convex is constant on all classes but $y$, for every $y$, and so on all",
            _log_sum_exp_is_convex(),
        ),
        Step(
            r"if $\eta_t \ge \frac12$, the derivative by $o_t$ is $-\eta_t$ and $\eta_y$ times a share of at most 1 "
            r"for each $y \ne t$, less than 1 for $N \ge 3$: it is negative for ever, and there is no minimiser; for "
            r"$N = 2$ the limit is linear, $(\eta_1 - \eta_2)(o_2 - o_1)$",
            sp.simplify(1 - sp.diff(sp.log(scale * sp.exp(t) + rest), t)).is_positive is True,
        ),
    )


def log_q_steps() -> tuple[Step, ...]:
    """Why with the positive included, hits kept and log q on both sides exp(o) = eta is best for all N, k, eta, q."""
    a_y, a_j, q_y, q_j, eta_i, rest, x = sp.symbols("a_y a_j q_y q_j eta_i R x", positive=True)
    divisor = Bookkeeping(positive=True, hits="keep", correction="q").divisor(q_j, q_y, K, K, N)
    gap = a_j / divisor / a_y
    return (
        Step(
            r"with $u = e^o/q$ the loss is $-\log\frac{u_y}{u_y + \sum_i u_{j_i}}$, as a draw adds $u_j/u_y$ to "
            r"$\hat Z/e^{o_y}$",
            sp.simplify(gap - (a_j / q_j) / (a_y / q_y)) == 0,
        ),
        Step(
            r"put the positive into a place drawn uniformly from $k+1$, the draws into the others: given what stands "
            r"in the places $x_0, \dots, x_k$, it is in place $i$ with a chance proportional to "
            r"$\eta_{x_i}\prod_{l \ne i} q_{x_l}$, that is, to $\eta_{x_i}/q_{x_i}$",
            sp.simplify(eta_i * rest / (q_j * rest) - eta_i / q_j) == 0,
        ),
        Step(
            r"so the risk is the mean cross-entropy of the chances $u_{x_i}/\sum_l u_{x_l}$ to these, least exactly "
            r"where they are the same, by Gibbs' inequality, which is $\log x \le x - 1$ with equality at 1 only",
            sp.solve(sp.diff(x - 1 - sp.log(x), x), x) == [1] and sp.diff(x - 1 - sp.log(x), x, 2).is_positive is True,
        ),
        Step(
            r"they are for $u \propto \eta/q$, $e^o \propto \eta$; and for no other, as any two classes stand beside "
            r"each other in some draw ($k \ge 1$, $q > 0$), which fixes the ratio of their $u$",
            sp.simplify((eta_i / q_j) * q_j - eta_i) == 0,
        ),
    )


def negatives_only_steps() -> tuple[Step, ...]:
    """Why without the positive's term and with log(kq) the gradient vanishes at exp(o) = eta exactly for q = eta."""
    w, rest, size = sp.symbols("w S k", positive=True)
    return (
        Step(
            r"at $e^o = \eta$ a draw of $j$ adds $w_j/k$ to $\hat Z$, $w = \eta/q$; by symmetry of the draws the mean "
            r"share of $j$ is $kq_j E\bigl[\frac{w_j/k}{(w_j + S)/k}\bigr] = \eta_j E\frac{k}{w_j + S}$, where $S$ is "
            r"the sum over the other $k - 1$ draws, whose law does not depend on $j$",
            sp.simplify(size * (w / size) / ((w + rest) / size) - w * size / (w + rest)) == 0,
        ),
        Step(
            r"the gradient is 0 if $E\frac{k}{w_j+S} = 1$ for every $j$; that falls strictly as $w_j$ grows, so all "
            r"$w_j$ are equal, to 1, as both $\eta$ and $q$ sum to 1: $q = \eta$",
            sp.diff(size / (w + rest), w).is_negative is True,
        ),
        Step(
            r"if $q = \eta$, all $w_j = 1$, $S = k - 1$ and $\frac{k}{w_j + S} = 1$: the gradient is 0",
            sp.simplify((size / (w + rest)).subs({w: 1, rest: size - 1}) - 1) == 0,
        ),
    )


def one_draw_steps() -> tuple[Step, ...]:
    """Why with one draw it does not matter, to the minimiser of `log_q_steps`, that a hit is removed."""
    u = sp.Symbol("u", positive=True)
    return (
        Step(
            r"with one draw a hit's loss is $\log\frac{2u_y}{u_y} = \log 2$ if it is kept and 0 if it is removed, "
            r"whatever the scores: the two risks differ by a constant",
            sp.diff(sp.log(2 * u / u), u) == 0,
        ),
        *log_q_steps(),
    )


def uniform_steps() -> tuple[Step, ...]:
    """Why the same holds without correction and with log(Nq), if q is uniform."""
    corrections: tuple[Correction, ...] = ("none", "Nq", "q")
    divisors = [Bookkeeping(True, "keep", c).divisor(1 / N, 1 / N, K, K, N) for c in corrections]
    return (
        Step(
            r"at $q = \frac1N$ the divisor is 1 for each of the three: they are the same",
            all(sp.simplify(divisor - 1) == 0 for divisor in divisors),
        ),
        *log_q_steps(),
    )


def subsets(size: int) -> Iterator[tuple[int, ...]]:
    """The non-empty proper subsets of the classes."""
    for members in range(1, size):
        yield from combinations(range(size), members)


def recession(direction: Sequence[Fraction], eta: Sequence[Fraction], q: Sequence[Fraction], k: int) -> Fraction:
    """The slope of the negatives-only risk far out in a direction: the mean of the largest drawn entry, less eta's."""
    largest = sum(
        (chance * max(d for d, c in zip(direction, drawn, strict=True) if c) for chance, drawn in counts(q, k)),
        Fraction(0),
    )
    return largest - sum((d * x for d, x in zip(direction, eta, strict=True)), Fraction(0))


def existence_steps() -> tuple[Step, ...]:
    """Why the negatives-only risk has a minimiser exactly if q(T)^k < eta(T) for every proper non-empty T."""
    t, low, high, weight = sp.symbols("t l h c", positive=True)
    k, q_t, eta_t = sp.symbols("k q_T eta_T", positive=True)
    far = sp.limit(sp.log(1 + weight * sp.exp(-t)), t, sp.oo)
    return (
        Step(
            r"along $o + td$ the slope of $\log\hat Z$ rises to the largest $d_j$ that was drawn, since the other "
            r"terms vanish against its own: far out the slope of the risk is $E\max_i d_{j_i} - \sum_y\eta_y d_y$",
            far == 0,
        ),
        Step(
            r"shift $d$ to have the least entry 0 (neither side of a difference changes); then both means are "
            r"integrals over levels, $\int_0^\infty [P(\text{some draw in } \{d > s\}) - \eta(\{d > s\})]\,ds$, and "
            r"each set $S = \{d > s\}$ is proper; a linear combination of the slopes along indicators, with positive "
            r"weights",
            sp.integrate(1, (t, 0, low)) + sp.integrate(1, (t, low, high)) == high,
        ),
        Step(
            r"for an indicator of $S$ with complement $T$ it is $1 - q(T)^k - (1 - \eta(T)) = \eta(T) - q(T)^k$",
            sp.expand((1 - q_t**k) - (1 - eta_t) - (eta_t - q_t**k)) == 0,
        ),
        Step(
            r"if all are positive, the convex risk grows in every direction that is not constant, and has a minimiser; "
            r"if one is negative, it falls without bound; if one is 0, the slope in that direction rises to 0, "
            r"strictly if classes of $S$ and $T$ can be drawn together ($k \ge 2$), and the risk falls for ever, "
            r"while for $k = 1$ it is linear: there is no minimiser that is unique up to a constant",
            _log_sum_exp_is_convex(),
        ),
    )

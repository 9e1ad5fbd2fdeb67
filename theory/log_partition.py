"""Estimators of log Z from draws: what extrapolation takes off the bias, and what no estimator can do.

The plain one is log Z^ of `theory.partition`, whose bias has an expansion a_1/k + a_2/k^2 + ... in the number of draws.
"""

from fractions import Fraction
from functools import cache
from math import comb

import sympy as sp

from theory.argument import Step
from theory.intervals import rational, sign
from theory.partition import ANY, Ratio, bias_coefficients, expansion_steps, k, mean_moments

D = sp.Symbol("d", positive=True)
"""1/k."""


def extrapolation(order: int) -> list[Fraction]:
    """The weights c_j of the plain estimators from the first j k / r draws, j = 1..r = `order`; they sum to 1.

    Sum c_j j^-s is 0 for s = 1..r-1: they are Lagrange's weights at 0 for the nodes 1/j.
    """
    nodes = range(1, order + 1)
    weights = []
    for j in nodes:
        weight = Fraction(1)
        for i in nodes:
            if i != j:
                weight *= Fraction(j, j - i)
        weights.append(weight)
    return weights


def extrapolated_coefficients(E: Ratio, order: int) -> list[sp.Expr]:
    """The coefficients of 1/k, ..., k^-(order-1) that `extrapolation` leaves in the bias."""
    weights = extrapolation(order)
    left = [sum(c * Fraction(order, j) ** s for j, c in enumerate(weights, 1)) for s in range(1, order)]
    plain = bias_coefficients(E, order - 1) if order > 1 else []
    return [sp.expand(rational(factor) * a) for factor, a in zip(left, plain, strict=True)]


def extrapolation_steps(order: int) -> tuple[Step, ...]:
    """Why `extrapolation` has a bias of O(k^-order), for fixed P and Q > 0."""
    weights = extrapolation(order)
    sums = [sum(c * Fraction(1, j) ** s for j, c in enumerate(weights, 1)) for s in range(order)]
    return (
        *expansion_steps(order - 1 if order > 1 else 1),
        _moments_step(),
        Step(
            rf"the plain estimators from the first $jk/r$ draws, $j = 1, \dots, r = {order}$, have the biases "
            r"$\sum_s a_s (r/jk)^s$; the weights $c_j = \prod_{i \ne j} j/(j - i)$ have $\sum c_j = 1$ and "
            r"$\sum c_jj^{-s} = 0$ for $0 < s < r$, as Lagrange's interpolation at 0 is exact for $x^s$",
            sums == [1] + [0] * (order - 1),
        ),
        Step("what is left is of the order of the remainder", not any(extrapolated_coefficients(ANY, order))),
    )


def _moments_step() -> Step:
    """Why the remainder of the expansion to any order is small."""
    moments = mean_moments(ANY, 8, k)
    return Step(
        r"for every $r$: $E\delta^{2r} = O(k^{-r})$, as in $k^{-2r}\sum E\prod_{l=1}^{2r}(W_{i_l} - 1)$ a term is 0 "
        r"unless each draw occurs twice or more, so at most $r$ draws occur, in $O(k^r)$ of the terms; executed for "
        r"$r = 1, \dots, 4$",
        not any(sp.limit(k**r * moments[2 * r], k, sp.oo).has(k, sp.oo) for r in range(1, 5)),
    )


@cache
def jackknife_coefficient(E: Ratio) -> sp.Expr:
    """The coefficient of k^-2 in the bias of k log Z^_k - (k - 1) times the mean of log Z^ with one draw left out."""
    a = bias_coefficients(E, 3)

    def bias(size: sp.Expr) -> sp.Expr:
        return sum(c / size**r for r, c in enumerate(a, 1))

    combined = bias(1 / D) / D - (1 / D - 1) * bias(1 / D - 1)
    series = sp.series(sp.together(combined), D, 0, 3).removeO()
    if any(sp.expand(sp.diff(series, D, r).subs(D, 0)) != 0 for r in (0, 1)):
        raise ArithmeticError("the jackknife leaves a term of a lower order")
    return sp.expand(sp.diff(series, D, 2).subs(D, 0) / 2)


def jackknife_steps() -> tuple[Step, ...]:
    """Why the jackknife's bias has that coefficient."""
    x = sp.Symbol("x", positive=True)
    return (
        *expansion_steps(3),
        Step(
            r"with one draw left out $\log\hat Z$ has the bias of $k - 1$ draws, for each of the $k$; "
            r"$a_s(k^{1-s} - (k-1)^{1-s})$ is 0 for $s = 1$, $-a_2/k^2 + O(k^{-3})$ for $s = 2$ and $O(k^{-3})$ for "
            r"$s = 3$, as is $k$ times the remainder $O(k^{-4})$",
            sp.limit((x**-1 - (x - 1) ** -1) * x**2, x, sp.oo) == -1
            and sp.limit((x**-2 - (x - 1) ** -2) * x**2, x, sp.oo) == 0,
        ),
    )


def blind_difference(size: int) -> int | None:
    """The sign of the difference of order size + 1 of log(1 + r) at the chances (j + 1)/(size + 3)."""
    nodes = [Fraction(j + 1, size + 3) for j in range(size + 2)]
    terms = [(-1) ** j * comb(size + 1, j) * sp.log(1 + rational(r)) for j, r in enumerate(nodes)]
    return sign(sp.Add(*terms))


def cube_difference(classes: int) -> int | None:
    """The sign of the alternating sum of log Z over all scores in {0, log 2}^N."""
    terms = [(-1) ** j * comb(classes, j) * sp.log(classes + j) for j in range(classes + 1)]
    return sign(sp.Add(*terms))


def _derivative_of_log() -> Step:
    n = sp.Symbol("n", integer=True, positive=True)
    x = sp.Symbol("x", positive=True)
    formula = (-1) ** (n - 1) * sp.gamma(n) / x**n
    following = (-1) ** n * sp.gamma(n + 1) / x ** (n + 1)
    return Step(
        r"by induction $\log^{(n)}x = (-1)^{n-1}(n-1)!/x^n$, which is never 0; a difference of order $n$ with equal "
        r"steps is the integral of it over a cube: it is not 0 either",
        formula.subs(n, 1) == 1 / x and sp.simplify(sp.expand_func(sp.diff(formula, x) - following)) == 0,
    )


def blind_steps() -> tuple[Step, ...]:
    """Why no function of k weights has the mean log Z for all scores and proposals, for any k."""
    r, s = sp.symbols("r s", positive=True)
    g = sp.symbols("g_0:4")
    mean = sum(comb(3, j) * r**j * (1 - r) ** (3 - j) * g[j] for j in range(4))
    more = sp.Symbol("M", positive=True)
    return (
        Step(
            r"two classes, $q = (1 - r, r)$ and odds $(1 - r, 2r)$: the weights are 1 and 2 with the chances $1 - r$, "
            r"$r$, and $Z = 1 + r$",
            sp.expand((1 - r) * 1 + r * 2 - 1 - r) == 0,
        ),
        Step(
            r"the mean of any function of $k$ weights, chance of its own averaged out, is $\sum_j r^j(1-r)^{k-j}g_j$, "
            r"a polynomial in $r$ of degree at most $k$: its differences of order $k + 1$ are 0; executed for $k = 3$",
            sp.expand(sum((-1) ** j * comb(4, j) * mean.subs(r, s + j * D) for j in range(5))) == 0,
        ),
        Step(
            r"for $N > 2$ the class of weight 1 is split into $N - 1$ of equal chances and odds: weights, their "
            r"chances and $Z$ are the same",
            sp.simplify(((1 - r) / more) / ((1 - r) / more)) == 1 and sp.simplify(more * ((1 - r) / more)) == 1 - r,
        ),
        _derivative_of_log(),
        Step(
            r"so $\log(1 + r)$ is no such mean; executed for $k = 1, \dots, 6$", all(map(blind_difference, range(1, 7)))
        ),
    )


def reading_steps() -> tuple[Step, ...]:
    """Why an unbiased estimator that reads at most k of N scores exists if and only if k >= N."""
    a, b, x = sp.symbols("a b x")
    return (
        Step(
            r"let the odds be 1 or 2. An estimator that reads at most $k$ scores, chosen by chance and by what it has "
            r"read, is, its chance fixed, a tree whose leaves are products of at most $k$ of the indicators $x_i$, "
            r"$1 - x_i$; each is linear in its score's $x_i$, and so the mean is a polynomial with at most $k$ of the "
            r"$x_i$ in each term",
            sp.degree(a * x + b * (1 - x), x) == 1,
        ),
        Step(
            r"in the alternating sum over all $2^N$ score vectors a term cancels that misses one of the $x_i$: the "
            r"sum is 0 if $k < N$",
            sum((-1) ** bit * a for bit in (0, 1)) == 0,
        ),
        _derivative_of_log(),
        Step(
            r"the same sum of $\log Z = \log(N + \sum x_i)$ is a difference of order $N$ of the logarithm at $N, "
            r"\dots, 2N$ and not 0: no estimator has this mean; executed for $N = 1, \dots, 8$",
            all(map(cube_difference, range(1, 9))),
        ),
        Step(
            r"$k \ge N$ draws from $Q > 0$ show all classes with a chance of $\pi \ge N!\prod q_i > 0$: $\log Z/\pi$ "
            r"if they do and 0 if not has the mean $\log Z$",
            sp.simplify(a * (b / a) + (1 - a) * 0 - b) == 0,
        ),
    )


@cache
def level_rate() -> Fraction:
    """What E Delta^2 falls by from a level to the next, twice the draws, in the limit: that of E (x - y)^4."""
    moments = mean_moments(ANY, 4, k)
    fourth = 2 * moments[4] + 6 * moments[2] ** 2
    rate = sp.limit(sp.simplify(fourth.subs(k, 2 * k) / fourth), k, sp.oo)
    return Fraction(int(rate.p), int(rate.q))


def multilevel_steps() -> tuple[Step, ...]:
    """Why the antithetic estimator with levels of chances (1 - s) s^n is right for 1/4 < s < 1/2 and no other s."""
    x, y, z = sp.symbols("x y z", positive=True)
    half = sp.log((x + y) / 2) - (sp.log(x) + sp.log(y)) / 2
    identity = sp.expand_log(half - sp.log((x + y) ** 2 / (4 * x * y)) / 2, force=True)
    moments = mean_moments(ANY, 4, k)
    difference = sum(c * moments[i] * moments[j] for (i, j), c in sp.Poly((x - y) ** 4, x, y).terms())
    lower = bias_coefficients(ANY, 1)[0]
    s = sp.Symbol("s", positive=True)
    return (
        *expansion_steps(1),
        Step(
            r"with $x$, $y$ the means of the two halves, $k$ ratios each, level $n$ adds $\Delta = \log\tfrac{x+y}2 - "
            r"\tfrac12(\log x + \log y) = \tfrac12\log\bigl(1 + \tfrac{(x-y)^2}{4xy}\bigr)$, of the mean "
            r"$b(2k) - b(k)$, where $b$ is the plain bias: they telescope and the estimator's mean is $\log Z$",
            sp.simplify(identity) == 0 and sp.expand((x + y) ** 2 - 4 * x * y - (x - y) ** 2) == 0,
        ),
        Step(
            r"$\log(1 + z) \le z$ and $x, y \ge w$: $0 \le \Delta \le (x - y)^2/(8w^2)$, and $E(x - y)^4$ is "
            r"$2m_4 + 6m_2^2$ in the central moments of $x$, $O(k^{-2})$",
            sp.simplify(sp.diff(z - sp.log(1 + z), z) - z / (1 + z)) == 0
            and sp.expand(difference - 2 * moments[4] - 6 * moments[2] ** 2) == 0
            and sp.limit(k**2 * difference, k, sp.oo) == 12 * ANY.moment(2) ** 2,
        ),
        Step(
            r"$kE\Delta \to \tfrac14\mu_2 > 0$ for $P \ne Q$: with $k = 2^nm$, $E\Delta_n^2$ is between two multiples "
            r"of $4^{-n}$",
            sp.limit(k * (lower / (2 * k) - lower / k), k, sp.oo) == ANY.moment(2) / 4,
        ),
        Step(
            r"the second moment $\sum E\Delta_n^2/((1-s)s^n)$ is finite if and only if $4s > 1$, the mean number of "
            r"draws $\sum 2^{n+1}m(1-s)s^n$ if and only if $2s < 1$: geometric series",
            sp.solve(4 * s - 1, s) == [sp.Rational(1, 4)] and sp.solve(2 * s - 1, s) == [sp.Rational(1, 2)],
        ),
    )


def alternating_sum(classes: int, odds: sp.Expr) -> sp.Expr:
    """The sum of (-1)^(classes at odds 1) log Z over all 2^N vectors of odds, each 1 or `odds`."""
    terms = [(-1) ** j * comb(classes, j) * sp.log(j + (classes - j) * odds) for j in range(classes + 1)]
    return sp.Add(*terms)


def worst_bias_steps() -> tuple[Step, ...]:
    """Why 2^-N times that sum is the least worst bias of reading N - 1 scores, and grows without bound."""
    x = sp.Symbol("x", positive=True)
    N = sp.Symbol("N", integer=True, positive=True)
    j = sp.Symbol("j", integer=True, nonnegative=True)
    return (
        *reading_steps()[:2],
        Step(
            r"so the alternating sum of the $2^N$ biases is minus that of $\log Z$: the largest is at least $2^{-N}$ "
            r"times its absolute value $D$",
            sp.simplify(sp.summation(sp.binomial(N, j), (j, 0, N)) - 2**N) == 0,
        ),
        Step(
            r"$\log Z - 2^{-N}D\chi$, with $\chi$ the sign of the sum's terms and $D$ with its own, has the "
            r"alternating sum 0: no term of all $N$ indicators. It is the mean of an estimator that takes a term by "
            r"chance, reads its at most $N - 1$ scores and weighs it by one over the chance: its bias is $2^{-N}D$ in "
            r"size at every vector; executed for $N = 1, \dots, 5$",
            all(_has_no_full_term(size) for size in range(1, 6)),
        ),
        Step(
            r"as the odds $x \to 0$ the term $\log(Nx)$ alone grows without bound, and $D$ with it; executed for "
            r"$N = 1, \dots, 5$",
            all(sp.limit(alternating_sum(size, x) / sp.log(x), x, 0, "+") == 1 for size in range(1, 6)),
        ),
    )


def _has_no_full_term(classes: int) -> bool:
    """Whether log Z less the sign times 2^-N of the alternating sum has the alternating sum 0."""
    x = sp.Symbol("x", positive=True)
    shift = alternating_sum(classes, x) / 2**classes
    left = [
        (-1) ** j * comb(classes, j) * (sp.log(j + (classes - j) * x) - (-1) ** j * shift) for j in range(classes + 1)
    ]
    return bool(sp.expand(sp.Add(*left)) == 0)

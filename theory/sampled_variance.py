r"""The variance of sampled softmax: of its log-partition, and of its gradient, the shares of the classes in Z^.

The estimator is that of `theory.partition`; with the positive's own term in it, its draws of the positive count 0.
"""

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp
from flint import arb, ctx

from theory.argument import Step
from theory.bookkeeping import Bookkeeping
from theory.intervals import ball
from theory.partition import ANY, BITS, Ratio, X, k, mean_moments
from theory.proposals import counts
from theory.sampled_risk import coefficients


def variance_coefficients(E: Ratio, count: int) -> list[sp.Expr]:
    """a_1, ..., a_count of the expansion a_1/k + a_2/k^2 + ... of Var log Z^; proved in `variance_steps`."""
    order = 2 * count + 1
    moments = mean_moments(E, order, k)
    mean, square = (
        sum(c * moments[r] for r, c in enumerate(_taylor(f, order))) for f in (sp.log(1 + X), sp.log(1 + X) ** 2)
    )
    variance = sp.expand(square - mean**2)
    return [variance.coeff(k, -r) for r in range(1, count + 1)]


def _taylor(f: sp.Expr, order: int) -> list[sp.Expr]:
    return [sp.diff(f, X, r).subs(X, 0) / sp.factorial(r) for r in range(order + 1)]


def variance_steps(count: int) -> tuple[Step, ...]:
    """Why the expansion has the error O(k^-(count+1)), for fixed P and Q > 0."""
    order = 2 * count + 1
    return (
        Step(
            r"$\hat Z/Z = 1 + \delta$ is a mean of ratios, in $[\min W, \max W]$ with $\min W > 0$; there $\log(1+x)$ "
            rf"and its square differ from their Taylor polynomials of order {order} by at most $Cx^{{{order + 1}}}$",
            all(not _taylor(f, 1)[0] for f in (sp.log(1 + X), sp.log(1 + X) ** 2)),
        ),
        Step(
            rf"$E\delta^r$ for $r \le {order + 1}$ follows from the power $M^k$ of the moment generating function of "
            rf"$W - 1$; $k^{count} E\delta^{{{order + 1}}} \to 0$, so that the errors do not reach the order "
            rf"$k^{{-{count}}}$",
            sp.limit(k**count * mean_moments(ANY, order + 1, k)[-1], k, sp.oo) == 0,
        ),
    )


def bound_steps() -> tuple[Step, ...]:
    """Why 0 <= Var log Z^ <= E (log Z^ - log Z)^2 <= chi^2 / (k w), w the least ratio, for every N, P, Q > 0 and k."""
    s = sp.Symbol("s", nonnegative=True)
    u = sp.exp(2 * s)
    mean, square, c = sp.symbols("m_1 m_2 c", real=True)
    return (
        Step(
            r"$(u-1)^2/u = 4\sinh^2 s$ and $\log^2 u = 4s^2$ for $u = e^{2s}$; both are even in $s$, and "
            r"$\sinh s \ge s$ for $s \ge 0$, as it is so at 0 and its derivative $\cosh s$ is at least 1: "
            r"$\log^2 u \le (u-1)^2/u$",
            sp.simplify(((u - 1) ** 2 / u - 4 * sp.sinh(s) ** 2).rewrite(sp.exp)) == 0
            and sp.simplify((sp.cosh(s) - 1 - 2 * sp.sinh(s / 2) ** 2).rewrite(sp.exp)) == 0,
        ),
        Step(
            r"with $u = \hat Z/Z = 1 + \delta \ge w$: $E\log^2 u \le E\delta^2/w = \chi^2/(kw)$",
            sp.expand(mean_moments(ANY, 2, k)[2] - ANY.moment(2) / k) == 0,
        ),
        Step(
            r"$E(\log u - c)^2 = \operatorname{Var}\log u + (E\log u - c)^2$: the variance is at most the mean square",
            sp.expand((square - 2 * c * mean + c**2) - (square - mean**2) - (mean - c) ** 2) == 0,
        ),
    )


def monotone_steps() -> tuple[Step, ...]:
    """Why each further draw lowers the bias of log Z^ and the variance of Z^, for every N, P, Q and k."""
    total = sp.Symbol("S", positive=True)
    x = sp.Symbol("x", positive=True)
    return (
        Step(
            r"the mean of $k+1$ ratios is the mean of the $k+1$ means that leave one of them out, each of which is "
            r"distributed as $\hat Z_k/Z$",
            sp.simplify(((k + 1) * total - total) / k / (k + 1) - total / (k + 1)) == 0,
        ),
        Step(
            r"$\log$ is strictly concave: by Jensen $E\log\hat Z_{k+1} \ge E\log\hat Z_k$, with equality only if all "
            r"these means are surely equal, that is, $W$ is constant and $Q = P$",
            sp.diff(sp.log(x), x, 2).is_negative is True,
        ),
        Step(
            r"$\operatorname{Var}(\hat Z/Z) = \chi^2/k$ falls with $k$ too",
            sp.expand(mean_moments(ANY, 2, k)[2] - ANY.moment(2) / k) == 0
            and sp.simplify(1 / k - 1 / (k + 1)).is_positive is True,
        ),
    )


def log_moments(p: Sequence[Fraction], q: Sequence[Fraction], size: int) -> tuple[arb, arb]:
    """The mean of log(Z^/Z) and of its square for k = `size`, as balls that surely contain them."""
    mean, square = arb(0), arb(0)
    with ctx.workprec(BITS):
        ratios = [a / b for a, b in zip(p, q, strict=True)]
        for chance, drawn in counts(q, size):
            value = ball(sum((c * w for w, c in zip(ratios, drawn, strict=True)), Fraction(0)) / size).log()
            mean += ball(chance) * value
            square += ball(chance) * value * value
    return mean, square


def log_variance(p: Sequence[Fraction], q: Sequence[Fraction], size: int) -> arb:
    """The variance of log Z^ for k = `size`, as a ball that surely contains it."""
    with ctx.workprec(BITS):
        mean, square = log_moments(p, q, size)
        return square - mean * mean


def total_variance(
    odds: Sequence[Fraction], q: Sequence[Fraction], y: int, size: int, bookkeeping: Bookkeeping
) -> Fraction:
    """The variances of all classes' shares in Z^, added up, exactly: the total variance of the gradient."""
    square, mean = Fraction(0), [Fraction(0)] * len(odds)
    for chance, drawn in counts(q, size):
        terms = [c * a for c, a in zip(coefficients(drawn, q, y, bookkeeping), odds, strict=True)]
        shares = [term / sum(terms) for term in terms]
        square += chance * sum(share**2 for share in shares)
        mean = [total + chance * share for total, share in zip(mean, shares, strict=True)]
    return square - sum((x**2 for x in mean), Fraction(0))


def ratio_variance(p: Sequence[Fraction], q: Sequence[Fraction], size: int) -> Fraction:
    """The variance of Z^/Z for k = `size`, summed over all draws, exactly."""
    ratios = [a / b for a, b in zip(p, q, strict=True)]
    mean, square = Fraction(0), Fraction(0)
    for chance, drawn in counts(q, size):
        value = sum((c * w for w, c in zip(ratios, drawn, strict=True)), Fraction(0)) / size
        mean, square = mean + chance * value, square + chance * value**2
    return square - mean**2


def spread(p: Sequence[Fraction], q: Sequence[Fraction], y: int | None = None) -> Fraction:
    """The limit of k times the total variance of the shares, exactly: that of one draw's linear effect on them.

    A draw of j adds p_j / q_j to the part of j, nothing if j is y; see `spread_steps`.
    """
    effects = {j: _effect(p, j, p[j] / q[j]) for j in range(len(p)) if j != y}
    mean = [sum((q[j] * e[i] for j, e in effects.items()), Fraction(0)) for i in range(len(p))]
    square = sum((q[j] * sum((x * x for x in e), Fraction(0)) for j, e in effects.items()), Fraction(0))
    return square - sum((x * x for x in mean), Fraction(0))


def _effect(p: Sequence[Fraction], j: int, weight: Fraction) -> list[Fraction]:
    return [weight * ((i == j) - x) for i, x in enumerate(p)]


def spread_steps() -> tuple[Step, ...]:
    """Why k times the total variance of the shares tends to `spread`, and k times the bias of each to `drift`."""
    a, s, p = sp.symbols("a s p", positive=True)
    share = a / s
    at = {a: p, s: 1}
    return (
        Step(
            r"the share of $j$ is $a/s$, with $a$ its part of $\hat Z/Z$ and $s = \hat Z/Z$, of means $p_j$ and 1; at "
            r"these its differential is $da - p_j\,ds$",
            sp.diff(share, a).subs(at) == 1 and sp.diff(share, s).subs(at) == -p,
        ),
        Step(
            r"the second derivatives there are 0, $-1$ and $2p_j$, so that the mean of $a/s$ differs from $p_j$ by "
            r"$p_j\operatorname{Var}s - \operatorname{Cov}(a, s)$ to the order $1/k$",
            [sp.diff(share, *v).subs(at) for v in ((a, a), (a, s), (s, s))] == [0, -1, 2 * p],
        ),
        Step(
            r"$s$ stays above $\min W > 0$ (with the positive's own term above $p_y$), so that $a/s$ differs from "
            r"its Taylor polynomials of order 1 and 2 by at most $C$ times the next power of the distance; moments of "
            r"order $2r - 1$ and $2r$ of a mean of $k$ draws are $O(k^{-r})$, so the errors do not reach the order "
            r"$1/k$",
            sp.limit(k * mean_moments(ANY, 3, k)[3], k, sp.oo) == 0
            and sp.limit(k * mean_moments(ANY, 4, k)[4], k, sp.oo) == 0,
        ),
    )


def square_step() -> Step:
    r"""What the squared length of a draw's effect is."""
    own, weight, squares = sp.symbols("p_j w S", positive=True)
    length = weight**2 * ((1 - own) ** 2 + squares - own**2)
    return Step(
        r"a draw of $j$ has the effect $\frac{p_j}{q_j}(e_j - p)$, with the squared length "
        r"$\frac{p_j^2}{q_j^2}(1 - 2p_j + \|p\|^2)$ and the mean $\sum_j p_j(e_j - p) = 0$",
        sp.expand(length - weight**2 * (1 - 2 * own + squares)) == 0,
    )


def drift(p: Sequence[Fraction], q: Sequence[Fraction], j: int) -> Fraction:
    """The limit of k times the bias of the share of j, from the covariances of one draw."""
    ratios = [a / b for a, b in zip(p, q, strict=True)]
    variance = sum((b * w * w for b, w in zip(q, ratios, strict=True)), Fraction(0)) - 1
    covariance = q[j] * ratios[j] ** 2 - p[j]
    return p[j] * variance - covariance


def constant_step() -> Step:
    """Why the value has no variance exactly if the proposal is the target."""
    odds, partition, w = sp.symbols("e_j Z w", positive=True)
    return Step(
        r"at $q_j = e^{o_j}/Z$ each draw adds $e^{o_j}/q_j = Z$, and $\hat Z = Z$ for every $k$; for any other "
        r"proposal $\chi^2 = E(W - 1)^2 > 0$, as $W = 1$ for no other",
        sp.simplify(odds / (odds / partition)) == partition and sp.solve((w - 1) ** 2, w) == [1],
    )


def best_steps() -> tuple[Step, ...]:
    """Why a sum of c_j / q_j is least for q_j in proportion to sqrt(c_j), and only there; for every N."""
    c, q, total = sp.symbols("c q L", positive=True)
    square = (sp.sqrt(c / q) - total * sp.sqrt(q)) ** 2
    return (
        Step(
            r"$\frac{c_j}{q_j} + L^2q_j - 2L\sqrt{c_j} = (\sqrt{c_j/q_j} - L\sqrt{q_j})^2 \ge 0$, with equality only "
            r"for $q_j = \sqrt{c_j}/L$",
            sp.simplify(sp.expand(square) - (c / q + total**2 * q - 2 * total * sp.sqrt(c))) == 0,
        ),
        Step(
            r"with $L = \sum_j\sqrt{c_j}$ the sum over $j$ says $\sum_j c_j/q_j \ge 2L \cdot L - L^2 = L^2$, with "
            r"equality only there",
            sp.expand(2 * total * total - total**2) == total**2,
        ),
    )


def total_variance_bound_steps() -> tuple[Step, ...]:
    """Why the total variance of the gradient is at most 1 - 1/N, for every bookkeeping, proposal, k and scores."""
    N, share, x = sp.symbols("N s x", positive=True)
    return (
        Step(
            r"the gradient is $s - e_y$, where the shares $s$ are not negative and sum to 1: $\|s\|^2 \le \sum_j s_j = "
            r"1$, as $s_j^2 \le s_j$",
            sp.factor(share - share**2 - share * (1 - share)) == 0,
        ),
        Step(
            r"so does their mean $\bar s$, and $\|\bar s\|^2 \ge \frac1N$ by Cauchy-Schwarz: the total variance "
            r"$E\|s\|^2 - \|\bar s\|^2$ is at most $1 - \frac1N$",
            sp.expand(N * (x - 1 / N) ** 2 - (N * x**2 - 2 * x + 1 / N)) == 0,
        ),
        Step(
            r"one uniform draw alone has the share 1, so $E\|s\|^2 = 1$, and $\bar s_j = \frac1N$: it attains this",
            sp.simplify(1 - N * (1 / N) ** 2 - (1 - 1 / N)) == 0,
        ),
    )


def square_symbol(own: sp.Expr, chance: sp.Expr, squares: sp.Expr) -> sp.Expr:
    """The chance of a draw of j times the squared length of its effect, given the sum of all p^2."""
    weight = own / chance
    return chance * weight**2 * ((1 - own) ** 2 + squares - own**2)


def drift_symbol(own: sp.Expr, chance: sp.Expr, second: sp.Expr) -> sp.Expr:
    """`drift` from the Taylor polynomial of a / s, given E W^2."""
    a, s = sp.symbols("a s", positive=True)
    at = {a: own, s: 1}
    covariance, variance = chance * (own / chance) ** 2 - own, second - 1
    mixed, double = (sp.diff(a / s, *v).subs(at) for v in ((a, s), (s, s)))
    return mixed * covariance + double * variance / 2

r"""How much DCG a score vector can lose, given its excess risk: the best constants of squared and softmax losses.

With $c_i = 1/\log(1+i)$ and $S_n = \sum_{i \le n} (c_i - c_{n+1-i})^2$, the squared norm of the discounts less those
of the reversed order:

- squared distance of arXiv 2506.09454, Lemma 9: regret$^2 \le S_N \|f - f_B\|^2$;
- RG2 and RGx of its Eq. 15: regret$^2 \le \frac{2S_N}{N}$ (excess risk);
- softmax: regret$^2 \le \max_{n \le N} \frac{2S_n}{n}$ (excess risk), and the maximum is at $n = \min(N, 4)$.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

import sympy as sp
from flint import arb, ctx

from theory import quadratic
from theory.argument import Argument, Step
from theory.dcg import discount, regret
from theory.intervals import rational

N = sp.Symbol("N", integer=True, positive=True)
LARGEST = 200
BITS = 128


def discounts(n: int) -> list[sp.Expr]:
    """$c_1, ..., c_n$."""
    return [discount(rank) for rank in range(1, n + 1)]


def mirrored(n: int) -> sp.Expr:
    """$S_n$."""
    c = discounts(n)
    return sum((a - b) ** 2 for a, b in zip(c, reversed(c), strict=True))


def reversing(n: int) -> list[sp.Expr]:
    r"""$v_i = c_i - c_{n+1-i}$: the direction from equal expected gains in which the reversed order loses most."""
    c = discounts(n)
    return [a - b for a, b in zip(c, reversed(c), strict=True)]


def lemma_ratio(n: int, epsilon: Fraction) -> sp.Expr:
    r"""Regret$^2$ over $\|f - f_B\|^2$ for equal scores f = 1/2 and $f_B = 1/2 + \epsilon v$, ties against them."""
    gains = [sp.Rational(1, 2) + rational(epsilon) * v for v in reversing(n)]
    lost = _reversed_regret(gains)
    return lost**2 / sum((g - sp.Rational(1, 2)) ** 2 for g in gains)


def rg_ratio(loss: str, n: int, epsilon: Fraction) -> sp.Expr:
    r"""Regret$^2$ over the excess of `rg2` or `rgx` (Eq. 15) at o = 0, ties against, $\eta = 1/N + \epsilon v$."""
    of = {"rg2": quadratic.rg2, "rgx": quadratic.rgx}[loss]
    eta = [sp.Rational(1, n) + rational(epsilon) * v for v in reversing(n)]
    best = [n * e - 1 for e in eta]
    excess = sum(e * (of([sp.Integer(0)] * n, y) - of(best, y)) for y, e in enumerate(eta))
    return _reversed_regret(eta) ** 2 / sp.expand(excess)


def _reversed_regret(gains: Sequence[sp.Expr]) -> sp.Expr:
    """The regret of the reversed order, for falling gains."""
    c = discounts(len(gains))
    return sp.expand(sum((a - b) * g for a, b, g in zip(c, reversed(c), gains, strict=True)))


def softmax_ratio(eta: Sequence[Fraction], p: Sequence[Fraction]) -> sp.Expr:
    """Regret squared over the excess softmax risk KL(eta || p), ties of p against it; p is positive."""
    pairs = [(rational(e), rational(q)) for e, q in zip(eta, p, strict=True) if e]
    return regret(p, eta) ** 2 / sum(e * sp.log(e / q) for e, q in pairs)


def softmax_constant(n: int) -> sp.Expr:
    r"""$2S_m/m$ with $m = \min(n, 4)$: by `softmax_argument` the least $C^2$ for softmax and n items."""
    m = min(n, 4)
    return 2 * mirrored(m) / m


def lemma_argument() -> Argument:
    """Lemma 9 for every N, line by line as in A.4, with the norm of the last line computed and attained."""
    return Argument((_split_step(), _mirror_step(), _attained_step()))


def _split_step() -> Step:
    c, best, f, f_B = sp.symbols("c c_* f f_B")
    start, end = -c * f_B, -best * f_B - best * (f - f_B) - c * (f_B - f)
    dropped = -c * f + best * f
    return Step(
        r"$-\sum c_\pi f_B = -\sum c_{\pi^*} f_B + \sum (c_\pi - c_{\pi^*})(f - f_B) - \sum (c_\pi - c_{\pi^*}) f$, "
        r"and the last sum is not negative, as $\pi$ sorts $f$ (under every tie-break); by Cauchy-Schwarz the regret "
        r"is at most $\|c_\pi - c_{\pi^*}\|\,\|f - f_B\|$",
        sp.expand(start - end - dropped) == 0 and sp.expand(end + best * f_B - (c - best) * (f - f_B)) == 0,
    )


def _mirror_step() -> Step:
    c, best = sp.symbols("c c_*", positive=True)
    x, y, u, v = sp.symbols("x y u v", nonnegative=True)
    exchange = ((x + u) * (y + v) + x * y) - ((x + u) * y + x * (y + v))
    return Step(
        r"$\sum (c_\pi - c_{\pi^*})^2 = 2\sum c^2 - 2\sum c_\pi c_{\pi^*}$; the last sum is least for opposite orders "
        r"(exchanging two equally ordered pairs never adds), so the norm is at most "
        r"$\sum_i (c_i - c_{N+1-i})^2 = S_N$, which is $2\sum c^2$ less the positive $2\sum_i c_i c_{N+1-i}$",
        sp.expand((c - best) ** 2 - (c**2 + best**2 - 2 * c * best)) == 0
        and sp.expand(exchange).is_nonnegative is True
        and (2 * c * best).is_positive is True,
    )


def _attained_step() -> Step:
    epsilon, v, c, mirror = sp.symbols("epsilon v c c'")
    return Step(
        r"for equal scores $f = \frac12$, ties broken against them, and $f_B = \frac12 + \epsilon v$ with "
        r"$v_i = c_i - c_{N+1-i}$, which falls in $i$ and sums to 0, the regret is $\epsilon S_N$ and the distance "
        r"$\epsilon\sqrt{S_N}$: equality",
        sp.expand(epsilon * v * v - epsilon * v**2) == 0 and sp.expand((c - mirror) + (mirror - c)) == 0,
    )


def every_n_argument() -> Argument:
    r"""For every N: $2S_N/N \le S_4/2 = (c_1-c_4)^2 + (c_2-c_3)^2$, with equality at N = 4."""
    c = sp.symbols("c_1:5")
    squares = sum((a - b) ** 2 for a, b in zip(c, reversed(c), strict=True))
    value = Step(
        r"$\frac{2S_4}4 = (c_1-c_4)^2 + (c_2-c_3)^2$",
        sp.expand(squares / 2 - (c[0] - c[3]) ** 2 - (c[1] - c[2]) ** 2) == 0,
    )
    return Argument((_small_step(), _large_step(), value))


def rg_argument(loss: str) -> Argument:
    """Why RG2 or RGx of Eq. 15 has the constant 2 S_N / N, for every N, o and distribution, and attains it."""
    return Argument((_excess_step(loss), *lemma_argument().steps, _rescaled_step(), _at_zero_step(loss)))


def _excess_step(loss: str) -> Step:
    o, eta, mean = sp.symbols("o eta a")
    shifted = o - mean if loss == "rgx" else o
    share = -eta * o + (o + 1) ** 2 / (2 * N)
    square = (shifted + 1 - N * eta) ** 2 / (2 * N)
    least = share.subs(o, N * eta - 1)
    left = sp.expand(share - least)
    right = sp.expand(square)
    gap = sp.expand(right - left)
    if loss == "rgx":
        summed = sp.expand(_sum_over_items(gap, o, eta, mean))
        same = sp.expand(summed + (N * mean) ** 2 / (2 * N**2)) == 0
    else:
        same = gap == 0
    text = r"o_y - \bar o + 1 - N\eta_y" if loss == "rgx" else r"o_y + 1 - N\eta_y"
    return Step(
        rf"the conditional risk exceeds its value at $o^* = N\eta - 1$ by $\frac1{{2N}}\sum_y ({text})^2$, which is "
        r"least, 0, there",
        same,
    )


def _sum_over_items(expression: sp.Expr, o: sp.Symbol, eta: sp.Symbol, mean: sp.Symbol) -> sp.Expr:
    r"""The sum over N items of a polynomial in o and eta, with $\sum o = Na$, $\sum\eta = 1$."""
    total = sp.Integer(0)
    for (i, j), coefficient in sp.Poly(expression, o, eta).terms():
        total += coefficient * {(0, 0): N, (1, 0): N * mean, (0, 1): sp.Integer(1)}[i, j]
    return total


def _rescaled_step() -> Step:
    o, eta = sp.symbols("o eta")
    distance = ((o + 1) / N - eta) ** 2
    return Step(
        r"with $f = (o+1)/N$, less a common offset for RG$^\times$, which keeps the order of $o$, $\|f - \eta\|^2$ is "
        r"$\frac2N$ times the excess, so the regret squared is at most $\frac{2S_N}N$ times it",
        sp.simplify(distance - sp.Rational(2) / N * (o + 1 - N * eta) ** 2 / (2 * N)) == 0,
    )


def _at_zero_step(loss: str) -> Step:
    return Step(
        r"at $o = 0$ with $\eta = \frac1N + \epsilon v$ the scores are equal, $f = \frac1N$, and both are equalities "
        "(executed for N = 2 and 3)",
        all(sp.simplify(rg_ratio(loss, n, Fraction(1, 20)) - 2 * mirrored(n) / n) == 0 for n in (2, 3)),
    )


def softmax_argument() -> Argument:
    r"""For every N: regret$^2 \le C^2\,\mathrm{KL}(\eta\|p)$ with $C^2 = 2S_m/m$, $m = \min(N, 4)$, the best one."""
    return Argument((_variational_step(), _mixture_step(), _moment_step(), _small_step(), _large_step(), _local_step()))


def _variational_step() -> Step:
    eta, p, t, v, z = sp.symbols("eta p t v Z", positive=True)
    tilted = p * sp.exp(t * v) / z
    term = eta * sp.log(eta / tilted) - (eta * sp.log(eta / p) - eta * t * v + eta * sp.log(z))
    return Step(
        r"the excess risk is $\mathrm{KL}(\eta\|p)$, the regret $E_\eta[v]$ with $v_y = c_{\pi^*_y} - c_{\pi_y}$, and "
        r"$\mathrm{KL}(\eta\|p) - tE_\eta[v] + \log E_p[e^{tv}]$ is the divergence from the tilted $pe^{tv}/Z$, not "
        r"negative. So if $\log E_p[e^{tv}] \le \frac12\sigma^2t^2$ for all $t \ge 0$, then $t = E_\eta[v]/\sigma^2$ "
        r"gives regret$^2 \le 2\sigma^2\,\mathrm{KL}$",
        sp.simplify(sp.expand_log(term, force=True)) == 0,
    )


def _mixture_step() -> Step:
    a, b, x, y = sp.symbols("a b x y", nonnegative=True)
    exchange = ((a + x) * (b + y) + a * b) - ((a + x) * b + a * (b + y))
    n, here, after = sp.symbols("n p_n p_next")
    weight = n * (here - after)
    return Step(
        r"$p$ falls along its ranks, so it mixes the uniform distributions on its first $n$ ranks, with weights "
        r"$n(p_{(n)} - p_{(n+1)})$, and one $n$ is worst. There $\frac1n\sum_{i\le n}e^{t(a_i - c_i)}$, with different "
        r"discounts $a_i$, is largest for $\{a_i\} = \{c_1, \ldots, c_n\}$ in the opposite order (exchanging two "
        r"oppositely ordered pairs of products never adds), so at most $\frac1n\sum_{i\le n}\cosh(tv_i)$, "
        r"$v_i = c_i - c_{n+1-i}$",
        bool(sp.expand(exchange).is_nonnegative) and sp.expand(weight / n - (here - after)) == 0,
    )


def _moment_step() -> Step:
    k = sp.Symbol("k", integer=True, positive=True)
    moment = sp.factorial(2 * k) / (2**k * sp.factorial(k))
    ratio = sp.combsimp(moment.subs(k, k + 1) / moment)
    return Step(
        r"coefficient by coefficient, $\frac1n\sum\cosh(tv_i) \le e^{\sigma^2t^2/2}$ if "
        r"$\frac1n\sum v_i^{2k} \le (2k-1)!!\,\sigma^{2k}$ for every $k$, with $(2k-1)!! = (2k)!/(2^kk!)$. With "
        r"$b = c_1 - c_n = \max v$ and $q = S_n/n$ it is enough that $q\,b^{2k-2} \le (2k-1)!!\,\sigma^{2k}$; from "
        r"one $k$ to the next the right side grows by $(2k+1)\sigma^2$, the left by $b^2$",
        sp.expand(ratio - (2 * k + 1)) == 0,
    )


def _small_step() -> Step:
    checks = [_dominated(n, n) for n in (2, 3, 4)] + [_dominated(n, 4) for n in range(5, LARGEST)]
    order = [_average(2) < _average(3), _average(3) < _average(4)]
    return Step(
        rf"with $\sigma^2 = S_m/m$, $m = \min(n, 4)$, the conditions for $k = 1, 2, 3$ and $b^2 \le 7\sigma^2$ hold "
        rf"for $n = 2$ to {LARGEST - 1} (intervals), and $\frac{{S_2}}2 < \frac{{S_3}}3 < \frac{{S_4}}4$: the largest "
        rf"$n \le 4$ is the worst",
        all(checks) and all(order),
    )


def _large_step() -> Step:
    half = LARGEST // 2
    with ctx.workprec(BITS):
        prefix = sum((c**2 for c in _balls(half)), arb(0)) / half
        sigma, top = _average(4), _balls(1)[0] ** 2
        enough = [prefix * top ** (k - 1) < _odd(k) * sigma**k for k in (1, 2, 3)] + [top < 7 * sigma]
    return Step(
        rf"for $n \ge {LARGEST}$, $b < c_1$ and $q \le \frac2n\sum_{{i \le n/2}} c_i^2$, at most the mean of the first "
        rf"{half} of these squares, as the mean of falling numbers falls; with these the same conditions hold "
        rf"(intervals)",
        all(bool(x) for x in enough),
    )


def _local_step() -> Step:
    epsilon, v = sp.symbols("epsilon v", real=True)
    series = sp.series((1 + epsilon * v) * sp.log(1 + epsilon * v), epsilon, 0, 3).removeO()
    return Step(
        r"for $\eta_i = \frac1n(1 + \epsilon v_i)$ on $n = \min(N, 4)$ items and 0 elsewhere, and $p$ equal on them "
        r"(ties against) and tending to 0 elsewhere, regret$^2$/KL tends to $(\epsilon "
        r"S_n/n)^2/(\frac12\epsilon^2S_n/n) = 2S_n/n$ as $\epsilon \to 0$: no smaller constant serves",
        sp.expand(series - (epsilon * v + epsilon**2 * v**2 / 2)) == 0,
    )


def _dominated(n: int, m: int) -> bool:
    """Whether the conditions of `_moment_step` are proved for n, with sigma^2 = S_m / m."""
    with ctx.workprec(BITS):
        c = _balls(n)
        q, b, sigma = _average(n), (c[0] - c[-1]) ** 2, _average(m)
        first = True if n == m else bool(q < sigma)
        higher = all(bool(q * b ** (k - 1) < _odd(k) * sigma**k) for k in (2, 3))
        return first and higher and bool(b < 7 * sigma)


def _odd(k: int) -> int:
    return int(sp.factorial2(2 * k - 1))


@cache
def _average(n: int) -> arb:
    """S_n / n."""
    with ctx.workprec(BITS):
        c = _balls(n)
        return sum(((a - b) * (a - b) for a, b in zip(c, reversed(c), strict=True)), arb(0)) / n


def _balls(n: int) -> list[arb]:
    return [1 / arb(rank + 1).log() for rank in range(1, n + 1)]


def squared_risk_argument() -> Argument:
    """For every N: the risk of the squared loss is the squared distance from E[r] plus the variance of r."""
    f, eta = sp.symbols("f eta", real=True)
    risk = eta * (f - 1) ** 2 + (1 - eta) * f**2
    return Argument(
        (
            Step(
                r"an item that is relevant with chance $\eta$ has the expected squared loss "
                r"$\eta(f-1)^2 + (1-\eta)f^2 = (f-\eta)^2 + \eta(1-\eta)$; the risk is the sum over items, by "
                r"linearity",
                sp.expand(risk - (f - eta) ** 2 - eta * (1 - eta)) == 0,
            ),
            Step(
                r"it is least at $f = \eta = E[r]$, where it is $\eta(1-\eta)$: zero exactly for $\eta \in \{0, 1\}$; "
                "the excess is the squared distance",
                sp.diff(risk, f).subs(f, eta).expand() == 0 and sp.roots(eta * (1 - eta), eta) == {0: 1, 1: 1},
            ),
        )
    )


def near_uniform(n: int, epsilon: Fraction) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    r"""Distributions $\eta, p$ whose `softmax_ratio` tends to `softmax_constant` as epsilon tends to 0.

    On the first min(n, 4) items $\eta$ is uniform plus epsilon times a rational copy of `reversing`, and p is equal; on
    the others $\eta$ is 0 and p is epsilon^4 in all.
    """
    m = min(n, 4)
    v = [Fraction(round(float(x) * 10**6), 10**6) for x in reversing(m)]
    eta = [(1 + epsilon * x) / m for x in v] + [Fraction(0)] * (n - m)
    rest = epsilon**4 if n > m else Fraction(0)
    return tuple(eta), tuple([(1 - rest) / m] * m + [rest / (n - m)] * (n - m) if n > m else [Fraction(1, m)] * m)

r"""Fenchel-Young losses of separable regularisers: what it costs to leave two classes in the wrong order.

$\Omega(p) = \sum_y \phi_y(p_y)$ on the simplex, $L(s;\eta) = \Omega^*(s) + \Omega(\eta) - \langle s, \eta\rangle$
(Blondel, Martins and Niculae 2020, arXiv 1901.02324). For labels drawn from $\eta$ the conditional risk of
$L(s; e_y)$ is $L(s;\eta)$ and a constant, so $L(s;\eta)$ is its excess over the infimum.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import sympy as sp
from flint import arb, ctx

from theory.argument import Argument, Step
from theory.bregman import pigeonhole_step
from theory.dcg import against
from theory.intervals import enclose, rational, sign
from theory.order import weak_orderings
from theory.smooth import is_smooth
from theory.surrogates import Separable

BITS = 128
Chances = Sequence[Fraction] | Sequence[Fraction | sp.Expr]
"""A distribution in exact numbers."""

X, T, A, B = sp.symbols("x t a b", positive=True)
ITEM = sp.Symbol("y", integer=True, positive=True)


def orders(loss: Separable, eta: Chances) -> Iterator[tuple[int, ...]]:
    r"""For each sample t: how many classes are surely below each, by the scores $\phi_y'(\eta_y)$ of least risk.

    A class of chance 0 gets the largest score that least risk allows, $-\infty$ where only that is allowed.
    """
    for t in loss.samples:
        yield places([score(loss, x, y, t) for y, x in enumerate(eta, 1)])


def score(loss: Separable, x: Fraction | sp.Expr, y: int, t: Fraction) -> sp.Expr:
    r"""$\phi_y'(x)$ at an exact x, at 0 its limit."""
    exact = x if isinstance(x, sp.Expr) else rational(x)
    value = sp.sympify(loss.slope(exact, sp.Integer(y), rational(t), sp.log))
    return value if value.is_finite else sp.limit(loss.slope(X, sp.Integer(y), rational(t), sp.log), X, 0, "+")


def argument(loss: Separable) -> Argument:
    """For every N and every eta: scores with a pair out of order have an excess risk that is bounded below."""
    slope = sp.sympify(loss.slope(X, ITEM, T, sp.log))
    return Argument((_averaged_step(), _convex_step(slope), _strict_step(slope), _least_step(slope)))


def same_terms(loss: Separable) -> bool:
    """Whether every class has the same term."""
    return ITEM not in sp.sympify(loss.slope(X, ITEM, T, sp.log)).free_symbols


def strictly_convex(loss: Separable) -> bool:
    """Whether the slope is surely smooth and rises strictly."""
    return _rises(sp.sympify(loss.slope(X, ITEM, T, sp.log)))


def _rises(slope: sp.Expr) -> bool:
    return is_smooth(slope) and bool(sp.diff(slope, X).is_positive)


def _convex_step(slope: sp.Expr) -> Step:
    rises = _rises(slope)
    return Step(
        rf"$\phi'(x) = {sp.latex(slope)}$ is the same for every class and rises strictly: its derivative, "
        rf"${sp.latex(sp.simplify(sp.diff(slope, X)))}$, is positive for $x > 0$",
        rises and ITEM not in slope.free_symbols,
    )


def _strict_step(slope: sp.Expr) -> Step:
    finite = is_smooth(slope) and bool(sp.limit(sp.integrate(slope, X), X, 0, "+").is_finite)
    return Step(
        r"$\Omega(\eta) - \Omega(\eta') = \phi(a) + \phi(b) - 2\phi(\frac{a+b}2) = \int_0^{(a-b)/2} "
        r"[\phi'(\frac{a+b}2 + u) - \phi'(\frac{a+b}2 - u)]\,du > 0$; $\phi$ is finite at 0, so $b = 0$ is no "
        "exception",
        finite and sp.simplify(sp.diff(sp.integrate(slope, X), X) - slope) == 0,
    )


def _least_step(slope: sp.Expr) -> Step:
    return Step(
        r"the infimum of $L(\cdot;\eta)$ is 0: at $s = \phi'(\eta^\epsilon)$, $\eta^\epsilon = (1-\epsilon)\eta + "
        r"\epsilon/N$, the concave $\langle s, p\rangle - \Omega(p)$ has gradient 0 at $p = \eta^\epsilon$, so "
        r"$L(s;\eta) = \Omega(\eta) - \Omega(\eta^\epsilon) + \langle s, \eta^\epsilon - \eta\rangle \to 0$, as "
        r"$x\phi'(x) \to 0$ for $x \to 0$; the pairs are finitely many, so as soon as the excess risk is below the "
        "least of their costs no pair is out of order",
        is_smooth(slope) and sp.limit(X * slope, X, 0, "+") == 0,
    )


def places(values: Sequence[sp.Expr]) -> tuple[int, ...]:
    """For each constant, how many are surely below it; -oo is below all others."""
    with ctx.workprec(BITS):
        balls = [None if value == -sp.oo else enclose(value) for value in values]
    pairs = list(zip(values, balls, strict=True))
    return tuple(sum(_above(a, b) for b in pairs) for a in pairs)


def _above(a: tuple[sp.Expr, arb | None], b: tuple[sp.Expr, arb | None]) -> bool:
    if a[1] is None or b[1] is None:
        return a[1] is not None and b[1] is None
    return bool(a[1] > b[1]) or (not a[1] < b[1] and sign(a[0] - b[0]) == 1)


def _averaged_step() -> Step:
    s_a, s_b, a, b = sp.symbols("s_a s_b a b", real=True)
    moved = s_a * ((a + b) / 2 - a) + s_b * ((a + b) / 2 - b)
    return Step(
        r"let $a = \eta_a > b = \eta_b$ and $s_a \le s_b$, and $\eta'$ be $\eta$ with both replaced by their mean. "
        r"$\Omega^*(s) \ge \langle s, \eta'\rangle - \Omega(\eta')$, by its definition as a maximum, so $L(s;\eta) \ge "
        r"\Omega(\eta) - \Omega(\eta') + \langle s, \eta' - \eta\rangle$, and the last term is "
        r"$\frac12(a - b)(s_b - s_a) \ge 0$",
        sp.expand(moved - (a - b) * (s_b - s_a) / 2) == 0,
    )


def cheapest_pair_argument(loss: Separable) -> Argument:
    r"""For every N, k with $\eta_{[k]} > \eta_{[k+1]}$: the least excess risk of scores that break $P_k$."""
    slope = sp.sympify(loss.slope(X, ITEM, T, sp.log))
    phi = sp.integrate(slope, X)
    cost = phi.subs(X, A) + phi.subs(X, B) - 2 * phi.subs(X, (A + B) / 2)
    middle = slope.subs(X, (A + B) / 2)
    slopes = [sp.simplify(sp.diff(cost, x) - slope.subs(X, x) + middle) == 0 for x in (A, B)]
    return Argument(
        (
            pigeonhole_step(),
            *argument(loss).steps,
            Step(
                r"the pair of the first step has $\eta_a \ge \eta_{[k]}$ and $\eta_b \le \eta_{[k+1]}$, and the cost "
                r"has the slopes $\phi'(a) - \phi'(\frac{a+b}2) \ge 0$ in $a$ and $\phi'(b) - \phi'(\frac{a+b}2) \le "
                r"0$ in $b$: it is least at $\eta_{[k]}, \eta_{[k+1]}$",
                all(slopes),
            ),
            Step(
                r"it is attained: scores $\phi'(\eta')$ for these two tie them at $s_{[k]} = s_{[k+1]}$, which breaks "
                r"$P_k$; both inequalities of the averaging step are then equalities (where $\phi'(0) = -\infty$ and "
                r"other chances are 0, in the limit)",
                sp.simplify(sp.diff(phi, X) - slope) == 0,
            ),
        )
    )


def pair_cost(loss: Separable, a: Fraction, b: Fraction, t: Fraction) -> sp.Expr:
    r"""$\phi(a) + \phi(b) - 2\phi(\frac{a+b}2)$ from the slope by integration, exact; `loss` is the same for all."""
    phi = sp.integrate(sp.sympify(loss.slope(X, sp.Integer(1), rational(t), sp.log)), X)

    def at(x: Fraction) -> sp.Expr:
        return phi.subs(X, rational(x)) if x else sp.limit(phi, X, 0, "+")

    return at(a) + at(b) - 2 * at((a + b) / 2)


def entmax_excess(eta: Sequence[Fraction], p: Sequence[Fraction], alpha: Fraction) -> sp.Expr:
    r"""The excess risk of entmax's loss at scores $p^{\alpha-1}/(\alpha-1)$, whose map is p; exact, $\alpha > 1$."""
    power = rational(alpha)

    def phi(x: Fraction) -> sp.Expr:
        return rational(x) ** power / (power * (power - 1))

    slopes = [rational(x) ** (power - 1) / (power - 1) for x in p]
    moved = sum(s * rational(b - a) for s, a, b in zip(slopes, p, eta, strict=True))
    return sum(phi(b) - phi(a) for a, b in zip(p, eta, strict=True)) - moved


def regret_argument() -> Argument:
    r"""For every N, k and $1 < \alpha \le 2$: top-k regret$^2 \le 2^\alpha m^{\alpha-1}$ excess, $m = \min(k, N-k)$."""
    return Argument((_averaged_step(), _pairs_step(), _curvature_step(), _cauchy_step(), _near_uniform_step()))


def _pairs_step() -> Step:
    orderings = [levels for n in (2, 3, 4) for levels in weak_orderings(n)]
    cases = [(s, eta, k) for s in orderings for eta in orderings if len(s) == len(eta) for k in range(1, len(s))]
    return Step(
        r"let $T$ be the $k$ largest chances and $S$ the $k$ largest scores, under any tie-break. $T \setminus S$ and "
        r"$S \setminus T$ have the same number $r$ of classes, at most $\min(k, N-k)$; pair them. In each pair "
        r"$\eta_a \ge \eta_b$ and $s_a \le s_b$, so the averaging works for all pairs at once: the excess risk is at "
        r"least the sum of their costs, and the regret is $\sum(\eta_a - \eta_b)$ (also tried on all weak orderings of "
        "up to 4 classes)",
        all(_paired(*case) for case in cases),
    )


def _paired(s: tuple[int, ...], eta: tuple[int, ...], k: int) -> bool:
    best, chosen = set(against(eta, eta)[:k]), set(against(s, eta)[:k])
    lost, gained = best - chosen, chosen - best
    ordered = all(eta[a] >= eta[b] and s[a] <= s[b] for a in lost for b in gained)
    return ordered and len(lost) == len(gained) <= min(k, len(s) - k)


def _curvature_step() -> Step:
    x, w, power = sp.symbols("x w alpha", positive=True)
    g = (1 + x) ** power + (1 - x) ** power - 2
    second = sp.diff(x**power, x, 2) - power * (power - 1) * x ** (power - 2)
    convex = sp.diff(x ** (power - 2), x, 2) - (2 - power) * (3 - power) * x ** (power - 4)
    return Step(
        r"with $w = a + b$, $d = a - b = wx$ the cost is $\frac{(w/2)^\alpha}{\alpha(\alpha-1)} g(x)$, $g(x) = "
        r"(1+x)^\alpha + (1-x)^\alpha - 2$, $g(0) = g'(0) = 0$ and $g'' = \alpha(\alpha-1)[(1+x)^{\alpha-2} + "
        r"(1-x)^{\alpha-2}] \ge 2\alpha(\alpha-1)$, as $u^{\alpha-2}$ is convex for $\alpha \le 2$: the cost is "
        r"at least $2^{-\alpha} w^{\alpha-2} d^2$",
        all(sp.simplify(zero) == 0 for zero in (second, convex))
        and g.subs(x, 0) == 0
        and sp.simplify(sp.diff(g, x).subs(x, 0)) == 0
        and sp.simplify((w / 2) ** power * x**2 - 2 ** (-power) * w ** (power - 2) * (w * x) ** 2) == 0,
    )


def _cauchy_step() -> Step:
    r, power = sp.symbols("r alpha", positive=True)
    return Step(
        r"by Cauchy-Schwarz $(\sum d)^2 \le \sum d^2w^{\alpha-2} \sum w^{2-\alpha}$, and the last sum is at most "
        r"$r\,(1/r)^{2-\alpha} = r^{\alpha-1}$, as $w^{2-\alpha}$ is concave and $\sum w \le 1$; $r \le m$",
        sp.simplify(r * (1 / r) ** (2 - power) - r ** (power - 1)) == 0,
    )


def _near_uniform_step() -> Step:
    m, d, power = sp.symbols("m d alpha", positive=True)
    cost = 2 ** (-power) * (1 / m) ** (power - 2) * d**2
    return Step(
        r"for $k \le N/2$ and $m = k$ classes of $\frac1{2m} + \frac d2$ with $m$ of $\frac1{2m} - \frac d2$, scores "
        r"that tie these $2m$ above all others lose $md$ and cost $m$ times the cost of a pair, with $w = \frac1m$; by "
        r"$g(x) = \alpha(\alpha-1)x^2 + O(x^4)$ the ratio tends to $2^\alpha m^{\alpha-1}$ as $d \to 0$: no "
        r"smaller constant serves",
        sp.simplify((m * d) ** 2 / (m * cost) - 2**power * m ** (power - 1)) == 0,
    )

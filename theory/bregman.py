r"""The softmax loss as a Bregman divergence, and the excess risk that a wrong top k costs.

The divergence has the argument order of Def. 4 of arXiv 2506.09454:
$D_\phi(s, t) = \phi(t) - \phi(s) - \langle\nabla\phi(s), t - s\rangle$, for $\phi(s) = \sum_y f(s_y)$ given by its
term f.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.intervals import rational
from theory.order import discordant, kth_largest, preserves, weak_orderings

Term = Callable[[Any, Any], Any]
"""A function of (x, log)."""

X = sp.Symbol("x", positive=True)
TARGET = sp.Symbol("p_y", positive=True)


def at_zero(term: Term) -> sp.Expr:
    r"""The continuous value of a term at 0, so that $0 \log 0 = 0$."""
    return sp.limit(term(X, sp.log), X, 0, "+")


def slope(term: Term) -> sp.Expr:
    """The derivative of a term, in `X`."""
    return sp.diff(term(X, sp.log), X)


def divergence(term: Term, s: Sequence[sp.Expr], t: Sequence[sp.Expr]) -> sp.Expr:
    r"""$D_\phi(s, t)$ for exact non-negative constants; infinite where the gradient at s is."""

    def phi(point: Sequence[sp.Expr]) -> sp.Expr:
        return sum(term(x, sp.log) if x != 0 else at_zero(term) for x in point)

    gradient = [slope(term).subs(X, x) if x != 0 else sp.limit(slope(term), X, 0, "+") for x in s]
    moved = sum(g * (b - a) for g, a, b in zip(gradient, s, t, strict=True) if b != a)
    return phi(t) - phi(s) - moved


def to_label(term: Term) -> sp.Expr:
    r"""$D_\phi(p, e_y)$ for the softmax p of N scores, N symbolic, from the definition; in scores under sums.

    The label's entries are 1 at y and 0 elsewhere, so $\langle\nabla\phi(p), e_y - p\rangle = f'(p_y) - \sum_j
    f'(p_j)\,p_j$.
    """
    n, j = sp.Symbol("N", integer=True, positive=True), sp.Symbol("j", integer=True)
    P = sp.IndexedBase("p", positive=True)
    ours = slope(term)
    label = term(sp.Integer(1), sp.log) + (n - 1) * at_zero(term)
    summand = sp.expand(sp.simplify(P[j] * ours.subs(X, P[j]) - term(P[j], sp.log)))
    return label - ours.subs(X, TARGET) + _summed(summand, P[j], n)


def _summed(summand: sp.Expr, entry: sp.Expr, n: sp.Symbol) -> sp.Expr:
    r"""The sum over j of a polynomial in one entry, with $\sum_j p_j = 1$; other terms stay as sums."""
    total = sp.Integer(0)
    for part in sp.Add.make_args(summand):
        coefficient, rest = part.as_independent(entry)
        if rest == 1:
            total += n * coefficient
        elif rest == entry:
            total += coefficient
        else:
            total += coefficient * sp.Symbol(f"sum {rest}")
    return total


def merge_cost(a: Any, b: Any, log: Any) -> Any:
    r"""$a\log\frac{2a}{a+b} + b\log\frac{2b}{a+b}$: the least excess risk of scores that do not put a above b <= a.

    It is $w\,(\log 2 - h(a/w))$ with $w = a + b$ and $h$ the binary entropy; $0\log 0 = 0$.
    """
    return sum(x * log(2 * x / (a + b)) for x in (a, b) if x != 0)


def excess_risk(eta: Sequence[Fraction], p: Sequence[Fraction]) -> sp.Expr:
    r"""$\mathrm{KL}(\eta\,\|\,p)$, exact: the risk of scores $\log p$ under $\eta$ above its infimum."""
    pairs = [(rational(e), rational(q)) for e, q in zip(eta, p, strict=True) if e != 0]
    return sum(e * sp.log(e / q) for e, q in pairs)


def merge_argument() -> Argument:
    r"""For every N and k: the cheapest pair is $\eta_{[k]}, \eta_{[k+1]}$, and merging it attains the bound."""
    a, b = sp.symbols("a b", positive=True)
    cost = merge_cost(a, b, sp.log)
    slopes = [sp.simplify(sp.diff(cost, x) - sp.log(2 * x / (a + b))) == 0 for x in (a, b)]
    merged = sum(x * (sp.log(x) - sp.log((a + b) / 2)) for x in (a, b))
    return Argument(
        (
            Step(
                r"the counts that give the pair give it with $\eta_a \ge \eta_{[k]}$ and $\eta_b \le \eta_{[k+1]}$ "
                "(also tried on all weak orderings of up to 4 entries)",
                all(_straddled(s, eta, k) for n in (2, 3, 4) for s, eta, k in _broken(n)),
            ),
            Step(
                r"the cost has slopes $\log\frac{2a}{a+b} \ge 0$ in $a$ and $\log\frac{2b}{a+b} \le 0$ in $b$ for "
                r"$a \ge b$, so it is least at $a = \eta_{[k]}$, $b = \eta_{[k+1]}$",
                all(slopes),
            ),
            Step(
                r"if $\eta_{[k]} > \eta_{[k+1]}$, replacing both by their mean ties them at $s_{[k]} = s_{[k+1]}$, "
                r"which breaks $P_k$, and costs exactly this (in the limit, if other entries are 0)",
                sp.simplify(sp.expand_log(merged - cost, force=True)) == 0,
            ),
        )
    )


def calibration_argument() -> Argument:
    r"""For every N, k and every distribution: scores that break $P_k$ have a positive excess risk."""
    return Argument((pigeonhole_step(), _excess_step(), _merge_step(), _gibbs_step(), _binary_step(), _gap_step()))


def pigeonhole_step() -> Step:
    r"""For every N and k: scores that break $P_k$ have a pair out of order."""
    k = sp.Symbol("k", integer=True, positive=True)
    left = ((k + 1) - k, k - (k - 1))
    small = all(discordant(s, eta) for n in (2, 3, 4) for s, eta, _ in _broken(n))
    return Step(
        r"if $P_k(s,\eta)$ fails there are $a, b$ with $\eta_a > \eta_b$ and $s_a \le s_b$. Either "
        r"$\eta_n > \eta_{[k+1]}$ and $s_n \le s_{[k+1]}$: at least $k+1$ entries have $s \ge s_n$ and at most $k$ "
        r"have $\eta > \eta_{[k+1]}$, so one with $s_b \ge s_n$ has $\eta_b \le \eta_{[k+1]} < \eta_n$; or "
        r"$\eta_n < \eta_{[k]}$ and $s_n \ge s_{[k]}$: at least $k$ entries have $\eta \ge \eta_{[k]}$ and at most "
        r"$k-1$ have $s > s_n$, so one with $\eta_a > \eta_n$ has $s_a \le s_n$ (also tried on all weak orderings of "
        "up to 4 entries)",
        all(count.is_positive for count in left) and small,
    )


def _broken(n: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], int]]:
    for eta in weak_orderings(n):
        for s in weak_orderings(n):
            yield from ((s, eta, k) for k in range(1, n) if not preserves(s, eta, k))


def _straddled(s: tuple[int, ...], eta: tuple[int, ...], k: int) -> bool:
    upper, lower = kth_largest(eta, k), kth_largest(eta, k + 1)
    return any(eta[a] >= upper and eta[b] <= lower for a, b in discordant(s, eta))


def _excess_step() -> Step:
    eta, p = sp.symbols("eta p", positive=True)
    term = -eta * sp.log(p) - (-eta * sp.log(eta))
    return Step(
        r"the risk $-\sum_y\eta_y\log p_y$ exceeds $-\sum_y\eta_y\log\eta_y$ by "
        r"$\mathrm{KL}(\eta\,\|\,p) = \sum_y \eta_y\log\frac{\eta_y}{p_y}$, a term with $\eta_y = 0$ being zero; "
        r"scores $\log\eta_y$ ($-\infty$ in the limit where $\eta_y = 0$) bring it to 0, so it is the excess risk",
        sp.simplify(sp.expand_log(term - eta * sp.log(eta / p))) == 0 and sp.limit(term.subs(p, 1), eta, 0, "+") == 0,
    )


def _merge_step() -> Step:
    a, b, p, q = sp.symbols("a b p q", positive=True)
    pair = a * sp.log(a / p) + b * sp.log(b / q)
    merged = (a + b) * sp.log((a + b) / (p + q))
    within = a * sp.log(a / (a + b) * (p + q) / p) + b * sp.log(b / (a + b) * (p + q) / q)
    return Step(
        r"with $w = \eta_a+\eta_b$, $x = \eta_a/w$, $z = p_a/(p_a+p_b)$, the two terms of the pair are those of the "
        r"distributions with the pair merged plus $w\,\mathrm{KL}(x\,\|\,z)$; all other terms are untouched",
        sp.expand(sp.expand_log(pair - merged - within)) == 0,
    )


def _gibbs_step() -> Step:
    x = sp.Symbol("x", positive=True)
    gap = x - 1 - sp.log(x)
    return Step(
        r"the merged divergence is non-negative, by $\log x \le x - 1$: the difference is zero with zero slope at "
        r"$x=1$ and convex",
        gap.subs(x, 1) == 0 and sp.diff(gap, x).subs(x, 1) == 0 and bool(sp.diff(gap, x, 2).is_positive),
    )


def _binary_step() -> Step:
    x, z = sp.symbols("x z", positive=True)
    divergence_ = x * sp.log(x / z) + (1 - x) * sp.log((1 - x) / (1 - z))
    falls = sp.simplify(sp.diff(divergence_, z) * z * (1 - z) - (z - x)) == 0
    ends = [sp.diff(-sp.log(z), z).is_negative, sp.limit((1 - x) * sp.log(1 - x), x, 1, "-") == 0]
    return Step(
        r"$s_a \le s_b$ means $z \le \frac12 < x$, where $\mathrm{KL}(x\|z)$ falls in $z$ (its slope is "
        r"$\frac{z-x}{z(1-z)}$; for $x=1$ it is $-\log z$), so it is at least "
        r"$\mathrm{KL}(x\|\tfrac12) = \log 2 - h(x)$",
        falls and all(ends),
    )


def _gap_step() -> Step:
    x = sp.Symbol("x", positive=True)
    gap = sp.log(2) + x * sp.log(x) + (1 - x) * sp.log(1 - x)
    half = sp.Rational(1, 2)
    flat = [sp.expand_log(sp.simplify(f.subs(x, half)), force=True).expand() == 0 for f in (gap, sp.diff(gap, x))]
    convex = sp.simplify(sp.diff(gap, x, 2) - 1 / (x * (1 - x))) == 0
    return Step(
        r"$\log 2 - h(x)$ is zero with zero slope at $\frac12$ and has second derivative $\frac1{x(1-x)} > 0$, so "
        r"it is positive for $x > \frac12$; $w \ge \eta_a > \eta_b \ge 0$ is positive, and there are finitely many "
        r"pairs, so the infimum over all scores that break $P_k$ exceeds the infimum over all scores",
        all(flat) and convex,
    )

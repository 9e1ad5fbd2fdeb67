r"""RG2 and RGx with weights of a context that are drawn with its positives, and with constants in their place.

One context, N items, a random non-empty set I of positives. The squared loss $w\sum_y(o_y - t_y)^2$, whose weight w > 0
and targets t depend on I, has the conditional risk $\mathbb E[w]\,\|o - o^*\|^2$ + const with
$o^*_y = \mathbb E[w t_y]/\mathbb E[w]$, so that its minimiser orders the items as $\mathbb E[w t_y]$.
Eq. 16 and 31-32 of arXiv 2506.09454 have $t_y = r_y N/|I| - 1$ and $w = |I|$; its appendix B.2 has a constant for w.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.argument import Argument, Step

Draws = Mapping[tuple[int, ...], Fraction]
"""The probability of each set of positives."""

Weight = Callable[[int], Any]
"""A weight of the context as a function of its number of positives."""


def minimiser(draws: Draws, n: int, weight: Weight) -> list[Fraction]:
    r"""The scores that minimise $\mathbb E[w(|I|)\sum_y (o_y + 1 - r_yN/|I|)^2]$, exactly.

    Raises ValueError for an empty set of positives and for probabilities that do not sum to 1.
    """
    _require(draws)
    total = sum(p * weight(len(chosen)) for chosen, p in draws.items())
    hits = expected(draws, n, lambda size: weight(size) * Fraction(n, size))
    return [hit / total - 1 for hit in hits]


def expected(draws: Draws, n: int, gain: Weight) -> list[Fraction]:
    r"""$\mathbb E[r_y\,\mathrm{gain}(|I|)]$ of each item."""
    _require(draws)
    return [sum((p * gain(len(chosen)) for chosen, p in draws.items() if y in chosen), Fraction(0)) for y in range(n)]


def _require(draws: Draws) -> None:
    if sum(draws.values()) != 1 or any(p < 0 for p in draws.values()):
        raise ValueError(f"draws: expected probabilities that sum to 1, got {list(map(str, draws.values()))}")
    if not all(draws):
        raise ValueError("draws: expected at least one positive in every set, got none")


def order_argument(weight: Weight) -> Argument:
    r"""For every N and every distribution of I: the minimiser orders by $\mathbb E[r_y w(|I|)/|I|]$."""
    return Argument((_square_step(), _target_step(weight), _rearrangement_step()))


def _square_step() -> Step:
    o, w, t, mean_w, mean_wt, mean_wtt = sp.symbols("o w t Ew Ewt Ewtt", real=True)
    expanded = sp.Poly(sp.expand(w * (o - t) ** 2), o)
    risk = sum(
        {w: mean_w, -2 * w * t: -2 * mean_wt, w * t**2: mean_wtt}[c] * o**power for (power,), c in expanded.terms()
    )
    centred = mean_w * (o - mean_wt / mean_w) ** 2
    return Step(
        r"the expectation of $w(o_y - t_y)^2$ is $\mathbb E[w](o_y - o^*_y)^2$ plus what does not depend on $o$, with "
        r"$o^*_y = \mathbb E[wt_y]/\mathbb E[w]$: the excess risk is $\mathbb E[w]\,\|o-o^*\|^2$",
        sp.diff(risk - centred, o).simplify() == 0,
    )


def _target_step(weight: Weight) -> Step:
    r, n, size = sp.symbols("r N s", positive=True)
    hit = sp.expand(weight(size) * (r * n / size - 1)).coeff(r)
    rest = sp.expand(weight(size) * (r * n / size - 1)).subs(r, 0)
    return Step(
        r"with $t_y = r_yN/|I| - 1$, $\mathbb E[wt_y] = N\,\mathbb E[r_yw/|I|] - \mathbb E[w]$: $o^*_y + 1$ is "
        r"$\mathbb E[r_yw/|I|]$ times what all items share",
        sp.simplify(hit - n * weight(size) / size) == 0 and sp.simplify(rest + weight(size)) == 0,
    )


def _rearrangement_step() -> Step:
    a, b, c, d = sp.symbols("a b c d", real=True)
    return Step(
        r"an expected gain $\sum_y c_{\pi_y}a_y$ with $c_1 > \dots > c_N > 0$ is greatest exactly for the orders with "
        r"larger $a_y$ first: exchanging two items changes it by $(c_i - c_j)(a_y - a_{y'})$; scores whose risk tends "
        r"to its minimum tend to $o^*$, so that in the end every pair with $a_y > a_{y'}$ is ordered so",
        sp.expand((a * c + b * d) - (a * d + b * c) - (a - b) * (c - d)) == 0,
    )


def units_argument() -> Argument:
    r"""RGx of Eq. 31 with constants $\alpha > \beta \ge 0$ is RG2 with $\alpha$ in other units, for every size.

    $F_\times(P, Q) = \alpha\|S - PQ^\top\|^2 - \beta\|PQ^\top\|^2 + \lambda(\|P\|^2 + \|Q\|^2)$.
    """
    o, s, p, c, cross = sp.symbols("o s p c x", real=True)
    alpha, beta, lam = sp.symbols("alpha beta lambda", positive=True)
    factor = alpha / (alpha - beta)

    def rgx(score: sp.Expr, squares: sp.Expr) -> sp.Expr:
        return alpha * (s - score) ** 2 - beta * score**2 + lam * squares

    def rg2(score: sp.Expr, squares: sp.Expr) -> sp.Expr:
        return alpha * (s - score) ** 2 + lam * squares

    scaled = rgx(factor * o, factor * p) - factor * rg2(o, p)
    return Argument(
        (
            Step(
                r"with $c = \alpha/(\alpha-\beta)$ and $P = \sqrt c\,P'$, $Q = \sqrt c\,Q'$, all scores and both "
                r"squared norms are $c$ times those of $P'$, $Q'$",
                sp.expand((sp.sqrt(factor) * c) * (sp.sqrt(factor) * cross) - factor * c * cross) == 0,
            ),
            Step(
                r"so, entry by entry, $F_\times(P, Q) = c\,F_2(P', Q') + (1-c)\alpha\|S\|^2$",
                sp.simplify(sp.diff(scaled, o)) == 0
                and sp.simplify(sp.diff(scaled, p)) == 0
                and sp.simplify(scaled - (1 - factor) * alpha * s**2) == 0,
            ),
            Step(
                r"$c > 0$ exactly if $\alpha > \beta$; then the map is a bijection that takes minimisers, critical "
                r"points and least-squares half-steps of one to those of the other, and a positive factor of all "
                r"scores changes no rank",
                sp.simplify((1 / factor) - (alpha - beta) / alpha) == 0,
            ),
        )
    )

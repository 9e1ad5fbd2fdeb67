r"""Squared losses of a context whose weight and targets are drawn with its labels: what their minimiser orders by.

One context, N items, random labels $\ell \ge 0$ with the sum $L > 0$; binary relevance has $L = |I|$. The squared loss
$w\sum_y(o_y - t_y)^2$ has the conditional risk $\mathbb E[w]\,\|o - o^*\|^2$ + const, with
$o^*_y = \mathbb E[w t_y]/\mathbb E[w]$. RG2 has $t_y = \ell_yN/L - 1$: Eq. 16 and 31-32 of arXiv 2506.09454 with
$\ell = r$ and $w = |I|$; its appendix B.2 has a constant for w.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.argument import Argument, Step

Labels = tuple[Fraction, ...]
Draws = Mapping[Labels, Fraction]
"""The probability of each vector of labels of the N items."""


def minimiser(draws: Draws, weight: Callable[[Labels], Any]) -> list[Fraction]:
    r"""The scores that minimise $\mathbb E[w(\ell)\sum_y (o_y + 1 - \ell_yN/L)^2]$, exactly.

    Raises ValueError for labels that are negative or all 0, and for probabilities that do not sum to 1.
    """
    total = sum(p * weight(labels) for labels, p in draws.items())
    hits = expected(draws, lambda labels: [weight(labels) * len(labels) * x / sum(labels) for x in labels])
    return [hit / total - 1 for hit in hits]


def expected(draws: Draws, gains: Callable[[Labels], Sequence[Fraction]]) -> list[Fraction]:
    """The expected gain of each item; ValueError as for `minimiser`."""
    if sum(draws.values()) != 1 or any(p < 0 for p in draws.values()):
        raise ValueError(f"draws: expected probabilities that sum to 1, got {list(map(str, draws.values()))}")
    if any(min(labels) < 0 or not any(labels) for labels in draws):
        raise ValueError("draws: expected labels of at least 0 with a positive one, got others")
    return [
        sum(terms, Fraction(0)) for terms in zip(*([p * g for g in gains(d)] for d, p in draws.items()), strict=True)
    ]


def order_argument() -> Argument:
    r"""For every N, weight and distribution of labels: the minimiser orders by $\mathbb E[w\ell_y/L]$."""
    return Argument((_square_step(), _target_step(), _rearrangement_step()))


def _square_step() -> Step:
    o, w, t, mean_w, mean_wt, mean_wtt = sp.symbols("o w t Ew Ewt Ewtt", real=True)
    means = {w: mean_w, -2 * w * t: -2 * mean_wt, w * t**2: mean_wtt}
    risk = sum(means[c] * o**power for (power,), c in sp.Poly(sp.expand(w * (o - t) ** 2), o).terms())
    centred = mean_w * (o - mean_wt / mean_w) ** 2
    return Step(
        r"the expectation of $w(o_y - t_y)^2$ is $\mathbb E[w](o_y - o^*_y)^2$ plus what does not depend on $o$, with "
        r"$o^*_y = \mathbb E[wt_y]/\mathbb E[w]$: the excess risk is $\mathbb E[w]\,\|o-o^*\|^2$",
        sp.diff(risk - centred, o).simplify() == 0,
    )


def _target_step() -> Step:
    label, n, total, w = sp.symbols("ell N L w", positive=True)
    weighted = sp.Poly(sp.expand(w * (label * n / total - 1)), label)
    return Step(
        r"with $t_y = \ell_yN/L - 1$, $\mathbb E[wt_y] = N\,\mathbb E[w\ell_y/L] - \mathbb E[w]$: $o^*_y + 1$ is "
        r"$\mathbb E[w\ell_y/L]$ times what all items share",
        weighted.coeff_monomial(label) == n * w / total and weighted.coeff_monomial(1) == -w,
    )


def _rearrangement_step() -> Step:
    a, b, c, d = sp.symbols("a b c d", real=True)
    return Step(
        r"an expected gain $\sum_y c_{\pi_y}a_y$ with $c_1 > \dots > c_N > 0$ is greatest exactly for the orders with "
        r"larger $a_y$ first: exchanging two items changes it by $(c_i - c_j)(a_y - a_{y'})$; scores whose risk tends "
        r"to its minimum tend to $o^*$, so that in the end every pair with $a_y > a_{y'}$ is ordered so",
        sp.expand((a * c + b * d) - (a * d + b * c) - (a - b) * (c - d)) == 0,
    )

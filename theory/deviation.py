r"""How far the mean loss of a class is from its risk: Lemma 25 of arXiv 2506.09454, cited there from a textbook.

A sample has m independent points, h a hypothesis of a class H of functions into [0, 1], and the loss is L-Lipschitz
in h(x). $\mathcal N_1(\varrho, H, n)$ is the largest number, over n points, of functions that are needed to be within
$\varrho$ of each h in mean absolute difference on these points.
"""

from collections import Counter
from fractions import Fraction
from itertools import product
from math import comb
from typing import Any, Literal

import sympy as sp

from theory.argument import Argument, Step

Loss = Literal["symmetric", "nonnegative", "squared"]
r"""Losses in $[-B, B]$; in $[0, B]$; squares $(h(x) - y)^2$ with $|h(x) - y| \le B$."""

M, EPSILON, B, L = sp.symbols("m epsilon B L", positive=True)


def ends(loss: Loss, bound: Any) -> tuple[Any, Any]:
    """The least and the largest loss."""
    return {"symmetric": (-bound, bound), "nonnegative": (0 * bound, bound), "squared": (0 * bound, bound**2)}[loss]


def coin_tail(loss: Loss, m: int, bound: Fraction, epsilon: Fraction) -> Fraction:
    r"""The chance of $|R - \hat R| \ge \varepsilon$ for one hypothesis whose losses are fair draws from `ends`."""
    low, high = ends(loss, bound)
    far = (k for k in range(m + 1) if abs((high - low) * (Fraction(k, m) - Fraction(1, 2))) >= epsilon)
    return Fraction(sum(comb(m, k) for k in far), 2**m)


def tail_bound(loss: Loss, m: Any, epsilon: Any, bound: Any, covering: Any) -> Any:
    r"""$4\mathcal N e^{-m\varepsilon^2/(32W^2)}$ for losses in an interval of length W (`symmetrisation_argument`)."""
    low, high = ends(loss, bound)
    return 4 * covering * sp.exp(-m * epsilon**2 / (32 * (high - low) ** 2))


def symmetrisation_argument() -> Argument:
    r"""Some h has $|R - \hat R| \ge \varepsilon$ with a chance of at most `tail_bound`.

    With $\mathcal N = \mathcal N_1(\varepsilon/(8L), H, 2m)$, for losses in an interval of length W, every m and
    every class for which the event is measurable.
    """
    return Argument((_trivial_step(), _ghost_step(), _swap_step(), _cover_step(), _cosh_step(), _union_step()))


def _trivial_step() -> Step:
    w, mean = sp.symbols("W mu", real=True)
    variance = w * mean - mean**2
    return Step(
        r"move the losses to $[0, W]$; their variance is at most $W\mu - \mu^2 = \frac{W^2}4 - (\mu - \frac W2)^2$; if "
        r"$m\varepsilon^2 < 2W^2$ the bound is above $4e^{-1/16} > 1$",
        sp.expand(w**2 / 4 - (mean - w / 2) ** 2 - variance) == 0 and bool(4 * sp.exp(-sp.Rational(2, 32)) > 1),
    )


def _ghost_step() -> Step:
    w = sp.Symbol("W", positive=True)
    chebyshev = (w**2 / 4) / (M * (EPSILON / 2) ** 2)
    return Step(
        r"else let $\hat R'$ be the mean of a second, independent sample: by Chebyshev $|R - \hat R'| > \varepsilon/2$ "
        r"has a chance of at most $\frac{W^2}{m\varepsilon^2} \le \frac12$ for the first $h$ with $|R - \hat R| \ge "
        r"\varepsilon$, so the chance asked for is at most twice that of $|\hat R - \hat R'| \ge \varepsilon/2$ for "
        "some $h$",
        sp.simplify(chebyshev - w**2 / (M * EPSILON**2)) == 0
        and chebyshev.subs(M, 2 * w**2 / EPSILON**2) == Fraction(1, 2),
    )


def _swap_step() -> Step:
    """The law of both means, with and without exchanges, enumerated for one distribution and m = 2."""
    values, pairs = (Fraction(0), Fraction(1), Fraction(5)), 2
    draws = list(product(values, repeat=2 * pairs))
    plain = Counter(sum(z[::2]) - sum(z[1::2]) for z in draws for _ in range(2**pairs))
    signs = list(product((1, -1), repeat=pairs))
    swapped = Counter(
        sum(s * (a - b) for s, a, b in zip(sign, z[::2], z[1::2], strict=True)) for z in draws for sign in signs
    )
    return Step(
        r"exchanging the i-th points of the two samples leaves their law as it is, so $\hat R - \hat R'$ has, for all "
        r"$h$ at once, the law of $\frac1m\sum_i \sigma_i(\ell_i - \ell_i')$ with independent fair signs $\sigma_i$ "
        "(one case enumerated)",
        plain == swapped,
    )


def _cover_step() -> Step:
    moved = 2 * L * (EPSILON / (8 * L))
    return Step(
        r"fix the $2m$ points and a cover of radius $\varepsilon/(8L)$, its losses cut to the interval; next to $h$ is "
        r"a $g$ with $\frac1m\sum_i(|\ell_i(h) - \ell_i(g)| + |\ell_i'(h) - \ell_i'(g)|) \le 2L\frac\varepsilon{8L} = "
        r"\frac\varepsilon4$, so the signed mean of $g$ is at least $\frac\varepsilon2 - \frac\varepsilon4$",
        sp.simplify(moved - EPSILON / 4) == 0,
    )


def _cosh_step() -> Step:
    k = sp.Symbol("k", integer=True, nonnegative=True)
    ratio = (2 * k + 2) * (2 * k + 1) / (2 * (k + 1))
    return Step(
        r"$\mathrm{E}\,e^{s\sigma a} = \cosh(sa) \le e^{s^2a^2/2}$, term by term: $(2k)! \ge 2^k k!$, with equality "
        r"at $k = 0$, and from $k$ to $k+1$ the ratio rises by the factor $2k + 1$",
        bool(sp.simplify(ratio - (2 * k + 1)) == 0 and (2 * k + 1 - 1).is_nonnegative),
    )


def _union_step() -> Step:
    s, w = sp.symbols("s W", positive=True)
    exponent = -s * M * EPSILON / 4 + s**2 * M * w**2 / 2
    best = sp.solve(sp.diff(exponent, s), s)
    rate = sp.simplify(exponent.subs(s, best[0]))
    return Step(
        r"with $|\ell_i - \ell_i'| \le W$, Chernoff's bound $e^{-sm\varepsilon/4 + s^2mW^2/2}$ is least at $s = "
        r"\frac\varepsilon{4W^2}$, where it is $e^{-m\varepsilon^2/(32W^2)}$; two signs, $\mathcal N_1$ members of the "
        r"cover and the factor 2 from above give $4\mathcal N_1$",
        len(best) == 1 and sp.simplify(rate + M * EPSILON**2 / (32 * w**2)) == 0,
    )

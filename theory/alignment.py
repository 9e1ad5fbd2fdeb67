r"""Directions of the gradients of softmax, RG2, RGx and the weighted squared loss, for a context with m positives.

The losses are those of Eq. 5, 15 and 11 of arXiv 2506.09454, summed over the positives. On the line $o = tr$, where r
is 1 on positives and 0 elsewhere, all gradients have one value on positives and one elsewhere, and their directions can
be compared for every N and m.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

import sympy as sp

from theory.argument import Step
from theory.draws import m
from theory.expansion import N
from theory.intervals import rational, sign

Method = Literal["softmax", "rg2", "rgx", "wsl"]
Groups = Sequence[tuple[Any, Any, int]]
"""Items of one score each: (score, how many, 1 for positives or 0)."""

ALPHA = sp.Symbol("alpha", nonnegative=True)
T, X = sp.symbols("t x", real=True)


def loss(method: Method, groups: Groups, alpha: Any) -> sp.Expr:
    """The loss of a context; `alpha` is what the weight of a positive is more than 1 in the weighted squared loss."""
    size = sum(count for _, count, _ in groups)
    positives = sum(count * r for _, count, r in groups)
    if method == "wsl":
        return sum(count * (1 + alpha * r) * (o - r) ** 2 for o, count, r in groups)
    own = -sum(count * r * o for o, count, r in groups)
    if method == "softmax":
        return own + positives * sp.log(sum(count * sp.exp(o) for o, count, _ in groups))
    squares = sum(count * (o + 1) ** 2 for o, count, _ in groups)
    interaction = sum(count * o for o, count, _ in groups) ** 2 if method == "rgx" else 0
    return own + positives * (squares / (2 * size) - interaction / (2 * size**2))


def gradient(method: Method, scores: Sequence[Fraction], positives: int, alpha: Fraction) -> list[sp.Expr]:
    """The gradient at rational scores of shape (N,), the first `positives` of which are the positives'."""
    o = sp.symbols(f"o:{len(scores)}", real=True)
    value = loss(method, [(x, 1, int(i < positives)) for i, x in enumerate(o)], rational(alpha))
    at = {x: rational(score) for x, score in zip(o, scores, strict=True)}
    return [sp.diff(value, x).subs(at) for x in o]


def closer(method: Method, other: Method, scores: Sequence[Fraction], positives: int, alpha: Fraction) -> int | None:
    """1 if the angle of `method`'s gradient to softmax's is surely less than `other`'s, -1 if more, 0 if the same.

    None where one of the three is zero, or the difference undecided.
    """
    softmax, one, two = (gradient(name, scores, positives, alpha) for name in ("softmax", method, other))
    if any(all(sign(x) == 0 for x in vector) for vector in (softmax, one, two)):
        return None
    cosines = [_dot(softmax, vector) / sp.sqrt(_dot(vector, vector)) for vector in (one, two)]
    return sign(cosines[0] - cosines[1])


def _dot(one: Sequence[sp.Expr], other: Sequence[sp.Expr]) -> sp.Expr:
    return sum(a * b for a, b in zip(one, other, strict=True))


def on_line(method: Method) -> tuple[sp.Expr, sp.Expr]:
    """The gradient's value on positives and on other items at o = t r, for symbolic N and m."""
    positive = loss(method, [(X, 1, 1), (T, m - 1, 1), (sp.S.Zero, N - m, 0)], ALPHA)
    other = loss(method, [(T, m, 1), (X, 1, 0), (sp.S.Zero, N - m - 1, 0)], ALPHA)
    return sp.factor(sp.diff(positive, X).subs(X, T)), sp.factor(sp.diff(other, X).subs(X, 0))


def line_steps() -> tuple[Step, ...]:
    """Directions at o = t r, by differentiation of the definitions with symbolic N and m."""
    high, low = on_line("softmax")
    total = m * sp.exp(T) + N - m
    weighted = on_line("wsl")
    return (
        Step(
            r"at $o = tr$ the softmax gradient is $\frac1{me^t + N - m}$ times $u$: $-(N-m)$ on positives, $m$ else",
            sp.simplify(high * total + N - m) == 0 and sp.simplify(low * total - m) == 0,
        ),
        Step(
            r"WSL's is $2(\alpha+1)(t-1)$ on positives and 0 elsewhere: its cosine with $u$ is "
            r"$\pm\sqrt{1 - m/N}$, positive for $t < 1$, negative for $t > 1$",
            sp.expand(weighted[0] - 2 * (ALPHA + 1) * (T - 1)) == 0
            and weighted[1] == 0
            and sp.simplify((m * (N - m)) ** 2 / (m * (m * (N - m) ** 2 + (N - m) * m**2)) - (1 - m / N)) == 0,
        ),
    )


def rg2_steps() -> tuple[Step, ...]:
    """Where RG2 is at least as close as WSL on the line."""
    high, low = on_line("rg2")
    size = m * high**2 + (N - m) * low**2
    return (
        *line_steps(),
        Step(
            r"RG$^2$'s is $v_+ = \frac{m(t+1)}N - 1$ on positives and $v_- = \frac mN$ elsewhere; its cosine with $u$ "
            r"has the sign of $v_- - v_+ = 1 - \frac{mt}N$",
            sp.expand(high - m * (T + 1) / N + 1) == 0
            and sp.expand(low - m / N) == 0
            and sp.expand(low - high - 1 + m * T / N) == 0,
        ),
        Step(
            r"$\cos^2$ of RG$^2$ minus $\cos^2$ of WSL has the sign of $m(v_- - v_+)^2 - mv_+^2 - (N-m)v_-^2 = "
            r"\frac{m^2(N - 2mt)}{N^2}$",
            sp.expand(m * (low - high) ** 2 - size - m**2 * (N - 2 * m * T) / N**2) == 0,
        ),
        Step(
            r"for $t < 1$ both cosines are positive, as $mt < N$: RG$^2$'s is not less exactly if $2mt \le N$; for "
            r"$t > 1$ WSL's is negative, and RG$^2$'s is not negative, or else $mt > N$, so that $\cos^2$ is less: "
            r"RG$^2$ is closer",
            (N - 2 * m * T).subs(N, m * T) == -m * T,
        ),
    )


def rgx_steps() -> tuple[Step, ...]:
    """Where RGx is at least as close as WSL on the line."""
    high, low = on_line("rgx")
    return (
        *line_steps(),
        Step(
            r"RG$^\times$'s gradient is $\frac{N - mt}{N^2}u$: in softmax's direction for $mt < N$, against it for "
            r"$mt > N$, where WSL, which is at no angle of $\pi$, is closer",
            sp.expand(high + (N - m) * (N - m * T) / N**2) == 0 and sp.expand(low - m * (N - m * T) / N**2) == 0,
        ),
    )


def zero_steps() -> tuple[Step, ...]:
    """Gradients at zero scores."""
    at_zero = {name: [x.subs(T, 0) for x in on_line(name)] for name in ("softmax", "rg2", "rgx")}
    return (
        *line_steps(),
        Step(
            r"at $t = 0$ the gradients of softmax, RG$^2$ and RG$^\times$ are the same, and not 0 for $m < N$",
            all(sp.simplify(at_zero["softmax"][i] - at_zero[name][i]) == 0 for name in ("rg2", "rgx") for i in (0, 1))
            and sp.simplify(at_zero["softmax"][1] - m / N) == 0,
        ),
    )

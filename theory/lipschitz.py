r"""How fast one term of the RG losses changes with the scores: Remark 13 of arXiv 2506.09454, s. 4.4.

A term belongs to a context with I positives among N > I items and to one of these items, y, with r = 1 if it is a
positive. It is a function of two numbers, the score $o$ of y and the sum $t$ of the other scores; each score is in
[-c, c].
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any, Literal

import sympy as sp

from theory.argument import Argument, Step

Loss = Literal["rg2", "rgx"]
Norm = Literal["euclidean", "largest"]
"""Distance of two score vectors: Euclidean, or the largest difference of a score."""

I, J = sp.symbols("I J", integer=True, positive=True)
"""The numbers of positives and of other items; N = I + J."""
C, Z = sp.symbols("c z", positive=True)


def term(loss: Loss, o: Any, t: Any, n: Any, i: Any, r: int) -> Any:
    r"""$I(o + 1 - rN/I)^2$, and for RGx as printed $\frac IN (o + t)^2$ less."""
    squared = i * (o + 1 - r * n / i) ** 2
    return squared - i * (o + t) ** 2 / n if loss == "rgx" else squared


@cache
def _slopes(loss: Loss, r: int) -> Callable[..., tuple[Any, Any]]:
    o, t, n, i = sp.symbols("o t n i")
    value = sp.expand(term(loss, o, t, n, i, r))
    return sp.lambdify((o, t, n, i), (sp.diff(value, o), sp.diff(value, t)), modules=[])  # type: ignore[no-any-return]


def slopes(loss: Loss, o: Any, t: Any, n: Any, i: Any, r: int) -> tuple[Any, Any]:
    """The derivatives by the item's own score and by any other score, differentiated from `term`."""
    return _slopes(loss, r)(o, t, n, i)


def steepness(loss: Loss, norm: Norm, scores: Sequence[Fraction], i: int, r: int) -> Fraction:
    """The square of the gradient's norm that belongs to the distance, at exact scores, the item's own first."""
    n = Fraction(len(scores))
    own, other = slopes(loss, scores[0], sum(scores[1:]), n, Fraction(i), r)
    return Fraction(own**2 + (n - 1) * other**2 if norm == "euclidean" else (abs(own) + (n - 1) * abs(other)) ** 2)


@cache
def steepest(loss: Loss, norm: Norm, n: int, i: int, c: Fraction) -> tuple[Fraction, tuple[Fraction, ...], int]:
    """`steepness`, scores and r of the steepest corner of $[-c, c]^N$; corners that differ in order only once."""
    corners = ((own, *(c if j < k else -c for j in range(n - 1))) for own in (c, -c) for k in range(n))
    return max((steepness(loss, norm, o, i, r), o, r) for o in corners for r in (0, 1))


def least_constant(loss: Loss, norm: Norm, n: Any, c: Any, i: Any, larger: Any) -> sp.Expr:
    r"""The least Lipschitz constant on $[-c, c]^N$, which `steepest_argument` derives; `larger` is $\max(I, N-I)$."""
    if loss == "rg2":
        return 2 * (i * c + larger)
    if norm == "euclidean":
        return 2 * sp.sqrt(larger**2 + 4 * larger * i * c * (n - 1) / n + (n - 1) * i**2 * c**2)
    return 2 * (larger + (n - 1) * i * c)


def steepest_argument(loss: Loss, norm: Norm) -> Argument:
    """For every N, I < N and c: the gradient is largest at a corner, where it is `least_constant`."""
    return Argument(
        (_convex_step(loss), *(_corner_step(loss, norm, r) for r in (0, 1)), _larger_step(loss, norm)),
    )


def exceeds_steepest(loss: Loss, norm: Norm, constant: Callable[[Any, Any], Any]) -> bool:
    """Whether, under single click, a constant (of N and c) is at least the least one for every N >= 2 and c > 0.

    It may have square roots of N; decided on $N = (1 + z)^2$ by signs of coefficients.
    """
    root = 1 + Z
    least = least_constant(loss, norm, root**2, C, 1, root**2 - 1)
    surplus = sp.together(sp.expand(sp.expand(constant(root**2, C)) ** 2 - sp.expand(least**2)))
    parts = [sp.Poly(part, Z, C).coeffs() for part in sp.fraction(surplus)]
    return all(c >= 0 for part in parts for c in part)


def _convex_step(loss: Loss) -> Step:
    o, t = sp.symbols("o t", real=True)
    affine = all(sp.Poly(s, o, t).total_degree() <= 1 for r in (0, 1) for s in slopes(loss, o, t, I + J, I, r))
    return Step(
        "both derivatives are affine in $(o, t)$, so a norm of the gradient is convex and is largest at a corner, "
        r"$o = \pm c$ and $t = \pm(N-1)c$; on the segment between two scores the loss changes by no more than the "
        "largest gradient times their distance, and no less constant will do",
        affine,
    )


def _corner_step(loss: Loss, norm: Norm, r: int) -> Step:
    """No corner's value is above the claimed one, and some corner's is equal to it."""
    top = least_constant(loss, norm, I + J, C, I, J if r else I)
    gaps = [gap for o, t in product((C, -C), repeat=2) for gap in _gaps(loss, norm, top, o, (I + J - 1) * t, r)]
    return Step(
        rf"for $r = {r}$ no corner gives more than ${sp.latex(top)}$, with $J = N - I$, and one gives as much",
        all(map(_nonnegative, gaps)) and any(gap == 0 for gap in gaps),
    )


def _gaps(loss: Loss, norm: Norm, top: Any, o: Any, t: Any, r: int) -> Iterator[sp.Expr]:
    """The claimed value less a corner's: of squares, or for each choice of signs of the two absolute values."""
    n = I + J
    own, other = slopes(loss, o, t, n, I, r)
    if norm == "euclidean":
        yield sp.simplify(top**2 - own**2 - (n - 1) * other**2)
    else:
        yield from (sp.simplify(top - p * own - (n - 1) * q * other) for p, q in product((1, -1), repeat=2))


def _larger_step(loss: Loss, norm: Norm) -> Step:
    now, larger = (least_constant(loss, norm, I + J, C, I, distance) for distance in (J, J + Z))
    return Step(
        r"the values for $r = 0$ and $r = 1$ differ in $I$ against $J$ only and rise with it, so $\max(I, N-I)$ counts",
        _nonnegative(larger**2 - now**2),
    )


def _nonnegative(expression: sp.Expr) -> bool:
    """Whether numerator and denominator, in $I - 1$, $J - 1$, c and z, have no negative coefficient."""
    shifted = sp.together(sp.expand(expression).subs({I: I + 1, J: J + 1}, simultaneous=True))
    return all(c >= 0 for part in sp.fraction(shifted) for c in sp.Poly(part, I, J, C, Z).coeffs())

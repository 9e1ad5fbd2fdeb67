r"""Interval cover of all three-entry distributions: where $\frac13 I - \mathrm{diag}\,p + pp^\top$ is semidefinite."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpq

from theory.majorant import Vector

Margin = Callable[[arb, arb, arb, arb, arb], arb]
"""A function of (N, largest entry, sum of squares, sum of cubes, S) whose sign is said to decide."""

THIRD = arb(fmpq(1, 3))


@dataclass(frozen=True)
class Cover:
    """What became of the boxes: how many were decided, the area of the rest, and the centre of a contradicted one.

    The area is measured in the plane of the two largest entries, where sorted distributions fill 1/12.
    """

    decided: int
    undecided: Fraction
    wrong: Vector | None


def cover(margin: Margin, depth: int) -> Cover:
    """Compare, on boxes of side down to 2^-depth, the sign of the margin with that of the principal minors.

    Both are enclosed on the whole box; a box where either is uncertain is split in four, or counted as undecided.
    """
    decided, undecided, pending = 0, Fraction(0), [(Fraction(0), Fraction(0), 0)]
    while pending:
        left, low, level = pending.pop()
        half = Fraction(1, 2 ** (level + 1))
        p = _entries(left + half, low + half, half)
        if p[0] < p[1] or p[1] < p[2] or p[2] < 0:
            continue
        claimed, found = _claimed(margin, p), _semidefinite(p)
        if claimed is None or found is None:
            if level == depth:
                undecided += 4 * half**2
            else:
                pending += [(left + i * half, low + j * half, level + 1) for i in (0, 1) for j in (0, 1)]
        elif claimed is found:
            decided += 1
        else:
            return Cover(decided, undecided, (left + half, low + half, 1 - left - low - 2 * half))
    return Cover(decided, undecided, None)


def _entries(first: Fraction, second: Fraction, radius: Fraction) -> tuple[arb, arb, arb]:
    x, y = (arb(fmpq(c.numerator, c.denominator), fmpq(radius.numerator, radius.denominator)) for c in (first, second))
    return x, y, 1 - x - y


def _claimed(margin: Margin, p: tuple[arb, arb, arb]) -> bool | None:
    if p[0] > THIRD and p[1] > THIRD:
        return False
    if not (p[0] > THIRD and p[1] < THIRD and p[2] < THIRD):
        return None
    S = p[1] ** 2 / (THIRD - p[1]) + p[2] ** 2 / (THIRD - p[2])
    return _sign(margin(arb(3), p[0], sum((x**2 for x in p), arb(0)), sum((x**3 for x in p), arb(0)), S))


def _sign(value: arb) -> bool | None:
    return True if value > 0 else False if value < 0 else None


def _semidefinite(p: tuple[arb, arb, arb]) -> bool | None:
    """True if all leading minors are positive on the box, False if some principal minor is negative on it."""
    a = [THIRD - x for x in p]
    ones = [a[i] + p[i] ** 2 for i in range(3)]
    twos = [a[i] * a[j] + a[i] * p[j] ** 2 + a[j] * p[i] ** 2 for i, j in ((0, 1), (0, 2), (1, 2))]
    det = a[0] * a[1] * a[2] + p[0] ** 2 * a[1] * a[2] + p[1] ** 2 * a[0] * a[2] + p[2] ** 2 * a[0] * a[1]
    if any(minor < 0 for minor in (*ones, *twos, det)):
        return False
    return True if ones[0] > 0 and twos[0] > 0 and det > 0 else None

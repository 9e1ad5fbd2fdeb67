r"""When $\frac1N I$ dominates the softmax Hessian: the matrix $A = \frac1N I - \mathrm{diag}\,p + pp^\top$.

It is the matrix of arXiv 2506.09454, appendix A.3.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.argument import Argument, Step

Vector = tuple[Fraction, ...]
Matrix = tuple[Vector, ...]


@dataclass(frozen=True)
class Sums:
    r"""What a condition on a probability vector may speak of, as numbers or as symbols.

    `top`: the largest entry; `squares`, `cubes`: $\sum_j p_j^2$, $\sum_j p_j^3$; `uniform`: all entries are 1/N;
    `alone`: the largest entry is above 1/N and all others are below;
    `S`: $\sum p_j^2/(1/N - p_j)$ over all entries but the largest, infinite where one of them is 1/N.
    """

    N: Any
    top: Any
    squares: Any
    cubes: Any
    S: Any
    uniform: bool
    alone: bool


def sums(p: Sequence[Fraction]) -> Sums:
    """The `Sums` of a probability vector of shape (N,)."""
    first, *others = sorted(p, reverse=True)
    level = Fraction(1, len(p))
    return Sums(
        N=Fraction(len(p)),
        top=first,
        squares=sum(x**2 for x in p),
        cubes=sum(x**3 for x in p),
        S=math.inf if level in others else sum((x**2 / (level - x) for x in others), Fraction(0)),
        uniform=first == level,
        alone=first > level and all(x < level for x in others),
    )


def matrix(p: Sequence[Fraction]) -> Matrix:
    """$A$ in rationals, of shape (N, N)."""
    level = Fraction(1, len(p))
    return tuple(tuple(x * y + (level - x if i == j else 0) for j, y in enumerate(p)) for i, x in enumerate(p))


def quadratic_form(A: Matrix, v: Sequence[Fraction]) -> Fraction:
    r"""$v^\top A v$."""
    return sum((a * x * y for row, x in zip(A, v, strict=True) for a, y in zip(row, v, strict=True)), Fraction(0))


def negative_direction(A: Matrix) -> Vector | None:
    r"""A rational $v$ with $v^\top A v < 0$, or None if the symmetric matrix A is positive semidefinite.

    Exact elimination, one pivot at a time: a negative pivot is a direction; a zero pivot needs a zero row; a positive
    one leaves its Schur complement.
    """
    if not A:
        return None
    pivot, row = A[0][0], A[0][1:]
    if pivot < 0:
        return (Fraction(1), *(Fraction(0) for _ in row))
    if pivot == 0 and any(row):
        j = next(j for j, entry in enumerate(row) if entry)
        slope = -(A[j + 1][j + 1] + 1) / (2 * row[j])
        return (slope, *(Fraction(int(i == j)) for i in range(len(row))))
    scaled = [entry / pivot if pivot else entry for entry in row]
    rest = negative_direction(
        tuple(tuple(A[i][j] - scaled[i - 1] * A[0][j] for j in range(1, len(A))) for i in range(1, len(A)))
    )
    return None if rest is None else (-sum((s * x for s, x in zip(scaled, rest, strict=True)), Fraction(0)), *rest)


def rational_simplex(n: int, denominator: int) -> Iterator[Vector]:
    """Every vector of n positive multiples of 1/`denominator` that sum to one, in descending order of entries."""
    for parts in _partitions(denominator, n, denominator):
        yield tuple(Fraction(part, denominator) for part in parts)


def _partitions(total: int, parts: int, largest: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        if total <= largest:
            yield (total,)
        return
    for first in range(min(largest, total - parts + 1), 0, -1):
        yield from ((first, *rest) for rest in _partitions(total - first, parts - 1, first))


SINGLE = Sums(
    N=sp.Symbol("N", integer=True, positive=True),
    top=sp.Symbol("p_1", positive=True),
    squares=sp.Symbol("Sigma_2", positive=True),
    cubes=sp.Symbol("Sigma_3", positive=True),
    S=sp.Symbol("S", positive=True),
    uniform=False,
    alone=True,
)
"""A vector with one entry above 1/N and all others below, for every N at once."""


def single_entry_margin() -> sp.Expr:
    r"""For `SINGLE`: an expression that is non-negative exactly where A is positive semidefinite.

    With $x = v_1$ and $u = \sum_{i>1} p_i v_i$, the least value of $v^\top A v$ over the other coordinates is a
    quadratic form in (x, u) whose last entry is positive, so its determinant, here times S > 0, decides.
    """
    a = 1 / SINGLE.N - SINGLE.top
    form = sp.Matrix([[a + SINGLE.top**2, SINGLE.top], [SINGLE.top, 1 + 1 / SINGLE.S]])
    return sp.expand(form.det() * SINGLE.S)


def exact_condition() -> Argument:
    """For every N: where A is positive semidefinite, by the number of entries above 1/N; each step executed."""
    return Argument((_form_step(), _uniform_step(), _two_entries_step(), _least_value_step(), _determinant_step()))


def _form_step() -> Step:
    n, p, q, v, w = sp.symbols("N p_i p_j v_i v_j")
    entries = [1 / n - p + p * p, p * q, p * q, 1 / n - q + q * q]
    form = sum(entry * x for entry, x in zip(entries, (v * v, v * w, v * w, w * w), strict=True))
    claimed = (1 / n - p) * v**2 + (1 / n - q) * w**2 + (p * v + q * w) ** 2
    return Step(
        r"with $a_i = 1/N - p_i$, every pair of coordinates contributes to $v^\top A v$ what it contributes to "
        r"$\sum_i a_i v_i^2 + (\sum_i p_i v_i)^2$",
        sp.expand(form - claimed) == 0,
    )


def _uniform_step() -> Step:
    n, i = sp.Symbol("N", integer=True, positive=True), sp.Symbol("i", integer=True)
    excess = sp.Sum(1 / n, (i, 1, n)).doit() - 1
    return Step(
        r"$\sum_i a_i = 0$, so if no entry is above $1/N$ then $p$ is uniform, $a = 0$ and $A = pp^\top \succeq 0$",
        sp.simplify(excess) == 0,
    )


def _two_entries_step() -> Step:
    p, q, alpha = sp.symbols("p q alpha", positive=True)
    beta = sp.Symbol("beta", nonnegative=True)
    value = -alpha * q**2 - beta * p**2 + (p * q - q * p) ** 2
    return Step(
        r"if $p_i > 1/N$ and $p_j \ge 1/N$, the direction $v = p_j e_i - p_i e_j$ has $p^\top v = 0$ and "
        r"$v^\top A v = a_i p_j^2 + a_j p_i^2 < 0$",
        bool(value.is_negative),
    )


def _least_value_step() -> Step:
    a, p, v, lam = sp.symbols("a p v lambda")
    A, u, S = sp.symbols("A u S", positive=True)
    term = sp.Poly(sp.expand(a * (v - lam * p / a) ** 2), lam)
    sums_of = {a * v**2: A, -2 * p * v: -2 * u, p**2 / a: S}
    total = sum(sums_of[c] * lam**k for (k,), c in term.terms())
    return Step(
        r"if $p_1 > 1/N$ and all others are below, let $u = \sum_{i>1} p_i v_i$: summing "
        r"$a_i (v_i - \lambda p_i/a_i)^2 \ge 0$ over $i > 1$ with $\lambda = u/S$ gives "
        r"$\sum_{i>1} a_i v_i^2 \ge u^2/S$, with equality at $v_i = \lambda p_i/a_i$",
        sp.simplify(total.subs(lam, u / S) - (A - u**2 / S)) == 0,
    )


def _determinant_step() -> Step:
    claimed = SINGLE.top**2 - (SINGLE.top - 1 / SINGLE.N) * (1 + SINGLE.S)
    return Step(
        r"so $A \succeq 0$ exactly if $a_1 x^2 + u^2/S + (p_1 x + u)^2 \ge 0$ for all $x, u$, that is, if its "
        r"determinant times $S$, which is $p_1^2 - (p_1 - \frac1N)(1 + S)$, is not negative",
        sp.expand(single_entry_margin() - claimed) == 0,
    )

r"""Operations of a sweep of alternating least squares on RG2 or RGx, counted as it runs on numbers that count.

Three sweeps with the half-steps of arXiv 2506.09454, Eq. 36-37: `rows` forms $Q^\top\widetilde W_xQ$ anew for every
row, as Sect. 4.4.2 describes; `corrected` shares $Q^\top Q$ and corrects it at the positives, for Eq. 19's weights;
`shared` has one system for all rows, for the weights of Eq. 16. Four of RGx: `rgx_rows` and `rgx_shared` are Eq. 38-39
as printed with the weights of Eq. 17, `rgx_corrected` with those of Eq. 18-19 and Eq. 32's V; `rgx_exact` has Eq. 17's
weights and the interaction of Eq. 15. Counts depend on M, N, K and |D| alone. That they are polynomials, linear in M, N
and |D| and cubic in K, is read off the loops, each of which runs over one of them, and is assumed; a grid then fixes
them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import sympy as sp

M, N, K, D = SIZES = sp.symbols("M N K D", positive=True)


@dataclass
class Meter:
    """How many additions, subtractions, multiplications and divisions were done."""

    operations: int = 0


class Counted:
    """A number whose operations are counted."""

    __slots__ = ("meter", "value")

    def __init__(self, value: float, meter: Meter) -> None:
        self.value, self.meter = value, meter

    def _new(self, value: float) -> "Counted":
        self.meter.operations += 1
        return Counted(value, self.meter)

    def __add__(self, other: "Counted") -> "Counted":
        return self._new(self.value + other.value)

    def __sub__(self, other: "Counted") -> "Counted":
        return self._new(self.value - other.value)

    def __mul__(self, other: "Counted") -> "Counted":
        return self._new(self.value * other.value)

    def __truediv__(self, other: "Counted") -> "Counted":
        return self._new(self.value / other.value)


Array = Any
"""A NumPy array of `Counted`."""


@dataclass(frozen=True)
class Instance:
    """Factors of numbers that count, the positives of each context and of each item, and constants."""

    P: Array
    Q: Array
    of_context: Sequence[Sequence[int]]
    of_item: Sequence[Sequence[int]]
    number: Callable[[float | int], Counted]


Sweep = Callable[[Instance], tuple[Array, Array]]
RIDGE, DRAWN = 0.1, 0.5
"""Lambda, and the weight of Eq. 19 on the other items, relative to that on positives, in `corrected`."""


def instance(m: int, n: int, k: int, d: int, meter: Meter) -> Instance:
    """Data of these sizes with d pairs, m <= d <= m n, spread over contexts and items, and some factors."""
    if not m <= d <= m * n:
        raise ValueError(f"{d} pairs do not fit {m} contexts, each with one, and {n} items")
    pairs = sorted((x, (x + y) % n) for y, x in sorted(product(range(n), range(m)))[:d])
    random = np.random.default_rng(0)

    def number(value: float | int) -> Counted:
        return Counted(float(value), meter)

    def factors(rows: int) -> Array:
        return np.vectorize(number, otypes=[object])(random.normal(size=(rows, k)))

    return Instance(
        factors(m), factors(n), [[y for x, y in pairs if x == row] for row in range(m)],
        [[x for x, y in pairs if y == column] for column in range(n)], number,
    )  # fmt: skip


def rows(given: Instance) -> tuple[Array, Array]:
    """Each row forms and solves its own dense system."""
    n = len(given.Q)
    S, W = _dense(given)
    P = [_row(S[x], W[x], given.Q, given.number(RIDGE * n * len(known))) for x, known in enumerate(given.of_context)]
    ridge = given.number(RIDGE * sum(map(len, given.of_context)))
    return np.array(P), np.array([_row(S[:, y], W[:, y], np.array(P), ridge) for y in range(n)])


def rgx_rows(given: Instance) -> tuple[Array, Array]:
    r"""Each row forms its own system as in `rows`, less a multiple of $Q^\top Q$, or less $P^\top\widetilde VP$."""
    n, sizes = len(given.Q), [len(known) for known in given.of_context]
    S, W = _dense(given)
    V = np.array([given.number(size / n) for size in sizes], dtype=object)
    gram = given.Q.T @ given.Q
    P = np.array(
        [_row(S[x], W[x], given.Q, given.number(RIDGE * n * size), gram * V[x]) for x, size in enumerate(sizes)]
    )
    ridge, gram = given.number(RIDGE * sum(sizes)), (P * V[:, None]).T @ P
    return P, np.array([_row(S[:, y], W[:, y], P, ridge, gram) for y in range(n)])


def _dense(given: Instance) -> tuple[Array, Array]:
    n = len(given.Q)
    S = [[n / len(known) - 1 if y in known else -1.0 for y in range(n)] for known in given.of_context]
    W = [[len(known)] * n for known in given.of_context]
    number = np.vectorize(given.number, otypes=[object])
    return number(S), number(W)


def _row(s: Array, w: Array, B: Array, ridge: Counted, interaction: Array | None = None) -> Array:
    weighted = B * w[:, None]
    A = weighted.T @ B if interaction is None else weighted.T @ B - interaction
    return _solve(_add_ridge(A, ridge), (s @ weighted)[:, None])[:, 0]


def corrected(given: Instance) -> tuple[Array, Array]:
    """Each row solves its own system: the shared matrix and what its positives change, weights of Eq. 19."""
    return _corrected(given, lambda gram: gram)


def rgx_corrected(given: Instance) -> tuple[Array, Array]:
    r"""As `corrected`, less $V_xI$ in Eq. 38-39: with Eq. 32's V, $\frac1N$ of the weight off the positives."""
    share = given.number(1 - 1 / len(given.Q))
    return _corrected(given, lambda gram: gram * share)


def _corrected(given: Instance, shared_part: Callable[[Array], Array]) -> tuple[Array, Array]:
    """A sweep whose systems are a function of a matrix that all rows share, and what a row's positives change."""
    n, number = len(given.Q), given.number
    sizes = [len(known) for known in given.of_context]
    gram, total = shared_part(given.Q.T @ given.Q), _sum(given.Q, given)
    P = []
    for known, size in zip(given.of_context, sizes, strict=True):
        B = given.Q[known]
        A = gram * number(DRAWN * size) + (B * number((1 - DRAWN) * size)).T @ B
        b = _sum(B, given) * number(n - size + DRAWN * size) - total * number(DRAWN * size)
        P.append(_solve(_add_ridge(A, number(RIDGE * size * (size + DRAWN * (n - size)))), b[:, None])[:, 0])
    new_P = np.array(P)
    weighted = new_P * np.array([number(DRAWN * size) for size in sizes], dtype=object)[:, None]
    gram, total = shared_part(weighted.T @ new_P), _sum(weighted, given)
    scale = np.array([number((1 - DRAWN) / DRAWN) for _ in sizes], dtype=object)[:, None]
    extra, plain = weighted * scale, np.array([number(n) for _ in sizes], dtype=object)[:, None] * new_P
    Q = []
    for known in given.of_item:
        A = gram + extra[known].T @ new_P[known] if known else gram
        b = _sum(plain[known], given) - _sum(extra[known], given) - total
        weight = DRAWN * sum(sizes) + (1 - DRAWN) * sum(sizes[x] for x in known)
        Q.append(_solve(_add_ridge(A, number(RIDGE * weight)), b[:, None])[:, 0])
    return new_P, np.array(Q)


def shared(given: Instance) -> tuple[Array, Array]:
    """One system for all contexts and one for all items, weights of Eq. 16."""
    return _one_system(given, lambda gram, _total: gram, lambda gram: gram)


def rgx_shared(given: Instance) -> tuple[Array, Array]:
    r"""One system for each side: $\widetilde W_x - V_xI$ is $1 - \frac1N$ times $\widetilde W_x$ in Eq. 38-39."""
    share = given.number(1 - 1 / len(given.Q))
    return _one_system(given, lambda gram, _total: gram * share, lambda gram: gram * share)


def rgx_exact(given: Instance) -> tuple[Array, Array]:
    r"""One system for each side: with $Q^\top Q - \frac1N Q^\top\mathbf{11}^\top Q$ for the contexts, then Eq. 37."""
    share = given.number(1 / len(given.Q))
    return _one_system(given, lambda gram, total: gram - (total * share)[:, None] * total[None, :], lambda gram: gram)


def _one_system(
    given: Instance, of_contexts: Callable[[Array, Array], Array], of_items: Callable[[Array], Array]
) -> tuple[Array, Array]:
    """A sweep whose systems are functions of the Gram matrices, and of the sum of Q's rows."""
    n, number = len(given.Q), given.number
    sizes = [len(known) for known in given.of_context]
    total = _sum(given.Q, given)
    targets = [_sum(given.Q[known], given) * number(n / len(known)) - total for known in given.of_context]
    A = of_contexts(given.Q.T @ given.Q, total)
    P = _solve(_add_ridge(A, number(RIDGE * n)), np.array(targets).T).T
    weighted = P * np.array([number(size) for size in sizes], dtype=object)[:, None]
    total = _sum(weighted, given)
    targets = [_sum(P[known], given) * number(n) - total for known in given.of_item]
    A = of_items(P.T @ weighted)
    return P, _solve(_add_ridge(A, number(RIDGE * sum(sizes))), np.array(targets).T).T


def _sum(rows: Array, given: Instance) -> Array:
    total = np.array([given.number(0) for _ in range(given.Q.shape[1])], dtype=object)
    for row in rows:
        total = total + row
    return total


def _add_ridge(A: Array, ridge: Counted) -> Array:
    A = A.copy()
    for i in range(len(A)):
        A[i, i] = A[i, i] + ridge
    return A


def _solve(A: Array, B: Array) -> Array:
    """Gaussian elimination without pivoting, for positive definite matrices."""
    A, B = A.copy(), B.copy()
    for i in range(len(A)):
        for j in range(i + 1, len(A)):
            factor = A[j, i] / A[i, i]
            A[j, i + 1 :] = A[j, i + 1 :] - A[i, i + 1 :] * factor
            B[j] = B[j] - B[i] * factor
    for i in reversed(range(len(A))):
        for j in range(i + 1, len(A)):
            B[i] = B[i] - B[j] * A[i, j]
        B[i] = B[i] / A[i, i]
    return B


def count(sweep: Sweep, m: int, n: int, k: int, d: int) -> int:
    """The operations of one sweep on data of these sizes."""
    meter = Meter()
    sweep(instance(m, n, k, d, meter))
    return meter.operations


GRID = tuple(product((3, 4), (3, 4), (1, 2, 3, 4), (6, 7)))
CHECKED = ((5, 6, 5, 11), (2, 7, 6, 9), (6, 3, 2, 17))
"""Sizes (M, N, K, |D|) that fix the polynomial, and others on which it must agree."""


@cache
def polynomial(sweep: Sweep) -> sp.Expr:
    """The count as a polynomial in M, N, K and |D|; ValueError if it does not agree with the count on other sizes."""
    powers = list(product((0, 1), (0, 1), range(4), (0, 1)))
    table = sp.Matrix(
        [[sp.prod([s**p for s, p in zip(size, power, strict=True)]) for power in powers] for size in GRID]
    )
    values = table.LUsolve(sp.Matrix([count(sweep, *size) for size in GRID]))
    terms = [
        c * sp.prod([s**p for s, p in zip(SIZES, power, strict=True)]) for c, power in zip(values, powers, strict=True)
    ]
    found = sp.Add(*terms)
    for size in CHECKED:
        if found.subs(dict(zip(SIZES, size, strict=True))) != count(sweep, *size):
            raise ValueError(f"the count of {sweep.__name__} at {size} is not that of its polynomial {found}")
    return found


def at_most(counted: sp.Expr, order: sp.Expr) -> bool:
    r"""Whether the count is O(order) for all sizes of at least 1 with $|D| \ge M$.

    Every term with a positive coefficient must be below a term of the order, exponent by exponent, |D| for M allowed.
    An order with a coefficient that is not positive bounds nothing, for its terms may cancel.
    """
    bounds = sp.Poly(order, *SIZES).terms()
    if any(c <= 0 for _, c in bounds):
        return False
    positive = [power for power, c in sp.Poly(counted, *SIZES).terms() if c > 0]
    return all(any(_below(power, bound) for bound, _ in bounds) for power in positive)


def _below(power: tuple[int, ...], bound: tuple[int, ...]) -> bool:
    m, n, k, d = (b - p for p, b in zip(power, bound, strict=True))
    return n >= 0 and k >= 0 and d + min(m, 0) >= 0

"""The compiled kernels of weighted alternating least squares, on rows of pairs.

Row i has the members `members[begin[i]:end[i]]`. All kernels are in one file, because the cache of compiled code does
not see changes in other files.
"""

from typing import no_type_check

import numpy as np
from numba import njit

REASSOCIATE = {"reassoc", "contract"}
TILE, LANES = 4, 16
"""Systems are padded by the identity to a multiple of `TILE`, and sums by zeros to one of `LANES`."""


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def pair_scores(right, members, out, left, begin, end):
    """Write out[p] = left[i] . right[members[p]] for p from begin[i] to end[i] - 1."""
    for i in range(begin.size):
        for p in range(begin[i], end[i]):
            total = out.dtype.type(0)
            other = right[members[p]]
            for k in range(other.size):
                total += left[i, k] * other[k]
            out[p] = total


@njit(cache=True, nogil=True)
@no_type_check
def solve_rows(factors, members, alpha, out, begin, end):
    """Write out[i] = (1 + alpha) (I + alpha Z^T Z)^-1 Z^T 1, where Z are the factors of the row's members.

    The system is of the smaller of Z's two sides, as (I + alpha Z^T Z)^-1 Z^T = Z^T (I + alpha Z Z^T)^-1.
    """
    K = factors.shape[1]
    longest = 0
    for i in range(begin.size):
        longest = max(longest, end[i] - begin[i])
    size = _padded(min(longest, K), LANES)
    room = np.empty(size * _padded(max(longest, K), LANES), factors.dtype)
    lower = np.empty((size, size), factors.dtype)
    inverse, rhs = np.empty(size, factors.dtype), np.empty(size, factors.dtype)
    for i in range(begin.size):
        chosen = members[begin[i] : end[i]]
        out[i] = 0
        width = _padded(max(chosen.size, K), LANES)
        rows = room[: size * width].reshape((size, width))
        if chosen.size < K:
            _by_members(factors, chosen, alpha, rows, lower, inverse, rhs, out[i])
        else:
            _by_factors(factors, chosen, alpha, rows, lower, inverse, rhs, out[i])


@njit(cache=True, nogil=True)
@no_type_check
def _padded(n, multiple):
    return (n + multiple - 1) // multiple * multiple


@njit(cache=True, nogil=True)
@no_type_check
def _by_members(factors, chosen, alpha, room, lower, inverse, rhs, row):
    for j in range(chosen.size):
        room[j, : row.size] = factors[chosen[j]]
        room[j, row.size :] = 0
        rhs[j] = 1 + alpha
    _solve(room, chosen.size, alpha, lower, inverse, rhs)
    for j in range(chosen.size):
        for k in range(row.size):
            row[k] += rhs[j] * room[j, k]


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _by_factors(factors, chosen, alpha, room, lower, inverse, rhs, row):
    whole = chosen.size // TILE * TILE
    for j in range(0, whole, TILE):
        a, b, c, d = factors[chosen[j]], factors[chosen[j + 1]], factors[chosen[j + 2]], factors[chosen[j + 3]]
        for k in range(row.size):
            room[k, j], room[k, j + 1], room[k, j + 2], room[k, j + 3] = a[k], b[k], c[k], d[k]
    for j in range(whole, chosen.size):
        room[: row.size, j] = factors[chosen[j]]
    room[: row.size, chosen.size :] = 0
    for k in range(row.size):
        total = factors.dtype.type(0)
        for j in range(room.shape[1]):
            total += room[k, j]
        rhs[k] = (1 + alpha) * total
    _solve(room, row.size, alpha, lower, inverse, rhs)
    row[:] = rhs[: row.size]


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _solve(rows, n, alpha, lower, inverse, rhs):
    """Overwrite rhs[:n] with (I + alpha X X^T)^-1 rhs[:n], X = rows[:n]; the others are room."""
    size = _padded(n, TILE)
    rows[n:size] = 0
    _factorise(rows, size, alpha, lower, inverse)
    for i in range(n):
        total = rhs[i]
        for k in range(i):
            total -= lower[i, k] * rhs[k]
        rhs[i] = total * inverse[i]
    for i in range(n - 1, -1, -1):
        x = rhs[i] * inverse[i]
        rhs[i] = x
        for k in range(i):
            rhs[k] -= x * lower[i, k]


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _factorise(rows, n, alpha, lower, inverse):
    """Cholesky's factor L of I + alpha X X^T, X = rows[:n], and the inverses of its diagonal; `TILE` divides n.

    A tile of 4 x 4 is that of I + alpha X X^T less what is left of it in L L^T, divided by the transpose of L's own
    tile on the diagonal. What L does not have yet is 0, so that the sums may be padded.
    """
    for i in range(0, n, TILE):
        lower[i : i + TILE, : _padded(i + TILE, LANES)] = 0
        for j in range(0, i + 1, TILE):
            x = _products(rows, i, j, rows.shape[1])
            y = _products(lower, i, j, _padded(j, LANES))
            if i == j:
                _diagonal_tile(lower, inverse, i, alpha, x, y)
                continue
            d0, d1, d2, d3 = inverse[j], inverse[j + 1], inverse[j + 2], inverse[j + 3]
            l10, l20, l21 = lower[j + 1, j], lower[j + 2, j], lower[j + 2, j + 1]
            l30, l31, l32 = lower[j + 3, j], lower[j + 3, j + 1], lower[j + 3, j + 2]
            for r in range(TILE):
                t = TILE * r
                a = (alpha * x[t] - y[t]) * d0
                b = (alpha * x[t + 1] - y[t + 1] - a * l10) * d1
                c = (alpha * x[t + 2] - y[t + 2] - a * l20 - b * l21) * d2
                d = (alpha * x[t + 3] - y[t + 3] - a * l30 - b * l31 - c * l32) * d3
                row = lower[i + r]
                row[j], row[j + 1], row[j + 2], row[j + 3] = a, b, c, d


@njit(cache=True, nogil=True)
@no_type_check
def _diagonal_tile(lower, inverse, i, alpha, x, y):
    for r in range(TILE):
        for c in range(r + 1):
            total = alpha * x[TILE * r + c] - y[TILE * r + c] + (r == c)
            for k in range(c):
                total -= lower[i + r, i + k] * lower[i + c, i + k]
            if c < r:
                lower[i + r, i + c] = total * inverse[i + c]
            else:
                lower[i + r, i + r] = np.sqrt(total)
                inverse[i + r] = 1 / lower[i + r, i + r]


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _products(rows, i, j, length):
    """The inner products of rows i to i + 3 with rows j to j + 3, over the first `length` columns."""
    a0, a1, a2, a3 = rows[i, :length], rows[i + 1, :length], rows[i + 2, :length], rows[i + 3, :length]
    b0, b1, b2, b3 = rows[j, :length], rows[j + 1, :length], rows[j + 2, :length], rows[j + 3, :length]
    zero = rows.dtype.type(0)
    s00 = s01 = s02 = s03 = s10 = s11 = s12 = s13 = zero
    s20 = s21 = s22 = s23 = s30 = s31 = s32 = s33 = zero
    for k in range(length):
        s00 += a0[k] * b0[k]
        s01 += a0[k] * b1[k]
        s02 += a0[k] * b2[k]
        s03 += a0[k] * b3[k]
        s10 += a1[k] * b0[k]
        s11 += a1[k] * b1[k]
        s12 += a1[k] * b2[k]
        s13 += a1[k] * b3[k]
        s20 += a2[k] * b0[k]
        s21 += a2[k] * b1[k]
        s22 += a2[k] * b2[k]
        s23 += a2[k] * b3[k]
        s30 += a3[k] * b0[k]
        s31 += a3[k] * b1[k]
        s32 += a3[k] * b2[k]
        s33 += a3[k] * b3[k]
    return s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33

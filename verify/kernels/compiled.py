"""The compiled kernels of sparsemax, 1.5-entmax and their losses, on the rows of contiguous arrays, without sorting.

The scores above a lower bound of the threshold are gathered in one pass over the row. Newton's method then rises to
the root on those alone, dropping the scores that it passes. Sums are in float64. NaN anywhere in a row, or a largest
score that is not finite, makes the threshold NaN. `bits` are the scores' bits as integers. Kernels write into their
last arguments.

All are in one file, because the cache of compiled code does not see changes in other files.
"""

from typing import no_type_check

import numpy as np
from numba import njit

REASSOCIATE = {"reassoc", "contract"}
BLOCK = 64


@njit(cache=True, nogil=True)
@no_type_check
def _largest(row, bits):
    """The largest score of a row without NaN, in float64; any of the scores if there is NaN.

    Floats that are not negative are ordered as their bits are as integers, negative ones the other way round, and
    processors compare many integers at a time.
    """
    most = least = bits[0]
    for i in range(bits.size):
        most = max(most, bits[i])
        least = min(least, bits[i])
    cell = np.empty(1, bits.dtype)
    cell[0] = most if most >= 0 else least
    return np.float64(cell.view(row.dtype)[0])


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _total(values, top, tau):
    """sum_i (v_i - top - tau)."""
    result = 0.0
    for i in range(values.size):
        result += np.float64(values[i]) - top - tau
    return result


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _moments(values, top, pivot):
    """The sum of u_i and of u_i^2, u_i = (v_i - top) / 2 - pivot."""
    first = second = 0.0
    for i in range(values.size):
        u = (np.float64(values[i]) - top) * 0.5 - pivot
        first += u
        second += u * u
    return first, second


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _moments_above(values, top, tau):
    """How many u_i = max((v_i - top) / 2 - tau, 0) are not 0, their sum and that of their squares."""
    number = 0
    first = second = 0.0
    for i in range(values.size):
        u = (np.float64(values[i]) - top) * 0.5 - tau
        u = 0.0 if u <= 0 else u
        number += u != 0
        first += u
        second += u * u
    return number, first, second


@njit(cache=True, nogil=True)
@no_type_check
def _gather(values, top, floor, kept, count):
    """Write the values v with v - top > floor, and every NaN, to kept[count:]; returns the new count.

    A block with none is passed over after comparisons that the processor makes many at a time.
    """
    for first in range(0, values.size, BLOCK):
        block = values[first : first + BLOCK]
        above = 0
        for i in range(block.size):
            above += not (np.float64(block[i]) - top <= floor)
        if above:
            for i in range(block.size):
                kept[count] = block[i]
                count += not (np.float64(block[i]) - top <= floor)
    return count


@njit(cache=True, nogil=True)
@no_type_check
def _candidates(row, target, top, floor, kept):
    """Gather the row's scores above the floor, the one of `target` (unless -1) at the end; returns their number."""
    if target < 0:
        return _gather(row, top, floor, kept, 0)
    count = _gather(row[:target], top, floor, kept, 0)
    count = _gather(row[target + 1 :], top, floor, kept, count)
    return _gather(row[target : target + 1], top, floor, kept, count)


@njit(cache=True, nogil=True)
@no_type_check
def _sparsemax_threshold(row, top, target, kept):
    """(tau, n): p_j = max(z_j - top - tau, 0); kept[:n] are the scores of the support, the target's last.

    For any set S of classes, (sum_S (z_j - top) - 1) / |S| is at most tau, and it is tau for the support
    (Michelot 1986, doi:10.1007/BF00938486). It is computed as a step from the last bound, and the last step is
    repeated, so that what rounding leaves is the rounding of tau.
    """
    tau = max(-1.0, (_total(row, top, 0.0) - 1) / row.size)
    count = _candidates(row, target, top, tau, kept)
    while count:
        tau += (_total(kept[:count], top, tau) - 1) / count
        left = _gather(kept[:count], top, tau, kept, 0)
        if left == count:
            return tau + (_total(kept[:count], top, tau) - 1) / count, count
        count = left
    return np.nan, 0


@njit(cache=True, nogil=True)
@no_type_check
def _entmax15_threshold(row, top, target, kept):
    """(tau, n): p_j = max((z_j - top) / 2 - tau, 0)^2; kept[:n] has the scores of the support, the target's last.

    The first bound is max(-1, mean - n^-1/2) (power means). Of the scores that are left, the quadratic equation has
    the root s, which is tau if all of them are above it (Peters, Niculae and Martins 2019, arXiv 1905.05702, section
    3.1). Otherwise Newton's step from s, on the norm of max((z - top) / 2 - tau, 0), which is convex and decreasing,
    ends below tau, and drops a score each time. Else no score would be further below s than the step,
    (1 - norm) norm / first; and `first`, the sum over those above s, being at least that over those below, the
    quadratic equation would have 1 - norm^2 <= (1 - norm) norm, which no norm below 1 has.
    """
    bound = max(-1.0, _total(row, top, 0.0) / (2 * row.size) - row.size**-0.5)
    count = _candidates(row, target, top, 2 * bound, kept)
    while count:
        start = _quadratic_root(kept[:count], top, bound)
        number, first, second = _moments_above(kept[:count], top, start)
        norm = np.sqrt(second)
        end = start + (norm - 1) * norm / first
        if number == count:
            return end, count
        bound = max(bound, end)
        left = _gather(kept[:count], top, 2 * bound, kept, 0)
        if left == count:  # by rounding only
            return bound, count
        count = left
    return np.nan, 0


@njit(cache=True, nogil=True)
@no_type_check
def _quadratic_root(values, top, pivot):
    """The tau below the mean with sum_i ((v_i - top) / 2 - tau)^2 = 1; the mean if there is none."""
    first, second = _moments(values, top, pivot)
    mean = first / values.size
    return pivot + mean - np.sqrt(max(0.0, (1 - second + first * mean) / values.size))


@njit(cache=True, nogil=True)
@no_type_check
def sparsemax(scores, bits, out):
    """Write sparsemax of each row."""
    kept = np.empty_like(scores[0])
    for r in range(len(scores)):
        top = _largest(scores[r], bits[r])
        tau, _ = _sparsemax_threshold(scores[r], top, -1, kept)
        _write_sparsemax(scores[r], top, tau, 1.0, out[r])


@njit(cache=True, nogil=True)
@no_type_check
def entmax15(scores, bits, out):
    """Write 1.5-entmax of each row."""
    kept = np.empty_like(scores[0])
    for r in range(len(scores)):
        top = _largest(scores[r], bits[r])
        tau, _ = _entmax15_threshold(scores[r], top, -1, kept)
        _write_entmax15(scores[r], top, tau, 1.0, out[r])


@njit(cache=True, nogil=True)
@no_type_check
def _write_sparsemax(row, top, tau, scale, out):
    """Write scale * max(z_j - top - tau, 0)."""
    for j in range(row.size):
        u = np.float64(row[j]) - top - tau
        out[j] = 0.0 if u <= 0 else scale * u


@njit(cache=True, nogil=True)
@no_type_check
def _write_entmax15(row, top, tau, scale, out):
    """Write scale * max((z_j - top) / 2 - tau, 0)^2."""
    for j in range(row.size):
        u = (np.float64(row[j]) - top) * 0.5 - tau
        out[j] = 0.0 if u <= 0 else scale * (u * u)


@njit(cache=True, nogil=True)
@no_type_check
def sparsemax_product(p, v, out):
    """Write the product of sparsemax's Jacobian at p and v, row by row: v minus its mean over the support."""
    for r in range(len(p)):
        size, inside = _supported(p[r], v[r])
        mean = inside / size if size else np.nan
        _write_sparsemax_product(p[r], v[r], mean, out[r])


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _supported(p, v):
    """The size of the support and the sum of v over it."""
    size = 0
    inside = 0.0
    for j in range(p.size):
        size += p[j] > 0
        inside += np.float64(v[j]) if p[j] > 0 else 0.0
    return size, inside


@njit(cache=True, nogil=True)
@no_type_check
def _write_sparsemax_product(p, v, mean, out):
    for j in range(p.size):
        out[j] = 0.0 if p[j] == 0 else v[j] - mean


@njit(cache=True, nogil=True)
@no_type_check
def entmax15_product(p, v, out):
    """Write the product of 1.5-entmax's Jacobian at p and v: s = sqrt(p) times v minus its mean weighted by s."""
    for r in range(len(p)):
        weights, weighted = _root_weighted(p[r], v[r])
        mean = weighted / weights if weights != 0 else np.nan
        _write_entmax15_product(p[r], v[r], mean, out[r])


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _root_weighted(p, v):
    """The sums of s = sqrt(p) and of s v."""
    weights = weighted = 0.0
    for j in range(p.size):
        s = np.sqrt(np.float64(p[j]))
        weights += s
        weighted += s * v[j] if p[j] != 0 else 0.0
    return weights, weighted


@njit(cache=True, nogil=True)
@no_type_check
def _write_entmax15_product(p, v, mean, out):
    for j in range(p.size):
        out[j] = 0.0 if p[j] == 0 else np.sqrt(np.float64(p[j])) * (v[j] - mean)


@njit(cache=True, nogil=True)
@no_type_check
def sparsemax_loss(scores, bits, target, losses, tops, taus, complements):
    """Write loss, max z, tau, 1 - p_y; the loss is (sum_{j != y} p_j^2 + (1 - p_y)^2) / 2 + (tau - z_y)_+."""
    kept = np.empty_like(scores[0])
    for r in range(len(scores)):
        y = target[r]
        tops[r] = taus[r] = complements[r] = losses[r] = 0
        if y < 0:
            continue
        tops[r] = top = _largest(scores[r], bits[r])
        taus[r], n = _sparsemax_threshold(scores[r], top, y, kept)
        own = np.float64(scores[r, y]) - top - taus[r]
        first, second = _sparsemax_sums(kept[: n - (kept[n - 1] == scores[r, y])], top, taus[r])
        complements[r] = _complement(max(own, 0.0), first, taus[r])
        below = 0.0 if own > 0 else -own
        losses[r] = (second + complements[r] ** 2) / 2 + below


@njit(cache=True, nogil=True)
@no_type_check
def _complement(p, others, tau):
    """1 - p, from the sum of the others where p is near 1; NaN without a threshold."""
    if np.isnan(tau):
        return tau
    return others if p > 0.5 else 1 - p


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _sparsemax_sums(kept, top, tau):
    """The sums of p and of p^2."""
    first = second = 0.0
    for i in range(kept.size):
        p = np.float64(kept[i]) - top - tau
        first += p
        second += p * p
    return first, second


@njit(cache=True, nogil=True)
@no_type_check
def entmax15_loss(scores, bits, target, losses, tops, taus, complements):
    """As `sparsemax_loss`; with r = sqrt(p_y), 2/3 (sum_{j != y} p_j^1.5 + (1 - r)^2 (2 + r)) + 2 (tau - z_y / 2)_+."""
    kept = np.empty_like(scores[0])
    for r in range(len(scores)):
        y = target[r]
        tops[r] = taus[r] = complements[r] = losses[r] = 0
        if y < 0:
            continue
        tops[r] = top = _largest(scores[r], bits[r])
        taus[r], n = _entmax15_threshold(scores[r], top, y, kept)
        own = (np.float64(scores[r, y]) - top) / 2 - taus[r]
        second, third = _entmax15_sums(kept[: n - (kept[n - 1] == scores[r, y])], top, taus[r])
        complements[r] = _complement(max(own, 0.0) ** 2, second, taus[r])
        root, below = (own, 0.0) if own > 0 else (0.0, -2 * own)
        losses[r] = 2 / 3 * (third + (complements[r] / (1 + root)) ** 2 * (2 + root)) + below


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def _entmax15_sums(kept, top, tau):
    """The sums of p and of p^1.5."""
    second = third = 0.0
    for i in range(kept.size):
        u = (np.float64(kept[i]) - top) * 0.5 - tau
        u = 0.0 if u <= 0 else u
        second += u * u
        third += u * u * u
    return second, third


@njit(cache=True, nogil=True)
@no_type_check
def sparsemax_slope(scores, target, tops, taus, complements, weights, out):
    """Write the gradient of each row, weight * (p - e_y)."""
    for r in range(len(scores)):
        _write_sparsemax(scores[r], tops[r], taus[r], np.float64(weights[r]), out[r])
        _finish(target[r], weights[r] * complements[r], out[r])


@njit(cache=True, nogil=True)
@no_type_check
def entmax15_slope(scores, target, tops, taus, complements, weights, out):
    """Write the gradient of each row, weight * (p - e_y)."""
    for r in range(len(scores)):
        _write_entmax15(scores[r], tops[r], taus[r], np.float64(weights[r]), out[r])
        _finish(target[r], weights[r] * complements[r], out[r])


@njit(cache=True, nogil=True)
@no_type_check
def _finish(y, drop, out):
    """The label's entry, or a row of zeros where there is no label."""
    if y < 0:
        out[:] = 0
    else:
        out[y] = -drop

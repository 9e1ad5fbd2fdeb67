"""The threshold of a sparse map for one row of scores, without sorting.

The scores above a lower bound of the threshold are gathered in one pass over the row. Newton's method then rises to
the root on those alone, dropping the scores that it passes. Sums are in float64. NaN anywhere in the row, or a top
that is not finite, makes the threshold NaN.
"""

from typing import no_type_check

import numpy as np
from numba import njit

REASSOCIATE = {"reassoc", "contract"}
SETTLED = 1e-9
"""Newton's last step: the error that it leaves is of the order of its square."""


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def total(values, top):
    """sum_i (v_i - top)."""
    result = 0.0
    for i in range(values.size):
        result += np.float64(values[i]) - top
    return result


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def moments(values, top, pivot):
    """The sum of u_i and of u_i^2, u_i = (v_i - top) / 2 - pivot."""
    first = second = 0.0
    for i in range(values.size):
        u = (np.float64(values[i]) - top) * 0.5 - pivot
        first += u
        second += u * u
    return first, second


@njit(cache=True, nogil=True, fastmath=REASSOCIATE)
@no_type_check
def moments_above(values, top, tau):
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
def gather(values, top, floor, kept, count):
    """Write the values v with v - top > floor, and every NaN, to kept[count:]; returns the new count."""
    for i in range(values.size):
        kept[count] = values[i]
        count += not (np.float64(values[i]) - top <= floor)
    return count


@njit(cache=True, nogil=True)
@no_type_check
def candidates(row, target, top, floor, kept):
    """Gather the row's scores above the floor, the one of `target` (unless -1) at the end; returns their number."""
    if target < 0:
        return gather(row, top, floor, kept, 0)
    count = gather(row[:target], top, floor, kept, 0)
    count = gather(row[target + 1 :], top, floor, kept, count)
    return gather(row[target : target + 1], top, floor, kept, count)


@njit(cache=True, nogil=True)
@no_type_check
def sparsemax(row, top, target, kept):
    """(tau, n): p_j = max(z_j - top - tau, 0); kept[:n] are the scores of the support, the target's last.

    For any set S of classes, (sum_S (z_j - top) - 1) / |S| is at most tau, and it is tau for the support
    (Michelot 1986, doi:10.1007/BF00938486).
    """
    floor = max(-1.0, (total(row, top) - 1) / row.size)
    count = candidates(row, target, top, floor, kept)
    while count:
        tau = (total(kept[:count], top) - 1) / count
        left = gather(kept[:count], top, tau, kept, 0)
        if left == count:
            return tau, count
        count = left
    return np.nan, 0


@njit(cache=True, nogil=True)
@no_type_check
def entmax15(row, top, target, kept):
    """(tau, n): p_j = max((z_j - top) / 2 - tau, 0)^2; kept[:n] has the scores of the support, the target's last.

    The norm of u = max((z - top) / 2 - tau, 0) is convex and decreasing in tau, so that Newton's step from anywhere
    ends below the root, tau. The first bound is max(-1, mean - n^-1/2) (power means). While scores are dropped, the
    step starts at the root of the quadratic equation of the scores that are left, and if all of those are above it, it
    is tau (Peters, Niculae and Martins 2019, arXiv 1905.05702, section 3.1).
    """
    bound = max(-1.0, total(row, top) / (2 * row.size) - row.size**-0.5)
    count = candidates(row, target, top, 2 * bound, kept)
    dropped = True
    while count:
        start = quadratic_root(kept[:count], top, bound) if dropped else bound
        number, first, second = moments_above(kept[:count], top, start)
        if dropped and number == count:
            return start, count
        norm = np.sqrt(second)
        step = start + (norm - 1) * norm / first - bound
        bound += max(step, 0.0)
        left = gather(kept[:count], top, 2 * bound, kept, 0)
        dropped = left < count
        if not (dropped or step > SETTLED):
            return bound, count
        count = left
    return np.nan, 0


@njit(cache=True, nogil=True)
@no_type_check
def quadratic_root(values, top, pivot):
    """The tau below the mean with sum_i ((v_i - top) / 2 - tau)^2 = 1; the mean if there is none."""
    first, second = moments(values, top, pivot)
    mean = first / values.size
    return pivot + mean - np.sqrt(max(0.0, (1 - second + first * mean) / values.size))

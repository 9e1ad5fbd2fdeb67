"""The k items with the highest scores of each row, without sorting the others."""

from typing import no_type_check

import numpy as np
from jaxtyping import Float, Int
from numba import njit

BLOCK = 64


def top_k(scores: Float[np.ndarray, "rows items"], k: int) -> Int[np.ndarray, "rows k"]:
    """The items of each row by falling score, ties by number; -1 where no item is left. NaN and -inf are no scores."""
    found = np.empty((len(scores), k), dtype=np.int64)
    _top_k(scores, found)
    return found


@njit(cache=True, nogil=True)
@no_type_check
def _top_k(scores, found):
    """One pass over a row: what is above the lowest score so far is put in its place, the lowest falls out."""
    k = found.shape[1]
    best = np.empty(k, scores.dtype)
    for row in range(scores.shape[0]):
        score = scores[row]
        best[:] = -np.inf
        found[row] = -1
        for start in range(0, score.size, BLOCK):
            block = score[start : start + BLOCK]
            last = best[k - 1]
            some = np.int32(0)
            for i in range(block.size):
                some = np.int32(some + (block[i] > last))
            if some == 0:
                continue
            for i in range(block.size):
                if block[i] > best[k - 1]:
                    place = k - 1
                    while place > 0 and block[i] > best[place - 1]:
                        best[place] = best[place - 1]
                        found[row, place] = found[row, place - 1]
                        place -= 1
                    best[place] = block[i]
                    found[row, place] = start + i

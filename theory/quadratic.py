r"""The quadratic losses of arXiv 2506.09454 for one context, exact in fractions and symbols.

N = len(scores), I = `positives`, the indices (from 0) of the relevant items, r_y = 1 on I and 0 elsewhere. The paper's
objectives are sums over contexts of these, divided by |D| (Eq. 15-18) or M N (Eq. 11), plus a regulariser. With
$s = \sum_y o_y$:

- `rgx(o, y)` is the second-order expansion of the softmax loss at 0 (Eq. 13) without its constant
  $\log N - \frac12$, and `rg2(o, y)` is $\frac{s^2}{2N^2}$ more.
- `rg2_squares(o, I)` is $2N\sum_{y \in I}$ `rg2(o, y)` $+ N^2 - 2N|I|$, and `rgx_squares(o, I)` is
  $2N\sum_{y \in I}$ `rgx(o, y)` $+ N^2 - 2N|I|$, so that the lambda of Eq. 16 and 17 is 2N times that of Eq. 15.
- `rgx_squares_printed` subtracts N times the interaction term that `rgx_squares` subtracts, and is not bounded below.

All raise ValueError for a y, or for positives, that are no indices of scores, and for fewer than 0 negatives n.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from jaxtyping import Float

Scores = Sequence[Any] | Float[np.ndarray, " n"]
"""The scores of all N items, of one type: fractions, symbols or floats."""


def wsl(scores: Scores, targets: Sequence[Any], weights: Sequence[Any]) -> Any:
    """Weighted squared loss, Eq. 11: the sum of w_y (o_y - r_y)^2, for any targets r."""
    return sum(w * (o - r) ** 2 for o, r, w in zip(scores, targets, weights, strict=True))


def wrmf(scores: Scores, positives: Collection[int], alpha: Any) -> Any:
    """Hu et al. (2008), doi 10.1109/ICDM.2008.22, as in Eq. 11: weights alpha + 1 on positives and 1 elsewhere."""
    r = _relevance(scores, positives)
    return wsl(scores, r, [1 + alpha * x for x in r])


def rg2(scores: Scores, y: int) -> Any:
    r"""Eq. 15 for a pair: $-o_y + \frac1{2N}\|o + 1\|^2$, least at $o = N e_y - 1$, where it is $1 - \frac N2$."""
    _require_index(y, scores)
    return -scores[y] + _squares(scores) / (2 * len(scores))


def rgx(scores: Scores, y: int) -> Any:
    r"""Eq. 14-15 for a pair: `rg2` minus $\frac{s^2}{2N^2}$. A common offset does not change it."""
    return rg2(scores, y) - sum(scores) ** 2 / (2 * len(scores) ** 2)


def rg2_squares(scores: Scores, positives: Collection[int]) -> Any:
    r"""Eq. 16: $\sum_y |I| (o_y + 1 - r_y N/|I|)^2$; ValueError without positives, where N/|I| is not defined."""
    return wsl(scores, targets(scores, positives), [len(positives)] * len(scores))


def rgx_squares(scores: Scores, positives: Collection[int]) -> Any:
    r"""Eq. 17 with its interaction term once a context, as Eq. 15 has it: `rg2_squares` minus $\frac{|I|}N s^2$."""
    return rg2_squares(scores, positives) - len(positives) * sum(scores) ** 2 / len(scores)


def rgx_squares_printed(scores: Scores, positives: Collection[int]) -> Any:
    r"""Eq. 17 to the letter, the interaction term inside the sum over y: `rg2_squares` minus $|I| s^2$."""
    return rg2_squares(scores, positives) - len(positives) * sum(scores) ** 2


def rgx_squares_factorised(scores: Scores, positives: Collection[int]) -> Any:
    r"""Eq. 31-32: `rg2_squares` minus $\frac{|I|}N \sum_y o_y^2$, the diagonal of the interaction term only."""
    return rg2_squares(scores, positives) - len(positives) * sum(o**2 for o in scores) / len(scores)


def targets(scores: Scores, positives: Collection[int]) -> list[Fraction]:
    r"""The $r_y N/|I| - 1$ that the squares of Eq. 16-18 measure from (S of Eq. 32); ValueError without positives."""
    if not positives:
        raise ValueError("positives: expected at least one, got none")
    return [r * Fraction(len(scores), len(positives)) - 1 for r in _relevance(scores, positives)]


def sampled_weights(scores: Scores, positives: Collection[int], n: int) -> list[Fraction]:
    r"""Eq. 19, for n negatives: |I| on positives and $|I|\frac{n+1}N$ elsewhere."""
    _require_negatives(n)
    other = Fraction(n + 1, len(scores))
    return [len(positives) * (Fraction(1) if r else other) for r in _relevance(scores, positives)]


def sampled_rg2_squares(scores: Scores, positives: Collection[int], n: int) -> Any:
    """Eq. 18: the squares of Eq. 16 with the weights of Eq. 19; those of Eq. 16 for n + 1 = N."""
    return wsl(scores, targets(scores, positives), sampled_weights(scores, positives, n))


def sampled_rgx_squares_printed(scores: Scores, positives: Collection[int], n: int) -> Any:
    r"""Eq. 18 to the letter: `sampled_rg2_squares` minus $\frac{n+1}{N^2} s^2 \sum_y w_y$."""
    interaction = (n + 1) * sum(scores) ** 2 / len(scores) ** 2
    return sampled_rg2_squares(scores, positives, n) - interaction * sum(sampled_weights(scores, positives, n))


def sampled_rg2(scores: Scores, y: int, n: int) -> Any:
    r"""The mean over n uniform draws with replacement that Eq. 18 starts from, for a pair.

    Of $-o_y + \frac1{2n+2}\|o_{[n]} + 1\|^2$, where $o_{[n]}$ has the score of y and those of the draws. It is `rg2`
    weighted otherwise than in Eq. 19: the coefficient of $(o_j + 1)^2$ is $\frac n{N(2n+2)}$, and for j = y
    $\frac1{2n+2}$ more.
    """
    _require_index(y, scores)
    _require_negatives(n)
    return -scores[y] + ((scores[y] + 1) ** 2 + n * _squares(scores) / len(scores)) / (2 * n + 2)


def sampled_rgx(scores: Scores, y: int, n: int) -> Any:
    r"""`sampled_rg2` minus the mean of $\frac1{2(n+1)^2}(1^\top o_{[n]})^2$ over the same draws."""
    uncentred = sampled_rg2(scores, y, n)
    mean, square = (sum(o**r for o in scores) / len(scores) for r in (1, 2))
    second_moment = (scores[y] + n * mean) ** 2 + n * (square - mean**2)
    return uncentred - second_moment / (2 * (n + 1) ** 2)


def _squares(scores: Scores) -> Any:
    return sum((o + 1) ** 2 for o in scores)


def _relevance(scores: Scores, positives: Collection[int]) -> list[int]:
    chosen = set(positives)
    if len(chosen) < len(positives) or not chosen <= set(range(len(scores))):
        raise ValueError(f"positives: expected distinct indices from 0 to {len(scores) - 1}, got {sorted(positives)}")
    return [int(y in chosen) for y in range(len(scores))]


def _require_index(y: int, scores: Scores) -> None:
    if not 0 <= y < len(scores):
        raise ValueError(f"y: expected an index from 0 to {len(scores) - 1}, got {y}")


def _require_negatives(n: int) -> None:
    if n < 0:
        raise ValueError(f"n: expected at least 0 negatives, got {n}")

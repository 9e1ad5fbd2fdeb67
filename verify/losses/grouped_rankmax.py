"""The label-adapted Rankmax loss of all positives of a context, from one pass over its scores.

The loss of a positive y is log T_y, T_y = sum_j max(o_j - t_y, 0), with the threshold t_y = o_y - 1: its own term is 1.
The thresholds of a context's positives, in order, divide its scores into bins. With E the sum of the distances of the
scores in a bin to the threshold t below it, and C' the number of scores above the next threshold t' > t,
T = E + T' + C' (t' - t): no term is negative, and nothing cancels. The gradient in o_j is the sum of 1 / T_y over the
thresholds below o_j. For m positives that is O(n log m), not O(n m).
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.losses.rankmax import RANKMAX_LOSS
from verify.shapes import Pairs, Rows

PerPair = Float[Tensor, " pairs"]


def rankmax_residual(
    scores: Rows, rows: Pairs, columns: Pairs, counts: Int[Tensor, " rows"]
) -> tuple[Float[Tensor, ""], Rows]:
    """The sum of the losses, and its gradient; `rows` ascend, with `counts` pairs each, and the scores are overwritten.

    Sums are in float64. A positive of -inf gives +inf; NaN, +inf and nothing but -inf give NaN.
    """
    top = scores.amax(1, keepdim=True)
    scores.sub_(top)
    own = scores[rows, columns]
    thresholds, places = _thresholds(own - 1, rows, counts)
    bins = torch.searchsorted(thresholds, scores)
    totals, above = _totals(scores, thresholds, bins)
    others = _others(scores, rows, columns, own, totals[rows, places] - 1)
    loss = (others.log1p() + 0 * top[rows, 0]).sum()
    share = (1 / (1 + others)).masked_fill(own.isneginf(), 0)
    shares = torch.zeros_like(totals).index_put((rows, places), share)
    slope = torch.nn.functional.pad(shares.cumsum(1), (1, 0)).to(scores.dtype).gather(1, bins)
    drop = (-share * above[rows, places]).to(scores.dtype)
    return loss.to(scores.dtype), slope.index_put_((rows, columns), drop, accumulate=True)


def rankmax_pair_residual(scores: Rows, rows: Pairs, columns: Pairs) -> Rows:
    """The gradient of the sum of the losses, pair by pair, differentiable."""
    slopes = RANKMAX_LOSS.residual(scores[rows], columns)
    return torch.zeros_like(scores).index_add(0, rows, slopes)


def _thresholds(
    thresholds: PerPair, rows: Pairs, counts: Int[Tensor, " rows"]
) -> tuple[Float[Tensor, "rows most"], Pairs]:
    """The thresholds of each row in ascending order, filled up with +inf, and the place of each pair's own."""
    within = torch.arange(len(rows), device=rows.device) - (counts.cumsum(0) - counts)[rows]
    most = int(counts.max()) if len(counts) else 0
    table = thresholds.new_full((len(counts), most), torch.inf).index_put((rows, within), thresholds)
    ascending, order = table.sort(dim=1, stable=True)
    return ascending, order.argsort(1)[rows, within]


def _totals(
    scores: Rows, thresholds: Float[Tensor, "rows most"], bins: Int[Tensor, "rows n"]
) -> tuple[Float[Tensor, "rows most"], Float[Tensor, "rows most"]]:
    """For each threshold the sum of the scores' distances above it, and how many scores are above it."""
    below = thresholds.gather(1, (bins - 1).clamp(min=0))
    distance = (scores - below).masked_fill(bins == 0, 0).double()
    shape = len(thresholds), thresholds.shape[1] + 1
    sums = distance.new_zeros(shape).scatter_add(1, bins, distance)
    above = _suffix(distance.new_zeros(shape).scatter_add(1, bins, torch.ones_like(distance)))[:, 1:]
    rises = thresholds.double().diff(dim=1).masked_fill(above[:, 1:] == 0, 0)
    climbs = torch.nn.functional.pad(_suffix(rises * above[:, 1:]), (0, 1))
    return _suffix(sums)[:, 1:] + climbs, above


def _suffix(values: Float[Tensor, "rows m"]) -> Float[Tensor, "rows m"]:
    """The sums of each value and those after it."""
    return values.flip(1).cumsum(1).flip(1)


def _others(
    scores: Rows, rows: Pairs, columns: Pairs, own: PerPair, rough: Float[Tensor, " pairs"]
) -> Float[Tensor, " pairs"]:
    """T_y - 1 in float64: where it is small, from the other scores alone; +inf for a positive of -inf.

    It is below 1 for the largest positive of a context at most.
    """
    few = (rough < 1).nonzero()[:, 0]
    terms = (scores[rows[few]] - own[few, None] + 1).clamp(min=0).scatter(1, columns[few, None], 0)
    return rough.index_put((few,), terms.double().sum(1)).masked_fill(own.isneginf(), torch.inf)

"""The quadratic losses of a batch of contexts, grouped by context: RG2, RGx and WRMF.

Positives are pairs: `rows[i]`, `columns[i]` are the context and the item of positive i. A pair that is given twice
counts twice for RG2 and RGx, and is refused by WRMF. Each loss is a sum: over the positives for RG2 and RGx (to the
scale of RG paper, arXiv 2506.09454, Eq. 15), where a context without any adds 0, and over all pairs for WRMF.

Those of scores take `scores` of shape (batch, n). Those called linear take `contexts` (batch, K) and `items` (n, K),
have the value and the gradient of the scores contexts items^T and never form them: O((batch + n) K^2 + pairs K). All is
computed in float32 at least; bfloat16 gives a loss rounded to bfloat16. Every loss raises `UsageError` for shapes that
do not fit and pairs out of range, and TypeError for scores or factors that are not floating-point and for pairs that
are not whole numbers. The `alpha` of WRMF is a finite number of at least -1, where no weight is negative.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import embedding

from verify.errors import UsageError
from verify.losses.arguments import require_factors, require_matrix, require_number, require_pairs
from verify.maps.shape import working_dtype


def rg2_loss(scores: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """The sum over the positives of -o_y + |o + 1|^2 / 2n; strongly convex, at least 1 - n/2 a positive."""
    o, rows, columns = _wide_scores(scores, rows, columns)
    o, counts = _with_positives(o, rows)
    squares = counts @ (o + 1).square().sum(1)
    return (squares / (2 * o.shape[1]) - o[rows, columns].sum()).to(scores.dtype)


def rgx_loss(scores: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """The sum over the positives of -o_y + |o + 1|^2 / 2n - (1^T o)^2 / 2n^2; convex, at least 1 - n/2 a positive.

    With the mean m and the variance v of the scores it is m - o_y + (1 + v) / 2, which is how it is computed: a common
    offset does no harm.
    """
    o, rows, columns = _wide_scores(scores, rows, columns)
    o, counts = _with_positives(o, rows)
    o = o - o.detach().amax(1, keepdim=True)
    mean = o.mean(1, keepdim=True)
    halves = counts @ (1 + (o - mean).square().mean(1)) / 2
    return (halves + (mean[rows, 0] - o[rows, columns]).sum()).to(scores.dtype)


def wrmf_loss(scores: Tensor, rows: Tensor, columns: Tensor, alpha: float) -> Float[Tensor, ""]:
    """The sum over all pairs of w (o - r)^2, with r = 1, w = alpha + 1 on positives and r = 0, w = 1 elsewhere.

    Hu, Koren and Volinsky (2008), doi 10.1109/ICDM.2008.22, as in RG paper, Eq. 11, where the mean is over all pairs.
    """
    o, rows, columns = _wide_scores(scores, rows, columns)
    _require_wrmf(alpha, rows, columns, o.shape[1])
    residual = o.index_put((rows, columns), o[rows, columns] - 1)
    return (residual.square().sum() + alpha * residual[rows, columns].square().sum()).to(scores.dtype)


def linear_rg2_loss(contexts: Tensor, items: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """`rg2_loss`, by sum_y (P . Q_y + 1)^2 = P^T Q^T Q P + 2 P^T Q^T 1 + n."""
    P, Q, rows, columns, dtype = _wide_factors(contexts, items, rows, columns)
    P, counts = _with_positives(P, rows)
    weighted = counts[:, None] * P
    squares = _energy(weighted, P, Q) + 2 * weighted.sum(0) @ Q.sum(0) + len(Q) * counts.sum()
    return (squares / (2 * len(Q)) - _pair_scores(P, Q, rows, columns).sum()).to(dtype)


def linear_rgx_loss(contexts: Tensor, items: Tensor, rows: Tensor, columns: Tensor) -> Float[Tensor, ""]:
    """`rgx_loss`, by items from which their mean is taken: the scores' mean is then 0."""
    P, Q, rows, columns, dtype = _wide_factors(contexts, items, rows, columns)
    P, counts = _with_positives(P, rows)
    Q = Q - Q.mean(0)
    halves = (counts.sum() + _energy(counts[:, None] * P, P, Q) / len(Q)) / 2
    return (halves - _pair_scores(P, Q, rows, columns).sum()).to(dtype)


def linear_wrmf_loss(contexts: Tensor, items: Tensor, rows: Tensor, columns: Tensor, alpha: float) -> Float[Tensor, ""]:
    """`wrmf_loss`, by the squares of all scores, and what the positives change."""
    P, Q, rows, columns, dtype = _wide_factors(contexts, items, rows, columns)
    _require_wrmf(alpha, rows, columns, len(Q))
    o = _pair_scores(P, Q, rows, columns)
    return (_energy(P, P, Q) + ((alpha + 1) * (o - 1).square() - o.square()).sum()).to(dtype)


def _energy(weighted: Float[Tensor, "batch k"], P: Float[Tensor, "batch k"], Q: Float[Tensor, "n k"]) -> Tensor:
    """The sum over contexts of weight * |Q P_x|^2, from two K x K matrices."""
    return ((weighted.T @ P) * (Q.T @ Q)).sum()


def _pair_scores(
    P: Float[Tensor, "batch k"], Q: Float[Tensor, "n k"], rows: Tensor, columns: Tensor
) -> Float[Tensor, " pairs"]:
    return (embedding(rows, P) * embedding(columns, Q)).sum(-1)


def _with_positives(
    contexts: Float[Tensor, "batch _"], rows: Int[Tensor, " pairs"]
) -> tuple[Float[Tensor, "batch _"], Float[Tensor, " batch"]]:
    """The contexts, zeros where there are no positives, and the number of positives of each."""
    counts = torch.bincount(rows, minlength=len(contexts)).to(contexts.dtype)
    return contexts.where(counts[:, None] > 0, 0), counts


def _require_wrmf(alpha: float, rows: Int[Tensor, " pairs"], columns: Int[Tensor, " pairs"], n: int) -> None:
    require_number("alpha", alpha, -1.0)
    places, times = (rows * n + columns).unique(return_counts=True)
    if (twice := places[times > 1]).numel():
        pair = divmod(int(twice[0]), n)
        raise UsageError(f"rows, columns: expected every pair once, got {pair} more than once")


def _wide_scores(
    scores: Tensor, rows: Tensor, columns: Tensor
) -> tuple[Float[Tensor, "batch n"], Int[Tensor, " pairs"], Int[Tensor, " pairs"]]:
    """The scores in their `working_dtype`, and the pairs as int64."""
    require_matrix("scores", scores, "(batch, n)")
    rows, columns = require_pairs(rows, columns, scores.shape[0], scores.shape[1])
    return scores.to(working_dtype(scores.dtype)), rows, columns


def _wide_factors(
    contexts: Tensor, items: Tensor, rows: Tensor, columns: Tensor
) -> tuple[Float[Tensor, "batch k"], Float[Tensor, "n k"], Int[Tensor, " pairs"], Int[Tensor, " pairs"], torch.dtype]:
    """The factors in their `working_dtype`, the pairs as int64, and the dtype that the factors had."""
    require_factors(contexts, items)
    rows, columns = require_pairs(rows, columns, len(contexts), len(items))
    dtype = torch.promote_types(contexts.dtype, items.dtype)
    wide = working_dtype(dtype)
    return contexts.to(wide), items.to(wide), rows, columns, dtype

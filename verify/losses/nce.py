"""Noise-contrastive estimation and negative sampling, from the scores of the positives and of the draws.

Scores of -inf are masked classes; a positive of -inf gives +inf; NaN and +inf give NaN. All is computed in float32 at
least; bfloat16 scores give a loss rounded to bfloat16. `reduction` is "none", "mean" or "sum". Both losses raise
`UsageError` for a shape that does not fit and an unknown reduction, and TypeError for scores and logs that are not
floating-point.
"""

import math

from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import logsigmoid

from verify.losses.arguments import fitting, log_proposal, nan_if_infinite, reduced, require_number, wide_scores


def nce_loss(
    positive: Tensor,
    negatives: Tensor,
    log_q: Tensor,
    log_q_positive: Tensor,
    *,
    log_normaliser: float | Tensor = 0.0,
    reduction: str = "mean",
) -> Float[Tensor, "..."]:
    """The loss softplus(-x_y) + sum_j softplus(x_j) with x = o - c - log(k q): telling the positive from k draws of q.

    `positive` has shape (*batch), `negatives` (*batch, k) with k >= 1; `log_q` broadcasts to that of the negatives,
    `log_q_positive` and c = `log_normaliser` to that of the positives. c is clamped (0, or a number) or a tensor to be
    learned, one for all rows or one a row. Hits are kept: the noise may be the positive's class.

    Gutmann and Hyvarinen (2012), JMLR 13:307-361; Mnih and Teh (2012), arXiv 1206.6426.
    """
    s_y, s, dtype = wide_scores(positive, negatives)
    if not isinstance(log_normaliser, Tensor):
        require_number("log_normaliser", log_normaliser)
        log_normaliser = s.new_tensor(log_normaliser)
    c = fitting("log_normaliser", log_normaliser, s_y)
    log_k = math.log(s.shape[-1])
    x_y = s_y - c - (log_proposal("log_q_positive", log_q_positive, s_y) + log_k)
    x = s - c[..., None] - (log_proposal("log_q", log_q, s) + log_k)
    return reduced(_logistic(x_y, x), reduction).to(dtype)


def negative_sampling_loss(positive: Tensor, negatives: Tensor, reduction: str = "mean") -> Float[Tensor, "..."]:
    """The loss softplus(-o_y) + sum_j softplus(o_j), which is NCE where k q = 1 and c = 0.

    `positive` has shape (*batch), `negatives` (*batch, k) with k >= 1. Mikolov et al. (2013), arXiv 1310.4546, Eq. 4.
    """
    s_y, s, dtype = wide_scores(positive, negatives)
    return reduced(_logistic(s_y, s), reduction).to(dtype)


def _logistic(positive: Float[Tensor, "*batch"], negatives: Float[Tensor, "*batch k"]) -> Float[Tensor, "*batch"]:
    return nan_if_infinite(-logsigmoid(positive) - logsigmoid(-negatives).sum(-1), positive, negatives)

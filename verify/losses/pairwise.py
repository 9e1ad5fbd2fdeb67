"""Losses of a positive against negatives, for batches on any device: BPR, BCE, UIB and SML; their sum over negatives.

`positive` has shape (*batch), `negatives` (*batch, k) with k >= 1, and `reduction` is "none", "mean" or "sum" over the
batch. All is computed in float32 at least, from differences of scores; bfloat16 gives a loss rounded to bfloat16. A
negative of -inf is masked and costs nothing, else a positive of -inf gives +inf; NaN and +inf give NaN. Every loss
raises `UsageError` for a shape that does not fit, a weight that is negative or not finite and an unknown reduction, and
TypeError for scores, embeddings, boundaries or margins that are not floating-point and weights that are no numbers.
"""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import logsigmoid

from verify.errors import UsageError
from verify.losses.arguments import fitting, nan_if_infinite, reduced, require_number, wide_scores
from verify.losses.nce import negative_sampling_loss
from verify.maps.shape import require_floating, working_dtype


def bpr_loss(positive: Tensor, negatives: Tensor, reduction: str = "mean") -> Float[Tensor, "..."]:
    """Bayesian personalised ranking: the sum of -log sigma(o_y - o_j). Rendle et al. (2009), arXiv 1205.2618."""
    s_y, s, dtype = wide_scores(positive, negatives)
    gaps = (s_y[..., None] - s).masked_fill(s.isneginf(), torch.inf)
    return reduced(nan_if_infinite(-logsigmoid(gaps).sum(-1), s_y, s), reduction).to(dtype)


def bce_loss(positive: Tensor, negatives: Tensor, reduction: str = "mean") -> Float[Tensor, "..."]:
    """Binary cross-entropy over the positive and the draws, -log sigma(o_y) plus the sum of -log(1 - sigma(o_j)).

    It is negative sampling under the name that it has for recommendation: He et al. (2017), arXiv 1708.05031, Eq. 7.
    """
    return negative_sampling_loss(positive, negatives, reduction)


def uib_loss(
    positive: Tensor,
    negatives: Tensor,
    boundary: Tensor,
    alpha: float = 1.0,
    reduction: str = "mean",
) -> Float[Tensor, "..."]:
    """User interest boundary: -log sigma(o_y - b_x), plus alpha times the sum of -log sigma(b_x - o_j).

    `boundary`, the b_x of each row, broadcasts to the shape of `positive`. Zhuo et al. (2022), arXiv 2111.11026,
    Eq. 4, with the phi(t) = -log sigma(-t) of Eq. 6; RG paper (arXiv 2506.09454), B.2, has alpha = 1.
    """
    require_number("alpha", alpha, 0.0)
    s_y, s, dtype = wide_scores(positive, negatives)
    b = fitting("boundary", boundary, s_y)
    loss = -logsigmoid(s_y - b) - alpha * logsigmoid(b[..., None] - s).sum(-1)
    return reduced(nan_if_infinite(loss, s_y, s), reduction).to(dtype)


def sml_loss(
    user: Tensor,
    positive: Tensor,
    negatives: Tensor,
    user_margin: Tensor,
    item_margin: Tensor,
    *,
    weight: float,
    reward: float,
    reduction: str = "mean",
) -> Float[Tensor, "..."]:
    """Symmetric metric learning, from embeddings, with d the squared Euclidean distance.

    The sum over negatives j of [d(x,y) - d(x,j) + m_x]_+ + lambda [d(x,y) - d(y,j) + n_y]_+, minus gamma (m_x + n_y),
    with lambda = `weight` and gamma = `reward`; the slope of a hinge at 0 is 0. `user` and `positive` have the shape
    (*batch, dim), `negatives` (*batch, k, dim). The margins broadcast to the batch; `project_margins_` keeps them in
    range. With "mean", the last term is gamma times the mean margins over the batch, and over all pairs of X and Y that
    of RG paper (arXiv 2506.09454), B.2. Li et al. (2020), doi 10.1609/aaai.v34i04.5894.
    """
    require_number("weight", weight, 0.0)
    require_number("reward", reward, 0.0)
    x, y, others, dtype = _wide_embeddings(user, positive, negatives)
    near = _distance(x, y)
    m, n = (fitting(name, v, near) for name, v in (("user_margin", user_margin), ("item_margin", item_margin)))
    by_user = ((near + m)[..., None] - _distance(x[..., None, :], others)).relu().sum(-1)
    by_item = ((near + n)[..., None] - _distance(y[..., None, :], others)).relu().sum(-1)
    return reduced(by_user + weight * by_item - reward * (m + n), reduction).to(dtype)


@torch.no_grad()
def project_margins_(margins: Float[Tensor, "*shape"], largest: float) -> None:
    """Clip the margins of SML, which are to be in (0, l], in place to the closure [0, l], l = `largest`.

    To be called after each step of the optimiser. Raises `UsageError` unless l > 0 is finite, and TypeError for margins
    that are not floating-point and an l that is no number.
    """
    require_floating("margins", margins)
    require_number("largest", largest)
    if not largest > 0:
        raise UsageError(f"largest: expected a margin above 0, got {largest}")
    margins.clamp_(0, largest)


def _distance(a: Float[Tensor, "*#shape dim"], b: Float[Tensor, "*#shape dim"]) -> Float[Tensor, "*shape"]:
    return (a - b).square().sum(-1)


def _wide_embeddings(
    user: Tensor, positive: Tensor, negatives: Tensor
) -> tuple[Float[Tensor, "*batch dim"], Float[Tensor, "*batch dim"], Float[Tensor, "*batch k dim"], torch.dtype]:
    """The embeddings in float32 at least, and the dtype that they had."""
    named = {"user": user, "positive": positive, "negatives": negatives}
    for name, embeddings in named.items():
        require_floating(name, embeddings)
    if positive.shape != user.shape or user.ndim == 0:
        raise UsageError(f"positive: expected the shape {tuple(user.shape)} of user, got {tuple(positive.shape)}")
    k = negatives.shape[-2] if negatives.ndim > 1 else 0
    if negatives.shape != (*user.shape[:-1], k, user.shape[-1]) or k == 0:
        raise UsageError(
            f"negatives: expected the shape {tuple(user.shape)} of user with an axis of at least one draw before the "
            f"last, got {tuple(negatives.shape)}"
        )
    dtype = torch.promote_types(torch.promote_types(user.dtype, positive.dtype), negatives.dtype)
    wide = working_dtype(dtype)
    return user.to(wide), positive.to(wide), negatives.to(wide), dtype

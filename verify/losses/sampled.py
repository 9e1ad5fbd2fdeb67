"""Sampled softmax, in every bookkeeping, from the scores of the positives and of the draws."""

import math
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from theory.bookkeeping import Bookkeeping
from verify.errors import UsageError
from verify.losses.arguments import log_proposal, reduced, require_broadcast, wide_scores
from verify.samplers.draws import require_count


def sampled_softmax_loss(
    positive: Tensor,
    negatives: Tensor,
    log_q: Tensor | None,
    bookkeeping: Bookkeeping,
    *,
    hits: Tensor | None = None,
    log_q_positive: Tensor | None = None,
    n_items: int | None = None,
    reduction: str = "mean",
) -> Float[Tensor, "..."]:
    """The loss log Z^ - o_y, with the Z^ that the bookkeeping states.

    `positive` has shape (*batch), `negatives` (*batch, k) with k >= 1; `log_q`, and the mask `hits` of the draws that
    equal the positive, broadcast to that of the negatives, `log_q_positive` to that of the positives. What the
    bookkeeping does not use is ignored: `hits` where they are kept, `log_q` but for a correction, `log_q_positive` but
    for "q", and the number of classes `n_items` but for "Nq".

    All is computed relative to o_y, in float32 at least, so that a common offset does no harm. With the positive in Z^
    the loss is never negative, and 0 where no draw is left; without, it is -inf there. Scores of -inf are masked
    classes; a positive of -inf gives +inf; NaN and +inf give NaN, and so do scores that are all -inf, and a negative
    above the positive by more than the format can hold. bfloat16 scores give a loss rounded to bfloat16. `reduction` is
    "none", "mean" or "sum".

    Raises `UsageError` for a shape that does not fit, an argument that the bookkeeping needs and does not get and an
    unknown reduction; TypeError for scores and logs that are not floating-point and hits that are not boolean.
    """
    if not isinstance(bookkeeping, Bookkeeping):
        raise TypeError(f"bookkeeping: expected a Bookkeeping, such as IMPORTANCE, got {bookkeeping!r}")
    s_y, s, dtype = wide_scores(positive, negatives)
    finite = s_y.masked_fill(s_y.isneginf(), 0)
    removed = _removed(hits, s) if bookkeeping.hits == "remove" else None
    gap = s - finite[..., None]
    gap -= _log_divisor(bookkeeping, s, removed, log_q, log_q_positive, n_items)
    if removed is not None:
        gap.masked_fill_(removed, -torch.inf)
    own = (s_y - finite).detach() if bookkeeping.positive else torch.full_like(s_y, -torch.inf)
    return reduced(_LogSum.apply(gap, own)[0] + (finite - s_y), reduction).to(dtype)


def _removed(hits: Tensor | None, negatives: Float[Tensor, "*batch k"]) -> Tensor:
    if hits is None:
        raise UsageError("hits: expected a tensor, which this bookkeeping needs, got None")
    if not isinstance(hits, Tensor) or hits.dtype != torch.bool:
        raise TypeError(f"hits: expected a boolean mask, got {getattr(hits, 'dtype', hits)}")
    require_broadcast("hits", hits, negatives)
    return hits.expand(negatives.shape)


def _log_divisor(
    bookkeeping: Bookkeeping,
    negatives: Float[Tensor, "*batch k"],
    removed: Tensor | None,
    log_q: Tensor | None,
    log_q_positive: Tensor | None,
    n_items: int | None,
) -> Tensor | float:
    """The log of the d_j of each draw; +inf where no draw is left to be divided by n = 0."""
    if bookkeeping.correction == "none":
        return 0.0
    log_q = log_proposal("log_q", log_q, negatives)
    k = negatives.shape[-1]
    match bookkeeping.correction:
        case "Nq":
            if n_items is None:
                raise UsageError("n_items: expected the number of classes, which this bookkeeping needs, got None")
            require_count("n_items", n_items, 1)
            return log_q + math.log(n_items)
        case "q":
            return log_q - log_proposal("log_q_positive", log_q_positive, negatives[..., 0])[..., None]
        case "nq" if removed is not None:
            return log_q + (k - removed.sum(-1, keepdim=True)).to(log_q.dtype).log()
    return log_q + math.log(k)


class _LogSum(torch.autograd.Function):
    """log(exp(own) + sum_j exp(gap_j)), where own is 0, -inf or NaN, and its gradient, each draw's share of the sum.

    Derivatives of every order follow from the shares alone. Where own is 0 the value is the log1p of a sum of
    non-negative terms, or at least the largest gap: never negative. Where nothing is left it is -inf, of gradient 0.
    """

    generate_vmap_rule = True

    @staticmethod
    def forward(gap: Tensor, own: Tensor) -> tuple[Tensor, Tensor]:
        level = torch.maximum(gap.amax(-1), own)
        nothing = level.isneginf()
        level.masked_fill_(nothing, 0)
        share = (gap - level[..., None]).exp_()
        rest = (share.sum(-1) + (own - level).expm1_()).masked_fill_(nothing, 0)
        share /= (1 + rest)[..., None]
        return level.add_(rest.log1p_()).masked_fill_(nothing, -torch.inf), share

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor], output: tuple[Tensor, Tensor]) -> None:  # noqa: ARG004
        ctx.save_for_backward(output[1])
        ctx.save_for_forward(output[1])
        ctx.set_materialize_grads(False)

    @staticmethod
    def backward(ctx: Any, to_value: Tensor | None, to_share: Tensor | None) -> tuple[Tensor, None]:
        (share,) = ctx.saved_tensors
        pull: Tensor | float = 0.0 if to_value is None else to_value[..., None]
        if to_share is not None:
            pull = pull + to_share - (to_share * share).sum(-1, keepdim=True)
        return share * pull, None

    @staticmethod
    def jvp(ctx: Any, gap: Tensor, _: None) -> tuple[Tensor, Tensor]:
        (share,) = ctx.saved_tensors
        value = (share * gap).sum(-1)
        return value, share * (gap - value[..., None])

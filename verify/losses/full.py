"""Losses of the scores of all classes, called as `torch.nn.functional.cross_entropy` is, with the classes last.

`scores` has shape (*batch, n). `target` is a class for each of the batch, shape (*batch), or a distribution over the
classes, shape (*batch, n), which gets no gradient. `reduction` is "mean" over the targets that are not `ignore_index`,
"sum" or "none".

No loss is negative, and a common offset of the scores does no harm. A class of score -inf has no effect where it is not
the target and makes the loss +inf where it is; NaN, +inf, or nothing but -inf, gives NaN. Half precision is computed in
float32 and rounded once.

Reverse and forward mode, and one over the other, are defined; `torch.vmap` is not, so second derivatives come from
`torch.autograd.functional.hessian` and not from `torch.func.hessian`.

All raise TypeError for scores that are not floating point and classes that are not integers, and `UsageError` for a
target out of range or of another shape, a target distribution that is negative or does not sum to 1, and an unknown
reduction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from verify.kernels import losses as compiled
from verify.kernels import usable
from verify.losses import tsallis
from verify.losses.arguments import reduced, require_distribution
from verify.losses.distribution import DistributionLoss
from verify.losses.label import LabelLoss, minus_label
from verify.losses.rankmax import RANKMAX_LOSS
from verify.losses.softmax import CROSS_ENTROPY, SOFTMAX_LOSS
from verify.maps.entmax15 import ENTMAX15
from verify.maps.entmax_bisect import entmax_bisect, require_alpha
from verify.maps.projection import Projection
from verify.maps.rankmax import scaled
from verify.maps.shape import labels, require_scores, working_dtype
from verify.maps.sparsemax import SPARSEMAX

Scores = Shaped[Tensor, "*batch n"]
Target = Shaped[Tensor, "..."]
Loss = Float[Tensor, "..."]


@dataclass(frozen=True)
class _Member:
    """The losses of one map: of labels, and of distributions unless there is none; both take checked rows of scores."""

    of_label: Callable[[Tensor, Tensor], Tensor]
    of_distribution: Callable[[Tensor, Tensor], Tensor] | None = None


def _portable(project: Callable[[Tensor], Tensor], alpha: float) -> _Member:
    """A map of the entmax family on any device."""

    def forward(scores: Tensor, target: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        p = project(scores)
        losses, complement = tsallis.label_loss(scores, p, target.clamp(min=0), alpha)
        return losses.masked_fill(target < 0, 0), (p, complement)

    def slope(_: Tensor, target: Tensor, state: tuple[Tensor, ...], weight: Tensor) -> Tensor:
        p, complement = state
        rest = p.scatter(1, target.clamp(min=0)[:, None], -complement[:, None])
        return rest.mul_(weight[:, None]).masked_fill_((target < 0)[:, None], 0)

    def of_distribution(scores: Tensor, q: Tensor) -> Tensor:
        return tsallis.distribution_loss(scores, project(scores), q, alpha)

    return _Member(LabelLoss(minus_label(project), forward, slope), DistributionLoss(project, of_distribution))


def _with_kernels(projection: Projection, kernels: LabelLoss) -> _Member:
    """A map that has compiled kernels of the loss of a label, for the tensors that they take."""
    portable = _portable(projection, projection.alpha)

    def of_label(scores: Tensor, target: Tensor) -> Tensor:
        return (kernels if usable(scores) else portable.of_label)(scores, target)

    return _Member(of_label, portable.of_distribution)


_SOFTMAX = _Member(SOFTMAX_LOSS, CROSS_ENTROPY)
_SPARSEMAX = _with_kernels(
    SPARSEMAX, LabelLoss(minus_label(SPARSEMAX), compiled.sparsemax_loss, compiled.sparsemax_slope)
)
_ENTMAX15 = _with_kernels(ENTMAX15, LabelLoss(minus_label(ENTMAX15), compiled.entmax15_loss, compiled.entmax15_slope))
_RANKMAX = _Member(RANKMAX_LOSS)


def softmax_loss(scores: Scores, target: Target, reduction: str = "mean", ignore_index: int = -100) -> Loss:
    """log(sum_j exp(o_j)) - o_y, or -sum_i q_i log p_i for a distribution q: the same value as cross-entropy.

    That exceeds the Fenchel-Young loss, KL(q, p), by the entropy of q.
    """
    return _loss(scores, target, reduction, ignore_index, _SOFTMAX)


def sparsemax_loss(scores: Scores, target: Target, reduction: str = "mean", ignore_index: int = -100) -> Loss:
    """The Fenchel-Young loss of sparsemax: Martins and Astudillo (2016), arXiv 1602.02068, Eq. 25.

    As the entmax package's `SparsemaxLoss`; its function of this name does not reduce.
    """
    return _loss(scores, target, reduction, ignore_index, _SPARSEMAX)


def entmax15_loss(scores: Scores, target: Target, reduction: str = "mean", ignore_index: int = -100) -> Loss:
    """The Fenchel-Young loss of 1.5-entmax: Peters, Niculae and Martins (2019), arXiv 1905.05702, section 3.3."""
    return _loss(scores, target, reduction, ignore_index, _ENTMAX15)


def entmax_bisect_loss(
    scores: Scores, target: Target, alpha: object = 1.5, reduction: str = "mean", ignore_index: int = -100
) -> Loss:
    """The Fenchel-Young loss of alpha-entmax, for any alpha > 1, in float64; alpha = 1 is `softmax_loss`.

    TypeError for an alpha that is a tensor, `UsageError` for one below 1 or not finite.
    """
    if not isinstance(alpha, int | float):
        raise TypeError(f"alpha: expected a number, for the loss has no gradient in it, got {type(alpha).__name__}")
    require_alpha(alpha)
    if alpha == 1:
        return softmax_loss(scores, target, reduction, ignore_index)
    member = _portable(partial(entmax_bisect, alpha=alpha), alpha)
    return _loss(scores, target, reduction, ignore_index, member, torch.float64)


def rankmax_fixed_loss(
    scores: Scores, target: Target, scale: float = 1.0, reduction: str = "mean", ignore_index: int = -100
) -> Loss:
    """The Fenchel-Young loss of Rankmax with a fixed scale: sparsemax's at scale * o, divided by the scale.

    Its regulariser is (|p|^2 - 1) / (2 scale); `UsageError` for a scale that the map refuses.
    """
    require_scores("scores", scores)
    wide = scaled(scores.to(working_dtype(scores.dtype)), scale)
    return (sparsemax_loss(wide, target, reduction, ignore_index) / scale).to(scores.dtype)


def rankmax_loss(scores: Scores, target: Target, reduction: str = "mean", ignore_index: int = -100) -> Loss:
    """-log p_y = log(sum_j max(o_j - o_y + 1, 0)), p Rankmax with its scale adapted to the label; labels only.

    It is not convex and not a Fenchel-Young loss. Where the label has score -inf the gradient is 0.
    Kong, Krichene, Mayoraz, Rendle and Zhang (2020), NeurIPS 33.
    """
    return _loss(scores, target, reduction, ignore_index, _RANKMAX)


def _loss(
    scores: Scores,
    target: Target,
    reduction: str,
    ignore_index: int,
    member: _Member,
    least: torch.dtype = torch.float32,
) -> Loss:
    require_scores("scores", scores)
    rows = scores.reshape(-1, scores.shape[-1]).to(working_dtype(scores.dtype, least=least)).contiguous()
    if member.of_distribution is not None and isinstance(target, Tensor) and target.is_floating_point():
        require_distribution(target, scores)
        losses = member.of_distribution(rows, target.reshape(rows.shape).to(rows.dtype))
        return reduced(losses.view(scores.shape[:-1]), reduction).to(scores.dtype)
    classes = labels(target, scores.shape[:-1], scores.shape[-1], ignore_index)
    losses = member.of_label(rows, classes).view(scores.shape[:-1])
    return reduced(losses, reduction, (classes >= 0).sum()).to(scores.dtype)

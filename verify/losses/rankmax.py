"""The loss of Rankmax with its scale adapted to the label."""

import torch
from torch import Tensor

from verify.losses.label import LabelLoss
from verify.shapes import Column, Labels, PerRow, Rows


def _others(scores: Rows, target: Labels) -> tuple[Rows, Column]:
    """The terms max(o_j - o_y + 1, 0) of the classes but y, and their sum: +inf for a masked label, NaN without map."""
    label = target.clamp(min=0)[:, None]
    own, top = scores.gather(1, label), scores.amax(-1, keepdim=True)
    masked = own.isneginf()
    terms = (scores - own.masked_fill(masked, 0) + 1).clamp(min=0).scatter(1, label, 0)
    return terms, terms.sum(-1, keepdim=True).masked_fill(masked, torch.inf) + 0 * top


def _forward(scores: Rows, target: Labels) -> tuple[PerRow, tuple[()]]:
    _, others = _others(scores, target)
    return others[:, 0].log1p().masked_fill(target < 0, 0), ()


def _residual(scores: Rows, target: Labels) -> Rows:
    terms, others = _others(scores, target)
    slope = terms.sign() / (1 + others)
    label = target.clamp(min=0)[:, None]
    return slope.scatter(1, label, -slope.sum(-1, keepdim=True)).masked_fill((target < 0)[:, None], 0)


def _slope(scores: Rows, target: Labels, _: tuple[Tensor, ...], weight: PerRow) -> Rows:
    return _residual(scores, target).mul_(weight[:, None])


RANKMAX_LOSS = LabelLoss(_residual, _forward, _slope)

"""The family of maps and losses under the names that its tests use, with exact references in a hundred digits."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial

import torch
from torch import Tensor

from theory import decimals
from verify import losses, maps
from verify.kernels import torch_only


@dataclass(frozen=True)
class Member:
    """A map(x, target, dim), a loss(scores, target, reduction, ignore_index) and both exactly, for one row."""

    map: Callable[..., Tensor]
    loss: Callable[..., Tensor]
    exact: Callable[[list[Decimal], int], tuple[list[Decimal], Decimal]]
    fenchel_young: bool = True


def untargeted(map_):
    return lambda x, _, dim=-1: map_(x, dim=dim)


FAMILY = {
    "softmax": Member(untargeted(maps.softmax), losses.softmax_loss, decimals.softmax),
    "sparsemax": Member(untargeted(maps.sparsemax), losses.sparsemax_loss, partial(decimals.entmax, alpha=Fraction(2))),
    "entmax15": Member(untargeted(maps.entmax15), losses.entmax15_loss, partial(decimals.entmax, alpha=Fraction(3, 2))),
    "entmax1.25": Member(
        untargeted(partial(maps.entmax_bisect, alpha=1.25)),
        partial(losses.entmax_bisect_loss, alpha=1.25),
        partial(decimals.entmax, alpha=Fraction(5, 4)),
    ),
    "entmax3": Member(
        untargeted(partial(maps.entmax_bisect, alpha=3.0)),
        partial(losses.entmax_bisect_loss, alpha=3.0),
        partial(decimals.entmax, alpha=Fraction(3)),
    ),
    "rankmax_fixed": Member(
        untargeted(partial(maps.rankmax_fixed, scale=3.0)),
        partial(losses.rankmax_fixed_loss, scale=3.0),
        partial(decimals.rankmax_fixed, scale=3),
    ),
    "rankmax": Member(maps.rankmax, losses.rankmax_loss, decimals.rankmax, fenchel_young=False),
}


def one_by_one(grouped):
    """A grouped loss called as the others are, with each row as a batch of its own."""

    def loss(scores, target, reduction="mean", ignore_index=-100):
        rows, first = scores.reshape(-1, scores.shape[-1]), torch.tensor([0])
        classes = target.reshape(-1)
        values = [
            rows.new_zeros(()) if y == ignore_index else grouped(row[None], first, y[None])
            for row, y in zip(rows, classes, strict=True)
        ]
        losses = (torch.stack(values) if values else rows.sum(-1)).view(target.shape)
        count = (target != ignore_index).sum()
        return {"none": losses, "sum": losses.sum(), "mean": losses.sum() / count}[reduction]

    return loss


GROUPED = {
    f"grouped_{name}": replace(FAMILY[name], loss=one_by_one(getattr(losses, f"grouped_{name}_loss")))
    for name in ("softmax", "sparsemax", "entmax15")
}

ALL = FAMILY | GROUPED
PATHS = {"compiled": nullcontext, "torch": torch_only}
COMPILED = ("sparsemax", "entmax15", "rankmax_fixed", "grouped_sparsemax", "grouped_entmax15")
"""The members that have two paths."""


def subjects(members):
    """(name, path) of each member, once for each path that it has, and how pytest is to call them."""
    pairs = [(name, path) for name in members for path in PATHS if name in COMPILED or path == "torch"]
    return {"params": pairs, "ids": ["-".join(pair) for pair in pairs]}


DTYPES = [torch.float64, torch.float32, torch.bfloat16]


def exactly(member: Member, row: Tensor, target: int) -> tuple[Tensor, float]:
    """The map and the loss of the numbers that the row holds, as float64."""
    p, loss = member.exact([Decimal(x) for x in row.double().tolist()], target)
    return torch.tensor([float(x) for x in p], dtype=torch.float64), float(loss)

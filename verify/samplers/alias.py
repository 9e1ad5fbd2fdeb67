"""Draws in proportion to weights, such as popularity, by the alias method."""

from functools import partial
from typing import no_type_check

import numpy as np
import torch
from jaxtyping import Float, Integer
from numba import njit
from torch import Tensor

from verify.errors import UsageError
from verify.kernels import usable
from verify.kernels.rows import over_rows
from verify.maps.shape import FORMATS
from verify.samplers.draws import Draws, Shape, as_ids, as_shape


class AliasSampler:
    """Class i with q_i = weights_i / sum(weights), with replacement: one uniform number and two look-ups a draw.

    The `weights` have shape (n,), floating-point or integer. The tables, built in O(n), lie on their device, as the
    generator must; they carry no gradient. Walker (1977), doi:10.1145/355744.355749; Vose (1991), doi:10.1109/32.92917.
    Raises TypeError for what is no tensor of such numbers, and `UsageError` for no weights, and for weights that are
    negative, NaN, infinite or all zero.
    """

    def __init__(self, weights: Tensor) -> None:
        checked = _checked(weights)
        heaviest = checked / checked.max()
        threshold, alias = _vose((heaviest / heaviest.sum() * len(heaviest)).numpy(force=True))
        self.n_items = len(weights)
        self.threshold = torch.from_numpy(threshold).to(weights.device)
        self.alias = torch.from_numpy(alias).to(weights.device)
        self._log_q = heaviest.log() - heaviest.sum().log()

    def sample(self, shape: Shape, generator: torch.Generator) -> Draws:
        """Draws of this shape."""
        return self.at(torch.rand(as_shape(shape), dtype=torch.float64, generator=generator, device=generator.device))

    def at(self, uniform: Float[Tensor, "*batch k"]) -> Draws:
        """The draws that these uniform numbers, float64 in [0, 1), stand for."""
        return self._sample_compiled(uniform) if usable(uniform) else self._sample(uniform)

    def log_q(self, ids: Integer[Tensor, "*batch"]) -> Float[Tensor, "*batch"]:
        """The log of q of these classes; `UsageError` for a class of weight 0."""
        ids = as_ids(ids, self.n_items)
        log_q = self._log_q[ids]
        if (never := ids[log_q.isneginf()]).numel():
            raise UsageError(
                f"ids: expected classes of positive weight, got {int(never[0])}, which the proposal never draws"
            )
        return log_q

    def _sample(self, uniform: Float[Tensor, "*shape"]) -> Draws:
        """The integer part of n u is a column, its fraction says whether the column or its alias is drawn.

        For u < 1 the product is below n in floating-point numbers too, as n 2^-53 is half an ulp of n or more.
        """
        place = uniform * self.n_items
        column = place.long()
        ids = torch.where(place - column < self.threshold[column], column, self.alias[column])
        return Draws(ids, self._log_q[ids], replacement=True)

    def _sample_compiled(self, uniform: Float[Tensor, "*shape"]) -> Draws:
        ids = torch.empty(uniform.shape, dtype=torch.int64)
        log_q = torch.empty_like(uniform)
        tables = (self.threshold.numpy(), self.alias.numpy(), self._log_q.numpy())
        over_rows(partial(_draw, *tables), uniform.view(-1), ids.view(-1), log_q.view(-1))
        return Draws(ids, log_q, replacement=True)


def _checked(weights: Tensor) -> Float[Tensor, " n"]:
    """The weights in float64, without a gradient."""
    if not isinstance(weights, Tensor) or not (weights.dtype in FORMATS or _is_integer(weights)):
        kind = getattr(weights, "dtype", type(weights).__name__)
        raise TypeError(f"weights: expected a tensor of floating-point numbers or integers, got {kind}")
    if weights.ndim != 1 or not len(weights):
        raise UsageError(f"weights: expected one axis with at least one class, got shape {tuple(weights.shape)}")
    wide = weights.detach().double()
    if (wrong := wide[~((wide >= 0) & (wide < torch.inf))]).numel():
        raise UsageError(f"weights: expected finite numbers of at least 0, got {wrong[0].item()}")
    if not wide.any():
        raise UsageError(f"weights: expected a positive one among the {len(wide)}, got only zeros")
    return wide


def _is_integer(x: Tensor) -> bool:
    return not (x.is_floating_point() or x.is_complex() or x.dtype == torch.bool)


@njit(cache=True)
@no_type_check
def _vose(mass):
    """The alias tables of n masses of mean 1, which are overwritten.

    Each step fills a column that has less than 1 up from one that has 1 or more; what rounding leaves over has 1.
    """
    n = len(mass)
    threshold, alias = np.ones(n), np.arange(n)
    poor, rich = np.flatnonzero(mass < 1), np.flatnonzero(mass >= 1)
    n_poor, n_rich = len(poor), len(rich)
    stack = np.empty(n, dtype=np.int64)
    stack[:n_poor] = poor
    while n_poor and n_rich:
        taker, giver = stack[n_poor - 1], rich[n_rich - 1]
        n_poor -= 1
        threshold[taker], alias[taker] = mass[taker], giver
        mass[giver] -= 1 - mass[taker]
        if mass[giver] < 1:
            stack[n_poor] = giver
            n_poor += 1
            n_rich -= 1
    return threshold, alias


@njit(cache=True, nogil=True)
@no_type_check
def _draw(threshold, alias, log_q, uniform, ids, drawn_log_q):
    """Fill in the draws as `AliasSampler._sample` does."""
    n = len(threshold)
    for i in range(len(uniform)):
        place = uniform[i] * n
        column = int(place)
        if not place - column < threshold[column]:
            column = alias[column]
        ids[i] = column
        drawn_log_q[i] = log_q[column]

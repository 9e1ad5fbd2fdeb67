"""Dynamic negative sampling: hard negatives, by the current scores."""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int, Integer
from torch import Tensor

from verify.errors import UsageError
from verify.maps.shape import require_scores
from verify.samplers.draws import Draws, as_ids, require_count


@dataclass(frozen=True)
class DynamicSampler:
    """Each draw is the highest-scored of m = `pool` uniform draws; the draws of a row are independent.

    The class of ascending rank r of N has q = (r^m - (r-1)^m) / N^m; of classes that are tied, the one with the higher
    number ranks higher. With m = 1 it is uniform. Zhang et al. (2013), doi:10.1145/2484028.2484126. Raises
    `UsageError` for an empty pool, scores without a class, NaN among them and ids that do not fit; TypeError for scores
    that are not floating-point and for counts and ids that are not whole numbers.
    """

    pool: int

    def __post_init__(self) -> None:
        require_count("pool", self.pool, 1)

    def sample(self, scores: Float[Tensor, "*batch n"], k: int, generator: torch.Generator) -> Draws:
        """Draws for each row of scores, k each, by the inverse of the ranks' distribution function (r/N)^m."""
        order = _ascending(scores)
        require_count("k", k)
        n = scores.shape[-1]
        uniform = torch.rand((*scores.shape[:-1], k), dtype=torch.float64, generator=generator, device=scores.device)
        below = (n * uniform ** (1 / self.pool)).long().clamp(max=n - 1)
        return Draws(order.gather(-1, below), self._log_law(below + 1, n), replacement=True)

    def log_q(self, scores: Float[Tensor, "*batch n"], ids: Integer[Tensor, "*batch k"]) -> Float[Tensor, "*batch k"]:
        """The log of q of these classes of each row."""
        order, n = _ascending(scores), scores.shape[-1]
        ids = as_ids(ids, n)
        if ids.shape[:-1] != scores.shape[:-1] or ids.ndim == 0:
            raise UsageError(
                f"ids: expected the shape {tuple(scores.shape[:-1])} of the scores' rows and one more axis, got "
                f"{tuple(ids.shape)}"
            )
        return self._log_law(order.argsort(-1).gather(-1, ids) + 1, n)

    def _log_law(self, rank: Int[Tensor, "*batch k"], n: int) -> Float[Tensor, "*batch k"]:
        """The log of q by rank, m log(r/N) + log(1 - (1 - 1/r)^m)."""
        r, m = rank.double(), self.pool
        return m * (r / n).log() + (-torch.expm1(m * torch.log1p(-1 / r))).log()


def _ascending(scores: Float[Tensor, "*batch n"]) -> Int[Tensor, "*batch n"]:
    require_scores("scores", scores)
    if scores.isnan().any():
        raise UsageError("scores: expected numbers, got NaN")
    return scores.detach().sort(dim=-1, stable=True).indices

"""Losses of a positive against each negative alone: BPR, BCE and the user interest boundary.

They are those of RG paper (arXiv 2506.09454), B.2, which asks for negatives that are no positives of the context; here,
as everywhere, draws that happen to be positives stay (`verify.recsys.objectives.sampled`).
"""

import torch
from jaxtyping import Float
from torch import Tensor

from verify.losses.grouped_sampled import grouped_negative_sampling_loss
from verify.losses.pairwise import bpr_loss
from verify.recsys.backbones.base import Batch
from verify.recsys.config import Config
from verify.recsys.objectives.base import Build
from verify.recsys.objectives.sampled import Sampled, Scored
from verify.recsys.splits import Split


class BPR(Sampled):
    """The sum over negatives of -log sigma(o_y - o_j); Rendle et al. (2009), arXiv 1205.2618."""

    pairwise = True

    def loss(self, scored: Scored) -> Float[Tensor, ""]:
        """The sum over the pairs."""
        return bpr_loss(scored.positive, scored.negatives_of_pairs, "sum")


class BCE(Sampled):
    """-log sigma(o_y), plus the sum over negatives of -log(1 - sigma(o_j)); He et al. (2017), arXiv 1708.05031."""

    def loss(self, scored: Scored) -> Float[Tensor, ""]:
        """The sum over the pairs; the draws' part is computed once a set."""
        return grouped_negative_sampling_loss(scored.positive, scored.negatives, scored.sets)


class UserInterestBoundary(BCE):
    """BCE of the scores less the boundary b_x of their context; Zhuo et al. (2022), arXiv 2111.11026, Eq. 4, alpha = 1.

    The boundary is linear in the vector of the context, b_x = w . u_x + b, so that every backbone has one; w and b
    start at 0. Then o - b_x is an inner product again: of (u_x, 1) and (v - w, -b). It changes no ranking.
    """

    def __init__(self, config: Config, split: Split) -> None:
        super().__init__(config, split)
        self.w = torch.nn.Parameter(torch.zeros(config.dim))
        self.b = torch.nn.Parameter(torch.zeros(1))

    def factors(self, batch: Batch) -> tuple[Float[Tensor, "rows j"], Float[Tensor, "n j"]]:
        """The vectors, with one more entry for the boundary."""
        contexts, items = batch.contexts, batch.items - self.w
        ones: Tensor = contexts.new_ones(len(contexts), 1)
        return torch.cat([contexts, ones], 1), torch.cat([items, -self.b.expand(len(items), 1)], 1)


OBJECTIVES: dict[str, Build] = {"bpr": BPR, "bce": BCE, "uib": UserInterestBoundary}

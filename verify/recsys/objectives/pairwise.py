"""Losses of a positive against each negative alone: BPR, BCE, the user interest boundary, symmetric metric learning.

They are those of RG paper (arXiv 2506.09454), B.2, which asks for negatives that are no positives of the context; here,
as everywhere, draws that happen to be positives stay (`verify.recsys.objectives.sampled`).
"""

from collections.abc import Iterator
from functools import partial

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import embedding

from verify.losses.grouped_sampled import grouped_negative_sampling_loss
from verify.losses.pairwise import bpr_loss, project_margins_, sml_loss
from verify.recsys.backbones.base import Batch
from verify.recsys.config import Config
from verify.recsys.objectives.base import Build, Objective
from verify.recsys.objectives.sampled import Part, Sampled, Scored, epoch_generator, proposal
from verify.recsys.objectives.streamed import Piece, pieces, streamed
from verify.recsys.splits import Split
from verify.samplers.dynamic import DynamicSampler


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


class SymmetricMetricLearning(Objective):
    """Hinges on squared distances, with learned margins; Li et al. (2020), doi 10.1609/aaai.v34i04.5894.

    With l = `margin`, lambda = `weight` and gamma = `reward` it is `verify.losses.sml_loss`, each pair with draws of
    its own; the reward is a sum over pairs, so that a margin counts as often as its item is a positive. Every item has
    a margin n_y, clipped to [0, l] after each step. Contexts are not always users, so that theirs is a function,
    m_x = l sigma(w . u_x + b), in (0, l). All margins start at l / 2.

    The paper clips the vectors to the unit ball after each step. Here what is outside is scaled back to the sphere
    wherever a vector is used, for the contexts of some backbones are no parameters; the gradient goes through that.
    """

    def __init__(self, config: Config, split: Split) -> None:
        super().__init__()
        self.k, self.seed, self.device, self.margin = config.draws, config.seed, config.device, config.margin
        self.weight, self.reward = config.weight, config.reward
        self.proposal = proposal(config, split)
        self.w = torch.nn.Parameter(torch.zeros(config.dim))
        self.b = torch.nn.Parameter(torch.zeros(1))
        self.item_margins = torch.nn.Parameter(torch.full((split.n_items, 1), config.margin / 2))
        self.begin_epoch(0)

    def begin_epoch(self, epoch: int) -> None:
        """Set the draws of the epoch."""
        self.generator = epoch_generator(self.seed, epoch, self.device)

    def forward(self, batch: Batch) -> Float[Tensor, ""]:
        """The sum over the pairs."""
        contexts = in_ball(batch.contexts)
        margins = self.margin * torch.sigmoid(contexts @ self.w + self.b)
        return streamed(self._parts(batch), contexts, in_ball(batch.items), margins[:, None], self.item_margins)

    def _parts(self, batch: Batch) -> Iterator[Part]:
        n, dim = batch.items.shape
        largest = max(self.k * dim, n if isinstance(self.proposal, DynamicSampler) else 1)
        for piece in pieces(batch.rows, dim, largest):
            yield partial(self._of_piece, batch, piece)

    def _of_piece(
        self, batch: Batch, piece: Piece, contexts: Tensor, items: Tensor, margins: Tensor, item_margins: Tensor
    ) -> Float[Tensor, ""]:
        rows, columns = piece.of(batch)
        user = embedding(rows, contexts[piece.contexts])
        if isinstance(self.proposal, DynamicSampler):
            draws = self.proposal.sample(nearness(user.detach(), items.detach()), self.k, self.generator)
        else:
            draws = self.proposal.sample((len(rows), self.k), self.generator)
        return sml_loss(
            user,
            embedding(columns, items),
            embedding(draws.ids, items),
            embedding(rows, margins[piece.contexts])[:, 0],
            embedding(columns, item_margins)[:, 0],
            weight=self.weight,
            reward=self.reward,
            reduction="sum",
        )

    def after_step(self) -> None:
        """Clip the margins of the items."""
        project_margins_(self.item_margins.data, self.margin)

    def scores(self, contexts: Float[Tensor, "rows k"], items: Float[Tensor, "n k"]) -> Float[Tensor, "rows n"]:
        """Minus the squared distances in the unit ball."""
        return nearness(in_ball(contexts), in_ball(items))


def in_ball(vectors: Float[Tensor, "rows k"]) -> Float[Tensor, "rows k"]:
    """The nearest vectors of length at most 1."""
    inside: Tensor = vectors / vectors.norm(dim=1, keepdim=True).clamp(min=1)
    return inside


def nearness(contexts: Float[Tensor, "rows k"], items: Float[Tensor, "n k"]) -> Float[Tensor, "rows n"]:
    """Minus the squared distances, -|u|^2 + 2 u . v - |v|^2."""
    products: Tensor = 2 * contexts @ items.T
    products -= items.square().sum(1) + contexts.square().sum(1, keepdim=True)
    return products


OBJECTIVES: dict[str, Build] = {
    "bpr": BPR,
    "bce": BCE,
    "uib": UserInterestBoundary,
    "sml": SymmetricMetricLearning,
}

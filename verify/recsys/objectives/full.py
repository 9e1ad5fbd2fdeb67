"""Losses of all scores of a context, grouped by context."""

from jaxtyping import Float
from torch import Tensor

from verify.losses.grouped import grouped_sparsemax_loss
from verify.losses.linear import grouped_linear_softmax_loss
from verify.recsys.backbones.base import Batch
from verify.recsys.objectives.base import Objective


class Softmax(Objective):
    """log-sum-exp of the scores less the positive's score; RG paper (arXiv 2506.09454), Eq. 3."""

    def forward(self, batch: Batch) -> Float[Tensor, ""]:
        """The sum over the pairs, by blocks of contexts."""
        return grouped_linear_softmax_loss(batch.contexts, batch.items, batch.rows, batch.columns)


class Sparsemax(Objective):
    """The sparsemax loss; Martins and Astudillo (2016), arXiv 1602.02068."""

    def forward(self, batch: Batch) -> Float[Tensor, ""]:
        """The sum over the pairs."""
        return grouped_sparsemax_loss(batch.contexts @ batch.items.T, batch.rows, batch.columns)

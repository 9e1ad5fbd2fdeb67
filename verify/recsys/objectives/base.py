"""What every training objective gives: the loss of a batch, and the scores that are ranked."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from verify.recsys.backbones.base import Batch
from verify.recsys.config import Config
from verify.recsys.splits import Split


class Objective(torch.nn.Module):
    """A loss of contexts, items and positive pairs, perhaps with parameters of its own, drawn by seed.

    What it draws in an epoch is set by `begin_epoch`, so that a run can go on where it was stopped.
    """

    def begin_epoch(self, epoch: int) -> None:
        """Set what is drawn in the epoch that begins; losses of all scores draw nothing."""

    def forward(self, batch: Batch) -> Float[Tensor, ""]:
        """The sum of the loss over the pairs of the batch."""
        raise NotImplementedError

    def after_step(self) -> None:
        """Bring the parameters back into their range after a step of the optimiser; most need nothing."""

    def scores(self, contexts: Float[Tensor, "rows k"], items: Float[Tensor, "n k"]) -> Float[Tensor, "rows n"]:
        """What items are ranked by: the inner products, unless the loss is of another score."""
        return contexts @ items.T


class OfFactors(Objective):
    """The loss `of(contexts, items, rows, columns)`, without parameters of its own and without draws."""

    def __init__(self, of: Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]) -> None:
        super().__init__()
        self.of = of

    def forward(self, batch: Batch) -> Float[Tensor, ""]:
        """The sum of the loss over the pairs of the batch."""
        return self.of(batch.contexts, batch.items, batch.rows, batch.columns)


Build = Callable[[Config, Split], Objective]

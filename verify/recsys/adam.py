"""Adam on the softmax, sparsemax and sampled softmax losses of a matrix factorisation, by batches of contexts.

One step takes a batch B of users with all their training pairs D_B and descends

    1/|D_B| sum_{(x,y) in D_B} loss(o^(x), y) + lambda/2 (sum_{x in B} |I_x|/|D_B| |P_x|^2 + 1/N sum_y |Q_y|^2).

The regulariser is that of RG2 in `verify.recsys.als`, on the scale of a mean loss per pair, so lambda means the same
for every loss. Adam: Kingma and Ba (2015), arXiv 1412.6980.
"""

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify import losses
from verify.recsys.config import Config
from verify.recsys.mf import MatrixFactorisation
from verify.recsys.splits import Split
from verify.seeds import generator

SOFTMAX, SPARSEMAX = "softmax", "sparsemax"


class Adam:
    """Trains a matrix factorisation; one epoch visits every user once, in random order by seed."""

    def __init__(self, model: MatrixFactorisation, split: Split, config: Config) -> None:
        self.model, self.train, self.n_items, self.config = model, split.train, split.n_items, config
        self.order = generator("recsys.adam.order", config.seed)
        self.draws = generator("recsys.adam.negatives", config.seed)
        model.P.requires_grad_(True)
        model.Q.requires_grad_(True)
        self.optimiser = torch.optim.Adam([model.P, model.Q], lr=config.learning_rate)

    def epoch(self) -> float:
        """One pass over the users; returns the mean loss per positive, without the regulariser, along the way."""
        users = self.order.permutation(self.train.n_users)
        size = self.config.batch_contexts
        total = sum(self._step(users[at : at + size]) for at in range(0, len(users), size))
        return total / len(self.train.values)

    def _step(self, users: Int[np.ndarray, " batch"]) -> float:
        counts = torch.from_numpy(self.train.counts[users])
        columns = torch.from_numpy(self.train.gather(users))
        rows = torch.repeat_interleave(torch.arange(len(users)), counts)
        P = self.model.P[torch.from_numpy(users)]
        loss = self._loss(P, rows, columns) / len(rows)
        penalty = (counts / len(rows)) @ P.square().sum(1) + self.model.Q.square().sum() / self.n_items
        self.optimiser.zero_grad()
        (loss + self.config.regularisation / 2 * penalty).backward()
        self.optimiser.step()
        return loss.item() * len(rows)

    def _loss(
        self, P: Float[Tensor, "batch k"], rows: Int[Tensor, " pairs"], columns: Int[Tensor, " pairs"]
    ) -> Float[Tensor, ""]:
        Q = self.model.Q
        if self.config.loss == SOFTMAX:
            return losses.grouped_linear_softmax_loss(P, Q, rows, columns)
        if self.config.loss == SPARSEMAX:
            return losses.grouped_sparsemax_loss(P @ Q.T, rows, columns)
        drawn = torch.from_numpy(self.draws.integers(self.n_items, size=self.config.negatives))
        positive = (P[rows] * Q[columns]).sum(1)
        return losses.grouped_sampled_softmax_loss(positive, P @ Q[drawn].T, rows, columns, drawn, self.n_items)

"""Hierarchical softmax: an item is found by binary decisions from the root of a tree down to it."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import embedding

from theory.trees import balanced, huffman
from verify.losses.hierarchical import TreeTensors, hierarchical_log_probabilities, hierarchical_softmax_loss
from verify.recsys.backbones.base import Batch
from verify.recsys.config import Config
from verify.recsys.objectives.base import Build, Objective
from verify.recsys.objectives.sampled import Part
from verify.recsys.objectives.streamed import Piece, pieces, streamed
from verify.recsys.splits import Split
from verify.seeds import generator

INITIAL_SCALE = 0.1


class HierarchicalSoftmax(Objective):
    """-log p of the positive by the decisions on its path: O(depth K) a pair; Morin and Bengio (2005), AISTATS.

    The tree is balanced over the items in their order, or Huffman's for the numbers of their training pairs, where
    items without any are the deepest. Its N - 1 inner nodes have vectors of K factors, which are this objective's
    parameters: they start as independent normal numbers of standard deviation `INITIAL_SCALE`, drawn by seed. The
    vectors of the items are not used, neither in the loss nor for ranking. The penalty is the backbone's, without the
    nodes.
    """

    def __init__(self, config: Config, split: Split) -> None:
        super().__init__()
        counts = np.bincount(split.train.values, minlength=split.n_items)
        tree = huffman(counts) if config.tree == "huffman" else balanced(split.n_items)
        self.tree = TreeTensors(tree, config.device)
        self.depth = max(1, int(tree.depths.max()))
        drawn = generator("recsys.tree", config.seed).normal(scale=INITIAL_SCALE, size=(split.n_items - 1, config.dim))
        self.nodes = torch.nn.Parameter(torch.from_numpy(drawn.astype(np.float32)))

    def forward(self, batch: Batch) -> Float[Tensor, ""]:
        """The sum over the pairs."""
        return streamed(self._parts(batch), batch.contexts, self.nodes)

    def _parts(self, batch: Batch) -> Iterator[Part]:
        dim = batch.contexts.shape[1]
        for piece in pieces(batch.rows, dim, self.depth * dim):
            yield partial(self._of_piece, batch, piece)

    def _of_piece(self, batch: Batch, piece: Piece, contexts: Tensor, nodes: Tensor) -> Float[Tensor, ""]:
        rows, columns = piece.of(batch)
        own = embedding(rows, contexts[piece.contexts])
        return hierarchical_softmax_loss(own, nodes, columns, self.tree, "sum")

    def scores(self, contexts: Float[Tensor, "rows k"], items: Float[Tensor, "n k"]) -> Float[Tensor, "rows n"]:  # noqa: ARG002
        """The log p of all items, level by level: O(N K) a row."""
        return hierarchical_log_probabilities(contexts, self.nodes, self.tree)


OBJECTIVES: dict[str, Build] = {"hierarchical-softmax": HierarchicalSoftmax}

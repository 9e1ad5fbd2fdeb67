"""Hierarchical softmax over any binary tree, for batches of contexts on any device.

Inner node i has the score s_i = contexts . nodes[i] (a bias is one more factor), and its left child the probability
sigma(s_i). Morin and Bengio (2005), AISTATS; Mnih and Hinton (2008), NIPS, Eq. 4-5. All is computed in float32 at
least; bfloat16 gives a result rounded to bfloat16. Both functions raise `UsageError` for shapes that do not fit, and
TypeError for contexts and nodes that are not floating-point.
"""

from typing import NamedTuple

import torch
from jaxtyping import Float, Int, Integer
from torch import Tensor
from torch.nn.functional import embedding, logsigmoid

from theory.trees import Tree
from verify.errors import UsageError
from verify.losses.arguments import reduced
from verify.maps.shape import labels, require_floating, working_dtype


class Level(NamedTuple):
    """The inner nodes at one distance from the root, and which of their children, node by node, are what."""

    nodes: Int[Tensor, " nodes"]
    inner: Int[Tensor, " next"]
    leaves: Int[Tensor, " leaves"]


class TreeTensors:
    """A tree on a device: the parent and the sign of every node, numbered as in `theory.trees`, and the levels.

    Its classes are the `n_items` items. Raises TypeError for what is no `Tree`.
    """

    def __init__(self, tree: Tree, device: torch.device | str = "cpu") -> None:
        if not isinstance(tree, Tree):
            raise TypeError(f"tree: expected a theory.trees.Tree, got {type(tree).__name__}")
        self.n_items = tree.n_items
        self.parents, self.signs, self.depths = (
            torch.tensor(values, device=device) for values in (tree.parents, tree.signs, tree.depths)
        )
        self.levels, found = [], []
        for nodes in tree.levels:
            children = torch.tensor(tree.children[nodes].ravel(), device=device)
            inner, leaves = ((children >= 0).nonzero()[:, 0], (children < 0).nonzero()[:, 0])
            self.levels.append(Level(torch.tensor(nodes, device=device), inner, leaves))
            found.append(~children[leaves])
        self.places = torch.cat(found or [self.depths]).argsort()

    def paths(self, target: Integer[Tensor, " batch"]) -> tuple[Int[Tensor, "batch depth"], Int[Tensor, "batch depth"]]:
        """The inner nodes from each class up to the root, and the sign of the child taken at each (1 left, -1 right).

        `depth` is that of the deepest target; the others are filled up with node 0 and sign 0. Raises `UsageError` for
        a target that is no class, and TypeError for targets that are not whole numbers.
        """
        target = labels(target, target.shape[:1], self.n_items, ignore_index=None)
        depth = int(self.depths[target].max()) if len(target) else 0
        nodes, signs = target.new_zeros(2, len(target), depth)
        node = ~target
        for step in range(depth):
            signs[:, step] = self.signs[node]
            nodes[:, step] = node = self.parents[node]
        return nodes, signs


def hierarchical_softmax_loss(
    contexts: Tensor,
    nodes: Tensor,
    target: Tensor,
    tree: TreeTensors,
    reduction: str = "mean",
    ignore_index: int = -100,
) -> Float[Tensor, "..."]:
    """The loss -log p of each target, from the scores of the nodes on its path only: O(depth K) a row.

    `contexts` has shape (batch, K), `nodes` (N - 1, K), `target` (batch,). `reduction` is "none", "mean" or "sum"; rows
    with target `ignore_index` have the loss 0 and do not count in the mean, which is NaN over no rows, as in
    `torch.nn.functional.cross_entropy`. Also raises `UsageError` for a target that is no class and an unknown
    reduction, and TypeError for targets that are not whole numbers.
    """
    dtype, wide = _require_factors(contexts, nodes, tree)
    classes = labels(target, (len(contexts),), tree.n_items, ignore_index)
    kept = (classes >= 0).nonzero()[:, 0]
    path, signs = tree.paths(classes[kept])
    scores = (embedding(path, nodes).to(wide) * contexts[kept, None].to(wide)).sum(-1)
    each = -logsigmoid((signs * scores).masked_fill(signs == 0, torch.inf)).sum(-1)
    return reduced(each.new_zeros(len(target)).index_put((kept,), each), reduction, len(kept)).to(dtype)


def hierarchical_log_probabilities(contexts: Tensor, nodes: Tensor, tree: TreeTensors) -> Float[Tensor, "batch n"]:
    """The log p of all N classes, level by level from the root: O(N K) a row.

    `contexts` has shape (batch, K), `nodes` (N - 1, K).
    """
    dtype, wide = _require_factors(contexts, nodes, tree)
    scores = nodes.to(wide) @ contexts.to(wide).T
    reached = scores[:0].sum(0, keepdim=True)
    found = []
    for level in tree.levels:
        own = scores[level.nodes]
        below = torch.stack([reached + logsigmoid(own), reached + logsigmoid(-own)], 1).flatten(0, 1)
        reached = below[level.inner]
        found.append(below[level.leaves])
    return torch.cat(found or [reached])[tree.places].T.to(dtype)


def _require_factors(contexts: Tensor, nodes: Tensor, tree: TreeTensors) -> tuple[torch.dtype, torch.dtype]:
    """The dtype of the result, and the one to compute in."""
    if not isinstance(tree, TreeTensors):
        raise TypeError(f"tree: expected TreeTensors, got {type(tree).__name__}")
    for name, value in (("contexts", contexts), ("nodes", nodes)):
        require_floating(name, value)
    if contexts.ndim != 2:
        raise UsageError(f"contexts: expected the shape (batch, K), got {tuple(contexts.shape)}")
    if nodes.shape != (tree.n_items - 1, contexts.shape[1]):
        raise UsageError(
            f"nodes: expected the shape (N - 1, K) = {(tree.n_items - 1, contexts.shape[1])}, got {tuple(nodes.shape)}"
        )
    dtype = torch.promote_types(contexts.dtype, nodes.dtype)
    return dtype, working_dtype(dtype)

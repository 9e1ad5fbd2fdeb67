"""LightGCN: matrix factorisation whose factors are averaged over neighbourhoods of the graph of training pairs.

He et al. (2020), LightGCN, arXiv 2002.02126.
"""

from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.lists import UserLists


class LightGCN(MatrixFactorisation):
    """The mean of E, A E, ..., A^L E, where E stacks P over Q and A is the normalised graph (paper: Eqs. 3, 4, 8).

    A joins user x and item y with weight (|I_x| |U_y|)^(-1/2) for each training pair and no other, so a user or item
    without training pair keeps 1/(L + 1) of its row of E. All users and items are propagated at every step.

    P and Q start as those of `MatrixFactorisation` do, normal with standard deviation 0.1, on a stream of their own;
    the paper says Xavier. The penalty is that of `MatrixFactorisation` too, on P and Q, the layer 0, as in the paper.
    """

    stream = "recsys.lightgcn"

    def __init__(self, train: UserLists, n_items: int, dim: int, layers: int, seed: int) -> None:
        super().__init__(train, n_items, dim, seed)
        self.layers = layers
        for name, values in zip(("starts", "neighbours", "weights"), normalised_graph(train, n_items), strict=True):
            self.register_buffer(name, torch.from_numpy(values), persistent=False)

    def factors(self) -> tuple[Float[Tensor, "users k"], Float[Tensor, "n k"]]:
        """The averaged P and Q."""
        stacked = torch.cat([self.P, self.Q])
        mean = _LayerMean.apply(stacked, self.starts, self.neighbours, self.weights, self.layers)
        return mean[: len(self.P)], mean[len(self.P) :]


def normalised_graph(
    train: UserLists, n_items: int
) -> tuple[Int[np.ndarray, " nodes"], Int[np.ndarray, " ends"], Float[np.ndarray, " ends"]]:
    """Where the neighbours of each node begin, the neighbours, and the weights of their edges; items follow users."""
    users, items = train.users, train.values + train.n_users
    ends = UserLists.of(np.concatenate([users, items]), np.concatenate([items, users]), train.n_users + n_items)
    with np.errstate(divide="ignore"):
        scale = 1 / np.sqrt(ends.counts)
    weights = scale[ends.users] * scale[ends.values]
    return ends.start[:-1].astype(np.int32), ends.values.astype(np.int32), weights.astype(np.float32)


class _LayerMean(torch.autograd.Function):
    """(1 + A + ... + A^L) / (L + 1) by Horner's rule. A is symmetric, so the map is its own backward."""

    @staticmethod
    def forward(x: Tensor, starts: Tensor, neighbours: Tensor, weights: Tensor, layers: int) -> Tensor:
        total = x
        for _ in range(layers):
            # The product of A with a matrix: several times faster here than torch's sparse formats.
            total = x + torch.nn.functional.embedding_bag(
                neighbours, total, starts, mode="sum", per_sample_weights=weights
            )
        return total / (layers + 1)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:  # noqa: ARG004
        _, *graph, ctx.layers = inputs
        ctx.save_for_backward(*graph)

    @staticmethod
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor, None, None, None, None]:
        return _LayerMean.apply(slope.contiguous(), *ctx.saved_tensors, ctx.layers), None, None, None, None

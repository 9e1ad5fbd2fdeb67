"""SASRec: a causal transformer reads a user's items in order of time and predicts the next one at every place.

Kang and McAuley (2018), Self-Attentive Sequential Recommendation, arXiv 1808.09781.
"""

from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import embedding, scaled_dot_product_attention

from verify.recsys.backbones.base import Backbone, Batch, Encoding
from verify.recsys.lists import UserLists
from verify.recsys.sequences import Sequences
from verify.recsys.splits import Split
from verify.seeds import generator

Packed = Float[Tensor, "places k"]
Dropout = Callable[[Packed], Packed]


class SASRec(Backbone):
    """`layers` blocks of causal self-attention and a feed-forward map, each as x + dropout(g(norm(x))); a norm ends it.

    As in the paper's section 3, items enter with the vectors Q that they are scored by, plus a learned vector of their
    place; that sum passes dropout too; the attention has no biases and no output map; the feed-forward map is two
    square matrices with biases and a ReLU between. The paper has one head, here there may be several. The last norm
    is of the authors' code; their paper does not have it.

    A training context is a place in a user's training items in order of time, and its one positive is the next item.
    A user has one window, the last `max_length` contexts; earlier items are left out. Users with one item have no pair.

    Sequences lie end to end, without padding, but in attention, where they are padded on the right: no place sees a
    later one, so none sees padding, and what padding places give is dropped.

    Vectors and matrices start as independent normal numbers of standard deviation K^(-1/2), drawn by seed; biases as
    0, gains of the norms as 1. Dropout masks are drawn by seed, epoch and number of the step in its epoch. The penalty
    is that of `MatrixFactorisation`, with the contexts in the place of P: the mean over the pairs of the squared length
    of the context, plus that over the items of the squared length of Q_y.

    Raises `UsageError` where the data have no times.
    """

    def __init__(
        self, split: Split, dim: int, *, layers: int, heads: int, max_length: int, dropout: float, seed: int
    ) -> None:
        super().__init__()
        self.split, self.max_length, self.dropout, self.seed = split, max_length, dropout, seed
        self.windows = last(split.in_order(split.train), max_length + 1)
        self.epoch = self.step = 0
        with torch.device("meta"):
            self.Q = torch.nn.Parameter(torch.empty(split.n_items, dim))
            self.places = torch.nn.Parameter(torch.empty(max_length, dim))
            self.blocks = torch.nn.ModuleList(_Block(dim, heads) for _ in range(layers))
            self.norm = torch.nn.LayerNorm(dim)
        self.to_empty(device="cpu")
        random = generator("recsys.sasrec", seed)
        for name, parameter in self.named_parameters():
            parameter.data.copy_(_initial(name, tuple(parameter.shape), random))

    def begin_epoch(self, epoch: int) -> None:
        """Dropout masks are those of this epoch, from its first step on."""
        self.epoch, self.step = epoch, 0

    def batch(self, users: Int[np.ndarray, " batch"]) -> Batch:
        """One context a place that has a next item; counts as a step of the epoch."""
        self.step += 1
        counts, values = self.windows.counts[users], self.windows.gather(users)
        ends = np.cumsum(counts)[counts > 0]
        inputs, targets = np.delete(values, ends - 1), np.delete(values, ends - counts[counts > 0])
        dropout = dropout_by(generator(f"recsys.sasrec.dropout.{self.epoch}.{self.step}", self.seed), self.dropout)
        contexts = self._outputs(inputs, np.maximum(counts - 1, 0), dropout)
        rows = torch.arange(len(targets), device=self.Q.device)
        penalty = contexts.square().sum() / max(len(targets), 1) + self.Q.square().sum() / len(self.Q)
        return Batch(contexts, self.Q, rows, torch.from_numpy(targets).to(rows.device), penalty)

    def encode(self, seen: UserLists) -> Encoding:
        """The context after the last of a user's seen items, of which the last `max_length` are read.

        A user who has seen nothing has the vector 0, whose inner products are all tied.
        """
        windows = last(self.split.in_order(seen), self.max_length)

        @torch.no_grad()
        def contexts(start: int, stop: int) -> Float[Tensor, "chunk k"]:
            users = np.arange(start, stop)
            counts = windows.counts[users]
            outputs = self._outputs(windows.gather(users), counts, lambda x: x)
            found = outputs.new_zeros(len(users), outputs.shape[1])
            found[torch.from_numpy(counts > 0)] = outputs[torch.from_numpy(np.cumsum(counts)[counts > 0] - 1)]
            return found

        return Encoding(self.Q.detach(), contexts)

    def _outputs(
        self, items: Int[np.ndarray, " places"], lengths: Int[np.ndarray, " rows"], dropout: Dropout
    ) -> Packed:
        """The outputs at all places of sequences of these lengths, end to end."""
        device, width = self.Q.device, int(lengths.max(initial=1))
        places = np.arange(len(items)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        cells = torch.from_numpy(places + width * np.repeat(np.arange(len(lengths)), lengths)).to(device)
        vectors = embedding(torch.from_numpy(items).to(device), self.Q)
        x = dropout(vectors + embedding(torch.from_numpy(places).to(device), self.places))
        for block in self.blocks:
            x = block(x, cells, (len(lengths), width), dropout)
        outputs: Tensor = self.norm(x)
        return outputs


class _Block(torch.nn.Module):
    """Causal self-attention within each sequence, then a map of each place by itself."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.attention_norm, self.map_norm = torch.nn.LayerNorm(dim), torch.nn.LayerNorm(dim)
        self.projections = torch.nn.Linear(dim, 3 * dim, bias=False)
        self.map = torch.nn.Sequential(torch.nn.Linear(dim, dim), torch.nn.ReLU(), torch.nn.Linear(dim, dim))

    def forward(self, x: Packed, cells: Int[Tensor, " places"], shape: tuple[int, int], dropout: Dropout) -> Packed:
        """Place i of x lies in cell `cells[i]` of a padded array of this shape (sequences, width)."""
        x = x + dropout(self._attend(self.attention_norm(x), cells, shape))
        return x + dropout(self.map(self.map_norm(x)))

    def _attend(self, x: Packed, cells: Int[Tensor, " places"], shape: tuple[int, int]) -> Packed:
        rows, width = shape
        flat = x.new_zeros(rows * width, 3 * x.shape[1]).index_copy(0, cells, self.projections(x))
        parts = flat.view(rows, width, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        queries, keys, values = parts
        mixed: Tensor = scaled_dot_product_attention(queries, keys, values, is_causal=True)
        return mixed.transpose(1, 2).reshape(rows * width, -1)[cells]


def last(sequences: Sequences, most: int) -> Sequences:
    """The last `most` entries of each sequence, still in order."""
    counts = np.minimum(np.diff(sequences.start), most)
    total = np.cumsum(counts)
    places = np.arange(counts.sum()) + np.repeat(sequences.start[1:] - total, counts)
    return Sequences(np.concatenate([[0], total]), sequences.values[places])


def dropout_by(random: np.random.Generator, rate: float) -> Dropout:
    """Dropout at this rate, whose masks are drawn by `random`, so that they are the same on every device."""

    def dropout(x: Packed) -> Packed:
        if rate == 0:
            return x
        kept = random.random(x.shape, dtype=np.float32) >= rate
        return x * torch.from_numpy(kept / np.float32(1 - rate)).to(x)

    return dropout


def _initial(name: str, shape: tuple[int, ...], random: np.random.Generator) -> Tensor:
    if len(shape) == 1:
        return torch.ones(shape) if "norm" in name and name.endswith("weight") else torch.zeros(shape)
    return torch.from_numpy(random.normal(scale=shape[1] ** -0.5, size=shape).astype(np.float32))

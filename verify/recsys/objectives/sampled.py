"""Losses of positives against sampled negatives: how negatives are drawn and scored; sampled softmax and NCE.

Draws are independent, with replacement, from one of three proposals q over all N items: "uniform"; "popularity", in
proportion to the number of training pairs (exponent 1), so that an item without any is never drawn, and no draw pushes
its score down; "dynamic", the best of `pool` uniform draws by the current scores of the context, whose law is that of
`verify.samplers.DynamicSampler`. No gradient goes through which items are drawn.

With `shared`, one set of k draws serves the whole batch, so that its items are read once; a dynamic set serves one
context, whose scores make it. Without, every pair has k draws of its own. Both give the same expected loss and gradient
for each pair. Shared draws make the errors of the pairs of a batch go together, so that their mean over the batch does
not shrink as it grows; they cost O(k K) a context where those of pairs cost O(k K) a pair.

Draws for pairs, and dynamic ones, look scores up in products of blocks of contexts with all items, O(N K) a context;
to gather vectors draw by draw is faster only where N is far more than a hundred times the draws of a context. Dynamic
draws sort the scores too, O(N log N) a set, and NCE and the correction "q" do so once a pair.
Negatives that are positives of the context stay; those that are the pair's own positive, too, but where the bookkeeping
of sampled softmax removes them. Draws are set by (seed, epoch) and the order of the batches. Losses and gradients are
built piece by piece, in one order, by operations whose CPU gradients have the same bits every time.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import embedding

from verify.losses.grouped_sampled import bookkept_sampled_softmax_loss, grouped_nce_loss
from verify.losses.sampled import sampled_softmax_loss
from verify.recsys.backbones.base import Batch
from verify.recsys.bookkeepings import parse
from verify.recsys.config import Config
from verify.recsys.objectives.base import Build, Objective
from verify.recsys.objectives.streamed import Piece, pieces, streamed
from verify.recsys.splits import Split
from verify.samplers.alias import AliasSampler
from verify.samplers.draws import Draws
from verify.samplers.dynamic import DynamicSampler
from verify.samplers.uniform import UniformSampler
from verify.seeds import sequence
from verify.shapes import Pairs

Part = Callable[[Tensor, Tensor], Tensor]
Static = AliasSampler | UniformSampler
PerPair = Float[Tensor, " pairs"]


@dataclass(frozen=True)
class Scored:
    """The scores of a piece of the pairs, and of the sets of draws that they are held against.

    Pair i is item `columns[i]`, with the score `positive[i]`, against set `sets[i]`: the draws `ids[set]`, with the
    scores `negatives[set]`; ids of shape (k,) are the same in all sets. `log_q` is the log of the proposal of the
    draws, and `log_q_positive` of the positives, where the loss asks for it.
    """

    positive: PerPair
    negatives: Float[Tensor, "sets k"]
    sets: Pairs
    columns: Pairs
    ids: Int[Tensor, "*sets k"]
    log_q: Float[Tensor, "*sets k"]
    log_q_positive: PerPair | None

    @property
    def negatives_of_pairs(self) -> Float[Tensor, "pairs k"]:
        """The scores of the draws of each pair."""
        return embedding(self.sets, self.negatives)


class Sampled(Objective):
    """A loss of positives against draws; `loss` is that of a piece.

    `pairwise` says that it needs k numbers a pair even where draws are shared, `weighed` that it needs the proposal of
    the positives.
    """

    pairwise = False
    weighed = False

    def __init__(self, config: Config, split: Split) -> None:
        super().__init__()
        self.k, self.shared, self.seed, self.device = config.negatives, config.shared, config.seed, config.device
        self.n_items = split.n_items
        self.proposal = proposal(config, split)
        self.begin_epoch(0)

    def begin_epoch(self, epoch: int) -> None:
        """Set the draws of the epoch."""
        self.generator = epoch_generator(self.seed, epoch, self.device)

    def loss(self, scored: Scored) -> Float[Tensor, ""]:
        """The sum over the pairs."""
        raise NotImplementedError

    def factors(self, batch: Batch) -> tuple[Float[Tensor, "rows j"], Float[Tensor, "n j"]]:
        """The vectors whose inner products are the scores that the loss is of."""
        return batch.contexts, batch.items

    def forward(self, batch: Batch) -> Float[Tensor, ""]:
        """The sum over the pairs, with draws that are made for it."""
        return streamed(self._parts(batch), *self.factors(batch))

    def _parts(self, batch: Batch) -> Iterator[Part]:
        k, n = self.k, self.n_items
        if isinstance(self.proposal, DynamicSampler):
            largest = max(k, n if self.weighed or not self.shared else 1)
            for piece in pieces(batch.rows, n if self.shared else 1, largest, whole=self.shared):
                yield partial(self._dynamic, self.proposal, batch, piece)
        elif self.shared:
            draws = self.proposal.sample(k, self.generator)
            for piece in pieces(batch.rows, k, k if self.pairwise else batch.items.shape[1]):
                yield partial(self._of_one_set, self.proposal, draws, batch, piece)
        else:
            for piece in pieces(batch.rows, n, k):
                yield partial(self._of_pairs, self.proposal, batch, piece)

    def _of_one_set(
        self, proposal: Static, draws: Draws, batch: Batch, piece: Piece, contexts: Tensor, items: Tensor
    ) -> Float[Tensor, ""]:
        rows, columns = piece.of(batch)
        own = contexts[piece.contexts]
        positive = (embedding(rows, own) * embedding(columns, items)).sum(1)
        negatives = own @ embedding(draws.ids, items).T
        law = proposal.log_q(columns)
        return self.loss(Scored(positive, negatives, rows, columns, draws.ids, draws.log_q, law))

    def _of_pairs(
        self, proposal: Static, batch: Batch, piece: Piece, contexts: Tensor, items: Tensor
    ) -> Float[Tensor, ""]:
        rows, columns = piece.of(batch)
        scores = contexts[piece.contexts] @ items.T
        draws = proposal.sample((len(rows), self.k), self.generator)
        positive, negatives = entries(scores, rows, columns), entries(scores, rows[:, None], draws.ids)
        law = proposal.log_q(columns)
        return self.loss(Scored(positive, negatives, _every(rows), columns, draws.ids, draws.log_q, law))

    def _dynamic(
        self, sampler: DynamicSampler, batch: Batch, piece: Piece, contexts: Tensor, items: Tensor
    ) -> Float[Tensor, ""]:
        rows, columns = piece.of(batch)
        of, rows = rows.unique_consecutive(return_inverse=True) if self.shared else (rows, _every(rows))
        scores = embedding(of, contexts[piece.contexts]) @ items.T
        draws = sampler.sample(scores, self.k, self.generator)
        law = sampler.log_q(scores.detach()[rows], columns[:, None])[:, 0] if self.weighed else None
        positive, negatives = entries(scores, rows, columns), scores.gather(1, draws.ids)
        return self.loss(Scored(positive, negatives, rows, columns, draws.ids, draws.log_q, law))


class SampledSoftmax(Sampled):
    """Sampled softmax in the bookkeeping of the configuration; RG paper (arXiv 2506.09454), Eq. 8-10.

    In a bookkeeping without the positive's own term the loss has no lower bound, and a pair whose draws are all removed
    has the loss -inf, which ends the training: draw enough.
    """

    def __init__(self, config: Config, split: Split) -> None:
        super().__init__(config, split)
        self.bookkeeping = parse(config.bookkeeping)
        self.weighed = self.bookkeeping.correction == "q"

    def loss(self, scored: Scored) -> Float[Tensor, ""]:
        """The sum over the pairs; of shared draws, what does not depend on the pair is computed once a context."""
        if scored.ids.ndim == 1 and scored.log_q_positive is not None:
            return bookkept_sampled_softmax_loss(
                scored.positive,
                scored.negatives,
                scored.sets,
                scored.columns,
                scored.ids,
                self.bookkeeping,
                log_q=scored.log_q,
                log_q_positive=scored.log_q_positive,
                n_items=self.n_items,
            )
        return sampled_softmax_loss(
            scored.positive,
            scored.negatives_of_pairs,
            scored.log_q[scored.sets],
            self.bookkeeping,
            hits=scored.ids[scored.sets] == scored.columns[:, None],
            log_q_positive=scored.log_q_positive,
            n_items=self.n_items,
            reduction="sum",
        )


class NoiseContrastive(Sampled):
    """NCE: tell the positive from k draws by o - c - log(k q); Gutmann and Hyvarinen (2012), JMLR 13:307-361.

    The log-normaliser is clamped to c = log N, which makes scores of 0 the uniform law. That is c = 0 (Mnih and Teh
    2012, arXiv 1206.6426) with log N taken from every score: inner products without biases start near 0, not at -log N.
    """

    weighed = True

    def loss(self, scored: Scored) -> Float[Tensor, ""]:
        """The sum over the pairs; the draws' part is computed once a set."""
        if scored.log_q_positive is None:
            raise TypeError("log_q_positive: expected a tensor, got None")
        return grouped_nce_loss(
            scored.positive,
            scored.negatives,
            scored.sets,
            scored.log_q,
            scored.log_q_positive,
            log_normaliser=math.log(self.n_items),
        )


def proposal(config: Config, split: Split) -> Static | DynamicSampler:
    """The proposal of the configuration."""
    match config.proposal:
        case "dynamic":
            return DynamicSampler(config.pool)
        case "popularity":
            counts = np.bincount(split.train.values, minlength=split.n_items)
            return AliasSampler(torch.from_numpy(counts).to(config.device))
    return UniformSampler(split.n_items)


def epoch_generator(seed: int, epoch: int, device: str) -> torch.Generator:
    """The generator of an epoch's draws, by seed."""
    (state,) = sequence(f"recsys.draws.{epoch}", seed).generate_state(1, np.uint32)
    return torch.Generator(device).manual_seed(int(state))


def entries(
    scores: Float[Tensor, "rows n"], rows: Int[Tensor, "*#shape"], columns: Int[Tensor, "*shape"]
) -> Float[Tensor, "*shape"]:
    """scores[rows, columns], with a gradient that is added up in one order."""
    return scores.flatten().gather(0, (rows * scores.shape[1] + columns).flatten()).view(columns.shape)


def _every(rows: Pairs) -> Pairs:
    """Each pair a set of its own."""
    return torch.arange(len(rows), device=rows.device)


OBJECTIVES: dict[str, Build] = {"sampled-softmax": SampledSoftmax, "nce": NoiseContrastive}

"""Speed and memory of the losses: of given scores, and of the scores contexts @ items.T in full-softmax training."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from types import ModuleType

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify import losses
from verify.bench import peers
from verify.bench.case import Case, Contender
from verify.bench.scores import CLASSES, OURS, SCALES, SORT, TOP_K, case, of_loss, ours
from verify.recsys import datasets
from verify.seeds import generator

SPARSE = {"sparsemax_loss": "SparsemaxLoss", "entmax15_loss": "Entmax15Loss"}
AUTOGRAD = "torch cross_entropy"
PRODUCTS = "three matrix products"
FACTORS = 64
ITEMS, PAIRS = 40_981, 2_048
"""The items of Gowalla, in the split of He et al. (2020), arXiv 2002.02126, and the pairs in a batch."""
DATASETS, CONTEXTS = ("ml1m", "gowalla"), 1_024
SAMPLED = 20
"""So many batches of pairs stand for the whole pass."""
LONG = 20.0
"""Seconds for what takes about one a round, so that there are enough rounds."""


def cases() -> Iterator[Case]:
    """The losses of scores at every size; one step of full softmax; one pass over each data set that is there."""
    for classes in CLASSES:
        for scale in SCALES:
            for name, module in SPARSE.items():
                yield case(name, classes, scale, ours(partial(of_loss, getattr(losses, name))) | _sorting(module))
            own = {OURS: Contender("ours", partial(of_loss, losses.softmax_loss))}
            theirs = {AUTOGRAD: Contender("peer", partial(of_loss, torch.nn.functional.cross_entropy))}
            yield case("softmax_loss", classes, scale, own | theirs)
    yield step(PAIRS, ITEMS)
    yield from map(whole_pass, filter(datasets.present, DATASETS))


@peers.of("entmax")
def _sorting(entmax: ModuleType, /, name: str) -> dict[str, Contender]:
    loss = getattr(entmax, name)
    return {
        SORT: Contender("peer", partial(of_loss, loss(k=None))),
        TOP_K: Contender("peer", partial(of_loss, loss(k=100))),
    }


@dataclass(frozen=True)
class Factors:
    """A batch of contexts, all items, the item of each context, and room for the scores."""

    contexts: Float[Tensor, "batch k"]
    items: Float[Tensor, "n k"]
    target: Int[Tensor, " batch"]
    room: Float[Tensor, "batch n"]


def factors(batch: int, items: int) -> Factors:
    """Factors N(0, 1/K)."""
    random = generator("bench.factors")
    target = torch.from_numpy(random.integers(items, size=batch))
    return Factors(_normal(random, batch), _normal(random, items), target, torch.empty(batch, items))


def _normal(random: np.random.Generator, rows: int) -> Float[Tensor, "rows k"]:
    return torch.from_numpy(random.standard_normal((rows, FACTORS), "float32") / FACTORS**0.5).requires_grad_()


def step(batch: int, items: int) -> Case:
    """From factors to the gradients of the mean softmax loss of a batch of pairs, with all items."""
    return Case(
        "linear_softmax_loss",
        {"rows": batch, "classes": items, "factors": FACTORS, "dtype": "float32"},
        unit=4 * batch * items,
        inputs=partial(factors, batch, items),
        small=partial(factors, 2, 64),
        contenders={
            OURS: Contender("ours", _linear),
            AUTOGRAD: Contender("peer", _autograd),
            PRODUCTS: Contender("yardstick", _three_products),
        },
        budget=LONG,
    )


def _linear(x: Factors) -> object:
    loss = losses.linear_softmax_loss(x.contexts, x.items, x.target)
    return torch.autograd.grad(loss, (x.contexts, x.items))


def _autograd(x: Factors) -> object:
    loss = torch.nn.functional.cross_entropy(x.contexts @ x.items.T, x.target)
    return torch.autograd.grad(loss, (x.contexts, x.items))


def _three_products(x: Factors) -> object:
    with torch.no_grad():
        return _products(x.contexts, x.items, x.room)


def _products(contexts: Tensor, items: Tensor, room: Tensor) -> object:
    """The scores, and what two gradients need: the least that can be done without leaving an item out."""
    torch.mm(contexts, items.T, out=room)
    return room @ items, room.T @ contexts


@dataclass(frozen=True)
class Pass:
    """A data set's pairs, by context in batches of `(first, last + 1, rows, columns)`, and in random order.

    `chosen` are the batches of pairs that are measured.
    """

    contexts: Float[Tensor, "users k"]
    items: Float[Tensor, "n k"]
    batches: list[tuple[int, int, Tensor, Tensor]]
    chosen: list[tuple[Int[Tensor, " pairs"], Int[Tensor, " pairs"]]]
    room: Float[Tensor, "batch n"]


def pass_over(name: str, sampled: int) -> Pass:
    """The pairs of a data set, with factors N(0, 1/K)."""
    data = datasets.load(name)
    users, columns = torch.tensor(data.users), torch.tensor(data.items)
    starts = np.arange(0, data.n_users, CONTEXTS)
    cuts = [*np.searchsorted(data.users, starts).tolist(), len(data.users)]
    batches = [
        (start, min(start + CONTEXTS, data.n_users), users[a:b] - start, columns[a:b])
        for start, a, b in zip(starts.tolist(), cuts, cuts[1:], strict=False)
    ]
    random = generator("bench.pass")
    order = torch.from_numpy(random.permutation(len(users))[: sampled * PAIRS])
    chosen = [(users[part], columns[part]) for part in order.split(PAIRS)]
    P, Q = _normal(random, data.n_users), _normal(random, data.n_items)
    return Pass(P, Q, batches, chosen, torch.empty(CONTEXTS, data.n_items))


def whole_pass(name: str) -> Case:
    """The gradients of the softmax loss of every pair, grouped by context, against batches of pairs."""
    users, items, pairs = datasets.lookup(name).counts
    settings = {"dataset": name, "pairs": pairs, "rows": users, "classes": items, "factors": FACTORS}
    return Case(
        "grouped_linear_softmax_loss",
        settings | {"dtype": "float32"},
        unit=4 * CONTEXTS * items,
        inputs=partial(pass_over, name, SAMPLED),
        small=partial(pass_over, "online-retail", 1),
        contenders={
            OURS: Contender("ours", _grouped),
            AUTOGRAD: Contender("peer", _pair_by_pair, share=SAMPLED * PAIRS / pairs),
            PRODUCTS: Contender("yardstick", _three_products_a_batch),
        },
        budget=LONG,
    )


def _grouped(x: Pass) -> None:
    for start, stop, rows, columns in x.batches:
        contexts = x.contexts[start:stop].detach().requires_grad_()
        loss = losses.grouped_linear_softmax_loss(contexts, x.items, rows, columns)
        torch.autograd.grad(loss, (contexts, x.items))


def _pair_by_pair(x: Pass) -> None:
    for users, columns in x.chosen:
        contexts = x.contexts[users].detach().requires_grad_()
        loss = torch.nn.functional.cross_entropy(contexts @ x.items.T, columns)
        torch.autograd.grad(loss, (contexts, x.items))


def _three_products_a_batch(x: Pass) -> None:
    with torch.no_grad():
        for start, stop, _, _ in x.batches:
            _products(x.contexts[start:stop], x.items, x.room[: stop - start])

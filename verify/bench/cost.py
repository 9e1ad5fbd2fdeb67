"""The seconds of one training step of each loss whose operations are counted, as the number of classes grows.

A step takes a batch of pairs from the factors to their updated values, as `theory.loss_costs` counts it for a pair:
scores, loss, gradients, one step of gradient descent. RG2 has no such step; a sweep of alternating least squares over
as many contexts as classes stands for it. The sizes of one loss take turns, so that its exponent is of the same rounds.
"""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import Tensor

from theory.loss_costs import ALPHA, RATE
from theory.trees import balanced
from verify import losses
from verify.bench.case import Case, Contender, Record
from verify.bench.losses import FACTORS, Factors, factors
from verify.bench.scores import CLASSES
from verify.cost_exponents import PAIRS_A_CONTEXT, Exponent, exponent
from verify.recsys.als import TrainingSet, solve_items, solve_users
from verify.recsys.lists import UserLists
from verify.samplers import UniformSampler
from verify.samplers.draws import Draws

BATCH, NEGATIVES = 64, 16
RIDGE = 1e-3
RG = "rg"
Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Problem:
    """A batch with its factors, the sampler of its negatives, the tree of its classes, and the pairs of a sweep."""

    batch: Factors
    sampler: UniformSampler
    random: torch.Generator
    tree: losses.TreeTensors
    pairs: TrainingSet


def problem(rows: int, classes: int) -> Problem:
    """A problem of one size; the contexts of the sweep have distinct items, uniform and `PAIRS_A_CONTEXT` each."""
    random = torch.Generator().manual_seed(0)
    items = UniformSampler(classes, replacement=False).sample((classes, PAIRS_A_CONTEXT), random).ids.numpy().ravel()
    lists = UserLists.of(np.repeat(np.arange(classes), PAIRS_A_CONTEXT), items, classes)
    return Problem(
        factors(rows, classes),
        UniformSampler(classes),
        random,
        losses.TreeTensors(balanced(classes)),
        TrainingSet(lists, classes),
    )


def problems(rows: int, sizes: Sequence[int]) -> dict[int, Problem]:
    """One problem of each size."""
    return {classes: problem(rows, classes) for classes in sizes}


def cases() -> Iterator[Case]:
    """For each method, its step at every size; memory, which other suites measure, is left out by the small unit."""
    for name, (function, step) in STEPS.items():
        pairs = {"pairs a context": PAIRS_A_CONTEXT} if name == RG else {"rows": BATCH}
        yield Case(
            case_name(name),
            {"function": function, "classes": list(CLASSES), "factors": FACTORS, "dtype": "float32", **pairs},
            unit=4 * FACTORS * min(CLASSES),
            inputs=partial(problems, BATCH, CLASSES),
            small=partial(problems, 2, [64] * len(CLASSES)),
            contenders={label(n): Contender("ours", partial(_at, step, n)) for n in CLASSES},
            budget=4.0,
        )


def case_name(method: str) -> str:
    """The name of the case of a method."""
    return f"{method}_step"


def label(classes: int) -> str:
    """The name of the contender of a size."""
    return f"{classes:,} classes"


def _at(step: Callable[[Problem], object], classes: int, x: dict[int, Problem]) -> object:
    return step(x[classes])


def _descend(loss: Tensor, *parameters: Tensor) -> tuple[Tensor, ...]:
    """One step of gradient descent, in place; the gradients."""
    gradients = torch.autograd.grad(loss, parameters)
    with torch.no_grad():
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.sub_(gradient, alpha=RATE)
    return gradients


def _linear(x: Problem) -> object:
    loss = losses.linear_softmax_loss(x.batch.contexts, x.batch.items, x.batch.target)
    return _descend(loss, x.batch.contexts, x.batch.items)


def _full(loss: Loss, x: Problem) -> object:
    contexts, items = x.batch.contexts, x.batch.items
    return _descend(loss(contexts @ items.T, x.batch.target), contexts, items)


def _sampled(loss: Callable[[Tensor, Draws], Tensor], x: Problem) -> object:
    """Only the rows of the items that are the positive or drawn are read, differentiated and written."""
    contexts, items, target = x.batch.contexts, x.batch.items, x.batch.target
    draws = x.sampler.sample((len(target), NEGATIVES), x.random)
    chosen = torch.cat([target[:, None], draws.ids], 1)
    used = items.detach()[chosen].requires_grad_()
    scores = (used @ contexts[:, :, None])[..., 0]
    gradients = torch.autograd.grad(loss(scores, draws), (contexts, used))
    with torch.no_grad():
        contexts.sub_(gradients[0], alpha=RATE)
        items.index_put_((chosen,), -RATE * gradients[1], accumulate=True)
    return gradients


def _ssm(scores: Tensor, _: Draws) -> Tensor:
    return losses.sampled_softmax_loss(scores[:, 0], scores[:, 1:], None, losses.RG_EQ_8)


def _nce(scores: Tensor, draws: Draws) -> Tensor:
    log_q = draws.log_q.to(scores.dtype)
    return losses.nce_loss(scores[:, 0], scores[:, 1:], log_q, log_q[:, 0])


def _hsm(x: Problem) -> object:
    """The first C - 1 items are the nodes; the gradient in them is dense."""
    contexts, nodes = x.batch.contexts, x.batch.items.detach()[:-1].requires_grad_()
    return _descend(losses.hierarchical_softmax_loss(contexts, nodes, x.batch.target, x.tree), contexts, nodes)


def _sweep(x: Problem) -> object:
    P = solve_users(x.batch.items.detach(), x.pairs, RIDGE)
    return P, solve_items(P, x.pairs, RIDGE)


STEPS: dict[str, tuple[str, Callable[[Problem], object]]] = {
    "softmax": ("linear_softmax_loss", _linear),
    "sparsemax": ("sparsemax_loss", partial(_full, losses.sparsemax_loss)),
    "entmax": ("entmax_bisect_loss", partial(_full, partial(losses.entmax_bisect_loss, alpha=ALPHA))),
    "rankmax": ("rankmax_loss", partial(_full, losses.rankmax_loss)),
    "ssm": ("sampled_softmax_loss", partial(_sampled, _ssm)),
    "nce": ("nce_loss", partial(_sampled, _nce)),
    "hsm": ("hierarchical_softmax_loss", _hsm),
    RG: ("solve_users, solve_items", _sweep),
}
"""By the names of `verify.cost_exponents.METHODS`: the functions that are timed, and the step."""


def seconds(record: Record, classes: int) -> list[float]:
    """The seconds of a pair, by round: those of the step over its pairs, or of the sweep over all pairs."""
    settings = record["settings"]
    pairs = settings["pairs a context"] * classes if "pairs a context" in settings else settings["rows"]
    return [time / pairs for time in record["contenders"][label(classes)]["seconds"]]


def quartiles(record: Record, classes: int) -> tuple[float, float, float]:
    """The quartiles of the seconds of a pair."""
    low, median, high = statistics.quantiles(seconds(record, classes), n=4, method="inclusive")
    return low, median, high


def growth(record: Record, sizes: Sequence[int]) -> Exponent:
    """The exponent of the seconds of a pair in C at these sizes, fitted in each round: median and quartiles."""
    rounds = zip(*(seconds(record, n) for n in sizes), strict=True)
    fits = [exponent(sizes, times).value for times in rounds]
    low, median, high = statistics.quantiles(fits, n=4, method="inclusive")
    return Exponent(median, low, high)

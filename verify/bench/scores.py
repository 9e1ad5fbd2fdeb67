"""Random scores, and how maps and losses of them are called, forward and backward."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.bench.case import Case, Contender
from verify.kernels import torch_only
from verify.seeds import generator

OURS, TORCH_PATH = "softproof", "softproof, torch path"
SORT, TOP_K = "entmax, sort", "entmax, k=100"
STREAM = "memory: read, write"
ROWS = 256
CLASSES = (1_000, 10_000, 100_000)
SCALES = (1.0, 0.01)


@dataclass(frozen=True)
class Scores:
    """Scores that need a gradient, a gradient of their map, targets of their loss, and room for a copy."""

    z: Float[Tensor, "rows n"]
    gradient: Float[Tensor, "rows n"]
    target: Int[Tensor, " rows"]
    room: Float[Tensor, "rows n"]


def scores(rows: int, classes: int, scale: float) -> Scores:
    """N(0, scale^2) scores in float32."""
    random = generator("bench.scores")
    z, gradient = (random.standard_normal((rows, classes), "float32") for _ in range(2))
    return Scores(
        torch.from_numpy(scale * z).requires_grad_(),
        torch.from_numpy(gradient),
        torch.from_numpy(random.integers(classes, size=rows)),
        torch.empty(rows, classes),
    )


def of_map(map_: Callable[..., Tensor], x: Scores) -> object:
    """Forward and backward of a map."""
    return torch.autograd.grad(map_(x.z, dim=-1), x.z, x.gradient)


def of_loss(loss: Callable[[Tensor, Tensor], Tensor], x: Scores) -> object:
    """Forward and backward of a mean loss."""
    return torch.autograd.grad(loss(x.z, x.target), x.z)


def on_torch_path(call: Callable[[Any], object], x: object) -> object:
    """`call` without compiled kernels."""
    with torch_only():
        return call(x)


def stream(x: Scores) -> object:
    """One stream of the memory: the scores read once, as many numbers written once."""
    return x.room.copy_(x.z.detach())


def ours(call: Callable[[Any], object]) -> dict[str, Contender]:
    """Ours with compiled kernels and without."""
    return {OURS: Contender("ours", call), TORCH_PATH: Contender("ours", partial(on_torch_path, call))}


def case(name: str, classes: int, scale: float, contenders: dict[str, Contender], **settings: Any) -> Case:
    """A comparison on `ROWS` rows of scores, whose bytes are the unit of memory."""
    return Case(
        name,
        {"rows": ROWS, "classes": classes, "scale": scale, "dtype": "float32", **settings},
        unit=4 * ROWS * classes,
        inputs=partial(scores, ROWS, classes, scale),
        small=partial(scores, 2, 64, scale),
        contenders=contenders | {STREAM: Contender("yardstick", stream)},
    )

"""Speed of drawing negatives in proportion to popularity."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import torch
from jaxtyping import Float
from torch import Tensor

from verify.bench.case import Case, Contender
from verify.bench.scores import ours
from verify.samplers import AliasSampler

CLASSES = 100_000
DRAWS = 1_000_000
MULTINOMIAL = "torch.multinomial"


@dataclass(frozen=True)
class Proposal:
    """Weights, their sampler, and the stream of random numbers."""

    weights: Float[Tensor, " n"]
    sampler: AliasSampler
    random: torch.Generator
    draws: int


def proposal(classes: int, draws: int) -> Proposal:
    """Popularity that falls as 1 / rank (Zipf)."""
    weights = 1 / torch.arange(1, classes + 1)
    return Proposal(weights, AliasSampler(weights), torch.Generator().manual_seed(0), draws)


def cases() -> Iterator[Case]:
    """Draws with replacement; ours come with the log of their proposal."""
    yield Case(
        "AliasSampler",
        {"classes": CLASSES, "draws": DRAWS},
        unit=8 * DRAWS,
        inputs=partial(proposal, CLASSES, DRAWS),
        small=partial(proposal, 64, 64),
        contenders={
            **ours(_alias),
            MULTINOMIAL: Contender("peer", _multinomial),
            "torch.rand alone": Contender("yardstick", _rand),
        },
    )


def _alias(x: Proposal) -> object:
    return x.sampler.sample(x.draws, x.random)


def _multinomial(x: Proposal) -> object:
    return torch.multinomial(x.weights, x.draws, replacement=True, generator=x.random)


def _rand(x: Proposal) -> object:
    return torch.rand(x.draws, dtype=torch.float64, generator=x.random)

"""Speed and memory of the maps, forward and backward."""

from collections.abc import Iterator
from functools import partial
from types import ModuleType

import torch

from verify import maps
from verify.bench import peers
from verify.bench.case import Case, Contender
from verify.bench.scores import CLASSES, OURS, SCALES, SORT, TOP_K, case, of_map, ours

SOFTMAX = "torch softmax"
SLOW = 10_000
"""The peer that bisects takes seconds a call with more classes than this."""


def cases() -> Iterator[Case]:
    """Sparsemax and 1.5-entmax; alpha-entmax by bisection with up to `SLOW` classes."""
    softmax = {SOFTMAX: Contender("yardstick", partial(of_map, torch.softmax))}
    for classes in CLASSES:
        for scale in SCALES:
            for name in ("sparsemax", "entmax15"):
                own = ours(partial(of_map, getattr(maps, name)))
                yield case(name, classes, scale, own | _sorting(name) | softmax)
            if classes <= SLOW:
                alpha = 1.25
                own = {OURS: Contender("ours", partial(of_map, partial(maps.entmax_bisect, alpha=alpha)))}
                yield case("entmax_bisect", classes, scale, own | _bisection(alpha) | softmax, alpha=alpha)


@peers.of("entmax")
def _sorting(entmax: ModuleType, /, name: str) -> dict[str, Contender]:
    theirs = getattr(entmax, name)
    return {
        SORT: Contender("peer", partial(of_map, theirs)),
        TOP_K: Contender("peer", partial(of_map, partial(theirs, k=100))),
    }


@peers.of("entmax")
def _bisection(entmax: ModuleType, /, alpha: float) -> dict[str, Contender]:
    return {"entmax, 50 steps": Contender("peer", partial(of_map, partial(entmax.entmax_bisect, alpha=alpha)))}

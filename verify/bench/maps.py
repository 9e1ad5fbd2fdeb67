"""Speed and memory of the maps, forward and backward."""

from collections.abc import Iterator
from functools import partial

import torch

from verify import maps
from verify.bench.case import Case, Contender
from verify.bench.peers import library
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
                yield case(name, classes, scale, own | _peers(name) | softmax)
            if classes <= SLOW:
                alpha = 1.25
                own = {OURS: Contender("ours", partial(of_map, partial(maps.entmax_bisect, alpha=alpha)))}
                yield case("entmax_bisect", classes, scale, own | _bisection(alpha) | softmax, alpha=alpha)


def _peers(name: str) -> dict[str, Contender]:
    package = library("entmax")
    if package is None:
        return {}
    theirs = getattr(package, name)
    return {
        SORT: Contender("peer", partial(of_map, theirs)),
        TOP_K: Contender("peer", partial(of_map, partial(theirs, k=100))),
    }


def _bisection(alpha: float) -> dict[str, Contender]:
    package = library("entmax")
    if package is None:
        return {}
    return {"entmax, 50 steps": Contender("peer", partial(of_map, partial(package.entmax_bisect, alpha=alpha)))}

"""Interleaved timing: the contenders take turns, so that what slows the machine for a while slows them all."""

import gc
import time
from collections.abc import Callable, Mapping

FEWEST, MOST = 5, 25


def interleaved(
    calls: Mapping[str, Callable[[], object]], budget: float, clock: Callable[[], float] = time.perf_counter
) -> dict[str, list[float]]:
    """Seconds of each call in each round; every other round goes backwards.

    Each is called once before, so that libraries are loaded and kernels compiled. There are `FEWEST` rounds, and more,
    up to `MOST`, until `budget` seconds are spent. Garbage is collected between rounds; what was there before is left
    out of that, so that it costs nothing.
    """
    for call in calls.values():
        call()
    times: dict[str, list[float]] = {name: [] for name in calls}
    order = list(calls)
    gc.collect()
    gc.freeze()
    try:
        start = clock()
        for played in range(MOST):
            if played >= FEWEST and clock() - start >= budget:
                break
            gc.collect()
            for name in order:
                began = clock()
                calls[name]()
                times[name].append(clock() - began)
            order.reverse()
    finally:
        gc.unfreeze()
    return times

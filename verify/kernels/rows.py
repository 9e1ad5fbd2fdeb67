"""Compiled kernels on the rows of a matrix, by as many threads as torch uses."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

LEAST = 1 << 15
"""Scores in a block, at least; one thread is as fast with fewer."""
BLOCKS = 8
"""Blocks for each thread, at most."""

_enabled = ContextVar("compiled kernels", default=True)


def usable(x: Tensor) -> bool:
    """Whether the compiled kernels take this tensor: on the CPU, and not inside `torch_only`."""
    return _enabled.get() and x.device.type == "cpu"


@contextmanager
def torch_only() -> Iterator[None]:
    """Inside, the maps and losses take the torch path on every device."""
    token = _enabled.set(False)
    try:
        yield
    finally:
        _enabled.reset(token)


def bits(x: Tensor) -> Tensor:
    """The bits of float32 or float64 numbers, as integers."""
    return x.detach().view({torch.float32: torch.int32, torch.float64: torch.int64}[x.dtype])


def over_rows(kernel: Callable[..., None], scores: Tensor, *others: Tensor) -> None:
    """Call kernel(scores, *others) on blocks of the rows of contiguous tensors on the CPU; rows are independent.

    Threads take the next block when they are done with one: a core that is busy elsewhere holds nobody up.
    """
    arrays = [tensor.detach().numpy() for tensor in (scores, *others)]
    blocks = max(1, min(BLOCKS * torch.get_num_threads(), len(scores), scores.numel() // LEAST))
    cuts = np.linspace(0, len(scores), blocks + 1).astype(int).tolist()
    waiting = iter([[array[a:b] for array in arrays] for a, b in pairwise(cuts)])

    def work() -> None:
        for block in waiting:
            kernel(*block)

    threads = torch.get_num_threads()
    running = [_pool(threads).submit(work) for _ in range(min(threads, blocks) - 1)]
    try:
        work()
    finally:
        wait(running)
    for other in running:
        other.result()


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="kernel")


os.register_at_fork(after_in_child=_pool.cache_clear)

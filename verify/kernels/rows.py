"""Compiled kernels on the rows of a matrix, by as many threads as torch uses."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

SERIAL = 1 << 15
"""Below this number of scores one thread is faster than several."""

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
    """Call kernel(scores, *others) on slices of the rows of contiguous tensors on the CPU; rows are independent."""
    arrays = [tensor.detach().numpy() for tensor in (scores, *others)]
    parts = 1 if scores.numel() < SERIAL else max(1, min(torch.get_num_threads(), len(scores)))
    cuts = np.linspace(0, len(scores), parts + 1).astype(int).tolist()
    slices = [[array[a:b] for array in arrays] for a, b in pairwise(cuts)]
    later = [_pool(parts).submit(kernel, *part) for part in slices[1:]]
    kernel(*slices[0])
    for done in later:
        done.result()


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="kernel")

"""Work on all users, a chunk of them at a time, by as many threads as torch uses."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import torch
from threadpoolctl import threadpool_limits

CHUNK = 256
"""Users at a time, at most."""
ROOM = 1 << 24
"""Numbers at a time, at most, for each thread."""

T = TypeVar("T")


def size(numbers: int) -> int:
    """The users of a chunk, where each needs room for so many numbers."""
    return min(CHUNK, max(1, ROOM // max(1, numbers)))


def over(n_users: int, chunk: int, work: Callable[[int, int], T], workers: int | None = None) -> list[T]:
    """work(start, stop) for each chunk of users, in order; `workers` is torch's number of threads if not given.

    The work is done in threads of its own. Inside, BLAS and torch have one thread each: threads that wait for each
    other's ends would slow both down. An exception of one chunk is raised, and the chunks not yet begun are left.
    """
    workers = torch.get_num_threads() if workers is None else workers
    starts = range(0, n_users, chunk)
    stops = [min(start + chunk, n_users) for start in starts]
    with _one_thread_each(), ThreadPoolExecutor(workers, thread_name_prefix="users") as pool:
        return list(pool.map(work, starts, stops))


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Threads that start inside call BLAS and torch without further threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1, "blas"):
            yield
    finally:
        torch.set_num_threads(threads)

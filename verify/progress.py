"""Progress on standard error, silent when that is not a terminal."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")
_quiet = ContextVar("no progress", default=False)


@contextmanager
def quiet() -> Iterator[None]:
    """Inside, nothing shows progress: the work is a part of some that does."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def progress(items: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """`items`, with a bar labelled `what` for work of over two seconds."""
    silent = _quiet.get() or not sys.stderr.isatty()
    return tqdm(items, desc=what, total=total, file=sys.stderr, disable=silent, delay=2, leave=False)

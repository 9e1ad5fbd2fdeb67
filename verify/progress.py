"""Progress on standard error, silent when that is not a terminal."""

import sys
from collections.abc import Iterable
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")


def progress(items: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """`items`, with a bar labelled `what` for work of over two seconds."""
    silent = not sys.stderr.isatty()
    return tqdm(items, desc=what, total=total, file=sys.stderr, disable=silent, delay=2, leave=False)

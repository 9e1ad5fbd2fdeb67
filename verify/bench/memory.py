"""The peak memory of one call: resident pages of a fresh process, above what was resident when the call began.

Linux only: it alone lets a process reset its peak (`/proc/self/clear_refs`, proc(5)). Elsewhere the peak is None.
"""

import ctypes
import gc
import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

RESET = Path("/proc/self/clear_refs")
M_MMAP_THRESHOLD = -3
"""Of mallopt(3): blocks of at least so many bytes are mapped for themselves and given back when freed."""
PRELOADED = ["verify.bench.maps", "verify.bench.losses"]

T = TypeVar("T")


def peak(inputs: Callable[[], T], small: Callable[[], T], call: Callable[[T], object]) -> int | None:
    """The most bytes that `call` on `inputs()` adds, after a first one on `small()`, which loads and compiles.

    All three are pickled. Freed memory that is used again does not count. Raises MemoryError if the process dies.
    """
    if not RESET.exists():
        return None
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_measure, args=(sender, inputs, small, call), daemon=True)
    child.start()
    sender.close()
    try:
        added: int = receiver.recv()
    except EOFError as error:
        raise MemoryError("the process that measures the peak was killed") from error
    finally:
        child.kill()
        child.join()
    return added


def _measure(sender: Connection, inputs: Callable[[], T], small: Callable[[], T], call: Callable[[T], object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, 1 << 16)
    call(small())
    x = inputs()
    gc.collect()
    RESET.write_text("5", encoding="ascii")
    before = _kibibytes("VmRSS")
    call(x)
    sender.send((_kibibytes("VmHWM") - before) * 1024)


def _kibibytes(field: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1])
    raise LookupError(f"/proc/self/status has no {field}")

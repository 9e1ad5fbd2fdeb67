"""Locks between processes: one file each, held through `flock`, so that a process that dies, however it dies, lets go.

On network file systems: NFS (Linux 2.6.12 and later) and Lustre (mounted with `flock`) hold these locks between hosts;
mounts with `local_lock` or `localflock` hold them on one host only. Where there are none at all, `UsageError`.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from verify.errors import UsageError


@contextmanager
def lock(path: Path, wait: bool = False) -> Iterator[bool]:
    """Hold the lock `path`; yields whether it is held. Without `wait` it is not where another has it.

    The file is there while the lock is held, and after a kill. `UsageError` where it cannot be made or locked.
    """
    handle = _acquire(path, wait)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            path.unlink(missing_ok=True)
            os.close(handle)


def _acquire(path: Path, wait: bool) -> int | None:
    """A descriptor of the locked file; None where another holds it."""
    while True:
        handle = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            if _stands_at(handle, path):
                return handle
            os.close(handle)
        except BaseException as error:
            if handle is not None:
                os.close(handle)
            if isinstance(error, BlockingIOError):
                return None
            if isinstance(error, OSError):
                raise UsageError(f"cannot lock {path}: {error.strerror}; choose another place") from error
            raise


def _stands_at(handle: int, path: Path) -> bool:
    """Whether the open file is still the one at `path`: its holder before may have removed it."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False

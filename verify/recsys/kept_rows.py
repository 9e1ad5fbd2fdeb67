"""Keeps the rows of files that take long to read, beside them, as `.NAME.rows.npz`; only a help, never needed.

What is kept is used for the same file and the same readers only.
"""

import hashlib
import io
from functools import cache
from pathlib import Path

import numpy as np

from verify.errors import UsageError
from verify.files import write_bytes
from verify.recsys import loaders
from verify.recsys.archives import Stream
from verify.recsys.loaders.rows import Reader, Rows

ARRAYS = ("users", "items", "ratings", "times", "part")


def read(stream: Stream, sha256: str, reader: Reader, file: Path) -> Rows:
    """The rows of a file with this hash that is, or is to be, `file`."""
    place = file.with_name(f".{file.name}.rows.npz")
    key = hashlib.sha256((sha256 + _readers()).encode()).hexdigest()
    rows = _kept(place, key)
    if rows is None:
        rows = reader(stream)
        _keep(place, key, rows)
    return rows


@cache
def _readers() -> str:
    """A hash of the readers' code."""
    folder = Path(loaders.__file__).parent
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(folder.glob("*.py")))).hexdigest()


def _kept(place: Path, key: str) -> Rows | None:
    """What is kept under this key, or None."""
    try:
        with np.load(place, allow_pickle=False) as arrays:
            if str(arrays["key"]) != key:
                return None
            return Rows(**{name: arrays[name] for name in ARRAYS if name in arrays}, clock=bool(arrays["clock"]))
    except Exception:  # whatever is wrong with it, the file itself is read instead
        return None


def _keep(place: Path, key: str, rows: Rows) -> None:
    arrays = {name: getattr(rows, name) for name in ARRAYS if getattr(rows, name) is not None}
    buffer = io.BytesIO()
    np.savez(buffer, key=np.array(key), clock=np.array(rows.clock), **arrays)
    try:
        write_bytes(place, buffer.getvalue())
    except UsageError:
        return

"""Finds, checks and reads the data sets of `verify.recsys.registry`.

`online-retail` is embedded. The others, whose licences do not allow redistribution, are looked for in the folder
`$SOFTPROOF_DATA`, or else `softproof` in the user's data folder (`$XDG_DATA_HOME`, or else `~/.local/share`).
A file is used only if its SHA-256 is the registered one.
"""

import hashlib
import io
import os
import zipfile
from pathlib import Path

import numpy as np
from jaxtyping import Int

from verify.errors import UsageError, unknown
from verify.files import write_bytes
from verify.recsys.interactions import Interactions
from verify.recsys.kcore import k_core
from verify.recsys.registry import REGISTRY as REGISTRY
from verify.recsys.registry import DataSet

EMBEDDED = Path(__file__).parent / "data"


def lookup(name: str) -> DataSet:
    """The registered data set; `UsageError` with the nearest names if there is none."""
    if name not in REGISTRY:
        raise unknown("data set", name, REGISTRY)
    return REGISTRY[name]


def folder() -> Path:
    """Where data sets that are not embedded are kept."""
    if given := os.environ.get("SOFTPROOF_DATA"):
        return Path(given).expanduser()
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "softproof"


def path(name: str) -> Path:
    """Where the file of a data set is, or would be."""
    data = lookup(name)
    return (EMBEDDED if data.embedded else folder()) / data.file


def present(name: str) -> bool:
    """Whether the file is there; its content is not looked at."""
    return path(name).is_file()


def load(name: str) -> Interactions:
    """The positive pairs; `UsageError` if the file is absent, differs from the registered one or is malformed."""
    data = lookup(name)
    pairs = read(verify(name), data)
    counts = (pairs.n_users, pairs.n_items, len(pairs.users))
    if counts != (data.users, data.items, data.pairs):
        raise UsageError(f"{name} has {counts} users, items, pairs; registered: {data.users, data.items, data.pairs}")
    return pairs


def add(name: str, file: Path) -> Path:
    """Copy `file` to where `name` is looked for; `UsageError` if its hash is not the registered one."""
    data = lookup(name)
    return write_bytes(path(name), _checked_content(Path(file), data, "use the registered file"))


def verify(name: str) -> bytes:
    """The content of the file of `name`; `UsageError` if it is absent or its hash is not the registered one."""
    data, place = lookup(name), path(name)
    if not place.is_file():
        remedy = "reinstall softproof" if data.embedded else f"softproof data add {name} FILE (from {data.source})"
        raise UsageError(f"data set {name} is not at {place}; get it with: {remedy}")
    return _checked_content(place, data, f"replace it: softproof data add {name} FILE")


def _checked_content(file: Path, data: DataSet, remedy: str) -> bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error
    found = hashlib.sha256(content).hexdigest()
    if found != data.sha256:
        raise UsageError(f"{file} has SHA-256 {found}, but {data.name} is {data.sha256}; {remedy}")
    return content


def read(content: bytes, data: DataSet) -> Interactions:
    """The positive pairs in the bytes of an .npz file; `UsageError` if it is malformed."""
    columns = [_array(content, name) for name in data.arrays]
    if len({len(column) for column in columns}) != 1:
        raise UsageError(f"arrays {', '.join(data.arrays)} have lengths {[len(column) for column in columns]}")
    users, items = columns[:2]
    if data.minimum_rating is not None:
        liked = columns[2] >= data.minimum_rating
        users, items = users[liked], items[liked]
    kept = k_core(users, items, data.core)
    if not kept.any():
        raise UsageError(f"nothing is left of {data.name} in its {data.core}-core")
    return Interactions.of(users[kept], items[kept], hashlib.sha256(content).hexdigest())


def _array(content: bytes, name: str) -> Int[np.ndarray, " rows"]:
    """One array of non-negative integers out of an .npz; never unpickles."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            array = archive[name]
    except KeyError as error:
        raise UsageError(f"array {name!r} is missing from the .npz file; use the registered file") from error
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise UsageError(f"cannot read array {name!r}: {error}; it must be a plain .npz of integers") from error
    if array.ndim != 1 or not np.issubdtype(array.dtype, np.integer):
        raise UsageError(f"array {name!r} must be one axis of integers, not {array.dtype} of shape {array.shape}")
    if array.size and int(array.min()) < 0:
        raise UsageError(f"array {name!r} holds the negative value {array.min()}; number from 0")
    return np.asarray(array, dtype=np.int64)

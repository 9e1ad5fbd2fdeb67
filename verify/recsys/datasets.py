"""Finds, checks and reads the data sets of `verify.recsys.registry`.

`online-retail` is embedded. The others, whose licences do not allow redistribution, are looked for in the folder
`$SOFTPROOF_DATA`, or else `softproof` in the user's data folder (`$XDG_DATA_HOME`, or else `~/.local/share`).
A file is used only if its SHA-256 is the registered one, or, where none is registered, the one it had at first use.
"""

import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from verify.errors import UsageError, unknown
from verify.files import replacing, require_folder
from verify.recsys import download, kept_rows, pins
from verify.recsys.interactions import Interactions
from verify.recsys.kcore import k_core
from verify.recsys.loaders.rows import Rows
from verify.recsys.registry import REGISTRY as REGISTRY
from verify.recsys.registry import DataSet, Original

EMBEDDED = Path(__file__).parent / "data"
DRAWN = Path(__file__).parent / "synthetic.py"


def lookup(name: str) -> DataSet:
    """The registered data set; `UsageError` with the nearest names if there is none."""
    if name not in REGISTRY:
        raise unknown("data set", name, REGISTRY)
    return REGISTRY[name]


def folder() -> Path:
    """Where data sets that are not embedded are kept; `UsageError` where no folder is named and there is no home."""
    given, home = os.environ.get("SOFTPROOF_DATA"), os.environ.get("XDG_DATA_HOME")
    try:
        if given:
            return Path(given).expanduser()
        return (Path(home) if home else Path.home() / ".local" / "share") / "softproof"
    except RuntimeError as error:
        raise UsageError(f"no folder for data sets: {error} Set $SOFTPROOF_DATA to a folder of yours") from error


def files(data: DataSet) -> list[Original]:
    """The files that the data set can be read from, the preferred one first; none for what is drawn by seed."""
    own = [Original(data.file, data.read, "", data.sha256)] if data.file else []
    return [*own, *data.originals]


def place(data: DataSet, file: Original) -> Path:
    """Where a file of a data set is, or would be."""
    return (EMBEDDED if data.embedded else folder()) / file.file


def path(name: str) -> Path:
    """The file of a data set that is there, or would be; for what is drawn by seed, the program that draws."""
    data = lookup(name)
    places = [place(data, file) for file in files(data)]
    return next((one for one in places if one.is_file()), (*places, DRAWN)[0])


def present(name: str) -> bool:
    """Whether the data set is there; its content is not looked at."""
    return path(name).is_file()


def hashes(name: str) -> set[str]:
    """What `Interactions.sha256` of this data set may be: the hashes that are registered, or pinned at first use."""
    data = lookup(name)
    known = {file.sha256 or pins.pinned(place(data, file)) for file in files(data)} | {data.sha256}
    return {sha256 for sha256 in known if sha256}


def load(name: str) -> Interactions:
    """The positive pairs; `UsageError` if the file is absent, differs from the one expected or is malformed.

    A file whose hash nobody knows is pinned if it reads well.
    """
    data = lookup(name)
    if data.draw:
        return _counted(data.draw(), data)
    where = path(name)
    if not where.is_file():
        raise UsageError(f"data set {name} is not at {where}; get it with: {remedy(data)}")
    (file,) = (file for file in files(data) if place(data, file) == where)
    return _accepted(where, data, file)


def remedy(data: DataSet) -> str:
    """The command that brings a data set that is not there."""
    if data.embedded:
        return "reinstall softproof"
    by_hand = f"softproof data add {data.name} FILE (from {data.source})"
    return f"softproof data get {data.name}, or {by_hand}" if address(data) else by_hand


def address(data: DataSet) -> Original | None:
    """The file of a data set that can be downloaded, if there is one."""
    return next((file for file in files(data) if file.url), None)


def get(name: str) -> Path:
    """Download a data set, unless it is there; `UsageError` if that cannot be done, or if what comes is not it."""
    data = lookup(name)
    if present(name):
        load(name)
        return path(name)
    file = address(data)
    if file is None:
        raise UsageError(f"{name} has no address to download it from; get it with: {remedy(data)}")
    target = place(data, file)
    return download.fetch(file.url, target, lambda part: _accepted(part, data, file))


def add(name: str, given: Path) -> Path:
    """Copy a file to where `name` is looked for; `UsageError` if it is none of the data set's files."""
    data, given = lookup(name), Path(given)
    if data.draw or data.embedded:
        raise UsageError(f"{name} comes with softproof; nothing need be added")
    file = _recognised(given, data)
    _accepted(given, data, file)
    return _copied(given, place(data, file))


def _recognised(given: Path, data: DataSet) -> Original:
    """Which of the data set's files this is: the one with its hash, or else one of its name whose hash nobody knows."""
    with _opened(given) as stream:
        found = _hash(stream)
    known = [(file, file.sha256 or pins.pinned(place(data, file))) for file in files(data)]
    fitting = [file for file, expected in known if expected == found]
    fitting += [file for file, expected in known if expected is None and file.file == given.name]
    if fitting:
        return fitting[0]
    wanted = [f"{file.file} with {expected}" if expected else f"a file called {file.file}" for file, expected in known]
    notes = [str(pins.note(place(data, file))) for file, expected in known if expected and not file.sha256]
    remedy = f"delete {notes[0]}, if the new file is meant" if notes else "use the registered file"
    raise UsageError(f"{given} has SHA-256 {found}, but {data.name} is {', or '.join(wanted)}; {remedy}")


def _accepted(given: Path, data: DataSet, file: Original) -> Interactions:
    """The pairs of what is, or is to become, `file`; its hash is pinned if nobody knows it."""
    where = place(data, file)
    found = _read(given, data, file, where)
    if file.sha256 is None and pins.pinned(where) is None:
        pins.pin(where, found.sha256)
    return found


def _copied(given: Path, target: Path) -> Path:
    require_folder(target.parent)
    try:
        with given.open("rb") as source, replacing(target) as stream:
            shutil.copyfileobj(source, stream)
    except OSError as error:
        raise UsageError(f"cannot copy {given} to {target}: {error.strerror}; free some space") from error
    return target


@contextmanager
def _opened(file: Path) -> Iterator[io.BufferedReader]:
    try:
        if file.exists() and not file.is_file():
            raise UsageError(f"cannot read {file}: it is no plain file; give one")
        stream = file.open("rb")
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error
    with stream:
        yield stream


def _hash(stream: io.BufferedReader) -> str:
    found = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return found


def _read(given: Path, data: DataSet, file: Original, where: Path) -> Interactions:
    """The pairs of a file that is, or is to be, `where`; `UsageError` if its hash or the counts are not as expected."""
    with _opened(given) as stream:
        sha256 = _hash(stream)
        expected = file.sha256 or pins.pinned(where)
        if expected not in (None, sha256):
            how = "is" if file.sha256 else f"was at first use ({pins.note(where)})"
            replace = f"put the right one there: softproof data add {data.name} FILE"
            raise UsageError(f"{given} has SHA-256 {sha256}, but {data.name} {how} {expected}; {replace}")
        rows = kept_rows.read(stream, sha256, file.read, where) if data.slow else file.read(stream)
    return _counted(pairs(rows, data, sha256), data)


def pairs(rows: Rows, data: DataSet, sha256: str = "") -> Interactions:
    """The positive pairs of the rows of a file, reduced to their core; `UsageError` if nothing is left."""
    liked = np.ones(len(rows.users), dtype=bool)
    if data.minimum_rating is not None:
        if rows.ratings is None:
            raise UsageError(
                f"{data.name} keeps ratings of {data.minimum_rating} and more, but its file has no ratings"
            )
        liked = rows.ratings >= data.minimum_rating
    times, part = (None if column is None else column[liked] for column in (rows.times, rows.part))
    found = Interactions.of(rows.users[liked], rows.items[liked], sha256, times, part, rows.clock)
    if data.core > 1:
        found = found.subset(k_core(found.users, found.items, data.core))
    if not found.users.size:
        raise UsageError(f"nothing is left of {data.name} in its {data.core}-core")
    return found


def _counted(found: Interactions, data: DataSet) -> Interactions:
    """The pairs; `UsageError` unless they are as many as registered and, if drawn, the same."""
    counts = (found.n_users, found.n_items, len(found.users))
    expected = (data.users, data.items, data.pairs)
    if any(want not in (None, have) for want, have in zip(expected, counts, strict=True)):
        raise UsageError(f"{data.name} has {counts} users, items, pairs; registered: {expected}")
    if data.draw and data.sha256 not in (None, found.sha256):
        raise UsageError(f"{data.name} is drawn as {found.sha256}, registered {data.sha256}; use the pinned NumPy")
    return found

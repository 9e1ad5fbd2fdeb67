"""Downloads one file: resumed where it stopped, checked before it gets its name."""

import errno
import fcntl
import http.client
import io
import os
import shutil
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from verify.errors import UsageError
from verify.files import require_folder
from verify.progress import progress

TIMEOUT = 30.0
"""Seconds without an answer, or without a byte."""

ATTEMPTS = 5
"""So often is a transfer that broke off taken up again before the user is asked to."""

PAUSE = 1.0
"""Seconds before it is."""

CHUNK = 1 << 20
SCHEMES = ("http", "https")


def fetch(url: str, target: Path, check: Callable[[Path], object]) -> Path:
    """Download `url` to `target`; what came before stays in `TARGET.part` and is continued.

    `check` looks at the whole part before it becomes `target`, and raises `UsageError` to refuse it: it is deleted
    then. Continued is only a part of which the server says that it is still of the same file (by its ETag or its date);
    otherwise, and where the server does not know ranges, the download starts from the beginning. Raises `UsageError`
    for an address that cannot be reached or does not have the file, for a full disk, and if somebody else is
    downloading the same file.
    """
    if urllib.parse.urlsplit(url).scheme not in SCHEMES:
        raise UsageError(f"cannot download {url}: only {' and '.join(SCHEMES)} addresses are fetched")
    require_folder(target.parent)
    part = target.with_name(f"{target.name}.part")
    with _alone(part) as stream:
        for attempt in range(1, ATTEMPTS + 1):
            if _transfer(url, stream, _tag(part)):
                break
            if attempt == ATTEMPTS:
                raise UsageError(
                    f"the transfer of {url} broke off {ATTEMPTS} times, {_size(stream):,} bytes are in {part}; "
                    "run the command again to go on"
                )
            time.sleep(PAUSE)
        try:
            check(part)
        except UsageError:
            _drop(part)
            raise
        part.replace(target)
        _tag(part).unlink(missing_ok=True)
    return target


def _tag(part: Path) -> Path:
    """Where it is noted which version of the file the part is of."""
    return part.with_name(f"{part.name}.version")


def _drop(part: Path) -> None:
    for file in (part, _tag(part)):
        file.unlink(missing_ok=True)


@contextmanager
def _alone(part: Path) -> Iterator[io.FileIO]:
    """The part, opened to append, for one process at a time."""
    with _writing(part):
        stream = _opened(part)
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(f"{part} is being downloaded by another process; wait for it") from error
        if not part.exists() or not os.path.samestat(part.stat(), os.fstat(stream.fileno())):
            raise UsageError(f"another process has just ended the download of {part}; run the command again")
        yield stream


def _opened(part: Path) -> io.FileIO:
    return io.FileIO(part, "ab")


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    """Turns what goes wrong in writing into a `UsageError`."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = "free some space and run the command again to go on" if full else "choose another $SOFTPROOF_DATA"
        raise UsageError(f"cannot write {file}: {error.strerror}; {remedy}") from error


def _size(stream: io.FileIO) -> int:
    return os.fstat(stream.fileno()).st_size


def _transfer(url: str, stream: io.FileIO, tag: Path) -> bool:
    """Ask for what is missing and append it; whether the file is whole then."""
    version = tag.read_text(encoding="utf-8") if tag.is_file() else ""
    if not version:
        stream.truncate(0)
    have = _size(stream)
    headers = {"Range": f"bytes={have}-", "If-Range": version} if have else {}
    request = urllib.request.Request(url, headers={"User-Agent": "softproof", "Accept-Encoding": "identity", **headers})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            if answer.status != http.client.PARTIAL_CONTENT:
                have = 0
                stream.truncate(0)
            total = _total(answer, have)
            with _writing(tag):
                tag.write_text(_version(answer), encoding="utf-8")
            _require_room(stream, total, have)
            _append(answer, stream, None if total is None else total - have)
            return total is None or _size(stream) == total
    except urllib.error.HTTPError as error:
        if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE and have:
            return _is_whole(error, stream, have)
        raise UsageError(f"{url} gives {error.code} {error.reason}; {_by_hand(url)}") from error
    except urllib.error.URLError as error:
        raise UsageError(f"cannot reach {url}: {error.reason}; are you offline? {_by_hand(url)}") from error
    except (OSError, http.client.HTTPException):
        return False


def _by_hand(url: str) -> str:
    return f"if you have {Path(urllib.parse.urlsplit(url).path).name} from elsewhere: softproof data add NAME FILE"


def _total(answer: Any, have: int) -> int | None:
    """The size of the whole file, if the server tells; `HTTPException` for a range that was not asked for."""
    if have:
        unit, _, rest = answer.headers.get("Content-Range", "").partition(" ")
        span, _, total = rest.partition("/")
        if unit != "bytes" or span.partition("-")[0] != str(have):
            raise http.client.HTTPException("the server answers with another range")
        return int(total) if total.isdigit() else None
    length = answer.headers.get("Content-Length", "")
    return int(length) if length.isdigit() else None


def _version(answer: Any) -> str:
    """What `If-Range` may ask for: a strong ETag or else the date of the last change; empty if there is neither."""
    tag = str(answer.headers.get("ETag", ""))
    return tag if tag.startswith('"') else str(answer.headers.get("Last-Modified", ""))


def _require_room(stream: io.FileIO, total: int | None, have: int) -> None:
    free = shutil.disk_usage(Path(stream.name).parent).free
    if total is not None and total - have > free:
        raise UsageError(
            f"{stream.name} needs {total - have:,} bytes more, and {free:,} are free; "
            "free some space and run the command again to go on"
        )


def _append(answer: Any, stream: io.FileIO, left: int | None) -> None:
    """All that comes."""
    chunks = None if left is None else -(-left // CHUNK)
    for chunk in progress(iter(lambda: answer.read(CHUNK), b""), f"{Path(stream.name).stem}, MiB", chunks):
        view = memoryview(chunk)
        with _writing(Path(stream.name)):
            while view:
                view = view[stream.write(view) :]


def _is_whole(error: urllib.error.HTTPError, stream: io.FileIO, have: int) -> bool:
    """Whether nothing was missing; otherwise the part is too long, and is emptied."""
    whole = error.headers.get("Content-Range", "") == f"bytes */{have}"
    if not whole:
        stream.truncate(0)
    return whole

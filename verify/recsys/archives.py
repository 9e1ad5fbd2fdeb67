"""Reads archives that nobody vouches for: nothing is extracted to disk, everything has a limit.

A member is found by its exact name and read into memory or as a stream; other members, whatever their names, are never
opened. The size that an archive declares is checked first, and what really comes out is counted as well.
"""

import gzip
import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from verify.errors import UsageError

Stream = io.BufferedIOBase
"""What is read here: files, archives' members, bytes in memory."""

MOST_BYTES = 1 << 34
"""The most that comes out of one compressed file: 16 GiB, four times the largest text read here."""

LONGEST_LINE = 1 << 24
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE)
FAULTS = (
    *(OSError, EOFError, ValueError, IndexError, OverflowError, NotImplementedError),
    *(struct.error, zlib.error, zipfile.BadZipFile, tarfile.TarError),
)


class Limited(io.RawIOBase):
    """A stream of at most `limit` bytes; one more raises `UsageError`."""

    def __init__(self, source: Stream | IO[bytes], limit: int) -> None:
        self._source, self._limit, self._left = source, limit, limit

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        """Fill the buffer with the next bytes."""
        content = self._source.read(min(len(buffer), self._left + 1))
        self._left -= len(content)
        if self._left < 0:
            raise UsageError(f"more than {self._limit:,} bytes come out of the archive; get the file from its home")
        buffer[: len(content)] = content
        return len(content)


def limited(source: Stream | IO[bytes], limit: int) -> Stream:
    """A buffered stream of at most `limit` bytes."""
    return io.BufferedReader(Limited(source, limit), 1 << 20)


@contextmanager
def faults(what: str) -> Iterator[None]:
    """Turns what a damaged archive raises into a `UsageError` about `what`."""
    try:
        yield
    except UsageError:
        raise
    except FAULTS as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise UsageError(f"cannot read {what}: {reason}; get the file from its home again") from error


@contextmanager
def zip_member(stream: Stream, name: str, limit: int = MOST_BYTES) -> Iterator[Stream]:
    """The content of one member of a zip archive; `UsageError` unless it is there once, plain and within the limit."""
    with faults(f"{name!r} in the zip archive"), zipfile.ZipFile(stream) as archive:
        found = [entry for entry in archive.infolist() if entry.filename == name]
        if len(found) != 1:
            how = f"stands {len(found)} times in" if found else "is missing from"
            raise UsageError(f"{name!r} {how} the archive; get the file from its home")
        (entry,) = found
        if _is_link(entry) or entry.compress_type not in METHODS or entry.flag_bits & 1:
            raise _not_plain(name)
        _require_size(name, entry.file_size, limit)
        with archive.open(entry) as member:
            yield limited(member, limit)


@contextmanager
def tar_member(stream: Stream, name: str, limit: int = MOST_BYTES) -> Iterator[Stream]:
    """The content of one member of a tar archive, compressed by gzip; `UsageError` as `zip_member`."""
    with faults(f"{name!r} in the tar archive"):
        with tarfile.open(fileobj=gunzipped(stream, limit), mode="r|") as archive:
            for entry in archive:
                if entry.name == name:
                    content = archive.extractfile(entry) if entry.type in PLAIN else None
                    if content is None:
                        raise _not_plain(name)
                    _require_size(name, entry.size, limit)
                    yield limited(content, limit)
                    return
        raise UsageError(f"{name!r} is missing from the archive; get the file from its home")


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)


def _not_plain(name: str) -> UsageError:
    return UsageError(f"{name!r} in the archive must be a plain file, not a link, encrypted or of another kind")


def _require_size(name: str, size: int, limit: int) -> None:
    if size > limit:
        raise UsageError(f"{name!r} in the archive declares {size:,} bytes; at most {limit:,} are read")


def gunzipped(stream: Stream, limit: int = MOST_BYTES) -> Stream:
    """What is in a gzip file; a file that is not compressed is passed on as it is."""
    start = stream.tell()
    compressed = stream.read(2) == b"\x1f\x8b"
    stream.seek(start)
    return limited(gzip.GzipFile(fileobj=stream) if compressed else stream, limit)


def lines(stream: Stream, what: str, longest: int = LONGEST_LINE) -> Iterator[str]:
    """The lines of UTF-8 text without their ends; `UsageError` for one that is too long or is no text."""
    with faults(what):
        for number in range(1, 1 << 62):
            line = stream.readline(longest + 1)
            if not line:
                return
            if len(line) > longest:
                raise UsageError(f"line {number} of {what} is longer than {longest:,} bytes; is it the right file?")
            try:
                text = line.decode()
            except UnicodeDecodeError as error:
                raise UsageError(f"line {number} of {what} is not UTF-8 text; is it the right file?") from error
            yield text.rstrip("\r\n")

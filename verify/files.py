"""Files that are either whole or absent: written to a temporary name and renamed."""

import json
import math
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from verify.errors import UsageError


def require_folder(folder: Path) -> Path:
    """Make sure, before long work, that files can be written into `folder`; `UsageError` if not."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise _unwritable(folder, error) from error


def require_file(path: Path) -> Path:
    """Make sure, before long work, that `path` can be written; `UsageError` if not."""
    if path.is_dir():
        raise UsageError(f"cannot write {path}: it is a folder; give the name of a file")
    require_folder(path.parent)
    return path


def _unwritable(path: Path, error: OSError) -> UsageError:
    in_the_way = isinstance(error, FileExistsError | NotADirectoryError)
    reason = "a file stands where a folder should" if in_the_way else error.strerror
    return UsageError(f"cannot write {path}: {reason}; choose another place (--results DIR, --json FILE, ...)")


def write_bytes(path: Path, content: bytes) -> Path:
    """Write `content` to `path`, atomically; `UsageError` if that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as stream:
            stream.write(content)
    except OSError as error:
        raise _unwritable(path, error) from error
    return path


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A stream into a temporary file beside `path`, which takes its place at the end, or else is removed."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, content: str) -> Path:
    """Write UTF-8 text, atomically."""
    return write_bytes(path, content.encode())


def write_json(path: Path, content: Any) -> Path:
    """Write JSON with sorted keys, atomically; infinities and NaN, which JSON lacks, become null."""
    text = json.dumps(jsonable(content), indent=1, sort_keys=True, allow_nan=False, ensure_ascii=False)
    return write_text(path, text + "\n")


def read_json(path: Path, remedy: str) -> dict[str, Any]:
    """A JSON object; `UsageError` that names the command `remedy` if the file is missing or holds something else."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"no {path}; run: {remedy}") from error
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}; run: {remedy}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is not valid JSON ({error}); run: {remedy}") from error
    if not isinstance(content, dict):
        raise UsageError(f"{path} holds no JSON object; run: {remedy}")
    return content


def jsonable(content: Any) -> Any:
    """`content` with NumPy values as lists and numbers, and non-finite numbers as None."""
    if isinstance(content, dict):
        return {str(key): jsonable(value) for key, value in content.items()}
    if hasattr(content, "tolist"):
        return jsonable(content.tolist())
    if isinstance(content, list | tuple):
        return [jsonable(value) for value in content]
    if isinstance(content, float) and not math.isfinite(content):
        return None
    return content

"""Files that are either whole or absent: written to a temporary name and renamed."""

import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any

from verify.errors import UsageError


def require_folder(folder: Path) -> Path:
    """Make sure, before long work, that files can be written into `folder`; `UsageError` if not."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"cannot write {path}: {error.strerror}; choose another folder with --results DIR")


def write_bytes(path: Path, content: bytes) -> Path:
    """Write `content` to `path`, atomically; `UsageError` if the folder cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def write_text(path: Path, content: str) -> Path:
    """Write UTF-8 text, atomically."""
    return write_bytes(path, content.encode())


def write_json(path: Path, content: Any) -> Path:
    """Write JSON with sorted keys, atomically; infinities and NaN, which JSON lacks, become null."""
    text = json.dumps(jsonable(content), indent=1, sort_keys=True, allow_nan=False, ensure_ascii=False)
    return write_text(path, text + "\n")


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

"""The SHA-256 of files whose hash the project does not know: kept beside the file when it is first used.

The note of `NAME` is `NAME.sha256`, which `sha256sum -c` reads.
"""

import re
from pathlib import Path

from verify.errors import UsageError
from verify.files import write_text


def note(file: Path) -> Path:
    """Where the hash of a file is kept."""
    return file.with_name(f"{file.name}.sha256")


def pinned(file: Path) -> str | None:
    """The hash that the file had when it was first used, or None; `UsageError` if the note is no hash."""
    try:
        text = note(file).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {note(file)}: {error}; delete it to take the present file as right") from error
    found = re.match(r"[0-9a-f]{64}\b", text)
    if not found:
        raise UsageError(f"{note(file)} holds no SHA-256; delete it to take the present file as right")
    return found[0]


def pin(file: Path, sha256: str) -> None:
    """Keep the hash of a file that is used for the first time; `UsageError` if that cannot be done."""
    try:
        write_text(note(file), f"{sha256}  {file.name}\n")
    except UsageError as error:
        raise UsageError(
            f"{error}; the hash of {file} must be kept: set $SOFTPROOF_DATA to a folder of yours"
        ) from error

"""What a run of a suite of comparisons gives, and the recorded ones, which the figures read.

Fields: `suite`; `records`, one a comparison; `missing`, the peers and data sets that are not there, with the command
that gets them; `environment` (versions, machine, threads). JSON has null for NaN and infinity.
"""

from pathlib import Path
from typing import Any

from verify.files import read_json, write_json

RECORDS = Path(__file__).parent / "records"

Document = dict[str, Any]


def save(document: Document, folder: Path) -> Path:
    """Write `folder/SUITE.json`."""
    return write_json(folder / f"{document['suite']}.json", document)


def load(suite: str, folder: Path = RECORDS) -> Document:
    """The document of a suite; `UsageError` if there is none or it is no JSON object."""
    return read_json(folder / f"{suite}.json", f"softproof bench {suite} --record")

"""What a run of a suite of comparisons gives, and the recorded ones, which the figures and the report read.

Fields: `suite`; `records`, one a comparison; `missing`, the peers and data sets that are not there, with the command
that gets them; `environment` (`verify.environment`). JSON has null for NaN and infinity.
"""

import json
from pathlib import Path
from typing import Any

from verify.errors import UsageError
from verify.files import read_json, write_json
from verify.schema import fault

RECORDS = Path(__file__).parent / "records"
SCHEMA = Path(__file__).parent / "document.schema.json"

Document = dict[str, Any]


def path(suite: str, folder: Path) -> Path:
    """Where the document of a suite is kept."""
    return folder / f"{suite}.json"


def save(document: Document, folder: Path) -> Path:
    """Write `folder/SUITE.json`."""
    return write_json(path(document["suite"], folder), document)


def load(suite: str, folder: Path = RECORDS) -> Document:
    """The document of a suite; `UsageError` if there is none or it is damaged."""
    place, remedy = path(suite, folder), f"softproof bench {suite} --record"
    document = read_json(place, remedy)
    if wrong := fault(document, json.loads(SCHEMA.read_text(encoding="utf-8"))):
        raise UsageError(f"{place}: {wrong}; run: {remedy}")
    if document["suite"] != suite:
        raise UsageError(f"{place} is of the suite {document['suite']}; run: {remedy}")
    return document

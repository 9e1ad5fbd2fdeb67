"""The lock: the verdicts that were reviewed. Written by `softproof check --record`; no check and no report reads it."""

import json
from collections.abc import Mapping
from pathlib import Path

from paper_checks.run import Outcome
from verify.files import write_json

PATH = Path(__file__).parent / "verdicts.lock.json"


def read() -> dict[str, str]:
    """The recorded verdict of each claim; empty before the first record."""
    if not PATH.exists():
        return {}
    recorded: dict[str, str] = json.loads(PATH.read_text(encoding="utf-8"))
    return recorded


def record(outcomes: Mapping[str, Outcome], known: Mapping[str, object]) -> Path:
    """Write the verdicts of `outcomes` over the recorded ones, and drop ids that are no longer `known`."""
    merged = read() | {id: str(outcome.ruling.verdict) for id, outcome in outcomes.items()}
    return write_json(PATH, {id: verdict for id, verdict in merged.items() if id in known})


def differences(outcomes: Mapping[str, Outcome]) -> list[str]:
    """One line for each verdict that is not the recorded one."""
    recorded = read()
    return [
        f"{id}: {outcome.ruling.verdict}, but the lock says {recorded.get(id, 'nothing')}"
        for id, outcome in outcomes.items()
        if recorded.get(id) != outcome.ruling.verdict
    ]

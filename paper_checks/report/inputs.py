"""The result files that the report is made from: the ledger, the figures, the training runs, the references."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from paper_checks.claim import ID
from paper_checks.evidence import Kind
from paper_checks.ledger import NAME, schema
from paper_checks.verdict import Verdict
from verify.errors import UsageError

Record = dict[str, Any]

VERDICTS = tuple(str(verdict) for verdict in Verdict)
KINDS = tuple(str(kind) for kind in Kind)

_RUN_FIELDS = frozenset(("config", "data", "protocol", "test", "cost"))


@dataclass(frozen=True)
class Inputs:
    """What one report shows; every record is as its JSON file has it.

    `references` maps a BibTeX key to its entry, verbatim.
    """

    ledger: Record
    figures: list[Record]
    runs: list[Record]
    references: dict[str, str]

    @property
    def claims(self) -> list[Record]:
        """The ledger's claims, in its order."""
        claims: list[Record] = self.ledger["claims"]
        return claims


def read(results: Path) -> Inputs:
    """The inputs under `results`; `UsageError` if the ledger is missing or a file is not what it should be."""
    return Inputs(
        ledger=_ledger(results / NAME),
        figures=[_figure(path) for path in sorted((results / "figures").glob("*.json"))],
        runs=[_run(path) for path in sorted((results / "runs").glob("*.json"))],
        references=dict(_references()),
    )


def _json(path: Path, remedy: str) -> Record:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"no {path}; run: {remedy}") from error
    except ValueError as error:
        raise UsageError(f"{path} is not valid JSON ({error}); run: {remedy}") from error
    if not isinstance(content, dict):
        raise UsageError(f"{path} holds a {type(content).__name__}, not an object; run: {remedy}")
    return content


def _ledger(path: Path) -> Record:
    ledger = _json(path, "softproof check")
    seen: set[str] = set()
    for claim in ledger.get("claims", []):
        name = claim.get("id", "without id")
        fault = _fault(claim, name, seen)
        if fault:
            raise UsageError(f"{path}: claim {name!r} {fault}; run: softproof check")
        seen.add(name)
    if not seen:
        raise UsageError(f"{path} has no claims; run: softproof check")
    return ledger


def _fault(claim: Record, name: str, seen: set[str]) -> str | None:
    missing = set(schema()["$defs"]["claim"]["required"]) - claim.keys()
    if missing:
        return f"lacks {', '.join(sorted(missing))}"
    if not ID.fullmatch(name):
        return "has an id that is not of the form rg.name or sf.name.part"
    if name in seen:
        return "is there twice"
    if claim["verdict"] not in VERDICTS:
        return f"has the verdict {claim['verdict']!r}, not one of {', '.join(VERDICTS)}"
    unknown = {row["kind"] for row in claim["evidence"]} - set(KINDS)
    return f"has evidence of the unknown kind {min(unknown)!r}" if unknown else None


def _figure(path: Path) -> Record:
    remedy = f"softproof figures {path.stem}"
    figure = _json(path, remedy)
    for suffix in (".svg", ".png"):
        if not path.with_suffix(suffix).is_file():
            raise UsageError(f"no {path.with_suffix(suffix)}; run: {remedy}")
    return figure | {"name": path.stem}


def _run(path: Path) -> Record:
    run = _json(path, "softproof train")
    missing = _RUN_FIELDS - run.keys()
    if missing:
        raise UsageError(f"{path} lacks {', '.join(sorted(missing))}; delete it and run: softproof train")
    return run


def _references() -> Iterator[tuple[str, str]]:
    source = files("paper_checks") / "references.bib"
    text = source.read_text(encoding="utf-8") if source.is_file() else ""
    for match in re.finditer(r"^@\w+\{([^,\s]+),", text, re.MULTILINE):
        yield match[1], _entry(text[match.start() :])


def _entry(text: str) -> str:
    """The BibTeX entry at the start of `text`: up to the brace that closes its first one."""
    depth = 0
    for brace in re.finditer(r"[{}]", text):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return text[: brace.end()]
    return text

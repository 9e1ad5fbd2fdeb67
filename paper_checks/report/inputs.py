"""The result files that the report is made from: ledger, figures, training runs, the bench, references."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from paper_checks.evidence import Kind
from paper_checks.ledger import NAME
from paper_checks.ledger import read as read_ledger
from paper_checks.report import bench
from paper_checks.verdict import Verdict
from verify.errors import UsageError
from verify.files import read_json
from verify.schema import fault

Record = dict[str, Any]

VERDICTS = tuple(str(verdict) for verdict in Verdict)
KINDS = tuple(str(kind) for kind in Kind)


def _object(**members: str | Record) -> Record:
    """A schema of an object that has these members, each of a type or a schema."""
    rules = {name: {"type": rule} if isinstance(rule, str) else rule for name, rule in members.items()}
    return {"type": "object", "required": list(members), "properties": rules}


FIGURE = _object(title="string", claims="array", caption="string", profile="string", script="string")
RUN = _object(
    config=_object(backbone="string", loss="string", seed="integer"),
    data=_object(name="string", users="integer", items="integer", pairs="integer"),
    protocol="object",
    test="object",
    cost=_object(wall_seconds="number"),
)


@dataclass(frozen=True)
class Inputs:
    """What one report shows; every record is as its JSON file has it.

    `bench` maps a suite to its recorded document; `references` maps a BibTeX key to its entry, verbatim.
    """

    ledger: Record
    figures: list[Record]
    runs: list[Record]
    bench: dict[str, Record]
    references: dict[str, str]

    @property
    def claims(self) -> list[Record]:
        """The ledger's claims, in its order."""
        claims: list[Record] = self.ledger["claims"]
        return claims


def read(results: Path) -> Inputs:
    """The inputs under `results`; `UsageError` if the ledger is missing or a file is not what it should be."""
    return Inputs(
        ledger=_ledger(results),
        figures=[_figure(path) for path in sorted((results / "figures").glob("*.json"))],
        runs=[_run(path) for path in sorted((results / "runs").glob("*.json"))],
        bench=bench.read(),
        references=dict(_references()),
    )


def _ledger(results: Path) -> Record:
    ledger = read_ledger(results)
    if not ledger["claims"]:
        raise UsageError(f"{results / NAME} has no claims; run: softproof check")
    return ledger


def _figure(path: Path) -> Record:
    remedy = f"softproof figures {path.stem} (or delete the file)"
    figure = read_json(path, remedy) | {"name": path.stem}
    if wrong := fault(figure, FIGURE):
        raise UsageError(f"{path}: {wrong}; run: {remedy}")
    for suffix in (".svg", ".png"):
        if not path.with_suffix(suffix).is_file():
            raise UsageError(f"no {path.with_suffix(suffix)}; run: {remedy}")
    return figure


def _run(path: Path) -> Record:
    remedy = "softproof train (or delete the file)"
    run = read_json(path, remedy)
    if wrong := fault(run, RUN):
        raise UsageError(f"{path}: {wrong}; run: {remedy}")
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

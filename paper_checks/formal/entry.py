"""The ledger's entry of a theorem, with or without what Coq said of it, and of a definition."""

from collections.abc import Iterable, Sequence
from typing import Any

from paper_checks.formal.finding import AXIOMS_OF_THE_REALS, Finding
from paper_checks.formal.library import library
from paper_checks.formal.source import Theorem

Entry = dict[str, Any]


def described(ids: Iterable[str]) -> list[Entry]:
    """The entries of the theorems about these claims as they are where Coq was not asked."""
    return [unasked(theorem) for theorem in library().about(ids)]


def unasked(theorem: Theorem) -> Entry:
    """The entry of a theorem that Coq was not asked about: `coq` is null, and the statement is as its file has it."""
    return {
        "name": theorem.name,
        "file": _path(theorem.file),
        "role": str(theorem.role),
        "under": theorem.under,
        "place": theorem.place,
        "says": theorem.says,
        "gap": theorem.gap,
        "lines": theorem.lines,
        "coq": None,
        "accepted": None,
        "fault": None,
        "statement": theorem.statement,
        "definitions": [],
        "assumptions": [],
        "seconds": None,
        "mutants": [
            {"what": mutant.what, "script_fails": None, "refuted_by": mutant.refuter.words, "refuted": None}
            for mutant in theorem.mutants
        ],
    }


def asked(theorem: Theorem, finding: Finding, version: str | None, refuted: Sequence[bool]) -> Entry:
    """The entry of a theorem with what this version of Coq said; `refuted`: whether each mutant is, by whatever."""
    entry = unasked(theorem)
    for planted, tried, is_refuted in zip(entry["mutants"], finding.mutants, refuted, strict=False):
        planted |= {"script_fails": tried.script_fails, "refuted": is_refuted}
    return entry | {
        "coq": version,
        "accepted": finding.accepted,
        "fault": finding.fault,
        "statement": finding.statement,
        "definitions": list(finding.definitions),
        "assumptions": list(AXIOMS_OF_THE_REALS) if finding.accepted else [],
        "seconds": finding.seconds,
    }


def glossary(theorems: Iterable[Entry]) -> list[Entry]:
    """The definitions that the statements of these entries use, once each and after those that they use themselves."""
    used = {key for theorem in theorems for key in theorem["definitions"]}
    return [
        {"name": key, "file": _path(found.file), "comment": found.comment, "text": found.text}
        for key, found in library().definitions.items()
        if key in used
    ]


def _path(file: str) -> str:
    return f"theory/formal/{file}.v"

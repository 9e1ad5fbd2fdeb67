"""What Coq says of a theorem and of its mutants, and the cache of that."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from verify.errors import UsageError
from verify.files import read_json, write_json
from verify.schema import fault

AXIOMS_OF_THE_REALS = (
    "ClassicalDedekindReals.sig_forall_dec",
    "ClassicalDedekindReals.sig_not_dec",
    "FunctionalExtensionality.functional_extensionality_dep",
    "Classical_Prop.classic",
)


@dataclass(frozen=True)
class Tried:
    """What became of a mutant.

    `script_fails`: the mutated statement is one, and the theorem's proof does not prove it. `refuted`: Coq accepted
    its negation; None where the ledger is to refute it. `fault`: what is wrong with the mutant so far.
    """

    what: str
    script_fails: bool
    refuted: bool | None
    fault: str | None


@dataclass(frozen=True)
class Finding:
    """What became of a theorem; an accepted one rests on no axiom but `AXIOMS_OF_THE_REALS`.

    `statement`: as Coq prints it; `definitions`: those of the project that it uses, each after those that it uses
    itself, by key. `fault`: what is wrong.
    """

    accepted: bool
    statement: str
    seconds: float
    mutants: tuple[Tried, ...]
    fault: str | None
    definitions: tuple[str, ...] = ()

    @property
    def faults(self) -> Iterator[str]:
        """All that is wrong."""
        if self.fault:
            yield self.fault
        yield from (f"{tried.what}: {tried.fault}" for tried in self.mutants if tried.fault)


Findings = Mapping[str, Finding]


def _object(**members: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(members), "properties": members, "additionalProperties": False}


_TEXT = {"type": "string", "minLength": 1}
_TRIED = _object(
    what=_TEXT,
    script_fails={"type": "boolean"},
    refuted={"type": ["boolean", "null"]},
    fault={"type": "null"},
)
_FINDING = _object(
    accepted={"const": True},
    statement=_TEXT,
    seconds={"type": "number", "minimum": 0},
    mutants={"type": "array", "items": _TRIED},
    fault={"type": "null"},
    definitions={"type": "array", "items": _TEXT},
)
_ENTRY = _object(key=_TEXT, theorems={"type": "object", "additionalProperties": _FINDING})


def store(path: Path, key: str, found: Findings) -> None:
    """Keep what was found in a file, under a key, if nothing is wrong with it."""
    if not any([*finding.faults] for finding in found.values()):
        write_json(path, {"key": key, "theorems": {name: asdict(finding) for name, finding in found.items()}})


def recall(path: Path, key: str, names: frozenset[str]) -> dict[str, Finding] | None:
    """What was found before for theorems of these names, if it was kept under this key and is whole."""
    try:
        entry = read_json(path, "softproof check")
    except UsageError:
        return None
    if fault(entry, _ENTRY) or entry["key"] != key or set(entry["theorems"]) != names:
        return None
    return {name: _finding(**known) for name, known in entry["theorems"].items()}


def _finding(*, mutants: list[dict[str, Any]], definitions: list[str], **rest: Any) -> Finding:
    tried = tuple(Tried(**mutant) for mutant in mutants)
    return Finding(mutants=tried, definitions=tuple(definitions), **rest)

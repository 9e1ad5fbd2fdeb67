"""The errata of a paper, from the ledger: what does not hold as printed, by severity, each with its correction."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from paper_checks import inventory, ledger, registry
from paper_checks.claim import Paper, Source
from paper_checks.evidence import Kind
from paper_checks.severity import Severity, severity
from paper_checks.verdict import Verdict

Record = dict[str, Any]


STATED = {
    Source.FULL_TEXT: "In the paper",
    Source.SUMMARY: "In a summary",
    Source.CODE: "In the released code",
}


@dataclass(frozen=True)
class Correction:
    """Statements that one correction mends, as the ledger has them.

    `repaired_by` is the id of what is true instead and `repair` its entry; None where there is none.
    """

    statements: list[Record]
    repaired_by: str | None
    repair: Record | None


@dataclass(frozen=True)
class Entry:
    """The statements of one severity under one id of the inventory: its readings and parts.

    `holds` are the paper's other statements under the same id that hold as printed.
    """

    id: str
    severity: Severity
    corrections: list[Correction]
    holds: list[Record]

    @property
    def statements(self) -> list[Record]:
        """All that is wrong here."""
        return [statement for correction in self.corrections for statement in correction.statements]

    @property
    def place(self) -> str:
        """Where in the paper."""
        return "; ".join(_once(statement["where"] for statement in self.statements))

    @property
    def conventions(self) -> list[str]:
        """What the statements and their repairs assume."""
        quoted = [*self.statements, *(c.repair for c in self.corrections if c.repair)]
        return _once(text for claim in quoted for text in claim["assumptions"])

    @property
    def commands(self) -> list[str]:
        """What reproduces the verdicts: one check for all of them, and whatever else a claim asks for."""
        plain = f"softproof check {self.id}"
        return _once(plain if c["command"] == f"softproof check {c['id']}" else c["command"] for c in self.statements)


@dataclass(frozen=True)
class Errata:
    """A paper's entries, worst first, and what they rest on.

    `counts`: how many of the paper's statements in the ledger have each verdict. `made`: what made the ledger.
    `notes`: what else a reader must know of it, such as claims that it lacks.
    """

    paper: Paper
    entries: list[Entry]
    counts: dict[Verdict, int]
    made: str
    notes: list[str]

    @property
    def levels(self) -> dict[Severity, list[tuple[int, Entry]]]:
        """The entries with their numbers, by level; a level without entries is left out."""
        numbered = list(enumerate(self.entries, 1))
        found = {level: [(n, entry) for n, entry in numbered if entry.severity is level] for level in Severity}
        return {level: entries for level, entries in found.items() if entries}

    @property
    def summary(self) -> str:
        """How many statements were checked, and what became of them."""
        words = {
            Verdict.HOLDS: "hold as printed",
            Verdict.HOLDS_IF: "hold under a further assumption",
            Verdict.FAILS: "fail",
            Verdict.OPEN: "open, and not listed here",
        }
        parts = "; ".join(f"{text}: {self.counts[verdict]}" for verdict, text in words.items())
        return f"Statements of the paper that were checked: {sum(self.counts.values())}. Of these {parts}."

    def __contains__(self, id: object) -> bool:
        """Whether a claim with this id is listed."""
        return any(statement["id"] == id for entry in self.entries for statement in entry.statements)


def errata(document: Record, paper: Paper) -> Errata:
    """The errata of a paper from a ledger; only statements of the paper are listed, never claims that go beyond it."""
    by_id = {claim["id"]: claim for claim in document["claims"]}
    stated = [c for c in document["claims"] if c["paper"] == paper and c["source"] != Source.BEYOND]
    counts = Counter(claim["verdict"] for claim in stated)
    return Errata(
        paper=paper,
        entries=_entries(stated, by_id),
        counts={verdict: counts[verdict] for verdict in Verdict},
        made=_made(document),
        notes=list(_notes(document, paper, stated)),
    )


def remedy(paper: Paper) -> str:
    """The command that makes a ledger of the whole paper."""
    return f"softproof check {paper.lower()}"


def needs(claim: Record) -> str | None:
    """The assumption under which a statement holds, None if it does not."""
    if claim["verdict"] != Verdict.HOLDS_IF:
        return None
    conditional = [e for e in claim["evidence"] if e["holds"] and e["under"] is not None]
    return next((str(e["under"]) for e in sorted(conditional, key=lambda e: not e["complete"])), None)


def strength(claim: Record) -> str:
    """How strongly a claim is established, in words; also where it is not."""
    if not Verdict(claim["verdict"]).stands:
        return f"not established: its verdict is {claim['verdict']}"
    condition = needs(claim)
    words = f"established by {Kind(claim['decided_by']).words}" + (f" if {condition}" if condition else "")
    because = claim["status"]["because"]
    return words + (f", building on {', '.join(because)}, not established in this ledger" if because else "")


def _entries(stated: list[Record], by_id: dict[str, Record]) -> list[Entry]:
    known = inventory.ids()
    wrong: dict[tuple[Severity, str], list[Record]] = {}
    holds: dict[str, list[Record]] = {}
    for claim in stated:
        id = inventory.stands_for(claim["id"], known)
        if claim["verdict"] == Verdict.HOLDS:
            holds.setdefault(id, []).append(claim)
        elif claim["verdict"] in (Verdict.FAILS, Verdict.HOLDS_IF):
            level = severity(claim, by_id.get(claim["repaired_by"]))
            wrong.setdefault((level, id), []).append(claim)
    order = list(Severity)
    keys = sorted(wrong, key=lambda key: (order.index(key[0]), known.index(key[1]) if key[1] in known else len(known)))
    return [_entry(id, level, wrong[level, id], holds.get(id, []), by_id) for level, id in keys]


def _entry(id: str, level: Severity, wrong: list[Record], holds: list[Record], by_id: dict[str, Record]) -> Entry:
    mended: dict[str, list[Record]] = {}
    for claim in wrong:
        mended.setdefault(claim["repaired_by"] or claim["id"], []).append(claim)
    corrections = [Correction(c, c[0]["repaired_by"], by_id.get(c[0]["repaired_by"])) for c in mended.values()]
    return Entry(id, level, corrections, [claim for claim in holds if claim["id"] not in mended])


def _made(document: Record) -> str:
    version = document["versions"].get("softproof", "of an unknown version")
    profile = document["profile"]
    return f"Every verdict is computed, by a check that anybody can run again: softproof {version}, profile {profile}."


def _notes(document: Record, paper: Paper, stated: list[Record]) -> Iterator[str]:
    summarised = sum(claim["source"] == Source.SUMMARY for claim in stated)
    if summarised:
        yield f"From a summary: {summarised} of the statements; a verdict is on its sentence, not the paper's own"
    claims = {id for id, claim in registry.claims().items() if claim.paper is paper}
    missing = claims - {claim["id"] for claim in document["claims"]}
    if missing:
        yield f"The ledger lacks {len(missing)} of the {len(claims)} claims about {paper}; run: {remedy(paper)}"
    now = ledger.versions()
    changed = [name for name, version in now.items() if document["versions"].get(name) != version]
    if changed:
        yield f"The ledger was made with another version of {', '.join(changed)}; run: {remedy(paper)}"


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))

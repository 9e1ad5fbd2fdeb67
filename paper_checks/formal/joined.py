"""What machine-checked theorems add to the ledger: evidence beside that of the checks, and faults where they differ."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from paper_checks import registry, run
from paper_checks.evidence import Evidence, Kind
from paper_checks.formal import coq, runner
from paper_checks.formal.finding import Finding, Findings
from paper_checks.formal.lexical import one_line
from paper_checks.formal.library import Library, library
from paper_checks.formal.source import Mutant, Role, Theorem
from paper_checks.run import UNVERIFIED, Outcome
from paper_checks.verdict import Verdict, rule
from verify.profile import Profile

NOT_HERE = f"not run here, for Coq is not installed: {coq.INSTALL}"


@dataclass(frozen=True)
class Theorems:
    """The theorems, and what Coq said in this run: `version` is None where it is not installed, or was not asked."""

    library: Library
    version: str | None
    findings: Findings

    def join(self, outcome: Outcome) -> Outcome:
        """The outcome of a claim with the evidence of its theorems, and the verdict on all of it."""
        found = (self._evidence(theorem, outcome) for theorem in self.library.about([outcome.id]))
        evidence = (*outcome.evidence, *(item for item in found if item))
        if len(evidence) == len(outcome.evidence) or outcome.ruling == UNVERIFIED:
            return outcome
        return replace(outcome, evidence=evidence, ruling=rule(evidence, registry.claims()[outcome.id].universal))

    def faults(self, ids: Iterable[str], profile: Profile) -> list[str]:
        """What is wrong with the theorems about these claims, and with those that serve no claim of their own."""
        asked = [t for t in self.library.theorems if t.key in self.findings]
        wanted = set(ids)
        found = [f"theorem {t.key}: {fault}" for t in asked if not t.claim for fault in self.findings[t.key].faults]
        for theorem in asked:
            if theorem.claim in wanted:
                found += [
                    f"{theorem.claim}: theorem {theorem.key}: {fault}" for fault in self._faults(theorem, profile)
                ]
        for id in sorted({theorem.claim for theorem in asked if theorem.claim} & wanted):
            alone = run.outcome(id, profile)
            together = self.join(alone).ruling.verdict
            if together is not alone.ruling.verdict:
                found.append(f"{id}: {alone.ruling.verdict} by its check, {together} with its machine-checked theorems")
        return found

    def entries(self, id: str, profile: Profile) -> list[dict[str, Any]]:
        """The ledger's entry of each theorem about a claim."""
        return [self._entry(theorem, profile) for theorem in self.library.about([id])]

    def _evidence(self, theorem: Theorem, outcome: Outcome) -> Evidence | None:
        finding = self.findings.get(theorem.key)
        refutes = theorem.role is Role.REFUTES
        if not finding or not finding.accepted or theorem.role is Role.PART or (refutes and not outcome.counterexample):
            return None
        return Evidence(
            kind=Kind.FORMAL,
            holds=not refutes,
            under=theorem.under,
            domain="the case of the theorem" if refutes else "every N, the whole statement",
            detail=f"{theorem.says.rstrip('.')}. Coq accepts the theorem {theorem.name} (theory/formal/{theorem.file}.v).",
            exercised=1,
            complete=True,
            counterexample=outcome.counterexample if refutes else None,
            seconds=finding.seconds,
        )

    def _faults(self, theorem: Theorem, profile: Profile) -> Iterator[str]:
        assert theorem.claim is not None
        finding, alone = self.findings[theorem.key], run.outcome(theorem.claim, profile)
        yield from finding.faults
        if theorem.role is Role.REFUTES and alone.counterexample is None:
            yield "it refutes the claim, and the claim's check finds no counterexample"
        if theorem.under and theorem.under not in {e.under for e in alone.evidence if e.holds}:
            yield f"the claim's check establishes nothing under {theorem.under!r}"
        for place, mutant in enumerate(theorem.mutants):
            if mutant.refuter.claim and not refuted_by_ledger(mutant, profile):
                yield f"{theorem.mutants[place].what}: {mutant.refuter.words} does not refute it"

    def _entry(self, theorem: Theorem, profile: Profile) -> dict[str, Any]:
        finding = self.findings.get(theorem.key)
        entry = described(theorem)
        if finding is None:
            return entry
        mutants = [
            {**planted, "script_fails": tried.script_fails, "refuted": _refuted(mutant, tried.refuted, profile)}
            for planted, mutant, tried in zip(entry["mutants"], theorem.mutants, finding.mutants, strict=False)
        ]
        return entry | {
            "coq": self.version,
            "accepted": finding.accepted,
            "fault": finding.fault,
            "statement": finding.statement,
            "assumptions": list(finding.assumptions),
            "seconds": finding.seconds,
            "mutants": mutants or entry["mutants"],
        }


def ask(ids: Iterable[str], results: Path, workers: int) -> Theorems:
    """Ask Coq, if it is here, about every file with a theorem about these claims."""
    files = {theorem.file for theorem in library().about(ids)}
    here = coq.find() if files else None
    if here is None:
        return Theorems(library(), None, {})
    ordered = [name for name in library().sources if name in files]
    return Theorems(library(), here.version, runner.check(library(), ordered, here, results / "formal", workers))


def described(theorem: Theorem) -> dict[str, Any]:
    """The ledger's entry of a theorem that was not run here: `coq` is null, and its statement as its file has it."""
    return {
        "name": theorem.name,
        "file": f"theory/formal/{theorem.file}.v",
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
        "assumptions": [],
        "seconds": None,
        "mutants": [
            {"what": mutant.what, "script_fails": None, "refuted_by": mutant.refuter.words, "refuted": None}
            for mutant in theorem.mutants
        ],
    }


def refuted_by_ledger(mutant: Mutant, profile: Profile) -> bool:
    """Whether the claim that a mutant names fails, or its check rejects the planted error that is named."""
    id = mutant.refuter.claim
    assert id is not None
    if mutant.refuter.mutant is None:
        return run.outcome(id, profile).ruling.verdict is Verdict.FAILS
    return any(t.rejected for t in run.trials(id, profile) if one_line(t.what) == mutant.refuter.mutant)


def _refuted(mutant: Mutant, by_coq: bool | None, profile: Profile) -> bool:
    return refuted_by_ledger(mutant, profile) if by_coq is None else by_coq


def table(theorems: Theorems) -> str:
    """The theorems that Coq was asked about, one a line: claim, role, lines, seconds, how many axioms, mutants."""
    asked = [theorem for theorem in theorems.library.theorems if theorem.key in theorems.findings]
    rows = [("theorem", "claim", "role", "lines", "seconds", "mutants", "axioms of the reals")]
    rows += [_row(theorem, theorems.findings[theorem.key]) for theorem in asked]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _row(theorem: Theorem, finding: Finding) -> tuple[str, ...]:
    refused = sum(tried.script_fails and tried.fault is None for tried in finding.mutants)
    return (
        theorem.key,
        theorem.claim or "-",
        f"{theorem.role}{f' under {theorem.under}' if theorem.under else ''}" if theorem.claim else "serves mutants",
        str(theorem.lines),
        f"{finding.seconds:.2f}",
        f"{refused}/{len(theorem.mutants)}",
        ", ".join(axiom.rpartition(".")[2] for axiom in finding.assumptions) or "none"
        if finding.accepted
        else "REFUSED",
    )

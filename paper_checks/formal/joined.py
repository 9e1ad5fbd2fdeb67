"""What machine-checked theorems add to the ledger: evidence beside that of the checks, and faults where they differ."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from paper_checks import registry, run
from paper_checks.evidence import Evidence, Kind
from paper_checks.formal import coq, runner
from paper_checks.formal.entry import Entry, asked, unasked
from paper_checks.formal.finding import Findings
from paper_checks.formal.lexical import one_line
from paper_checks.formal.library import Library, hold_against, library
from paper_checks.formal.source import Mutant, Role, Theorem
from paper_checks.run import UNVERIFIED, Outcome
from paper_checks.verdict import Verdict, rule
from verify.profile import Profile


@dataclass(frozen=True)
class Theorems:
    """The theorems, and what Coq said of some in this run.

    `version`: Coq's, None where it was not asked. `missing`: one sentence, where it was to be asked and is not here.
    """

    library: Library
    version: str | None = None
    findings: Findings = field(default_factory=dict)
    missing: str | None = None

    @property
    def asked(self) -> list[Theorem]:
        """Those that Coq was asked about."""
        return [theorem for theorem in self.library.theorems if theorem.key in self.findings]

    def join(self, outcome: Outcome) -> Outcome:
        """The outcome of a claim with the evidence of its theorems, and the verdict on all of it."""
        found = (self._evidence(theorem, outcome) for theorem in self.library.about([outcome.id]))
        evidence = (*outcome.evidence, *(item for item in found if item))
        if len(evidence) == len(outcome.evidence) or outcome.ruling == UNVERIFIED:
            return outcome
        return replace(outcome, evidence=evidence, ruling=rule(evidence, registry.claims()[outcome.id].universal))

    def claims(self, ids: Iterable[str]) -> list[str]:
        """Those of these claims that a theorem is about."""
        named = {theorem.claim for theorem in self.library.theorems}
        return [id for id in ids if id in named]

    def referred(self, ids: Iterable[str]) -> set[str]:
        """The claims by which mutants of the theorems about these claims are refuted."""
        wanted = set(ids)
        mutants = [mutant for theorem in self.asked if theorem.claim in wanted for mutant in theorem.mutants]
        return {mutant.refuter.claim for mutant in mutants if mutant.refuter.claim}

    def faults(self, ids: Iterable[str], profile: Profile) -> list[str]:
        """What is wrong with the theorems about these claims, and with those that serve no claim of their own."""
        wanted, found = {*ids, None}, []
        for theorem in self.asked:
            if theorem.claim in wanted:
                found += [f"theorem {theorem.key}: {fault}" for fault in self._faults(theorem, profile)]
        for id in sorted({theorem.claim for theorem in self.asked if theorem.claim} & wanted):
            alone = run.outcome(id, profile)
            together = self.join(alone).ruling.verdict
            if together is not alone.ruling.verdict:
                found.append(f"{id}: {alone.ruling.verdict} by its check, {together} with its machine-checked theorems")
        return found

    def told(self, outcome: Outcome, profile: Profile) -> Outcome:
        """The outcome with the ledger's entry of each theorem about the claim."""
        about = self.library.about([outcome.id])
        return replace(outcome, theorems=tuple(self._entry(theorem, profile) for theorem in about))

    def _entry(self, theorem: Theorem, profile: Profile) -> Entry:
        finding = self.findings.get(theorem.key)
        if finding is None:
            return unasked(theorem)
        pairs = zip(theorem.mutants, finding.mutants, strict=False)
        refuted = [refuted_by_ledger(m, profile) if t.refuted is None else t.refuted for m, t in pairs]
        return asked(theorem, finding, self.version, refuted)

    def _evidence(self, theorem: Theorem, outcome: Outcome) -> Evidence | None:
        finding = self.findings.get(theorem.key)
        refutes = theorem.role is Role.REFUTES
        if not finding or not finding.accepted or theorem.role is Role.PART or (refutes and not outcome.counterexample):
            return None
        return Evidence(
            kind=Kind.FORMAL,
            holds=not refutes,
            under=theorem.under,
            domain="the case of the theorem" if refutes else "the whole statement",
            detail=f"{theorem.says.rstrip('.')}. Accepted by Coq: theory/formal/{theorem.file}.v, {theorem.name}.",
            exercised=1,
            complete=True,
            counterexample=outcome.counterexample if refutes else None,
            seconds=finding.seconds,
        )

    def _faults(self, theorem: Theorem, profile: Profile) -> Iterator[str]:
        yield from self.findings[theorem.key].faults
        if theorem.claim is None:
            return
        alone = run.outcome(theorem.claim, profile)
        if theorem.role is Role.REFUTES and alone.counterexample is None:
            yield f"it refutes {theorem.claim}, whose check finds no counterexample"
        if theorem.under and theorem.under not in {e.under for e in alone.evidence if e.holds}:
            yield f"the check of {theorem.claim} establishes nothing under {theorem.under!r}"
        for mutant in theorem.mutants:
            if mutant.refuter.claim and not refuted_by_ledger(mutant, profile):
                yield f"{mutant.what}: {mutant.refuter.words} does not refute it"


def ask(ids: Iterable[str], results: Path, workers: int) -> Theorems:
    """Ask Coq, if it is here, about every file with a theorem about these claims; findings are kept in `results`.

    Raises `UsageError` for what is wrong with a file's text or with what it names.
    """
    known = library()
    hold_against(known, registry.claims())
    about = known.about(ids)
    if not about:
        return Theorems(known)
    here = coq.find()
    if here is None:
        return Theorems(known, missing=not_here(len(about)))
    wanted = {theorem.file for theorem in about}
    files = [name for name in known.sources if name in wanted]
    return Theorems(known, here.version, runner.check(known, files, here, results / "formal", workers))


def not_here(count: int) -> str:
    """The sentence where Coq is not installed and so many theorems cannot be run."""
    theorems = "1 machine-checked theorem was" if count == 1 else f"{count} machine-checked theorems were"
    return f"{theorems} not run here: Coq is not installed ({coq.INSTALL}); the verdicts rest on the other evidence"


def refuted_by_ledger(mutant: Mutant, profile: Profile) -> bool:
    """Whether the claim that a mutant names fails, or its check rejects the planted error that is named."""
    id = mutant.refuter.claim
    assert id is not None
    if mutant.refuter.mutant is None:
        return run.outcome(id, profile).ruling.verdict is Verdict.FAILS
    return any(t.rejected for t in run.trials(id, profile) if one_line(t.what) == mutant.refuter.mutant)

"""Running a claim: its evidence, its verdict, and what became of its mutants."""

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import repeat
from multiprocessing import get_context
from typing import Any

from paper_checks import registry
from paper_checks.claim import Claim, Mutant
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.sealed import ComparedError, seal
from paper_checks.verdict import Ruling, Verdict, rule
from verify.profile import Profile


@dataclass(frozen=True)
class Trial:
    """What the check said of one mutant; `rejected` only with a witness that decides again on its own."""

    what: str
    rejected: bool
    witness: str


@dataclass(frozen=True)
class Outcome:
    """What came out of a claim; `theorems` are the machine-checked ones about it, as the ledger has them."""

    id: str
    ruling: Ruling
    evidence: tuple[Evidence, ...]
    counterexample: Counterexample | None
    seconds: float
    theorems: tuple[dict[str, Any], ...] = ()


_OUTCOMES: dict[tuple[str, Profile], Outcome] = {}
_TRIALS: dict[tuple[str, Profile], tuple[Trial, ...]] = {}
UNVERIFIED = Ruling(Verdict.OPEN, "a counterexample does not decide again when taken alone")


def outcome(id: str, profile: Profile) -> Outcome:
    """Run one claim, once."""
    if (id, profile) not in _OUTCOMES:
        _OUTCOMES[id, profile] = _run(id, profile)
    return _OUTCOMES[id, profile]


def trials(id: str, profile: Profile) -> tuple[Trial, ...]:
    """Run the mutants of one claim, once."""
    if (id, profile) not in _TRIALS:
        claim = registry.claims()[id]
        _TRIALS[id, profile] = tuple(trial(claim, mutant, profile) for mutant in claim.mutants)
    return _TRIALS[id, profile]


def forget() -> None:
    """Forget what was run."""
    _OUTCOMES.clear()
    _TRIALS.clear()


def ahead(ids: Sequence[str], profile: Profile, workers: int) -> Iterator[str]:
    """Run claims and their mutants in this number of processes; the ids, in their order, as their results are there."""
    if workers == 1 or len(ids) <= 1:
        yield from ids
        return
    with ProcessPoolExecutor(min(workers, len(ids)), mp_context=get_context("spawn")) as pool:
        for id, (found, tried) in zip(ids, pool.map(_both, ids, repeat(profile)), strict=True):
            _OUTCOMES[id, profile], _TRIALS[id, profile] = found, tried
            yield id


def _both(id: str, profile: Profile) -> tuple[Outcome, tuple[Trial, ...]]:
    return outcome(id, profile), trials(id, profile)


def _run(id: str, profile: Profile) -> Outcome:
    claim = registry.claims()[id]
    start = time.perf_counter()
    evidence = gather(claim, claim.subject, profile)
    refuting = [e for e in evidence if e.refutes]
    reverified = all(decides_again(claim, claim.subject, e.counterexample) for e in refuting)
    return Outcome(
        id=id,
        ruling=rule(evidence, claim.universal) if reverified else UNVERIFIED,
        evidence=evidence,
        counterexample=refuting[0].counterexample if refuting else None,
        seconds=time.perf_counter() - start,
    )


def gather(claim: Claim, subject: Any, profile: Profile) -> tuple[Evidence, ...]:
    """The evidence of a claim's check on a subject, each with its seconds."""
    try:
        evidence = tuple(_timed(_unless_compared(claim.check(seal(subject), profile))))
    except Exception as error:
        error.add_note(f"while checking {claim.id}")
        raise
    if not evidence:
        raise ValueError(f"the check of {claim.id} yields no evidence")
    return evidence


def _unless_compared(evidence: Iterable[Evidence]) -> Iterator[Evidence]:
    """The evidence, up to where a formula compares a symbol with a value: what a proof sees is not all of it then."""
    try:
        yield from evidence
    except ComparedError as error:
        yield Evidence(kind=Kind.PROOF, holds=None, domain="symbols", detail=f"No proof: {error}.", exercised=1)


def _timed(evidence: Iterable[Evidence]) -> Iterator[Evidence]:
    start = time.perf_counter()
    for item in evidence:
        now = time.perf_counter()
        yield replace(item, seconds=now - start)
        start = time.perf_counter()


def trial(claim: Claim, mutant: Mutant, profile: Profile) -> Trial:
    """Whether the check rejects a mutant, by a witness that `violates` confirms."""
    refuting = [e for e in gather(claim, mutant.subject, profile) if e.refutes]
    for evidence in refuting:
        if decides_again(claim, mutant.subject, evidence.counterexample):
            assert evidence.counterexample is not None
            return Trial(mutant.what, True, evidence.counterexample.says)
    return Trial(mutant.what, False, "the witness does not decide again" if refuting else "not rejected")


def decides_again(claim: Claim, subject: Any, counterexample: Counterexample | None) -> bool:
    """Whether a counterexample, taken alone, contradicts the claim for this subject."""
    return counterexample is not None and claim.violates(subject, counterexample.values)


def faults(claim: Claim, profile: Profile) -> list[str]:
    """What is wrong with a claim's own evidence: mutants accepted, checks undecided, a repair that does not hold."""
    result = outcome(claim.id, profile)
    found = [
        f"{claim.id}: accepts the mutant {t.what!r}: {t.witness}" for t in trials(claim.id, profile) if not t.rejected
    ]
    if result.ruling.verdict.stands:
        found += [f"{claim.id}: {e.kind} decides nothing: {e.detail}" for e in result.evidence if e.holds is None]
    if claim.slip and result.ruling.verdict is Verdict.HOLDS:
        found.append(f"{claim.id}: is marked as a slip, and holds as printed")
    if result.ruling.verdict is not Verdict.FAILS:
        return found
    if claim.repaired_by is None:
        return [*found, f"{claim.id}: fails and names no repaired claim"]
    repair = outcome(claim.repaired_by, profile)
    if repair.ruling.verdict is not Verdict.HOLDS:
        found.append(f"{claim.id}: its repair {repair.id} is {repair.ruling.verdict}")
    return found

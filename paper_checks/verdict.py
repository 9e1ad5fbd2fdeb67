"""The verdict rule: a verdict is computed from evidence, never typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from paper_checks.evidence import AS_PRINTED, Evidence, Kind


class Verdict(StrEnum):
    """What came out of a claim."""

    HOLDS = "holds"
    HOLDS_IF = "holds-if"
    FAILS = "fails"
    OPEN = "open"

    @property
    def stands(self) -> bool:
        """Whether something may be built on it."""
        return self in (Verdict.HOLDS, Verdict.HOLDS_IF)


@dataclass(frozen=True)
class Ruling:
    """A verdict, the reason that the rule gives, and the strongest kind of the evidence that decided, if any did."""

    verdict: Verdict
    reason: str
    decided_by: Kind | None = None


def rule(evidence: Sequence[Evidence], universal: bool) -> Ruling:
    """The verdict of a claim.

    Refuted as printed and nothing established under an assumption: fails. Refuted as printed and established under
    a named assumption: holds-if. Established as printed and nothing refuted: holds. Otherwise: open; also where
    evidence contradicts itself, which is a fault of the check.
    """
    ranked = sorted(evidence, key=lambda e: e.kind.rank)
    refuting = [e for e in ranked if e.refutes]
    settling = [e for e in ranked if e.establishes(universal)]
    as_printed = [e for e in settling if e.under is AS_PRINTED]
    conditional = [e for e in settling if e.under is not AS_PRINTED]
    if refuting and (as_printed or {e.under for e in refuting} & {e.under for e in conditional}):
        return Ruling(Verdict.OPEN, "the evidence contradicts itself: the same statement is established and refuted")
    if refuting and conditional:
        reason = f"{_refuted(refuting[0])}; established by {conditional[0].kind.words} if {conditional[0].under}"
        return Ruling(Verdict.HOLDS_IF, reason, conditional[0].kind)
    if refuting:
        return Ruling(Verdict.FAILS, _refuted(refuting[0]), refuting[0].kind)
    if as_printed:
        return Ruling(Verdict.HOLDS, f"established as printed by {as_printed[0].kind.words}", as_printed[0].kind)
    return Ruling(Verdict.OPEN, _open(evidence))


def _refuted(strongest: Evidence) -> str:
    assert strongest.counterexample is not None
    return f"refuted as printed by {strongest.kind.words}: {strongest.counterexample.says}"


def _open(evidence: Sequence[Evidence]) -> str:
    undecided = [e.detail for e in evidence if e.holds is None]
    partial = [f"{e.kind.words} on {e.domain}{f' if {e.under}' if e.under else ''}" for e in evidence if e.holds]
    return "; ".join(["inconclusive", *undecided, *(f"only {text}" for text in partial)])

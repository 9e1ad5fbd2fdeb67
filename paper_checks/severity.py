"""How much a statement that does not hold as printed concerns its paper: the levels of the errata."""

import re
from enum import StrEnum
from typing import Any

from paper_checks.claim import Paper, Source
from paper_checks.evidence import Kind
from paper_checks.verdict import Verdict

Record = dict[str, Any]

SECTIONS = r"((s\. ?\d[\d.-]*|[A-Z]\.\d[\d.]*)[,;] )*"
RESULTS = "Thm|Theorem|Prop|Proposition|Lemma|Cor|Corollary|Remark|Alg|Algorithm|Findings?|Tables?|Fig|Figs|Figure"
NAMES_RESULT = re.compile(rf"{SECTIONS}({RESULTS}|title|abstract|summary)\b", re.IGNORECASE)


class Severity(StrEnum):
    """The levels, worst first."""

    RESULT = "result"
    STEP = "step"
    UNSTATED = "unstated"
    SLIP = "slip"
    REPLICATION = "replication"
    SAID = "said"

    @property
    def heading(self) -> str:
        """What the list of a level is called."""
        return {
            Severity.RESULT: "False results",
            Severity.STEP: "False steps",
            Severity.UNSTATED: "Left unsaid",
            Severity.SLIP: "Slips",
            Severity.REPLICATION: "Not replicated",
            Severity.SAID: "Said of the paper",
        }[self]

    @property
    def meaning(self) -> str:
        """What puts a statement there."""
        return {
            Severity.RESULT: "a theorem, proposition, lemma, corollary, remark, algorithm, finding, table or figure, "
            "the title or the abstract is false; of a paper known from a summary, a sentence of that",
            Severity.STEP: "a definition, a formula or a sentence on the way is false",
            Severity.UNSTATED: "true, but only under an assumption, or in a reading, that is not stated",
            Severity.SLIP: "a misprint: the paper's own context shows what is meant",
            Severity.REPLICATION: "trained models come out otherwise here; data and settings may not be the paper's",
            Severity.SAID: "a false sentence of a summary, of a paper whose own text is known and does not have it",
        }[self]


def severity(claim: Record, repair: Record | None) -> Severity:
    """The level of a statement of a paper that fails or holds only under an assumption; both are ledger entries.

    `repair` is the claim that it names as true instead; where that is the paper's own too, and holds, something was
    left unsaid. What only trained models refute is not replicated. A sentence of a summary is laid to the paper only
    where the paper is known from that alone. Else it is a result if that is what its place,
    sections apart, names first: "s. 4.4, Thm 14, Eq. 33", and not "A.3, proof of Prop. 7".
    """
    if claim["source"] == Source.SUMMARY and Paper(claim["paper"]).known_in_full:
        return Severity.SAID
    if {e["kind"] for e in claim["evidence"] if e["holds"] is False} == {Kind.EXPERIMENT}:
        return Severity.REPLICATION
    if claim["slip"]:
        return Severity.SLIP
    if claim["verdict"] == Verdict.HOLDS_IF or _holds_in_the_paper(repair):
        return Severity.UNSTATED
    return Severity.RESULT if NAMES_RESULT.match(claim["where"]) else Severity.STEP


def _holds_in_the_paper(repair: Record | None) -> bool:
    return repair is not None and repair["source"] != Source.BEYOND and repair["verdict"] == Verdict.HOLDS

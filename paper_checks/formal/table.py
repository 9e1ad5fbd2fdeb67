"""The theorems that Coq was asked about, as a table for the terminal."""

from paper_checks.formal.finding import Finding
from paper_checks.formal.joined import Theorems
from paper_checks.formal.source import Theorem

Row = tuple[str, ...]
HEADINGS = ("theorem", "claim", "role", "lines", "seconds", "mutants", "axioms of the reals")


def table(theorems: Theorems) -> str:
    """One line a theorem."""
    rows: list[Row] = [HEADINGS, *(_row(theorem, theorems.findings[theorem.key]) for theorem in theorems.asked)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    lines = ("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _row(theorem: Theorem, finding: Finding) -> Row:
    refused = sum(tried.script_fails and tried.fault is None for tried in finding.mutants)
    axioms = ", ".join(axiom.rpartition(".")[2] for axiom in finding.assumptions) or "none"
    return (
        theorem.key,
        theorem.claim or "-",
        theorem.role_in_words,
        str(theorem.lines),
        f"{finding.seconds:.2f}",
        f"{refused}/{len(theorem.mutants)}" if theorem.claim else "-",
        axioms if finding.accepted else "REFUSED",
    )

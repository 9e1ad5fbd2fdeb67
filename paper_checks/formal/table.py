"""Theorems that Coq was asked about, as a table for the terminal."""

from collections.abc import Iterable

from paper_checks.formal.entry import Entry
from paper_checks.formal.finding import AXIOMS_OF_THE_REALS
from paper_checks.run import Outcome

Row = tuple[str, ...]
HEADINGS = ("theorem", "claim", "role", "lines", "seconds", "mutants refuted", "accepted")


def table(outcomes: Iterable[Outcome]) -> str:
    """One line for each theorem about these claims, and the axioms that they may rest on."""
    told = [(outcome.id, entry) for outcome in outcomes for entry in outcome.theorems]
    rows: list[Row] = [HEADINGS, *(_row(id, entry) for id, entry in told)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    lines = ["  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    accepted = sum(entry["accepted"] for _, entry in told)
    versions = ", ".join(sorted({entry["coq"] for _, entry in told}))
    lines.append(f"Coq {versions} accepts {accepted} of {len(told)}, on no axiom but {', '.join(AXIOMS_OF_THE_REALS)}")
    return "\n".join(lines)


def _row(id: str, entry: Entry) -> Row:
    refuted = sum(bool(mutant["script_fails"] and mutant["refuted"]) for mutant in entry["mutants"])
    return (
        f"{entry['file'].removeprefix('theory/formal/')} {entry['name']}",
        id,
        f"{entry['role']} under" if entry["under"] else entry["role"],
        str(entry["lines"]),
        f"{entry['seconds'] or 0:.2f}",
        f"{refuted}/{len(entry['mutants'])}",
        "yes" if entry["accepted"] else "NO",
    )

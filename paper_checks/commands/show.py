"""`softproof show`: one claim in full, with the last evidence where there is some."""

import argparse
from typing import Any

from paper_checks.commands import options
from paper_checks.evidence import Kind

EXAMPLES = """  softproof show rg.eq13     one claim
  softproof show rg.prop5    a claim with all of its parts"""


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    parser = options.command(commands, "show", "show a claim in full: statement, evidence, mutants", EXAMPLES)
    parser.add_argument("id", metavar="ID", help="the claim's id, or the one whose parts it is")
    options.results(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print each claim that the id names, parts included."""
    from paper_checks import ledger, registry

    found = {}
    if (arguments.results / ledger.NAME).exists():
        found = {entry["id"]: entry for entry in ledger.read(arguments.results)["claims"]}
    pages = [_page(found.get(claim.id) or ledger.description(claim)) for claim in registry.match(arguments.id)]
    print("\n\n".join(pages))
    return 0


def _page(entry: dict[str, Any]) -> str:
    lines = [f"{entry['id']}  {entry['title']}", f"  {entry['paper']}, {entry['where']} ({entry['source']})"]
    lines += ["", f"  {entry['statement']}"]
    lines += [f"  assuming: {text}" for text in entry["assumptions"]]
    lines += ["", *_findings(entry)] if "verdict" in entry else ["", f"  not run yet: {entry['command']}"]
    lines += [f"  {name.replace('_', ' ')}: {entry[name]}" for name in ("repaired_by", "repairs") if entry[name]]
    if entry["uses"]:
        lines.append(f"  builds on: {', '.join(entry['uses'])}")
    return "\n".join(lines)


def _findings(entry: dict[str, Any]) -> list[str]:
    lines = [f"  verdict: {entry['verdict']}: {entry['reason']}"]
    if not entry["status"]["stands"]:
        lines.append(f"  does not stand because of: {', '.join(entry['status']['because'])}")
    if entry["counterexample"]:
        values = entry["counterexample"]["values"].items()
        lines.append(f"  counterexample: {'; '.join(f'{name} = {value}' for name, value in values)}")
    for e in entry["evidence"]:
        outcome = {True: "holds", False: "refuted", None: "undecided"}[e["holds"]]
        under = f" if {e['under']}" if e["under"] else ""
        unit = "step" if e["kind"] == Kind.PROOF else "case"
        tried = f"{e['exercised']:,} {unit}{'s' if e['exercised'] != 1 else ''}"
        lines.append(f"  {e['kind']}: {outcome}{under}; {e['domain']}; {tried}\n    {e['detail']}")
    lines += [f"  mutant {'rejected' if m['rejected'] else 'ACCEPTED'}: {m['what']}" for m in entry["mutants"]]
    return lines

"""`softproof show`: one claim in full, with the last evidence where there is some."""

import argparse
from typing import Any

from paper_checks.commands import options
from paper_checks.evidence import Kind
from paper_checks.formal.coq import INSTALL
from paper_checks.formal.source import Role

EXAMPLES = """  softproof show rg.eq13     one claim
  softproof show rg.prop5    a claim with all of its parts"""

NOT_RUN = "not run here"


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    parser = options.command(commands, "show", "show a claim in full: statement, evidence, mutants", EXAMPLES)
    parser.add_argument("id", metavar="ID", help="the claim's id, or the one whose parts it is")
    options.results(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print each claim that the id names, parts included."""
    from paper_checks import ledger, registry

    document: dict[str, Any] = {"claims": [], "definitions": []}
    if (arguments.results / ledger.NAME).exists():
        document = ledger.read(arguments.results)
    found = {entry["id"]: entry for entry in document["claims"]}
    entries = [found.get(claim.id) or ledger.description(claim) for claim in registry.match(arguments.id)]
    pages = [_page(entry, document["definitions"]) for entry in entries]
    print("\n\n".join(pages))
    if any(NOT_RUN in page for page in pages):
        print(f"\nto run the theorems: softproof check --kind formal, with Coq ({INSTALL})")
    return 0


def _page(entry: dict[str, Any], definitions: list[dict[str, Any]]) -> str:
    lines = [f"{entry['id']}  {entry['title']}", f"  {entry['paper']}, {entry['where']} ({entry['source']})"]
    lines += ["", f"  {entry['statement']}"]
    lines += [f"  assuming: {text}" for text in entry["assumptions"]]
    lines += ["", *_findings(entry)] if "verdict" in entry else ["", f"  not run yet: {entry['command']}"]
    lines += [line for theorem in entry["theorems"] for line in _theorem(theorem)]
    used = {name for theorem in entry["theorems"] for name in theorem["definitions"]}
    lines += [line for found in definitions if found["name"] in used for line in _definition(found)]
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


def _theorem(entry: dict[str, Any]) -> list[str]:
    role = "a part of it" if entry["role"] == Role.PART else f"{entry['role']} it"
    under = f" if {entry['under']}" if entry["under"] else ""
    lines = [f"  theorem {entry['name']} ({role}{under}): {entry['says']}"]
    lines += [f"      {line}" for line in entry["statement"].splitlines()]
    if entry["definitions"]:
        lines.append(f"    in it: {', '.join(entry['definitions'])}")
    lines += [f"    {entry['file']}, {entry['lines']} lines: {_said(entry)}", f"    leaves out: {entry['gap']}"]
    for mutant in entry["mutants"]:
        refused = {True: "refused and ", False: "NOT REFUSED, ", None: "to be refused and "}[mutant["script_fails"]]
        refuted = "NOT refuted" if mutant["refuted"] is False else "refuted"
        lines.append(f"    mutant {refused}{refuted} by {mutant['refuted_by']}: {mutant['what']}")
    return lines


def _definition(entry: dict[str, Any]) -> list[str]:
    says = f": {entry['comment']}" if entry["comment"] else ""
    return [f"  definition {entry['name']}{says}", *(f"      {line}" for line in entry["text"].splitlines())]


def _said(entry: dict[str, Any]) -> str:
    if entry["coq"] is None:
        return NOT_RUN
    if not entry["accepted"]:
        return f"NOT ACCEPTED: {entry['fault']}"
    axioms = ", ".join(entry["assumptions"])
    return f"accepted by Coq {entry['coq']} in {entry['seconds']} s, on no axiom but {axioms}"

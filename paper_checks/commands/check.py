"""`softproof check`: run claims and their mutants, compare with the lock, write the ledger."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paper_checks.commands import options
from paper_checks.evidence import Kind

if TYPE_CHECKING:
    from paper_checks.claim import Claim
    from paper_checks.formal.joined import Theorems
    from paper_checks.run import Outcome, Trial

EXAMPLES = """  softproof check                          every claim
  softproof check rg.prop5 'sf.ssm.*'      these, with their parts
  softproof check --kind experiment        those with evidence from trained models
  softproof check --kind formal            those that a machine-checked theorem is about, and the theorems
  softproof check --record                 write the verdicts to the lock, to be reviewed as a diff"""
KIND_HELP = f"report only the claims with evidence of this kind: {', '.join(Kind)}"
SIGNS = {"holds": "✓", "holds-if": "◐", "fails": "✗", "open": "?"}


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    parser = options.command(commands, "check", "run claims and their mutants and write results/ledger.json", EXAMPLES)
    parser.add_argument("globs", nargs="*", metavar="ID-GLOB", help="claims to run, with their parts (default: all)")
    parser.add_argument("--kind", choices=[str(kind) for kind in Kind], metavar="KIND", help=KIND_HELP)
    options.profile(parser)
    options.results(parser)
    options.workers(parser, "processes that share the claims")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the document of these claims to FILE as well")
    parser.add_argument("--record", action="store_true", help="write the verdicts to the lock")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the claims; 1 if a verdict differs from the lock, a mutant, a theorem or a repair is not as it should be."""
    from paper_checks import ledger, lock, registry, run
    from paper_checks.formal import joined
    from paper_checks.formal.table import table
    from verify.errors import UsageError
    from verify.files import require_file, require_folder

    chosen = [claim.id for claim in registry.match(*arguments.globs)]
    require_folder(arguments.results)
    if arguments.json:
        require_file(arguments.json)
    theorems = joined.ask(chosen, arguments.results, arguments.workers)
    if arguments.kind == Kind.FORMAL and theorems.missing:
        print(theorems.missing)
        return 0
    ids = theorems.claims(chosen) if arguments.kind == Kind.FORMAL else chosen
    outcomes = dict(_outcomes(ids, theorems, arguments))
    claims = registry.claims()
    if not outcomes:
        raise UsageError(f"none of the {len(chosen)} claims has evidence of kind {arguments.kind}; try another kind")
    print(_summary(outcomes))
    outcomes = {id: theorems.told(outcome, arguments.profile) for id, outcome in outcomes.items()}
    ledger.update(outcomes, arguments.profile, arguments.results)
    if arguments.json:
        ledger.write(ledger.entries(outcomes, arguments.profile), arguments.profile, arguments.json)
    if arguments.kind == Kind.FORMAL:
        print(f"\n{table(outcomes.values())}")
    if theorems.missing:
        print(theorems.missing)
    faults = [fault for id in outcomes for fault in run.faults(claims[id], arguments.profile)]
    faults += theorems.faults(outcomes, arguments.profile)
    differences = lock.differences(outcomes)
    if arguments.record and not faults:
        print(f"recorded in {lock.record(outcomes, claims)}: {len(differences)} changed", file=sys.stderr)
        differences = []
    for line in [*faults, *differences]:
        print(line, file=sys.stderr)
    return 1 if faults or differences else 0


def _outcomes(ids: list[str], theorems: "Theorems", arguments: argparse.Namespace) -> "Iterator[tuple[str, Outcome]]":
    """Run these claims, and those that their theorems refer to; a line for each that is asked for."""
    from paper_checks import registry, run
    from verify.progress import progress

    needed = [*ids, *sorted(theorems.referred(ids) - {*ids})]
    for id in progress(run.ahead(needed, arguments.profile, arguments.workers), "claims", len(needed)):
        outcome = theorems.join(run.outcome(id, arguments.profile))
        if id in ids and arguments.kind in (None, Kind.FORMAL, *(e.kind for e in outcome.evidence)):
            print(_line(registry.claims()[id], outcome, run.trials(id, arguments.profile)), flush=True)
            yield id, outcome


def _line(claim: "Claim", outcome: "Outcome", trials: "Sequence[Trial]") -> str:
    verdict = outcome.ruling.verdict
    rejected = f"{sum(t.rejected for t in trials)}/{len(trials)} mutants" if trials else "see repair"
    found = f"{SIGNS[verdict]} {claim.id:32} {verdict:8}  {outcome.ruling.decided_by or '-':11}  {rejected:>12}"
    return f"{found}  {outcome.seconds:5.2f} s  {claim.title}"


def _summary(outcomes: "Mapping[str, Outcome]") -> str:
    counts = {verdict: sum(o.ruling.verdict == verdict for o in outcomes.values()) for verdict in SIGNS}
    claims = "1 claim" if len(outcomes) == 1 else f"{len(outcomes)} claims"
    return f"{claims}: {', '.join(f'{n} {verdict}' for verdict, n in counts.items())}"

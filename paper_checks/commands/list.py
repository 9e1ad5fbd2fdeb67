"""`softproof list`: the claims with their last verdicts, or the ids that no claim stands for yet."""

import argparse
from pathlib import Path

from paper_checks.commands import options

EXAMPLES = """  softproof list              every claim and its verdict in results/ledger.json
  softproof list 'rg.*'       those of one paper
  softproof list --missing    ids of the inventory with no claim yet"""


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    parser = options.command(commands, "list", "list the claims with their last verdicts", EXAMPLES)
    parser.add_argument("globs", nargs="*", metavar="ID-GLOB", help="claims to list, with their parts (default: all)")
    parser.add_argument("--missing", action="store_true", help="list the ids of the inventory with no claim yet")
    options.results(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one line a claim, or one a missing id."""
    from paper_checks import inventory, registry
    from verify.errors import UsageError

    if arguments.missing and arguments.globs:
        raise UsageError(f"--missing lists every id without a claim; leave out {' '.join(arguments.globs)}")
    if arguments.missing:
        missing = inventory.missing(registry.claims())
        print("\n".join(missing))
        return 0
    chosen = registry.match(*arguments.globs)
    verdicts = _verdicts(arguments.results)
    width = max(len(claim.id) for claim in chosen)
    for claim in chosen:
        print(f"{claim.id:{width}}  {verdicts.get(claim.id, 'not run'):8}  {claim.where:22}  {claim.title}")
    return 0


def _verdicts(results: Path) -> dict[str, str]:
    from paper_checks import ledger

    if not (results / ledger.NAME).exists():
        return {}
    return {claim["id"]: claim["verdict"] for claim in ledger.read(results)["claims"]}

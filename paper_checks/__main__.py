"""The command line: `softproof`, also `python -m paper_checks`."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version

from verify.script import status

COMMANDS = ("check", "list", "show", "errata", "figures", "train", "sweep", "data", "bench", "report", "doctor")
EPILOG = """examples:
  softproof check                     run every claim and its mutants, write results/ledger.json
  softproof check 'sf.jacobian.*'     run some
  softproof show rg.prop7             one claim in full
  softproof figures && softproof report

exit status: 0 all is well; 1 a verdict differs from the lock, a mutant is accepted, a theorem is
at fault or a repair does not hold; 2 wrong usage or bad input
"""


def parser() -> argparse.ArgumentParser:
    """The parser of all commands; nothing heavy is imported to build it."""
    top = argparse.ArgumentParser(
        prog="softproof",
        description="Test every claim of two papers on softmax losses: proof, numbers, figure, verdict.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"softproof {version('softproof')}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        import_module(f"paper_checks.commands.{name}").register(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    arguments = parser().parse_args(argv)
    return status("softproof", lambda: arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())

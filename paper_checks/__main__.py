"""The command line: `softproof`, also `python -m paper_checks`."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from verify.errors import UsageError

COMMANDS = ("check", "list", "show", "figures", "train", "data", "report", "doctor")
EPILOG = """examples:
  softproof check                     run every claim and its mutants, write results/ledger.json
  softproof check 'sf.jacobian.*'     run some
  softproof show rg.prop7             one claim in full
  softproof figures && softproof report

exit status: 0 all is well; 1 a verdict differs from the lock, a mutant is accepted or a repair
does not hold; 2 wrong usage or bad input
"""


def parser() -> argparse.ArgumentParser:
    """The parser of all commands; nothing heavy is imported to build it."""
    top = argparse.ArgumentParser(
        prog="softproof",
        description="Test every claim of two papers on softmax losses: proof, numbers, figure, verdict.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        import_module(f"paper_checks.commands.{name}").register(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    arguments = parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except UsageError as error:
        print(f"softproof: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("softproof: interrupted; run the same command again to go on", file=sys.stderr)
        return 130
    return status


if __name__ == "__main__":
    sys.exit(main())

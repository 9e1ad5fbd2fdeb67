"""`softproof report`: the offline site of the ledger, the figures and the training runs."""

import argparse

from paper_checks.commands import options

EXAMPLES = """  softproof check && softproof figures && softproof report
  softproof report --results elsewhere"""


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    parser = options.command(commands, "report", "write the offline report from the results", EXAMPLES)
    options.results(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the site and print where it is."""
    from paper_checks.report import build

    print(f"report: {build(arguments.results).resolve().as_uri()}")
    return 0

"""What several commands share: how one is added, and its options."""

import argparse
import os
from typing import TypeAlias

from verify.script import at_least_one
from verify.script import profile as profile
from verify.script import results as results

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(commands: Commands, name: str, summary: str, examples: str) -> argparse.ArgumentParser:
    """A new command with its one-line summary and its examples."""
    return commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def workers(parser: argparse.ArgumentParser, what: str) -> None:
    """The option `--workers N`, for these processes."""
    parser.add_argument(
        "--workers",
        type=at_least_one,
        default=os.cpu_count() or 1,
        metavar="N",
        help=f"{what} (default: one for each core); results do not depend on it",
    )

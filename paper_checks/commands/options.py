"""Options that several commands share."""

import argparse
from pathlib import Path
from typing import TypeAlias

from verify.profile import Profile

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


def results(parser: argparse.ArgumentParser) -> None:
    """The option `--results DIR`."""
    parser.add_argument(
        "--results", type=Path, default=Path("results"), metavar="DIR", help="folder for results (default: ./results)"
    )


def profile(parser: argparse.ArgumentParser) -> None:
    """The option `--profile quick|paper`."""
    parser.add_argument(
        "--profile",
        type=Profile.parse,
        default=Profile.QUICK,
        metavar="{quick,paper}",
        help="how much work: quick (default, two cores, minutes) or paper",
    )

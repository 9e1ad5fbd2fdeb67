"""What several commands share: how one is added, and its options."""

import argparse
from typing import TypeAlias

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

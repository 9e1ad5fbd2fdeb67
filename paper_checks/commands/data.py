"""`softproof data`: the data sets, where they come from, and whether this machine has them."""

import argparse
from pathlib import Path

from paper_checks.commands import options

EXAMPLES = """  softproof data list
  softproof data add ml1m ~/Downloads/ml1m.npz    copy a file that you have into $SOFTPROOF_DATA
  softproof data verify online-retail             hash, counts"""


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    parser = options.command(commands, "data", "list, add and verify data sets", EXAMPLES)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="the data sets: counts, licence, whether they are here")
    listing.set_defaults(run=run_list)
    adding = actions.add_parser("add", help="copy a data set's file into the data folder, if its hash is right")
    adding.add_argument("name", metavar="NAME", help="data set, as `softproof data list` names it")
    adding.add_argument("file", metavar="FILE", type=Path, help="the .npz file to copy")
    adding.set_defaults(run=run_add)
    verifying = actions.add_parser("verify", help="check a data set's hash, arrays and counts")
    verifying.add_argument("name", metavar="NAME", help="data set, as `softproof data list` names it")
    verifying.set_defaults(run=run_verify)


def run_list(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    """Print a block a data set."""
    from verify.recsys import datasets

    for data in datasets.REGISTRY.values():
        print(f"{data.name}: {data.title}\n  {data.users:,} users, {data.items:,} items, {data.pairs:,} pairs")
        print(f"  {data.licence}; {data.source}\n  {_place(data.name)}")
    return 0


def _place(name: str) -> str:
    from verify.recsys import datasets

    path = datasets.path(name)
    return (
        str(path) if datasets.present(name) else f"not here; softproof data add {name} FILE puts it into {path.parent}"
    )


def run_add(arguments: argparse.Namespace) -> int:
    """Copy the file in."""
    from verify.recsys import datasets

    print(datasets.add(arguments.name, arguments.file))
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Print the hash and the counts that were found right."""
    from verify.recsys import datasets

    data = datasets.load(arguments.name)
    print(f"{arguments.name}: {data.n_users:,} users, {data.n_items:,} items, {data.users.size:,} pairs, as registered")
    return 0

"""`softproof data`: the data sets, where they come from, and whether this machine has them."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from paper_checks.commands import options

if TYPE_CHECKING:
    from verify.recsys.registry import DataSet

EXAMPLES = """  softproof data list
  softproof data get ml1m                         download into $SOFTPROOF_DATA; interrupted, it goes on
  softproof data add ml1m ~/Downloads/ml-1m.zip   copy a file that you have there
  softproof data verify                           read every data set that is here: hash, content, counts"""
NAME = "data set, as `softproof data list` names it"


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    parser = options.command(commands, "data", "list, download, add and verify data sets", EXAMPLES)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="the data sets: counts, licence, whether they are here")
    listing.set_defaults(run=run_list)
    getting = actions.add_parser("get", help="download a data set from its home, and verify it")
    getting.add_argument("name", metavar="NAME", help=NAME)
    getting.set_defaults(run=run_get)
    adding = actions.add_parser("add", help="verify a data set's file and copy it into the data folder")
    adding.add_argument("name", metavar="NAME", help=NAME)
    adding.add_argument("file", metavar="FILE", type=Path, help="the file to copy: the .npz file or the original")
    adding.set_defaults(run=run_add)
    verifying = actions.add_parser("verify", help="check hash, content and counts of data sets")
    verifying.add_argument("names", metavar="NAME", nargs="*", help=f"{NAME} (default: all that are here)")
    verifying.set_defaults(run=run_verify)


def run_list(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    """Print a block a data set."""
    from verify.recsys import datasets

    for data in datasets.REGISTRY.values():
        print(f"{data.name}: {data.title}\n  {_counts(data)}; split: {data.split}")
        print(f"  {data.licence}; {data.source}\n  {_place(data)}")
    return 0


def _counts(data: "DataSet") -> str:
    if data.users is None:
        return "not counted here yet"
    return f"{data.users:,} users, {data.items:,} items, {data.pairs:,} pairs"


def _place(data: "DataSet") -> str:
    from verify.recsys import datasets

    if data.draw:
        return "drawn by seed: no file needed"
    path = datasets.path(data.name)
    return str(path) if datasets.present(data.name) else f"not here ({path.parent}); {datasets.remedy(data)}"


def run_get(arguments: argparse.Namespace) -> int:
    """Download, and print where the file is."""
    from verify.recsys import datasets

    print(datasets.get(arguments.name))
    return 0


def run_add(arguments: argparse.Namespace) -> int:
    """Copy the file in."""
    from verify.recsys import datasets

    print(datasets.add(arguments.name, arguments.file))
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Print the counts that were found right; `UsageError` for the data sets that are not, after all are read."""
    from verify.errors import UsageError
    from verify.recsys import datasets

    names = arguments.names or [name for name in datasets.REGISTRY if datasets.present(name)]
    for name in names:
        datasets.lookup(name)
    wrong = []
    for name in names:
        try:
            data = datasets.load(name)
        except UsageError as error:
            wrong.append(str(error))
            continue
        known = "as registered" if datasets.lookup(name).users else "not registered"
        print(f"{name}: {data.n_users:,} users, {data.n_items:,} items, {data.users.size:,} pairs, {known}")
    if wrong:
        raise UsageError("; ".join(wrong))
    return 0

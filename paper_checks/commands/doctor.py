"""`softproof doctor`: what this machine has, what is missing, and how to get it."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from paper_checks.commands import options
from paper_checks.formal import coq
from verify.environment import describe, versions

EXAMPLES = "  softproof doctor      exits with 1 if something that the default run needs is missing"
NEEDED = (
    *("jaxtyping", "jinja2", "jsonschema", "latex2mathml", "matplotlib", "numba", "numpy", "python-flint"),
    *("scipy", "seaborn", "sympy", "threadpoolctl", "torch", "tqdm"),
)
BROWSER = ("chromium", "chromedriver")


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    parser = options.command(
        commands, "doctor", "show versions, threads, device, data sets, and what is missing", EXAMPLES
    )
    options.results(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what is there; 1 if something that the default run needs is missing."""
    found = versions(("softproof", *NEEDED))
    missing = [name for name in NEEDED if name not in found]
    print(f"softproof {found['softproof']}, Python {sys.version.split()[0]}")
    print("  " + ", ".join(f"{name} {found.get(name, 'MISSING')}" for name in NEEDED))
    if not missing:
        print("\n".join(f"  {line}" for line in (*_machine(), *_data())))
    writable = _writable(arguments.results)
    print(f"  results: {arguments.results.resolve()}{'' if writable else ' cannot be written; use --results DIR'}")
    absent = [name for name in BROWSER if shutil.which(name) is None]
    here = coq.find()
    print(f"  machine-checked theorems: {f'Coq {here.version}' if here else f'not run here; {coq.INSTALL}'}")
    print(f"  browser tests: {'skipped, no ' + ' and '.join(absent) if absent else 'can run'}")
    for name in missing:
        print(f"softproof: {name} is missing; pip install -c constraints.txt {name}", file=sys.stderr)
    return 1 if missing or not writable else 0


def _writable(folder: Path) -> bool:
    nearest = next(place for place in (folder.resolve(), *folder.resolve().parents) if place.exists())
    return nearest.is_dir() and os.access(nearest, os.W_OK)


def _machine() -> Iterator[str]:
    import torch
    from threadpoolctl import threadpool_info

    for pool in threadpool_info():
        yield f"{pool['user_api']}: {pool['internal_api']} {pool['version'] or ''}, {pool['num_threads']} threads"
    device = torch.cuda.get_device_name() if torch.cuda.is_available() else "none: everything runs on the CPU"
    yield f"GPU: {device}"
    machine = describe(())
    yield f"CPU: {machine['cpu']}; {machine['cores']} cores, torch threads: {machine['threads']}"


def _data() -> Iterator[str]:
    from verify.recsys import datasets

    for name in datasets.REGISTRY:
        how = "here" if datasets.present(name) else f"not here; {datasets.remedy(datasets.lookup(name))}"
        yield f"data set {name}: {how}"

"""Makes the records that the claims quote: every method, several seeds, with its recipe, each in a process of its own.

    python -m verify.recsys.record_all [--dataset NAME] [--method BACKBONE LOSS] [--set FIELD=VALUE ...] [--seeds 10]

Seed s is split s and initialisation s. Runs whose record is up to date are skipped, so it can be interrupted. With
`--set`, a parameter is not as tuned, and the records stand in the folder `sweeps` beside the tuned ones.
"""

import argparse
import json
import multiprocessing
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from verify.errors import UsageError
from verify.progress import progress
from verify.recsys import records
from verify.recsys.config import Config
from verify.recsys.grid import FIELDS, typed
from verify.recsys.recipes import load_all, recipe
from verify.script import status

NAMED = {"dataset", "backbone", "loss", "seed", "split_seed"}
"""Fields that the other options set."""


def configurations(
    dataset: str, seeds: int, method: tuple[str, str] | None = None, changed: Mapping[str, Any] | None = None
) -> list[Config]:
    """Popularity and every tuned method, or this (backbone, loss) alone, seed by seed, with what is `changed`.

    `UsageError` if nothing is tuned, or no seed is asked for.
    """
    if seeds < 1:
        raise UsageError(f"seeds is {seeds}; it must be at least 1")
    return [
        Config(
            dataset=dataset,
            backbone=backbone,
            loss=loss,
            seed=seed,
            split_seed=seed,
            **recipe(dataset, backbone, loss) | dict(changed or {}),
        )
        for seed in range(seeds)
        for backbone, loss in ([method] if method else _tuned(dataset))
    ]


def _tuned(dataset: str) -> list[tuple[str, str]]:
    tuned = load_all().get(dataset)
    if not tuned:
        raise UsageError(f"nothing is tuned on {dataset}; run: python -m verify.recsys.tune --dataset {dataset}")
    return [("mf", "popularity"), *((backbone, loss) for backbone in sorted(tuned) for loss in sorted(tuned[backbone]))]


def run(config: Config, folder: Path, tag: str = "") -> Path:
    """Train and save one record, without the arrays per user."""
    from verify.recsys.train import train

    record = train(config)
    del record["per_user"]
    return records.save(record, folder, tag)


def main() -> int:
    """The script; exit code 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m verify.recsys.record_all", description="Make the records of every method on one data set."
    )
    parser.add_argument("--dataset", default="online-retail", metavar="NAME", help="data set (default: online-retail)")
    parser.add_argument("--method", nargs=2, metavar=("BACKBONE", "LOSS"), help="one method (default: all tuned ones)")
    parser.add_argument(
        "--set", nargs="+", default=[], metavar="FIELD=VALUE", help="what is not as tuned, such as negatives=16"
    )
    parser.add_argument("--seeds", type=int, default=10, metavar="N", help="seeds 0, ..., N-1 (default: 10)")
    parser.add_argument("--force", action="store_true", help="make up-to-date records again")
    options = parser.parse_args()
    return status("record_all", lambda: make(options))


def make(options: argparse.Namespace) -> int:
    """Make the records that are missing or stale, or all of them by `force`."""
    changed = dict(_assignment(text) for text in options.set)
    folder = records.RECORDS / records.SWEEPS if changed else records.RECORDS
    tag = "".join(f"-{name}{value}" for name, value in changed.items())
    method = tuple(options.method) if options.method else None
    asked = configurations(options.dataset, options.seeds, method, changed)
    wanted = [config for config in asked if options.force or not records.fresh(config, folder, tag)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        made = pool.map(partial(run, folder=folder, tag=tag), wanted)
        for file in progress(made, "records", total=len(wanted)):
            print(file)
    return 0


def _assignment(text: str) -> tuple[str, Any]:
    """The field and the value of `negatives=16`, a number as a number."""
    name, equals, value = text.partition("=")
    if not equals or name not in FIELDS.keys() - NAMED:
        raise UsageError(f"--set {text}: give FIELD=VALUE with a tuned field of a configuration, such as negatives=16")
    try:
        read = json.loads(value)
    except ValueError:
        read = value
    return name, typed(name, read)


if __name__ == "__main__":
    sys.exit(main())

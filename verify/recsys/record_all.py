"""Makes the records that the claims quote: every method, several seeds, with its recipe, each in a process of its own.

    python -m verify.recsys.record_all [--dataset NAME] [--seeds 10] [--force]

Seed s is split s and initialisation s. Runs whose record is up to date are skipped, so it can be interrupted.
"""

import argparse
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from verify.errors import UsageError
from verify.progress import progress
from verify.recsys import records
from verify.recsys.config import Config
from verify.recsys.recipes import load_all, recipe
from verify.script import status


def configurations(dataset: str, seeds: int) -> list[Config]:
    """Popularity and every tuned method, seed by seed; `UsageError` if none is tuned, or no seed is asked for."""
    if seeds < 1:
        raise UsageError(f"seeds is {seeds}; it must be at least 1")
    tuned = load_all().get(dataset)
    if not tuned:
        raise UsageError(f"nothing is tuned on {dataset}; run: python -m verify.recsys.tune --dataset {dataset}")
    methods = [
        ("mf", "popularity"),
        *((backbone, loss) for backbone in sorted(tuned) for loss in sorted(tuned[backbone])),
    ]
    return [
        Config(
            dataset=dataset, backbone=backbone, loss=loss, seed=seed, split_seed=seed, **recipe(dataset, backbone, loss)
        )
        for seed in range(seeds)
        for backbone, loss in methods
    ]


def run(config: Config) -> Path:
    """Train and save one record, without the arrays per user."""
    from verify.recsys.train import train

    record = train(config)
    del record["per_user"]
    return records.save(record, records.RECORDS)


def main() -> int:
    """The script; exit code 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m verify.recsys.record_all", description="Make the records of every method on one data set."
    )
    parser.add_argument("--dataset", default="online-retail", metavar="NAME", help="data set (default: online-retail)")
    parser.add_argument("--seeds", type=int, default=10, metavar="N", help="seeds 0, ..., N-1 (default: 10)")
    parser.add_argument("--force", action="store_true", help="make up-to-date records again")
    options = parser.parse_args()
    return status("record_all", lambda: make(options.dataset, options.seeds, options.force))


def make(dataset: str, seeds: int, force: bool) -> int:
    """Make the records that are missing or stale, or all of them by `force`."""
    wanted = [
        config for config in configurations(dataset, seeds) if force or not records.fresh(config, records.RECORDS)
    ]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        for file in progress(pool.map(run, wanted), "records", total=len(wanted)):
            print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())

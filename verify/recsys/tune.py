"""Tunes every method on validation NDCG@20, with as many grid points for each, and writes `recipes.json`.

    python -m verify.recsys.tune --dataset NAME [--loss LOSS ...]

Split and seed are those of number 0. Popularity has nothing to tune.
"""

import argparse
import itertools
import sys
from collections.abc import Sequence
from typing import Any

from verify.files import write_json
from verify.progress import progress
from verify.recsys import recipes
from verify.recsys.config import Config
from verify.recsys.train import SELECTION, train
from verify.script import status

GRIDS: dict[str, dict[str, tuple[float, ...]]] = {
    "rg2": {"regularisation": (0.01, 0.03, 0.05, 0.08, 0.1, 0.13, 0.16, 0.18, 0.2, 0.22, 0.25, 0.3)},
    "softmax": {"learning_rate": (0.01, 0.02, 0.04), "regularisation": (0.1, 0.15, 0.2, 0.25)},
    "sparsemax": {"learning_rate": (0.01, 0.02, 0.04), "regularisation": (0.1, 0.15, 0.2, 0.25)},
    "sampled-softmax": {
        "learning_rate": (0.01, 0.02),
        "regularisation": (0.15, 0.2, 0.25),
        "negatives": (256, 1024),
    },
}


def points(loss: str) -> list[dict[str, Any]]:
    """The grid of a method."""
    grid = GRIDS[loss]
    return [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]


def tune(dataset: str, loss: str) -> dict[str, Any]:
    """Every grid point with its validation NDCG@20, best epoch and training seconds, and the best point."""
    results = []
    for point in progress(points(loss), f"tuning {loss}"):
        record = train(Config(dataset=dataset, loss=loss, **point))
        cost = {"best_epoch": record["best"]["epoch"], "training_seconds": record["cost"]["training_seconds"]}
        results.append({**point, f"validation_{SELECTION}": record["best"][SELECTION], **cost})
        print(f"{dataset} {loss} {results[-1]}", file=sys.stderr)
    best = max(results, key=lambda result: result[f"validation_{SELECTION}"])
    return {"chosen": {name: best[name] for name in GRIDS[loss]}, "grid": results}


def main() -> int:
    """The script; exit code 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m verify.recsys.tune", description="Tune every method on one data set."
    )
    parser.add_argument("--dataset", default="online-retail", metavar="NAME", help="data set (default: online-retail)")
    parser.add_argument(
        "--loss", choices=sorted(GRIDS), nargs="+", default=sorted(GRIDS), help="methods to tune (default: all)"
    )
    options = parser.parse_args()
    return status("tune", lambda: run(options.dataset, options.loss))


def run(dataset: str, losses: Sequence[str]) -> int:
    """Tune each method and write what came out; one that is done stays if the next is interrupted."""
    for loss in losses:
        result = tune(dataset, loss)
        content = recipes.load_all()
        content.setdefault(dataset, {}).setdefault("mf", {})[loss] = result
        write_json(recipes.FILE, content)
    print(recipes.FILE)
    return 0


if __name__ == "__main__":
    sys.exit(main())

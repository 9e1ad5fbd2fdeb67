"""Tunes methods on validation NDCG@20, with as many trials for each, and writes `recipes.json`.

    python -m verify.recsys.tune --dataset NAME [--backbone B] [--loss LOSS ...] [--search papers|wide] [--trials N]

Split and seed are those of number 0. `papers` takes N points of the papers' grids (`verify.recsys.spaces`), in an order
by seed; `wide` draws N points of wider ranges by a tree-structured Parzen estimator (Bergstra et al., 2011), trial by
trial with a seed of its own. If the winner is at an edge of its space, the space is widened there, and N more trials
(of a grid: its new points, N at most) are made, until it is inside, or after `ROUNDS` spaces.

Studies (`verify.recsys.study`) are in RESULTS/tuning, one for each space; started again after a kill, or several times
at once, the same command goes on with them. What only counts, such as popularity, has nothing to tune.
"""

import argparse
import itertools
import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from optuna.trial import FrozenTrial, TrialState

from verify.errors import UsageError
from verify.files import require_folder, write_json
from verify.locks import lock
from verify.recsys import cells, datasets, recipes, spaces
from verify.recsys.cells import Work
from verify.recsys.config import LOSSES, Config
from verify.recsys.methods import COUNT, METHODS, refusal
from verify.recsys.spaces import PAPERS, WIDE, Axis, Range, Space
from verify.recsys.study import SELECTION, Study, finish
from verify.script import at_least_one, results, status

TRIALS = 16
ROUNDS = 4


def tune(
    config: Config, search: str, trials: int, folder: Path, workers: int = 1, work: Work = cells.trained
) -> dict[str, Any]:
    """What `recipes.json` holds of a method.

    `chosen`; `grid`, every point with its validation NDCG@20, best epoch and training seconds, or why it failed;
    `search`; `trials` in each space; `widened`; whether the winner is `interior`.
    """
    cells.require_repeatable()
    data, folder = datasets.load(config.dataset).sha256, require_folder(folder).resolve()
    axes, found, widened = spaces.space(config, search), list[FrozenTrial](), list[dict[str, Any]]()
    counts = []
    for _ in range(ROUNDS):
        study = Study(config, search, axes, trials, folder, data)
        made = finish(study, found, workers, work)
        counts.append(len(made))
        found += made
        winner = _winner(study, found)
        at = spaces.edges(axes, winner.params)
        if not at or len(counts) == ROUNDS:
            break
        for name, end in itertools.islice(at.items(), None if search == WIDE else 1):
            wider = axes[name].widened(end)
            widened.append({"parameter": name, "from": _ends(axes[name]), "to": _ends(wider)})
            axes = {other: _old(axis) for other, axis in axes.items()} if search == PAPERS else axes
            axes = axes | {name: wider}
    chosen = spaces.fixed(config.dataset, config.backbone, config.loss, search) | winner.params
    return {
        "chosen": chosen,
        "grid": [_told(trial) for trial in found],
        "search": search,
        "trials": counts,
        "widened": widened,
        "interior": not at,
    }


def _old(axis: Axis) -> Axis:
    """The axis with nothing new."""
    return axis if isinstance(axis, Range) else replace(axis, new=())


def _ends(axis: Axis) -> list[int | float]:
    return [axis.low, axis.high] if isinstance(axis, Range) else [axis.values[0], axis.values[-1]]


def _winner(study: Study, found: list[FrozenTrial]) -> FrozenTrial:
    """The best trial; the first, if several are."""
    done = [trial for trial in found if trial.state is TrialState.COMPLETE]
    if not done:
        reason = cells.failure(study.point(found[0].params), study.folder)
        raise UsageError(f"all {len(found)} trials of {study.name} failed; the first: {reason}")
    return max(done, key=lambda trial: trial.value or 0.0)


def _told(trial: FrozenTrial) -> dict[str, Any]:
    """A trial as `recipes.json` tells it."""
    if trial.state is TrialState.FAIL:
        return {**trial.params, **trial.user_attrs}
    return {**trial.params, f"validation_{SELECTION}": trial.value, **trial.user_attrs}


def methods(dataset: str, backbone: str, losses: Sequence[str], search: str) -> list[Config]:
    """What is to be tuned: these losses, or all that the backbone takes; `UsageError` for one with nothing to tune."""
    known = [loss for loss in LOSSES if METHODS[loss].solvers != (COUNT,)]
    taken = [loss for loss in known if refusal(loss, backbone, METHODS[loss].default_solver(backbone)) is None]
    found = [spaces.base(dataset, backbone, loss, search) for loss in losses or taken]
    for config in found:
        if not spaces.space(config, search):
            raise UsageError(f"{config.loss} has nothing to tune; leave it out")
    return found


def number_of_trials(configs: list[Config], search: str, asked: int | None) -> int:
    """As many for every method; `UsageError` if one's grid has fewer points than are asked for."""
    if asked is not None and asked < 1:
        raise UsageError(f"--trials is {asked}; give at least 1")
    if search == WIDE:
        return asked or TRIALS
    sizes = {config.loss: _points(spaces.space(config, search)) for config in configs}
    smallest = min(sizes, key=lambda loss: sizes[loss])
    if asked is not None and asked > sizes[smallest]:
        raise UsageError(
            f"--trials is {asked}, but the papers' grid of {smallest} has {sizes[smallest]} points; "
            f"give at most so many, so that every method has as many, or take --search {WIDE}"
        )
    return asked or sizes[smallest]


def _points(axes: Space) -> int:
    """The size of a grid."""
    return math.prod(len(axis.values) for axis in axes.values() if not isinstance(axis, Range))


def run(
    dataset: str, backbone: str, losses: Sequence[str], search: str, asked: int | None, folder: Path, workers: int
) -> int:
    """Tune each method and write what came out; one that is done stays if the next is interrupted."""
    configs = methods(dataset, backbone, losses, search)
    trials = number_of_trials(configs, search, asked)
    inside = True
    for config in configs:
        result = tune(config, search, trials, folder, workers)
        with lock(folder / "locks" / "recipes", wait=True):
            content = recipes.load_all()
            content.setdefault(dataset, {}).setdefault(backbone, {})[config.loss] = result
            write_json(recipes.FILE, content)
        best = max(point.get(f"validation_{SELECTION}", 0.0) for point in result["grid"])
        print(f"{config.loss}: {best:.4f} with {result['chosen']}, {result['trials']} trials", flush=True)
        if not result["interior"]:
            inside = False
            print(f"{config.loss}: the winner is at the edge of its space, widened {ROUNDS - 1} times", file=sys.stderr)
    print(recipes.FILE)
    return 0 if inside else 1


def main() -> int:
    """The script; exit code 2 for wrong usage, 1 if a winner is at the edge of its space."""
    parser = argparse.ArgumentParser(
        prog="python -m verify.recsys.tune", description="Tune methods on one data set, with as many trials for each."
    )
    parser.add_argument("--dataset", default="online-retail", metavar="NAME", help="data set (default: online-retail)")
    parser.add_argument("--backbone", default="mf", metavar="MODEL", help="mf (default), lightgcn or sasrec")
    parser.add_argument("--loss", nargs="+", default=(), metavar="LOSS", help="methods to tune (default: all)")
    parser.add_argument("--search", choices=(PAPERS, WIDE), default=WIDE, help="what is searched (default: wide)")
    trials = f"trials for each (default: {TRIALS}, or the points of the smallest of the papers' grids)"
    parser.add_argument("--trials", type=int, metavar="N", help=trials)
    parser.add_argument("--workers", type=at_least_one, default=1, metavar="N", help="processes that share the trials")
    results(parser)
    o = parser.parse_args()
    folder = o.results / "tuning"
    return status("tune", lambda: run(o.dataset, o.backbone, o.loss, o.search, o.trials, folder, o.workers))


if __name__ == "__main__":
    sys.exit(main())

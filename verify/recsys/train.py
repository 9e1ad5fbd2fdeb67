"""One training run: a configuration in, a record out (`verify.recsys.records` tells its fields).

With a checkpoint file, a run that was stopped, however it was, goes on after the last epoch that it ended, and its
record is the same as without the stop but for the times. The file stays: remove it when the record is safe.
"""

import dataclasses
import math
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from verify import environment
from verify.errors import UsageError
from verify.files import jsonable
from verify.progress import progress
from verify.recsys import calibration, datasets, learners, metrics, ranking, recipes, records, splits
from verify.recsys import checkpoint as checkpoints
from verify.recsys.checkpoint import Checkpoint
from verify.recsys.config import Config
from verify.recsys.interactions import Interactions
from verify.recsys.learner import DivergedError, Learner, State
from verify.recsys.lists import UserLists
from verify.recsys.methods import COUNT, METHODS
from verify.seeds import FRESH

VALIDATION_CUTOFFS = (10, 20)
SELECTION = "ndcg@20"
LIBRARIES = ("numpy", "torch", "numba")
COLUMNS = ("epoch", "seconds", "loss", *(f"ndcg@{k}" for k in VALIDATION_CUTOFFS))
PROTOCOL = {
    "ranking": ranking.PROTOCOL,
    "seen": "validation: training items; test: training and validation items",
    "selection": f"the epoch with the highest validation {SELECTION}; stop after `patience` epochs without better",
    "metrics": metrics.PROTOCOL,
    "scores": calibration.PROTOCOL,
    "seconds": "of training epochs only, those of a start from softmax too; libraries are loaded by training a "
    "discarded copy first",
}


class StoppedError(Exception):
    """The run was asked to stop before its end; its checkpoint holds what it has done."""


def never() -> bool:
    """Do not stop."""
    return False


def train(config: Config, checkpoint: Path | None = None, stop: Callable[[], bool] = never) -> dict[str, Any]:
    """Train, keep the best epoch on validation, test it, and return the record.

    Beside the fields that `records.save` writes as JSON it holds `per_user`, the test metrics of each user (NaN for
    users without test items). After each epoch the state is written to the file `checkpoint`, and `stop` is asked;
    where it says so, `StoppedError` is raised. Raises `UsageError` where the data cannot be loaded, the checkpoint is
    of another run or damaged, or the loss is not finite.
    """
    data = datasets.load(config.dataset)
    split = splits.split(data, str(config.split), config.split_seed)
    learner, run = fit(config, data, split, checkpoint, stop)
    seen = split.train.union(split.validation)
    scorer = learner.scorer(seen)
    values = metrics.per_user(ranking.full_ranking(scorer, split.test, seen, depth=max(config.cutoffs)), config.cutoffs)
    return {
        "schema": records.SCHEMA,
        "config": dataclasses.asdict(config),
        "data": counts(data, split, config.dataset),
        "protocol": {"split": splits.PROTOCOLS[str(config.split)]} | PROTOCOL,
        **({"start": run.start} if run.start else {}),
        "curve": run.curve,
        "best": {"epoch": run.curve["epoch"][run.leader], SELECTION: run.curve[SELECTION][run.leader]},
        "test": metrics.average(values),
        "test_users": int((split.test.counts > 0).sum()),
        **_scores(config, scorer, split, seen),
        "cost": run.cost(),
        "code": records.code_of(dataclasses.asdict(config)),
        "environment": surroundings(),
        "per_user": values,
    }


def _scores(config: Config, scorer: ranking.Scorer, split: splits.Split, seen: UserLists) -> dict[str, Any]:
    """The size of the scores and, where the loss fits probabilities, their calibration at each cutoff.

    `UsageError` if a score is not finite: the last step of an epoch may do that, after its loss.
    """
    size = {"mean_absolute": calibration.mean_absolute_score(scorer, split.n_users, split.n_items)}
    if not math.isfinite(size["mean_absolute"]):
        raise UsageError(_advice("the scores are not finite even after the best epoch", config))
    if (name := METHODS[config.loss].map) is None:
        return {"logits": size}
    from verify import maps

    errors = {
        f"ece@{k}": calibration.calibration_error(scorer, getattr(maps, name), split.test, seen, k)
        for k in config.cutoffs
    }
    return {"logits": size, "calibration": errors}


class Run:
    """How far a run is: its curve, what it has cost, the weights of its best epoch, and what it began with."""

    def __init__(self) -> None:
        self.curve: dict[str, list[Any]] = {name: [] for name in COLUMNS}
        self.best: State = {}
        self.start: dict[str, Any] = {}
        self.earlier = {"wall_seconds": 0.0, "cpu_seconds": 0.0, "stops": 0}
        self.started = time.perf_counter(), time.process_time()

    @property
    def epochs(self) -> int:
        """How many are done."""
        return len(self.curve["epoch"])

    @property
    def leader(self) -> int:
        """The place of the best epoch in the curve."""
        return int(np.argmax(self.curve[SELECTION]))

    def add(self, **values: float | int) -> None:
        """Add an epoch to the curve."""
        for name in COLUMNS:
            self.curve[name].append(values[name])

    def over(self, patience: int) -> bool:
        """Whether there were so many epochs without a better one."""
        return self.epochs - 1 - self.leader >= patience

    def spent(self) -> dict[str, Any]:
        """Seconds, those before the stops too, and the number of stops."""
        now = time.perf_counter() - self.started[0], time.process_time() - self.started[1]
        seconds = dict(zip(("wall_seconds", "cpu_seconds"), now, strict=True))
        return self.earlier | {name: self.earlier[name] + value for name, value in seconds.items()}

    def cost(self) -> dict[str, Any]:
        """What was spent, of it in training epochs, and the peak memory of the process so far."""
        unit = 1 if sys.platform == "darwin" else 1024
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
        return self.spent() | {"training_seconds": self.curve["seconds"][-1], "peak_memory_mib": peak}

    def go_on(self, found: Checkpoint) -> None:
        """Go on where the checkpoint was written."""
        self.curve, self.best, self.start = found.progress["curve"], found.best, found.progress["start"]
        self.earlier = found.progress["spent"] | {"stops": found.progress["spent"]["stops"] + 1}


def fit(
    config: Config,
    data: Interactions,
    split: splits.Split,
    checkpoint: Path | None = None,
    stop: Callable[[], bool] = never,
) -> tuple[Learner, Run]:
    """The learner with the weights of its best validation epoch, and the run."""
    learner, run = learners.build(config, split), Run()
    resolved = dataclasses.asdict(config)
    identity = {
        "config": jsonable(resolved),
        "code": records.code_of(resolved),
        "data": data.sha256,
        "start": recipes.start_recipe(resolved),
    }
    if checkpoint is not None and checkpoint.exists():
        found = checkpoints.read(checkpoint)
        _require_same(found.run, identity, checkpoint)
        run.go_on(found)
        learner.restore(found.state, run.epochs)
    else:
        _begin(config, learner, run, split)
    left = range(run.epochs + 1, config.epochs + 1)
    for epoch in progress(left, f"{config.dataset} {config.backbone} {config.loss} seed {config.seed}"):
        if run.epochs and (config.solver == COUNT or run.over(config.patience)):
            break
        _epoch(config, learner, run, split, epoch, checkpoint)
        if checkpoint is not None:
            progress_made = {"curve": run.curve, "spent": run.spent(), "start": run.start}
            checkpoints.write(checkpoint, Checkpoint(identity, progress_made, learner.state(), run.best))
        if stop():
            raise StoppedError(f"stopped after epoch {epoch} of {config.epochs} at most")
    learner.load_weights(run.best)
    return learner, run


def _begin(config: Config, learner: Learner, run: Run, split: splits.Split) -> None:
    """Load the libraries, and put a start that is not random into the learner."""
    try:
        learner.warm_up()
        if config.start != "random":
            from verify.recsys.warm_start import warm_start

            run.start = warm_start(learner, config, split)
    except DivergedError as error:
        raise UsageError(_advice(str(error), config)) from error


def _epoch(
    config: Config, learner: Learner, run: Run, split: splits.Split, epoch: int, checkpoint: Path | None
) -> None:
    """Train one epoch, validate it, keep its weights if it is the best so far."""
    start = time.perf_counter()
    try:
        loss = learner.epoch()
        if not math.isfinite(loss):
            raise DivergedError(f"the loss is {loss} after epoch {epoch}")
    except DivergedError as error:
        kept = f"; the state after epoch {epoch - 1} is kept in {checkpoint}" if checkpoint and epoch > 1 else ""
        raise UsageError(_advice(f"{error}{kept}", config)) from error
    seconds = time.perf_counter() - start + (run.curve["seconds"][-1] if run.epochs else run.start.get("seconds", 0.0))
    scorer, depth = learner.scorer(split.train), max(VALIDATION_CUTOFFS)
    ranks = ranking.full_ranking(scorer, split.validation, split.train, depth=depth)
    values = metrics.average({f"ndcg@{k}": metrics.ndcg(ranks, k) for k in VALIDATION_CUTOFFS})
    run.add(epoch=epoch, seconds=seconds, loss=loss, **values)
    if run.leader == epoch - 1:
        run.best = {name: value.clone() for name, value in learner.weights().items()}


def _advice(what: str, config: Config) -> str:
    remedy = "lower the learning rate" if config.solver == "adam" else "raise the regularisation"
    return f"{config.loss} on {config.backbone}: {what}; {remedy}"


def _require_same(found: dict[str, Any], wanted: dict[str, Any], checkpoint: Path) -> None:
    """`UsageError` unless a checkpoint is of this run, with this code and this data."""
    different = [name for name in wanted if found.get(name) != wanted[name]]
    if different:
        raise UsageError(
            f"the checkpoint {checkpoint} is of a run with another {', another '.join(different)}; delete it, and the "
            "run begins anew"
        )


def counts(data: Interactions, split: splits.Split, name: str) -> dict[str, Any]:
    """The field `data` of a record: what the data set is, and its sizes."""
    return {
        "name": name,
        "sha256": data.sha256,
        "users": data.n_users,
        "items": data.n_items,
        "pairs": len(data.users),
        "train": len(split.train.values),
        "validation": len(split.validation.values),
        "test": len(split.test.values),
    }


def surroundings() -> dict[str, Any]:
    """The field `environment` of a record: `verify.environment`, and whether seeds are fresh."""
    return environment.describe(LIBRARIES) | {"fresh_seeds": os.environ.get(FRESH) == "1"}

"""One training run: a configuration in, a record out (`verify.recsys.records` tells its fields)."""

import copy
import dataclasses
import math
import os
import resource
import sys
import time
from typing import Any, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

from verify import environment
from verify.errors import UsageError
from verify.progress import progress
from verify.recsys import datasets, metrics, ranking, records, splits
from verify.recsys.adam import Adam
from verify.recsys.als import AlternatingLeastSquares
from verify.recsys.config import Config
from verify.recsys.interactions import Interactions
from verify.recsys.mf import MatrixFactorisation
from verify.recsys.popularity import Popularity
from verify.seeds import FRESH

VALIDATION_CUTOFFS = (10, 20)
SELECTION = "ndcg@20"
LIBRARIES = ("numpy", "torch", "numba")
PROTOCOL = {
    "split": splits.PROTOCOLS["ratio"],
    "ranking": ranking.PROTOCOL,
    "seen": "validation: training items; test: training and validation items",
    "selection": f"the epoch with the highest validation {SELECTION}; stop after `patience` epochs without better",
    "metrics": metrics.PROTOCOL,
    "seconds": "of training epochs only; an epoch on a discarded copy comes first, so that libraries are loaded",
}


@runtime_checkable
class Model(Protocol):
    """What can be ranked."""

    def scores(self, start: int, stop: int) -> Float[np.ndarray, "chunk items"]:
        """The scores of users start, ..., stop - 1 for all items."""


@runtime_checkable
class Learner(Protocol):
    """What can be trained."""

    def epoch(self) -> float:
        """One pass over the training pairs; returns the mean loss per positive."""


def train(config: Config) -> dict[str, Any]:
    """Train, keep the best epoch on validation, test it, and return the record.

    Beside the fields that `records.save` writes as JSON it holds `per_user`, the test metrics of each user (NaN for
    users without test items). Raises `UsageError` where the data cannot be loaded or the loss becomes NaN.
    """
    started = time.perf_counter(), time.process_time()
    data = datasets.load(config.dataset)
    split = splits.split(data, str(config.split), config.split_seed)
    model, curve = fit(config, data, split)
    seen = split.train.union(split.validation)
    values = metrics.per_user(ranking.full_ranking(model.scores, split.test, seen), config.cutoffs)
    best = int(np.argmax(curve[SELECTION]))
    return {
        "schema": records.SCHEMA,
        "config": dataclasses.asdict(config),
        "data": counts(data, split, config.dataset),
        "protocol": PROTOCOL,
        "curve": curve,
        "best": {"epoch": curve["epoch"][best], SELECTION: curve[SELECTION][best]},
        "test": metrics.average(values),
        "test_users": int((split.test.counts > 0).sum()),
        "cost": _cost(started) | {"training_seconds": curve["seconds"][-1]},
        "code": records.code_hash(),
        "environment": surroundings(),
        "per_user": values,
    }


def fit(config: Config, data: Interactions, split: splits.Split) -> tuple[Model, dict[str, list[Any]]]:
    """The model at its best validation epoch, and the curve of all epochs run."""
    model, learner = _learner(config, data, split)
    names = [f"ndcg@{k}" for k in VALIDATION_CUTOFFS]
    curve: dict[str, list[Any]] = {name: [] for name in ("epoch", "seconds", "loss", *names)}
    best, seconds = model, 0.0
    copy.deepcopy(learner).epoch()
    for epoch in progress(range(1, config.epochs + 1), f"{config.dataset} {config.loss} seed {config.seed}"):
        start = time.perf_counter()
        loss = learner.epoch()
        seconds += time.perf_counter() - start
        if not math.isfinite(loss):
            raise UsageError(f"the {config.loss} loss is {loss} after epoch {epoch}; lower the learning rate")
        ranks = ranking.full_ranking(model.scores, split.validation, split.train)
        values = metrics.average({n: metrics.ndcg(ranks, k) for n, k in zip(names, VALIDATION_CUTOFFS, strict=True)})
        for name, value in {"epoch": epoch, "seconds": seconds, "loss": loss, **values}.items():
            curve[name].append(value)
        leader = int(np.argmax(curve[SELECTION])) + 1
        if leader == epoch:
            best = copy.deepcopy(model)
        if epoch - leader >= config.patience or config.loss == "popularity":
            break
    return best, curve


def _learner(config: Config, data: Interactions, split: splits.Split) -> tuple[Model, Learner]:
    """The model and what trains it."""
    if config.loss == "popularity":
        popularity = Popularity(split)
        return popularity, popularity
    model = MatrixFactorisation(data.n_users, data.n_items, config.dim, config.seed)
    if config.loss == "rg2":
        return model, AlternatingLeastSquares(model, split, config.regularisation)
    return model, Adam(model, split, config)


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


def _cost(started: tuple[float, float]) -> dict[str, float]:
    """Seconds since `started` (wall, CPU) and the peak memory of the process so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "wall_seconds": time.perf_counter() - started[0],
        "cpu_seconds": time.process_time() - started[1],
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20,
    }

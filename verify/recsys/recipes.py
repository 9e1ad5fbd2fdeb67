"""The tuned hyper-parameters of each (data set, backbone, loss), read from `recipes.json`, which `tune` writes.

The file maps data set, backbone and loss to `chosen` (hyper-parameters) and `grid` (every point tried, with its
validation NDCG@20), so that equal tuning can be checked; `verify.recsys.tune` tells what else it writes there.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from verify.errors import UsageError
from verify.recsys import datasets
from verify.recsys.config import Config
from verify.recsys.methods import COUNT, METHODS

FILE = Path(__file__).parent / "recipes.json"


def load_all() -> dict[str, Any]:
    """The whole file; empty if there is none yet."""
    return dict(json.loads(FILE.read_text(encoding="utf-8"))) if FILE.is_file() else {}


def recipe(dataset: str, backbone: str, loss: str) -> dict[str, Any]:
    """The hyper-parameters of a tuned method, as arguments of `Config`; `UsageError` if it has not been tuned.

    Popularity and the oracle have none.
    """
    if METHODS[loss].solvers == (COUNT,):
        return {}
    try:
        chosen: dict[str, Any] = load_all()[dataset][backbone][loss]["chosen"]
    except KeyError as error:
        remedy = f"run python -m verify.recsys.tune --dataset {dataset}, or give the hyper-parameters"
        raise UsageError(f"no recipe for {loss} with {backbone} on {dataset}; {remedy}") from error
    return chosen


def start_recipe(config: Mapping[str, Any]) -> dict[str, Any]:
    """The recipe of the loss whose factors a run begins with; empty for a random start."""
    return {} if config["start"] == "random" else recipe(config["dataset"], "mf", config["start"])


def resolve(given: dict[str, Any]) -> Config:
    """What was given, completed by the recipe.

    Where there is none, the regularisation must be given, and the rest is as in `Config`. `UsageError` if it is not,
    for a value that makes no sense, and for a size that the data set is too small for.
    """
    asked = Config(**given)
    try:
        tuned = recipe(asked.dataset, asked.backbone, asked.loss)
    except UsageError:
        if "regularisation" not in given:
            raise
        tuned = {}
    config = Config(**tuned | given)
    _refuse_beyond_data(config)
    return config


def _refuse_beyond_data(config: Config) -> None:
    """Refuse what would not fit into memory, or say nothing."""
    data = datasets.lookup(config.dataset)
    items, pairs = (data.items, "items"), (data.pairs, "pairs")
    asked = {
        "cutoffs": (max(config.cutoffs), *items),
        "dim": (config.dim, *items),
        "negatives": (config.draws, *pairs),
        "max_length": (config.max_length, *pairs),
    }
    for name, (value, most, what) in asked.items():
        if most is not None and value > most:
            raise UsageError(f"{name} is {value}; {config.dataset} has {most:,} {what}: give at most so many")

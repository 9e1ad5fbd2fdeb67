"""A start for the quadratic losses that is not random: the factors of softmax after its first epochs."""

import time
from typing import Any

from verify.recsys.config import Config
from verify.recsys.learner import Learner
from verify.recsys.recipes import recipe
from verify.recsys.splits import Split

EPOCHS = 5


def warm_start(learner: Learner, config: Config, split: Split) -> dict[str, Any]:
    """Train softmax for `EPOCHS` epochs by its recipe and put its factors into the learner.

    Returns what it was: `recipe`, `epochs` and their `seconds`. Raises `UsageError` where softmax has not been tuned
    on the data set, `DivergedError` if a number is not finite.
    """
    from verify.recsys.learners import build

    common = {name: getattr(config, name) for name in ("dataset", "seed", "split", "split_seed", "dim")}
    tuned = recipe(config.dataset, "mf", config.start)
    softmax = build(Config(**tuned | {"loss": config.start} | common), split)
    softmax.warm_up()
    begun = time.perf_counter()
    for _ in range(EPOCHS):
        softmax.epoch()
    seconds = time.perf_counter() - begun
    learner.load_weights({name.removeprefix("backbone."): value for name, value in softmax.weights().items()})
    return {"recipe": tuned, "epochs": EPOCHS, "seconds": seconds}

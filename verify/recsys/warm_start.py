"""A start for the quadratic losses that is not random: the factors of softmax after its first epochs."""

from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.config import Config
from verify.recsys.recipes import recipe
from verify.recsys.splits import Split

EPOCHS = 5


def warm_start(model: MatrixFactorisation, config: Config, split: Split) -> None:
    """Train softmax for `EPOCHS` epochs by its recipe and put its factors into the model.

    Raises `UsageError` where softmax has not been tuned on the data set.
    """
    from verify.recsys.learners import build

    common = {name: getattr(config, name) for name in ("dataset", "seed", "split", "split_seed", "dim")}
    tuned = {name: value for name, value in recipe(config.dataset, "mf", "softmax").items() if name not in common}
    learner = build(Config(loss="softmax", **common, **tuned), split)
    for _ in range(EPOCHS):
        learner.epoch()
    model.load_state_dict({name.removeprefix("backbone."): value for name, value in learner.weights().items()})

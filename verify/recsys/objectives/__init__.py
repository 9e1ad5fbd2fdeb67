"""The training objectives: one loss each, on the batches of any backbone."""

from verify.recsys.config import Config
from verify.recsys.objectives.base import Objective
from verify.recsys.splits import Split


def build(config: Config, split: Split) -> Objective:  # noqa: ARG001
    """The objective of a configuration; only its own module is loaded."""
    from verify.recsys.objectives import full

    return {"softmax": full.Softmax, "sparsemax": full.Sparsemax}[config.loss]()

"""The training objectives: one loss each, on the batches of any backbone."""

from importlib import import_module

from verify.recsys.config import Config
from verify.recsys.methods import METHODS
from verify.recsys.objectives.base import Build, Objective
from verify.recsys.splits import Split


def build(config: Config, split: Split) -> Objective:
    """The objective of a configuration, drawn by its seed; only its own module is loaded."""
    module = import_module(f"verify.recsys.objectives.{METHODS[config.loss].objective}")
    makers: dict[str, Build] = module.OBJECTIVES
    return makers[config.loss](config, split).to(config.device)

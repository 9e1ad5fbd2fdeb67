"""The models: matrix factorisation, LightGCN, SASRec."""

from verify.recsys.backbones.base import Backbone
from verify.recsys.config import Config
from verify.recsys.splits import Split


def build(config: Config, split: Split) -> Backbone:
    """The model of a configuration, with its parameters as drawn; only its own module is loaded."""
    from verify.recsys.backbones.mf import MatrixFactorisation

    return MatrixFactorisation(split.train, split.n_items, config.dim, config.seed)

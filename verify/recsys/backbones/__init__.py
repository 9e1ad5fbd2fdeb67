"""The models: matrix factorisation, LightGCN, SASRec."""

from verify.recsys.backbones.base import Backbone
from verify.recsys.backbones.device import device
from verify.recsys.config import Config
from verify.recsys.splits import Split


def build(config: Config, split: Split) -> Backbone:
    """The model of a configuration on its device, with its parameters as drawn; only its own module is loaded.

    Raises `UsageError` for a device that is not there, and for SASRec on data without an order in time.
    """
    where = device(config.device)
    if config.backbone == "sasrec":
        from verify.recsys.backbones.sasrec import SASRec

        form = {"layers": config.layers, "heads": config.heads, "max_length": config.max_length}
        return SASRec(split, config.dim, **form, dropout=config.dropout, seed=config.seed).to(where)
    if config.backbone == "lightgcn":
        from verify.recsys.backbones.lightgcn import LightGCN

        return LightGCN(split.train, split.n_items, config.dim, config.layers, config.seed).to(where)
    from verify.recsys.backbones.mf import MatrixFactorisation

    return MatrixFactorisation(split.train, split.n_items, config.dim, config.seed).to(where)

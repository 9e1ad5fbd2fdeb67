"""What a training run is asked for, checked before it starts."""

import math
from dataclasses import dataclass

from verify.errors import UsageError, unknown
from verify.recsys import datasets

LOSSES = ("popularity", "rg2", "sampled-softmax", "softmax", "sparsemax")
BACKBONES = ("mf",)


@dataclass(frozen=True)
class Config:
    """One training run; `UsageError` for a value that makes no sense.

    `seed` draws the initial factors, the order of users and the negatives, `split_seed` the split. `epochs` is the most
    that are run; training stops after `patience` epochs without a better validation NDCG@20. `regularisation` is the
    lambda of `verify.recsys.adam` and `verify.recsys.als`. `learning_rate` and `batch_contexts` are Adam's (softmax,
    sparsemax, sampled softmax), `negatives` the draws of a batch (sampled softmax). `cutoffs` are those of the test
    metrics.
    """

    dataset: str = "online-retail"
    backbone: str = "mf"
    loss: str = "softmax"
    seed: int = 0
    split_seed: int = 0
    dim: int = 64
    epochs: int = 100
    patience: int = 10
    learning_rate: float = 0.02
    batch_contexts: int = 1024
    regularisation: float = 0.2
    negatives: int = 1024
    cutoffs: tuple[int, ...] = (10, 20)

    def __post_init__(self) -> None:
        datasets.lookup(self.dataset)
        for kind, name, known in (("loss", self.loss, LOSSES), ("backbone", self.backbone, BACKBONES)):
            if name not in known:
                raise unknown(kind, name, known)
        for name in ("dim", "epochs", "patience", "batch_contexts", "negatives"):
            self._at_least(name, getattr(self, name), 1)
        for name in ("seed", "split_seed"):
            self._at_least(name, getattr(self, name), 0)
        for cutoff in self.cutoffs:
            self._at_least("cutoffs", cutoff, 1)
        if not self.cutoffs or len(set(self.cutoffs)) < len(self.cutoffs):
            raise UsageError(f"cutoffs is {self.cutoffs}; give at least one, each once")
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0):
            raise UsageError(f"learning_rate is {self.learning_rate}; it must be a positive number")
        if not (math.isfinite(self.regularisation) and self.regularisation >= 0):
            raise UsageError(f"regularisation is {self.regularisation}; it must be a number of at least 0")
        if self.loss == "rg2" and self.regularisation == 0:
            raise UsageError("regularisation is 0; rg2 needs a positive number, so that its systems can be solved")

    @staticmethod
    def _at_least(name: str, value: int, least: int) -> None:
        if not isinstance(value, int) or value < least:
            raise UsageError(f"{name} is {value}; it must be a whole number of at least {least}")

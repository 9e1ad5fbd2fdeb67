"""What a training run is asked for, checked before it starts."""

from dataclasses import dataclass, fields
from typing import Any

from verify.errors import UsageError, unknown
from verify.recsys import bookkeepings, datasets
from verify.recsys.methods import METHODS, SOLVERS, STARTS, refusal, used
from verify.recsys.rg_forms import WEIGHTS

BACKBONES = ("lightgcn", "mf", "sasrec")
LOSSES = tuple(sorted(METHODS))
CHOICES = {
    "split": ("given", "leave-one-out", "ratio", "temporal"),
    "proposal": ("dynamic", "popularity", "uniform"),
    "tree": ("balanced", "huffman"),
    "weights": WEIGHTS,
    "start": STARTS,
}
COUNTS = {"seed": 0, "split_seed": 0, "pool": 1, "dim": 1, "layers": 1, "max_length": 1, "heads": 1}
COUNTS |= {"epochs": 1, "patience": 1, "batch_contexts": 1}
LARGEST = 2**31 - 1
"""No whole number is larger."""
HIGHEST = 1e30
"""No other number is higher: float32 ends at 3e38."""
NUMBERS = ("regularisation", "reward", "weight", "beta")


@dataclass(frozen=True)
class Config:
    """One training run; `UsageError` for a value that makes no sense, and for one that the method does not use.

    `seed` draws the initial parameters, the order of users and the negatives, `split_seed` the split. `epochs` is the
    most that are run; training stops after `patience` epochs without a better validation NDCG@20. `regularisation` is
    the lambda of the backbone's penalty. A `start` of "softmax" begins with the factors of softmax after some epochs.
    What the other fields belong to is told by `verify.recsys.methods`; a `solver`, a number of `negatives` or a `split`
    of None becomes the method's or the data set's own. `cutoffs` are those of the test metrics.
    """

    dataset: str = "online-retail"
    backbone: str = "mf"
    loss: str = "softmax"
    solver: str | None = None
    seed: int = 0
    split: str | None = None
    split_seed: int = 0
    dim: int = 64
    layers: int = 2
    max_length: int = 50
    heads: int = 1
    dropout: float = 0.2
    epochs: int = 100
    patience: int = 10
    learning_rate: float = 0.02
    batch_contexts: int = 1024
    regularisation: float = 0.2
    negatives: int | None = None
    proposal: str = "uniform"
    pool: int = 8
    shared: bool = True
    bookkeeping: str = "importance"
    tree: str = "huffman"
    margin: float = 1.0
    weight: float = 1.0
    reward: float = 0.1
    weights: str = "printed"
    alpha: float = 1.0
    beta: float = 0.0
    start: str = "random"
    device: str = "cpu"
    cutoffs: tuple[int, ...] = (10, 20)

    def __post_init__(self) -> None:
        data = datasets.lookup(self.dataset)
        for kind, known in (("loss", LOSSES), ("backbone", BACKBONES)):
            if getattr(self, kind) not in known:
                raise unknown(kind, getattr(self, kind), known)
        self._resolve("solver", METHODS[self.loss].default_solver(self.backbone), SOLVERS)
        self._resolve("split", data.split, CHOICES["split"])
        if self.negatives is None:
            object.__setattr__(self, "negatives", METHODS[self.loss].negatives)
        if reason := refusal(self.loss, self.backbone, str(self.solver)):
            raise UsageError(reason)
        self._require_values()
        self._refuse_unused()

    @property
    def draws(self) -> int:
        """The number of negatives; 0 for a loss that draws none."""
        return self.negatives or 0

    def _resolve(self, name: str, default: str, known: tuple[str, ...]) -> None:
        if getattr(self, name) is None:
            object.__setattr__(self, name, default)
        if getattr(self, name) not in known:
            raise unknown(name, getattr(self, name), known)

    def _require_values(self) -> None:
        for name in ("proposal", "tree", "weights", "start"):
            if getattr(self, name) not in CHOICES[name]:
                raise unknown(name, getattr(self, name), CHOICES[name])
        for name, least in COUNTS.items():
            self._at_least(name, getattr(self, name), least)
        if self.negatives is not None:
            self._at_least("negatives", self.negatives, 1)
        for cutoff in self.cutoffs:
            self._at_least("cutoffs", cutoff, 1)
        if not self.cutoffs or len(set(self.cutoffs)) < len(self.cutoffs):
            raise UsageError(f"cutoffs is {self.cutoffs}; give at least one, each once")
        bookkeepings.parse(self.bookkeeping)
        if self.device.startswith("meta"):
            raise UsageError(f"device is {self.device}, which holds no numbers; use cpu")
        for name in ("learning_rate", "margin", "alpha"):
            if not (_finite(value := getattr(self, name)) and value > 0):
                raise UsageError(f"{name} is {value}; it must be a positive number of at most {HIGHEST:g}")
        for name in NUMBERS:
            if not (_finite(value := getattr(self, name)) and value >= 0):
                raise UsageError(f"{name} is {value}; it must be a number from 0 to {HIGHEST:g}")
        if not (_finite(self.dropout) and 0 <= self.dropout < 1):
            raise UsageError(f"dropout is {self.dropout}; it must be at least 0 and below 1")
        if self.dim % self.heads:
            raise UsageError(f"heads is {self.heads}; it must divide dim, {self.dim}")
        if METHODS[self.loss].quadratic and self.solver != "adam" and self.regularisation == 0:
            raise UsageError(
                f"regularisation is 0; {self.loss} needs a positive number, so that its systems can be solved"
            )

    def _refuse_unused(self) -> None:
        wanted = used(self.loss, self.backbone, str(self.solver), self.proposal, self.weights)
        for field in fields(self):
            if field.name not in wanted and getattr(self, field.name) != field.default:
                raise UsageError(
                    f"{field.name} is {getattr(self, field.name)}, but {self.loss} on {self.backbone} by {self.solver} "
                    f"does not use it; leave it out"
                )

    @staticmethod
    def _at_least(name: str, value: Any, least: int) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise UsageError(f"{name} is {value}; it must be a whole number of at least {least}")
        if value > LARGEST:
            raise UsageError(f"{name} is {value}, which is too large; give at most {LARGEST}")


def _finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= HIGHEST

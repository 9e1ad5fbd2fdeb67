"""The speeds and the memory that ours has to reach; whether it does is computed from the records of one run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from verify.bench import ratios
from verify.bench.als import CHOLESKY, IRSPACK
from verify.bench.case import Record
from verify.bench.losses import AUTOGRAD, PRODUCTS
from verify.bench.maps import SOFTMAX
from verify.bench.ranking import IMPLICIT, PRODUCT, TREC_EVAL
from verify.bench.sampling import MULTINOMIAL
from verify.bench.scores import OURS, SORT, TOP_K, TORCH_PATH


@dataclass(frozen=True)
class Target:
    """For the case with these settings: `name` is at least, or takes at most, so many times what `than` does.

    "faster": `than`'s time over `name`'s, at least `limit`; "time" and "memory": `name`'s over `than`'s, at most
    `limit`; memory without `than` is over the unit.
    """

    case: str
    settings: Mapping[str, Any]
    what: Literal["faster", "time", "memory"]
    limit: float
    than: str | None = None
    name: str = OURS

    def value(self, record: Record) -> float | None:
        """What was measured; None where it was not."""
        if any(key not in record["contenders"] for key in (self.name, self.than) if key):
            return None
        if self.what == "memory":
            return ratios.peak(record, self.name, self.than)
        assert self.than is not None
        pair = (self.than, self.name) if self.what == "faster" else (self.name, self.than)
        return ratios.slower(record, *pair)

    def met(self, value: float) -> bool:
        """Whether a measured value reaches the target."""
        return value >= self.limit if self.what == "faster" else value <= self.limit

    def __str__(self) -> str:
        than = self.than or "the scores"
        return {
            "faster": f"{self.name} at least {self.limit:g} times as fast as {than}",
            "time": f"{self.name} takes at most {self.limit:g} times the time of {than}",
            "memory": f"{self.name} takes at most {self.limit:g} times the memory of {than}",
        }[self.what]

    def concerns(self, record: Record) -> bool:
        """Whether the record is of this case with these settings."""
        return bool(record["case"] == self.case and self.settings.items() <= record["settings"].items())


FLAT, LARGE = {"scale": 0.01}, {"classes": 100_000}
NORMAL = {"scale": 1.0}

TARGETS = (
    Target("sparsemax", {"classes": 10_000} | NORMAL, "faster", 8.0, SORT),
    Target("sparsemax", {"classes": 10_000} | NORMAL, "faster", 5.0, SORT, TORCH_PATH),
    Target("sparsemax", {"classes": 10_000} | NORMAL, "time", 2.0, SOFTMAX),
    Target("sparsemax", LARGE | NORMAL, "faster", 12.0, SORT),
    Target("sparsemax", LARGE | FLAT, "faster", 4.0, SORT),
    Target("entmax15", LARGE, "faster", 15.0, SORT),
    Target("sparsemax_loss", LARGE | NORMAL, "faster", 15.0, SORT),
    Target("entmax15_loss", LARGE | NORMAL, "faster", 6.0, TOP_K),
    *(Target(name, LARGE, "memory", 2.2) for name in ("sparsemax", "entmax15")),
    *(Target(name, LARGE, "memory", 1.2) for name in ("sparsemax_loss", "entmax15_loss")),
    Target("linear_softmax_loss", {}, "time", 0.7, AUTOGRAD),
    Target("linear_softmax_loss", {}, "memory", 0.1, AUTOGRAD),
    Target("grouped_linear_softmax_loss", {"dataset": "ml1m"}, "faster", 30.0, AUTOGRAD),
    Target("grouped_linear_softmax_loss", {"dataset": "ml1m"}, "time", 1.7, PRODUCTS),
    Target("grouped_linear_softmax_loss", {"dataset": "gowalla"}, "faster", 20.0, AUTOGRAD),
    Target("AliasSampler", LARGE, "faster", 4.0, MULTINOMIAL),
    Target("full_ranking", {}, "faster", 2.0, IMPLICIT),
    Target("full_ranking", {}, "time", 1.6, PRODUCT),
    Target("full_ranking", {}, "memory", 0.032),
    Target("listed_ranks", {}, "faster", 1.0, TREC_EVAL),
    Target("wrmf_epoch", {}, "time", 0.5, CHOLESKY),
    Target("wrmf_epoch", {"sizes of": "MovieLens-1M"}, "time", 1.3, IRSPACK),
    Target("wrmf_epoch", {"sizes of": "Gowalla"}, "time", 1.7, IRSPACK),
    Target("rg2_epoch", {}, "faster", 10.0, CHOLESKY),
)
"""The peers are those that a user has by default: entmax's maps and SparsemaxLoss sort, its Entmax15Loss has k=100."""


def of(record: Record) -> Iterator[Target]:
    """The targets of one record."""
    return (target for target in TARGETS if target.concerns(record))

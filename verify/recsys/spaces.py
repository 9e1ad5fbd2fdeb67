"""What is searched when a method is tuned: one table for the papers' grids, one for wider ranges; how they are widened.

The papers' grids are those of RG (arXiv 2506.09454), B.3. A weight decay w of its Adam adds w/2 |Q|^2 to the loss; here
lambda / (2 N) |Q|^2 is added for N items, so its weight decays are searched as lambda = w N. Its lambda of 0 is left
out for RG2, RGx and WRMF, whose systems need a positive one. Its negatives are of every pair, their number is by data
set. SF's grids are not known here.
"""

import hashlib
import json
import math
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeAlias

from verify.recsys import datasets
from verify.recsys.config import Config
from verify.recsys.methods import METHODS, used

EDGE = 0.05
"""A winner in so small a part of a range, at an end of it, is at its edge."""
PAPERS, WIDE = "papers", "wide"


@dataclass(frozen=True)
class Range:
    """The numbers between two, on a logarithmic scale or not; it is never widened beyond `least` and `most`."""

    low: int | float
    high: int | float
    log: bool = True
    least: int | float = 0.0
    most: int | float = math.inf

    def edge(self, value: int | float) -> int | float:
        """The end at whose edge the value is, NaN if at none; an end beyond which nothing makes sense is no edge."""
        low, high, x = (math.log(v) if self.log else v for v in (self.low, self.high, value))
        place = (x - low) / (high - low)
        if place <= EDGE and self.low > self.least:
            return self.low
        return self.high if place >= 1 - EDGE and self.high < self.most else math.nan

    def widened(self, end: int | float) -> "Range":
        """Half as long again, beyond this end."""
        if self.log:
            factor = math.sqrt(self.high / self.low)
            low, high = self.low / factor, self.high * factor
        else:
            low, high = self.low - (self.high - self.low) / 2, self.high + (self.high - self.low) / 2
        if isinstance(self.low, int):
            low, high = math.floor(low), math.ceil(high)
        if end == self.low:
            return replace(self, low=max(low, self.least))
        return replace(self, high=min(high, self.most))


@dataclass(frozen=True)
class Values:
    """Some numbers, ascending; `new` are those that the last widening brought."""

    values: tuple[float, ...]
    new: tuple[float, ...] = ()

    def edge(self, value: float) -> float:
        """The value, if it is the first or the last, NaN if not; 0 is no edge, and one value alone has none."""
        at_end = len(self.values) > 1 and value in (self.values[0], self.values[-1]) and value != 0
        return value if at_end else math.nan

    def widened(self, end: float) -> "Values":
        """One value more beyond this end, in the ratio of the last two."""
        beyond, last = self.values[:2][::-1] if end == self.values[0] else self.values[-2:]
        new = last * last / beyond if beyond else 10 * last
        return Values(tuple(sorted((*self.values, new))), (new,))


Axis: TypeAlias = Range | Values
Space: TypeAlias = dict[str, Axis]

WIDER: dict[str, Axis] = {
    "learning_rate": Range(1e-3, 0.3),
    "regularisation": Range(1e-2, 10.0),
    "negatives": Range(64, 2048, least=1),
    "dropout": Range(0.0, 0.5, log=False, most=0.9),
    "layers": Range(1, 4, log=False, least=1, most=8),
    "margin": Range(0.1, 10.0),
    "weight": Range(0.01, 10.0),
    "alpha": Range(0.5, 500.0),
    "reward": Range(0.01, 10.0),
}
"""The ranges of the fields of `Config` that are tuned."""
SPECIAL: dict[tuple[str, str], dict[str, Axis]] = {
    ("wrmf", "mf"): {"regularisation": Range(0.1, 1000.0)},
    **{(loss, "mf"): {"regularisation": Range(1e-3, 10.0)} for loss in ("rg2", "rgx")},
    **{
        (loss, backbone): {"learning_rate": Range(1e-4, 0.03), "regularisation": Range(1e-4, 1.0)}
        for loss in METHODS
        for backbone in ("lightgcn", "sasrec")
    },
}
"""Where a loss on a backbone needs others: squares of all cells have other scales, deeper models smaller steps."""

RATES = Values((0.001, 0.01, 0.1))
DECAYS = (0.0, 1e-6, 1e-5, 1e-4)
GRIDS: dict[str, dict[str, Axis]] = {
    **{loss: {"regularisation": Values((0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0))} for loss in ("rg2", "rgx")},
    "wrmf": {"regularisation": Values((0.001, 0.01, 0.1)), "alpha": Values((0.5, 1.0, 2.0, 4.0, 8.0))},
}
NEGATIVES = {
    "movielens": {"bpr": 10, "bce": 10, "sampled-softmax": 100, "uib": 10, "sml": 1},
    "electronics": {"bpr": 20, "bce": 20, "sampled-softmax": 200, "uib": 10, "sml": 100},
    "steam": {"bpr": 10, "bce": 10, "sampled-softmax": 100, "uib": 1, "sml": 50},
    "wiki": {"bpr": 20, "bce": 20, "sampled-softmax": 1000},
}
FAMILIES = {"electronics": "electronics", "steam": "steam", "wiki": "wiki"}
"""By a word in a data set's name; all others take the numbers of MovieLens."""


def base(dataset: str, backbone: str, loss: str, search: str) -> Config:
    """The configuration whose tuned fields are yet to be set."""
    return Config(dataset=dataset, backbone=backbone, loss=loss, **fixed(dataset, backbone, loss, search))


def fixed(dataset: str, backbone: str, loss: str, search: str) -> dict[str, Any]:
    """What a search sets for all its points: the papers' negatives."""
    family = next((family for word, family in FAMILIES.items() if word in dataset), "movielens")
    if search == WIDE or loss not in NEGATIVES[family]:
        return {}
    shared = {"shared": False} if "shared" in _used(Config(dataset=dataset, backbone=backbone, loss=loss)) else {}
    return {"negatives": NEGATIVES[family][loss], **shared}


def space(config: Config, search: str) -> Space:
    """The axes of a search of the method of this configuration; empty if it has nothing to tune."""
    fields = _used(config)
    if search == WIDE:
        axes = WIDER | SPECIAL.get((config.loss, config.backbone), {})
        return {name: axis for name, axis in axes.items() if name in fields}
    if config.loss in GRIDS and config.solver != "adam":
        return GRIDS[config.loss]
    items = datasets.lookup(config.dataset).items or datasets.load(config.dataset).n_items
    decays = Values(tuple(decay * items for decay in DECAYS))
    return {name: axis for name, axis in (("learning_rate", RATES), ("regularisation", decays)) if name in fields}


def identity(config: Config, axes: Space) -> str:
    """A short hash of what is searched; the code has no part in it."""
    content = {"config": asdict(config), "axes": {name: asdict(axis) for name, axis in axes.items()}}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


def edges(axes: Space, point: dict[str, Any]) -> dict[str, int | float]:
    """The parameters that are at an edge, with the end at which they are."""
    found = {name: axis.edge(point[name]) for name, axis in axes.items()}
    return {name: end for name, end in found.items() if not math.isnan(end)}


def _used(config: Config) -> set[str]:
    return used(config.loss, config.backbone, str(config.solver), config.proposal, config.weights)

"""How soon a run reaches its ranking quality: read off the curve of its record."""

from collections.abc import Iterable
from typing import Any

from verify.errors import UsageError

Record = dict[str, Any]

DATASET = "online-retail"
SHARE = 0.99
"""What the claims and the figure on convergence look at: this data set, this share of a final metric."""


def final(record: Record, metric: str = "ndcg@10") -> float:
    """The validation metric of the epoch that the run kept."""
    curve = record["curve"]
    return float(curve[metric][curve["epoch"].index(record["best"]["epoch"])])


def seconds_to(record: Record, level: float, metric: str = "ndcg@10") -> float | None:
    """Training seconds, without evaluation, at the end of the first epoch whose metric is at least `level`, if any."""
    curve = record["curve"]
    reached = (s for s, value in zip(curve["seconds"], curve[metric], strict=True) if value >= level)
    return next(reached, None)


def of_loss(records: Iterable[Record], dataset: str, loss: str) -> dict[int, Record]:
    """The records of one loss on one data set by seed; `UsageError` if there is none, or two of a seed."""
    runs = [r for r in records if (r["config"]["dataset"], r["config"]["loss"]) == (dataset, loss)]
    found = {r["config"]["seed"]: r for r in runs}
    if len(found) < len(runs):
        raise UsageError(f"there are two records of {loss} on {dataset} with one seed; pass those of one backbone")
    if not found:
        raise UsageError(f"there is no record of {loss} on {dataset}; run: python -m verify.recsys.record_all")
    return found

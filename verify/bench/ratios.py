"""What the records of a run say: medians, quartiles, and ratios between contenders of the same rounds."""

import statistics
from typing import get_args

from verify.bench.case import Record, Role


def quartiles(record: Record, name: str) -> tuple[float, float, float]:
    """The quartiles of a contender's seconds."""
    low, median, high = statistics.quantiles(record["contenders"][name]["seconds"], n=4, method="inclusive")
    return low, median, high


def slower(record: Record, name: str, than: str) -> float:
    """How many times the seconds of `than` a contender takes: the median over the rounds."""
    seconds = (record["contenders"][key]["seconds"] for key in (name, than))
    return float(statistics.median(a / b for a, b in zip(*seconds, strict=True)))


def peak(record: Record, name: str, than: str | None = None) -> float | None:
    """A contender's peak memory over another's, or over the unit; None where one was not measured."""
    own = record["contenders"][name]["peak"]
    other = record["contenders"][than]["peak"] if than else record["unit"]
    return None if own is None or other is None else float(own / max(other, 1))


def ordered(record: Record) -> list[str]:
    """The names of the contenders: ours, then the peers, then the yardsticks."""
    return [name for role in get_args(Role) for name in of_role(record, role)]


def of_role(record: Record, role: str) -> list[str]:
    """The names of the contenders of a role."""
    return [name for name, contender in record["contenders"].items() if contender["role"] == role]


def best_peer(record: Record) -> str | None:
    """The peer with the least median time, or None without peers."""
    return min(of_role(record, "peer"), key=lambda name: quartiles(record, name)[1], default=None)

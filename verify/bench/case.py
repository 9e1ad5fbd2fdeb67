"""One comparison: contenders that do the same work on the same inputs, timed in turns, their peak memory one by one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from verify.bench.memory import peak
from verify.bench.timing import interleaved

SMALLEST = 1 << 23
"""Memory is measured where the unit has so many bytes: the kernel's count of resident pages is off by some 2^18."""

Record = dict[str, Any]
Role = Literal["ours", "peer", "yardstick"]


@dataclass(frozen=True)
class Contender:
    """A function of the inputs; it does `share` of the work, and its time is divided by that.

    A peer does the same work as ours; a yardstick does something simpler, and its memory is not measured.
    """

    role: Role
    call: Callable[[Any], object]
    share: float = 1.0


@dataclass(frozen=True)
class Case:
    """A comparison. `settings` tell the sizes; peak memory is compared with `unit` bytes.

    `small` makes inputs of the kind of `inputs`, for a first call. These and the calls are pickled to measure memory.
    `budget` is in seconds, see `interleaved`.
    """

    name: str
    settings: Mapping[str, Any]
    unit: int
    inputs: Callable[[], Any]
    small: Callable[[], Any]
    contenders: Mapping[str, Contender]
    budget: float = 2.0


def measure(case: Case) -> Record:
    """The record: case, settings, unit, and for each contender role, share, `seconds` by round, `peak` bytes or None.

    Raises MemoryError where a contender needs more than there is.
    """
    peaks = {
        name: peak(case.inputs, case.small, contender.call)
        for name, contender in case.contenders.items()
        if case.unit >= SMALLEST and contender.role != "yardstick"
    }
    x = case.inputs()
    times = interleaved({name: partial(c.call, x) for name, c in case.contenders.items()}, case.budget)
    return {
        "case": case.name,
        "settings": dict(case.settings),
        "unit": case.unit,
        "contenders": {
            name: {
                "role": contender.role,
                "share": contender.share,
                "seconds": [seconds / contender.share for seconds in times[name]],
                "peak": peaks.get(name),
            }
            for name, contender in case.contenders.items()
        },
    }

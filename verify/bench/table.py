"""The records of a run as tables, and those as lines of plain text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from verify.bench import ratios, targets
from verify.bench.case import Record
from verify.bench.targets import Target

MIB = 1 << 20


@dataclass(frozen=True)
class Row:
    """What is shown of a contender: all is text, empty where nothing was measured.

    `memory` is in MiB and `copies` over the bytes of the scores; `ratio` is its time over ours, round by round.
    """

    name: str
    role: str
    median: str
    quartiles: str
    memory: str
    copies: str
    ratio: str
    note: str


def rows(record: Record) -> list[Row]:
    """A row for each contender, ours first."""
    return [_row(record, name) for name in ratios.ordered(record)]


def _row(record: Record, name: str) -> Row:
    own = ratios.of_role(record, "ours")[0]
    contender = record["contenders"][name]
    low, median, high = ratios.quartiles(record, name)
    copies = ratios.peak(record, name)
    notes = ["best peer"] * (name == ratios.best_peer(record))
    notes += [f"from {contender['share']:.1%}"] * (contender["share"] < 1)
    return Row(
        name=name,
        role=contender["role"],
        median=_time(median),
        quartiles=f"{_time(low)} - {_time(high)}",
        memory="" if copies is None else f"{contender['peak'] / MIB:.0f}",
        copies="" if copies is None else f"{copies:.2f}",
        ratio="" if name == own else f"{ratios.slower(record, name, own):.3g}",
        note=", ".join(notes),
    )


def _time(seconds: float) -> str:
    """Three digits, in s, ms or us."""
    for factor, unit in ((1, "s"), (1e3, "ms")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} us"


def rounds(record: Record) -> int:
    """How many rounds were played."""
    return len(next(iter(record["contenders"].values()))["seconds"])


def words(settings: Mapping[str, Any]) -> str:
    """Settings in words."""
    return ", ".join(f"{key} {f'{value:,}' if isinstance(value, int) else value}" for key, value in settings.items())


def lines(records: list[Record]) -> Iterator[str]:
    """Every comparison, after a line on the columns."""
    yield "memory: peak over the bytes of the scores; over ours: time over that of the first line, round by round"
    for record in records:
        yield ""
        yield from _comparison(record)


def _comparison(record: Record) -> Iterator[str]:
    """One comparison: a line for each contender, and one for each target."""
    yield f"{record['case']}: {words(record['settings'])}; {rounds(record)} rounds"
    yield f"  {'':24}{'median':>9}  {'quartiles':17}  {'memory':>7}  {'over ours':>9}"
    for row in rows(record):
        cells = f"{row.name:24}{row.median:>9}  {row.quartiles:17}  {row.copies:>7}  {row.ratio:>9}  {row.note}"
        yield f"  {cells}".rstrip()
    yield from (f"  target: {target}: {_outcome(target, target.value(record))}" for target in targets.of(record))


def _outcome(target: Target, value: float | None) -> str:
    if value is None:
        return "not measured"
    return f"{value:.3g}, {'met' if target.met(value) else 'NOT MET'}"

"""The records of a run as lines of plain text."""

from collections.abc import Iterator

from verify.bench import ratios, targets
from verify.bench.case import Record
from verify.bench.targets import Target


def lines(records: list[Record]) -> Iterator[str]:
    """Every comparison, after a line on the columns."""
    yield "memory: peak over the bytes of the scores; over ours: time over that of the first line, round by round"
    for record in records:
        yield ""
        yield from _comparison(record)


def _comparison(record: Record) -> Iterator[str]:
    """One comparison: a line for each contender, and one for each target."""
    settings = ", ".join(f"{key} {_plain(value)}" for key, value in record["settings"].items())
    yield f"{record['case']}: {settings}; {len(_rounds(record))} rounds"
    yield f"  {'':24}{'median':>9}  {'quartiles':17}  {'memory':>7}  {'over ours':>9}"
    own = ratios.of_role(record, "ours")[0]
    best = ratios.best_peer(record)
    for name, contender in record["contenders"].items():
        low, median, high = ratios.quartiles(record, name)
        memory = ratios.peak(record, name)
        ratio = "" if name == own else f"{ratios.slower(record, name, own):.3g}"
        notes = ["best peer"] * (name == best) + [f"from {contender['share']:.1%}"] * (contender["share"] < 1)
        yield (
            f"  {name:24}{_time(median):>9}  {f'{_time(low)} - {_time(high)}':17}  "
            f"{'' if memory is None else f'{memory:.2f}':>7}  {ratio:>9}  {', '.join(notes)}"
        ).rstrip()
    yield from (f"  target: {_target(target, target.value(record))}" for target in targets.of(record))


def _rounds(record: Record) -> list[float]:
    seconds: list[float] = next(iter(record["contenders"].values()))["seconds"]
    return seconds


def _plain(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _time(seconds: float) -> str:
    """Three digits, in s, ms or us."""
    for factor, unit in ((1, "s"), (1e3, "ms")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} us"


def _target(target: Target, value: float | None) -> str:
    than = target.than or "the scores"
    wanted = {
        "faster": f"{target.name} at least {target.limit:g} times as fast as {than}",
        "time": f"{target.name} takes at most {target.limit:g} times the time of {than}",
        "memory": f"{target.name} takes at most {target.limit:g} times the memory of {than}",
    }[target.what]
    if value is None:
        return f"{wanted}: not measured"
    return f"{wanted}: {value:.3g}, {'met' if target.met(value) else 'NOT MET'}"

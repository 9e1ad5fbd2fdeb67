"""What the page on speed and precision says: the bench's records as tables, each target met or missed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from verify.bench import documents, precision, ratios, run, table, targets
from verify.bench.peers import INSTALL
from verify.bench.scores import OURS
from verify.bench.targets import Target

Record = dict[str, Any]

FIGURES = ("map_speed", "precision")
HEADINGS = {
    "maps": "Maps, forward and backward",
    "losses": "Losses, forward and backward",
    "sampling": "Drawing negatives",
    "ranking": "Ranking every item for every user",
    "als": "Alternating least squares",
    "cost": "One training step, as the classes grow",
    "precision": "Errors",
}


def read() -> dict[str, Record]:
    """The recorded document of each suite that has one; `UsageError` if one is damaged."""
    folder = documents.RECORDS
    return {suite: documents.load(suite, folder) for suite in run.SUITES if documents.path(suite, folder).exists()}


@dataclass(frozen=True)
class Comparison:
    """One comparison; `id` is its place on the page and `settings` what sets it apart from others of its case."""

    id: str
    record: Record
    settings: str

    @property
    def rows(self) -> list[table.Row]:
        """A row for each contender, ours first."""
        return table.rows(self.record)

    @property
    def lead(self) -> float | None:
        """How many times our time the best peer takes; None without a peer."""
        best = ratios.best_peer(self.record)
        return None if best is None else ratios.slower(self.record, best, OURS)

    @property
    def rounds(self) -> int:
        """How many rounds were played."""
        return table.rounds(self.record)


@dataclass(frozen=True)
class Case:
    """The comparisons of one function, and the settings that they share."""

    name: str
    settings: str
    comparisons: list[Comparison]


@dataclass(frozen=True)
class Outcome:
    """A target beside what was measured: `comparison` and `value` are None where nothing was."""

    target: Target
    comparison: Comparison | None
    value: float | None

    @property
    def met(self) -> bool | None:
        """Whether it is met, None where nothing was measured."""
        return None if self.value is None else self.target.met(self.value)


@dataclass(frozen=True)
class Cell:
    """A number of the table of errors as text, and whether it is one to warn of."""

    text: str
    lost: bool


@dataclass(frozen=True)
class Errors:
    """The errors in one dtype: for each of the `measures` a line for each map and library, by condition."""

    dtype: str
    conditions: list[str]
    measures: dict[str, list[tuple[str, str, list[Cell]]]]


class Bench:
    """The documents of the suites, as the page shows them; `recorded` are those that there are."""

    headings = HEADINGS
    figures = FIGURES
    install = INSTALL
    ours = OURS
    rows, classes = precision.ROWS, precision.CLASSES

    def __init__(self, recorded: dict[str, Record]) -> None:
        self.recorded = recorded
        timed = {suite: recorded[suite]["records"] for suite in run.TIMED if suite in recorded}
        self.cases: dict[str, list[Case]] = {suite: list(_cases(records)) for suite, records in timed.items()}

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """All of them, in the order of the page."""
        return [one for cases in self.cases.values() for case in cases for one in case.comparisons]

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """Every target with every comparison that it concerns."""
        return [outcome for target in targets.TARGETS for outcome in _outcomes(target, self.comparisons)]

    @property
    def met(self) -> int:
        """How many targets are met."""
        return sum(outcome.met is True for outcome in self.outcomes)

    @property
    def contests(self) -> int:
        """How many comparisons have a peer."""
        return sum(one.lead is not None for one in self.comparisons)

    @property
    def beaten(self) -> list[Comparison]:
        """The comparisons in which a peer is faster than ours."""
        return [one for one in self.comparisons if one.lead is not None and one.lead < 1]

    @property
    def errors(self) -> list[Errors]:
        """The table of errors, a part for each dtype."""
        rows = self.recorded["precision"]["records"]
        return [_errors(dtype, [row for row in rows if row["dtype"] == dtype]) for dtype in _values(rows, "dtype")]

    @property
    def environments(self) -> list[tuple[list[str], Record]]:
        """What the suites were measured with, the suites that share it together."""
        found: dict[str, list[str]] = {}
        for suite, document in self.recorded.items():
            found.setdefault(json.dumps(document["environment"], sort_keys=True), []).append(suite)
        return [(suites, json.loads(environment)) for environment, suites in found.items()]


def _cases(records: list[Record]) -> Iterator[Case]:
    for name in _values(records, "case"):
        mine = [record for record in records if record["case"] == name]
        shared = _shared([record["settings"] for record in mine]) if len(mine) > 1 else {}
        comparisons = [
            Comparison(f"{name}-{place}", record, table.words(_without(record["settings"], shared)))
            for place, record in enumerate(mine, 1)
        ]
        yield Case(name, table.words(shared), comparisons)


def _values(records: list[Record], key: str) -> list[Any]:
    """What the records have under a key, once each, in their order."""
    return list(dict.fromkeys(record[key] for record in records))


def _shared(settings: list[Record]) -> Record:
    return {key: value for key, value in settings[0].items() if all(one.get(key) == value for one in settings)}


def _without(settings: Record, shared: Record) -> Record:
    return {key: value for key, value in settings.items() if key not in shared}


def _outcomes(target: Target, comparisons: list[Comparison]) -> list[Outcome]:
    concerned = [one for one in comparisons if target.concerns(one.record)]
    return [Outcome(target, one, target.value(one.record)) for one in concerned] or [Outcome(target, None, None)]


def _errors(dtype: str, rows: list[Record]) -> Errors:
    conditions = _values(rows, "condition")
    by_place = {(row["member"], row["library"], row["condition"]): row for row in rows}
    lines = list(dict.fromkeys((member, library) for member, library, _ in by_place))
    measures = {
        words: [(*line, [_cell(by_place.get((*line, condition)), name) for condition in conditions]) for line in lines]
        for name, words in precision.MEASURES.items()
    }
    return Errors(dtype, conditions, measures)


def _cell(row: Record | None, measure: str) -> Cell:
    if row is None:
        return Cell("–", lost=False)
    if "raised" in row:
        return Cell(f"raises {row['raised'].partition(':')[0]}", lost=True)
    return Cell(_number(row[measure], 3 if measure == "least" else 2), precision.lost(row, measure))


def _number(value: float | None, digits: int) -> str:
    if value is None:
        return "no number"
    return f"{value:.{digits}g}" if value == 0 or abs(value) >= 0.1 else f"{value:.{digits - 1}e}"

"""One cell of a sweep: a configuration that is trained once, whoever asks, with its record or its failure as a file.

A folder holds, for the cell NAME, its record `NAME.json` (with `NAME.npz`, `verify.recsys.records`), or
`failures/NAME.json`; `locks/NAME` while it is trained, and in `checkpoints/` how far it is; under `aside/` what was
there and could not be used. Every file is written to a temporary name and renamed, and a lock ends with its process, so
a kill at any moment leaves a cell done or to be gone on with. A cell is trained on one thread, so that its record does
not depend on its company.
"""

import math
import os
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from verify.errors import UsageError
from verify.files import jsonable, write_json
from verify.locks import lock
from verify.recsys import records
from verify.recsys.config import Config
from verify.seeds import FRESH

Work = Callable[[Config, Path, Callable[[], bool]], dict[str, Any] | None]
"""What trains: takes a configuration, the file for its checkpoint, and what says when to stop; None if it did."""


class State(StrEnum):
    """What is known of a cell.

    `BEGUN`: there is a checkpoint. `STALE`: code or data have changed. `CORRUPT`: what is there is no record of it.
    """

    DONE = "done"
    FAILED = "failed"
    MISSING = "missing"
    BEGUN = "begun"
    STALE = "stale"
    CORRUPT = "corrupt"
    TAKEN = "taken"


@dataclass(frozen=True)
class Outcome:
    """What came of running a cell.

    Its state (`TAKEN`: another process has it); whether it was trained now, in how many seconds; the files that were
    set aside; and the fault of the machine, if any, for which the whole sweep must stop.
    """

    state: State
    trained: bool = False
    seconds: float = 0.0
    aside: tuple[Path, ...] = ()
    fault: str | None = None


def trained(config: Config, checkpoint: Path, stop: Callable[[], bool]) -> dict[str, Any] | None:
    """The record of a training run on one thread; None if it was stopped before its end."""
    import torch
    from threadpoolctl import threadpool_limits

    from verify.recsys.train import StoppedError, train

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            return train(config, checkpoint, stop)
    except StoppedError:
        return None
    finally:
        torch.set_num_threads(before)


def name(config: Config) -> str:
    """The name of a cell's files."""
    return records.unique_name(asdict(config))


def record_file(config: Config, folder: Path) -> Path:
    """Where the record of a cell is, or will be."""
    return folder / f"{name(config)}.json"


def failure_file(config: Config, folder: Path) -> Path:
    """Where the failure of a cell is told, if it failed."""
    return folder / "failures" / f"{name(config)}.json"


def checkpoint_file(config: Config, folder: Path) -> Path:
    """Where the checkpoint of a cell is, while it is begun; one by other code is another file."""
    return folder / "checkpoints" / f"{name(config)}-{_code(config)[:12]}.safetensors"


def _code(config: Config) -> str:
    return records.code_of(asdict(config))


def state(config: Config, folder: Path) -> State:
    """What the files of a cell say."""
    if not (file := record_file(config, folder)).exists():
        if failure(config, folder) is not None:
            return State.FAILED
        return State.BEGUN if checkpoint_file(config, folder).exists() else State.MISSING
    record = _read(file)
    if record is None or record.get("config") != jsonable(asdict(config)):
        return State.CORRUPT
    return State.DONE if records.stale(record) is None else State.STALE


def failure(config: Config, folder: Path) -> str | None:
    """Why the cell failed with the present code; None if it did not."""
    content = _read(failure_file(config, folder))
    return None if content is None or content.get("code") != _code(config) else str(content["error"])


def _read(file: Path) -> dict[str, Any] | None:
    """The content of a file that is there and as it was written; else None."""
    try:
        content = records.load(file)
        return content if content["digest"] == records.digest(content) else None
    except (UsageError, KeyError, TypeError, AttributeError):
        return None


def require_repeatable() -> None:
    """`UsageError` where seeds are fresh at every call: no record would ever count as done."""
    if os.environ.get(FRESH) == "1":
        raise UsageError(f"the records of cells must be repeatable; unset {FRESH}")


def free(config: Config, folder: Path) -> bool:
    """Whether no process has the cell."""
    with lock(folder / "locks" / name(config)) as mine:
        return mine


def forgive(config: Config, folder: Path) -> None:
    """Forget that the cell failed, unless a process has it."""
    with lock(folder / "locks" / name(config)) as mine:
        if mine:
            failure_file(config, folder).unlink(missing_ok=True)


def run(config: Config, folder: Path, work: Work = trained, end: float = math.inf) -> Outcome:
    """Train the cell and write its record, unless it is done, failed or taken; stop at the time `end`, of time.time."""
    try:
        with lock(folder / "locks" / name(config)) as mine:
            if not mine:
                return Outcome(State.TAKEN)
            found = state(config, folder)
            if found in (State.DONE, State.FAILED):
                return Outcome(found)
            return _train(config, folder, work, end)
    except (UsageError, OSError) as error:
        return Outcome(State.MISSING, fault=str(error))


def _train(config: Config, folder: Path, work: Work, end: float) -> Outcome:
    """Train a cell whose lock is held. `UsageError` or OSError only for faults of the machine, such as a full disk."""
    aside = _clear(config, folder)
    started = time.perf_counter()
    try:
        record = work(config, checkpoint_file(config, folder), lambda: time.time() >= end)
    except Exception as error:
        if isinstance(error, OSError) or isinstance(error.__cause__, OSError):
            raise
        _tell(config, folder, error)
        return Outcome(State.FAILED, True, time.perf_counter() - started, aside)
    if record is None:
        return Outcome(State.BEGUN, aside=aside)
    stem = records.path(record["config"], folder).stem
    records.save(record, folder, name(config).removeprefix(stem))
    checkpoint_file(config, folder).unlink(missing_ok=True)
    failure_file(config, folder).unlink(missing_ok=True)
    return Outcome(State.DONE, True, time.perf_counter() - started, aside)


def _clear(config: Config, folder: Path) -> tuple[Path, ...]:
    """Remove what a killed process left half-written, and set aside what cannot be used; where that is then."""
    record, checkpoint = record_file(config, folder), checkpoint_file(config, folder)
    for place in (record, failure_file(config, folder), checkpoint):
        for scrap in place.parent.glob(f".{name(config)}.*"):
            scrap.unlink(missing_ok=True)
    useless = [record] * record.exists() + [checkpoint] * _damaged(checkpoint)
    return tuple(_set_aside(file, folder) for file in useless)


def _damaged(checkpoint: Path) -> bool:
    """Whether what is in a checkpoint is no checkpoint."""
    if not checkpoint.exists():
        return False
    from verify.recsys import checkpoint as checkpoints

    try:
        checkpoints.read(checkpoint)
    except UsageError as error:
        return not isinstance(error.__cause__, OSError)
    return False


def _set_aside(file: Path, folder: Path) -> Path:
    aside = folder / "aside" / f"{file.stem}-{time.time_ns()}{file.suffix}"
    aside.parent.mkdir(exist_ok=True)
    return file.rename(aside)


def _tell(config: Config, folder: Path, error: Exception) -> None:
    """Write down why a cell failed."""
    content: dict[str, Any] = {
        "config": asdict(config),
        "error": str(error) if isinstance(error, UsageError) else f"{type(error).__name__}: {error}",
        "traceback": traceback.format_exception(error),
        "code": _code(config),
    }
    write_json(failure_file(config, folder), content | {"digest": records.digest(content)})

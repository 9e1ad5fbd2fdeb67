"""Runs the cells of a sweep, each once, by several processes or a Dask cluster; killed at any moment, it goes on.

`verify.recsys.cells` keeps what is done in files, so nothing is remembered here: processes that are started on the
same folder share the cells, and one that is started later does what is left.
"""

import math
import os
import threading
import time
import warnings
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import joblib

from verify.errors import UsageError
from verify.files import require_folder
from verify.progress import progress, quiet
from verify.recsys import cells, datasets, records
from verify.recsys.cells import Outcome, State, Work
from verify.recsys.config import Config

POLL = 0.5
"""Seconds between two looks at cells that another process has."""
DASK_SECONDS = 10.0
"""How long a scheduler has to answer."""
INSTALL_DASK = "pip install -c constraints.txt -e '.[cluster]'"
Engine = AbstractContextManager[int]


@dataclass
class Report:
    """What came of a sweep: the state of every cell, the cells that were trained now, and what was set aside."""

    states: dict[Config, State]
    trained: list[Config] = field(default_factory=list)
    aside: list[Path] = field(default_factory=list)

    def all(self, *wanted: State) -> list[Config]:
        """The cells in one of these states."""
        return [config for config, state in self.states.items() if state in wanted]

    @property
    def remaining(self) -> list[Config]:
        """The cells that are neither done nor failed."""
        return [config for config, state in self.states.items() if state not in (State.DONE, State.FAILED)]


def survey(configs: Iterable[Config], folder: Path) -> Report:
    """What the files say of each cell; nothing is run."""
    return Report({config: cells.state(config, folder) for config in configs})


def run(
    configs: Collection[Config],
    folder: Path,
    engine: Engine | None = None,
    seconds: float | None = None,
    retry: bool = False,
    work: Work = cells.trained,
    what: str = "sweep",
) -> Report:
    """Train what is not done; those that failed only with `retry`. `engine` is `local` (one process) or `dask`.

    After `seconds` running cells stop at the end of an epoch, and go on next time. No cell is begun that is expected to
    end later: each is as long as the longest known of its data set, backbone and loss, or of all, if none is known. One
    that is longer than all the seconds is begun, since it goes on from its checkpoint, as one that is begun already.
    `UsageError` for a fault of the machine: no data, no place to write, a worker that died.
    """
    cells.require_repeatable()
    folder = require_folder(folder).resolve()
    for name in {config.dataset for config in configs}:
        if not datasets.present(name):
            datasets.load(name)
    report = survey(configs, folder)
    if retry:
        for config in report.all(State.FAILED):
            cells.forgive(config, folder)
            report.states[config] = State.MISSING
    clock = Clock(math.inf if seconds is None else seconds, set(report.all(State.BEGUN)))
    for config in report.all(State.DONE):
        clock.learn(config, records.load(cells.record_file(config, folder))["cost"]["wall_seconds"])
    if not report.remaining:
        return report

    def task(config: Config) -> Any:
        return joblib.delayed(_run)(config, folder, work, clock.end)

    with engine or local(1) as workers, closing(_ended(report.remaining, task, clock, workers)) as ended:
        for config, outcome in progress(ended, what, total=len(report.remaining)):
            _note(report, config, outcome, folder)
    return Report(survey(configs, folder).states, report.trained, report.aside)


def _run(config: Config, folder: Path, work: Work, end: float) -> tuple[Config, Outcome]:
    """What a worker does."""
    with quiet():
        return config, cells.run(config, folder, work, end)


def _note(report: Report, config: Config, outcome: Outcome, folder: Path) -> None:
    """Take down an outcome; `UsageError` for a fault, or if the worker writes where nobody here can read."""
    if outcome.fault is not None:
        raise UsageError(outcome.fault)
    report.states[config] = cells.state(config, folder)
    if outcome.state is State.DONE and report.states[config] in (State.MISSING, State.BEGUN):
        raise UsageError(f"{cells.record_file(config, folder)} is not there: the workers must share --results DIR")
    if outcome.trained:
        report.trained.append(config)
    report.aside += outcome.aside


class Clock:
    """Whether a cell is to be begun: so many seconds from now, all stop. `begun` are those that have a checkpoint."""

    def __init__(self, seconds: float, begun: Collection[Config]) -> None:
        self.seconds, self.begun = seconds, begun
        self.end = time.time() + seconds
        self.longest: dict[tuple[str, str, str], float] = {}

    def learn(self, config: Config, seconds: float) -> None:
        """A cell took this long."""
        kind = (config.dataset, config.backbone, config.loss)
        self.longest[kind] = max(seconds, self.longest.get(kind, 0.0))

    def fits(self, config: Config) -> bool:
        """Whether a cell ends in time, or must be begun nevertheless, because it is longer than all the time given."""
        known = self.longest.get((config.dataset, config.backbone, config.loss))
        expected = max(self.longest.values(), default=0.0) if known is None else known
        left = self.end - time.time()
        return left > 0 and (expected < left or expected >= self.seconds or config in self.begun)


def _ended(
    pending: list[Config], task: Callable[[Config], Any], clock: Clock, workers: int
) -> Generator[tuple[Config, Outcome], None, None]:
    """The cells as they end. Those that other processes have are looked at again until they are done or let go."""
    waiting = dict.fromkeys(pending)
    while waiting:
        fitting = (task(config) for config in list(waiting) if clock.fits(config))
        parallel = joblib.Parallel(workers, return_as="generator_unordered", pre_dispatch=workers, batch_size=1)
        begun, outcomes = False, parallel(fitting)
        try:
            for config, outcome in outcomes:
                begun = True
                if outcome.state is State.TAKEN:
                    continue
                del waiting[config]
                if outcome.trained:
                    clock.learn(config, outcome.seconds)
                yield config, outcome
        except BrokenProcessPool as error:
            raise UsageError(f"a worker died: {error}; is there enough memory? Give fewer --workers") from error
        finally:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "[0-9]+ tasks which were still being processed", UserWarning)
                outcomes.close()
        if not begun:
            return
        if waiting:
            time.sleep(POLL)


@contextmanager
def local(workers: int) -> Iterator[int]:
    """The engine of this machine: so many processes; with one, this one. They end with it, even if it is killed."""
    if workers == 1:
        yield 1
        return
    from joblib.externals.loky import get_reusable_executor

    with joblib.parallel_config("loky", initializer=_end_with, initargs=(os.getpid(),), inner_max_num_threads=1):
        yield workers
        get_reusable_executor().shutdown()


def _end_with(parent: int) -> None:
    """Have this process end soon after its parent."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def dask(workers: int, scheduler: str | None = None) -> Iterator[int]:
    """The engine of the Dask cluster at an address, or of one on this machine with so many processes.

    Its workers must find the data sets, and write into the folder of the sweep under the same path.
    """
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise UsageError(f"--engine dask needs Dask; get it with: {INSTALL_DASK}") from error
    try:
        client = (
            distributed.Client(scheduler, timeout=DASK_SECONDS)
            if scheduler
            else distributed.Client(
                n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs="ERROR"
            )
        )
    except (OSError, ValueError) as error:
        raise UsageError(f"no Dask scheduler at {scheduler}: {error}") from error
    with client, joblib.parallel_config("dask", client=client):
        yield max(1, sum(client.ncores().values()))

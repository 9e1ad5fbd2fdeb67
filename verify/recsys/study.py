"""Studies: the trials of one space of one method, which processes share and a kill does not lose.

A study is Optuna's, in a journal file. A trial is written down as running in one piece, with its parameters, and is a
cell of `verify.recsys.cells`: what is finished is never trained again, what a dead process left is gone on with.
"""

import math
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import joblib
import optuna
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers import BaseSampler, GridSampler, TPESampler
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
from optuna.trial import FrozenTrial, TrialState, create_trial

from verify.errors import UsageError
from verify.locks import lock
from verify.progress import progress, quiet
from verify.recsys import cells, records, spaces, sweep
from verify.recsys.cells import State, Work
from verify.recsys.config import Config
from verify.recsys.spaces import WIDE, Range, Space
from verify.seeds import sequence

SELECTION = "ndcg@20"
"""What is maximised, on the validation pairs; `verify.recsys.train` selects the epoch by it too."""
CARRIED = "carried"
WAIT = 0.2
"""Seconds between two looks at a trial that another process has."""


@dataclass(frozen=True)
class Study:
    """One space of one method: where its trials are kept, and how many are to be made."""

    config: Config
    search: str
    axes: Space
    trials: int
    folder: Path
    data: str

    @property
    def name(self) -> str:
        """Names the data by its hash and the space by its own, so that no two are mixed."""
        c, space = self.config, spaces.identity(self.config, self.axes)
        return f"{c.dataset}-{self.data[:12]}-{c.backbone}-{c.loss}-{self.search}-{space}"

    @property
    def claims(self) -> Path:
        """The lock of all that changes the study."""
        return self.folder / "locks" / self.name

    def storage(self) -> JournalStorage:
        """The journal, which survives a kill at any moment."""
        file = self.folder / f"{self.name}.journal"
        return JournalStorage(JournalFileBackend(str(file), JournalLock(file)))

    def open(self) -> optuna.Study:
        """The study as it is now."""
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        return optuna.create_study(
            study_name=self.name, storage=self.storage(), direction="maximize", load_if_exists=True
        )

    def point(self, params: dict[str, Any]) -> Config:
        """The configuration of a trial."""
        return replace(self.config, **params)

    def grid(self) -> dict[str, tuple[float, ...]]:
        """The points of a grid: all, or after a widening the new ones."""
        axes = {name: axis for name, axis in self.axes.items() if not isinstance(axis, Range)}
        return {name: axis.new or axis.values for name, axis in axes.items()}


class JournalLock(JournalFileOpenLock):
    """The journal's lock, which ends with its process; whoever takes it removes the line that a kill cut off."""

    def __init__(self, journal: Path) -> None:
        self.journal = journal
        self.held = ExitStack()

    def acquire(self) -> bool:
        """Wait for the lock."""
        self.held.enter_context(lock(self.journal.with_suffix(".lock"), wait=True))
        content = self.journal.read_bytes()
        if not content.endswith(b"\n"):
            os.truncate(self.journal, content.rfind(b"\n") + 1)
        return True

    def release(self) -> None:
        """Let go."""
        self.held.close()


def finish(study: Study, found: list[FrozenTrial], workers: int, work: Work) -> list[FrozenTrial]:
    """Make the trials that are not made yet, and return all; `found` are those of the narrower spaces before."""
    if study.search == WIDE:
        _carry(study, found)
    if workers == 1:
        _share(study, work)
    else:
        with sweep.local(workers):
            joblib.Parallel(workers)(joblib.delayed(_share_quietly)(study, work) for _ in range(workers))
    return [trial for trial in study.open().get_trials() if CARRIED not in trial.user_attrs]


def _carry(study: Study, found: list[FrozenTrial]) -> None:
    """Tell the study what is known from narrower spaces."""
    with lock(study.claims, wait=True):
        opened = study.open()
        known = len(opened.get_trials(deepcopy=False))
        for trial in [trial for trial in found if trial.state is TrialState.COMPLETE][known:]:
            opened.add_trial(
                create_trial(
                    params=trial.params,
                    distributions=_distributions(study),
                    value=trial.value,
                    user_attrs={CARRIED: True},
                )
            )


def _share_quietly(study: Study, work: Work) -> None:
    with quiet():
        _share(study, work)


def _share(study: Study, work: Work) -> None:
    """Take trials until all are finished."""
    for _ in progress(_finished(study, work), study.name, total=_wanted(study)):
        pass


def _finished(study: Study, work: Work) -> Iterator[int]:
    """The numbers of the trials that end here, as they end."""
    while (claim := _claim(study)) is not None:
        number, params = claim
        config = study.point(params)
        with quiet():
            outcome = cells.run(config, study.folder, work)
        if outcome.fault is not None:
            raise UsageError(outcome.fault)
        if outcome.state is State.TAKEN:
            time.sleep(WAIT)
        else:
            _tell(study, number, config)
            yield number


def _claim(study: Study) -> tuple[int, dict[str, Any]] | None:
    """The number and the parameters of a trial to work on; None if all are finished.

    One that a dead process left, or a new one, or, while others work on the last, one of theirs.
    """
    with lock(study.claims, wait=True):
        opened = study.open()
        known = opened.get_trials(deepcopy=False)
        running = [trial for trial in known if trial.state is TrialState.RUNNING]
        left = [trial for trial in running if cells.free(study.point(trial.params), study.folder)]
        made = sum(CARRIED not in trial.user_attrs for trial in known)
        if not left and made < _wanted(study):
            trial = _draw(study, known)
            opened.add_trial(trial)
            return len(known), trial.params
        return next(((trial.number, trial.params) for trial in left or running), None)


def _wanted(study: Study) -> int:
    """How many trials the study is to have; a grid that was widened may have fewer new points."""
    return study.trials if study.search == WIDE else min(study.trials, math.prod(map(len, study.grid().values())))


def _draw(study: Study, known: list[FrozenTrial]) -> FrozenTrial:
    """A new trial, by what is known of those before; it is running, and written down in one piece."""
    seed = int(sequence(f"recsys.tune.{study.name}", len(known)).generate_state(1)[0])
    sampler: BaseSampler
    if study.search == WIDE:
        sampler = TPESampler(seed=seed, n_startup_trials=max(4, study.trials // 4), constant_liar=True)
    else:
        sampler = GridSampler(study.grid(), seed=0)
    copy = optuna.create_study(sampler=sampler, direction="maximize")
    copy.add_trials(known)
    drawn = copy.ask(_distributions(study))
    return create_trial(
        state=TrialState.RUNNING,
        params=drawn.params,
        distributions=drawn.distributions,
        system_attrs=copy.get_trials()[-1].system_attrs,
    )


def _distributions(study: Study) -> dict[str, BaseDistribution]:
    """The space as Optuna has it."""
    found: dict[str, BaseDistribution] = {}
    for name, axis in study.axes.items():
        if not isinstance(axis, Range):
            found[name] = CategoricalDistribution(study.grid()[name])
        elif isinstance(axis.low, int):
            found[name] = IntDistribution(axis.low, int(axis.high), log=axis.log)
        else:
            found[name] = FloatDistribution(axis.low, axis.high, log=axis.log)
    return found


def _tell(study: Study, number: int, config: Config) -> None:
    """Write down what became of a trial, unless another process has."""
    with lock(study.claims, wait=True):
        opened, storage = study.open(), study.storage()
        if opened.get_trials(deepcopy=False)[number].state is not TrialState.RUNNING:
            return
        trial = storage.get_trial_id_from_study_id_trial_number(storage.get_study_id_from_name(study.name), number)
        if (reason := cells.failure(config, study.folder)) is not None:
            storage.set_trial_user_attr(trial, "failed", reason)
            opened.tell(number, state=TrialState.FAIL)
            return
        record = records.load(cells.record_file(config, study.folder))
        storage.set_trial_user_attr(trial, "best_epoch", record["best"]["epoch"])
        storage.set_trial_user_attr(trial, "training_seconds", record["cost"]["training_seconds"])
        opened.tell(number, record["best"][SELECTION])

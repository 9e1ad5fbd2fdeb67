"""Sweeps of trivial cells in child processes that are killed: `python killed_sweep.py CASE FOLDER TEMPLATE SEED`.

TEMPLATE is a record, of which every cell's is a copy. What the cells do is appended to FOLDER/log: "begin NAME PID",
"end NAME PID", and "again NAME" where a cell is trained that has its record already.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from verify.recsys import cells, records, sweep
from verify.recsys.config import Config

KILLS = 20
CELLS = [Config(loss="popularity", seed=seed) for seed in range(20)]
SECONDS = 0.1


def worker(folder: Path, template: dict) -> int:
    """A child process that sweeps; its process id."""
    if pid := os.fork():
        return pid

    def work(config: Config, *_: object) -> dict:
        logged(config, folder, SECONDS)
        return template | {"config": asdict(config)}

    report = sweep.run(CELLS, folder, work=work)
    os._exit(0 if report.all(cells.State.DONE) == CELLS else 1)


def logged(config: Config, folder: Path, seconds: float) -> None:
    """What every cell does: tell its beginning and its end, and whether it is trained again."""
    name = cells.name(config)
    log(folder, f"begin {name} {os.getpid()}")
    if cells.record_file(config, folder).exists():
        log(folder, f"again {name}")
    time.sleep(seconds)
    log(folder, f"end {name} {os.getpid()}")


def log(folder: Path, line: str) -> None:
    """Append a line, in one piece."""
    handle = os.open(folder / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


def killed(folder: Path, template: dict, moments: random.Random) -> None:
    """One process at a time, killed at random moments, then one that is not."""
    kill_each(partial(worker, folder, template), moments, 2 * SECONDS)


def kill_each(start: Callable[[], int], moments: random.Random, longest: float) -> None:
    """Start a process and kill it within so many seconds, again and again; then one that must end well."""
    for _ in range(KILLS):
        pid = start()
        time.sleep(moments.uniform(0.0, longest))
        os.kill(pid, signal.SIGKILL)
        assert os.waitpid(pid, 0)[1] == signal.SIGKILL
    assert os.waitpid(start(), 0)[1] == 0


def shared(folder: Path, template: dict, moments: random.Random) -> None:
    """Three processes at once; one is killed."""
    pids = [worker(folder, template) for _ in range(3)]
    time.sleep(moments.uniform(1.5, 4.5) * SECONDS)
    os.kill(pids[0], signal.SIGKILL)
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [signal.SIGKILL, 0, 0]


if __name__ == "__main__":
    case, place, file, seed = sys.argv[1:]
    for config in CELLS:
        records.code_of(asdict(config))
    {"killed": killed, "shared": shared}[case](Path(place), json.loads(Path(file).read_text()), random.Random(seed))

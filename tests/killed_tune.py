"""Tunes by trivial trials in child processes that are killed: `python killed_tune.py CASE FOLDER TEMPLATE SEED`.

What the trials do is appended to FOLDER/log, as in `killed_sweep`; what tuning returns is FOLDER/result.json.
"""

import json
import os
import random
import signal
import sys
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path

from killed_sweep import kill_each, logged

from verify.files import write_json
from verify.recsys import datasets, records, spaces, tune
from verify.recsys.config import Config

TRIALS = 12
SECONDS = 0.05
CONFIG = spaces.base("online-retail", "mf", "rg2", "wide")


def worker(folder: Path, template: dict) -> int:
    """A child process that tunes; its process id."""
    if pid := os.fork():
        return pid

    def work(config: Config, *_: object) -> dict:
        logged(config, folder, SECONDS)
        best = {"epoch": 1, "ndcg@20": 1 / (1 + abs(config.regularisation - 0.2))}
        return template | {"config": asdict(config), "code": records.code_of(asdict(config)), "best": best}

    write_json(folder / "result.json", tune.tune(CONFIG, "wide", TRIALS, folder, work=work))
    os._exit(0)


def killed(folder: Path, template: dict, moments: random.Random) -> None:
    """One process at a time, killed at random moments, then one that is not."""
    kill_each(partial(worker, folder, template), moments, 2 * SECONDS)


def shared(folder: Path, template: dict, moments: random.Random) -> None:
    """Two processes at once; one is killed."""
    pids = [worker(folder, template) for _ in range(2)]
    time.sleep(moments.uniform(1.5, 4.5) * SECONDS)
    os.kill(pids[0], signal.SIGKILL)
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [signal.SIGKILL, 0]


def whole(folder: Path, template: dict, _: random.Random) -> None:
    """One process."""
    assert os.waitpid(worker(folder, template), 0)[1] == 0


if __name__ == "__main__":
    case, place, file, seed = sys.argv[1:]
    data = datasets.load(CONFIG.dataset)
    datasets.load = lambda _: data
    records.code_of(asdict(CONFIG))
    cases = {"killed": killed, "shared": shared, "whole": whole}
    cases[case](Path(place), json.loads(Path(file).read_text()), random.Random(seed))

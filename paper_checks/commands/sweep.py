"""`softproof sweep`: a grid of training runs, resumable after a kill at any moment."""

import argparse
import re
import shlex
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from paper_checks.commands import options

if TYPE_CHECKING:
    from verify.recsys.grid import Grid
    from verify.recsys.sweep import Engine, Report

EXAMPLES = """  softproof sweep losses.toml --workers 2
  softproof sweep losses.toml --for 120m      begin no run that would not end in time
  softproof sweep losses.toml --list          what is done and what is missing
  softproof sweep losses.toml --engine dask --scheduler tcp://head:8786

losses.toml:
  seeds = 3                        # seeds and splits 0, 1, 2
  epochs = 50                      # for every block
  [[grid]]
  loss = ["softmax", "sparsemax"]  # the product of the lists
  learning_rate = [0.01, 0.02]
  [[grid]]
  loss = "rg2"

Each run is a cell: one record in RESULTS/sweeps/NAME, written when it is done. Whatever stops a sweep, the same command
goes on; several at once share the cells. Each cell has one thread, so records do not depend on --workers. Cells that
fail are told, and tried again with --retry.

exit status: 0 all cells are done; 1 some failed, none remain; 2 bad input, or a fault of the machine; 3 cells remain;
130, 143 stopped by SIGINT, SIGTERM"""
REMAIN = 3
UNITS = {"s": 1, "m": 60, "h": 3600}


class Stopped(KeyboardInterrupt):
    """SIGTERM has come."""


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    parser = options.command(commands, "sweep", "train the cells of a grid, each once; goes on after a kill", EXAMPLES)
    parser.add_argument("grid", type=Path, metavar="GRID.toml", help="the grid")
    options.workers(parser, "processes that share the cells")
    parser.add_argument(
        "--engine", choices=("local", "dask"), default="local", help="processes (default) or a Dask cluster"
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of the Dask cluster (default: $DASK_SCHEDULER_ADDRESS, or else a cluster on this machine)",
    )
    parser.add_argument(
        "--for", type=_seconds, dest="seconds", metavar="TIME", help="stop cleanly after a time: 90s, 120m, 2h"
    )
    parser.add_argument("--retry", action="store_true", help="try the cells again that failed")
    parser.add_argument("--list", action="store_true", help="list the cells, run none")
    options.results(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run what is left of the sweep, or list it; say what remains."""
    from verify.recsys import cells, grid, sweep
    from verify.recsys.cells import State

    cell_grid = grid.read(arguments.grid)
    folder = arguments.results / "sweeps" / cell_grid.name
    if arguments.list:
        report = sweep.survey(cell_grid.cells, folder)
        for config, state in report.states.items():
            print(f"{state:8}{cells.name(config)}")
        print(_summary(report, cell_grid))
        return 0
    engine = _engine(arguments, len(cell_grid.cells))
    with _terminable():
        try:
            report = sweep.run(cell_grid.cells, folder, engine, arguments.seconds, arguments.retry, what=cell_grid.name)
        except KeyboardInterrupt as stop:
            print(_summary(sweep.survey(cell_grid.cells, folder), cell_grid))
            print(f"stopped; go on with: {_command(arguments)}", flush=True)
            return 128 + (signal.SIGTERM if isinstance(stop, Stopped) else signal.SIGINT)
    for path in report.aside:
        print(f"could not be used, and was set aside: {path}")
    for config in report.all(State.FAILED):
        print(f"failed: {cells.name(config)}: {cells.failure(config, folder)}")
    print(f"{_summary(report, cell_grid)}; {len(report.trained)} trained now; {folder}")
    if report.remaining:
        print(f"go on with: {_command(arguments)}")
        return REMAIN
    if report.all(State.FAILED):
        print(f"try again what failed with: {_command(arguments)} --retry")
        return 1
    return 0


def _engine(arguments: argparse.Namespace, cells: int) -> "Engine":
    """Where the cells run; no more processes are started than there are cells."""
    import os

    from verify.errors import UsageError
    from verify.recsys import sweep

    workers = min(arguments.workers, cells)
    if arguments.engine == "dask":
        return sweep.dask(workers, arguments.scheduler or os.environ.get("DASK_SCHEDULER_ADDRESS"))
    if arguments.scheduler:
        raise UsageError("--scheduler is Dask's; give --engine dask as well")
    return sweep.local(workers)


def _summary(report: "Report", grid: "Grid") -> str:
    """`losses: 12 of 20 cells done, 1 failed, 7 remain`."""
    from verify.recsys.cells import State

    done, failed = len(report.all(State.DONE)), len(report.all(State.FAILED))
    return f"{grid.name}: {done} of {len(grid.cells)} cells done, {failed} failed, {len(report.remaining)} remain"


def _command(arguments: argparse.Namespace) -> str:
    """The command that goes on."""
    given = ["softproof", "sweep", str(arguments.grid), "--workers", str(arguments.workers)]
    if arguments.engine != "local":
        given += ["--engine", arguments.engine]
    if arguments.scheduler:
        given += ["--scheduler", arguments.scheduler]
    if arguments.results != Path("results"):
        given += ["--results", str(arguments.results)]
    return shlex.join(given)


@contextmanager
def _terminable() -> Iterator[None]:
    """Inside, SIGTERM raises `Stopped`."""

    def stop(*_: object) -> None:
        raise Stopped

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _seconds(text: str) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"expected a time like 90s, 120m or 2h, got {text!r}")
    return float(match[1]) * UNITS[match[2]]

"""The suites of comparisons: `run` measures one and gives its document (`verify.bench.documents` tells the fields)."""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch

from verify.bench import case, losses, maps, precision, sampling, table
from verify.bench.documents import Document
from verify.bench.peers import INSTALL, library
from verify.errors import unknown
from verify.progress import progress
from verify.recsys import datasets

TIMED = {"maps": maps, "losses": losses, "sampling": sampling}
SUITES = (*TIMED, "precision")
PEERS = {"maps": ("entmax",), "losses": ("entmax",), "sampling": (), "precision": ("entmax", "jaxopt")}
CPU = Path("/proc/cpuinfo")


def require(name: str) -> None:
    """Raise `UsageError`, with the nearest names, unless there is a suite of this name."""
    if name not in SUITES:
        raise unknown("suite", name, SUITES)


def run(name: str) -> Document:
    """Measure a suite; `UsageError` for an unknown one."""
    require(name)
    if name == "precision":
        records = precision.measure()
    else:
        records = [case.measure(one) for one in progress(list(TIMED[name].cases()), name)]
    return {"suite": name, "records": records, "missing": list(_missing(name)), "environment": environment()}


def _missing(name: str) -> Iterator[str]:
    for peer in PEERS[name]:
        if library(peer) is None:
            yield f"{peer} is not installed: {INSTALL}"
    if name == "losses" and not datasets.present(losses.DATASET):
        yield f"data set {losses.DATASET} is not here: softproof data add {losses.DATASET} FILE"


def lines(document: Document) -> Iterator[str]:
    """The document as plain text."""
    if document["suite"] == "precision":
        yield from precision.lines(document["records"])
    else:
        yield from table.lines(document["records"])
    yield from document["missing"]
    machine = document["environment"]
    yield f"{machine['cpu']}, {machine['threads']} threads on {machine['cores']} cores"


def environment() -> dict[str, Any]:
    """Versions, machine and threads."""
    return {
        "versions": {"python": platform.python_version()} | dict(_versions()),
        "platform": platform.platform(),
        "cpu": f"{_cpu()}, {torch.backends.cpu.get_cpu_capability()}",
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
    }


def _versions() -> Iterator[tuple[str, str]]:
    for name in ("softproof", "numpy", "numba", "torch", "entmax", "jax", "jaxopt"):
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def _cpu() -> str:
    """The processor's name, where Linux tells it."""
    if not CPU.exists():
        return platform.processor()
    fields = (line.partition(":") for line in CPU.read_text(encoding="utf-8").splitlines())
    return next((value.strip() for key, _, value in fields if key.strip() == "model name"), platform.machine())

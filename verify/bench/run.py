"""The suites of comparisons: `run` measures one and gives its document (`verify.bench.documents` tells the fields)."""

import itertools
from collections.abc import Iterator

from verify.bench import als, case, cost, losses, maps, precision, ranking, sampling, table
from verify.bench.documents import Document
from verify.bench.peers import INSTALL, library
from verify.environment import describe
from verify.errors import unknown
from verify.progress import progress
from verify.recsys import datasets

TIMED = {"maps": maps, "losses": losses, "sampling": sampling, "ranking": ranking, "als": als, "cost": cost}
SUITES = (*TIMED, "precision")
PEERS = {
    "maps": ("entmax",),
    "losses": ("entmax",),
    "ranking": ("implicit",),
    "als": ("implicit", "irspack"),
    "precision": ("entmax", "jaxopt"),
}
VERSIONS = (
    "softproof",
    "numpy",
    "numba",
    "torch",
    "entmax",
    "implicit",
    "irspack",
    "jax",
    "jaxopt",
    "pytrec-eval-terrier",
)


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
    return {"suite": name, "records": records, "missing": list(_missing(name)), "environment": describe(VERSIONS)}


def _missing(name: str) -> Iterator[str]:
    for peer in PEERS.get(name, ()):
        if library(peer) is None:
            yield f"{peer} is not installed: {INSTALL}"
    for absent in itertools.filterfalse(datasets.present, losses.DATASETS if name == "losses" else ()):
        yield f"data set {absent} is not here: {datasets.remedy(datasets.lookup(absent))}"


def lines(document: Document) -> Iterator[str]:
    """The document as plain text."""
    if document["suite"] == "precision":
        yield from precision.lines(document["records"])
    else:
        yield from table.lines(document["records"])
    yield from document["missing"]
    machine = document["environment"]
    yield f"{machine['cpu']}, {machine['threads']} threads on {machine['cores']} cores"

"""Every claim of the ledger, found in the modules of `paper_checks.rg` and `paper_checks.sf`."""

import pkgutil
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module

from paper_checks import rg, sf
from paper_checks.claim import Claim
from verify.errors import unknown


@cache
def claims() -> dict[str, Claim]:
    """All claims by id, in the order of the papers' modules: each has a tuple `CLAIMS`."""
    found: dict[str, Claim] = {}
    for package in (rg, sf):
        for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
            for claim in import_module(f"{package.__name__}.{module}").CLAIMS:
                if claim.id in found:
                    raise ValueError(f"two claims have the id {claim.id!r}")
                found[claim.id] = claim
    return dict(sorted(found.items()))


def match(*globs: str) -> list[Claim]:
    """The claims that a glob names, with their parts (`rg.prop5` takes `rg.prop5.bregman` along); all, if none.

    Raises `UsageError` with the nearest ids for a glob that matches nothing.
    """
    chosen: set[str] = set()
    for glob in globs or ("*",):
        hits = {id for id in claims() if fnmatchcase(id, glob) or fnmatchcase(id, f"{glob}.*")}
        if not hits:
            raise unknown("claim", glob, claims())
        chosen |= hits
    return [claim for id, claim in claims().items() if id in chosen]


def ancestors(id: str) -> list[str]:
    """Ids of all the claims that a claim builds on, nearest first, each once."""
    seen: list[str] = []
    waiting = list(claims()[id].uses)
    while waiting:
        nearest = waiting.pop(0)
        if nearest not in seen:
            seen.append(nearest)
            waiting.extend(claims()[nearest].uses)
    return seen

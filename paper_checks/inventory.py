"""The inventory: every id that the papers give reason for, whether or not a claim stands for it yet."""

import tomllib
from collections.abc import Iterable
from importlib.resources import files


def ids() -> list[str]:
    """All ids of `inventory.toml`, in the order of the papers."""
    document = tomllib.loads(files("paper_checks").joinpath("inventory.toml").read_text(encoding="utf-8"))
    return [id for section in document.values() for id in section["ids"]]


def missing(claimed: Iterable[str]) -> list[str]:
    """The ids that no claim stands for.

    A claim stands for the longest id of the inventory that begins its own: `rg.prop5.bregman` for `rg.prop5`, but
    `rg.prop7.ssm`, an id of its own, not for `rg.prop7`.
    """
    known = ids()
    settled = {stands_for(claim, known) for claim in claimed}
    return [id for id in known if id not in settled]


def stands_for(claim: str, known: Iterable[str]) -> str:
    """The id among `known`, those of the inventory, that a claim stands for; its own if there is none."""
    return max((id for id in known if claim == id or claim.startswith(f"{id}.")), key=len, default=claim)

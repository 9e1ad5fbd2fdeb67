"""The hash of the code that determines a training run: the modules that it imports, found by their statements."""

import ast
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from verify.recsys.methods import ADAM, METHODS

ROOT = Path(__file__).parents[2]
PACKAGES = ("theory", "verify")
TRUNK = ("verify.recsys.train", "verify.recsys.learners")
CONDUCT = frozenset(
    {
        *("verify.environment", "verify.errors", "verify.files", "verify.progress"),
        *(
            f"verify.recsys.{name}"
            for name in ("checkpoint", "code", "config", "datasets", "methods", "recipes", "records")
        ),
    }
)
"""Needed, but without a say in the numbers: the records hold the configuration, and the data's hash and counts."""


def parts(loss: str, backbone: str, solver: str, start: str = "random") -> tuple[str, ...]:
    """The modules of such a run that the trunk loads when it needs them."""
    names: tuple[str, ...]
    if solver == ADAM:
        model = "backbones", f"backbones.{backbone}"
        names = ("adam", *model, "objectives", f"objectives.{METHODS[loss].objective}")
    else:
        names = ("backbones.mf", METHODS[loss].solved_in[solver])
    if start != "random":
        names = (*names, "warm_start", "adam", "backbones", "objectives", f"objectives.{METHODS[start].objective}")
    map_ = METHODS[loss].map
    return (*(f"verify.recsys.{name}" for name in names), *((f"verify.maps.{map_}",) if map_ else ()))


@cache
def code_hash(loss: str, backbone: str, solver: str, start: str = "random") -> str:
    """SHA-256 of the syntax trees of all modules of such a run: comments, docstrings and layout do not count."""
    found = modules((*TRUNK, *parts(loss, backbone, solver, start)))
    trees = [_shape(ast.parse(_file(name).read_text(encoding="utf-8"))) for name in sorted(found)]
    return hashlib.sha256(json.dumps(trees).encode()).hexdigest()


def modules(entries: tuple[str, ...]) -> frozenset[str]:
    """These modules and those of softproof that they import at the top level, and so on, without `CONDUCT`."""
    found: set[str] = set()
    left = list(entries)
    while left:
        name = left.pop()
        if name not in found and name not in CONDUCT:
            found.add(name)
            left += _imports(name)
    return frozenset(found)


def _imports(name: str) -> Iterator[str]:
    for node in ast.parse(source(name)).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in PACKAGES:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if _file(inner).is_file() else node.module


def source(name: str) -> str:
    """The text of a module."""
    return _file(name).read_text(encoding="utf-8")


def _file(name: str) -> Path:
    place = ROOT.joinpath(*name.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def _shape(node: Any) -> Any:
    """A syntax tree as nested lists, without docstrings and empty fields (which vary between versions of Python)."""
    if isinstance(node, list):
        return [_shape(child) for child in node if not _is_docstring(child)]
    if isinstance(node, ast.AST):
        fields = [[name, _shape(value)] for name, value in ast.iter_fields(node) if value not in (None, [])]
        return [type(node).__name__, *fields]
    return repr(node)


def _is_docstring(node: Any) -> bool:
    """Whether a statement is a mere string."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)

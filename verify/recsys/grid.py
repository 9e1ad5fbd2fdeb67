"""Grids of training runs, written in TOML.

    name = "losses"                  # of the folder of results; the file's name, if not given
    seeds = 3                        # replicates 0, 1, 2; or a list. Replicate s has seed s and split_seed s
    epochs = 50                      # what stands here holds for every block

    [[grid]]
    loss = ["softmax", "sparsemax"]  # a list is every one of its values in turn,
    learning_rate = [0.01, 0.02]     # and a block the product of its lists

    [[grid]]
    loss = "rg2"

Keys are the fields of `verify.recsys.config.Config`. A block's value goes before one above all blocks, and `seed` and
`split_seed`, where given, before `seeds`. Hyper-parameters that are not given come from the tuned recipe. A cell that
two blocks share is one cell.
"""

import itertools
import math
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any, get_args

from verify.errors import UsageError, unknown
from verify.recsys.config import LARGEST, Config
from verify.recsys.recipes import resolve

MOST = 100_000
"""Cells of a grid, at most."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
FIELDS: dict[str, Field[Any]] = {field.name: field for field in fields(Config)}


@dataclass(frozen=True)
class Grid:
    """The name of a sweep and its cells, each once, in the order of the file."""

    name: str
    cells: tuple[Config, ...]


def read(file: Path) -> Grid:
    """The grid in a file; `UsageError` names the file, the block and the key of what is wrong."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is not TOML: {error}") from error
    try:
        return _grid(content, file.stem)
    except UsageError as error:
        raise UsageError(f"{file}: {error}") from error


def _grid(content: dict[str, Any], stem: str) -> Grid:
    name = content.pop("name", stem)
    if not (isinstance(name, str) and NAME.fullmatch(name)):
        raise UsageError(f"name: {name!r} is no name of a folder; give letters, digits, '.', '_' and '-'")
    blocks = content.pop("grid", [{}])
    if not (isinstance(blocks, list) and blocks and all(isinstance(block, dict) for block in blocks)):
        raise UsageError("grid: it must be one or more blocks, each headed [[grid]]")
    above = _axes(content, "above all blocks")
    cells: dict[Config, None] = {}
    for number, block in enumerate(blocks, 1):
        where = f"[[grid]] {number}"
        axes = above | _axes(block, where)
        if (count := len(cells) + math.prod(map(len, axes.values()))) > MOST:
            raise UsageError(f"{where}: the grid has {count:,} cells by here; give at most {MOST:,}")
        cells |= dict.fromkeys(_cells(axes, where))
    return Grid(name, tuple(cells))


def _cells(axes: dict[str, Sequence[Any]], where: str) -> Iterator[Config]:
    """The product of a block's axes."""
    for values in itertools.product(*axes.values()):
        given = dict(zip(axes, values, strict=True))
        replicate = given.pop("seeds", None)
        seeds = {} if replicate is None else {"seed": replicate, "split_seed": replicate}
        try:
            yield resolve(seeds | given)
        except UsageError as error:
            raise UsageError(f"{where}: {error} (in the cell {given})") from error


def _axes(block: dict[str, Any], where: str) -> dict[str, Sequence[Any]]:
    """Each key with the list of its values; `seeds` may be one of the keys."""
    axes = {}
    for key, value in block.items():
        try:
            axes[key] = _values(key, value)
        except (UsageError, OverflowError) as error:
            raise UsageError(f"{where}, {key}: {error}") from error
    return axes


def _values(key: str, value: Any) -> Sequence[Any]:
    if key == "seeds":
        return _seeds(value)
    if key not in FIELDS:
        raise unknown("key", key, ["name", "seeds", *FIELDS])
    if isinstance(FIELDS[key].default, tuple):
        alternatives = value if isinstance(value, list) and value and isinstance(value[0], list) else [value]
    else:
        alternatives = value if isinstance(value, list) else [value]
    if not alternatives:
        raise UsageError("the list is empty; give a value")
    return [typed(key, one) for one in alternatives]


def _seeds(value: Any) -> Sequence[int]:
    if type(value) is int and 0 < value <= LARGEST:
        return range(value)
    if not (isinstance(value, list) and value and all(type(seed) is int for seed in value)):
        raise UsageError(f"{value!r} is neither a number of replicates nor a list of whole numbers")
    return value


def typed(name: str, value: Any) -> Any:
    """`value` as the type of this field of `Config`; `UsageError` if it is of another."""
    field = FIELDS[name]
    kind = get_args(field.type)[0] if field.default is None else type(field.default)
    if kind is tuple and isinstance(value, list):
        return tuple(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is kind:
        return value
    kinds = {float: "a number", int: "a whole number", str: "a string", bool: "true or false", tuple: "a list"}
    raise UsageError(f"{value!r} is not {kinds[kind]}")

"""Records of training runs: JSON files, one a run.

Fields: `schema`; `config` (resolved); `data` (name, SHA-256, counts of users, items and pairs, of training, validation
and test pairs); `protocol` (split, ranking, seen items, selection, metrics); `curve` (lists over epochs: `epoch`,
`seconds` of training so far without evaluation, mean training `loss` per positive without regulariser, validation
`ndcg@10` and `ndcg@20`); `best` (the epoch kept and its validation NDCG@20); `test` (means over `test_users` users);
`cost` (`wall_seconds`, `cpu_seconds`, `training_seconds`, `peak_memory_mib` of the process); `code` (`code_hash`);
`environment` (`verify.environment`, and whether seeds were fresh, that is, not repeatable); `digest`.
"""

import ast
import hashlib
import io
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from verify.errors import UsageError
from verify.files import jsonable, write_bytes, write_json
from verify.recsys.config import Config
from verify.recsys.registry import REGISTRY

SCHEMA = 1
HERE = Path(__file__).parent
RECORDS = HERE / "records"
CODE = (
    "../autograd.py",
    "../kernels/compiled.py",
    "../losses/grouped.py",
    "../losses/linear.py",
    "../losses/tsallis.py",
    "../maps/candidates.py",
    "../maps/projection.py",
    "../maps/sparsemax.py",
    "../seeds.py",
    "adam.py",
    "als.py",
    "config.py",
    "datasets.py",
    "interactions.py",
    "kcore.py",
    "lists.py",
    "metrics.py",
    "mf.py",
    "popularity.py",
    "ranking.py",
    "splits.py",
    "train.py",
)
"""The modules that determine a run, relative to this one; the registry is held by the hash and counts of the data."""


@cache
def code_hash() -> str:
    """SHA-256 of the syntax trees of the modules `CODE`, so that comments, docstrings and layout do not count."""
    trees = [_shape(ast.parse((HERE / name).read_text(encoding="utf-8"))) for name in CODE]
    return hashlib.sha256(json.dumps(trees).encode()).hexdigest()


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


def path(config: dict[str, Any], folder: Path) -> Path:
    """Where the record of a configuration is kept."""
    return folder / "{dataset}-{backbone}-{loss}-seed{seed}.json".format(**config)


def save(record: dict[str, Any], folder: Path, tag: str = "") -> Path:
    """Write a record, and its `per_user` arrays, if any, into an .npz of the same name beside it.

    `tag` ends the name, to keep runs apart that `path` does not.
    """
    target = path(record["config"], folder)
    target = target.with_name(f"{target.stem}{tag}.json")
    if "per_user" in record:
        buffer = io.BytesIO()
        np.savez_compressed(buffer, **record["per_user"])
        write_bytes(target.with_name(f"{target.stem}.npz"), buffer.getvalue())
    content = {name: value for name, value in record.items() if name != "per_user"}
    return write_json(target, content | {"digest": digest(content)})


def digest(record: dict[str, Any]) -> str:
    """SHA-256 of a record's content, without its field `digest`: a record that was edited gives itself away."""
    content = jsonable({name: value for name, value in record.items() if name != "digest"})
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def load_all(folder: Path = RECORDS) -> list[dict[str, Any]]:
    """All records of a folder, by name of file; `UsageError` for a file that is not JSON."""
    return [load(file) for file in sorted(folder.glob("*.json"))]


def load(file: Path) -> dict[str, Any]:
    """One record; `UsageError` if it cannot be read."""
    try:
        record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read the record {file}: {error}; delete it and run it again") from error
    return record


def fresh(config: Config, folder: Path) -> bool:
    """Whether the record of a configuration is in the folder and up to date."""
    wanted = jsonable(asdict(config))
    file = path(wanted, folder)
    if not file.is_file():
        return False
    record = load(file)
    return record["config"] == wanted and stale(record) is None


def stale(record: dict[str, Any]) -> str | None:
    """Why a record no longer stands for what the present code and data would give, or None if it does."""
    if record.get("schema") != SCHEMA:
        return f"schema {record.get('schema')}, now {SCHEMA}"
    name = record["data"]["name"]
    data = REGISTRY.get(name)
    if data is None or any(record["data"][key] != getattr(data, key) for key in ("sha256", "users", "items", "pairs")):
        return f"data set {name} has changed"
    if record["code"] != code_hash():
        return "the code has changed"
    if record["environment"]["fresh_seeds"]:
        return "made with fresh seeds"
    if record.get("digest") != digest(record):
        return "it was changed after it was written"
    return None

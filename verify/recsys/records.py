"""Records of training runs: JSON files, one a run.

Fields: `schema`; `config` (resolved); `data` (name, SHA-256, counts of users, items and pairs, of training, validation
and test pairs); `protocol` (split, ranking, seen items, selection, metrics); where a run does not begin at random,
`start` (`recipe`, `epochs` and `seconds` of the loss that it begins with); `curve` (lists over epochs: `epoch`,
`seconds` of training so far without evaluation, mean training `loss` per positive without regulariser, validation
`ndcg@10` and `ndcg@20`); `best` (the epoch kept and its validation NDCG@20); `test` (means over `test_users` users);
`logits` (`mean_absolute` score) and, where the loss fits probabilities, `calibration` (`ece@20`), both of
`verify.recsys.calibration`;
`cost` (`wall_seconds`, `cpu_seconds`, `training_seconds`, all stretches of an interrupted run together, and how many
`stops` it had; `peak_memory_mib` of the process); `code` (`verify.recsys.code.code_hash`); `environment`
(`verify.environment`, and whether seeds were fresh, that is, not repeatable); `digest`.
"""

import hashlib
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from verify.errors import UsageError
from verify.files import jsonable, write_bytes, write_json
from verify.recsys import datasets, recipes
from verify.recsys.code import code_hash
from verify.recsys.config import Config
from verify.recsys.registry import REGISTRY, DataSet

SCHEMA = 2
RECORDS = Path(__file__).parent / "records"
SWEEPS = "sweeps"
"""The folder, beside the tuned records, of runs with other hyper-parameters than the tuned ones."""


def path(config: dict[str, Any], folder: Path, tag: str = "") -> Path:
    """Where the record of a configuration is kept; `tag` keeps runs apart that differ in something else."""
    return folder / ("{dataset}-{backbone}-{loss}-seed{seed}".format(**config) + f"{tag}.json")


def unique_name(config: dict[str, Any]) -> str:
    """A name, without suffix, that no other configuration has: `ml1m-mf-softmax-seed0-1f0c3a5e9b2d`."""
    digest = hashlib.sha256(json.dumps(jsonable(config), sort_keys=True).encode()).hexdigest()
    return "{dataset}-{backbone}-{loss}-seed{seed}-".format(**config) + digest[:12]


def save(record: dict[str, Any], folder: Path, tag: str = "") -> Path:
    """Write a record, and its `per_user` arrays, if any, into an .npz of the same name beside it.

    Its name is that of `path`.
    """
    target = path(record["config"], folder, tag)
    if "per_user" in record:
        buffer = io.BytesIO()
        np.savez_compressed(buffer, **record["per_user"])
        write_bytes(target.with_name(f"{target.stem}.npz"), buffer.getvalue())
    content = {name: value for name, value in record.items() if name != "per_user"}
    return write_json(target, content | {"digest": digest(content)})


def _same_data(found: dict[str, Any], data: DataSet) -> bool:
    """Whether hash and counts are those of the data set, as far as they are known."""
    known = datasets.hashes(data.name)
    counts = (getattr(data, name) in (None, found[name]) for name in ("users", "items", "pairs"))
    return (not known or found["sha256"] in known) and all(counts)


def code_of(config: dict[str, Any]) -> str:
    """The hash of the code that determines a run of this configuration."""
    return code_hash(*(config[name] for name in ("loss", "backbone", "solver", "start")))


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


def fresh(config: Config, folder: Path, tag: str = "") -> bool:
    """Whether the record of a configuration is in the folder, under a name that ends in `tag`, and up to date."""
    wanted = jsonable(asdict(config))
    file = path(wanted, folder, tag)
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
    if data is None or not _same_data(record["data"], data):
        return f"data set {name} has changed"
    if record["code"] != code_of(record["config"]):
        return "the code has changed"
    if record.get("start", {}).get("recipe", {}) != recipes.start_recipe(record["config"]):
        return "the loss that it starts from has been tuned again"
    if record["environment"]["fresh_seeds"]:
        return "made with fresh seeds"
    if record.get("digest") != digest(record):
        return "it was changed after it was written"
    return None

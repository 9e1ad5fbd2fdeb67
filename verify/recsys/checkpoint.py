"""Checkpoints: the state of a training run after an epoch, in one safetensors file.

The metadata hold `run` (JSON: configuration, code hash, data hash), `progress` (JSON: the curve, the seconds spent, the
number of stops) and `digest`, the SHA-256 of all the rest: a file that is damaged gives itself away. Tensors named
`state.*` are what the next epoch depends on, those named `best.*` the weights of the best epoch so far.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors
from safetensors.torch import load, save

from verify.errors import UsageError
from verify.files import write_bytes
from verify.recsys.learner import State


@dataclass(frozen=True)
class Checkpoint:
    """`run` says what is trained, `progress` how far it is, both as JSON values; `state` and `best` are tensors."""

    run: dict[str, Any]
    progress: dict[str, Any]
    state: State
    best: State


def write(path: Path, checkpoint: Checkpoint) -> Path:
    """Write a checkpoint, atomically; `UsageError` if that cannot be done."""
    parts = {"state": checkpoint.state, "best": checkpoint.best}
    tensors = {
        f"{part}.{name}": t.detach().cpu().clone().contiguous() for part in parts for name, t in parts[part].items()
    }
    texts = {"run": json.dumps(checkpoint.run), "progress": json.dumps(checkpoint.progress)}
    return write_bytes(path, save(tensors, texts | {"digest": _digest(texts, tensors)}))


def read(path: Path) -> Checkpoint:
    """The checkpoint of a file; `UsageError` if it is damaged or none."""
    try:
        content = path.read_bytes()
        tensors, texts = load(content), _metadata(content)
        digest = texts.pop("digest")
        run, progress = (json.loads(texts[name]) for name in ("run", "progress"))
    except (OSError, ValueError, KeyError, safetensors.SafetensorError) as error:
        raise _damaged(path, str(error) or type(error).__name__) from error
    if digest != _digest(texts, tensors):
        raise _damaged(path, "its content does not have the digest that it states")
    state, best = (
        {n.removeprefix(f"{p}."): t for n, t in tensors.items() if n.startswith(f"{p}.")} for p in ("state", "best")
    )
    return Checkpoint(run, progress, state, best)


def _metadata(content: bytes) -> dict[str, str]:
    """The metadata of a safetensors file: its first 8 bytes are the length of a JSON header."""
    length = int.from_bytes(content[:8], "little")
    return dict(json.loads(content[8 : 8 + length])["__metadata__"])


def _digest(texts: dict[str, str], tensors: State) -> str:
    hashed = hashlib.sha256(json.dumps([texts["run"], texts["progress"]]).encode())
    for name in sorted(tensors):
        hashed.update(f"{name} {tensors[name].dtype} {tuple(tensors[name].shape)}".encode())
        hashed.update(tensors[name].numpy().tobytes())
    return hashed.hexdigest()


def _damaged(path: Path, reason: str) -> UsageError:
    return UsageError(f"cannot use the checkpoint {path}: {reason}; delete it, and the run begins anew")

"""A small data set for tests of training, registered as `small`: two kinds of users with two kinds of items."""

import dataclasses
import hashlib
import io

import numpy as np

from verify.recsys import registry
from verify.recsys.config import Config
from verify.recsys.loaders import npz
from verify.seeds import generator

USERS, ITEMS = 60, 40


def register(monkeypatch, folder):
    """Register it, with its file in the folder; seeds repeat."""
    monkeypatch.delenv("SOFTPROOF_FRESH_SEEDS", raising=False)
    monkeypatch.setenv("SOFTPROOF_DATA", str(folder))
    random = generator("recsys.small")
    kinds = np.arange(USERS) % 2
    likes = random.random((USERS, ITEMS)) < np.where(kinds[:, None] == np.arange(ITEMS) % 2, 0.8, 0.05)
    users, items = likes.nonzero()
    buffer = io.BytesIO()
    np.savez(buffer, users=users, items=items)
    content = buffer.getvalue()
    (folder / "small.npz").write_bytes(content)
    data = dataclasses.replace(
        registry.REGISTRY["online-retail"],
        name="small",
        file="small.npz",
        embedded=False,
        core=1,
        read=npz.reader(),
        sha256=hashlib.sha256(content).hexdigest(),
        users=USERS,
        items=ITEMS,
        pairs=len(users),
    )
    monkeypatch.setitem(registry.REGISTRY, "small", data)


def config(loss="softmax", **changes):
    """A configuration for it; Adam's values only where Adam trains."""
    given = {"dataset": "small", "epochs": 40}
    if loss != "popularity":
        given["dim"] = 4
        if changes.get("solver", Config(dataset="small", loss=loss).solver) == "adam":
            given |= {"batch_contexts": 20, "learning_rate": 0.05}
    if loss == "sampled-softmax":
        given["negatives"] = 20
    return Config(loss=loss, **{**given, **changes})

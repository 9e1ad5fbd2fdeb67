"""Random streams: one per (name, replicate), the same whatever the order, the batch or the worker count."""

import os
import zlib

import numpy as np

FRESH = "SOFTPROOF_FRESH_SEEDS"


def sequence(name: str, replicate: int = 0) -> np.random.SeedSequence:
    """The seed sequence of a claim or task; with `SOFTPROOF_FRESH_SEEDS=1`, a new one at every call."""
    if os.environ.get(FRESH) == "1":
        return np.random.SeedSequence()
    return np.random.SeedSequence([zlib.crc32(name.encode()), replicate])


def generator(name: str, replicate: int = 0) -> np.random.Generator:
    """A NumPy generator on `sequence(name, replicate)`."""
    return np.random.default_rng(sequence(name, replicate))

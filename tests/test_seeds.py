"""Random streams: one per name and replicate, independent of order; fresh on demand."""

import numpy as np

from verify.seeds import FRESH, generator


def draw(name, replicate=0):
    return generator(name, replicate).integers(2**63, size=4).tolist()


def test_a_stream_depends_on_name_and_replicate_alone(monkeypatch):
    monkeypatch.delenv(FRESH, raising=False)
    later = draw("b")
    assert draw("a") == draw("a")
    assert draw("b") == later
    assert len({tuple(draw(name, r)) for name in "ab" for r in range(3)}) == 6


def test_fresh_seeds_differ_at_every_call(monkeypatch):
    monkeypatch.setenv(FRESH, "1")
    assert draw("a") != draw("a")


def test_streams_are_generators():
    assert isinstance(generator("a"), np.random.Generator)

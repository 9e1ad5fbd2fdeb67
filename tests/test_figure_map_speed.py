"""The message of the figure: on its record, at the largest size, ours beats sorting by the targets."""

import pytest
from matplotlib.figure import Figure as Canvas

from figures import map_speed
from figures.map_speed import FIGURE, MAPS, OURS
from figures.map_speed import SORT as PEER
from verify.bench import documents
from verify.bench.targets import TARGETS
from verify.profile import Profile

SCALES = (1.0, 0.01)


@pytest.fixture(scope="module")
def recorded():
    return FIGURE.compute(Profile.QUICK)


def test_the_record_has_every_map_scale_size_and_contender(recorded):
    assert [(one["map"], one["scale"]) for one in recorded["panels"]] == [(m, s) for m in MAPS for s in SCALES]
    for one in recorded["panels"]:
        assert one["classes"] == [1_000, 10_000, 100_000]
        assert list(one["milliseconds"]) == list(map_speed.LABELS)


def test_ours_reaches_the_targets_at_the_largest_size(recorded):
    for one in recorded["panels"]:
        record = {"case": one["map"], "settings": {"classes": one["classes"][-1], "scale": one["scale"]}}
        limits = [t.limit for t in TARGETS if (t.what, t.than) == ("faster", PEER) and t.concerns(record)]
        assert limits
        assert one["over_ours"][PEER] >= max(limits)


def test_ours_is_the_fastest_sparse_map_at_the_largest_size(recorded):
    for one in recorded["panels"]:
        assert all(ratio >= 1 for name, ratio in one["over_ours"].items() if name not in map_speed.YARDSTICKS)


def document(peers=True):
    """A record of a machine on which ours takes C microseconds, sorting ten times as long and softmax half."""

    def contenders(classes):
        seconds = dict.fromkeys(map_speed.LABELS, classes * 1e-6) | {PEER: classes * 1e-5}
        seconds["torch softmax"] /= 2
        return {
            name: {"role": "ours", "share": 1.0, "seconds": [0.9 * t, t, t, t, 1.2 * t], "peak": None}
            for name, t in seconds.items()
            if peers or not name.startswith("entmax")
        }

    records = [
        {"case": m, "settings": {"rows": 2, "classes": c, "scale": s}, "unit": 1, "contenders": contenders(c)}
        for c in (1000, 10)
        for s in SCALES
        for m in MAPS
    ]
    return {"suite": "maps", "records": records, "environment": {"cpu": "a processor", "threads": 2}}


@pytest.mark.parametrize("peers", [True, False])
def test_a_record_is_drawn_and_told(monkeypatch, peers):
    monkeypatch.setattr(documents, "load", lambda _: document(peers))
    data = FIGURE.compute(Profile.QUICK)
    one = data["panels"][0]
    assert one["classes"] == [10, 1000]
    assert one["milliseconds"][OURS][0] == pytest.approx([0.01] * 3)
    told = r"10 for sparsemax (standard normal scores), 10 for sparsemax (scores of $0.01\,N(0, 1)$)"
    assert (told in FIGURE.caption(data)) is peers
    assert "softmax takes 0.5 to 0.5 times. a processor, 2 threads" in FIGURE.caption(data)
    canvas = Canvas()
    FIGURE.draw(data, canvas)
    assert len(canvas.axes) == len(data["panels"])
    assert all(len(axes.containers) == len(one["milliseconds"]) for axes in canvas.axes)

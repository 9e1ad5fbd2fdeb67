"""The message of the figure: ours stays at rounding level where the others lose digits, or give no number."""

import pytest
import torch
from matplotlib.figure import Figure as Canvas

from figures import precision
from figures.precision import FIGURE, LIBRARIES, MEMBERS, UNDEFINED
from verify.bench import documents
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


def of(data, **place):
    return [row for row in data["rows"] if all(row[key] == value for key, value in place.items())]


def test_the_figure_shows_the_record(data, monkeypatch):
    recorded = documents.load("precision")["records"]
    assert data["rows"] == [r for r in recorded if r["dtype"] == precision.DTYPE and r["member"] in MEMBERS]
    assert [path.name for path in FIGURE.reads] == ["precision.json"]
    other = {"member": "softmax", "dtype": "float32", "condition": "c", "library": "torch", "map": 0.5, "loss": None}
    monkeypatch.setattr(documents, "load", lambda _: {"records": [other, other | {"dtype": "float64"}]})
    assert FIGURE.compute(Profile.QUICK) == {"conditions": ["c"], "rows": [other]}
    assert FIGURE.caption(FIGURE.compute(Profile.QUICK)).endswith(
        "The worst relative error of a loss: torch no number."
    )


def test_every_error_of_ours_is_at_rounding_level(data):
    """The bounds are those of `tests/test_bench_precision.py`."""
    eps = torch.finfo(torch.float32).eps
    ours = of(data, library="softproof")
    assert len(ours) == len(MEMBERS) * len(data["conditions"])
    assert all(row["map"] <= 4 * eps and row["loss"] <= 20 * eps for row in ours)


def test_every_other_library_loses_the_loss_somewhere(data):
    others = {row["library"] for row in data["rows"]} - {"softproof"}
    assert {"entmax", "torch"} <= others <= set(LIBRARIES)
    for name in others:
        assert any(row["loss"] is None or row["loss"] > 1e-3 for row in of(data, library=name))


def test_what_is_no_number_is_drawn_as_such(data):
    (masked,) = of(data, library="entmax", member="sparsemax", condition="one class masked")
    assert masked["loss"] is None
    canvas = Canvas()
    FIGURE.draw(data, canvas)
    axes = canvas.axes[len(MEMBERS) + MEMBERS.index("sparsemax")]
    assert [tick.get_text() for tick in axes.get_xticklabels()][-1] == "no\nnumber"
    undefined = [line for line in axes.lines if list(line.get_xdata()) == [UNDEFINED]]
    assert len(undefined) == len([row for row in of(data, member="sparsemax") if row["loss"] is None])
    assert all(line.get_color() == precision.COLOURS[LIBRARIES.index("entmax")] for line in undefined)


def test_the_caption_has_the_worst_of_each(data):
    worst = max(row["loss"] for row in of(data, library="softproof"))
    assert f"softproof {worst:.2g}" in FIGURE.caption(data)
    assert "entmax" in FIGURE.caption(data)
    assert "no number in 4 of 16 cases" in FIGURE.caption(data)

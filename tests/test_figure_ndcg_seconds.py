"""The message of the figure, asserted on its data: ALS is first to its own quality, softmax's quality is higher."""

import pytest

from figures.ndcg_seconds import FIGURE, LABELS
from verify.profile import Profile


@pytest.fixture(scope="module")
def data():
    return FIGURE.compute(Profile.QUICK)


def test_als_reaches_its_own_quality_first_with_every_seed(data):
    methods = data["methods"]
    latest = max(methods["rg2"]["times"])
    assert all(latest < min(methods[loss]["times"]) for loss in methods if loss != "rg2")


def test_softmax_ends_above_rg2_with_every_seed(data):
    ends = {loss: [max(curve) for curve in method["ndcg"]] for loss, method in data["methods"].items()}
    assert min(ends["softmax"]) > max(ends["rg2"])


def test_every_method_ends_far_above_popularity(data):
    assert all(method["final"] > 3 * data["popularity"] for method in data["methods"].values())


def test_every_seed_of_every_method_is_drawn(data):
    assert list(data["methods"]) == list(LABELS)
    for method in data["methods"].values():
        assert len(method["seconds"]) == len(method["ndcg"]) == len(method["times"]) == len(method["seeds"]) >= 5


def test_the_caption_tells_both_sides(data):
    caption = FIGURE.caption(data)
    assert f"{data['methods']['rg2']['final']:.4f}" in caption
    assert f"{data['methods']['softmax']['time']:.2g} s" in caption

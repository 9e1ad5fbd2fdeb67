"""The comparisons of alternating least squares: all contenders solve the same problem."""

import pytest
import torch

from verify.bench import als


@pytest.fixture
def _tiny(monkeypatch):
    monkeypatch.setattr(als, "SIZES", {"a small one": (60, 40, 500)})
    monkeypatch.setattr(als, "FACTORS", 8)


@pytest.mark.usefixtures("_tiny")
def test_wrmf_and_its_peers_compute_the_same():
    one = next(case for case in als.cases() if case.name == "wrmf_epoch")
    x = one.inputs()
    results = [contender.call(x) for contender in one.contenders.values()]
    for other in results[1:]:
        torch.testing.assert_close(other, results[0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("sizes", [(60, 40, 500), (5, 4, 20)])
def test_the_pairs_are_distinct_and_no_user_is_without(sizes):
    users, items, pairs = sizes
    x = als.Pairs(*sizes, dim=3)
    assert len({*zip(x.by_user.users.tolist(), x.by_user.values.tolist(), strict=True)}) == pairs
    assert (x.by_user.counts > 0).all()
    assert (x.by_user.n_users, x.by_item.n_users) == (users, items)
    assert x.matrix.sum() == pairs

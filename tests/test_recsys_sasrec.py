import dataclasses

import numpy as np
import pytest
import torch
from backbone_example import blocks, fit, lists, made, ndcg, scorer, split_of

from verify.errors import UsageError
from verify.recsys.backbones.sasrec import SASRec, dropout_by, last
from verify.recsys.sequences import Sequences
from verify.seeds import FRESH


@pytest.fixture(autouse=True)
def repeated_seeds(monkeypatch):
    """The same seed gives the same numbers here, whatever the environment says."""
    monkeypatch.delenv(FRESH, raising=False)


def sequences(items):
    """`Sequences` of Python lists."""
    start = np.cumsum([0, *(len(some) for some in items)])
    return Sequences(start, np.array([item for some in items for item in some], dtype=np.int64))


def contexts_of(split, user, **form):
    """The training contexts of one user alone."""
    return made("sasrec", split, **form).batch(np.array([user])).contexts.detach()


def test_last_keeps_the_end_of_each_sequence_in_order():
    found = last(sequences([[3, 1, 2], [], [5], [9, 8, 7, 6]]), 2)
    assert [found.values[a:b].tolist() for a, b in zip(found.start, found.start[1:], strict=False)] == [
        [1, 2],
        [],
        [5],
        [7, 6],
    ]


def test_contexts_are_places_and_positives_the_next_items():
    split = split_of([[4, 0, 2, 1], [3], [5, 3]], [[], [], []], 6)
    batch = made("sasrec", split).batch(np.array([2, 1, 0]))
    assert batch.columns.tolist() == [3, 0, 2, 1]
    assert batch.rows.tolist() == [0, 1, 2, 3]
    torch.testing.assert_close(batch.contexts[1:], contexts_of(split, 0), rtol=1e-5, atol=1e-6)


def test_a_long_sequence_gives_one_window_of_its_last_items():
    order = [4, 0, 2, 1, 3, 5]
    long, short = split_of([order], [[]], 6), split_of([order[2:]], [[]], 6)
    batch = made("sasrec", long, max_length=3).batch(np.array([0]))
    assert batch.columns.tolist() == order[-3:]
    torch.testing.assert_close(batch.contexts.detach(), contexts_of(short, 0, max_length=3))
    encoding = made("sasrec", long, max_length=3).encode(long.train)
    expected = made("sasrec", short, max_length=3).encode(lists([order[3:]]))
    torch.testing.assert_close(encoding.contexts(0, 1), expected.contexts(0, 1))


@pytest.mark.parametrize("heads", [1, 2])
def test_other_users_and_padding_make_no_difference(heads):
    """The same user alone, with shorter and with longer ones: another number of rows, another padded width."""
    split = split_of([[4, 0, 2], [3], list(range(11)), [5, 6]], [[]] * 4, 12)
    alone = contexts_of(split, 0, heads=heads)
    assert alone.abs().max() > 0.1
    for users in ([0, 1], [0, 2], [0, 3, 2, 1]):
        found = made("sasrec", split, heads=heads).batch(np.array(users)).contexts[: len(alone)]
        torch.testing.assert_close(found.detach(), alone, rtol=1e-5, atol=1e-6)


def test_no_gradient_comes_from_padding():
    """The gradients of a batch are the sums of those of its users."""
    split = split_of([[4, 0, 2], [1, 3], list(range(9))], [[]] * 3, 12)
    slopes = []
    for groups in ([[0, 1, 2]], [[0], [1], [2]]):
        model = made("sasrec", split)
        for users in groups:
            model.batch(np.array(users)).contexts.square().sum(1).log().sum().backward()
        slopes.append([p.grad for p in model.parameters() if p.grad is not None])
    for one, other in zip(*slopes, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)
    assert slopes[0][0][10:].abs().max() == 0


def test_a_later_item_changes_no_earlier_context():
    first = contexts_of(split_of([[4, 0, 2, 1, 5]], [[]], 6), 0)
    other = contexts_of(split_of([[4, 0, 3, 1, 5]], [[]], 6), 0)
    torch.testing.assert_close(first[:2], other[:2], rtol=0, atol=0)
    assert ((first[2:] - other[2:]).abs().amax(1) > 1e-3).all()


def test_a_context_has_a_gradient_by_its_own_and_earlier_items_only():
    order = [4, 0, 2, 1, 3]
    model = made("sasrec", split_of([order], [[]], 6))
    contexts = model.batch(np.array([0])).contexts
    for place in range(4):
        slope = torch.autograd.grad(contexts[place, 0], model.Q, retain_graph=True)[0].abs().amax(1)
        assert set(slope.nonzero()[:, 0].tolist()) == set(order[: place + 1])


def test_users_with_one_item_and_with_none():
    split = split_of([[4], [2]], [[], []], 6)
    batch = made("sasrec", split).batch(np.array([0, 1]))
    assert len(batch.rows) == len(batch.contexts) == 0
    assert batch.penalty.isfinite()
    encoding = made("sasrec", split).encode(lists([[4], []]))
    found = encoding.contexts(0, 2)
    assert found.isfinite().all()
    assert found[0].abs().max() > 0.1
    assert (found[1] == 0).all()
    assert (encoding.contexts(1, 2) == 0).all()


def test_encoding_gives_the_output_at_the_last_place():
    """After all items but the last, the vector is the last training context."""
    order = [4, 0, 2, 1]
    split = split_of([order], [[]], 6)
    model = made("sasrec", split)
    found = model.encode(lists([sorted(order[:-1])])).contexts(0, 1)
    torch.testing.assert_close(found[0], model.batch(np.array([0])).contexts[-1].detach(), rtol=1e-5, atol=1e-6)


def test_dropout_is_in_training_only_and_set_by_seed_epoch_and_step():
    split = blocks()
    users = np.arange(6)

    def draws(epoch, steps, **form):
        model = made("sasrec", split, dropout=0.5, **form)
        model.begin_epoch(epoch)
        return [model.batch(users).contexts.detach() for _ in range(steps)]

    first, second = draws(3, 2)
    assert torch.equal(first, draws(3, 1)[0])
    assert not torch.equal(first, second)
    assert not torch.equal(first, draws(4, 1)[0])
    plain, dropped = made("sasrec", split), made("sasrec", split, dropout=0.5)
    torch.testing.assert_close(
        plain.encode(split.train).contexts(0, 40), dropped.encode(split.train).contexts(0, 40), rtol=0, atol=0
    )


def test_dropout_keeps_the_mean():
    """Of 10,000 numbers, kept with chance 0.7: the mean is off by more than 0.035 with chance below 1e-6."""
    found = dropout_by(np.random.default_rng(0), 0.3)(torch.ones(1000, 10))
    assert found.unique().tolist() == pytest.approx([0, 1 / 0.7])
    assert found.mean().item() == pytest.approx(1, abs=0.035)


def test_the_penalty_is_the_mean_over_contexts_and_over_items():
    split = blocks()
    model = made("sasrec", split)
    batch = model.batch(np.array([2, 9]))
    expected = batch.contexts.square().sum(1).mean() + model.Q.square().sum(1).mean()
    assert batch.penalty.item() == pytest.approx(expected.item(), rel=1e-5)


def test_data_without_times_are_refused():
    split = blocks()
    with pytest.raises(UsageError, match="order"):
        made("sasrec", dataclasses.replace(split, data=dataclasses.replace(split.data, times=None)))


def successors():
    """150 walks along one cycle of 40 items, from anywhere: 7 items to train on, then one held out."""
    random = np.random.default_rng(5)
    cycle = random.permutation(40)
    walks = [np.roll(cycle, -start)[:8].tolist() for start in random.integers(40, size=150)]
    return split_of([walk[:7] for walk in walks], [walk[7:] for walk in walks], 40)


def test_the_next_item_is_learned_where_the_last_one_decides_it():
    """To matrix factorisation the item before the first is as likely as the one after the last."""
    split = successors()
    found = {}
    for name, rate in {"sasrec": 0.01, "mf": 0.05}.items():
        model = made(name, split, dim=16, layers=1, heads=1)
        fit(model, 25, rate=rate)
        found[name] = ndcg(scorer(model, split), split, k=1)
    assert found["sasrec"] > 0.95
    assert 0.3 < found["mf"] < 0.7


def test_the_transformer_is_that_of_torch_in_a_loop():
    """One user at a time, by torch's own multi-head attention with an explicit mask."""
    split = split_of([[4, 0, 2, 1, 3]], [[]], 6)
    model = made("sasrec", split, heads=2)
    items, length = torch.tensor([4, 0, 2, 1]), 4
    x = model.Q[items] + model.places[:length]
    mask = torch.ones(length, length).triu(1).bool()
    for block in model.blocks:
        attention = torch.nn.MultiheadAttention(8, 2, bias=False)
        attention.in_proj_weight, attention.out_proj.weight = (
            torch.nn.Parameter(block.projections.weight.detach()),
            torch.nn.Parameter(torch.eye(8)),
        )
        y = block.attention_norm(x)
        x = x + attention(y, y, y, attn_mask=mask)[0]
        inner, _, outer = block.map
        x = x + outer(torch.relu(inner(block.map_norm(x))))
    torch.testing.assert_close(model.norm(x), model.batch(np.array([0])).contexts, rtol=1e-5, atol=1e-6)


def test_weights_are_a_sample_of_the_stated_distribution():
    model = SASRec(blocks(), 64, layers=3, heads=1, max_length=50, dropout=0.0, seed=0)
    for name, parameter in model.named_parameters():
        values = parameter.detach()
        if values.ndim == 2:
            assert values.std().item() == pytest.approx(1 / 8, rel=0.1)
        else:
            assert (values == (1 if "norm" in name and name.endswith("weight") else 0)).all()

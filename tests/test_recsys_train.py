"""Training runs: what they learn, that they repeat, that a stop at any epoch changes nothing, and what ends them."""

import dataclasses
import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import small
import torch

from verify import losses
from verify.errors import UsageError
from verify.recsys import checkpoint as checkpoints
from verify.recsys import datasets, learners, ranking, splits
from verify.recsys.adam import Adam
from verify.recsys.train import StoppedError, train

LOSSES = ("popularity", "rg2", "sampled-softmax", "softmax", "sparsemax")


@pytest.fixture(autouse=True)
def _small(monkeypatch, tmp_path):
    small.register(monkeypatch, tmp_path)


def parts():
    return splits.split(datasets.load("small"), "ratio", 0)


def learner(loss="softmax", **changes):
    return learners.build(small.config(loss, **changes), parts())


@pytest.mark.parametrize("loss", LOSSES)
def test_every_method_trains_and_beats_popularity(loss):
    record = train(small.config(loss))
    assert record["test_users"] == small.USERS
    curve = record["curve"]
    assert len({len(column) for column in curve.values()}) == 1
    assert curve["seconds"] == sorted(curve["seconds"])
    assert record["best"]["ndcg@20"] == max(curve["ndcg@20"])
    if loss != "popularity":
        assert curve["loss"][-1] < curve["loss"][0]
        assert record["test"]["ndcg@10"] > 2 * train(small.config("popularity"))["test"]["ndcg@10"]


@pytest.mark.parametrize("loss", LOSSES)
def test_the_same_seed_gives_the_same_result(loss):
    first, second = (train(small.config(loss, epochs=4, seed=5)) for _ in range(2))
    assert first["test"] == second["test"]
    assert first["curve"]["loss"] == second["curve"]["loss"]
    if loss != "popularity":
        assert train(small.config(loss, epochs=4, seed=6))["curve"]["loss"] != first["curve"]["loss"]


def test_training_stops_and_keeps_the_best_epoch():
    record = train(small.config(patience=2, epochs=200, learning_rate=0.3))
    validation = record["curve"]["ndcg@20"]
    best = int(np.argmax(validation)) + 1
    assert record["best"]["epoch"] == best
    assert len(validation) == best + 2
    alone = train(small.config(epochs=best, patience=200, learning_rate=0.3))
    assert alone["test"] == record["test"]


FULL = {"softmax": losses.grouped_softmax_loss, "sparsemax": losses.grouped_sparsemax_loss}


@pytest.mark.parametrize("loss", FULL)
def test_an_adam_step_descends_the_stated_objective(loss):
    """The first step of Adam moves every coordinate by the learning rate against its gradient."""
    train_lists = parts().train
    adam = learner(loss, batch_contexts=60, regularisation=0.3, learning_rate=1e-4)
    P, Q = (factor.detach().clone().requires_grad_() for factor in (adam.backbone.P, adam.backbone.Q))
    value = adam.epoch()
    rows, columns = torch.from_numpy(train_lists.users), torch.from_numpy(train_lists.values.copy())
    mean = FULL[loss](P @ Q.T, rows, columns) / len(rows)
    assert value == pytest.approx(mean.item(), rel=1e-5)
    weights = torch.from_numpy(train_lists.counts) / len(rows)
    penalty = weights @ P.square().sum(1) + Q.square().sum() / small.ITEMS
    slopes = torch.autograd.grad(mean + 0.15 * penalty, (P, Q))
    for before, after, slope in zip((P, Q), (adam.backbone.P, adam.backbone.Q), slopes, strict=True):
        clear = slope.abs() > 1e-6
        assert clear.float().mean() > 0.9
        assert ((after - before).sign() == -slope.sign())[clear].all()


def test_the_step_before_the_clock_leaves_no_trace():
    alone = learner(epochs=2, seed=3)
    assert train(small.config(epochs=2, seed=3))["curve"]["loss"] == [alone.epoch(), alone.epoch()]


def test_sampled_softmax_with_many_draws_is_softmax():
    """64,000 draws of 40 items with scores near 0: the estimate of log Z is off by about 0.001."""
    softmax = learner(batch_contexts=60).epoch()
    sampled = learner("sampled-softmax", batch_contexts=60, negatives=64_000).epoch()
    assert sampled == pytest.approx(softmax, abs=0.01)


def test_model_scores_rank_the_same_in_any_chunks():
    scorer, split = learner().scorer(parts().train), parts()
    whole = ranking.full_ranking(scorer, split.test, split.train, chunk=60)
    for chunk in (1, 7, 59):
        ranks = ranking.full_ranking(scorer, split.test, split.train, chunk)
        np.testing.assert_array_equal(ranks.values, whole.values)


LASTING = {"test", "curve", "best", "test_users", "code", "config", "data", "protocol"}


def same(one, other):
    """Whether two records are equal but for what they took."""
    found = [json.loads(json.dumps({k: record[k] for k in LASTING})) for record in (one, other)]
    for record in found:
        del record["curve"]["seconds"]
    return found[0] == found[1]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("after", [1, 3])
def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(loss, after, tmp_path):
    file, settings = tmp_path / "run.safetensors", small.config(loss, epochs=6, patience=2)
    asked = iter([False] * (after - 1) + [True])
    whole = train(settings)
    if len(whole["curve"]["epoch"]) > after:
        with pytest.raises(StoppedError, match=f"stopped after epoch {after} of 6"):
            train(settings, file, lambda: next(asked))
        assert file.exists()
    record = train(settings, file)
    assert same(record, whole)
    assert record["cost"]["stops"] == (len(whole["curve"]["epoch"]) > after)
    assert same(train(settings, file), whole)


KILLED = """
import sys, time
sys.path.insert(0, {tests!r})
import pytest, small
from pathlib import Path
from verify.recsys import train
monkeypatch = pytest.MonkeyPatch()
small.register(monkeypatch, Path({folder!r}))
def stop():
    print("epoch", flush=True)
    time.sleep(0.05)
    return False
record = train.train(small.config(epochs=6, patience=6), Path({file!r}), stop)
print(record["test"]["ndcg@10"], record["curve"]["loss"], flush=True)
"""


def test_a_run_that_is_killed_in_the_middle_of_an_epoch_goes_on(tmp_path):
    """The signal falls somewhere between the ends of two epochs; the file is then that of the last end, whole."""
    file = tmp_path / "run.safetensors"
    script = KILLED.format(tests=str(Path(__file__).parent), folder=str(tmp_path), file=str(file))
    running = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert running.stdout.readline() == "epoch\n"
    assert running.stdout.readline() == "epoch\n"
    running.send_signal(signal.SIGKILL)
    running.wait()
    running.stdout.close()
    done = len(checkpoints.read(file).progress["curve"]["epoch"])
    assert 2 <= done < 6
    settings = small.config(epochs=6, patience=6)
    assert same(train(settings, file), train(settings))
    assert not [left for left in tmp_path.iterdir() if left.name.startswith(".run")]


def test_a_run_that_diverges_says_where_and_keeps_the_last_good_state(tmp_path):
    file = tmp_path / "run.safetensors"
    with pytest.raises(UsageError) as caught:
        train(small.config(learning_rate=1e30, epochs=9), file)
    text = str(caught.value)
    assert "softmax on mf: the loss is" in text
    for part in ("at step", "of epoch", "learning rate 1e+30", "norm of the parameters", "of the gradient"):
        assert part in text
    assert text.endswith("lower the learning rate")


def test_scores_that_the_last_step_ruined_are_told():
    with pytest.raises(UsageError, match="the scores are not finite even after the best epoch; lower the learning"):
        train(small.config("bpr", learning_rate=1e29, epochs=1, batch_contexts=1024))


def test_the_state_before_a_divergence_can_be_loaded(tmp_path, monkeypatch):
    file, settings = tmp_path / "run.safetensors", small.config(epochs=9)
    real, calls = Adam._step, []

    def breaks_later(self, users, number):
        calls.append(number)
        if len(calls) > 8:
            torch.nn.init.constant_(self.backbone.P, float("nan"))
        return real(self, users, number)

    monkeypatch.setattr(Adam, "_step", breaks_later)
    with pytest.raises(UsageError, match=r"the loss is nan at step 2 of epoch 3.*the state after epoch 2 is kept in"):
        train(settings, file)
    kept = checkpoints.read(file)
    assert kept.progress["curve"]["epoch"] == [1, 2]
    assert all(tensor.isfinite().all() for tensor in kept.state.values())
    monkeypatch.undo()
    small.register(monkeypatch, tmp_path)
    assert same(train(settings, file), train(settings))


def written(tmp_path, **changes):
    file = tmp_path / "run.safetensors"
    with pytest.raises(StoppedError):
        train(small.config(epochs=6, **changes), file, lambda: True)
    return file


DAMAGE = {
    "cut": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",  # noqa: ARG005
    "a flipped bit": lambda content: content[:-5] + bytes([content[-5] ^ 1]) + content[-4:],
    "a pickle": lambda content: b"\x80\x04N.",  # noqa: ARG005
    "no metadata": lambda content: b"\x02\x00\x00\x00\x00\x00\x00\x00{}",  # noqa: ARG005
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_checkpoint_is_refused(kind, tmp_path):
    file = written(tmp_path)
    file.write_bytes(DAMAGE[kind](file.read_bytes()))
    with pytest.raises(UsageError, match=r"cannot use the checkpoint .* delete it, and the run begins anew"):
        train(small.config(epochs=6), file)


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    file = written(tmp_path)
    with pytest.raises(UsageError, match="of a run with another config; delete it"):
        train(small.config(epochs=6, dim=8), file)


def test_a_full_disk_ends_a_run_with_a_reason_and_no_half_file(tmp_path, monkeypatch):
    def full(self, content):  # noqa: ARG001
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    real = os.fdopen

    class Full:
        def __init__(self, *given):
            self.stream = real(*given)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.stream.close()

        write = full

    monkeypatch.setattr(os, "fdopen", Full)
    with pytest.raises(UsageError, match=r"cannot write .*run.safetensors: No space left on device"):
        train(small.config(epochs=6), tmp_path / "run.safetensors")
    assert [file.name for file in tmp_path.iterdir()] == ["small.npz"]


def test_seconds_of_all_stretches_are_counted(tmp_path):
    file = written(tmp_path)
    before = checkpoints.read(file).progress["spent"]["wall_seconds"]
    start = time.perf_counter()
    record = train(small.config(epochs=6), file)
    assert before < record["cost"]["wall_seconds"] <= before + time.perf_counter() - start
    assert record["cost"]["training_seconds"] == record["curve"]["seconds"][-1]


def test_the_epochs_draws_do_not_depend_on_how_many_were_run_before():
    ahead = learner("sampled-softmax", seed=2)
    ahead.epoch()
    state = {name: value.clone() for name, value in ahead.state().items()}
    later = learner("sampled-softmax", seed=2)
    later.restore(state, 1)
    assert later.epoch() == ahead.epoch()


def test_replacing_a_field_makes_another_run():
    assert dataclasses.replace(small.config(), seed=1) != small.config()

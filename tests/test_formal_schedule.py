"""Tasks that need each other: each after what it needs, no more at a time than there are workers."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Lock

import pytest

from paper_checks.formal.schedule import in_order

NEEDS = {"roof": {"walls", "door"}, "walls": {"floor"}, "door": set(), "floor": set(), "garden": set()}


class Counted:
    """Tasks that tell how many of them run at a time, and in which order they were begun."""

    def __init__(self):
        self.begun, self.running, self.most, self.lock = [], 0, 0, Lock()

    def __call__(self, name):
        with self.lock:
            self.begun.append(name)
            self.running += 1
            self.most = max(self.most, self.running)
        with self.lock:
            self.running -= 1
        return name


def order(names, workers, task):
    with ThreadPoolExecutor(8) as pool:
        return list(in_order({name: partial(task, name) for name in names}, NEEDS, pool, workers))


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_each_runs_once_and_after_what_it_needs(workers):
    task = Counted()
    ended = order(NEEDS, workers, task)
    assert sorted(ended) == sorted(task.begun) == sorted(NEEDS)
    assert all(ended.index(needed) < task.begun.index(name) for name in NEEDS for needed in NEEDS[name])
    assert task.most <= workers


def test_of_those_that_could_start_the_first_does():
    assert order(["garden", "floor", "walls", "door", "roof"], 1, Counted()) == [
        "garden",
        "floor",
        "walls",
        "door",
        "roof",
    ]
    assert order(["roof", "walls", "door", "floor", "garden"], 1, Counted()) == [
        "door",
        "floor",
        "walls",
        "roof",
        "garden",
    ]


def test_as_many_run_as_there_are_workers():
    meeting = Barrier(3, timeout=20)
    names = ["door", "floor", "garden"]

    def task(name):
        if name in names:
            meeting.wait()
        return name

    assert set(order(NEEDS, 3, task)) == set(NEEDS)


def test_after_an_error_none_is_started():
    task = Counted()

    def failing(name):
        if name == "floor":
            raise ValueError(name)
        return task(name)

    with pytest.raises(ValueError, match="floor"):
        order(["door", "floor", "garden", "walls", "roof"], 1, failing)
    assert task.begun == ["door"]

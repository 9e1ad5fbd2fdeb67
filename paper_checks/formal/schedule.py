"""Tasks that need each other, in a pool."""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from graphlib import TopologicalSorter
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)
Result = TypeVar("Result")


def in_order(
    tasks: Mapping[Name, Callable[[], Result]], needs: Mapping[Name, Collection[Name]], pool: Executor, workers: int
) -> Iterator[Result]:
    """Start each task once all that it needs are done; yield the result of each as it is done.

    `needs`: for every task the names of others. As many run at a time as there are `workers`; of those that could
    start, the first of `tasks` does. What a task raises is raised here, and no other is started then.
    """
    order = TopologicalSorter(needs)
    order.prepare()
    places = {name: place for place, name in enumerate(tasks)}
    ready: list[Name] = []
    running: dict[Future[Result], Name] = {}
    while order.is_active():
        ready = sorted([*ready, *order.get_ready()], key=places.__getitem__)
        while ready and len(running) < workers:
            name = ready.pop(0)
            running[pool.submit(tasks[name])] = name
        ended, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in ended:
            order.done(running.pop(future))
            yield future.result()

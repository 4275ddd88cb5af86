"""Work shared out among processes: threads would wait for each other, as nearly all of it is Python."""

import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain
from multiprocessing import get_context
from typing import Any, TypeVar

from mlops_team.errors import MlopsTeamError

T = TypeVar("T")
R = TypeVar("R")
# Forking spares each process the start. It is safe while there are no threads, and where the system's own libraries
# start none, which macOS does not promise.
_START = "fork" if sys.platform == "linux" else "spawn"
_BATCH = 50  # items handed over at once: few enough for all to end at the same time
_MOST = 61  # processes: as many as Windows can wait for
_work: Callable[[Any], Any]  # of this process, where it is a worker


class WorkerError(MlopsTeamError):
    """A process that ended before its work was done."""


def spread(start: Callable[[], Callable[[T], R]], items: Sequence[T], jobs: int) -> Generator[R, None, None]:
    """Yield what comes of each item, in their order.

    Args:
        start: Returns what to do with an item; called once in each process, to which it must be able to travel.
        items: What to work on, one or more.
        jobs: How many processes may work at once.

    Raises:
        WorkerError: One of them was killed.
    """
    batches = [items[first : first + _BATCH] for first in range(0, len(items), _BATCH)]
    pool = ProcessPoolExecutor(min(jobs, len(batches), _MOST), get_context(_START), _begin, (start,))
    try:
        with _deaf():
            results = pool.map(_batch, batches)
        yield from chain.from_iterable(results)
    except BrokenProcessPool:
        hint = "perhaps memory ran out: try again with fewer --jobs"
        raise WorkerError("a process that shared in the audit was killed", hint) from None
    finally:
        pool.shutdown(cancel_futures=True)  # on Ctrl-C there may be much left to do


@contextmanager
def _deaf() -> Iterator[None]:
    """Let Ctrl-C wait while processes start, where it would be lost or be told of by a half-started one."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(start: Callable[[], Callable[[Any], Any]]) -> None:
    global _work  # noqa: PLW0603 - a pool has no other place for what a process keeps from one batch to the next
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; who started us sees to the end
    _work = start()


def _batch(items: Sequence[Any]) -> list[Any]:
    return [_work(item) for item in items]

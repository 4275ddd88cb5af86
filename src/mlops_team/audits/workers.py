"""Spreads work over processes: threads would wait for each other, as nearly all of the work is Python."""

import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple, TypeVar

from mlops_team.errors import MlopsTeamError

T = TypeVar("T")
R = TypeVar("R")
# Forking saves each process its start. It is safe while there are no threads, and where the system's own libraries
# start none, which macOS does not promise.
_START = "fork" if sys.platform == "linux" else "spawn"
_BATCH = 50  # items sent at once: few enough for all processes to end at about the same time
_MOST = 61  # processes: as many as Windows can wait for


class WorkerError(MlopsTeamError):
    """A process that ended before its work was done."""


class _Worker(NamedTuple):
    """A process, and this end of the pipe to it; a pipe needs no semaphore and no shared memory."""

    process: BaseProcess
    pipe: Connection


def spread(work: Callable[[T], R], items: Sequence[T], jobs: int) -> Generator[R, None, None]:
    """Yield the result of each item, in their order.

    Where the system refuses a process, fewer do the work; where it refuses all, this process does the work.

    Args:
        work: What to do with an item; it travels to each process, and its results travel back.
        items: What to work on.
        jobs: How many processes may work at once.

    Raises:
        WorkerError: A process was killed.
    """
    batches = [items[first : first + _BATCH] for first in range(0, len(items), _BATCH)]
    workers: list[_Worker] = []
    try:
        with _interrupts_blocked():
            _start(workers, work, min(jobs, len(batches), _MOST))
        if workers:
            for results in _in_order(workers, batches):
                yield from results
        else:
            yield from map(work, items)
    finally:
        for worker in workers:  # on Ctrl-C there may be much left to do
            worker.process.kill()
        for worker in workers:
            worker.process.join()
            worker.pipe.close()


def _start(workers: list[_Worker], work: Callable[[Any], Any], number: int) -> None:
    """Start as many processes as the system allows."""
    context: Any = get_context(_START)
    with suppress(OSError):
        for _ in range(number):
            ours, theirs = context.Pipe()
            inherited = [worker.pipe for worker in workers] + [ours] if _START == "fork" else []
            process = context.Process(target=_serve, args=(theirs, inherited, work), daemon=True)
            try:
                process.start()
            except OSError:
                ours.close()
                raise
            finally:
                theirs.close()
            workers.append(_Worker(process, ours))


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Let Ctrl-C wait while processes start: a half-started process would print a traceback, or lose the signal."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, inherited: Sequence[Connection], work: Callable[[Any], Any]) -> None:
    """Answer each batch with its results, until the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the process that started us kills us
    for other in inherited:  # so that the end of that process closes them
        other.close()
    with suppress(EOFError, OSError):
        while True:
            batch = pipe.recv()
            try:
                answer: Any = [work(item) for item in batch]
            except Exception as error:  # noqa: BLE001 - raised again by the process that waits for the answer
                answer = error
            pipe.send(answer)


def _in_order(workers: Sequence[_Worker], batches: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    """Yield the results of each batch; whichever process is free gets the next batch."""
    try:
        yield from _exchange({worker.pipe: number for number, worker in enumerate(workers)}, batches)
    except (EOFError, ConnectionError):
        hint = "perhaps memory ran out: try again with a smaller number for --jobs"
        raise WorkerError("a process of the audit was killed", hint) from None


def _exchange(working_on: dict[Any, int], batches: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    for pipe, number in working_on.items():
        pipe.send(batches[number])
    waiting = len(working_on)  # the next batch to send
    done: dict[int, list[Any]] = {}
    following = 0  # the next batch to yield
    while following < len(batches):
        ready: list[Any] = wait(list(working_on))
        for pipe in ready:
            answer = pipe.recv()
            if isinstance(answer, Exception):
                raise answer
            done[working_on.pop(pipe)] = answer
            if waiting < len(batches):
                pipe.send(batches[waiting])
                working_on[pipe] = waiting
                waiting += 1
        while following in done:
            yield done.pop(following)
            following += 1

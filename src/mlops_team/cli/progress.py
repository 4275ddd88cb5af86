"""A progress bar on stderr, for a terminal and only when the run takes long enough to wonder."""

import sys
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mlops_team.cli.common import is_terminal

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_PATIENCE = 1.0  # seconds
_PERIOD = 0.1


class Progress:
    """Counts files; draws nothing for the first second."""

    def __init__(self) -> None:
        self.next = monotonic() + _PATIENCE
        self.bar: Bar | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()

    def step(self, done: int, total: int) -> None:
        """Note that `done` of `total` files are audited."""
        now = monotonic()
        if now < self.next or not is_terminal(sys.stderr):
            return
        self.next = now + _PERIOD
        if self.bar is None:
            self.bar = _started(total)
        self.bar.update(self.bar.task_ids[0], completed=done)


def _started(total: int) -> "Bar":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("Auditing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Bar(*columns, console=Console(stderr=True), transient=True)
    bar.add_task("", total=total)
    bar.start()
    return bar

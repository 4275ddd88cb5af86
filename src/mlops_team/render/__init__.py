"""Reports as text: one file a format, each of pure functions of what was found.

A report is made team by team, each as soon as it is audited, so that a run over many files need not keep them all.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from mlops_team.audits.report import Report, TeamReport


class Format(NamedTuple):
    """How a report is written."""

    part: Callable[[TeamReport], str]  # what it says of one team
    whole: Callable[[Report, Iterable[str]], Iterator[str]]  # the report around those parts, in pieces

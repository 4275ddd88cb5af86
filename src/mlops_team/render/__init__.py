"""Reports as text: one file a format, each a pure function of the report that yields it in pieces."""

from collections.abc import Callable, Iterator

from mlops_team.report import Report

Render = Callable[[Report], Iterator[str]]

"""What changed between two sides: two files, two revisions of a file, or reports of earlier runs."""

from typing import NamedTuple

from mlops_team._version import __version__
from mlops_team.audits.changes import TeamChanges, TeamState, compare
from mlops_team.audits.options import Settings
from mlops_team.audits.report import catalog_label
from mlops_team.audits.sides import Side, audited_sides, read_sides
from mlops_team.model import Finding


class Diff(NamedTuple):
    """The two sides, and what differs; `changes` is None when a side cannot be audited."""

    old: Side
    new: Side
    changes: TeamChanges | None
    notes: tuple[str, ...]  # how the two were audited differently
    settings: Settings

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Why a side cannot be audited."""
        errors = (*self.old.errors, *self.new.errors)  # both may have the same people file
        return tuple({(error.location, error.code, error.message): error for error in errors}.values())

    @property
    def team(self) -> str | None:
        """The team's name, the newer name where it differs."""
        states = (self.new.state, self.old.state)
        return next((state.team for state in states if state is not None), None)

    @property
    def exit_code(self) -> int:
        """2 when a side cannot be audited, 1 when a new or worse finding is severe enough, else 0."""
        return 2 if self.changes is None else int(self.changes.fails(self.settings.fail_on))


def diff_sides(old: str, new: str | None, settings: Settings) -> Diff:
    """Compare two sides, both as of one day and with one catalog.

    Args:
        old: The earlier side: a path, `REV:PATH`, `-`, or a json report.
        new: The later side; None for the file of `REV:PATH` as it is now.
        settings: How to audit both.

    Raises:
        ConfigError: The sides cannot be compared.
        GitError: git lacks a revision, or cannot read it.
        ReportError: A json file is not a report, or not of a single team.
    """
    texts = read_sides(old, new, settings)
    before, after = audited_sides(texts, (old, new or ""), settings)
    return between(before, after, settings)


def between(old: Side, new: Side, settings: Settings) -> Diff:
    """Compare two sides that are audited already."""
    changes = None
    if new.state is not None and not old.errors:
        changes = compare(old.state, new.state)
    notes = [note for side in (old, new) if side.state for note in _notes(side.name, side.state, settings)]
    notes += [side.note for side in (old, new) if side.note]
    return Diff(old, new, changes, tuple(notes), settings)


def _notes(name: str, state: TeamState, settings: Settings) -> list[str]:
    """Return how the terms of a json report differ from those of an audit now."""
    if state.tool is None:
        return []
    facts = (
        ("as of", state.as_of.isoformat(), settings.as_of.isoformat()),
        ("catalog", " ".join(state.catalog), catalog_label(settings.catalog)),
        ("mlops-team", state.tool, __version__),
    )
    differing = [f"{what} {before}, now {now}" for what, before, now in facts if before != now]
    return [f"{name} is a report: {'; '.join(differing)}"] if differing else []

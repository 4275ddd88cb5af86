"""The teams that a command is about, as they are or changed by --without and --with."""

from collections.abc import Sequence
from typing import NamedTuple

from mlops_team.audits.options import Settings
from mlops_team.audits.source import TeamSource, read_with_people
from mlops_team.cli import common
from mlops_team.inputs.discover import DEFAULT, team_files
from mlops_team.model import Finding


class Sources(NamedTuple):
    """The teams of a run, and why other files cannot be read."""

    teams: list[TeamSource]
    errors: list[Finding]
    what_if: str  # how a team was changed, in words

    @property
    def single(self) -> bool:
        """Whether the run is about a team by itself."""
        return len(self.teams) + len(self.errors) == 1


def sources_from(
    paths: Sequence[str] | None, settings: Settings, without: tuple[str, ...], with_file: str | None
) -> Sources:
    """Return the teams of files and folders, changed if asked; why others cannot be read is printed too."""
    what_if = ""
    if without or with_file is not None:
        from mlops_team.audits.what_if import changes

        changed = changes(paths or [], settings, without, with_file)
        results = [change if isinstance(change, list) else change.after for change in changed.teams]
        what_if = changed.words
    else:
        files = team_files(list(paths or [DEFAULT]))
        results = read_with_people(files, settings)
    errors = [error for result in results if isinstance(result, list) for error in result]
    for error in errors:
        common.say_input_error(error)
    return Sources([result for result in results if isinstance(result, TeamSource)], errors, what_if)

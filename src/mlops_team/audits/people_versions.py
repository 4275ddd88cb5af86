"""The people file as it was at revisions of the repository that it is in."""

from datetime import date
from functools import cached_property

from mlops_team.audits.options import Settings
from mlops_team.inputs import yaml_reader as documents
from mlops_team.inputs.discover import real_path
from mlops_team.inputs.git import HEAD, GitError, Repository, Version
from mlops_team.inputs.people import PeopleFile, people_file
from mlops_team.inputs.yaml_bytes import MAX_BYTES


class PeopleVersions:
    """Finds the people file of a revision: as the repository has it there, else as it is now.

    Args:
        repository: That of the team file.
        settings: The people file as it is now, and the catalogs of the run.
    """

    def __init__(self, repository: Repository, settings: Settings) -> None:
        self._repository, self._settings = repository, settings
        self._read: dict[str, PeopleFile] = {}
        try:
            self._repo_path = repository.repo_path(real_path(settings.people.file)) if settings.people.file else None
        except GitError:  # it is elsewhere
            self._repo_path = None

    def at(self, commit: str) -> PeopleFile:
        """Return the people file of a commit."""
        blob = self._blob(commit)
        return self._of(blob, commit) if blob else self._settings.people

    def on(self, day: date, commit: str) -> PeopleFile | None:
        """Return the people file in force on a day, None where the repository had none.

        Args:
            day: The as-of day, on which a change that is not committed counts, or an earlier one.
            commit: One that is in force on that day; as for teams, the order of commits counts, not that of dates.
        """
        if day >= self._settings.as_of and self._is_changed():
            return self._settings.people
        rev, blob = commit, self._blob(commit)
        for version in self._versions:
            if version.date <= day and self._order[version.rev] > self._order[commit]:
                rev, blob = version.rev, version.blob
        return self._of(blob, rev) if blob else None

    @cached_property
    def _versions(self) -> list[Version]:
        try:
            return self._repository.versions(self._repo_path) if self._repo_path else []
        except GitError:  # it is not committed
            return []

    @cached_property
    def _order(self) -> dict[str, int]:
        """The commits of the branch, each with its number."""
        return {rev: number for number, rev in enumerate(self._repository.branch())}

    def _is_changed(self) -> bool:
        """Whether the people file as it is now says something else than the committed file."""
        return self.at(HEAD).people != self._settings.people.people

    def _blob(self, commit: str) -> str | None:
        return self._repository.blob(commit, self._repo_path) if self._repo_path else None

    def _of(self, blob: str, commit: str) -> PeopleFile:
        if blob not in self._read:
            name = f"{commit[:12]}:{self._repo_path}"
            document = documents.parse(name, self._repository.content(blob, MAX_BYTES))
            self._read[blob] = people_file(document, self._settings.catalogs)
        return self._read[blob]

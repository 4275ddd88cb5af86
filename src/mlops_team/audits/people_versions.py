"""The people file as it was at revisions of the repository that it is in."""

from mlops_team.audits.options import Settings
from mlops_team.inputs import yaml_reader as documents
from mlops_team.inputs.discover import real_path
from mlops_team.inputs.git import GitError, Repository
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
        blob = self._repo_path and self._repository.blob(commit, self._repo_path)
        if not blob:
            return self._settings.people
        if blob not in self._read:
            name = f"{commit[:12]}:{self._repo_path}"
            document = documents.parse(name, self._repository.content(blob, MAX_BYTES))
            self._read[blob] = people_file(document, self._settings.catalogs)
        return self._read[blob]

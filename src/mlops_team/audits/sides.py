"""One side of a comparison: a file, a file as git had it, standard input, or a json report."""

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mlops_team.audits.changes import TeamState
from mlops_team.audits.earlier import is_report, people_in, redacted, state_in
from mlops_team.audits.options import Settings
from mlops_team.audits.people_versions import PeopleVersions
from mlops_team.audits.rules import WAIVABLE
from mlops_team.audits.run import audit_source
from mlops_team.audits.source import Reading, TeamSource, resolved
from mlops_team.errors import ConfigError
from mlops_team.inputs import yaml_reader as documents
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.catalog_choice import CatalogChoice
from mlops_team.inputs.discover import real_path, repo_path_of
from mlops_team.inputs.document import Document, Fault
from mlops_team.inputs.git import HEAD, Repository, repository_of, split_revision
from mlops_team.inputs.people import NO_PEOPLE, PeopleFile, needs_people, with_names
from mlops_team.inputs.team_reader import read_team
from mlops_team.inputs.yaml_bytes import MAX_BYTES, read_bytes, unreadable
from mlops_team.inputs.yaml_reader import STDIN
from mlops_team.model import Finding, Location

if TYPE_CHECKING:
    from mlops_team.inputs.redact import FilePseudonyms

_ONE_FILE = ""  # versions and sides of a team are one file to pseudonyms


class Text(NamedTuple):
    """A team file's text, and where it is from."""

    name: str  # as it is shown
    repo_path: str  # from the repository's root, as fingerprints have it
    document: Document
    people: PeopleFile = NO_PEOPLE
    report: bytes | None = None  # in place of the document, when it is a json report
    is_revision: bool = False  # whether it is from git


class Side(NamedTuple):
    """What has been read of a side."""

    name: str
    state: TeamState | None = None  # None when it cannot be audited, or is not there
    errors: tuple[Finding, ...] = ()
    is_there: bool = True
    note: str = ""  # on the people file


def read_sides(old: str, new: str | None, settings: Settings) -> tuple[Text | None, Text]:
    """Return the texts of the two sides; None for an old file that is not there yet.

    Args:
        old: A path, `REV:PATH`, or `-`.
        new: The same, or None for the file that `old` names as it is in the work tree.
        settings: The people file.

    Raises:
        ConfigError: `new` is missing, or both are standard input.
        GitError: What git has to say about a revision.
    """
    if old == new == STDIN:
        raise ConfigError("both sides are standard input", "name a file or REV:PATH for one of them")
    revision = _revision(old)
    if revision is None:
        if new is None:
            hint = "name the newer file too, or a revision such as HEAD~1:team.yaml"
            raise ConfigError(f"diff: {old} has nothing to be compared with", hint)
        return read_path(old, settings), _read(new, settings)
    with repository_of(".") as repository:
        repo_path = path_at(repository, revision[1])
        text = read_revision(repository, old, revision[0], repo_path, settings)
        if new is None:
            new = _in_work_tree(repository, repo_path)
            if text is None and not os.path.lexists(new):
                raise ConfigError(f"diff: there is no {old}, and no {new} either", _not_there_hint(repository, old))
        return text, _read(new, settings)


def _revision(side: str) -> tuple[str, str] | None:
    """Return the revision and the path of `REV:PATH`, unless there is a file of that name."""
    return None if side == STDIN or os.path.lexists(side) else split_revision(side)


def _read(side: str, settings: Settings) -> Text:
    revision = _revision(side)
    if revision is None:
        return read_path(side, settings)
    with repository_of(".") as repository:
        repo_path = path_at(repository, revision[1])
        text = read_revision(repository, side, revision[0], repo_path, settings)
        hint = "" if text else _not_there_hint(repository, side)
    fault = Fault("MT001", "there is no such file at that revision", hint, Location(side))
    return text or Text(side, repo_path, Document(side, None, faults=(fault,)))


def _not_there_hint(repository: Repository, side: str) -> str:
    near = _from_here(repository, side)
    return f'did you mean "{near}"?' if near else "git ls-tree -r --name-only lists the files of a revision"


def _from_here(repository: Repository, side: str) -> str | None:
    """Return `REV:./PATH` for a `REV:PATH` that is not there, where that is a file."""
    rev, path = split_revision(side) or ("", "")
    if not rev or not repository.prefix or path.startswith((".", "/")):
        return None
    blob = repository.blob(repository.commit(rev), repository.below_root(path, repository.prefix))
    return blob and f"{rev}:./{path}"


def path_at(repository: Repository, path: str) -> str:
    """Return the path of `REV:PATH` from the root: where it begins with a dot it starts at the working directory."""
    relative = path.startswith(("./", "../"))
    return repository.below_root(path, repository.prefix if relative else "")


def _in_work_tree(repository: Repository, repo_path: str) -> str:
    if repository.root is None:
        hint = f"name the newer side too, such as {HEAD}:{repo_path}"
        raise ConfigError("diff: a bare repository has no files to compare with", hint)
    return os.path.relpath(os.path.join(repository.root, *repo_path.split("/")))


def read_revision(repository: Repository, name: str, rev: str, repo_path: str, settings: Settings) -> Text | None:
    """Return a file, and the people file, as they were at a revision; None when the file was not there."""
    commit = repository.commit(rev)
    blob = repository.blob(commit, repo_path)
    if blob is None:
        return None
    people = PeopleVersions(repository, settings).at(commit)
    text = text_of(name, repo_path, repository.content(blob, MAX_BYTES))
    return text._replace(people=people, is_revision=True)


def read_path(file: str, settings: Settings) -> Text:
    """Return a file as it is now, or standard input; what keeps it from being read is among its faults."""
    name = documents.STDIN_NAME if file == STDIN else file
    repo_path = name if file == STDIN else repo_path_of(real_path(file))
    try:
        return text_of(name, repo_path, read_bytes(file))._replace(people=settings.people)
    except OSError as error:
        return Text(name, repo_path, Document(name, None, faults=(unreadable(name, error),)))


def text_of(name: str, repo_path: str, data: bytes) -> Text:
    """Return bytes as text."""
    if is_report(data):
        return Text(name, repo_path, Document(name, None), report=data)
    return Text(name, repo_path, documents.parse(name, data))


def reading_of(text: Text, catalogs: Catalog | CatalogChoice) -> Reading:
    """Return the result of reading a text; for redaction, all versions and sides of a team are one file."""
    if text.report is not None:
        return Reading(None, (), _ONE_FILE, text.repo_path, people_in(text.report))
    people = text.people.people
    team, faults = read_team(text.document, catalogs, WAIVABLE, people)
    faults = [*text.people.faults, *faults]
    source = team and TeamSource(text.name, _ONE_FILE, text.repo_path, team, text.document.location)
    value = with_names(text.document.value, people)
    return Reading(None if faults else source, faults, _ONE_FILE, text.repo_path, value)


def people_readings(people: Iterable[PeopleFile]) -> list[Reading]:
    """Return people files for the sake of names to be hidden."""
    return [Reading(None, (), _ONE_FILE, "", file.value) for file in people]


def audited_sides(texts: Sequence[Text | None], names: Sequence[str], settings: Settings) -> list[Side]:
    """Return the audits of two sides.

    Args:
        texts: What to audit; None for a file that is not there.
        names: What the sides are called.
        settings: How.

    Raises:
        ReportError: A side is a json report that cannot be compared.
    """
    catalogs: Catalog | CatalogChoice = settings.catalogs
    readings: list[Reading | None] = []
    for text in reversed(texts):  # the newer side says which catalog both are checked against
        readings.insert(0, None if text is None else reading_of(text, catalogs))
        catalogs = chosen_by(readings[0], catalogs)
    listed = [reading for reading in readings if reading is not None]
    listed += people_readings(text.people for text in texts if text is not None)
    sources = iter(resolved(listed, settings))
    pseudonyms = pseudonyms_of(listed) if settings.redact else None
    sides = []
    for text, name in zip(texts, names, strict=True):
        side = Side(name, is_there=False) if text is None else _side(text, next(sources), settings, pseudonyms)
        side = side._replace(note=_missing_note(name) if text is None else _note(text, settings))
        if pseudonyms is not None:
            side = side._replace(name=pseudonyms.text(side.name), note=pseudonyms.text(side.note))
        sides.append(side)
    return sides


def _missing_note(side: str) -> str:
    """Return which file may be meant by a `REV:PATH` that is not there."""
    with repository_of(".") as repository:
        near = _from_here(repository, side)
    return f"{side} is not there, and {near} is: a path begins at the root, or with ./" if near else ""


def _note(text: Text, settings: Settings) -> str:
    """Return that a revision's team was read with the people file as it is now, where it was."""
    if not text.is_revision or text.people is not settings.people or not settings.people.file:
        return ""
    return present_people(settings.people.file, text.name) if needs_people(text.document.value) else ""


def present_people(people: str, where: str) -> str:
    """Return that the present people file was used for an earlier version of a team."""
    return f"{people} is not in the repository at {where}, and is read as it is now"


def chosen_by(reading: Reading | None, catalogs: Catalog | CatalogChoice) -> Catalog | CatalogChoice:
    """Return the catalog of a team, for its other versions as well; as before where there is no team."""
    if reading is None or reading.source is None:
        return catalogs
    return CatalogChoice(reading.source.team.catalog, only=True)


def _side(
    text: Text, source: TeamSource | list[Finding], settings: Settings, pseudonyms: "FilePseudonyms | None"
) -> Side:
    if text.report is not None:
        state = state_in(text.name, text.report)
        return Side(text.name, state if pseudonyms is None else redacted(state, pseudonyms))
    if not isinstance(source, TeamSource):
        return Side(text.name, errors=tuple(source))
    value = text.document.value
    chosen = value.get("catalog") if isinstance(value, dict) else None
    return Side(text.name, TeamState.of(audit_source(source, settings))._replace(chosen=chosen))


def pseudonyms_of(readings: Iterable[Reading]) -> "FilePseudonyms":
    """Return the pseudonyms of all people in versions and sides of a team."""
    from mlops_team.inputs.redact import Pseudonyms

    return Pseudonyms((_ONE_FILE, reading.value) for reading in readings).within(_ONE_FILE)

"""An audit of a team as it would be without some members, or with some more."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mlops_team.audits.options import Settings
from mlops_team.audits.report import Report, WhatIf, change_words
from mlops_team.audits.rules import WAIVABLE
from mlops_team.audits.run import FileAudit, audit_team, report_of
from mlops_team.audits.source import Reading, TeamSource, people_reading, read_file, redacted_source, resolved
from mlops_team.errors import ConfigError
from mlops_team.inputs import yaml_reader as documents
from mlops_team.inputs.catalog_choice import CatalogChoice
from mlops_team.inputs.discover import DEFAULT, team_files
from mlops_team.inputs.document import Document, Fault, Map, Seq
from mlops_team.inputs.redact import Pseudonyms
from mlops_team.inputs.team import Member, Team
from mlops_team.inputs.team_reader import read_team
from mlops_team.inputs.yaml_reader import STDIN
from mlops_team.model import Finding, Location, Pointer
from mlops_team.text import did_you_mean, id_key, listing, name_key, quoted


class WhatIfError(ConfigError):
    """A change that cannot be made to this team."""


class Change(NamedTuple):
    """A team as it is and as it would be; without names, if they are to be hidden."""

    before: TeamSource
    after: TeamSource


class Changes(NamedTuple):
    """The teams of a run as they are and as they would be, and why other files cannot be read."""

    teams: list[Change | list[Finding]]
    without: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def words(self) -> str:
        """What is changed, in words: "without Ann and with Bo"."""
        return change_words(self.without, self.added)


def audit_what_if(paths: Iterable[str], settings: Settings, without: tuple[str, ...], with_file: str | None) -> Report:
    """Audit teams as if they had changed; the report also has the teams as they are.

    Args:
        paths: What to audit; team.yaml when empty.
        settings: How to audit.
        without: Names or ids of members to remove; over several files, ids.
        with_file: A file with a member or a list of members to add.

    Raises:
        WhatIfError: The teams cannot be changed so.
    """
    changed = changes(paths, settings, without, with_file)
    before, after = (
        report_of([_audited(change, side, settings) for change in changed.teams], settings) for side in (0, 1)
    )
    if not after.teams:
        return after
    return after._replace(what_if=WhatIf(changed.without, changed.added, before.teams, after.teams))


def _audited(change: Change | list[Finding], side: int, settings: Settings) -> FileAudit | list[Finding]:
    return audit_team(change[side], settings) if isinstance(change, Change) else change


def changes(paths: Iterable[str], settings: Settings, without: tuple[str, ...], with_file: str | None) -> Changes:
    """Return teams as if they had changed, and why other files cannot be read.

    Args:
        paths: Team files and folders; team.yaml when empty.
        settings: The catalog, and whether names are to be hidden.
        without: Names or ids of members to remove; over several files, ids.
        with_file: A file with a member or a list of members to add.

    Raises:
        WhatIfError: The teams cannot be changed so.
    """
    files, without = list(team_files(list(paths) or [DEFAULT])), tuple(dict.fromkeys(without))
    if STDIN in files and with_file == STDIN:
        raise WhatIfError("--with: standard input is the team already", "name a file for one of them")
    if with_file is not None and len(files) != 1:
        raise WhatIfError(f"--with takes one team, and there are {len(files)} files", "name one file")
    readings = [*(read_file(file, settings) for file in files), people_reading(settings)]
    joining = _joining(with_file) if with_file is not None else None
    hidden = _Hidden(readings, joining) if settings.redact else None
    sources = [reading.source for reading in readings if reading.source is not None]
    leaving = _Leaving(without, several=len(files) > 1)
    if hidden is not None:
        _check_no_pseudonyms(without, sources)
    try:
        if sources:
            _check_known(without, sources, leaving)
        changed = {source.real_path: _changed(source, leaving, joining, settings) for source in sources}
    except WhatIfError as error:
        raise error if hidden is None else hidden.error(error) from None
    added = tuple(name for _, names in changed.values() for name in names)
    after = {path: source for path, (source, _) in changed.items()}
    if hidden is not None:
        without, added = hidden.names(without), hidden.names(added)
        after = {path: hidden.source(source) for path, source in after.items()}
    teams = [
        before if isinstance(before, list) else Change(before, after[before.real_path])
        for before in resolved(readings, settings)
    ]
    return Changes(teams, without, added)


class _Leaving:
    """Who is to leave: by name or id in one file, over several files by id alone."""

    def __init__(self, without: Iterable[str], *, several: bool) -> None:
        self.several = several
        self._names = frozenset() if several else frozenset(map(name_key, without))
        self._ids = frozenset(map(id_key, without))

    def __contains__(self, member: Member) -> bool:
        return name_key(member.name) in self._names or (member.id is not None and id_key(member.id) in self._ids)


class _Hidden:
    """Pseudonyms for the people of a run, and for those who join."""

    def __init__(self, readings: Sequence[Reading], joining: Document | None) -> None:
        values = [(reading.real_path, reading.value) for reading in readings]
        self._first = readings[0].real_path
        if joining is not None:
            values.append((self._first, joining.value))  # both are one file to whoever reads the report
        self._pseudonyms = Pseudonyms(values)

    def names(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self._pseudonyms.within(self._first).name, names))

    def source(self, source: TeamSource) -> TeamSource:
        return redacted_source(source, self._pseudonyms.within(source.real_path))

    def error(self, error: WhatIfError) -> WhatIfError:
        within = self._pseudonyms.within(self._first)
        fault = within.fault(Fault("MT004", error.message, error.hint, Location("")))
        return WhatIfError(fault.message, fault.hint)


def _check_no_pseudonyms(without: Iterable[str], sources: Iterable[TeamSource]) -> None:
    from mlops_team.inputs.redact import is_pseudonym

    names = {name for source in sources for member in source.team.members for name in (member.name, member.id)}
    for word in without:
        if is_pseudonym(word) and word not in names:
            hint = "name the member as the team file does; the report will show the pseudonym"
            raise WhatIfError(f"--without: {quoted(word)} is a pseudonym of the report, and no file has it", hint)


def _check_known(without: Iterable[str], sources: Iterable[TeamSource], leaving: _Leaving) -> None:
    members = [member for source in sources for member in source.team.members]
    names, ids = [member.name for member in members], {member.id for member in members if member.id is not None}
    for word in without:
        alone = _Leaving([word], several=leaving.several)
        if any(member in alone for member in members):
            continue
        if leaving.several:
            hint = _id_hint(word, members) if word in names or not ids else did_you_mean(word, ids, "ids")
            raise WhatIfError(f"--without: no member of these files has the id {quoted(word)}", hint)
        raise WhatIfError(f"--without: no member is named {quoted(word)}", did_you_mean(word, names, "members"))


def _id_hint(word: str, members: Iterable[Member]) -> str:
    """Return how to name a member over several files: by the id of the member of that name, if there is one."""
    ids = sorted({member.id for member in members if member.name == word and member.id is not None})
    if ids:
        return f"over several files, write the id: {listing(ids, 'or')}"
    return "over several files, members are found by id: write one in each file, such as id: ines@example.com"


def _changed(
    source: TeamSource, leaving: _Leaving, joining: Document | None, settings: Settings
) -> tuple[TeamSource, tuple[str, ...]]:
    """Return a source as if it had changed, and the names of those who have joined."""
    members = tuple(member for member in source.team.members if member not in leaving)
    changed = source._replace(team=source.team._replace(members=members))
    return (changed, ()) if joining is None else _with(changed, joining, settings)


def _with(source: TeamSource, joining: Document, settings: Settings) -> tuple[TeamSource, tuple[str, ...]]:
    """Return a source with the members of another file, and their names."""
    team, faults = read_team(joining, CatalogChoice(source.team.catalog, only=True), WAIVABLE, settings.people.people)
    if team is None:
        raise WhatIfError(f"--with: {faults[0].location}: {faults[0].message}", faults[0].hint)
    if not team.members:
        raise WhatIfError(f"--with: {joining.file} has no member", "write at least one, such as name: Ines Duarte")
    _check_new(team, source.team)
    # Their entries are numbered after the last of the team's file, and are located in their own file.
    pointers = [member.pointer for member in source.team.members]
    first = max((int(pointer[1]) for pointer in pointers), default=-1) + 1

    def location(pointer: Pointer) -> Location:
        if pointer[:1] == ("members",) and len(pointer) > 1 and int(pointer[1]) >= first:
            return joining.location(("members", int(pointer[1]) - first, *pointer[2:]))
        return source.location(pointer)

    members = (*source.team.members, *(_shifted(member, first) for member in team.members))
    changed = source._replace(team=source.team._replace(members=members), location=location)
    return changed, tuple(member.name for member in team.members)


def _check_new(joining: Team, team: Team) -> None:
    names = {name_key(member.name) for member in team.members}
    ids = {id_key(member.name if member.id is None else member.id) for member in team.members}
    for member in joining.members:
        if name_key(member.name) in names or id_key(member.name if member.id is None else member.id) in ids:
            is_named = member.id is None or name_key(member.name) in names
            who = quoted(member.name) if is_named else f"the id {quoted(member.id)} of {quoted(member.name)}"
            raise WhatIfError(f"--with: {who} is already in the team", "use other names and ids")


def _shifted(member: Member, by: int) -> Member:
    def shifted(pointer: Pointer) -> Pointer:
        return (pointer[0], int(pointer[1]) + by, *pointer[2:])

    learning = tuple(item._replace(pointer=shifted(item.pointer)) for item in member.learning)
    return member._replace(pointer=shifted(member.pointer), learning=learning)


def _joining(file: str) -> Document:
    """Return a document with a member, or a list of members, as that of a team."""
    document = documents.read(file)
    members = document.value
    if isinstance(members, Map):
        members = Seq()
        members.append(document.value)
        members.spans.append((document.start, document.start))
    team = Map()
    team.update(team="what if", members=members)
    team.spans.update(team=(document.start, document.start), members=(document.start, document.start))
    return document._replace(value=team)

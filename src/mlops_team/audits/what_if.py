"""An audit of a team as it would be without some members, or with some more."""

from collections.abc import Iterable
from typing import NamedTuple

from mlops_team.audits.options import Settings
from mlops_team.audits.report import Report, WhatIf
from mlops_team.audits.rules import WAIVABLE
from mlops_team.audits.run import audit_source, audit_team, report_of
from mlops_team.audits.source import Source, read_file, redacted_source, resolved
from mlops_team.errors import ConfigError
from mlops_team.inputs import yaml_reader as documents
from mlops_team.inputs.discover import DEFAULT, team_files
from mlops_team.inputs.document import Document, Fault, Map, Seq
from mlops_team.inputs.redact import FilePseudonyms, Pseudonyms
from mlops_team.inputs.team import Member, Team
from mlops_team.inputs.team_reader import read_team
from mlops_team.model import Finding, Path, Place
from mlops_team.text import did_you_mean, listing, quoted


class WhatIfError(ConfigError):
    """A change that cannot be made to this team."""


class Change(NamedTuple):
    """A team as it is and as it would be; without names, if they are to be hidden."""

    before: Source
    after: Source
    without: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def words(self) -> str:
        """What is changed, in words: "without Ann and with Bo"."""
        named = (("without", self.without), ("with", self.added))
        return listing(f"{word} {listing(names)}" for word, names in named if names)


def audit_what_if(paths: Iterable[str], settings: Settings, without: tuple[str, ...], with_file: str | None) -> Report:
    """Audit one team as if it had changed; the report also has the team as it is.

    Args:
        paths: A team file; team.yaml when empty.
        settings: How to audit.
        without: Names of members to remove.
        with_file: A file with a member or a list of members to add.

    Raises:
        WhatIfError: There is more than one team, or it cannot be changed so.
    """
    change = changed(paths, settings, without, with_file)
    if isinstance(change, list):
        return report_of([change], settings)
    report = report_of([audit_team(change.after, settings)], settings)
    what_if = WhatIf(change.without, change.added, audit_source(change.before, settings), report.teams[0])
    return report._replace(what_if=what_if)


def changed(
    paths: Iterable[str], settings: Settings, without: tuple[str, ...], with_file: str | None
) -> Change | list[Finding]:
    """Return a team as if it had changed, or why its file cannot be read.

    Args:
        paths: A team file; team.yaml when empty.
        settings: The catalog, and whether names are to be hidden.
        without: Names of members to remove.
        with_file: A file with a member or a list of members to add.

    Raises:
        WhatIfError: There is more than one team, or it cannot be changed so.
    """
    files = list(team_files(list(paths) or [DEFAULT]))
    if len(files) != 1:
        raise WhatIfError(f"--without and --with take one team, and there are {len(files)} files", "name one file")
    reading = read_file(files[0], settings)
    if reading.source is None:
        return [error for result in resolved([reading], settings) if isinstance(result, list) for error in result]
    joining = _joining(with_file) if with_file is not None else None
    values = [reading.value, *([joining.value] if joining else [])]  # both are one file to whoever reads the report
    pseudonyms = Pseudonyms(("", value) for value in values).within("") if settings.redact else None
    added: tuple[str, ...] = ()
    try:
        after = _without(reading.source, without)
        if joining is not None:
            after, added = _with(after, joining, settings)
    except WhatIfError as error:
        raise error if pseudonyms is None else _redacted_error(error, pseudonyms) from None
    if pseudonyms is None:
        return Change(reading.source, after, without, added)
    names, joined = (tuple(map(pseudonyms.name, people)) for people in (without, added))
    return Change(redacted_source(reading.source, pseudonyms), redacted_source(after, pseudonyms), names, joined)


def _redacted_error(error: WhatIfError, pseudonyms: FilePseudonyms) -> WhatIfError:
    fault = pseudonyms.fault(Fault("MT004", error.message, error.hint, Place("")))
    return WhatIfError(fault.message, fault.hint)


def _without(source: Source, without: tuple[str, ...]) -> Source:
    names = [member.name for member in source.team.members]
    for name in without:
        if name not in names:
            hint = did_you_mean(name, names, "members")
            raise WhatIfError(f"--without: no member is named {quoted(name)}", hint)
    members = tuple(member for member in source.team.members if member.name not in without)
    return source._replace(team=source.team._replace(members=members))


def _with(source: Source, joining: Document, settings: Settings) -> tuple[Source, tuple[str, ...]]:
    """Return a source with the members of another file, and their names."""
    team, faults = read_team(joining, settings.catalogs, WAIVABLE, settings.people.people)
    if team is None:
        raise WhatIfError(f"--with: {faults[0].place}: {faults[0].message}", faults[0].hint)
    _check_new(team, source.team)
    # Their entries are numbered after the last of the team's file, and have their places in the file they are in.
    paths = [member.path for member in source.team.members]
    first = max((int(path[1]) for path in paths), default=-1) + 1

    def place(path: Path) -> Place:
        if path[:1] == ("members",) and len(path) > 1 and int(path[1]) >= first:
            return joining.place(("members", int(path[1]) - first, *path[2:]))
        return source.place(path)

    members = (*source.team.members, *(_shifted(member, first) for member in team.members))
    changed = source._replace(team=source.team._replace(members=members), place=place)
    return changed, tuple(member.name for member in team.members)


def _check_new(joining: Team, team: Team) -> None:
    taken = {text for member in team.members for text in (member.name, member.id)}
    for member in joining.members:
        if member.name in taken or (member.id is not None and member.id in taken):
            raise WhatIfError(f"--with: {quoted(member.name)} is already in the team", "use other names and ids")


def _shifted(member: Member, by: int) -> Member:
    def shifted(path: Path) -> Path:
        return (path[0], int(path[1]) + by, *path[2:])

    learning = tuple(item._replace(path=shifted(item.path)) for item in member.learning)
    return member._replace(path=shifted(member.path), learning=learning)


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

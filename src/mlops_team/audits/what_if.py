"""An audit of a team as it would be without some members, or with some more."""

from collections.abc import Callable, Iterable
from typing import Any

from mlops_team.audits.report import Report, Standing, TeamReport, WhatIf
from mlops_team.audits.rules import WAIVABLE
from mlops_team.audits.run import Settings, Source, measure, read_source, settle
from mlops_team.errors import ConfigError
from mlops_team.inputs import yaml_reader as documents
from mlops_team.inputs.discover import DEFAULT, team_files
from mlops_team.inputs.document import Document, Fault, Map, Seq
from mlops_team.inputs.redact import Pseudonyms
from mlops_team.inputs.team import Member
from mlops_team.inputs.team_reader import read_team
from mlops_team.model import Path, Place
from mlops_team.text import did_you_mean, quoted


class WhatIfError(ConfigError):
    """A change that cannot be made to this team."""


def audit_what_if(
    paths: Iterable[str],
    settings: Settings,
    take: Callable[[int, TeamReport], object],
    without: tuple[str, ...],
    with_file: str | None,
) -> Report:
    """Audit one team as if it had changed; the report also has the team as it is.

    Args:
        paths: One team file; team.yaml when empty.
        settings: How to audit.
        take: Is handed a number and the changed team's report.
        without: Names of members to leave out.
        with_file: A file with a member or a list of members to add.

    Raises:
        WhatIfError: There is not just one team, or it cannot be changed so.
    """
    files = list(team_files(list(paths) or [DEFAULT]))
    if len(files) != 1:
        raise WhatIfError(f"--without and --with ask about one team, and {len(files)} files are named", "name one file")
    source = read_source(files[0], settings)
    if not isinstance(source, Source):
        return Report(settings.as_of, settings.catalog, settings.fail_on, (), tuple(source))
    changed = _left(source, without)
    added: tuple[str, ...] = ()
    if with_file is not None:
        changed, added = _joined(changed, with_file, settings)
    before, after = (_audited(one, settings) for one in (source._replace(values=changed.values), changed))
    if settings.redact:
        hidden = Pseudonyms([("", value) for value in changed.values]).within("")
        without, added = (tuple(map(hidden.name, names)) for names in (without, added))
    what_if = WhatIf(without, added, before, after)
    standings = (Standing.of(after),)
    take(0, after)
    return Report(settings.as_of, settings.catalog, settings.fail_on, standings, (), what_if=what_if)


def _audited(source: Source, settings: Settings) -> TeamReport:
    return settle(measure(source, settings), settings, {})


def _left(source: Source, without: tuple[str, ...]) -> Source:
    names = [member.name for member in source.team.members]
    for name in without:
        if name not in names:
            message, hint = f"--without: no member is named {quoted(name)}", did_you_mean(name, names, "members")
            raise _refusal(message, hint, source.values)
    stay = [index for index, name in enumerate(names) if name not in without]
    return source._replace(
        team=source.team._replace(members=tuple(source.team.members[index] for index in stay)),
        ids=tuple(source.ids[index] for index in stay),
    )


def _joined(source: Source, file: str, settings: Settings) -> tuple[Source, tuple[str, ...]]:
    document = documents.read(file)
    joining = _as_team(document)
    values = (*source.values, joining.value) if settings.redact else ()
    team, faults = read_team(joining, settings.catalog, WAIVABLE)
    if team is None:
        fault = faults[0]
        raise _refusal(f"--with: {fault.place}: {fault.message}", fault.hint, values)
    there = {text for member in source.team.members for text in (member.name, member.id)}
    for member in team.members:
        if member.name in there or (member.id is not None and member.id in there):
            raise _refusal(f"--with: {quoted(member.name)} is in the team already", "give other names and ids", values)

    # Their entries are numbered on behind everybody in the file, and are placed in the file they come from.
    first = len(source.ids) and max(int(member.path[1]) for member in source.team.members) + 1

    def place(path: Path) -> Place:
        if path[:1] == ("members",) and len(path) > 1 and int(path[1]) >= first:
            return joining.place(("members", int(path[1]) - first, *path[2:]))
        return source.place(path)

    members = [_shifted(member, first) for member in team.members]
    changed = source._replace(
        team=source.team._replace(members=(*source.team.members, *members)),
        ids=(*source.ids, *(member.id for member in members)),
        values=values,
        place=place,
    )
    return changed, tuple(member.name for member in members)


def _refusal(message: str, hint: str, values: Iterable[Any]) -> WhatIfError:
    """Return the error, without the names of people in these files: none, unless names are to be hidden."""
    hidden = Pseudonyms([("", value) for value in values]).within("")
    fault = hidden.fault(Fault("MT004", message, hint, Place("")))
    return WhatIfError(fault.message, fault.hint)


def _shifted(member: Member, by: int) -> Member:
    def shifted(path: Path) -> Path:
        return (path[0], int(path[1]) + by, *path[2:])

    learning = tuple(item._replace(path=shifted(item.path)) for item in member.learning)
    return member._replace(path=shifted(member.path), learning=learning)


def _as_team(document: Document) -> Document:
    """Return a document with a member, or a list of members, as that of a team."""
    members = document.value
    if isinstance(members, Map):
        members = Seq()
        members.append(document.value)
        members.spans.append((document.start, document.start))
    team = Map()
    team.update(team="what if", members=members)
    team.spans.update(team=(document.start, document.start), members=(document.start, document.start))
    return document._replace(value=team)

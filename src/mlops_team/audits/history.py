"""A team over the history of its file: every version on the branch, each audited as of its day."""

import os
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from mlops_team.audits.causes import cause
from mlops_team.audits.options import Settings
from mlops_team.audits.people_versions import PeopleVersions
from mlops_team.audits.report import TeamReport
from mlops_team.audits.run import audit_source
from mlops_team.audits.sides import Text, chosen_by, people_readings, present_people, pseudonyms_of, reading_of
from mlops_team.audits.source import Reading, TeamSource, resolved
from mlops_team.inputs import yaml_reader as documents
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.catalog_choice import CatalogChoice
from mlops_team.inputs.files import read_regular, why
from mlops_team.inputs.git import Repository, Version, repository_of
from mlops_team.inputs.git_process import GitError
from mlops_team.inputs.people import PeopleFile, looked_up, needs_people
from mlops_team.inputs.yaml_bytes import MAX_BYTES
from mlops_team.model import Finding, Severity
from mlops_team.text import count

EVERY = ("week", "month", "quarter")
NOT_THERE = "not there"
_QUARTER = 3  # months


class Point(NamedTuple):
    """A team on one day of its history; `error` says why it could not be audited, and the rest is None then."""

    rev: str | None  # None for the file as it is now
    date: date
    coverage: float | None = None
    errors: int | None = None
    warnings: int | None = None
    cause: str | None = None
    error: str | None = None
    roles: Mapping[str, float] = {}


class History(NamedTuple):
    """The points of one file, the oldest first."""

    file: str
    team: str | None  # the name in its newest version that could be audited
    shallow: bool  # whether the clone lacks earlier versions
    points: tuple[Point, ...]
    note: str = ""  # about the people file

    @property
    def exit_code(self) -> int:
        """0 when something could be audited, else 2."""
        return 0 if any(point.error is None for point in self.points) else 2


class PointRange(NamedTuple):
    """Which points are wanted."""

    every: str | None = None  # from EVERY: a point for each such period, in place of a point for each version
    since: date | None = None
    until: date | None = None
    most: int | None = None  # how many, the newest


class _Moment(NamedTuple):
    """A version to audit as of a day; without a version, the content of the file now, None where it does not exist."""

    date: date
    version: Version | None
    now: bytes | None = None
    error: str = NOT_THERE  # why there is no content
    people: PeopleFile | None = None  # None for the people file of the version's commit


def history_of(file: str, settings: Settings, span: PointRange) -> History:
    """Return how a team was on the first-parent history of HEAD.

    Args:
        file: The team file, which may have been deleted.
        settings: How to audit; the present file is audited as of their day.
        span: Which points are wanted.

    Raises:
        GitError: There is no git, no repository, or git does not know the file.
    """
    if os.path.isdir(file):
        raise GitError("no team file below this folder", "name a file, or a folder with team.yaml or NAME.team.yaml")
    real = os.path.realpath(file) if os.path.islink(file) else file  # git stores only the target of a link
    with repository_of(os.path.dirname(real) or ".") as repository:
        repo_path = repository.repo_path(real)
        people, committed = PeopleVersions(repository, settings), repository.versions(repo_path)
        now = _uncommitted(repository, file, committed[-1], settings)
        ended = [version for version in committed if span.until is None or version.date <= span.until]
        if now is None and span.every is None:
            now = _with_new_people(repository, ended, people, settings.as_of)
        moments = _moments(ended, now, people, settings.as_of, span)
        versions = _Versions(repository, repo_path, people, settings)
        [present] = versions.readings(moments[-1:], settings.catalogs) if moments else [None]
        readings: Iterable[Reading | None] = versions.readings(moments, chosen_by(present, settings.catalogs))
        pseudonyms = None
        if settings.redact:
            readings = list(readings)
            read = [reading for reading in readings if reading is not None]
            pseudonyms = pseudonyms_of([*read, *people_readings(versions.people_files)])
        team, points = None, []
        for name, point in _points(moments, _sources(readings, versions, settings), settings):
            team = name or team
            points.append(point)
        shown, note = (pseudonyms.text(text) if pseudonyms else text for text in (file, versions.note))
        return History(shown, team, repository.shallow, tuple(points), note)


def _moments(
    versions: Sequence[Version], now: _Moment | None, people: PeopleVersions, as_of: date, span: PointRange
) -> list[_Moment]:
    """Return which versions to audit, and as of which days."""
    if span.every is None:
        moments = [_Moment(version.date, version) for version in versions]
        moments += [now] if now else []
    else:
        moments = list(_periods(span.every, versions, as_of, now))
    moments = [moment for moment in moments if span.since is None or moment.date >= span.since]
    moments = moments[-span.most :] if span.most else moments
    return [_in_period(moment, people) for moment in moments] if span.every else moments


def _in_period(moment: _Moment, people: PeopleVersions) -> _Moment:
    """Return the last day of a period with the people file in force on it."""
    return moment._replace(people=people.on(moment.date, moment.version.rev)) if moment.version else moment


def _with_new_people(
    repository: Repository, versions: Sequence[Version], people: PeopleVersions, as_of: date
) -> _Moment | None:
    """Return the newest version with the people file as it is now, when that says something else of its members."""
    newest = versions[-1] if versions else None
    if newest is None or newest.blob is None:
        return None
    before, after = people.at(newest.rev).people, people.on(as_of, newest.rev)
    if after is None or after.people == before:
        return None
    data = repository.content(newest.blob, MAX_BYTES)
    value = documents.parse(newest.repo_path, data).value
    if not needs_people(value) or looked_up(value, before) == looked_up(value, after.people):
        return None
    return _Moment(as_of, None, data, people=after)


def _uncommitted(repository: Repository, file: str, newest: Version, settings: Settings) -> _Moment | None:
    """Return the file as it is now when it differs from HEAD in more than line ends."""
    if repository.root is None:
        return None
    now = _Moment(settings.as_of, None, people=settings.people)
    if not os.path.lexists(file):
        return None if newest.blob is None else now
    try:
        data = read_regular(file, MAX_BYTES)
    except OSError as error:
        return now._replace(error=f"cannot be read: {why(error)}")
    if newest.blob is not None:
        committed = repository.content(newest.blob, MAX_BYTES)
        if data.replace(b"\r\n", b"\n") == committed.replace(b"\r\n", b"\n"):
            return None
    return now._replace(now=data)


def _periods(every: str, versions: Sequence[Version], as_of: date, now: _Moment | None) -> Iterator[_Moment]:
    """Yield the version in force on the last day of each period, and of the current period as of the as-of day."""
    started = [version.date for version in versions if version.date <= as_of]
    if not started:
        yield from [now] if now else ()
        return
    day = _last_day(every, started[0])
    while day < as_of:
        yield from _in_force(versions, day)
        day = _last_day(every, day + timedelta(days=1))
    yield from [now] if now else _in_force(versions, as_of)


def _in_force(versions: Sequence[Version], day: date) -> Iterator[_Moment]:
    # The order of commits counts, not that of dates: the last commit that is dated up to that day.
    yield from [_Moment(day, version) for version in versions if version.date <= day][-1:]


def _last_day(every: str, day: date) -> date:
    """Return the last day of the period that a day is in; weeks end on Sunday."""
    if every == "week":
        return day + timedelta(days=6 - day.weekday())
    month = day.month if every == "month" else -(-day.month // _QUARTER) * _QUARTER
    return date(day.year, month, monthrange(day.year, month)[1])


def _content(repository: Repository, moment: _Moment) -> bytes | None:
    if moment.version is None:
        return moment.now
    blob = moment.version.blob
    return None if blob is None else repository.content(blob, MAX_BYTES)


class _Versions:
    """Reads the versions of a team file, each with the people file of its day."""

    def __init__(self, repository: Repository, repo_path: str, people: PeopleVersions, settings: Settings) -> None:
        self._repository, self._repo_path, self._present = repository, repo_path, settings.people
        self._people = people
        self._used: dict[str, PeopleFile] = {}
        self.note = ""  # that the present people file was used for an earlier version

    @property
    def people_files(self) -> list[PeopleFile]:
        """The people files that were used."""
        return list(self._used.values())

    def readings(self, moments: Iterable[_Moment], catalogs: Catalog | CatalogChoice) -> Iterator[Reading | None]:
        """Yield the result of reading each version, None where there is no file."""
        for moment in moments:
            data = _content(self._repository, moment)
            yield None if data is None else reading_of(self._text(moment, data), catalogs)

    def _text(self, moment: _Moment, data: bytes) -> Text:
        version, people = moment.version, moment.people
        name = f"now:{self._repo_path}" if version is None else f"{version.rev[:12]}:{version.repo_path}"
        document = documents.parse(name, data)
        if people is None:
            people = self._people.at(version.rev) if version else self._present
            if people is self._present and people.file and needs_people(document.value):
                self.note = present_people(people.file, "every version of the team")
        self._used[people.file] = people
        return Text(name, self._repo_path, document, people)


def _sources(
    readings: Iterable[Reading | None], versions: _Versions, settings: Settings
) -> Iterator[TeamSource | list[Finding] | None]:
    """Yield the teams that were read; all at once where names are hidden, so that a person keeps the same pseudonym."""
    if not settings.redact:
        yield from (None if reading is None else resolved([reading], settings)[0] for reading in readings)
        return
    listed = list(readings)
    read = [reading for reading in listed if reading is not None]
    sources = iter(resolved([*read, *people_readings(versions.people_files)], settings))
    yield from (None if reading is None else next(sources) for reading in listed)


def _points(
    moments: Iterable[_Moment], sources: Iterable[TeamSource | list[Finding] | None], settings: Settings
) -> Iterator[tuple[str | None, Point]]:
    """Yield each point, and the team's name in it."""
    before: TeamReport | None = None
    for moment, source in zip(moments, sources, strict=True):
        rev = None if moment.version is None else moment.version.rev
        if source is None:
            yield None, Point(rev, moment.date, error=moment.error)
        elif isinstance(source, TeamSource):
            report = audit_source(source, settings._replace(as_of=moment.date))
            yield report.team.name, _point(rev, report, before)
            before = report
        else:
            yield None, Point(rev, moment.date, error=_first_of(source))


def _point(rev: str | None, report: TeamReport, before: TeamReport | None) -> Point:
    severities = [finding.severity for finding in report.findings if finding.counts]
    return Point(
        rev,
        report.as_of,
        float(report.coverage.coverage),
        severities.count(Severity.ERROR),
        severities.count(Severity.WARNING),
        None if before is None else cause(before, report),
        roles={role: float(covered.coverage) for role, covered in report.coverage.roles.items()},
    )


def _first_of(errors: Sequence[Finding]) -> str:
    first = errors[0]
    more = f" (and {count(len(errors) - 1, 'further error')})" if len(errors) > 1 else ""
    return f"line {first.location.line}: {first.message}{more}"

"""What the commands do, as functions for notebooks and scripts."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from mlops_team import settings as configs
from mlops_team.audits import diff as diffs
from mlops_team.audits import history as histories
from mlops_team.audits import resilience as losses
from mlops_team.audits.coverage import cover
from mlops_team.audits.options import Settings, rules_for, severities_for, today
from mlops_team.audits.run import audit_files
from mlops_team.audits.source import Source, read_source
from mlops_team.errors import ConfigError, MlopsTeamError
from mlops_team.inputs.catalog import Catalog, CatalogError, load_catalog
from mlops_team.inputs.discover import team_files
from mlops_team.model import Severity
from mlops_team.planner import plan as planning
from mlops_team.results import Diff, Histories, History, Plan, Report, Resilience

__all__ = [
    "Catalog",
    "CatalogError",
    "Diff",
    "Histories",
    "History",
    "Plan",
    "Report",
    "Resilience",
    "audit",
    "diff",
    "history",
    "load_catalog",
    "plan",
    "resilience",
]
AnyPath = str | os.PathLike[str]
AnyCatalog = Catalog | AnyPath | None
AnyDay = date | str | None


def audit(
    paths: AnyPath | Iterable[AnyPath],
    *,
    catalog: AnyCatalog = None,
    as_of: AnyDay = None,
    config: AnyPath | None = None,
) -> Report:
    """Audit team files, and the team files below folders.

    Args:
        paths: A team file or a folder, or several.
        catalog: What to check teams against: a loaded catalog, its folder or name, by default the built-in one.
        as_of: The day to audit for; today in UTC by default.
        config: A configuration file; none is looked for.

    Returns:
        The report; what could not be audited is in its `input_errors`.

    Raises:
        CatalogError: The catalog cannot be used.
        TypeError: `paths` is no path and no paths.
    """
    return Report(*audit_files(_paths(paths), _settings(catalog, as_of, config)))


def plan(path: AnyPath, **options: Any) -> Plan:  # noqa: ANN401 - those of the planner
    """Plan how to close a team's gaps at the least cost, with proof."""
    return Plan(*planning.plan(_path(path), **options))


def resilience(
    path: AnyPath, *, catalog: AnyCatalog = None, as_of: AnyDay = None, config: AnyPath | None = None
) -> Resilience:
    """Return whom a team cannot lose, and who could step in.

    Args:
        path: A team file.
        catalog: As for `audit`.
        as_of: As for `audit`.
        config: As for `audit`.

    Raises:
        CatalogError: The catalog cannot be used.
        MlopsTeamError: The file cannot be audited.
        TypeError: `path` is no path.
    """
    settings = _settings(catalog, as_of, config)
    source = read_source(_path(path), settings)
    if not isinstance(source, Source):
        raise MlopsTeamError(f"{source[0].place}: {source[0].message}", source[0].hint)
    coverage = cover(source.team, settings.catalog, settings.as_of)
    return Resilience(source.team.name, source.file, settings.as_of, "", losses.resilience(coverage, pairs=False))


def diff(
    old: AnyPath,
    new: AnyPath | None = None,
    *,
    catalog: AnyCatalog = None,
    as_of: AnyDay = None,
    config: AnyPath | None = None,
) -> Diff:
    """Compare two team files, or two revisions of one.

    Args:
        old: A file, `REV:PATH` from git (`REV...:PATH`: where it and HEAD parted), or a json report.
        new: The same; when `old` is `REV:PATH`, that file as it is now by default.
        catalog: As for `audit`.
        as_of: As for `audit`.
        config: As for `audit`.

    Returns:
        What changed; its `changes` is None, and `errors` says why, when a side cannot be audited.

    Raises:
        CatalogError: The catalog cannot be used.
        MlopsTeamError: The sides cannot be compared.
        TypeError: `old` or `new` is no path.
    """
    newer = None if new is None else _path(new)
    return Diff(*diffs.diff_sides(_path(old), newer, _settings(catalog, as_of, config)))


def history(  # noqa: PLR0913 - as the command has options
    path: AnyPath,
    *,
    every: str | None = None,
    since: AnyDay = None,
    max_count: int | None = None,
    catalog: AnyCatalog = None,
    as_of: AnyDay = None,
    config: AnyPath | None = None,
) -> History | Histories:
    """Return coverage over a file's git history, and what moved it.

    Args:
        path: A team file; or a folder, for the history of each team file below it.
        every: "week", "month" or "quarter": a point for the end of each in place of one for each version.
        since: Only points dated on or after this day.
        max_count: Only the newest so many.
        catalog: As for `audit`.
        as_of: Ends the history, and dates the file as it is now.
        config: As for `audit`.

    Raises:
        CatalogError: The catalog cannot be used.
        MlopsTeamError: There is no git, no repository, or git does not know the file.
        TypeError: `path` is no path.
    """
    if every is not None and every not in histories.EVERY:
        raise ConfigError(f"every: {every!r} is not one of week, month or quarter")
    if max_count is not None and max_count < 1:
        raise ConfigError(f"max_count: {max_count} is not a number above 0")
    settings = _settings(catalog, as_of, config)
    span = histories.Span(every, _day(since, "since"), settings.as_of if as_of else None, max_count)
    file = _path(path)
    if os.path.isdir(file):
        return Histories(History(*histories.history_of(one, settings, span)) for one in team_files([file]))
    return History(*histories.history_of(file, settings, span))


def _settings(catalog: AnyCatalog, as_of: AnyDay, config: AnyPath | None) -> Settings:
    chosen = configs.Config() if config is None else configs.read(FilePath(_path(config)))
    loaded = catalog if isinstance(catalog, Catalog) else load_catalog(_path(catalog) if catalog else chosen.roles)
    fail_on = chosen.fail_on or Severity.ERROR.label
    return Settings(
        catalog=loaded,
        as_of=_day(as_of, "as_of") or today(),
        rules=rules_for(chosen.select, chosen.ignore),
        severities=severities_for(chosen.severity),
        extra_skills=chosen.extra_skills,
        fail_on=None if fail_on == configs.NEVER else Severity.named(fail_on),
    )


def _day(day: AnyDay, name: str) -> date | None:
    return configs.day(day, name) if isinstance(day, str) else day


def _path(path: object) -> str:
    if isinstance(path, str):
        return path
    if isinstance(path, os.PathLike) and isinstance(text := os.fspath(path), str):
        return text
    raise TypeError(f"{path!r} is no path")


def _paths(paths: object) -> list[str]:
    if isinstance(paths, str | os.PathLike):
        return [_path(paths)]
    if not isinstance(paths, Iterable) or isinstance(paths, bytes | dict):
        raise TypeError(f"{paths!r} is no path and no list of paths")
    named = [_path(path) for path in paths]
    if not named:
        raise TypeError("an empty list of paths: name at least one")
    return named

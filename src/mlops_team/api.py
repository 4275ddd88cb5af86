"""What the commands do, as functions for notebooks and scripts."""

import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path as FilePath

from mlops_team import settings as configs
from mlops_team.audits import diff as diffs
from mlops_team.audits import history as histories
from mlops_team.audits.options import Settings, settings_from, today
from mlops_team.audits.resilience import team_resilience
from mlops_team.audits.run import audit_files
from mlops_team.audits.source import TeamSource, read_alone
from mlops_team.baseline import read_baseline
from mlops_team.errors import ConfigError, MlopsTeamError
from mlops_team.inputs.catalog import Catalog, CatalogError, load_catalog
from mlops_team.inputs.catalog_choice import CatalogChoice, catalog_choice
from mlops_team.inputs.discover import team_files
from mlops_team.inputs.people import read_people_file
from mlops_team.planner.plan import Planner, Request, plan_day
from mlops_team.planner.problem import Goal, Kinds
from mlops_team.results import Diff, Histories, History, Plan, Report, Resilience
from mlops_team.text import listing, quoted

__all__ = [
    "Catalog",
    "CatalogError",
    "Diff",
    "Histories",
    "History",
    "MlopsTeamError",
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
    people: AnyPath | None = None,
    config: AnyPath | None = None,
) -> Report:
    """Audit team files, and the team files below folders.

    Args:
        paths: A team file or a folder, or several.
        catalog: What to check teams against: a loaded catalog, its folder or name, by default the built-in one.
        as_of: The day to audit for; today in UTC by default.
        people: The people file, in which members without a name are looked up.
        config: A configuration file; none is looked for.

    Returns:
        The report; what could not be audited is in its `input_errors`.

    Raises:
        MlopsTeamError: A setting cannot be used; a CatalogError for a catalog.
        TypeError: `paths` is no path and no paths.
    """
    chosen = _config(config)
    baseline = None if chosen.baseline is None else read_baseline(chosen.baseline)
    settings = _settings(catalog, as_of, people, chosen)._replace(baseline=baseline, fail_under=chosen.fail_under)
    return Report(*audit_files(_paths(paths), settings))


def plan(  # noqa: PLR0913 - as the command has options
    path: AnyPath,
    *,
    goal: str = Goal.SKILLED,
    by: AnyDay = None,
    costs: Mapping[str, int] | None = None,
    assign: bool = True,
    train: bool = True,
    hire: bool = True,
    waivers: bool = True,
    time_limit: float | None = None,
    catalog: AnyCatalog = None,
    as_of: AnyDay = None,
    people: AnyPath | None = None,
    config: AnyPath | None = None,
) -> Plan:
    """Plan how to close a team's gaps at the least cost, with proof.

    Args:
        path: A team file.
        goal: "staffed", "skilled" or "resilient".
        by: The plan's day; by default the catalog's leaving-horizon-days after `as_of`.
        costs: Person-weeks by kind of action, such as {"hire": 30}; by default those of `config`.
        assign: Whether members may be given roles.
        train: Whether members may be trained.
        hire: Whether people may be hired.
        waivers: Whether what a waiver covers on the plan's day may stay open.
        time_limit: Seconds to search at most; then the best plan so far is returned.
        catalog: As for `audit`.
        as_of: As for `audit`.
        people: As for `audit`.
        config: As for `audit`.

    Returns:
        The plan, applied and audited again; its `cost` is None when there is none, and `unclosable` says why.

    Raises:
        MlopsTeamError: The file cannot be audited, or another argument cannot be used; a CatalogError for a catalog.
        TypeError: `path` is no path.
    """
    if goal not in list(Goal):
        raise ConfigError(f"goal: {quoted(goal)} is not {listing(Goal, 'or')}")
    _check_time_limit(time_limit)
    chosen = _config(config)
    prices = {**chosen.costs, **{kind: configs.cost(kind, price, "costs") for kind, price in (costs or {}).items()}}
    settings = _settings(catalog, as_of, people, chosen)._replace(waivers=waivers)
    source = _source(path, settings)
    day = plan_day(configs.any_day(by, "by"), settings.as_of, source.team.catalog, "by")
    request = Request(Goal(goal), configs.Costs(**prices), Kinds(assign=assign, train=train, hire=hire), time_limit)
    return Plan(*Planner(source, settings, day).plan(request))


def _check_time_limit(seconds: float | None) -> None:
    if seconds is not None and not seconds > 0:
        raise ConfigError(f"time_limit: {seconds:g} is not a number of seconds above 0")


def resilience(
    path: AnyPath,
    *,
    catalog: AnyCatalog = None,
    as_of: AnyDay = None,
    people: AnyPath | None = None,
    config: AnyPath | None = None,
) -> Resilience:
    """Return who a team cannot lose, and who could step in.

    Args:
        path: A team file.
        catalog: As for `audit`.
        as_of: As for `audit`.
        people: As for `audit`.
        config: As for `audit`.

    Raises:
        CatalogError: The catalog cannot be used.
        MlopsTeamError: The file cannot be audited.
        TypeError: `path` is no path.
    """
    settings = _settings(catalog, as_of, people, config)
    return Resilience(*team_resilience(_source(path, settings), settings.as_of))


def diff(  # noqa: PLR0913 - as the command has options
    old: AnyPath,
    new: AnyPath | None = None,
    *,
    catalog: AnyCatalog = None,
    as_of: AnyDay = None,
    people: AnyPath | None = None,
    config: AnyPath | None = None,
) -> Diff:
    """Compare two team files, or two revisions of one.

    Args:
        old: A file, `REV:PATH` from git (`REV...:PATH`: where it and HEAD parted), or a json report.
        new: The same; when `old` is `REV:PATH`, that file as it is now by default.
        catalog: As for `audit`.
        as_of: As for `audit`.
        people: As for `audit`.
        config: As for `audit`.

    Returns:
        What changed; its `changes` is None, and `errors` says why, when a side cannot be audited.

    Raises:
        CatalogError: The catalog cannot be used.
        MlopsTeamError: The sides cannot be compared.
        TypeError: `old` or `new` is no path.
    """
    newer = None if new is None else _path(new)
    return Diff(*diffs.diff_sides(_path(old), newer, _settings(catalog, as_of, people, config)))


def history(  # noqa: PLR0913 - as the command has options
    path: AnyPath,
    *,
    every: str | None = None,
    since: AnyDay = None,
    max_count: int | None = None,
    catalog: AnyCatalog = None,
    as_of: AnyDay = None,
    people: AnyPath | None = None,
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
        people: As for `audit`; of each version where it is in the same repository.
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
    settings = _settings(catalog, as_of, people, config)
    span = histories.PointRange(every, configs.any_day(since, "since"), settings.as_of if as_of else None, max_count)
    file = _path(path)
    if os.path.isdir(file):
        return Histories(History(*histories.history_of(below, settings, span)) for below in team_files([file]))
    return History(*histories.history_of(file, settings, span))


def _config(config: AnyPath | None) -> configs.Config:
    return configs.Config() if config is None else configs.read(FilePath(_path(config)))


def _settings(
    catalog: AnyCatalog, as_of: AnyDay, people: AnyPath | None, config: AnyPath | configs.Config | None
) -> Settings:
    chosen = config if isinstance(config, configs.Config) else _config(config)
    choice = _choice(catalog, chosen)
    people_path = chosen.people if people is None else _path(people)
    day = configs.any_day(as_of, "as_of") or today()
    people_file = read_people_file(people_path, choice, chosen.source_of("people", people, "people="))
    return settings_from(chosen, choice, people_file, day)


def _choice(catalog: AnyCatalog, config: configs.Config) -> CatalogChoice:
    if isinstance(catalog, Catalog):
        return CatalogChoice(catalog, config.catalogs, fixed=True)
    return catalog_choice(None if catalog is None else _path(catalog), config.roles, config.catalogs)


def _source(path: object, settings: Settings) -> TeamSource:
    source = read_alone(_path(path), settings)
    if isinstance(source, TeamSource):
        return source
    raise MlopsTeamError(f"{source[0].location}: {source[0].message}", source[0].hint)


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

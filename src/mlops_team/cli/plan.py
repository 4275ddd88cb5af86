"""`mlops-team plan`."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from time import monotonic

import typer

from mlops_team.audits.options import Settings
from mlops_team.cli import audit_options, common, plan_options
from mlops_team.cli.sources import Sources, sources_from
from mlops_team.errors import ConfigError
from mlops_team.planner.plan import Planner, Request, plan_day
from mlops_team.planner.problem import Goal, Kinds
from mlops_team.planner.result import HiresOfTeams, Plan, Plans, shared_trainings
from mlops_team.planner.solver import Bounds, Watch
from mlops_team.planner.spare_time import spare_times
from mlops_team.render.styled import Painter
from mlops_team.settings import Costs
from mlops_team.settings import cost as cost_of
from mlops_team.settings import day as day_of
from mlops_team.text import quoted

_PATIENCE = 2.0  # seconds before progress is shown
_DIGITS = 9  # of a cost: more is a typing error
_HIRES_ALONE = "remove --cost, --time-limit, --no-assign, --no-train and --no-hire"


def plan(
    paths: common.Paths = None,
    goal: plan_options.Goal = None,
    by: plan_options.By = None,
    compare: plan_options.Compare = False,
    hires: plan_options.Hires = False,
    cost: plan_options.Cost = None,
    no_assign: plan_options.NoAssign = False,
    no_train: plan_options.NoTrain = False,
    no_hire: plan_options.NoHire = False,
    no_waivers: plan_options.NoWaivers = False,
    time_limit: plan_options.TimeLimit = None,
    format_: common.Format = "text",
    roles: common.RolesFolder = None,
    people: common.People = None,
    as_of: common.AsOf = None,
    without: common.Without = None,
    with_: common.With = None,
    redact: common.Redact = False,
    color: common.Color = "auto",
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Find the cheapest way to close a team's gaps, and prove it.

    A staffed team has enough people and time for every role, a skilled team every required skill too, a resilient team
    two people who are able to do each role too. Exits with 0 when there is a plan, even an empty one, else with 1.
    """
    del debug  # see main
    kinds = Kinds(assign=not no_assign, train=not no_train, hire=not no_hire)
    _check_options(goal, time_limit, compare=compare, hires=hires)
    if hires and (cost or time_limit or kinds != Kinds()):
        raise ConfigError("--hires values one hire at a time, without costs, limits and other actions", _HIRES_ALONE)
    paint = common.painter(color, isolated=isolated)
    chosen = common.config_from(config, isolated=isolated)
    inputs, as_of_day = common.inputs_from(roles, people, chosen), common.day_from(as_of, isolated=isolated)
    settings = audit_options.configured(chosen, inputs, as_of_day)._replace(waivers=not no_waivers, redact=redact)
    prices = Costs(**{**chosen.costs, **_costs(cost or [])})
    day = None if by is None else day_of(by, "--by")
    plan_day(day, settings.as_of, settings.catalog, "--by")
    sources = sources_from(paths, settings, tuple(without or ()), with_)
    planners = _planners(sources, settings, day, compare=compare)
    if hires:
        _write_hires(planners, sources, format_, paint)
        raise typer.Exit(2 if sources.errors else 0)
    goals, explained = (Goal if compare else [goal or Goal.SKILLED]), format_ != "json" and not compare
    plans = _plans(planners, [Request(each, prices, kinds, time_limit, explained) for each in goals])
    _write_plans(plans, sources, format_, paint, compare=compare)
    raise typer.Exit(2 if sources.errors else int(any(plan.cost is None for plan in plans)))


def _check_options(goal: Goal | None, time_limit: float | None, *, compare: bool, hires: bool) -> None:
    if compare + hires + (goal is not None) > 1:
        raise ConfigError("--compare, --hires and --goal exclude each other", "give one of them")
    if time_limit is not None and not time_limit > 0:
        raise ConfigError(f"--time-limit: {time_limit:g} is not a number of seconds above 0", "write 60, for example")


def _planners(sources: Sources, settings: Settings, day: date | None, *, compare: bool) -> list[Planner]:
    if compare and len(sources.teams) > 1:
        raise ConfigError("--compare shows one team, and there are several", "name one file")
    days = [plan_day(day, settings.as_of, source.team.catalog, "--by") for source in sources.teams]
    spare = spare_times(sources.teams, days)
    return [
        Planner(source, settings, by_day, sources.what_if, times)
        for source, by_day, times in zip(sources.teams, days, spare, strict=True)
    ]


def _plans(planners: Sequence[Planner], requests: Sequence[Request]) -> list[Plan]:
    with _progress() as watch:
        return [planner.plan(request, watch) for planner in planners for request in requests]


# The renderers are imported when they are needed: a run without a team needs none.


def _write_hires(planners: Sequence[Planner], sources: Sources, format_: str, paint: Painter) -> None:
    if not planners and format_ != "json":  # the errors on stderr say it all
        return
    from mlops_team.render import plan, plan_json, plan_markdown

    hires = HiresOfTeams(tuple(planner.hires() for planner in planners), tuple(sources.errors), sources.single)
    common.write_in(
        format_, paint,
        json=lambda: plan_json.hires_json(hires),
        markdown=lambda: [plan_markdown.hires_markdown(hires.teams)],
        text=lambda: plan.hires_text(hires.teams),
    )  # fmt: skip


def _write_plans(plans: Sequence[Plan], sources: Sources, format_: str, paint: Painter, *, compare: bool) -> None:
    if not plans and format_ != "json":
        return
    from mlops_team.render import plan, plan_json, plan_markdown

    compared = compare and plans
    whole = Plans(tuple(plans), shared_trainings(plans), tuple(sources.errors), sources.single)
    common.write_in(
        format_, paint,
        json=lambda: plan_json.comparison_json(plans) if compared else plan_json.plan_json(whole),
        markdown=lambda: [plan_markdown.comparison(plans) if compared else plan_markdown.markdown(whole)],
        text=lambda: plan.comparison(plans) if compared else plan.text(whole),
    )  # fmt: skip


def _costs(options: list[str]) -> Mapping[str, int]:
    costs = {}
    for option in options:
        kind, equals, weeks = option.partition("=")
        if not equals:
            raise ConfigError(f"--cost: {quoted(option)} does not say which action costs what", "write hire=30")
        whole = int(weeks) if weeks.isascii() and weeks.isdigit() and len(weeks) <= _DIGITS else weeks
        costs[kind] = cost_of(kind, whole, "--cost")
    return costs


@contextmanager
def _progress() -> Iterator[Watch | None]:
    """Yield a watch that shows a long search's progress on stderr, or None without a terminal."""
    if not common.is_terminal(sys.stderr):
        yield None
        return
    start, shown = monotonic(), False

    def watch(bounds: Bounds) -> None:
        nonlocal shown
        if monotonic() - start > _PATIENCE:
            shown = True
            best = "no plan yet" if bounds.cost is None else f"best plan so far {bounds.cost:.0f} person-weeks"
            common.prompt(f"Searching: {best}, none below {bounds.bound:.0f}, {monotonic() - start:.0f} s")
            sys.stderr.write("\x1b[K\r")
            sys.stderr.flush()

    try:
        yield watch
    finally:
        if shown:
            sys.stderr.write("\x1b[K")
            sys.stderr.flush()

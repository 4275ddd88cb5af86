"""`mlops-team plan`."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Annotated, Literal

import typer

from mlops_team.audits.options import Settings, rules_for, severities_for
from mlops_team.cli import common
from mlops_team.errors import ConfigError
from mlops_team.planner.plan import SECONDS, plan_for
from mlops_team.planner.problem import Goal, Limits
from mlops_team.planner.result import Plan
from mlops_team.planner.solver import Gap, Watch
from mlops_team.settings import Costs
from mlops_team.settings import cost as cost_of
from mlops_team.text import quoted

_PATIENCE = 2.0  # seconds before it is told how far the search is


def plan(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A team file, or - for stdin.")],
    goal: Annotated[Goal | None, typer.Option(help="What to reach, see below.", show_default="skilled")] = None,
    compare: Annotated[bool, typer.Option("--compare", help="Show all three goals side by side.")] = False,
    cost: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND=WEEKS", help="What an action costs: assign (1), train a level (2), hire (26)."),
    ] = None,
    no_assign: Annotated[bool, typer.Option("--no-assign", help="Give nobody a role.")] = False,
    no_train: Annotated[bool, typer.Option("--no-train", help="Train nobody.")] = False,
    no_hire: Annotated[bool, typer.Option("--no-hire", help="Hire nobody.")] = False,
    time_limit: Annotated[
        float, typer.Option(metavar="SECONDS", help="Search no longer, and show the best plan so far.")
    ] = SECONDS,
    format_: Annotated[
        Literal["text", "json", "markdown"], typer.Option("--format", "-f", help="What to write to stdout.")
    ] = "text",
    roles: common.RolesFolder = None,
    as_of: common.AsOf = None,
    color: common.Color = "auto",
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Find the cheapest way to close a team's gaps, and prove it.

    Goals: staffed, every role has its people and their time; skilled, and its required skills; resilient, and a second
    person who can do it. Exits with 0 when there is a plan, also an empty one, with 1 when there is none.
    """
    del debug  # see main
    if compare and goal is not None:
        raise ConfigError("--compare and --goal exclude each other", "--compare shows all three goals")
    if not time_limit > 0:
        raise ConfigError(f"--time-limit: {time_limit:g} is not a number of seconds above 0")
    paint = common.painter_for(common.terminal_width(), color=common.colored(color, isolated=isolated))
    chosen = common.config_from(config, isolated=isolated)
    prices = Costs(**{**chosen.costs, **_costs(cost or [])})
    with chosen.naming_file():
        rules, severities = rules_for(chosen.select, chosen.ignore), severities_for(chosen.severity)
    settings = Settings(
        catalog=common.catalog_from(roles, chosen),
        as_of=common.day_from(as_of, isolated=isolated),
        rules=rules,
        severities=severities,
        extra_skills=chosen.extra_skills,
    )
    source = common.source_from(file, settings)
    limits = Limits.of(settings.catalog, assign=not no_assign, train=not no_train, hire=not no_hire)
    with _progress() as watch:
        goals = list(Goal) if compare else [goal or Goal.SKILLED]
        plans = [plan_for(source, settings, one, prices, limits, time_limit, watch) for one in goals]
    from mlops_team.render import plan as rendered
    from mlops_team.render import plan_markdown

    if format_ == "json":
        common.write([rendered.comparison_as_json(plans) if compare else rendered.as_json(plans[0])])
    elif format_ == "markdown":
        common.write([plan_markdown.comparison(plans) if compare else plan_markdown.markdown(plans[0])])
    else:
        common.write(rendered.comparison(plans, paint) if compare else rendered.text(plans[0], paint))
    raise typer.Exit(_code(plans))


def _code(plans: list[Plan]) -> int:
    return int(any(plan.cost is None for plan in plans))


def _costs(options: list[str]) -> Mapping[str, int]:
    costs = {}
    for option in options:
        kind, equals, weeks = option.partition("=")
        if not equals:
            raise ConfigError(f"--cost: {quoted(option)} does not say which action costs what", "write hire=30")
        whole = int(weeks) if weeks.isascii() and weeks.isdigit() and len(weeks) < 10 else weeks  # noqa: PLR2004
        costs[kind] = cost_of(kind, whole, "--cost")
    return costs


@contextmanager
def _progress() -> Iterator[Watch | None]:
    """Yield what tells on stderr, at a terminal and when it takes long, how far the search is."""
    if not common.is_terminal(sys.stderr):
        yield None
        return
    start, shown = monotonic(), False

    def watch(gap: Gap) -> None:
        nonlocal shown
        if monotonic() - start > _PATIENCE:
            shown = True
            best = "no plan yet" if gap.cost is None else f"best plan so far {gap.cost:.0f} person-weeks"
            common.prompt(f"Searching: {best}, none below {gap.bound:.0f}, {monotonic() - start:.0f} s")
            sys.stderr.write("\x1b[K\r")
            sys.stderr.flush()

    try:
        yield watch
    finally:
        if shown:
            sys.stderr.write("\x1b[K")
            sys.stderr.flush()

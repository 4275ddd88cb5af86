"""The pass from a team to a plan: what is open, the cheapest way to close it, and the audit of what comes of it."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path as FilePath

from mlops_team.audits.coverage import cover
from mlops_team.audits.rules import RULES
from mlops_team.audits.run import Settings, Source, audit_source, read_source, today
from mlops_team.errors import ConfigError, MlopsTeamError
from mlops_team.inputs.catalog import Catalog, load_catalog
from mlops_team.inputs.team import Team
from mlops_team.model import Finding, Place
from mlops_team.planner.actions import Action, applied
from mlops_team.planner.problem import FINDINGS, NOT_ADDED, Goal, Limits, Need, Problem, needs
from mlops_team.planner.result import Plan, State, Step
from mlops_team.planner.search import find
from mlops_team.planner.solver import Watch
from mlops_team.settings import Costs, cost, day
from mlops_team.text import listing, quoted

SECONDS = 60.0  # for which a search lasts at most, when nothing else is said


class InputError(MlopsTeamError):
    """A file for which nothing can be planned."""


def plan_for(  # noqa: PLR0913, PLR0917 - what the command line can say
    source: Source,
    settings: Settings,
    goal: Goal,
    costs: Costs,
    limits: Limits,
    seconds: float = SECONDS,
    watch: Watch | None = None,
) -> Plan:
    """Return the cheapest plan for a team, applied and audited again.

    Args:
        source: The team.
        settings: How to audit it before and after; waivers and baseline are set aside.
        goal: What to reach.
        costs: What actions cost.
        limits: What the plan may do.
        seconds: How long to search at most.
        watch: Is told now and then how far the search is.
    """
    team, catalog = source.team, settings.catalog
    before = _state(source, settings)
    problem = Problem(before.coverage, catalog, settings.as_of, goal, costs, limits)
    outcome = find(problem, team, seconds, watch)
    actions = outcome.actions or ()
    after = None
    if outcome.actions is not None:
        changed, _ = applied(team, catalog, actions)
        planned = source._replace(team=changed, place=lambda _: Place(source.file))
        after = _state(planned, settings)
        _check(source, planned, settings, goal)
    return Plan(
        team.name, source.file, goal, settings.as_of, catalog, costs, seconds, _steps(problem, team, actions),
        outcome.cost, outcome.bound, outcome.optimal, outcome.unclosable, bool(team.waivers), before, after,
    )  # fmt: skip


def _state(source: Source, settings: Settings) -> State:
    settings = settings._replace(waivers=False, baseline=None)
    report = audit_source(source, settings)
    return State(report.coverage, report.counts.errors, report.counts.warnings, report.findings)


def _check(before: Source, after: Source, settings: Settings, goal: Goal) -> None:
    """Hold a plan against the rules themselves, whatever is selected: a plan that fails is a mistake of ours."""
    codes = (*FINDINGS[goal], *NOT_ADDED)
    settings = Settings(settings.catalog, settings.as_of, tuple(rule for rule in RULES if rule.code in codes))
    old, new = (_state(source, settings).findings for source in (before, after))
    known = Counter((finding.code, finding.subject) for finding in old if finding.code in NOT_ADDED)
    left = [finding for finding in new if (finding.code, finding.subject) not in known]
    if left:
        told = listing(sorted({_told(finding) for finding in left}))
        raise RuntimeError(f"the plan does not keep its word: {told} after it")


def _told(finding: Finding) -> str:
    return " ".join((finding.code, *(part for part in finding.subject if part)))


def _steps(problem: Problem, team: Team, actions: tuple[Action, ...]) -> tuple[Step, ...]:
    """Return each action with what would be open if all but it were done."""

    def closed(action: Action) -> tuple[Need, ...]:
        rest, hired = applied(team, problem.catalog, [other for other in actions if other is not action])
        coverage = cover(rest, problem.catalog, problem.as_of)
        return tuple(needs(problem._replace(coverage=coverage), hired))

    return tuple(Step(action, closed(action)) for action in actions)


def plan(  # noqa: PLR0913 - as the command has options
    path: str | FilePath,
    *,
    goal: str = Goal.SKILLED,
    catalog: Catalog | str | FilePath | None = None,
    as_of: date | str | None = None,
    costs: Mapping[str, int] | None = None,
    assign: bool = True,
    train: bool = True,
    hire: bool = True,
    time_limit: float = SECONDS,
) -> Plan:
    """Plan how to close a team's gaps at the least cost, with proof.

    Args:
        path: A team file.
        goal: "staffed", "skilled" or "resilient".
        catalog: What to hold the team against: a loaded catalog, its folder, or the built-in one when left out.
        as_of: The day for which to judge; today in UTC when left out.
        costs: Person-weeks by kind of action, such as {"hire": 30}; what is left out costs what it does by default.
        assign: Whether members may be given roles.
        train: Whether members may be trained.
        hire: Whether people may be hired.
        time_limit: Seconds to search at most; then the best plan found so far is returned.

    Returns:
        The plan, applied and audited again; its `cost` is None when there is none, and `unclosable` says why.

    Raises:
        CatalogError: The catalog cannot be used.
        ConfigError: Another argument cannot be used.
        InputError: The file cannot be audited.
    """
    if goal not in list(Goal):
        raise ConfigError(f"goal: {quoted(goal)} is not one of {listing(Goal, 'or')}")
    if not time_limit > 0:
        raise ConfigError(f"time_limit: {time_limit:g} is not a number of seconds above 0")
    if isinstance(as_of, str):
        as_of = day(as_of, "as_of")
    prices = {kind: cost(kind, price, "costs") for kind, price in (costs or {}).items()}
    loaded = catalog if isinstance(catalog, Catalog) else load_catalog(catalog)
    settings = Settings(loaded, as_of or today())
    source = read_source(str(path), settings)
    if not isinstance(source, Source):
        raise InputError(f"{source[0].place}: {source[0].message}", source[0].hint)
    limits = Limits.of(loaded, assign=assign, train=train, hire=hire)
    return plan_for(source, settings, Goal(goal), Costs(**prices), limits, time_limit)

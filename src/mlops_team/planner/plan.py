"""The pass from a team to a plan: what is open on its day, the cheapest way to close it, and the audit after it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path as FilePath
from typing import NamedTuple

from mlops_team.audits.coverage import cover, is_able
from mlops_team.audits.options import Settings, today
from mlops_team.audits.rules import RULES
from mlops_team.audits.run import audit_source
from mlops_team.audits.source import Source, read_source
from mlops_team.errors import ConfigError, MlopsTeamError
from mlops_team.inputs.catalog import Catalog, load_catalog
from mlops_team.inputs.team import Team
from mlops_team.model import Finding, Place
from mlops_team.planner.actions import Action, Assign, Hire, applied
from mlops_team.planner.problem import FINDINGS, NOT_ADDED, Goal, Limits, Need, Problem, needs, waived_on
from mlops_team.planner.result import Day, Hires, HireValue, Plan, Reason, State, most_valuable
from mlops_team.planner.search import find
from mlops_team.planner.solver import Watch
from mlops_team.settings import Costs, cost, day
from mlops_team.text import days_after, listing, quoted


class InputError(MlopsTeamError):
    """A file for which nothing can be planned."""


class Wish(NamedTuple):
    """What a plan is asked to reach, and with what."""

    goal: Goal
    costs: Costs
    limits: Limits
    seconds: float | None = None  # how long to search at most


class Planner:
    """Plans for a team on a day.

    Args:
        source: The team.
        settings: How to audit it; its baseline does not count.
        by: The plan's day.
        what_if: How the team was changed, in words.
    """

    def __init__(self, source: Source, settings: Settings, by: date, what_if: str = "") -> None:
        self.source, self.settings = source, settings._replace(as_of=by, baseline=None)
        self.day = _day(source, settings.as_of, by, self.state(source.team))._replace(what_if=what_if)

    def state(self, team: Team, settings: Settings | None = None) -> State:
        """Return a team, which may have been changed, as it is on the plan's day."""
        source = self.source
        if team is not source.team:
            source = source._replace(team=team, place=lambda _: Place(source.file))
        report = audit_source(source._replace(written=None), settings or self.settings)
        return State(report.coverage, report.findings)

    def plan(self, wish: Wish, watch: Watch | None = None) -> Plan:
        """Return the cheapest plan, applied and audited again.

        Args:
            wish: What to reach, and with what.
            watch: Is called now and then with how far the search is.
        """
        team, catalog, by = self.source.team, self.settings.catalog, self.day.by
        waived = waived_on(team.waivers, by) if self.settings.waivers else frozenset()
        coverage = self.day.before.coverage
        problem = Problem(coverage, catalog, by, wish.goal, wish.costs, wish.limits, waived)
        outcome = find(problem, team, wish.seconds, watch)
        after = None
        if outcome.actions is not None:
            changed, _ = applied(team, catalog, outcome.actions)
            after = self.state(changed)
            self._check(problem, changed, outcome.actions)
        kept = bool(needs(problem._replace(waived=frozenset()), after.coverage if after else coverage))
        return Plan(
            self.day, wish.goal, catalog, wish.costs, outcome.actions or (),
            tuple(_reasons(problem, team, outcome.actions or ())), outcome.cost, outcome.bound, outcome.optimal,
            outcome.unclosable, bool(waived) and kept, after, {member.name: member.id for member in team.members},
        )  # fmt: skip

    def _check(self, problem: Problem, changed: Team, actions: Iterable[Action]) -> None:
        """Check a plan by the rules themselves, whatever is selected: a plan that fails is a fault of this program."""
        codes = (*FINDINGS[problem.goal], *NOT_ADDED)
        settings = self.settings._replace(
            rules=tuple(rule for rule in RULES if rule.code in codes), severities={}, redact=False
        )
        old, new = (self.state(team, settings).findings for team in (self.source.team, changed))
        before = Counter((finding.code, finding.subject) for finding in old if finding.code in NOT_ADDED)
        left = [_label(finding) for finding in new if finding.counts and (finding.code, finding.subject) not in before]
        coverage = cover(changed, problem.catalog, problem.day)
        left += [
            f"{action.role} for {action.member}, who is not able"
            for action in actions
            if isinstance(action, Assign)
            and not is_able(
                coverage.held[action.member][action.role], coverage.whole[action.role],
                problem.catalog.practices.able_percent,
            )
        ]  # fmt: skip
        if left:
            raise RuntimeError(f"the plan leaves {listing(sorted(set(left)))}")

    def hires(self) -> Hires:
        """Return what a hire for each role to fill from the team would bring, best first."""
        roles = [role.role.id for role in self.day.before.coverage.roles.values() if role.status != "external"]
        return Hires(self.day, most_valuable(map(self._hire, roles)))

    def _hire(self, role: str) -> HireValue:
        team, _ = applied(self.source.team, self.settings.catalog, [Hire(role, 1, 0)])
        before, after = self.day.before, self.state(team)
        still = Counter((finding.code, finding.subject) for finding in after.open)
        closes = [finding for finding in before.open if (finding.code, finding.subject) not in still]
        needs_closed = [Need(finding.code, finding.subject.role or "", finding.subject.skill) for finding in closes]
        return HireValue(role, after.share, after.share - before.share, tuple(needs_closed))


def _label(finding: Finding) -> str:
    return " ".join((finding.code, *(part for part in finding.subject if part)))


def _day(source: Source, as_of: date, by: date, before: State) -> Day:
    team = source.team
    now, then = ({member.name for member in team.members if member.active(day)} for day in (as_of, by))
    ended = [external for external in team.externals if external.active(as_of) and not external.active(by)]
    leaving, arriving = tuple(sorted(now - then)), tuple(sorted(then - now))
    unrated = tuple(member.name for member in before.coverage.active if member.unrated)
    return Day(team.name, source.file, as_of, by, leaving, arriving, tuple(ended), before, unrated)


def default_day(as_of: date, catalog: Catalog) -> date:
    """Return the day of a plan for which none is given."""
    return days_after(as_of, catalog.practices.leaving_horizon_days)


def _reasons(problem: Problem, team: Team, actions: Sequence[Action]) -> Iterator[Reason]:
    """Yield what actions close, once each: needs with all actions without any one of which they would be open."""
    together: dict[Need, list[Action]] = {}
    for action in actions:
        for need in _open_without(problem, team, actions, action):
            together.setdefault(need, []).append(action)
    groups: dict[tuple[Action, ...], list[Need]] = {}
    for need, closing in together.items():
        groups.setdefault(tuple(closing), []).append(need)
    return (Reason(tuple(closed), closing) for closing, closed in groups.items())


def _open_without(problem: Problem, team: Team, actions: Sequence[Action], action: Action) -> list[Need]:
    """Return what is open when all actions but this are done; who is then not able is not given a role."""
    rest = [other for other in actions if other is not action]
    trained, _ = applied(team, problem.catalog, [other for other in rest if not isinstance(other, Assign)])
    units, whole = cover(trained, problem.catalog, problem.day)[4:6]
    able = [
        other
        for other in rest
        if not isinstance(other, Assign)
        or is_able(units[other.member][other.role], whole[other.role], problem.limits.able)
    ]
    changed, hired = applied(team, problem.catalog, able)
    return needs(problem, cover(changed, problem.catalog, problem.day), hired)


def plan(  # noqa: PLR0913 - as the command has options
    path: str | FilePath,
    *,
    goal: str = Goal.SKILLED,
    catalog: Catalog | str | FilePath | None = None,
    as_of: date | str | None = None,
    by: date | str | None = None,
    costs: Mapping[str, int] | None = None,
    assign: bool = True,
    train: bool = True,
    hire: bool = True,
    waivers: bool = True,
    time_limit: float | None = None,
) -> Plan:
    """Plan how to close a team's gaps at the least cost, with proof.

    Args:
        path: A team file.
        goal: "staffed", "skilled" or "resilient".
        catalog: What to check the team against: a loaded catalog, its folder, or the built-in catalog by default.
        as_of: The day it is; today in UTC by default.
        by: The plan's day; by default the catalog's leaving-horizon-days after `as_of`.
        costs: Person-weeks by kind of action, such as {"hire": 30}.
        assign: Whether members may be given roles.
        train: Whether members may be trained.
        hire: Whether people may be hired.
        waivers: Whether what a waiver covers on the plan's day may stay open.
        time_limit: Seconds to search at most; then the best plan so far is returned.

    Returns:
        The plan, applied and audited again; its `cost` is None when there is none, and `unclosable` says why.

    Raises:
        CatalogError: The catalog cannot be used.
        ConfigError: Another argument cannot be used.
        InputError: The file cannot be audited.
    """
    if goal not in list(Goal):
        raise ConfigError(f"goal: {quoted(goal)} is not {listing(Goal, 'or')}")
    if time_limit is not None and not time_limit > 0:
        raise ConfigError(f"time_limit: {time_limit:g} is not a number of seconds above 0")
    prices = {kind: cost(kind, price, "costs") for kind, price in (costs or {}).items()}
    loaded = catalog if isinstance(catalog, Catalog) else load_catalog(catalog)
    settings = Settings(loaded, _date(as_of, "as_of") or today(), waivers=waivers)
    source = read_source(str(path), settings)
    if not isinstance(source, Source):
        raise InputError(f"{source[0].place}: {source[0].message}", source[0].hint)
    limits = Limits.of(loaded, assign=assign, train=train, hire=hire)
    wish = Wish(Goal(goal), Costs(**prices), limits, time_limit)
    return Planner(source, settings, plan_day(_date(by, "by"), settings, "by")).plan(wish)


def _date(value: date | str | None, name: str) -> date | None:
    return day(value, name) if isinstance(value, str) else value


def plan_day(by: date | None, settings: Settings, option: str) -> date:
    """Return the plan's day.

    Raises:
        ConfigError: It is before the day it is.
    """
    if by is not None and by < settings.as_of:
        hint = f"write a day from {settings.as_of} on"
        raise ConfigError(f"{option}: {by} is before the as-of day {settings.as_of}", hint)
    return by or default_day(settings.as_of, settings.catalog)

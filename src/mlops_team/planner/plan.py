"""The pass from a team to a plan: what is open on its day, the cheapest way to close it, and the audit after it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from mlops_team.audits.coverage import Coverage, cover, undeclared
from mlops_team.audits.options import Settings
from mlops_team.audits.report import catalog_label
from mlops_team.audits.rules import RULES
from mlops_team.audits.run import audit_source
from mlops_team.audits.source import TeamSource
from mlops_team.errors import ConfigError
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.team import Team
from mlops_team.model import Finding, Location
from mlops_team.planner.actions import Action, Assign, Hire, applied
from mlops_team.planner.problem import FINDINGS, NOT_ADDED, Goal, Kinds, Limits, Need, Problem, needs, waived_on
from mlops_team.planner.reasons import reasons
from mlops_team.planner.result import Hires, HireValue, Plan, PlanDay, State, most_valuable
from mlops_team.planner.search import find
from mlops_team.planner.solver import Watch
from mlops_team.planner.spare_time import longer_hours
from mlops_team.settings import Costs
from mlops_team.text import days_after, listing, some


class Request(NamedTuple):
    """What a plan must reach, and by which means."""

    goal: Goal
    costs: Costs
    kinds: Kinds = Kinds()
    seconds: float | None = None  # how long to search at most
    explained: bool = True  # whether to say what each action is for


class Planner:
    """Plans for a team on a day.

    Args:
        source: The team.
        settings: How to audit it; its baseline does not count.
        by: The plan's day.
        what_if: How the team was changed, in words.
        spare: Time that the files of the run leave members, by name; see `spare_times`.
    """

    def __init__(
        self,
        source: TeamSource,
        settings: Settings,
        by: date,
        what_if: str = "",
        spare: Mapping[str, Fraction] | None = None,
    ) -> None:
        self.source, self.settings = source, settings._replace(as_of=by, baseline=None)
        self.catalog = source.team.catalog_on(by)
        self.spare = spare or {}
        self.day = _day(source, settings.as_of, by, self.state(source.team))._replace(
            what_if=what_if,
            catalog=catalog_label(self.catalog),
            promised=tuple(sorted(name for name, time in self.spare.items() if time < 0)),
        )

    def state(self, team: Team, settings: Settings | None = None) -> State:
        """Return a team, which may have been changed, as it is on the plan's day."""
        source = self.source
        if team is not source.team:
            source = source._replace(team=team, location=lambda _: Location(source.file))
        report = audit_source(source._replace(written=None), settings or self.settings)
        return State(report.coverage, report.findings)

    def plan(self, request: Request, watch: Watch | None = None) -> Plan:
        """Return the cheapest plan, applied and audited again.

        Args:
            request: What to reach, and with what.
            watch: Is called now and then with how far the search is.
        """
        team, catalog, by = self.source.team, self.catalog, self.day.by
        waived = waived_on(team.waivers, by) if self.settings.waivers else frozenset()
        coverage = self.day.before.coverage
        limits = Limits.of(catalog, request.kinds)
        problem = Problem(coverage, catalog, by, request.goal, request.costs, limits, waived, self.spare)
        outcome = find(problem, team, request.seconds, watch)
        actions, after = outcome.actions or (), None
        if outcome.actions is not None:
            changed, _ = applied(team, catalog, outcome.actions)
            after = self.state(changed)
            self._check(problem, changed, outcome.actions)
        kept = bool(needs(problem._replace(waived=frozenset()), after.coverage if after else coverage))
        why = reasons(problem, team, actions) if request.explained else ()
        return Plan(
            self.day, request.goal, catalog, request.costs, actions, why, outcome.cost, outcome.bound, outcome.optimal,
            outcome.unclosable, bool(waived) and kept, after, {member.name: member.id for member in team.members},
            longer_hours(problem, team, actions, why),
        )  # fmt: skip

    def _check(self, problem: Problem, changed: Team, actions: Iterable[Action]) -> None:
        """Check a plan by the rules themselves, whatever is selected: a plan that fails is a fault of this program."""
        codes = (*FINDINGS[problem.goal], *NOT_ADDED)
        settings = self.settings._replace(
            rules=tuple(rule for rule in RULES if rule.code in codes), severities={}, redact=False
        )
        old, new = (self.state(team, settings).findings for team in (self.source.team, changed))
        before = Counter((finding.code, finding.subject) for finding in old if finding.code in NOT_ADDED)
        left = [finding.label for finding in new if finding.counts and (finding.code, finding.subject) not in before]
        coverage = cover(changed, problem.catalog, problem.day)
        left += [
            f"{action.role} for {action.member}, who is not able"
            for action in actions
            if isinstance(action, Assign)
            and not coverage.is_able(action.member, action.role, problem.catalog.practices.able_percent)
        ]
        if left:
            raise RuntimeError(f"the plan leaves {listing(sorted(set(left)))}")

    def hires(self) -> Hires:
        """Return what a hire for each role to fill from the team would bring, best first."""
        roles = [role.role.id for role in self.day.before.coverage.roles.values() if role.status != "external"]
        return Hires(self.day, most_valuable(map(self._hire, roles)))

    def _hire(self, role: str) -> HireValue:
        team, _ = applied(self.source.team, self.catalog, [Hire(role, 1, 0)])
        before, after = self.day.before, self.state(team)
        still = Counter((finding.code, finding.subject) for finding in after.open)
        closes = [_need(finding) for finding in before.open if (finding.code, finding.subject) not in still]
        waived = [_need(finding) for finding in before.findings if finding.waiver and finding.subject.role == role]
        return HireValue(role, after.share, after.share - before.share, tuple(closes), tuple(waived))


def _need(finding: Finding) -> Need:
    return Need(finding.code, finding.subject.role or "", finding.subject.skill)


def _day(source: TeamSource, as_of: date, by: date, before: State) -> PlanDay:
    team = source.team
    now, then = ({member.name for member in team.members if member.active(day)} for day in (as_of, by))
    ended = [external for external in team.externals if external.active(as_of) and not external.active(by)]
    leaving, arriving = tuple(sorted(now - then)), tuple(sorted(then - now))
    catalog = team.catalog_on(by)
    unrated = people_to_rate(before.coverage, catalog)
    silent = [role for role in before.coverage.staffed if undeclared(role, catalog)]
    quiet = tuple(sorted({member.name for role in silent for member in role.holders}))
    day = PlanDay(team.name, source.file, as_of, by, leaving, arriving, tuple(ended), before, unrated, quiet)
    return day._replace(vacancies=tuple(dict.fromkeys(team.vacancies)))


def people_to_rate(coverage: Coverage, catalog: Catalog) -> tuple[str, ...]:
    """Return who lists skills that roles require without a level, and which: "Bo (ci-cd and feature-store)"."""
    skills = {member.name: sorted(member.unrated & catalog.required_by.keys()) for member in coverage.active}
    return tuple(f"{name} ({some(listed)})" for name, listed in skills.items() if listed)


def plan_day(by: date | None, as_of: date, catalog: Catalog, option: str) -> date:
    """Return the plan's day; by default the catalog's horizon after the as-of day.

    Raises:
        ConfigError: It is before the day it is.
    """
    if by is not None and by < as_of:
        raise ConfigError(f"{option}: {by} is before the as-of day {as_of}", f"write a day from {as_of} on")
    return by or default_day(as_of, catalog)


def default_day(as_of: date, catalog: Catalog) -> date:
    """Return the day of a plan for which none is given."""
    return days_after(as_of, catalog.practices.leaving_horizon_days)

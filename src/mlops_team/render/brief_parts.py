"""What a page in brief has beside the audit's findings: the people it cannot lose, and its plan's first steps."""

import shlex
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from mlops_team.audits.coverage import cover, per_cent
from mlops_team.audits.report import Report, TeamReport
from mlops_team.audits.resilience import Loss, resilience
from mlops_team.text import count, days_after, listing, some

if TYPE_CHECKING:
    from mlops_team.planner.actions import Action, Assign, Train

_MOST_PLANNED = 40  # active members up to which a plan takes a second or so
_MOST_PEOPLE = 5  # who are named
_STEPS = 3


class PlanSteps(NamedTuple):
    """How a plan begins."""

    text: str  # what it costs, or why there is none
    steps: tuple[str, ...] = ()
    note: str = ""  # what it rests on
    command: str = ""  # which prints the rest
    shows: str = ""  # what the command does, as the rest of a sentence


def losses(team: TeamReport) -> list[tuple[str, str]]:
    """Return the members whose leaving would hurt most, the worst first, and what would be lost."""
    worst = [loss for loss in resilience(team.coverage, pairs=False).losses if not loss.can_be_spared]
    horizon = days_after(team.as_of, team.catalog.practices.leaving_horizon_days)
    last_days = {m.name: m.ends for m in team.coverage.active if m.ends is not None and m.ends <= horizon}
    today = per_cent(team.coverage.coverage)
    return [(loss.names[0], _lost(loss, today, last_days.get(loss.names[0]))) for loss in worst[:_MOST_PEOPLE]]


def _lost(loss: Loss, today: int, last_day: date | None) -> str:
    """Return what a member's leaving would cost: of the coverage today, in per cent, and otherwise."""
    empty, deputies = loss.unstaffed, [(role, names) for role, names in loss.deputies if names]
    skills = [skill for role, skill in loss.unmet if role not in empty]
    parts = [] if last_day is None else [f"leaves after {last_day}"]
    parts += [f"nobody would hold {listing(empty)}"] if empty else []
    parts += [f"{count(len(skills), 'required skill')} would be missing ({some(skills)})"] if skills else []
    stand_in = "; ".join(f"{listing(names)} could step in as {role}" for role, names in deputies)
    then = per_cent(loss.coverage)
    parts += [f"coverage would fall from {today} % to {then} %"] if then < today else []
    return f"{'; '.join(parts)}. {stand_in or 'No deputy'}."


def first_plan_steps(report: Report) -> PlanSteps:
    """Return how the cheapest plan for a report's only team begins, or why there is none here."""
    (team,) = report.teams
    if len(team.coverage.active) > _MOST_PLANNED:
        text = f"Not planned here: a team of more than {_MOST_PLANNED} takes long."
        return PlanSteps(text, command=_command(team), shows="plans it")
    # The solver is imported for this alone: that takes longer than an audit.
    from mlops_team.planner.actions import applied
    from mlops_team.planner.plan import default_day, people_to_rate
    from mlops_team.planner.problem import Goal, Kinds, Limits, Problem, waived_on
    from mlops_team.planner.search import find
    from mlops_team.render.plan_words import weeks

    day = default_day(team.as_of, team.catalog)
    catalog = team.team.catalog_on(day)
    limits = Limits.of(catalog, Kinds())
    waived = waived_on(team.team.waivers, day) if report.waivers else frozenset()
    coverage = cover(team.team, catalog, day)
    problem = Problem(coverage, catalog, day, Goal.SKILLED, report.costs, limits, waived)
    outcome = find(problem, team.team)
    if outcome.actions is None or outcome.cost is None:
        text = "No plan was found that closes all gaps in staff, time and skills."
        return PlanSteps(text, command=_command(team), shows="says why")
    if not outcome.actions:
        return PlanSteps("Nothing to do: every role has its people, their time and its skills.")
    steps = _steps(outcome.actions)
    shown = steps[:_STEPS]
    after = cover(applied(team.team, catalog, outcome.actions)[0], catalog, day)
    found = "The cheapest plan" if outcome.optimal else "The best plan found"
    text = f"{found} for {day} costs {weeks(outcome.cost)} and brings coverage to {per_cent(after.coverage)} %."
    text += _by_then(team, day)
    if to_rate := people_to_rate(coverage, catalog):
        text += f" Fill in the levels of {some(to_rate)} first: nothing counts without a level."
    costs = problem.costs
    assumed = f"Assumed, in person-weeks: {costs.assign} to give a role, {costs.train} to train a level, "
    assumed += f"{costs.hire} to hire, however long it takes by the calendar."
    more = f"the {len(steps)} steps and why" if len(steps) > len(shown) else "why"
    return PlanSteps(text, tuple(shown), assumed, _command(team), f"shows {more}")


def _by_then(team: TeamReport, day: date) -> str:
    """Return who leaves and who joins before the plan's day, a sentence each."""
    leaving = [member.name for member in team.coverage.active if not member.active(day)]
    joining = [member.name for member in team.team.members if not member.active(team.as_of) and member.active(day)]
    left = f" By then {some(leaving)} {'has' if len(leaving) == 1 else 'have'} left." if leaving else ""
    return left + (f" By then {some(joining)} {'has' if len(joining) == 1 else 'have'} joined." if joining else "")


def _steps(actions: Sequence["Action"]) -> list[str]:
    """Return what each person does, and the hires: who gets a role before who is trained alone."""
    from mlops_team.planner.actions import Hire, Train

    hires = [
        f"Hire {count(action.people, 'person', 'people')} for {action.role}"
        for action in actions
        if isinstance(action, Hire)
    ]
    own = [action for action in actions if not isinstance(action, Hire)]
    people = [(name, list(group)) for name, group in groupby(own, key=lambda action: action.member)]
    people.sort(key=lambda pair: all(isinstance(action, Train) for action in pair[1]))
    return hires + [f"{name} {_tasks(todo)}" for name, todo in people]


def _tasks(actions: Sequence["Assign | Train"]) -> str:
    """Return what a person does: "takes on R, and trains A (0 to 3) and B (2 to 3)"."""
    from mlops_team.planner.actions import Assign

    roles = [action.role for action in actions if isinstance(action, Assign)]
    skills = [
        f"{action.skill} ({action.held} to {action.level})" for action in actions if not isinstance(action, Assign)
    ]
    parts = [f"takes on {listing(roles)}"] if roles else []
    parts += [f"trains {listing(skills)}"] if skills else []
    return ", and ".join(parts)


def _command(team: TeamReport) -> str:
    return f"mlops-team plan {shlex.quote(team.file)}"

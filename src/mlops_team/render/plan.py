"""Plans for people and for programs; `plan_markdown` has them for pull requests and tickets."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from mlops_team.audits.coverage import per_cent
from mlops_team.planner.actions import Action, Assign, Hire, Train
from mlops_team.planner.problem import Goal, Need
from mlops_team.planner.result import Plan, State, Step
from mlops_team.planner.search import Obstacle
from mlops_team.render.json import laid_out
from mlops_team.render.styled import BLANK, Line, Painter, Span, cells, padded
from mlops_team.settings import Costs
from mlops_team.text import count, listing

Json = dict[str, Any]

GOALS = {
    Goal.STAFFED: "every role has its people and their time",
    Goal.SKILLED: "every role has its people, their time and its skills",
    Goal.RESILIENT: "every role has its people, their time and its skills, and a second who can do it",
}


def weeks(cost: int) -> str:
    """Return a cost in words."""
    return count(cost, "person-week")


def verdict(plan: Plan) -> str:
    """Return what a plan costs and how good it is, in one sentence."""
    if plan.cost is None:
        if plan.unclosable:
            return "No plan reaches this goal within the limits."
        return (
            f"No plan was found in {plan.seconds:g} seconds; none costs less than {weeks(plan.bound)}. "
            "Search longer with --time-limit."
        )
    if not plan.steps:
        return "Nothing to do: the goal is reached as things are."
    if plan.optimal:
        return f"{weeks(plan.cost)}, proved: no plan costs less."
    gap = 100 * (plan.cost - plan.bound) / plan.cost
    return (
        f"{weeks(plan.cost)}, the best found in {plan.seconds:g} seconds; no plan costs less than "
        f"{weeks(plan.bound)}, a gap of {gap:.0f} %. Search longer with --time-limit."
    )


def costs_note(costs: Costs) -> str:
    """Return what actions cost, and that this is policy."""
    return (
        f"Costs are policy, in person-weeks: a role given {costs.assign}, a level trained {costs.train}, "
        f"a hire {costs.hire}."
    )


CHANGE_COSTS = "Change them with --cost hire=30, or costs = {hire = 30} in the configuration."


def deed(action: Action) -> str:
    """Return an action in words, without who does it."""
    if isinstance(action, Assign):
        return f"takes on {action.role}"
    if isinstance(action, Train):
        return f"trains {action.skill} {action.held} -> {action.level}"
    return f"hire {count(action.people, 'person', 'people')} for {action.role}"


def reasons(needs: Iterable[Need]) -> list[str]:
    """Return what an action closes: one text for each code and role."""
    told = []
    for (code, role), group in groupby(needs, key=lambda need: (need.code, need.role)):
        skills = [need.skill for need in group if need.skill is not None]
        text = f"{code} {role.replace(',', ', ')}"
        told.append(f"{text}: {', '.join(skills)}" if skills else text)
    return told


def obstacles(plan: Plan) -> list[tuple[str, str]]:
    """Return what stays open and why, one pair for each role and reason."""
    pairs = []
    for (role, code, limit), group in groupby(
        plan.unclosable, key=lambda one: (one.need.role, one.need.code, one.limit)
    ):
        skills = [one.need.skill for one in group if one.need.skill is not None]
        pairs.append((f"{role}: {_OPEN[code]}{listing(skills) if skills else ''}", hindrance(limit, plan)))
    return pairs


_OPEN = {
    "MT101": "nobody can be found to hold it",
    "MT102": "not enough people can be found to hold it",
    "MT103": "it cannot get the time it takes",
    "MT201": "no holder can be brought to its level in ",
    "MT203": "no holder can be brought to list a skill",
    "MT301": "no second holder or deputy can be found",
}


def hindrance(limit: str, plan: Plan) -> str:
    """Return which limit stands in the way, in words."""
    practices = plan.catalog.practices
    return {
        "max-roles-per-person": f"at most {practices.max_roles_per_person} roles a person (max-roles-per-person)",
        "max-levels-per-person": f"at most {practices.max_levels_per_person} levels a person in one plan "
        "(max-levels-per-person)",
        "leaving-horizon-days": f"who leaves within {practices.leaving_horizon_days} days gets nothing to do "
        "(leaving-horizon-days)",
        "not-with": "the catalog keeps the roles apart that would have to meet in one person (not-with)",
        "no-assign": "members may not be given roles (--no-assign)",
        "no-train": "members may not be trained (--no-train)",
        "no-hire": "nobody may be hired (--no-hire)",
        "catalog": "the catalog names no skill of this role that a hire could bring",
    }[limit]


def text(plan: Plan, paint: Painter) -> Iterator[str]:
    """Yield a plan for people."""
    return paint(_lines(plan))


def _lines(plan: Plan) -> Iterator[Line]:
    yield from _head(plan.team, plan.file)
    yield Line((("Goal ", ""), (plan.goal, "bold"), (f": {GOALS[plan.goal]}", "")), 4)
    good = "bold green" if plan.optimal else "bold yellow" if plan.cost is not None else "bold red"
    yield Line(((verdict(plan), good),))
    yield BLANK
    yield from _states(plan)
    yield from _people(plan.steps)
    yield from _hires(plan.steps)
    yield from _unclosable(plan)
    yield from _follow_ups(plan)
    if plan.steps:
        yield from _costs(plan.costs)


def _head(team: str, file: str) -> Iterator[Line]:
    yield Line((("Plan for ", ""), (team, "bold"), (f"  {file}", "dim")))


def _states(plan: Plan) -> Iterator[Line]:
    for name, state in (("before", plan.before), ("after", plan.after)):
        if state is not None and (plan.steps or name == "before"):
            aside = ", waived ones included" if plan.waivers else ""
            found = f"{count(state.errors, 'error')}, {count(state.warnings, 'warning')}{aside}"
            yield Line(
                ((f"  {name:<6} ", "dim"), (f"{per_cent(state.share):>3} % covered", "bold"), (f"  {found}", "")), 9
            )
    yield BLANK


def _people(steps: Sequence[Step]) -> Iterator[Line]:
    own = [step for step in steps if not isinstance(step.action, Hire)]
    for name, group in groupby(own, key=lambda step: _who(step.action)):
        todo = list(group)
        cost = sum(step.action.cost for step in todo)
        yield Line(((name, "bold"), (f"  {weeks(cost)}", "dim")))
        for step in todo:
            yield from _step(step)
        yield BLANK


def _who(action: Action) -> str:
    return "" if isinstance(action, Hire) else action.member


def _hires(steps: Sequence[Step]) -> Iterator[Line]:
    hires = [step for step in steps if isinstance(step.action, Hire)]
    if hires:
        cost = sum(step.action.cost for step in hires)
        yield Line((("To hire", "bold"), (f"  {weeks(cost)}, each full time, with all skills of the role", "dim")))
        for step in hires:
            yield from _step(step)
        yield BLANK


def _step(step: Step) -> Iterator[Line]:
    yield Line((("  ", ""), (deed(step.action), "cyan"), (f"  ({step.action.cost})", "dim")), 6)
    for number, reason in enumerate(reasons(step.closes)):
        yield Line((("      closes " if not number else "             ", "dim"), (reason, "")), 13)


def _unclosable(plan: Plan) -> Iterator[Line]:
    if plan.unclosable:
        yield Line((("Cannot be closed", "bold red"),))
    for what, why in obstacles(plan):
        yield Line((("  ", ""), (what, "")), 4)
        yield Line((("      in the way: ", "dim"), (why, "")), 18)
    if plan.unclosable:
        yield BLANK


def _follow_ups(plan: Plan) -> Iterator[Line]:
    if plan.follow_ups:
        yield Line((("New after the plan, and not part of the goal", "bold"),))
        for finding in plan.follow_ups:
            yield Line(((f"  {finding.code} ", "yellow"), (finding.message, "")), 8)
        yield BLANK


def comparison(plans: Sequence[Plan], paint: Painter) -> Iterator[str]:
    """Yield plans for several goals side by side."""
    return paint(_compared(plans))


def _compared(plans: Sequence[Plan]) -> Iterator[Line]:
    first = plans[0]
    yield from _head(first.team, first.file)
    yield BLANK
    rows = table(plans)
    widths = [max(cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        style = "dim" if not number else ""
        spans: list[Span] = [(f"  {padded(row[0], widths[0])}", style or "bold")]
        spans += [(f"  {cell:>{width}}", style) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield Line(tuple(spans))
    yield BLANK
    for plan in plans:
        if not plan.optimal:
            yield Line(((f"  {plan.goal}: ", "bold"), (verdict(plan), "")), 4)
    yield from _costs(first.costs)


def table(plans: Sequence[Plan]) -> list[tuple[str, ...]]:
    """Return plans for several goals as rows of a table, its heading first."""
    heading = ("goal", "person-weeks", "roles", "levels", "hires", "covered", "errors", "warnings")
    rows: list[tuple[str, ...]] = [heading]
    now = plans[0].before
    rows.append(("as it is", "", "", "", "", *figures(now)))
    for plan in plans:
        if plan.after is None or plan.cost is None:
            rows.append((plan.goal.value, "no plan", *[""] * 6))
            continue
        levels = sum(one.level - one.held for one in plan.actions if isinstance(one, Train))
        given = sum(isinstance(one, Assign) for one in plan.actions)
        hires = sum(one.people for one in plan.actions if isinstance(one, Hire))
        cost = str(plan.cost) if plan.optimal else f"{plan.bound} to {plan.cost}"
        rows.append((plan.goal.value, cost, str(given), str(levels), str(hires), *figures(plan.after)))
    return rows


def _costs(costs: Costs) -> Iterator[Line]:
    yield Line(((costs_note(costs), "dim"),))
    yield Line(((CHANGE_COSTS, "dim"),))


def figures(state: State) -> tuple[str, str, str]:
    """Return how a team stands, as cells of a table: what is covered, errors and warnings."""
    return f"{per_cent(state.share)} %", str(state.errors), str(state.warnings)


def as_json(plan: Plan) -> str:
    """Return a plan as JSON (its schema: `mlops-team schema plan`)."""
    return laid_out(_object(plan))


def comparison_as_json(plans: Sequence[Plan]) -> str:
    """Return plans for several goals as JSON."""
    return laid_out({"version": 1, "team": plans[0].team, "plans": [_object(plan) for plan in plans]})


def _object(plan: Plan) -> Json:
    found: Json = {
        "version": 1,
        "team": plan.team,
        "goal": plan.goal.value,
        "optimal": plan.optimal,
        "cost": plan.cost,
        "bound": plan.bound,
        "actions": [_action(action) for action in plan.actions],
        "before": _state_object(plan.before),
        "after": None if plan.after is None else _state_object(plan.after),
    }
    if plan.cost is None:
        found["unclosable"] = [_obstacle(one) for one in plan.unclosable]
    return found


def _action(action: Action) -> Json:
    if isinstance(action, Assign):
        return {"kind": "assign", "member": action.member, "role": action.role, "cost": action.cost}
    if isinstance(action, Train):
        return {
            "kind": "train", "member": action.member, "skill": action.skill,
            "from": action.held, "to": action.level, "cost": action.cost,
        }  # fmt: skip
    return {"kind": "hire", "role": action.role, "count": action.people, "cost": action.cost}


def _state_object(state: State) -> Json:
    return {"coverage": float(state.share), "errors": state.errors, "warnings": state.warnings}


def _obstacle(one: Obstacle) -> Json:
    return {"role": one.need.role, "skill": one.need.skill, "limit": one.limit}

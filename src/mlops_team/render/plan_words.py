"""The sentences about plans that text and Markdown share."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from mlops_team.audits.coverage import per_cent
from mlops_team.inputs.catalog import Catalog
from mlops_team.planner.actions import Action, Assign, Hire, Train
from mlops_team.planner.problem import Goal, Need
from mlops_team.planner.result import Day, Plan, State
from mlops_team.planner.search import Obstacle
from mlops_team.settings import Costs
from mlops_team.text import count, listing, some

GOALS = {
    Goal.STAFFED: "every role has its people and their time",
    Goal.SKILLED: "every role has its people, their time and its skills",
    Goal.RESILIENT: "every role has its people, their time and its skills, and two who are able to do it",
}
TABLE_HEAD = ("goal", "person-weeks", "roles", "levels", "hires", "covered", "errors", "warnings")


def weeks(cost: int) -> str:
    """Return a cost in words."""
    return count(cost, "person-week")


def verdict(plan: Plan) -> str:
    """Return what a plan costs and how good it is, in a sentence."""
    if plan.cost is None:
        if plan.unclosable:
            return "No plan reaches this goal within the limits."
        return f"The search ended before it found a plan; none costs less than {weeks(plan.bound)}."
    if not plan.actions:
        return "Nothing to do: the goal is reached as things are."
    if plan.optimal:
        return f"{weeks(plan.cost)}: the cheapest under these assumptions, proved."
    gap = 100 * (plan.cost - plan.bound) / plan.cost
    return (
        f"{weeks(plan.cost)}: the best found before the search ended; no plan costs less than "
        f"{weeks(plan.bound)}, a gap of {gap:.0f} %."
    )


def to_rate(day: Day) -> str:
    """Return whose levels to fill in, in a sentence; empty for nobody's."""
    if not day.unrated:
        return ""
    return f"Fill in the levels of {some(day.unrated, 6)} first: the plan counts nothing for skills without a level."


def changes(day: Day) -> str:
    """Return what changes by itself until the plan's day, in a sentence; empty for nothing."""
    parts = []
    if day.leaving:
        parts.append(f"{some(day.leaving, 6)} {'leaves' if len(day.leaving) == 1 else 'leave'}")
    if day.arriving:
        parts.append(f"{some(day.arriving, 6)} {'joins' if len(day.arriving) == 1 else 'join'}")
    parts += [f"{external.provider} no longer fills {external.role}" for external in day.ended]
    return f"By {day.by}: {'; '.join(parts)}." if parts else ""


def assumptions(costs: Costs) -> str:
    """Return what the plan assumes, in a line."""
    return (
        f"Assumptions, in person-weeks: {costs.assign} to give a role, {costs.train} to train a level, {costs.hire} "
        "to hire. Change them with --cost hire=30, or costs = {hire = 30} in the configuration."
    )


def deed(action: Action) -> str:
    """Return an action in words, without who does it."""
    if isinstance(action, Assign):
        return f"takes on {action.role}"
    if isinstance(action, Train):
        return f"trains {action.skill} {action.held} -> {action.level}"
    return f"hire {count(action.people, 'person', 'people')} for {action.role}"


def person(action: Action) -> str:
    """Return who acts: a member's name, or nothing for a hire."""
    return "" if isinstance(action, Hire) else action.member


def closed(needs: Iterable[Need]) -> list[str]:
    """Return needs in words: a text for each code and role."""
    texts = []
    ordered = sorted(needs, key=lambda need: (need.code, need.role))
    for (code, role), group in groupby(ordered, key=lambda need: (need.code, need.role)):
        skills = [need.skill for need in group if need.skill is not None]
        text = f"{code} {role.replace(',', ', ')}".rstrip()
        texts.append(f"{text}: {', '.join(skills)}" if skills else text)
    return texts


def own_reasons(plan: Plan, name: str) -> list[str]:
    """Return what a person, or all hires, close without anybody else."""
    reasons = [reason for reason in plan.reasons if {person(action) for action in reason.actions} == {name}]
    return closed(need for reason in reasons for need in reason.needs)


def shared_reasons(plan: Plan) -> list[tuple[str, list[str]]]:
    """Return who closes something together, and what."""
    texts: dict[str, list[Need]] = {}
    for reason in plan.reasons:
        names = dict.fromkeys(person(action) or "hires" for action in reason.actions)
        if len(names) > 1:
            texts.setdefault(listing(names), []).extend(reason.needs)
    return [(names, closed(needs)) for names, needs in texts.items()]


_OPEN = {
    "MT101": "nobody to hold it",
    "MT102": "too few people to hold it",
    "MT103": "too little time",
    "MT201": "no holder can reach the level in ",
    "MT202": "no holder can reach the level in ",
    "MT203": "no holder can list a skill",
    "MT301": "fewer than two people able to do it",
}


def obstacles(plan: Plan) -> list[tuple[str, str]]:
    """Return what stays open and why, a pair for each role and reason."""
    pairs = []
    for (role, code, limits), group in groupby(plan.unclosable, key=_obstacle_key):
        skills = [obstacle.need.skill for obstacle in group if obstacle.need.skill is not None]
        what = f"{role.replace(',', ', ')}: {_OPEN[code]}{listing(skills) if skills else ''}"
        why = limit_words(limits[0], plan.catalog)
        if len(limits) > 1:
            why += f"; else {listing((limit_words(limit, plan.catalog) for limit in limits[1:]), 'or')}"
        pairs.append((what, why))
    return pairs


def _obstacle_key(obstacle: Obstacle) -> tuple[str, str, tuple[str, ...]]:
    return obstacle.need.role, obstacle.need.code, obstacle.limits


def limit_words(limit: str, catalog: Catalog) -> str:
    """Return what a limit says, in words."""
    practices = catalog.practices
    return {
        "no-hire": "nobody may be hired (--no-hire)",
        "no-train": "nobody may be trained (--no-train)",
        "no-assign": "nobody may be given a role (--no-assign)",
        "able": f"a role goes to who has {practices.able_percent} % of its skills (able-percent)",
        "max-roles-per-person": f"at most {practices.max_roles_per_person} roles a person (max-roles-per-person)",
        "max-levels-per-person": f"at most {practices.max_levels_per_person} levels of training a person "
        "(max-levels-per-person)",
        "not-with": "the catalog keeps roles apart (not-with)",
        "leaving": f"who leaves within {practices.leaving_horizon_days} days of the plan's day gets no action "
        "(leaving-horizon-days)",
        "time": "all limits together leave too little time",
        "catalog": "all limits together",
    }[limit]


def table(plans: Sequence[Plan]) -> list[tuple[str, ...]]:
    """Return plans for several goals as rows of a table, its heading first."""
    rows: list[tuple[str, ...]] = [TABLE_HEAD, ("as it is", "", "", "", "", *figures(plans[0].day.before))]
    for plan in plans:
        if plan.after is None or plan.cost is None:
            rows.append((plan.goal.value, "no plan", *[""] * 6))
            continue
        levels = sum(action.level - action.held for action in plan.actions if isinstance(action, Train))
        given = sum(isinstance(action, Assign) for action in plan.actions)
        hires = sum(action.people for action in plan.actions if isinstance(action, Hire))
        cost = str(plan.cost) if plan.optimal else f"{plan.bound} to {plan.cost}"
        rows.append((plan.goal.value, cost, str(given), str(levels), str(hires), *figures(plan.after)))
    return rows


def figures(state: State) -> tuple[str, str, str]:
    """Return a team's coverage, errors and warnings, as cells of a table."""
    return f"{per_cent(state.share)} %", str(state.errors), str(state.warnings)

"""The sentences about plans that text and Markdown share."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from mlops_team.audits.coverage import per_cent
from mlops_team.audits.rule import rule_named
from mlops_team.audits.rules import RULES
from mlops_team.planner.actions import Action, Assign, Hire, Train
from mlops_team.planner.problem import Goal, Need
from mlops_team.planner.reasons import Reason
from mlops_team.planner.result import Hires, HireValue, Plan, PlanDay, State
from mlops_team.planner.spare_time import LongerHours
from mlops_team.render.finding_groups import gain_words
from mlops_team.settings import Costs
from mlops_team.text import count, listing, share, shares, some

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


def first_lines(day: PlanDay) -> list[str]:
    """Return what to fill in before the plan means much, a sentence each."""
    lines = []
    if day.undeclared:
        lines.append(f"List the skills of {some(day.undeclared, 6)} first: the plan counts nothing that is not listed.")
    if day.unrated:
        lines.append(f"Fill in the levels of {some(day.unrated, 6)} first: the plan counts nothing without a level.")
    return lines


def promised(day: PlanDay) -> str:
    """Return who gets no role for lack of time in any team, in a sentence; empty for nobody."""
    if not day.promised:
        return ""
    verb = "is" if len(day.promised) == 1 else "are"
    return f"{some(day.promised, 6)} {verb} promised beyond full time over all these files, and gets no further role."


def changes(day: PlanDay) -> str:
    """Return what changes by itself until the plan's day, and which positions are open; empty for nothing."""
    parts = []
    if day.leaving:
        parts.append(f"{some(day.leaving, 6)} {'leaves' if len(day.leaving) == 1 else 'leave'}")
    if day.arriving:
        parts.append(f"{some(day.arriving, 6)} {'joins' if len(day.arriving) == 1 else 'join'}")
    parts += [f"{external.provider} no longer fills {external.role}" for external in day.ended]
    sentences = [f"By {day.by}: {'; '.join(parts)}."] if parts else []
    if day.vacancies:
        sentences.append(f"Open {'vacancy' if len(day.vacancies) == 1 else 'vacancies'}: {listing(day.vacancies)}.")
    return " ".join(sentences)


def assumptions(costs: Costs) -> str:
    """Return what the plan assumes, in a line."""
    return (
        f"Assumptions, in person-weeks: {costs.assign} to give a role, {costs.train} to train a level, {costs.hire} "
        "to hire, however long it takes by the calendar. "
        "Change them with --cost hire=30, or costs = {hire = 30} in the configuration."
    )


def action_words(action: Action) -> str:
    """Return an action in words, without who does it."""
    if isinstance(action, Assign):
        return f"takes on {action.role}"
    if isinstance(action, Train):
        return f"trains {action.skill} {action.held} -> {action.level}"
    return f"hire {count(action.people, 'person', 'people')} for {action.role}"


def person(action: Action) -> str:
    """Return who acts: a member's name, or nothing for a hire."""
    return "" if isinstance(action, Hire) else action.member


def closed(needs: Iterable[Need], of_role: str = "") -> list[str]:
    """Return needs in words, a text for each role; without its name for one that the reader knows."""
    texts = []
    named = [need._replace(role=need.role or of_role) for need in needs]  # MT103 is about no single role
    ordered = sorted(named, key=lambda need: (need.role, need.code))
    for role, group in groupby(ordered, key=lambda need: need.role):
        gaps = ", ".join(_gap(code, list(each)) for code, each in groupby(group, key=lambda need: need.code))
        texts.append(gaps if role in {"", of_role} else f"{role.replace(',', ', ')}: {gaps}")
    return texts


def _gap(code: str, needs: Sequence[Need]) -> str:
    rule = rule_named(code, RULES)
    words = _GAPS.get(code) or (rule.name.replace("-", " ") if rule else code)
    return f"{words.format(listing(need.skill for need in needs if need.skill is not None))} ({code})"


_GAPS = {
    "MT101": "nobody holds it",
    "MT102": "too few people",
    "MT103": "too little time",
    "MT201": "nobody has {}",
    "MT202": "{} below level",
    "MT203": "no skills listed",
    "MT205": "nobody has the desired {}",
    "MT301": "fewer than two able",
}


def own_reasons(plan: Plan, name: str) -> list[Reason]:
    """Return what a person, or all hires, do without anybody else."""
    return [reason for reason in plan.reasons if {person(action) for action in reason.actions} == {name}]


def is_shared(reason: Reason) -> bool:
    """Whether it takes several people."""
    return len({person(action) for action in reason.actions}) > 1


def shared_reasons(plan: Plan) -> list[tuple[str, list[Reason]]]:
    """Return what people do together, under the actions that it takes."""
    groups: dict[str, list[Reason]] = {}
    for reason in plan.reasons:
        if is_shared(reason):
            groups.setdefault(together(reason.actions), []).append(reason)
    return list(groups.items())


def together(actions: Iterable[Action]) -> str:
    """Return who does what, in words: "Bo takes on data-engineer; Cy trains feature-store 0 -> 1"."""
    tasks = []
    for name, group in groupby(actions, key=person):
        parts = list(group)
        lessons = [f"{each.skill} {each.held} -> {each.level}" for each in parts if isinstance(each, Train)]
        done = [action_words(each) for each in parts if not isinstance(each, Train)]
        done += [f"trains {listing(lessons)}"] if lessons else []
        tasks.append(f"{name} {listing(done)}".strip())
    return "; ".join(tasks)


def blocks(actions: Sequence[Action], reasons: Sequence[Reason]) -> list[tuple[list[Action], list[Reason]]]:
    """Return actions in groups that share no reason, each group with its reasons."""
    groups = [([action], list[Reason]()) for action in actions]
    for reason in reasons:
        joined = [group for group in groups if not set(group[0]).isdisjoint(reason.actions)]
        first = joined[0]
        for other in joined[1:]:
            first[0].extend(other[0])
            first[1].extend(other[1])
            groups.remove(other)
        first[1].append(reason)
    return groups


def effects(reasons: Iterable[Reason]) -> list[tuple[str, str]]:
    """Return what actions close, and what they avoid, each with its verb."""
    reasons = list(reasons)
    closes = closed(need for reason in reasons for need in reason.closes)
    avoids = closed(need for reason in reasons for need in reason.avoids)
    return [*(("closes", text) for text in closes), *(("avoids", text) for text in avoids)]


def longer_hours(plan: Plan) -> list[str]:
    """Return where a longer allocation would do instead of a hire, a sentence each."""
    return [_longer(note) for note in plan.longer_hours]


def _longer(note: LongerHours) -> str:
    raises = [
        f"{member}'s allocation from {held} to {needed}"
        for member, *amounts in note.raises
        for held, needed in [shares(*amounts)]
    ]
    return (
        f"{share(note.missing)} FTE is missing for {listing(note.short)}: raising {listing(raises)} would do "
        "instead of a hire; a plan does not change allocations."
    )


def follow_ups(plan: Plan) -> list[tuple[str, str]]:
    """Return what the team would have only after the plan, each with its code."""
    alone = [finding.subject.role or "" for finding in plan.follow_ups if finding.code == "MT301"]
    lines = [(finding.code, finding.message) for finding in plan.follow_ups if finding.code != "MT301"]
    if alone:
        verb = "has" if len(alone) == 1 else "have"
        text = f"{listing(alone)} {verb} fewer than two who are able: see --goal resilient"
        lines.insert(0, ("MT301", text))
    return lines


def nothing(hire: HireValue, day: PlanDay) -> str:
    """Return why a hire for a role closes nothing."""
    if hire.waived:
        return f"nothing that counts; waived: {'; '.join(closed(hire.waived, hire.role))}"
    role = day.before.coverage.roles[hire.role]
    if len(role.holders) + 1 < role.role.people:
        return f"nothing by itself: it takes {role.role.people - len(role.holders)} more people"
    if any(skill.unknown for skill in role.skills):
        return "nothing, as long as levels are not filled in"
    return "nothing: it has its people and skills, and two who are able"


def hires_table(team: Hires) -> list[tuple[str, ...]]:
    """Return what a hire for each role would bring as rows of a table, its heading first."""
    rows: list[tuple[str, ...]] = [("role", "covered", "gain", "closes")]
    for hire in team.hires:
        closes = "; ".join(closed(hire.closes, hire.role)) or nothing(hire, team.day)
        rows.append((hire.role, f"{per_cent(hire.coverage)} %", gain_words(hire.gain), closes))
    return rows


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

"""Plans as text; `plan_markdown` and `plan_json` have them for tickets and for programs."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from mlops_team.audits.coverage import per_cent
from mlops_team.planner.actions import Action, Hire, Train
from mlops_team.planner.reasons import Reason
from mlops_team.planner.result import Hires, Plan, PlanDay, Plans, State
from mlops_team.render import plan_words as words
from mlops_team.render.plan_obstacles import obstacles
from mlops_team.render.styled import BLANK, Line, Span, cells, padded, section
from mlops_team.settings import Costs
from mlops_team.text import count


def text(plans: Plans) -> Iterator[Line]:
    """Yield the plans of a run, what they all assume, and their sum where there are several."""
    parts = [list(_plan(plan)) for plan in plans.plans]
    if acting := next((plan for plan in plans.plans if plan.actions), None):
        parts.append([_assumptions(acting.costs)])
    if not plans.single:
        parts.append(list(_sum(plans)))
    for number, part in enumerate(parts):
        if number:
            yield BLANK
        yield from part[:-1] if part[-1] == BLANK else part


def _plan(plan: Plan) -> Iterator[Line]:
    yield from _first(plan.day)
    yield from _head("Plan for", plan.day)
    yield Line((("Goal ", ""), (plan.goal, "bold"), (f" by {plan.day.by}: {words.GOALS[plan.goal]}", "")), 4)
    good = "bold green" if plan.optimal else "bold yellow" if plan.cost is not None else "bold red"
    yield Line(((words.verdict(plan), good),))
    yield from _changes(plan.day)
    yield BLANK
    yield from _states(plan)
    yield from _people(plan)
    yield from _hires(plan)
    yield from section(("Together", "bold"), _together(plan))
    yield from section(("Cannot be closed", "bold red"), _unclosable(plan))
    yield from section(("New after the plan, and not part of the goal", "bold"), _follow_ups(plan))


def _assumptions(costs: Costs) -> Line:
    return Line(((words.assumptions(costs), "dim"),), 4)


def _first(day: PlanDay) -> Iterator[Line]:
    for line in words.first_lines(day):
        yield Line(((line, "yellow"),), 4)


def _head(title: str, day: PlanDay) -> Iterator[Line]:
    yield Line(((f"{title} ", ""), (day.team, "bold"), (f"  {day.file}, catalog {day.catalog}", "dim")), 4)


def _changes(day: PlanDay) -> Iterator[Line]:
    if day.what_if:
        yield Line(((f"What if: {day.what_if}", ""),), 4)
    if changes := words.changes(day):
        yield Line(((changes, ""),), 4)
    if promised := words.promised(day):
        yield Line(((promised, ""),), 4)


def _states(plan: Plan) -> Iterator[Line]:
    if plan.after is None or not plan.actions:
        yield _state("  ", f"{per_cent(plan.day.before.share)}", plan, plan.day.before)
    else:
        for name, state in (("before", plan.day.before), ("after", plan.after)):
            yield _state(f"  {name:<6} ", f"{per_cent(state.share):>3}", plan, state)
    yield BLANK


def _state(name: str, share: str, plan: Plan, state: State) -> Line:
    aside = ", without what waivers cover" if plan.waivers else ""
    numbers = f"  {count(state.errors, 'error')}, {count(state.warnings, 'warning')}{aside}"
    return Line(((name, "dim"), (f"{share} % covered", "bold"), (numbers, "")), 9)


def _people(plan: Plan) -> Iterator[Line]:
    own = [action for action in plan.actions if not isinstance(action, Hire)]
    for name, group in groupby(own, key=words.person):
        actions = list(group)
        yield Line(((name, "bold"), (f"  {words.weeks(sum(action.cost for action in actions))}", "dim")))
        yield from _blocks(plan, name, actions)
        yield BLANK


def _hires(plan: Plan) -> Iterator[Line]:
    hires = [action for action in plan.actions if isinstance(action, Hire)]
    if hires:
        cost = words.weeks(sum(action.cost for action in hires))
        yield Line((("To hire", "bold"), (f"  {cost}, each full time, with all skills of the role", "dim")), 4)
        yield from _blocks(plan, "", hires)
        for note in words.longer_hours(plan):
            yield Line(((f"  {note}", "yellow"),), 4)
        yield BLANK


def _blocks(plan: Plan, name: str, actions: Sequence[Action]) -> Iterator[Line]:
    """Yield the actions of a person, those that do something together in a block with what it is."""
    jointly = {action for reason in plan.reasons for action in reason.actions if words.is_shared(reason)}
    for block, why in words.blocks(actions, words.own_reasons(plan, name)):
        for action in block:
            notes = [str(action.cost)]
            notes += ["planned already"] if isinstance(action, Train) and action.planned else []
            notes += ["see Together"] if action in jointly and not why else []
            yield Line((("  ", ""), (words.action_words(action), "cyan"), (f"  ({', '.join(notes)})", "dim")), 6)
        yield from _effects(why)


def _effects(reasons: Iterable[Reason]) -> Iterator[Line]:
    last = ""
    for verb, text in words.effects(reasons):
        yield Line(((f"      {'' if verb == last else verb:<6} ", "dim"), (text, "")), 15)
        last = verb


def _together(plan: Plan) -> Iterator[Line]:
    for tasks, reasons in words.shared_reasons(plan):
        yield Line(((f"  {tasks}", "cyan"),), 4)
        yield from _effects(reasons)


def _unclosable(plan: Plan) -> Iterator[Line]:
    for what, why in obstacles(plan):
        yield Line(((f"  {what}", ""),), 4)
        yield Line((("      because ", "dim"), (why, "")), 14)


def _follow_ups(plan: Plan) -> Iterator[Line]:
    for rule, message in words.follow_ups(plan):
        yield Line(((f"  {rule} ", "yellow"), (message, "")), 8)


def _sum(plans: Plans) -> Iterator[Line]:
    total = "no sum: not every team has a plan" if plans.cost is None else words.weeks(plans.cost)
    yield Line((("All teams: ", ""), (total, "bold")))
    for training in plans.shared:
        yield Line(((f"  {training.member} trains {training.skill} for several teams: counted once", "dim"),), 4)


def comparison(plans: Sequence[Plan]) -> Iterator[Line]:
    """Yield plans for several goals side by side."""
    day = plans[0].day
    yield from _head("Plans for", day)
    if not words.changes(day):
        yield Line(((f"By {day.by}", ""),))
    yield from _changes(day)
    yield BLANK
    yield from _table(words.table(plans))
    yield BLANK
    for plan in plans:
        if not plan.optimal:
            yield Line(((f"  {plan.goal}: ", "bold"), (words.verdict(plan), "")), 4)
    yield _assumptions(plans[0].costs)


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[Line]:
    widths = _widths(rows)
    for number, row in enumerate(rows):
        style = "dim" if not number else ""
        spans: list[Span] = [(f"  {padded(row[0], widths[0])}", style or "bold")]
        spans += [(f"  {cell:>{width}}", style) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield Line(tuple(spans))


def _widths(rows: Sequence[tuple[str, ...]]) -> list[int]:
    return [max(cells(row[column]) for row in rows) for column in range(len(rows[0]))]


def hires_text(teams: Sequence[Hires]) -> Iterator[Line]:
    """Yield what a hire for each role would bring, best first."""
    for number, team in enumerate(teams):
        if number:
            yield BLANK
        yield from _first(team.day)
        yield from _head("Whom to hire first for", team.day)
        now = per_cent(team.day.before.share)
        note = f"{now} % covered on {team.day.by}; each line is a hire by itself, full time, with all skills. "
        note += "Training may close some of it for less: see mlops-team plan."
        yield Line(((note, ""),), 4)
        yield from _changes(team.day)
        yield BLANK
        if team.hires:
            yield from _hire_rows(words.hires_table(team))
        else:
            yield Line((("  Every role is filled from outside the team.", ""),))


def _hire_rows(rows: Sequence[tuple[str, ...]]) -> Iterator[Line]:
    role, covered, gain, _ = _widths(rows)
    for number, row in enumerate(rows):
        bold, cyan, plain = ("dim", "dim", "dim") if not number else ("bold", "cyan", "")
        head: list[Span] = [(f"  {padded(row[0], role)}", bold), (f"  {row[1]:>{covered}}  {row[2]:>{gain}}  ", cyan)]
        yield Line((*head, (row[3], plain)), role + covered + gain + 8)

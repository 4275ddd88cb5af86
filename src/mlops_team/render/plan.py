"""Plans as text; `plan_markdown` and `plan_json` have them for tickets and for programs."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from mlops_team.audits.coverage import per_cent
from mlops_team.planner.actions import Action, Hire, Train
from mlops_team.planner.result import Day, Hires, Plan, Plans
from mlops_team.render import plan_words as words
from mlops_team.render.styled import BLANK, Line, Span, cells, padded
from mlops_team.text import count


def text(plans: Plans) -> Iterator[Line]:
    """Yield the plans of a run, and their sum where there are several."""
    for number, plan in enumerate(plans.plans):
        if number:
            yield BLANK
        yield from _plan(plan)
    if not plans.single:
        yield BLANK
        yield from _sum(plans)


def _plan(plan: Plan) -> Iterator[Line]:
    if to_rate := words.to_rate(plan.day):
        yield Line(((to_rate, "yellow"),), 4)
    yield from _head("Plan for", plan.day)
    yield Line((("Goal ", ""), (plan.goal, "bold"), (f" by {plan.day.by}: {words.GOALS[plan.goal]}", "")), 4)
    good = "bold green" if plan.optimal else "bold yellow" if plan.cost is not None else "bold red"
    yield Line(((words.verdict(plan), good),))
    yield from _changes(plan.day)
    yield BLANK
    yield from _states(plan)
    yield from _people(plan)
    yield from _hires(plan)
    yield from _together(plan)
    yield from _unclosable(plan)
    yield from _follow_ups(plan)
    if plan.actions:
        yield Line(((words.assumptions(plan.costs), "dim"),))


def _head(title: str, day: Day) -> Iterator[Line]:
    yield Line(((f"{title} ", ""), (day.team, "bold"), (f"  {day.file}, catalog {day.catalog}", "dim")))


def _changes(day: Day) -> Iterator[Line]:
    if day.what_if:
        yield Line(((f"What if: {day.what_if}", ""),), 4)
    if changes := words.changes(day):
        yield Line(((changes, ""),), 4)


def _states(plan: Plan) -> Iterator[Line]:
    for name, state in (("before", plan.day.before), ("after", plan.after)):
        if state is not None and (plan.actions or name == "before"):
            aside = ", without what waivers cover" if plan.waivers else ""
            numbers = f"{count(state.errors, 'error')}, {count(state.warnings, 'warning')}{aside}"
            yield Line(
                ((f"  {name:<6} ", "dim"), (f"{per_cent(state.share):>3} % covered", "bold"), (f"  {numbers}", "")), 9
            )
    yield BLANK


def _people(plan: Plan) -> Iterator[Line]:
    own = [action for action in plan.actions if not isinstance(action, Hire)]
    for name, group in groupby(own, key=words.person):
        actions = list(group)
        yield Line(((name, "bold"), (f"  {words.weeks(sum(action.cost for action in actions))}", "dim")))
        yield from _actions(actions)
        yield from _closes(words.own_reasons(plan, name))
        yield BLANK


def _hires(plan: Plan) -> Iterator[Line]:
    hires = [action for action in plan.actions if isinstance(action, Hire)]
    if hires:
        cost = words.weeks(sum(action.cost for action in hires))
        yield Line((("To hire", "bold"), (f"  {cost}, each full time, with all skills of the role", "dim")))
        yield from _actions(hires)
        yield from _closes(words.own_reasons(plan, ""))
        yield BLANK


def _actions(actions: Sequence[Action]) -> Iterator[Line]:
    for action in actions:
        planned = ", planned already" if isinstance(action, Train) and action.planned else ""
        yield Line((("  ", ""), (words.deed(action), "cyan"), (f"  ({action.cost}{planned})", "dim")), 6)


def _closes(reasons: Sequence[str]) -> Iterator[Line]:
    for number, reason in enumerate(reasons):
        yield Line((("      closes " if not number else "             ", "dim"), (reason, "")), 13)


def _together(plan: Plan) -> Iterator[Line]:
    shared = words.shared_reasons(plan)
    if shared:
        yield Line((("Together", "bold"),))
    for names, reasons in shared:
        yield Line(((f"  {names}", ""),), 4)
        yield from _closes(reasons)
    if shared:
        yield BLANK


def _unclosable(plan: Plan) -> Iterator[Line]:
    if plan.unclosable:
        yield Line((("Cannot be closed", "bold red"),))
    for what, why in words.obstacles(plan):
        yield Line(((f"  {what}", ""),), 4)
        yield Line((("      because ", "dim"), (why, "")), 14)
    if plan.unclosable:
        yield BLANK


def _follow_ups(plan: Plan) -> Iterator[Line]:
    if plan.follow_ups:
        yield Line((("New after the plan, and not part of the goal", "bold"),))
        for finding in plan.follow_ups:
            yield Line(((f"  {finding.code} ", "yellow"), (finding.message, "")), 8)
        yield BLANK


def _sum(plans: Plans) -> Iterator[Line]:
    total = "no sum: not every team has a plan" if plans.cost is None else words.weeks(plans.cost)
    yield Line((("All teams: ", ""), (total, "bold")))
    for training in plans.shared:
        yield Line(((f"  {training.member} trains {training.skill} for several teams: counted once", "dim"),), 4)


def comparison(plans: Sequence[Plan]) -> Iterator[Line]:
    """Yield plans for several goals side by side."""
    day = plans[0].day
    yield from _head("Plans for", day)
    yield Line(((f"By {day.by}", ""),))
    yield from _changes(day)
    yield BLANK
    yield from _table(words.table(plans))
    yield BLANK
    for plan in plans:
        if not plan.optimal:
            yield Line(((f"  {plan.goal}: ", "bold"), (words.verdict(plan), "")), 4)
    yield Line(((words.assumptions(plans[0].costs), "dim"),))


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[Line]:
    widths = [max(cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        style = "dim" if not number else ""
        spans: list[Span] = [(f"  {padded(row[0], widths[0])}", style or "bold")]
        spans += [(f"  {cell:>{width}}", style) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield Line(tuple(spans))


def hires_text(teams: Sequence[Hires]) -> Iterator[Line]:
    """Yield what a hire for each role would bring, best first."""
    for number, team in enumerate(teams):
        if number:
            yield BLANK
        yield from _head("Whom to hire first for", team.day)
        now = per_cent(team.day.before.share)
        yield Line(((f"{now} % covered on {team.day.by}; each line is a hire by itself, with all skills", ""),), 4)
        yield from _changes(team.day)
        yield BLANK
        width = max((cells(hire.role) for hire in team.hires), default=0)
        for hire in team.hires:
            share = f"  {per_cent(hire.coverage):>3} %  "
            closes = "; ".join(words.closed(hire.closes)) or "closes nothing"
            yield Line(((f"  {padded(hire.role, width)}", "bold"), (share, "cyan"), (closes, "")), width + 11)
        if not team.hires:
            yield Line((("  Every role is filled from outside the team.", ""),))

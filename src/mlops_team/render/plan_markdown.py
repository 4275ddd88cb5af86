"""Plans in Markdown, for a ticket or a pull request.

Text from a file is in code spans, in which nothing acts: no markup, link, mention or HTML.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from mlops_team.audits.coverage import per_cent
from mlops_team.planner.actions import Action, Assign, Train
from mlops_team.planner.reasons import Reason
from mlops_team.planner.result import Hires, Plan, PlanDay, Plans
from mlops_team.render import plan_words as words
from mlops_team.render.markdown_text import code, escaped, table_row
from mlops_team.render.plan_obstacles import obstacles
from mlops_team.text import count

PIPE = r"\|"  # a bar ends a table's cell, even in a code span


def markdown(plans: Plans) -> str:
    """Return the plans of a run, and their sum where there are several."""
    parts = [_plan(plan) for plan in plans.plans]
    if not plans.single:
        total = "no sum, as not every team has a plan" if plans.cost is None else words.weeks(plans.cost)
        parts.append(f"**All teams: {total}**")
        parts += [
            f"{code(training.member)} trains {code(training.skill)} for several teams: counted once."
            for training in plans.shared
        ]
    return "\n\n".join(parts) + "\n"


def _plan(plan: Plan) -> str:
    parts = [
        f"## Plan for {code(plan.day.team)}",
        f"Goal **{plan.goal}** by {plan.day.by}: {words.GOALS[plan.goal]}.",
        f"**{words.verdict(plan)}**",
    ]
    parts += _changes(plan.day)
    parts[:0] = map(escaped, words.first_lines(plan.day))
    if plan.after is not None and plan.actions:
        rows: list[tuple[str, ...]] = [("", "covered", "errors", "warnings")]
        for name, state in (("before", plan.day.before), ("after", plan.after)):
            rows.append((name, *words.figures(state)))
        parts.append(_table(rows))
    if plan.actions:
        parts.append(_table([("who", "what", "person-weeks"), *map(_row, plan.actions)]))
        parts.append("\n".join(_closes(plan)))
        parts += map(escaped, words.longer_hours(plan))
    if plan.unclosable:
        parts += [
            "Cannot be closed:",
            "\n".join(f"- {escaped(f'{what}, because {why}')}" for what, why in obstacles(plan)),
        ]
    if plan.follow_ups:
        parts.append("New after the plan, and not part of the goal:")
        parts.append("\n".join(f"- {rule} {code(message)}" for rule, message in words.follow_ups(plan)))
    if plan.actions:
        parts.append(escaped(words.assumptions(plan.costs)))
    return "\n\n".join(parts)


def _changes(day: PlanDay) -> list[str]:
    lines = [f"What if: {day.what_if}." if day.what_if else "", words.changes(day), words.promised(day)]
    return [escaped(line) for line in (*lines, f"Checked against the catalog {day.catalog}.") if line]


def _row(action: Action) -> tuple[str, ...]:
    if isinstance(action, Assign):
        who, what = code(action.member), f"takes on {code(action.role)}"
    elif isinstance(action, Train):
        planned = ", planned already" if action.planned else ""
        who, what = code(action.member), f"trains {code(action.skill)} from {action.held} to {action.level}{planned}"
    else:
        who, what = count(action.people, "hire"), f"for {code(action.role)}"
    return who, what, str(action.cost)


def _closes(plan: Plan) -> list[str]:
    """Return what the actions do, a line of a list for all that belong together."""
    lines: list[str] = []
    for name, group in groupby(plan.actions, key=words.person):
        for actions, reasons in words.blocks(list(group), words.own_reasons(plan, name)):
            lines += _effects(words.together(actions), reasons)
    for tasks, reasons in words.shared_reasons(plan):
        lines += _effects(tasks, reasons)
    return lines


def _effects(tasks: str, reasons: Sequence[Reason]) -> Iterator[str]:
    for verb, texts in groupby(words.effects(reasons), key=lambda effect: effect[0]):
        yield f"- {code(tasks)} {verb} {code('; '.join(text for _, text in texts))}"


def comparison(plans: Sequence[Plan]) -> str:
    """Return plans for several goals side by side."""
    notes = [f"**{plan.goal}**: {words.verdict(plan)}" for plan in plans if not plan.optimal]
    head = f"## Plans for {code(plans[0].day.team)} by {plans[0].day.by}"
    return "\n\n".join([head, _table(words.table(plans)), *notes, escaped(words.assumptions(plans[0].costs))]) + "\n"


def hires_markdown(teams: Sequence[Hires]) -> str:
    """Return what a hire for each role would bring, best first."""
    parts: list[str] = []
    for team in teams:
        parts += map(escaped, words.first_lines(team.day))
        parts.append(f"## Whom to hire first for {code(team.day.team)}")
        parts.append(f"{per_cent(team.day.before.share)} % covered on {team.day.by}; each row is a hire by itself.")
        parts += _changes(team.day)
        head, *rows = words.hires_table(team)
        cells = [(code(role), covered, gain, code(closes)) for role, covered, gain, closes in rows]
        parts.append(_table([head, *cells]))
    return "\n\n".join(parts) + "\n"


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    lines = [table_row(cell.replace("|", PIPE) for cell in cells) for cells in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])

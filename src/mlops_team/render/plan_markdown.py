"""Plans in Markdown, for a ticket or a pull request.

Whatever comes from a file stands in code spans, in which nothing acts: no markup, link, mention or HTML.
"""

from collections.abc import Iterable, Sequence

from mlops_team.planner.actions import Assign, Train
from mlops_team.planner.result import Plan, Step
from mlops_team.render.markdown_text import code, row
from mlops_team.render.plan import GOALS, costs_note, figures, hindrance, reasons, table, verdict
from mlops_team.text import count

PIPE = r"\|"  # a bar ends a table's cell, even in a code span


def markdown(plan: Plan) -> str:
    """Return a plan as Markdown."""
    parts = [f"## Plan for {code(plan.team)}", f"Goal **{plan.goal}**: {GOALS[plan.goal]}.", f"**{verdict(plan)}**"]
    if plan.after is not None and plan.steps:
        rows: list[tuple[str, ...]] = [("", "covered", "errors", "warnings")]
        for name, state in (("before", plan.before), ("after", plan.after)):
            rows.append((name, *figures(state)))
        parts.append(_table(rows))
    if plan.steps:
        parts.append(_table([("who", "what", "person-weeks", "closes"), *map(_row, plan.steps)]))
    if plan.unclosable:
        parts.append("Cannot be closed:")
        parts.append("\n".join(_obstacles(plan)))
    if plan.follow_ups:
        parts.append("New after the plan, and not part of the goal:")
        parts.append("\n".join(f"- {one.code} {code(one.message)}" for one in plan.follow_ups))
    if plan.steps:
        parts += _costs(plan)
    return "\n\n".join(parts) + "\n"


def _costs(plan: Plan) -> tuple[str, str]:
    return (
        costs_note(plan.costs),
        "Change them with `--cost hire=30`, or `costs = {hire = 30}` in the configuration.",
    )


def _row(step: Step) -> tuple[str, ...]:
    action = step.action
    closes = "; ".join(code(reason) for reason in reasons(step.closes))
    if isinstance(action, Assign):
        who, what = code(action.member), f"takes on {code(action.role)}"
    elif isinstance(action, Train):
        who, what = code(action.member), f"trains {code(action.skill)} from {action.held} to {action.level}"
    else:
        who, what = count(action.people, "hire"), f"for {code(action.role)}"
    return who, what, str(action.cost), closes


def _obstacles(plan: Plan) -> Iterable[str]:
    for one in plan.unclosable:
        skill = "" if one.need.skill is None else f", {code(one.need.skill)}"
        yield f"- {one.need.code} {code(one.need.role)}{skill}: {hindrance(one.limit, plan)}"


def comparison(plans: Sequence[Plan]) -> str:
    """Return plans for several goals side by side, as Markdown."""
    notes = [f"**{plan.goal}**: {verdict(plan)}" for plan in plans if not plan.optimal]
    return "\n\n".join([f"## Plans for {code(plans[0].team)}", _table(table(plans)), *notes, *_costs(plans[0])]) + "\n"


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    lines = [row(cell.replace("|", PIPE) for cell in cells) for cells in rows]
    return "".join([lines[0], "|" + "---|" * len(rows[0]) + "\n", *lines[1:]]).removesuffix("\n")

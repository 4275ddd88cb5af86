"""Plans as JSON; its schema: `mlops-team schema plan`."""

from collections.abc import Sequence

from mlops_team.model import Json
from mlops_team.planner.actions import Action, Assign, Train
from mlops_team.planner.result import Hires, HiresOfTeams, Plan, Plans, State
from mlops_team.render.json import finding_json, laid_out


def plan_json(plans: Plans) -> str:
    """Return the plans of a run: of a team by itself, or of several with their sum and the input errors."""
    if plans.single and plans.plans:
        return laid_out(_object(plans.plans[0]))
    return laid_out(
        {
            "version": 1,
            "cost": plans.cost if plans.plans else None,
            "plans": [{"file": plan.day.file, **_object(plan)} for plan in plans.plans],
            "input_errors": [finding_json(error) for error in plans.input_errors],
        }
    )


def comparison_json(plans: Sequence[Plan]) -> str:
    """Return plans for several goals."""
    return laid_out({"version": 1, "team": plans[0].day.team, "plans": [_object(plan) for plan in plans]})


def hires_json(hires: HiresOfTeams) -> str:
    """Return what a hire for each role would bring: to a team by itself, or to several with the input errors."""
    objects = [_hires(team) for team in hires.teams]
    if hires.single and objects:
        return laid_out(objects[0])
    errors = [finding_json(error) for error in hires.input_errors]
    return laid_out({"version": 1, "plans": objects, "input_errors": errors})


def _hires(team: Hires) -> Json:
    day = team.day
    return {
        "version": 1,
        "team": day.team,
        "file": day.file,
        "by": day.by.isoformat(),
        "hires": [
            {
                "role": hire.role,
                "coverage": float(hire.coverage),
                "gain": float(hire.gain),
                "closes": [{"code": need.code, "role": need.role or None, "skill": need.skill} for need in hire.closes],
            }
            for hire in team.hires
        ],
        "before": _state(day.before),
        "leaving": list(day.leaving),
        "arriving": list(day.arriving),
    }


def _object(plan: Plan) -> Json:
    whole: Json = {
        "version": 1,
        "team": plan.day.team,
        "by": plan.day.by.isoformat(),
        "goal": plan.goal.value,
        "optimal": plan.optimal,
        "cost": plan.cost,
        "bound": plan.bound,
        "actions": [_action(action) for action in plan.actions],
        "before": _state(plan.day.before),
        "after": None if plan.after is None else _state(plan.after),
        "leaving": list(plan.day.leaving),
        "arriving": list(plan.day.arriving),
    }
    if plan.cost is None:
        whole["unclosable"] = [{**obstacle.need._asdict(), "limit": obstacle.limits[0]} for obstacle in plan.unclosable]
    return whole


def _action(action: Action) -> Json:
    if isinstance(action, Assign):
        return {"kind": "assign", "member": action.member, "role": action.role, "cost": action.cost}
    if isinstance(action, Train):
        training = {
            "kind": "train", "member": action.member, "skill": action.skill,
            "from": action.held, "to": action.level, "cost": action.cost,
        }  # fmt: skip
        return training | ({"planned": True} if action.planned else {})
    return {"kind": "hire", "role": action.role, "count": action.people, "cost": action.cost}


def _state(state: State) -> Json:
    return {"coverage": float(state.share), "errors": state.errors, "warnings": state.warnings}

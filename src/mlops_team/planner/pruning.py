"""What a plan leaves open without some of its actions, and a plan without what it does not need."""

from collections.abc import Sequence

from mlops_team.audits.coverage import cover
from mlops_team.inputs.team import Team
from mlops_team.planner.actions import Action, Assign, Hire, Train, applied
from mlops_team.planner.problem import Need, Problem, needs


def open_after(problem: Problem, team: Team, actions: Sequence[Action]) -> list[Need]:
    """Return what is open after some actions of a plan; who is then not able gets no role."""
    trained, _ = applied(team, problem.catalog, [each for each in actions if not isinstance(each, Assign)])
    coverage, percent = cover(trained, problem.catalog, problem.day), problem.limits.able
    able = [
        action
        for action in actions
        if not isinstance(action, Assign) or coverage.is_able(action.member, action.role, percent)
    ]
    changed, hired = applied(team, problem.catalog, able)
    return needs(problem, cover(changed, problem.catalog, problem.day), hired)


def one_less(action: Action) -> Action | None:
    """Return an action with a person or a level less; None where nothing would remain of it."""
    if isinstance(action, Hire) and action.people > 1:
        return action._replace(people=action.people - 1, cost=action.cost // action.people * (action.people - 1))
    if isinstance(action, Train) and action.level > action.held + 1:
        levels = action.level - action.held
        return action._replace(level=action.level - 1, cost=action.cost // levels * (levels - 1))
    return None


def pruned(problem: Problem, team: Team, actions: Sequence[Action]) -> list[Action]:
    """Return a plan without the actions, people and levels that it does not need.

    The cheapest plan has none; the best that a search found before it ended may have some.

    Args:
        problem: The goal.
        team: The team that the plan is for.
        actions: A plan that reaches the goal.
    """
    kept = list(actions)
    # Roles last: a training that nobody needs may be all that makes somebody able for a role that nobody needs.
    for action in sorted(actions, key=lambda action: (isinstance(action, Assign), -action.cost)):
        place = kept.index(action)
        for part in ([], *([smaller] for smaller in _smaller(action))):
            rest = [*kept[:place], *part, *kept[place + 1 :]]
            if not open_after(problem, team, rest):
                kept = rest
                break
    return [_with_learning(problem, team, action) for action in kept]


def _smaller(action: Action) -> list[Action]:
    """Return an action with fewer people or levels, the fewest first."""
    less = one_less(action)
    return [*_smaller(less), less] if less else []


def _with_learning(problem: Problem, team: Team, action: Action) -> Action:
    """Return an action with the learning items that cover it, which may be others for a lower level."""
    if not isinstance(action, Train):
        return action
    [member] = [member for member in team.members if member.name == action.member]
    return action._replace(planned=problem.is_planned(member, action.skill, action.level))

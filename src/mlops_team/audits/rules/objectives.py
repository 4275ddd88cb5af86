"""Does the business say what it wants, and how success is measured?"""

from collections.abc import Iterator

from mlops_team.audits.rule import Facts, Hit, rule
from mlops_team.model import Severity, Source
from mlops_team.text import listing, quoted

_STAKEHOLDER = "business-stakeholder"  # the article gives goals and metrics to this role


@rule("MT601", "objectives-missing", Severity.WARNING, Source.ARTICLE)
def objectives_missing(facts: Facts) -> Iterator[Hit]:
    """A team that states no objective.

    Why: a model can be good and the project still fail, if nobody has said what it is for.

    Fix: let the business stakeholder write each goal under `objectives`, with its metric.

    Example:
        team: Fraud detection
        members: []
        # MT601: Fraud detection: states no objective
    """
    if not facts.team.objectives:
        hint = "under objectives, write what the business wants, with a metric, a target and an owner"
        yield Hit(f"{facts.team.name}: states no objective", hint, ("objectives",))


@rule("MT602", "objective-unmeasured", Severity.WARNING, Source.ARTICLE, follows=("MT601",))
def objective_unmeasured(facts: Facts) -> Iterator[Hit]:
    """An objective without a metric.

    Why: without a metric nobody can tell whether the goal is reached, or getting nearer.

    Fix: add `metric`, and `target` for the value at which the goal counts as reached.

    Example:
        objectives:
          - {goal: Halve charge-back losses}
        # MT602: objective "Halve charge-back losses": has no metric
    """
    for objective in facts.team.objectives:
        if objective.metric is None:
            goal = objective.goal
            message = f"objective {quoted(goal)}: has no metric"
            hint = "add what is measured, such as metric: EUR lost per month"
            yield Hit(message, hint, objective.pointer, data={"goal": goal}, entry=goal)


@rule("MT603", "objective-unowned", Severity.WARNING, Source.ARTICLE, follows=("MT101", "MT601"), role=_STAKEHOLDER)
def objective_unowned(facts: Facts) -> Iterator[Hit]:
    """An objective that no active business stakeholder owns.

    Why: setting goals and answering for them is the business stakeholder's duty; somebody else can only guess.

    Fix: name an active business stakeholder of the team under `owner`. The rule does not apply while that role is
    unstaffed or filled from outside.

    Example:
        objectives:
          - {goal: Halve charge-back losses, owner: Bo Lind}
        members:
          - {name: Ines Duarte, roles: [business-stakeholder]}
          - {name: Bo Lind, roles: [data-engineer]}
        # MT603: objective "Halve charge-back losses": is owned by Bo Lind, who is not an active business-stakeholder
    """
    covered = facts.coverage.roles.get(_STAKEHOLDER)
    if covered is None or not covered.staffed:
        return
    holders = [member.name for member in covered.holders]
    members = {member.name for member in facts.team.members}
    for objective in facts.team.objectives:
        goal, owner = objective.goal, objective.owner
        if owner in holders:
            continue
        what = "has no owner"
        if owner is not None:
            what = f"is owned by {owner}, who is not an active {_STAKEHOLDER}"
            what = what if owner in members else f"is owned by {owner}, who is not in the file"
        message, hint = f"objective {quoted(goal)}: {what}", f"write owner: {listing(holders, 'or')}"
        yield Hit(message, hint, (*objective.pointer, "owner"), data={"goal": goal, "owner": owner}, entry=goal)


@rule("MT604", "roi-unassessed", Severity.INFO, Source.ARTICLE, follows=("MT601",))
def roi_unassessed(facts: Facts) -> Iterator[Hit]:
    """A team with objectives, none of which states a return on investment.

    Why: the business stakeholder may also have to say whether the product earns or saves more than it costs.

    Fix: add `roi` to an objective: what is expected, or what was measured.

    Example:
        team: Fraud detection
        objectives:
          - {goal: Halve charge-back losses, metric: EUR lost per month}
        # MT604: Fraud detection: no objective states a return on investment
    """
    if facts.team.objectives and all(objective.roi is None for objective in facts.team.objectives):
        hint = "add roi to an objective: what it should bring in or save"
        yield Hit(f"{facts.team.name}: no objective states a return on investment", hint, ("objectives",))


RULES = (objectives_missing, objective_unmeasured, objective_unowned, roi_unassessed)

"""Does the team look at itself, and learn?"""

from collections.abc import Iterator
from fractions import Fraction

from mlops_team.audits.coverage import RoleCoverage
from mlops_team.audits.rule import Facts, Hit, rule
from mlops_team.audits.rules.skills import by_tool, with_gaps
from mlops_team.inputs.catalog import DAYS, Catalog
from mlops_team.model import Severity, Source, Subject
from mlops_team.text import ago, quoted, some


@rule("MT701", "review-overdue", Severity.WARNING, Source.ARTICLE)
def review_overdue(facts: Facts) -> Iterator[Hit]:
    """A team that has never reviewed itself, or did so longer ago than planned.

    Why: products, people and tools change, and a team that fitted last year may not fit today.

    Fix: hold the review, then write its day under `reviews: last` and its results under `actions`.

    Example:
        team: Fraud detection
        reviews: {every: quarterly, last: 2026-06-01}
        # MT701: Fraud detection: the last review was 175 days ago, quarterly is required
    """
    reviews = facts.team.reviews
    every = reviews.every or facts.catalog.practices.review_every
    hint = f"hold a review, then write last: {facts.as_of} under reviews"
    if reviews.last is None:
        message = f"{facts.team.name}: was never reviewed, {every} is required"
        yield Hit(message, hint, ("reviews",), data={"last": None, "every": every})
    elif (facts.as_of - reviews.last).days > DAYS[every]:
        message = f"{facts.team.name}: the last review was {ago(reviews.last, facts.as_of)}, {every} is required"
        yield Hit(message, hint, ("reviews", "last"), data={"last": reviews.last.isoformat(), "every": every})


@rule("MT702", "learning-overdue", Severity.WARNING, Source.ARTICLE, "member", "skill")
def learning_overdue(facts: Facts) -> Iterator[Hit]:
    """A learning item past its day whose level is not reached.

    Why: a plan that can slip without anybody noticing is not a plan.

    Fix: raise the member's level if it was reached, otherwise agree on a new day.

    Example:
        members:
          - name: Bo Lind
            skills: {feature-store: 1}
            learning: [{skill: feature-store, level: 3, by: 2026-09-30}]
        # MT702: Bo Lind: feature-store was to reach 3 by 2026-09-30, 54 days ago, and is at 1
    """
    for member in facts.coverage.active:
        for item in member.learning:
            level = member.level_of(item.skill) or 0
            if item.by >= facts.as_of or level >= item.level:
                continue
            late = ago(item.by, facts.as_of)
            now = f"is at {level}{by_tool(member, item.skill)}"
            if level == 0 and member.lists_unrated(item.skill):
                now = "has no level"
            message = f"{member.name}: {item.skill} was to reach {item.level} by {item.by}, {late}, and {now}"
            hint = f"write {item.skill}: {item.level} under skills if it is reached, or agree on a new day"
            data = {"by": item.by.isoformat(), "level": item.level, "attained": level}
            yield Hit(message, hint, (*item.pointer, "by"), Subject(member=member.name, skill=item.skill), data)


@rule("MT703", "gap-unplanned", Severity.INFO, Source.ARTICLE, "role", follows=("MT203",))
def gap_unplanned(facts: Facts) -> Iterator[Hit]:
    """A role with a missing or low skill that no holder is learning, and no vacancy.

    Why: a gap with a plan will close; this gap stays.

    Fix: add a learning item for a holder, or a vacancy for the role.

    Example:
        members:
          - {name: Bo Lind, roles: [data-engineer], skills: {data-pipelines: 4, data-ingestion: 3}}
        # MT703: data-engineer: no holder is learning feature-store, and there is no vacancy
    """
    for covered in with_gaps(facts):
        role = covered.role.id
        skills = _unplanned(covered, facts.catalog)
        if skills and role not in facts.team.vacancies:
            holder = covered.holders[0]
            message = f"{role}: no holder is learning {some(skills)}, and there is no vacancy"
            hint = f"give {holder.name} a learning item, such as {skills[0]}, or add a vacancy"
            pointer, weight = (*holder.pointer, "learning"), Fraction(len(skills))
            yield Hit(message, hint, pointer, Subject(role=role), {"skills": skills}, weight=weight)


def _unplanned(covered: RoleCoverage, catalog: Catalog) -> list[str]:
    learned = {
        skill
        for member in covered.holders
        for item in member.learning
        for skill in catalog.shown_by(item.skill) or (item.skill,)
    }
    gaps = (held.skill for held in covered.unmet if held.required and not held.unknown)
    return [skill for skill in gaps if skill not in learned]


@rule("MT704", "learning-absent", Severity.INFO, Source.ARTICLE)
def learning_absent(facts: Facts) -> Iterator[Hit]:
    """A team in which nobody has anything to learn.

    Why: methods and tools of this field change every year, and a team that does not learn falls behind.

    Fix: agree with each member on something to learn, and write it under `learning`.

    Example:
        team: Fraud detection
        members:
          - {name: Bo Lind, roles: [data-engineer]}
        # MT704: Fraud detection: nobody is learning anything
    """
    if not any(member.learning for member in facts.coverage.active):
        hint = "under a member, add learning: [{skill: ..., level: ..., by: ...}]"
        yield Hit(f"{facts.team.name}: nobody is learning anything", hint, ("members",))


@rule("MT705", "review-action-overdue", Severity.WARNING, Source.ARTICLE)
def review_action_overdue(facts: Facts) -> Iterator[Hit]:
    """Something that a review agreed on, past its day and not done.

    Why: a review whose actions stay undone teaches a team that reviews do not matter.

    Fix: do it and write `done: true`, or agree on a new day.

    Example:
        reviews:
          actions: [{what: Hire an architect, owner: Ines Duarte, by: 2026-10-31}]
        # MT705: review action "Hire an architect" (Ines Duarte): was due 2026-10-31, 23 days ago
    """
    for action in facts.team.reviews.actions:
        if action.done or action.by >= facts.as_of:
            continue
        owner = f" ({action.owner})" if action.owner else ""
        message = f"review action {quoted(action.what)}{owner}: was due {action.by}, {ago(action.by, facts.as_of)}"
        data = {"what": action.what, "owner": action.owner, "by": action.by.isoformat()}
        hint = "do it and write done: true, or agree on a new day"
        yield Hit(message, hint, (*action.pointer, "by"), data=data, entry=action.what)


RULES = (review_overdue, learning_overdue, gap_unplanned, learning_absent, review_action_overdue)

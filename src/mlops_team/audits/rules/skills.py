"""Can the holders do what their roles require?"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache

from mlops_team.audits.coverage import RoleCoverage, SkillCoverage, lacking, ratio, undeclared
from mlops_team.audits.rule import Facts, Hit, rule
from mlops_team.inputs.catalog import DAYS, Catalog
from mlops_team.inputs.levels import ListedSkill
from mlops_team.inputs.team import Member
from mlops_team.inputs.vocabulary import fold, names_of
from mlops_team.model import Pointer, Severity, Source, Subject
from mlops_team.text import ago, count, listing, quoted, some


def with_gaps(facts: Facts) -> Iterator[RoleCoverage]:
    """Yield the staffed roles with an unmet skill, except those whose skills are undeclared."""
    return (covered for covered in facts.coverage.staffed if covered.unmet and not undeclared(covered, facts.catalog))


def _holders_entry(covered: RoleCoverage, skill: str) -> Pointer:
    """Return the pointer to a skill's entry, present or not: of the best holder, else of the first by name."""
    best = next((held.by for held in covered.skills if held.skill == skill), ()) or covered.holders
    return best[0].skill_path(skill)


def by_tool(member: Member, skill: str) -> str:
    """Return the tool that gives a member a skill, to write after its level: ", by Airflow"; empty without a tool."""
    return f", by {member.via[skill]}" if skill in member.via else ""


def _train(covered: RoleCoverage) -> str:
    who = some([member.name for member in covered.holders], last="or")
    return f"train {who}, hire, or list it if a holder has it"


@rule("MT201", "skill-missing", Severity.WARNING, Source.ARTICLE, "role", "skill", follows=("MT203",))
def skill_missing(facts: Facts) -> Iterator[Hit]:
    """A required skill that no holder of the role lists.

    Why: a role is filled when its work can be done, not when it has a holder on paper.

    Fix: train a holder, give the role to somebody who has the skill as well, or list the skill if a holder has it.

    Example:
        members:
          - {name: Bo Lind, roles: [data-engineer], skills: {data-pipelines: 4, data-ingestion: 3}}
        # MT201: data-engineer: no holder lists feature-store at 3
    """
    for covered in with_gaps(facts):
        for held in covered.unmet:
            if held.required and held.attained is None and not held.unknown:
                detail = f"{held.skill} at {held.level}"
                yield Hit(
                    f"{covered.role.id}: no holder lists {detail}",
                    _train(covered),
                    _holders_entry(covered, held.skill),
                    Subject(role=covered.role.id, skill=held.skill),
                    _level(held.level),
                    detail=detail,
                    gain=_gain(facts, covered, held),
                )


@cache  # few levels occur, and many findings
def _level(level: int) -> Mapping[str, object]:
    return {"level": level}


def _gain(facts: Facts, covered: RoleCoverage, held: SkillCoverage) -> Fraction:
    """Return by how much the team's coverage would rise if a holder had the skill at its level."""
    missing = held.level - (held.attained or 0)
    return ratio(missing, held.level * len(covered.role.required_skills) * len(facts.coverage.roles))


@rule("MT202", "skill-below-level", Severity.WARNING, Source.POLICY, "role", "skill", follows=("MT201",))
def skill_below_level(facts: Facts) -> Iterator[Hit]:
    """A required skill whose best holder is below the level that the role requires.

    Why: somebody who has heard of a skill cannot yet carry the duty that needs it. The levels are policy.

    Fix: plan training for the best holder, or bring in somebody else who has the level.

    Example:
        members:
          - {name: Bo Lind, roles: [data-engineer], skills: {data-pipelines: 4, data-ingestion: 3, feature-store: 1}}
        # MT202: data-engineer: feature-store is at 1 of 3 (Bo Lind)
    """
    for covered in facts.coverage.staffed:
        for held in covered.unmet:
            if not held.required or held.attained is None or held.unknown:
                continue
            best, missing = held.by[0], held.level - held.attained
            detail = f"{held.skill} is at {held.attained} of {held.level} ({best.name}{by_tool(best, held.skill)})"
            yield Hit(
                f"{covered.role.id}: {detail}",
                f"train {best.name} in {held.skill} by {count(missing, 'level')}, or hire",
                _holders_entry(covered, held.skill),
                Subject(role=covered.role.id, skill=held.skill),
                {"level": held.level, "attained": held.attained, "by": [member.name for member in held.by]},
                detail=detail,
                gain=_gain(facts, covered, held),
                weight=Fraction(missing),
            )


@rule("MT203", "skills-undeclared", Severity.WARNING, Source.ARTICLE, "role", follows=("MT101",))
def skills_undeclared(facts: Facts) -> Iterator[Hit]:
    """A role none of whose holders lists a skill that the catalog knows.

    Why: without skills in the file nothing is known about the role but who holds it. This finding replaces those of the
    role's missing skills.

    Fix: list each holder's skills with their levels; `mlops-team roles ROLE` shows which skills the role requires.

    Example:
        members:
          - {name: Bo Lind, roles: [data-engineer], skills: {chess: 5}}
        # MT203: data-engineer: Bo Lind lists no skill of the catalog
    """
    for covered in facts.coverage.staffed:
        if undeclared(covered, facts.catalog):
            names = [member.name for member in covered.holders]
            message = (
                f"{covered.role.id}: {some(names)} {'lists' if len(names) == 1 else 'list'} no skill of the catalog"
            )
            required = [skill.skill for skill in covered.role.required_skills]
            hint = f"list levels for {some(required)}" if required else "list the holders' skills"
            pointer = (*covered.holders[0].pointer, "skills")
            gain = (1 - covered.coverage) / len(facts.coverage.roles)
            yield Hit(message, hint, pointer, Subject(role=covered.role.id), {"members": names}, gain=gain)


@rule("MT204", "role-split", Severity.INFO, Source.POLICY, "role", follows=("MT203",))
def role_split(facts: Facts) -> Iterator[Hit]:
    """A role whose required skills are all met, but by no holder alone.

    Why: the role works only while its holders work together; each absence opens a gap.

    Fix: nothing, if that is how you want it; otherwise train a holder in the rest.

    Example:
        members:
          - {name: Ada, roles: [solution-architect], skills: {architecture-design: 4}}
          - {name: Kim, roles: [solution-architect], skills: {technology-evaluation: 3}}
        # MT204: solution-architect: Ada and Kim meet its skills together, nobody does alone
    """
    for covered in facts.coverage.staffed:
        role = covered.role
        met = len(covered.holders) > 1 and not any(held.required for held in covered.unmet)
        if not met or not all(lacking(role, member) for member in covered.holders):
            continue
        best = min(covered.holders, key=lambda member: len(lacking(role, member)))
        names = [member.name for member in covered.holders]
        message = f"{role.id}: {listing(names)} meet its skills together, nobody does alone"
        lacks = lacking(role, best)
        rated = [skill for skill in lacks if skill not in best.unrated]
        hint = f"train {best.name} in {some(rated)}" if rated else f"write the level of {some(lacks)} for {best.name}"
        pointer = (*best.pointer, "roles", best.roles[role.id])
        yield Hit(message, hint, pointer, Subject(role=role.id), {"members": names})


@rule("MT205", "desired-skill-missing", Severity.INFO, Source.ARTICLE, "role", "skill", follows=("MT203",))
def desired_skill_missing(facts: Facts) -> Iterator[Hit]:
    """A desired skill of a role that no holder has at its level.

    Why: the role can do without it, and is better with it.

    Fix: train a holder, or look for the skill in the next hire.

    Example:
        members:
          - {name: Ines Duarte, roles: [business-stakeholder], skills: {goal-setting: 4, success-metrics: 3}}
        # MT205: business-stakeholder: no holder has the desired roi-assessment at 2
    """
    for covered in with_gaps(facts):
        for held in covered.unmet:
            if held.required or held.unknown:
                continue
            detail = f"{held.skill} at {held.level}"
            yield Hit(
                f"{covered.role.id}: no holder has the desired {detail}",
                _train(covered),
                _holders_entry(covered, held.skill),
                Subject(role=covered.role.id, skill=held.skill),
                {"level": held.level},
                detail=detail,
                weight=Fraction(held.level - (held.attained or 0)),
            )


@rule("MT206", "skill-unknown", Severity.INFO, Source.POLICY, "member", "skill")
def skill_unknown(facts: Facts) -> Iterator[Hit]:
    """A skill that the catalog does not know; a warning when a known name is similar, and so probably meant.

    Why: a skill that no role requires counts for nothing, and a misspelt skill opens a gap.

    Fix: correct the spelling, add the skill to a catalog of your own, or name it under `extra-skills` in the
    configuration.

    Example:
        members:
          - {name: Sam Lee, roles: [devops-engineer], skills: {mlflowing: 4}}
        # MT206: Sam Lee: the catalog knows no skill "mlflowing"
    """
    catalog, extra = facts.catalog, {fold(skill) for skill in facts.extra_skills}
    for member in facts.coverage.active:
        for skill in member.listed:
            if skill in catalog.skills or skill in catalog.tools or not extra.isdisjoint(names_of(skill)):
                continue
            near = catalog.nearest_skill(skill)
            message = f"{member.name}: the catalog knows no skill {quoted(skill)}"
            hint = f'did you mean "{near}"?' if near else "name it under extra-skills in the configuration"
            subject = Subject(member=member.name, skill=skill)
            severity = Severity.WARNING if near else Severity.INFO
            yield Hit(message, hint, member.skill_path(skill), subject, {"near": near}, severity)


@rule("MT207", "skills-unrated", Severity.WARNING, Source.POLICY, "member")
def skills_unrated(facts: Facts) -> Iterator[Hit]:
    """A member who lists skills, or tools that show skills, without a level.

    Why: without a level nobody knows whether a role is filled. Such a skill does not count, and is not a gap either.

    Fix: write a level from 0 to 5 beside each; `mlops-team roles --levels` says what the levels mean.

    Example:
        members:
          - name: Bo Lind
            roles: [data-engineer]
            skills: {data-pipelines: 4, data-ingestion: , feature-store: }
        # MT207: Bo Lind: no level yet for 2 skills (data-ingestion and feature-store)
    """
    for member in facts.coverage.active:
        counted = _counted(member, facts.catalog)
        names = sorted(name for name, entry in counted.items() if entry.level is None)
        if names:
            yield Hit(
                f"{member.name}: no level yet for {count(len(names), 'skill')} ({some(names)})",
                "write each level, such as ci-cd: 3; mlops-team roles --levels says what they mean",
                (*member.pointer, "skills"),
                Subject(member=member.name),
                {"skills": names},
                weight=Fraction(len(names)),
            )


def _counted(member: Member, catalog: Catalog) -> dict[str, ListedSkill]:
    """Return a member's entries of skills of the catalog, and of tools that show any."""
    return {name: entry for name, entry in member.listed.items() if name in catalog.skills or catalog.shown_by(name)}


@rule("MT208", "levels-outdated", Severity.INFO, Source.POLICY, "member")
def levels_outdated(facts: Facts) -> Iterator[Hit]:
    """A member whose levels were last assessed too long ago; a member without `assessed` is not checked.

    Why: people learn and forget, and old levels hide gaps as well as strengths.

    Fix: go through the levels with the member, then write the day under `assessed`.

    Example:
        members:
          - {name: Bo Lind, roles: [data-engineer], skills: {data-pipelines: 4}, assessed: 2025-10-01}
        # MT208: Bo Lind: levels were last assessed 418 days ago, yearly is required
    """
    every = facts.catalog.practices.assess_every
    for member in facts.coverage.active:
        if member.assessed is None or (facts.as_of - member.assessed).days <= DAYS[every]:
            continue
        if any(entry.level is not None for entry in _counted(member, facts.catalog).values()):
            message = (
                f"{member.name}: levels were last assessed {ago(member.assessed, facts.as_of)}, {every} is required"
            )
            hint = f"go through them with {member.name}, then write assessed: {facts.as_of}"
            data = {"assessed": member.assessed.isoformat(), "every": every}
            yield Hit(message, hint, (*member.pointer, "assessed"), Subject(member=member.name), data)


RULES = (
    skill_missing,
    skill_below_level,
    skills_undeclared,
    role_split,
    desired_skill_missing,
    skill_unknown,
    skills_unrated,
    levels_outdated,
)

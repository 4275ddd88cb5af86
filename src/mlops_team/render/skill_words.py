"""What a report says of members' skills: levels, the tools that show them, and what is not rated yet."""

from collections.abc import Iterable, Iterator

from mlops_team.audits.report import TeamReport
from mlops_team.inputs.team import Member, NotNeeded


def held(member: Member, skill: str) -> str:
    """Return a skill with its level and the tool that shows it: "workflow-orchestration 3, by Airflow"."""
    tool = member.via.get(skill)
    return f"{skill} {member.skills[skill]}{f', by {tool}' if tool else ''}"


def by_tools(team: TeamReport) -> Iterator[tuple[str, list[str]]]:
    """Yield the active members whose tools show skills that audited roles require, and these skills."""
    required = {skill.skill for covered in team.coverage.roles.values() for skill in covered.skills}
    for member in team.coverage.active:
        skills = [held(member, skill) for skill in sorted(required & member.via.keys() & member.skills.keys())]
        if skills:
            yield member.name, skills


def has_unrated(team: TeamReport, member: Member, role: str) -> bool:
    """Return whether a member lists a required skill of a role without a level, so that they may have more of it."""
    skills = team.coverage.roles[role].skills
    return bool(member.unrated) and any(skill.required and skill.skill in member.unrated for skill in skills)


def not_needed(team: TeamReport) -> Iterable[NotNeeded]:
    """Return the skills that the team does without on the day of the report."""
    return [entry for entry in team.team.not_needed if entry.active(team.as_of)]

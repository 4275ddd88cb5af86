"""Do several files agree about a person? Only a run over all of them shows it."""

from collections.abc import Iterator
from typing import NamedTuple

from mlops_team.audits.people import Listed, PersonInFiles, RunFacts
from mlops_team.audits.rule import Hit, rule
from mlops_team.model import Severity, Source, Subject
from mlops_team.text import count, listing, quoted, shares, some

_NAMED = 3  # skills that a finding names


def _in_several_files(facts: RunFacts) -> Iterator[tuple[Listed, PersonInFiles]]:
    """Yield the members with an id who are active in another file as well."""
    for listed in facts.members:
        person = facts.people.by_id.get(listed.id) if listed.id is not None else None
        if person is not None and person.files.total > 1:
            yield listed, person


@rule("MT105", "member-overallocated", Severity.WARNING, Source.POLICY, "member")
def member_overallocated(facts: RunFacts) -> Iterator[Hit]:
    """A person whose written shares of full time over all audited files add up to more than full time.

    Why: two teams that each count on the same half of a person will both be short. Members of several files are one
    person when they have the same `id`. A people file may say that somebody's whole working time is less than 1.

    Fix: agree on the shares between the teams, and lower `allocation` in one of the files.

    Example:
        # payments.team.yaml
        members: [{name: Noor, id: noor@example.com, allocation: 0.7}]
        # fraud.team.yaml
        members: [{name: Noor, id: noor@example.com, allocation: 0.6}]
        # MT105: Noor: 1.3 of full time is planned over 2 files
    """
    for member, id, *_ in facts.members:
        person = facts.people.by_id.get(id) if id is not None else None
        if person is None or not person.overbooked or not member.allocation_written:
            continue
        over, files = person.allocation - person.whole_time, person.files_with_allocation
        others = files.beside(facts.file)
        total, too_much, whole = shares(person.allocation, over, person.whole_time)
        message = f"{member.name}: {total} of full time is planned over {count(files.total, 'file')}"
        message += f", and {whole} is their whole working time" if person.whole_time < 1 else ""
        where = f"here or in {others}" if files.total > 1 else "here"
        hint = f"lower allocation by {too_much} in all, {where}"
        data = {"allocation": float(person.allocation), "files": others.files, "more": others.more}
        pointer = (*member.pointer, "allocation")
        yield Hit(message, hint, pointer, Subject(member=member.name), data, weight=over)


@rule("MT109", "member-unidentified", Severity.INFO, Source.POLICY, "member")
def member_unidentified(facts: RunFacts) -> Iterator[Hit]:
    """A member without an `id` whose name is in another audited file too.

    Why: it may be one person or two. Without an `id` nobody can add up their time, or say what their leaving costs.

    Fix: give the member an `id`, such as an e-mail address: the same in all files if it is one person.

    Example:
        # payments.team.yaml
        members: [{name: Noor}]
        # fraud.team.yaml
        members: [{name: Noor}]
        # MT109: Noor: has no id, and the name is in fraud.team.yaml too
    """
    for member, id, name, _ in facts.members:
        files = facts.people.by_name[name]
        if id is None and files.total > 1:
            others = files.beside(facts.file)
            message = f"{member.name}: has no id, and the name is in {others} too"
            hint = "add an id, such as an e-mail address: the same in each file if it is one person"
            data = {"files": others.files, "more": others.more}
            yield Hit(message, hint, member.pointer, Subject(member=member.name), data)


@rule("MT110", "allocation-unwritten", Severity.INFO, Source.POLICY, "member")
def allocation_unwritten(facts: RunFacts) -> Iterator[Hit]:
    """A person in several audited files whose share of full time is not written in this one.

    Why: without it the member counts as full time here, and their time over all teams cannot be added up.

    Fix: write `allocation`, the share of full time that this team gets.

    Example:
        # payments.team.yaml
        members: [{name: Noor, id: noor@example.com, allocation: 0.5}]
        # fraud.team.yaml
        members: [{name: Noor, id: noor@example.com}]
        # MT110: Noor: is in payments.team.yaml too, and no allocation is written here
    """
    for (member, *_), person in _in_several_files(facts):
        if not member.allocation_written:
            others = person.files.beside(facts.file)
            message = f"{member.name}: is in {others} too, and no allocation is written here"
            hint = "write the share of full time that this team gets, such as allocation: 0.5"
            data = {"files": others.files, "more": others.more}
            yield Hit(message, hint, member.pointer, Subject(member=member.name), data)


class _HigherLevel(NamedTuple):
    """A skill that another file gives a higher level."""

    skill: str
    here: int
    there: int
    file: str


@rule("MT111", "person-contradicted", Severity.WARNING, Source.POLICY, "member")
def person_contradicted(facts: RunFacts) -> Iterator[Hit]:
    """A person who has another name, or a higher level of a skill, in another audited file.

    Why: both cannot be true, and each team plans with its own answer. The finding is in the file with the lower level,
    or with a name that differs from the first file's.

    Fix: agree on the name and the level, and write the same in all files.

    Example:
        # payments.team.yaml
        members: [{name: Noor, id: noor@example.com, skills: {ci-cd: 4}}]
        # fraud.team.yaml
        members: [{name: Noor, id: noor@example.com, skills: {ci-cd: 2}}]
        # MT111: Noor: ci-cd is 2 here, and 4 in payments.team.yaml
    """
    for (member, _, name, written), person in _in_several_files(facts):
        levels = [
            _HigherLevel(skill, level, *person.levels[skill])
            for skill, level in sorted(written.items())
            if level < person.levels[skill][0]
        ]
        other = None if name == person.name else person.name
        if not levels and other is None:
            continue
        shown_name = "has another name" if facts.redacted else f"is {quoted(other)}"
        parts = [] if other is None else [f"{shown_name} in {person.files.first[0]}"]
        parts += [f"{level.skill} is {level.here} here, and {level.there} in {level.file}" for level in levels[:_NAMED]]
        more = max(len(levels) - _NAMED, 0)
        parts += [f"{count(more, 'further skill')} higher elsewhere"] if more else []
        data = {
            "name": None if facts.redacted else other,
            "skills": [level._asdict() for level in levels[:_NAMED]],
            "more": more,
        }
        hint = f"agree on {_disputed(levels, renamed=other is not None)}, and write the same in all files"
        yield Hit(f"{member.name}: {'; '.join(parts)}", hint, member.pointer, Subject(member=member.name), data)


def _disputed(levels: list[_HigherLevel], *, renamed: bool) -> str:
    """Return "the name and the levels of ci-cd and data-pipelines"."""
    skills = some([level.skill for level in levels])
    parts = ["the name"] if renamed else []
    parts += [f"the {'level' if len(levels) == 1 else 'levels'} of {skills}"] if levels else []
    return listing(parts)


RULES = (member_overallocated, member_unidentified, allocation_unwritten, person_contradicted)

"""How the members of a team changed: who is who on two sides, and what differs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeVar

from mlops_team.inputs.team import Member
from mlops_team.text import id_key, listing, name_key

Value = str | int | Decimal | date | tuple[str, ...] | None


class MemberState(NamedTuple):
    """A member, as far as a comparison looks at them."""

    name: str
    id: str | None
    roles: tuple[str, ...]
    allocation: Decimal | None  # None where the file writes none
    skills: Mapping[str, int | None] | None  # None where the report does not say; a level of None is unrated
    starts: date | None
    ends: date | None

    @classmethod
    def of(cls, member: Member) -> "MemberState":
        """Return a member of a team file."""
        return cls(
            *(member.name, member.id, tuple(member.roles)),
            member.allocation if member.allocation_written else None,
            {name: listed.level for name, listed in member.listed.items()},
            *(member.starts, member.ends),
        )


class FieldChange(NamedTuple):
    """What changed of a member: one of roles, level, allocation, from, until and name."""

    field: str
    skill: str | None  # whose level it is
    before: Value
    after: Value


class MemberChange(NamedTuple):
    """A member who is on both sides and has changed."""

    name: str
    what: tuple[FieldChange, ...]


class PeopleChanges(NamedTuple):
    """How the members of a team file changed."""

    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    changed: tuple[MemberChange, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  # as far as roles and skills can say


class _Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def id(self) -> str | None: ...


Named = TypeVar("Named", bound=_Named)


def people_pairs(before: Sequence[Named], after: Sequence[Named]) -> list[tuple[Named, Named]]:
    """Return who is on both sides, members or people: by id, else by name where not both have an id."""
    by_id = {id_key(person.id): person for person in before if person.id is not None}
    pairs = [
        (by_id[id_key(person.id)], person) for person in after if person.id is not None and id_key(person.id) in by_id
    ]
    paired = {id(person) for pair in pairs for person in pair}
    by_name = {name_key(person.name): person for person in before if id(person) not in paired}
    for person in after:
        other = by_name.get(name_key(person.name))
        if id(person) not in paired and other is not None and None in (person.id, other.id):
            pairs.append((other, person))
    return pairs


def people_changes(
    before: Sequence[MemberState], after: Sequence[MemberState], pairs: list[tuple[MemberState, MemberState]]
) -> PeopleChanges:
    """Return who joined and left, and what changed of those on both sides, who are paired."""
    staying = {id(person) for pair in pairs for person in pair}
    left, joined = ([person for person in side if id(person) not in staying] for side in (before, after))
    renamed = list(_renamed(left, joined))
    paired = {id(person) for pair in renamed for person in pair}
    previous = {id(new): old for old, new in pairs}
    stayed = [(previous[id(person)], person) for person in after if id(person) in previous]
    changed = [MemberChange(new.name, tuple(field_changes(old, new))) for old, new in stayed]
    return PeopleChanges(
        tuple(person.name for person in joined if id(person) not in paired),
        tuple(person.name for person in left if id(person) not in paired),
        tuple(change for change in changed if change.what),
        tuple((old.name, new.name) for old, new in renamed),
    )


def _renamed(left: Sequence[MemberState], joined: Sequence[MemberState]) -> Iterator[tuple[MemberState, MemberState]]:
    """Yield pairs of people who may have been renamed: the only ones on each side with these roles and skills."""
    for new in joined:
        old = [person for person in left if _alike(person, new)]
        if len(old) == 1 and sum(_alike(old[0], person) for person in joined) == 1 and None in (old[0].id, new.id):
            yield old[0], new


def _alike(old: MemberState, new: MemberState) -> bool:
    have_skills = old.skills is not None and new.skills is not None
    return have_skills and set(old.roles) == set(new.roles) and old.skills == new.skills


def roles_words(old: Collection[str], new: Collection[str]) -> str:
    """Return which roles a member took on and gave up, in words."""
    gained, lost = ([role for role in some if role not in others] for some, others in ((new, old), (old, new)))
    return listing(f"{verb} {listing(roles)}" for verb, roles in (("took on", gained), ("gave up", lost)) if roles)


def field_changes(old: MemberState, new: MemberState) -> Iterator[FieldChange]:
    """Yield what changed of a member; what one side does not say is no change."""
    if name_key(old.name) != name_key(new.name):
        yield FieldChange("name", None, old.name, new.name)
    if set(old.roles) != set(new.roles):
        yield FieldChange("roles", None, old.roles, new.roles)
    whole = Decimal(1)
    if (whole if old.allocation is None else old.allocation) != (whole if new.allocation is None else new.allocation):
        yield FieldChange("allocation", None, old.allocation, new.allocation)
    if old.skills is None or new.skills is None:  # a report says nothing of dates either
        return
    for field, was, is_now in (("from", old.starts, new.starts), ("until", old.ends, new.ends)):
        if was != is_now:
            yield FieldChange(field, None, was, is_now)
    for skill in dict.fromkeys((*old.skills, *new.skills)):
        if old.skills.get(skill) != new.skills.get(skill):
            yield FieldChange("level", skill, old.skills.get(skill), new.skills.get(skill))

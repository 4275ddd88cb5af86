"""Who has a skill: over several teams, with the time that each has to spare."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from mlops_team.audits.people import Membership
from mlops_team.errors import ConfigError
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.team import Member, Team
from mlops_team.inputs.vocabulary import fold
from mlops_team.text import id_key, nearest, quoted

_FULL_TIME = 1


class Holder(NamedTuple):
    """Somebody who lists a skill."""

    name: str
    id: str | None
    level: int | None  # the highest that a team gives; None where all list it without a level
    via: str | None  # the tool that gives it
    teams: tuple[Membership, ...]
    meets_level: bool  # whether it is the requested level, or above

    @property
    def allocation(self) -> Fraction | None:
        """The sum of what is written; None where nothing is."""
        written = self._written
        return sum(written, Fraction()) if written else None

    @property
    def spare(self) -> Fraction | None:
        """What is left of full time; None where a team does not say what it takes."""
        written = self._written
        return max(_FULL_TIME - sum(written, Fraction()), Fraction()) if len(written) == len(self.teams) else None

    @property
    def _written(self) -> list[Fraction]:
        return [membership.allocation for membership in self.teams if membership.allocation is not None]


class Who(NamedTuple):
    """Who has a skill."""

    skill: str  # the id of the skill, the name of the tool, or the text as the user wrote it
    level: int  # the lowest, where catalogs number the name of a level differently
    level_name: str | None  # in place of the number, where they do
    people: tuple[Holder, ...]  # at the level, else those who come nearest; who lists it without a level comes last
    is_known: bool  # whether a catalog has it, or somebody lists it
    nearest: str | None  # the nearest name, of an unknown skill

    @property
    def is_met(self) -> bool:
        """Whether somebody is at the level."""
        return any(holder.meets_level for holder in self.people)


class _SkillEntry(NamedTuple):
    """A member who is active, and what their team's file says of the skill."""

    member: Member
    membership: Membership
    level: int | None
    via: str | None
    listed: bool
    meets_level: bool = False


def who(teams: Sequence[tuple[str, Team]], catalog: Catalog, word: str, level: int | str, as_of: date) -> Who:
    """Return who has a skill at a level or above, the best first; if nobody has, who is at the next lower level.

    Args:
        teams: The teams with their files.
        catalog: The run's catalog.
        word: The id, title or alias of a skill, the name of a tool, or other text that members list.
        level: The least level, by number or by name; a name means what it means in the catalog of each team.
        as_of: The day on which members must be active.

    Raises:
        ConfigError: The catalog of a team has no level of that name.
    """
    people: dict[tuple[str, ...], list[_SkillEntry]] = {}
    catalogs = [catalog, *(team.catalog for _, team in teams)]
    names = [named for each in catalogs if (named := each.skill_named(word)) is not None]
    spellings = frozenset(map(fold, (word, *names)))
    levels = [_number(level, team.catalog, file) for file, team in teams] or [_number(level, catalog, "")]
    for (file, team), least in zip(teams, levels, strict=False):
        for key, entry in _entries(file, team, word, spellings, as_of):
            meets_level = entry.level is not None and entry.level >= least
            people.setdefault(key, []).append(entry._replace(meets_level=meets_level))
    holders = [_holder(entries) for entries in people.values() if any(entry.listed for entry in entries)]
    is_known = bool(names or holders)
    near = None if is_known else _nearest(word, catalogs, (team for _, team in teams))
    level_name = str(level).strip() if len(set(levels)) > 1 else None
    return Who(names[0] if names else word.strip(), min(levels), level_name, _chosen(holders), is_known, near)


def _number(level: int | str, catalog: Catalog, file: str) -> int:
    number = catalog.level_named(level) if isinstance(level, str) else level
    if number is None:
        of = f", which {file} is checked against" if file else ""
        message = f"--level: {quoted(level)} is no level of catalog {catalog.id}{of}"
        raise ConfigError(message, "write a number from 0 to 5, such as 3: it is the same in every catalog")
    return number


def _entries(
    file: str, team: Team, word: str, spellings: Collection[str], as_of: date
) -> Iterator[tuple[tuple[str, ...], _SkillEntry]]:
    for member in team.members:
        if not member.active(as_of):
            continue
        key = ("name", file, member.name) if member.id is None else ("id", id_key(member.id))
        yield key, _entry(member, Membership.of(file, team, member), team.catalog, word, spellings)


def _entry(
    member: Member, membership: Membership, catalog: Catalog, word: str, spellings: Collection[str]
) -> _SkillEntry:
    """Return what a member says of a skill; where their catalog does not know it, by any of its spellings."""
    name = catalog.skill_named(word)
    if name is not None and name in catalog.skills:
        level = member.skills.get(name)
        return _SkillEntry(member, membership, level, member.via.get(name), level is not None or name in member.unrated)
    entries = [entry for key, entry in member.listed.items() if (key == name if name else fold(key) in spellings)]
    levels = [entry.level for entry in entries if entry.level is not None]
    return _SkillEntry(member, membership, max(levels, default=None), None, bool(entries))


def _holder(entries: Sequence[_SkillEntry]) -> Holder:
    listed = [entry for entry in entries if entry.listed]
    best = max(listed, key=lambda entry: (entry.meets_level, -1 if entry.level is None else entry.level))
    teams = tuple(entry.membership for entry in entries)
    return Holder(entries[0].member.name, entries[0].member.id, best.level, best.via, teams, best.meets_level)


def _chosen(holders: Sequence[Holder]) -> tuple[Holder, ...]:
    """Return who is able, else those at the highest level; and everybody without a level."""
    able = [holder for holder in holders if holder.meets_level]
    highest = max((holder.level for holder in holders if holder.level is not None), default=None)
    chosen = able or [holder for holder in holders if holder.level is not None and holder.level == highest]
    return tuple(sorted([*chosen, *(holder for holder in holders if holder.level is None)], key=_order))


def _order(holder: Holder) -> tuple[int, Fraction, str, str]:
    level = -1 if holder.level is None else holder.level
    return -level, -(Fraction(-1) if holder.spare is None else holder.spare), holder.name, holder.id or ""


def _nearest(word: str, catalogs: Iterable[Catalog], teams: Iterable[Team]) -> str | None:
    listed = {key for team in teams for member in team.members for key in member.listed}
    different = {id(catalog): catalog for catalog in catalogs}.values()
    names = (near for catalog in different if (near := catalog.nearest_skill(word)))
    return next(names, None) or nearest(word, sorted(listed))

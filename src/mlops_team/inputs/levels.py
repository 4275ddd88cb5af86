"""The skills and tools that a member lists, and the levels at which they hold skills by them."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mlops_team.inputs.catalog import Catalog

LISTED_LEVEL = 3  # of a skill in a list, which has no levels; a tool shows a skill at this level at most


class ListedSkill(NamedTuple):
    """An entry of a member's skills."""

    key: str  # as written in the file
    level: int | None  # None where it is not rated
    from_people_file: bool = False  # whether the people file has it, and not the team file


class Levels(NamedTuple):
    """A member's levels of skills of the catalog, by their own entries and by tools."""

    skills: Mapping[str, int]  # those that are rated
    unrated: frozenset[str]  # those that are listed without a level
    via: Mapping[str, str]  # skill -> the tool that gives its level, or lists it unrated


def listed_by_name(written: Iterable[ListedSkill], catalog: Catalog) -> dict[str, ListedSkill]:
    """Return the entries by the id of the skill, the name of the tool, or the unknown name; the highest of several."""
    entries: dict[str, ListedSkill] = {}
    for entry in written:
        name = catalog.skill_named(entry.key) or entry.key.strip()
        # Of equal levels the alphabetically first, so that the order in the file never matters.
        entries[name] = min(entries.get(name, entry), entry, key=lambda listed: (-_rank(listed.level), listed.key))
    return entries


def _rank(level: int | None) -> int:
    return -1 if level is None else level  # no level is the lowest


def effective_levels(listed: Mapping[str, ListedSkill], catalog: Catalog) -> Levels:
    """Return the levels that count: the highest of a member's own entry and of the tools that show the skill."""
    best: dict[str, int] = {}
    via: dict[str, str] = {}
    # Their own entries come first, so that of equal levels these count.
    for name in sorted(listed, key=lambda name: (name not in catalog.skills, name)):
        level = listed[name].level
        if name in catalog.skills:
            best[name] = _rank(level)
            continue
        most = min(catalog.practices.tool_level, LISTED_LEVEL)
        for skill in catalog.shown_by(name):
            rank = _rank(level if level is None else min(level, most))
            if skill not in best or rank > best[skill]:
                best[skill] = rank
                via[skill] = name
    rated = {skill: rank for skill, rank in best.items() if rank >= 0}
    return Levels(rated, frozenset(best.keys() - rated.keys()), via)

"""The team file's schema for editors: what the format allows, and by name what the catalog knows."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy

from mlops_team.audits.rules import RULES
from mlops_team.inputs import schema
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.schema import Schema
from mlops_team.inputs.team import ALL_ROLES
from mlops_team.text import listing

Offer = tuple[str, str]  # a name, and what it means


def team_schema(catalog: Catalog, catalogs: Iterable[str]) -> Schema:
    """Return the schema of team files with a catalog's names in it.

    Names that the audit refuses otherwise (rules, responsibilities, levels, catalogs) are all that is allowed; roles
    and skills are offered only, because a role has many spellings and a team may list skills of its own.

    Args:
        catalog: The catalog whose names are offered.
        catalogs: The names of the catalogs that a team file may choose.
    """
    whole = deepcopy(schema.load("team"))
    definitions, keys = whole["definitions"], whole["properties"]
    text, skills = {"$ref": "#/definitions/text"}, list(_skills(catalog))
    level = {"$ref": "#/definitions/skill-level"}
    for name in ("level", "skill-level"):
        definitions[name] = _level(definitions[name], catalog)
    definitions["date"]["format"] = "date"  # the pattern knows no calendar
    definitions["role"] = _offering(definitions["role"], _roles(catalog))
    definitions["skill"] = _offering(definitions["skill"], skills)
    definitions["skills"]["properties"] = {name: {**level, "description": words} for name, words in skills}
    keys["catalog"] = {"title": "a catalog", "type": "string", "enum": list(catalogs)} | _described(keys["catalog"])
    keys["owners"]["properties"] = {id: {**text, "description": words} for id, words in _responsibilities(catalog)}
    keys["owners"]["additionalProperties"] = False
    keys["forums"]["items"]["properties"]["roles"]["examples"] = [ALL_ROLES]
    rule = keys["waivers"]["items"]["properties"]["rule"]
    rule.pop("$ref")
    rule |= {"title": "a rule"} | _enum(_rules())
    _add_pattern_messages(whole)
    return whole


def _described(part: Schema) -> Schema:
    return {"description": part["description"]}


def _level(level: Schema, catalog: Catalog) -> Schema:
    """Return the schema of a level: a number, the name of a level in any case or, for a skill, nothing."""
    names = "|".join(_any_case(named.name) for named in catalog.levels)
    return level | {"pattern": f"^({names})$", "enumDescriptions": [named.description for named in catalog.levels]}


def _any_case(name: str) -> str:
    letters = (f"[{char.lower()}{char.upper()}]" if char.lower() != char.upper() else re.escape(char) for char in name)
    return "".join(letters).replace("\\ ", " ")


def _offering(any_name: Schema, offers: Iterable[Offer]) -> Schema:
    title = any_name["title"]
    return {"title": title, "anyOf": [{"title": f"{title} of the catalog"} | _enum(offers), any_name]}


def _enum(offers: Iterable[Offer]) -> Schema:
    meanings = dict(offers)
    # enumDescriptions is not part of JSON Schema: editors show it, everything else ignores it.
    return {"type": "string", "enum": list(meanings), "enumDescriptions": list(meanings.values())}


def _add_pattern_messages(part: object) -> None:
    """Give every pattern the words that editors show in its place."""
    if isinstance(part, dict):
        if "pattern" in part:
            part["patternErrorMessage"] = f"This is not {part['title']}."
        for below in part.values():
            _add_pattern_messages(below)
    elif isinstance(part, list):
        for below in part:
            _add_pattern_messages(below)


def _roles(catalog: Catalog) -> Iterator[Offer]:
    for role in catalog.roles.values():
        yield role.id, f"{role.title}: {role.purpose}"
    for role in catalog.roles.values():
        for name in (role.title, *role.aliases):
            if name != role.id:
                yield name, f"another name of {role.id}"


def _skills(catalog: Catalog) -> Iterator[Offer]:
    """Yield skills and tools by each of their names, each name once; the first that has it wins."""
    names: dict[str, str] = {}
    for skill in catalog.skills.values():
        names.setdefault(skill.id, f"{skill.title}: {skill.description}")
    for skill in catalog.skills.values():
        for name in (skill.title, *skill.aliases):
            names.setdefault(name, f"another name of {skill.id}")
    for tool, shows in catalog.tools.items():
        names.setdefault(tool, f"a tool that shows {listing(shows)}" if shows else "a tool that shows no skill")
        for alias in catalog.tool_aliases.get(tool, ()):
            names.setdefault(alias, f"another name of {tool}")
    yield from names.items()


def _responsibilities(catalog: Catalog) -> Iterator[Offer]:
    for role in catalog.roles.values():
        for responsibility in role.responsibilities:
            yield responsibility.id, f"{role.title}: {responsibility.text}"


def _rules() -> Iterator[Offer]:
    waivable = [rule for rule in RULES if rule.waivable]
    for rule in waivable:
        yield rule.name, f"{rule.code}: {rule.summary}"
    for rule in waivable:
        yield rule.code, f"{rule.name}: {rule.summary}"

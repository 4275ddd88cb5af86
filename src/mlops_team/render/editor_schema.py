"""The team file's schema for editors: what the format allows, and by name what the catalog knows."""

from collections.abc import Iterable, Iterator
from copy import deepcopy

from mlops_team.audits.rules import RULES
from mlops_team.inputs import schema
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.schema import Schema
from mlops_team.inputs.team import ALL_ROLES

Offer = tuple[str, str]  # a name, and what it stands for


def team_schema(catalog: Catalog) -> Schema:
    """Return the schema of team files with a catalog's names in it.

    Names that the audit refuses otherwise (rules, responsibilities) are all that is allowed; roles and skills are
    offered, because a role has many spellings and a skill may be one's own.
    """
    whole = deepcopy(schema.load("team"))
    definitions, keys = whole["definitions"], whole["properties"]
    level, text = {"$ref": "#/definitions/level"}, {"$ref": "#/definitions/text"}
    definitions["role"] = _offering(definitions["role"], _roles(catalog))
    definitions["skill"] = _offering(definitions["skill"], _skills(catalog))
    definitions["skills"]["properties"] = {id: {**level, "description": told} for id, told in _skills(catalog)}
    keys["owners"]["properties"] = {id: {**text, "description": told} for id, told in _responsibilities(catalog)}
    keys["owners"]["additionalProperties"] = False
    keys["forums"]["items"]["properties"]["roles"]["examples"] = [ALL_ROLES]
    rule = keys["waivers"]["items"]["properties"]["rule"]
    rule.pop("$ref")
    rule |= {"title": "a rule"} | _one_of(_rules())
    _word(whole)
    return whole


def _offering(any_name: Schema, offers: Iterable[Offer]) -> Schema:
    title = any_name["title"]
    return {"title": title, "anyOf": [{"title": f"{title} of the catalog"} | _one_of(offers), any_name]}


def _one_of(offers: Iterable[Offer]) -> Schema:
    known = dict(offers)
    # enumDescriptions is no part of JSON Schema: editors show it, everything else passes over it.
    return {"type": "string", "enum": list(known), "enumDescriptions": list(known.values())}


def _word(part: object) -> None:
    """Give every pattern the words that editors show in its place."""
    if isinstance(part, dict):
        if "pattern" in part:
            part["patternErrorMessage"] = f"This is not {part['title']}."
        for below in part.values():
            _word(below)
    elif isinstance(part, list):
        for below in part:
            _word(below)


def _roles(catalog: Catalog) -> Iterator[Offer]:
    for role in catalog.roles.values():
        yield role.id, f"{role.title}: {role.purpose}"
    for role in catalog.roles.values():
        for alias in role.aliases:
            yield alias, f"another name of {role.id}"


def _skills(catalog: Catalog) -> Iterator[Offer]:
    for skill in catalog.skills.values():
        yield skill.id, f"{skill.title}: {skill.description}"


def _responsibilities(catalog: Catalog) -> Iterator[Offer]:
    for role in catalog.roles.values():
        for one in role.responsibilities:
            yield one.id, f"{role.title}: {one.text}"


def _rules() -> Iterator[Offer]:
    waivable = [rule for rule in RULES if rule.waivable]
    for rule in waivable:
        yield rule.name, f"{rule.code}: {rule.summary}"
    for rule in waivable:
        yield rule.code, f"{rule.name}: {rule.summary}"

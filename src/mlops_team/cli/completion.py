"""What a shell offers at the cursor, for what typer does not know itself: names of rules, roles and schemas."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import typer

from mlops_team.errors import MlopsTeamError

if TYPE_CHECKING:
    from mlops_team.audits.rule import Rule

Offers = list[tuple[str, str]]  # a word, and what it means


def rules(incomplete: str) -> Offers:
    """Return the rules that can be switched on and off, after what a list already has."""
    from mlops_team.audits.rules import RULES

    before, comma, _ = incomplete.rpartition(",")
    return [(before + comma + word, meaning) for word, meaning in _names(RULES)]


def explained() -> Offers:
    """Return the rules and the input errors."""
    from mlops_team.audits.rules import EXPLAINED

    return _names(EXPLAINED)


def _names(rules: Iterable["Rule[Any]"]) -> Offers:
    return [(word, rule.summary) for rule in rules for word in (rule.name, rule.code)]


def roles(context: typer.Context) -> Offers:
    """Return the roles of the catalog in use."""
    return [(role.id, role.title) for role in _catalog_parts(context, "catalog", "roles")]


def skills(context: typer.Context) -> Offers:
    """Return the skills of the catalog in use."""
    return [(skill.id, skill.title) for skill in _catalog_parts(context, "roles", "skills")]


def _catalog_parts(context: typer.Context, parameter: str, part: str) -> list[Any]:
    """Return the roles or skills of the catalog that a command's parameter, or the configuration, names."""
    from mlops_team.cli.common import config_from
    from mlops_team.inputs.catalog_choice import catalog_choice

    try:
        config = config_from(context.params.get("config"), isolated=bool(context.params.get("isolated")))
        catalog = catalog_choice(context.params.get(parameter), config.roles, config.catalogs).default
    except MlopsTeamError:  # reported when the command runs: at the cursor there is no place for it
        return []
    return list(getattr(catalog, part).values())


def schemas() -> list[str]:
    """Return the formats that have a schema."""
    from mlops_team.inputs.schema import names

    return names()

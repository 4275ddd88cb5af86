"""`mlops-team explain`."""

from typing import Annotated, Any

import typer

from mlops_team.audits.rule import Rule, rule_named
from mlops_team.audits.rules import EXPLAINED
from mlops_team.cli import common, completion
from mlops_team.errors import ConfigError
from mlops_team.text import nearest, quoted, some

_NAMED = 8


def explain(
    rule: Annotated[
        str | None, typer.Argument(metavar="[RULE]", help="A rule's code or name.", autocompletion=completion.explained)
    ] = None,
    format_: common.TextOrJson = "text",
    roles: common.RolesFolder = None,
    color: common.Color = "auto",
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Say what a rule requires, why, and how to fix its findings.

    Without RULE it lists all rules. It also explains MT001 to MT006, the errors because of which a file cannot be
    audited. The titles of the sources come from the catalog.
    """
    del debug  # see main
    explained = None if rule is None else _named(rule)
    catalog = common.catalog_from(roles, common.config_from(config, isolated=isolated))
    from mlops_team.render import explain as rendered

    if format_ == "json":
        rules = [explained] if explained else EXPLAINED
        common.write([rendered.as_json(rules, catalog, single=explained is not None)])
    else:
        lines = rendered.page(explained, catalog) if explained else rendered.index(EXPLAINED)
        paint = common.painter(color, isolated=isolated, page=explained is not None)
        common.write(paint(lines))


def _named(name: str) -> Rule[Any]:
    rule = rule_named(name, EXPLAINED)
    if rule is None:
        raise ConfigError(f"unknown rule {quoted(name)}", _hint(name.upper()))
    return rule


def _hint(name: str) -> str:
    if not name.startswith("MT"):
        near = nearest(name, [rule.name for rule in EXPLAINED])
    elif beginning := [rule.code for rule in EXPLAINED if rule.code.startswith(name)]:
        return f"add a digit: {some(beginning, _NAMED, 'or')}"
    else:
        near = nearest(name, [rule.code for rule in EXPLAINED])
    return f'did you mean "{near}"?' if near else "`mlops-team explain` lists all rules"

"""`mlops-team explain`."""

from typing import Annotated

import typer

from mlops_team.audits.rule import INPUT_RULES
from mlops_team.audits.topics import Topic, topic_named, topics
from mlops_team.cli import common
from mlops_team.errors import ConfigError
from mlops_team.text import nearest, quoted, some


def explain(
    rule: Annotated[str | None, typer.Argument(metavar="[RULE]", help="A rule's code or name.")] = None,
    format_: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json", help="What to write to stdout.")
    ] = "text",
    roles: common.RolesFolder = None,
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Say what a rule asks for, why, and how to mend it.

    Without RULE it lists all rules. The errors that keep a file from being audited, MT001 to MT006, are explained too.
    The titles of the sources are the catalog's.
    """
    del debug  # handled by its callback
    common.one_of("--format", format_, ("text", "json"))
    known = topics(INPUT_RULES)
    found = None if rule is None else _found(rule, known)
    catalog = common.catalog_from(roles, common.config_from(config, isolated=isolated))
    from mlops_team.render import explain as rendered

    if format_ == "json":
        common.write(rendered.as_json([found] if found else known, catalog, single=found is not None))
    elif found:
        common.write(rendered.page(found, catalog))
    else:
        common.write(rendered.index(known))


def _found(rule: str, known: tuple[Topic, ...]) -> Topic:
    found = topic_named(rule, known)
    if found is None:
        raise ConfigError(f"unknown rule {quoted(rule)}", _hint(rule.upper(), known))
    return found


def _hint(rule: str, known: tuple[Topic, ...]) -> str:
    if not rule.startswith("MT"):
        near = nearest(rule, [one.name for one in known])
    elif begun := [one.code for one in known if one.code.startswith(rule)]:
        return f"explain one of {some(begun, 8, 'or')}"
    else:
        near = nearest(rule, [one.code for one in known])
    return f'did you mean "{near}"?' if near else "`mlops-team explain` lists all rules"

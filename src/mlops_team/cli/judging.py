"""Options that say how to audit, and the settings they make."""

from typing import Annotated, Any, Literal

import typer

from mlops_team.audits.options import Settings, rules_for, severities_for
from mlops_team.audits.rule import Rule
from mlops_team.cli import common, completion
from mlops_team.errors import ConfigError
from mlops_team.model import Severity
from mlops_team.settings import NEVER, Config

Select = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RULE[,RULE]",
        help="Check only these rules: code, name or prefix such as MT2.",
        autocompletion=completion.rules,
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(metavar="RULE[,RULE]", help="Check all but these rules.", autocompletion=completion.rules),
]
NoWaivers = Annotated[bool, typer.Option("--no-waivers", help="Audit as if there were no waivers.")]
Redact = Annotated[bool, typer.Option("--redact", help="Show pseudonyms in place of people.")]
FailOn = Annotated[
    Literal["error", "warning", "info", "never"] | None,
    typer.Option(help="Exit with 1 for a new or worse finding from this severity on.", show_default="error"),
]


def settings_from(
    *,
    roles: str | None,
    as_of: str | None,
    select: list[str] | None,
    ignore: list[str] | None,
    config: str | None,
    isolated: bool,
    no_waivers: bool,
    redact: bool,
    people: str | None = None,
    fail_on: str | None = None,
) -> Settings:
    """Return how to audit, from the command line, the environment and the configuration."""
    chosen = common.config_from(config, isolated=isolated)
    inputs = common.inputs_from(roles, people, chosen)
    threshold = fail_on or chosen.fail_on or Severity.ERROR.label
    return Settings(
        catalog=inputs.choice.default,
        as_of=common.day_from(as_of, isolated=isolated),
        rules=rules_from(chosen, select, ignore),
        severities=severities_from(chosen),
        extra_skills=chosen.extra_skills,
        fail_on=None if threshold == NEVER else Severity.named(threshold),
        waivers=not no_waivers,
        redact=redact,
        choice=inputs.choice,
        people=inputs.people,
    )


def rules_from(config: Config, select: list[str] | None, ignore: list[str] | None) -> tuple[Rule[Any], ...]:
    """Return the rules that the command line, else the configuration, switches on."""
    with config.naming_file():
        rules_for(config.select, config.ignore)
    return rules_for(_split("--select", select) or config.select, _split("--ignore", ignore) or config.ignore)


def severities_from(config: Config) -> dict[str, Severity]:
    """Return the severities that the configuration changes, by code."""
    with config.naming_file():
        return severities_for(config.severity)


def _split(option: str, rules: list[str] | None) -> tuple[str, ...]:
    split = tuple(rule.strip() for words in rules or () for rule in words.split(",") if rule.strip())
    if rules and not split:
        raise ConfigError(f"{option}: names no rule", "write a code, a name or a prefix, such as MT101 or MT2")
    return split

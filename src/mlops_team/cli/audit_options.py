"""Options that say how to audit, and the settings they make."""

from datetime import date
from typing import Annotated, Literal

import typer

from mlops_team.audits.options import Settings, rules_for, threshold
from mlops_team.audits.options import settings_from as configured_settings
from mlops_team.cli import common, completion
from mlops_team.errors import ConfigError
from mlops_team.settings import Config

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
    inputs, day = common.inputs_from(roles, people, chosen), common.day_from(as_of, isolated=isolated)
    settings = with_options(configured(chosen, inputs, day), chosen, select, ignore, fail_on)
    return settings._replace(waivers=not no_waivers, redact=redact)


def settings_without_rules(
    roles: str | None, people: str | None, as_of: str | None, config: str | None, *, isolated: bool, redact: bool
) -> Settings:
    """Return how to read teams, for a command that reports no findings."""
    inputs = common.inputs_from(roles, people, common.config_from(config, isolated=isolated))
    day = common.day_from(as_of, isolated=isolated)
    return Settings(inputs.choice.default, day, redact=redact, choice=inputs.choice, people=inputs.people)


def configured(config: Config, inputs: common.Inputs, as_of: date) -> Settings:
    """Return how to audit by a configuration, which is named where a rule in it is unknown."""
    with config.naming_file():
        return configured_settings(config, *inputs, as_of)


def with_options(
    settings: Settings, config: Config, select: list[str] | None, ignore: list[str] | None, fail_on: str | None
) -> Settings:
    """Return settings in which options replace what the configuration says."""
    rules = rules_for(_split("--select", select) or config.select, _split("--ignore", ignore) or config.ignore)
    return settings._replace(rules=rules, fail_on=threshold(fail_on) if fail_on else settings.fail_on)


def _split(option: str, rules: list[str] | None) -> tuple[str, ...]:
    split = tuple(rule.strip() for words in rules or () for rule in words.split(",") if rule.strip())
    if rules and not split:
        raise ConfigError(f"{option}: names no rule", "write a code, a name or a prefix, such as MT101 or MT2")
    return split

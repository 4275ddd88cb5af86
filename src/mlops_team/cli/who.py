"""`mlops-team who`."""

from typing import Annotated, Literal

import typer

from mlops_team.cli import audit_options, common, completion
from mlops_team.cli.sources import sources_from
from mlops_team.errors import ConfigError
from mlops_team.inputs.catalog_choice import CatalogChoice
from mlops_team.inputs.levels import LISTED_LEVEL
from mlops_team.text import quoted

_NUMBERS = ("0", "1", "2", "3", "4", "5")

Skill = Annotated[
    str, typer.Argument(help="The id, title or alias of a skill, or a tool.", autocompletion=completion.skills)
]
Level = Annotated[
    str | None,
    typer.Option("--level", metavar="N", help="The lowest level: 0 to 5, or its name.", show_default=str(LISTED_LEVEL)),
]
Format = Annotated[Literal["text", "json", "csv"], typer.Option("--format", "-f", help="What to write to stdout.")]


def who(
    skill: Skill,
    paths: common.Paths = None,
    level: Level = None,
    format_: Format = "text",
    roles: common.RolesFolder = None,
    people: common.People = None,
    as_of: common.AsOf = None,
    redact: common.Redact = False,
    color: common.Color = "auto",
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """List who has a skill, and with how much time to spare.

    Exits with 0 when somebody has it, with 1 when nobody is at the level, and with 2 when the skill is unknown or a
    file cannot be read.
    """
    del debug  # see main
    settings = audit_options.settings_without_rules(roles, people, as_of, config, isolated=isolated, redact=redact)
    least = LISTED_LEVEL if level is None else _level(level, settings.catalogs)
    paint = common.painter(color, isolated=isolated)
    sources = sources_from(paths, settings, (), None)
    from mlops_team.audits import who as search
    from mlops_team.render import who as rendered

    teams = [(source.file, source.team) for source in sources.teams]
    answer = search.who(teams, settings.catalog, skill, least, settings.as_of)
    if not answer.is_known:
        message = f"nobody lists {quoted(skill)}, and the catalog does not know it"
        raise ConfigError(message, _hint(settings.catalog.role_named(skill), answer.nearest))
    if not sources.teams and format_ == "text":
        raise typer.Exit(2)  # of teams that nobody could read there is nothing to say
    if format_ == "json":
        common.write([rendered.as_json(answer)])
    elif format_ == "csv":
        common.write([rendered.csv(answer)])
    else:
        common.write(paint(rendered.text(answer)))
    raise typer.Exit(2 if sources.errors else int(not answer.is_met))


def _hint(role: str | None, nearest: str | None) -> str:
    """Return what to write in place of an unknown skill, which may be the name of a role."""
    if role:
        return f"{role} is a role: mlops-team roles {role} lists its skills, and an audit shows who is able to do it"
    return f'did you mean "{nearest}"?' if nearest else "mlops-team roles ROLE lists the skills of a role"


def _level(text: str, catalogs: CatalogChoice) -> int | str:
    """Return the level of that number, or its name, which the catalog of each team explains.

    Raises:
        typer.BadParameter: It is neither.
    """
    if text in _NUMBERS:
        return int(text)
    if catalogs.have_level(text):
        return text
    raise typer.BadParameter(
        f"{quoted(text)} is no level; write 0 to 5 or the name of a level, such as 3", param_hint="'--level'"
    )

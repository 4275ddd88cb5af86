"""`mlops-team audit`."""

from collections.abc import Iterator
from typing import Annotated

import typer

from mlops_team.audit import Settings, audit_files, rules_for, severities_for
from mlops_team.cli import common
from mlops_team.cli.progress import Progress
from mlops_team.config import NEVER, THRESHOLDS
from mlops_team.model import Severity
from mlops_team.render.text import Look, lines, plain
from mlops_team.report import Report

FORMATS = ("text", "json")


def audit(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Team files, folders, or - for stdin; team.yaml when left out."),
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json", help="What to write to stdout.")
    ] = "text",
    fail_on: Annotated[
        str | None,
        typer.Option(metavar="error|warning|info|never", help="Exit with 1 from this severity on (error)."),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE[,RULE]", help="Only these rules: code, name or prefix such as MT2."),
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULE[,RULE]", help="All but these rules.")] = None,
    roles: common.RolesFolder = None,
    as_of: common.AsOf = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Findings and verdict only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show notes too.")] = False,
    color: Annotated[str, typer.Option(metavar="auto|always|never", help="Colour the text.")] = "auto",
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Say which roles, skills and practices of a team are covered, and what is missing.

    Exits with 0 when nothing weighs as much as --fail-on, 1 when something does, 2 when a file cannot be audited.
    """
    del debug  # handled by its callback
    common.one_of("--format", format_, FORMATS)
    look = Look(verbose=verbose, quiet=quiet, width=common.terminal_width())
    color_on = common.colored(color, isolated=isolated)
    chosen = common.config_from(config, isolated=isolated)
    threshold = common.one_of("--fail-on", fail_on or chosen.fail_on or Severity.ERROR.label, THRESHOLDS)
    settings = Settings(
        catalog=common.catalog_from(roles, chosen),
        as_of=common.day_from(as_of, isolated=isolated),
        rules=rules_for(_split(select) or chosen.select, _split(ignore) or chosen.ignore),
        severities=severities_for(chosen.severity),
        extra_skills=chosen.extra_skills,
        fail_on=None if threshold == NEVER else Severity.named(threshold),
    )
    with Progress() as progress:
        report = audit_files(paths or [], settings, progress.step)
    for error in report.input_errors:
        common.say_input_error(error)
    common.write(_rendered(report, format_, look, color=color_on))
    raise typer.Exit(report.exit_code)


def _split(rules: list[str] | None) -> tuple[str, ...]:
    return tuple(rule.strip() for one in rules or () for rule in one.split(",") if rule.strip())


def _rendered(report: Report, format_: str, look: Look, *, color: bool) -> Iterator[str]:
    # A format's module is imported when it is asked for: rich alone takes longer than the audit of a file.
    if format_ == "json":
        from mlops_team.render.json import render

        return render(report)
    if look.width is None and not color:
        return plain(report, look)
    from mlops_team.render.terminal import painted

    return painted(lines(report, look), look.width, color=color)

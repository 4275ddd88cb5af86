"""`mlops-team audit`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated

import typer

from mlops_team.audits.report import Report
from mlops_team.audits.rule import Rule
from mlops_team.audits.run import Make, Settings, audit_files, rules_for, severities_for
from mlops_team.baseline import BaselineEntry, read_baseline
from mlops_team.cli import common
from mlops_team.cli.outputs import (
    FORMATS,
    Draft,
    Look,
    Output,
    OutputError,
    draft,
    job_summary,
    outputs,
    parts_maker,
    save,
)
from mlops_team.cli.progress import Progress
from mlops_team.errors import ConfigError
from mlops_team.model import Severity
from mlops_team.settings import NEVER, THRESHOLDS, Config


def audit(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Team files, folders, or - for stdin; team.yaml when left out."),
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", "-f", metavar="|".join(FORMATS), help="What to write to stdout.")
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
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write a further report, its format by the name, or FORMAT:FILE."
        ),
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(metavar="REPORT.json", help="Only findings that are not in this report count.")
    ] = None,
    without: Annotated[list[str] | None, typer.Option(metavar="NAME", help="What if this member left?")] = None,
    with_: Annotated[
        str | None, typer.Option("--with", metavar="FILE", help="What if this member, or list of members, joined?")
    ] = None,
    redact: Annotated[bool, typer.Option("--redact", help="Show pseudonyms in place of people.")] = False,
    jobs: Annotated[
        str, typer.Option("--jobs", "-j", metavar="N", help="How many processes may work on many files at once.")
    ] = "1",
    no_waivers: Annotated[bool, typer.Option("--no-waivers", help="Audit as if there were no waivers.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Findings and verdict only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show notes too.")] = False,
    color: Annotated[str, typer.Option(metavar="auto|always|never", help="Colour the text.")] = "auto",
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Say what teams cover and what they lack, and where.

    Exits with 0 when nothing weighs as much as --fail-on, 1 when something does, 2 when a file cannot be audited.
    """
    del debug  # see main
    common.one_of("--format", format_, FORMATS)
    files = outputs(output or (), paths or ())
    summary = common.environment("GITHUB_STEP_SUMMARY", isolated=isolated)
    files += job_summary([format_, *(one.format for one in files)], summary)
    processes = common.jobs_from(jobs)
    look = Look(verbose, quiet, common.terminal_width(), common.colored(color, isolated=isolated))
    chosen = common.config_from(config, isolated=isolated)
    threshold = common.one_of(
        "--fail-on", (chosen.fail_on or Severity.ERROR.label) if fail_on is None else fail_on, THRESHOLDS
    )
    known = chosen.baseline if baseline is None else baseline
    settings = Settings(
        catalog=common.catalog_from(roles, chosen),
        as_of=common.day_from(as_of, isolated=isolated),
        rules=_rules(chosen, _split(select), _split(ignore)),
        severities=_severities(chosen),
        extra_skills=chosen.extra_skills,
        fail_on=None if threshold == NEVER else Severity.named(threshold),
        waivers=not no_waivers,
        baseline=None if known is None else _known(known),
        redact=redact,
    )
    on_file = look._replace(width=None, color=False)
    formats = [(format_, look), *((one.format, on_file) for one in files)]
    drafts = [draft(*one) for one in formats]
    maker = partial(parts_maker, formats)
    report = _report(paths or [], settings, drafts, maker, processes, tuple(without or ()), with_)
    for error in report.input_errors:
        common.say_input_error(error)
    written = _written(report, files, drafts[1:])
    common.write(drafts[0].pieces(report))
    raise typer.Exit(report.exit_code if written else 2)


def _rules(config: Config, select: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[Rule, ...]:
    with _blaming(config):
        rules_for(config.select, config.ignore)
    return rules_for(select or config.select, ignore or config.ignore)


def _known(file: str) -> dict[str, BaselineEntry]:
    return read_baseline(file)


def _severities(config: Config) -> dict[str, Severity]:
    with _blaming(config):
        return severities_for(config.severity)


@contextmanager
def _blaming(config: Config) -> Iterator[None]:
    """Say of an unknown rule in which configuration file it stands."""
    try:
        yield
    except ConfigError as error:
        raise ConfigError(f"{config.where}: {error.message}", error.hint) from None


def _report(
    paths: list[str],
    settings: Settings,
    drafts: list[Draft],
    maker: Callable[[], Make],
    jobs: int,
    without: tuple[str, ...],
    with_file: str | None,
) -> Report:
    def take(number: int, parts: list[str]) -> None:
        for one, part in zip(drafts, parts, strict=True):
            one.parts[number] = part

    if without or with_file is not None:
        from mlops_team.audits.what_if import audit_what_if

        make = maker()
        return audit_what_if(paths, settings, lambda number, team: take(number, make(team)), without, with_file)
    with Progress() as progress:
        return audit_files(paths, settings, maker, take, progress=progress.step, jobs=jobs)


def _written(report: Report, files: list[Output], drafts: list[Draft]) -> bool:
    """Write the further reports, and say which could not be; one that fails keeps no other from being written."""
    written = True
    for one, further in zip(files, drafts, strict=True):
        try:
            save(one, further.pieces(report))
        except OutputError as error:
            common.say(f"mlops-team: error: {error}")
            written = False
    return written


def _split(rules: list[str] | None) -> tuple[str, ...]:
    return tuple(rule.strip() for one in rules or () for rule in one.split(",") if rule.strip())

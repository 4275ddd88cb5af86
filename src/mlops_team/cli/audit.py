"""`mlops-team audit`."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mlops_team.audits.options import Settings
from mlops_team.audits.report import Report, below_words
from mlops_team.audits.run import audit_files
from mlops_team.cli import audit_options, common
from mlops_team.cli.baselines import baseline_output, say_what_is_gone, with_new_baseline
from mlops_team.cli.outputs import Output, job_summary, outputs, rendered, try_save
from mlops_team.cli.progress import Progress
from mlops_team.inputs.discover import shortest_path
from mlops_team.render import FormatName
from mlops_team.render.styled import Look
from mlops_team.settings import Config, per_cent

if TYPE_CHECKING:
    from mlops_team.baseline import BaselineEntry

Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Team files, folders, or - for stdin.", show_default="team.yaml"),
]
FormatOption = Annotated[FormatName, typer.Option("--format", "-f", help="What to write to stdout.")]
FailOn = Annotated[
    Literal["error", "warning", "info", "never"] | None,
    typer.Option(help="Exit with 1 from this severity on.", show_default="error"),
]
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write another report; the format is that of the name, or FORMAT:FILE."
    ),
]
FailUnder = Annotated[
    str | None,
    typer.Option(metavar="PERCENT", help="Exit with 1 when a team's coverage is below this.", show_default="no limit"),
]
BaselineFile = Annotated[
    str | None, typer.Option(metavar="FILE", help="Count only findings that are not in this baseline, or worse.")
]
NewBaseline = Annotated[
    str | None, typer.Option(metavar="FILE", help="Write all open findings to a baseline, and exit with 0.")
]
Jobs = Annotated[
    str, typer.Option("--jobs", "-j", metavar="N|auto", help="How many processes may work on many files at once.")
]
SummaryAlone = Annotated[
    bool, typer.Option("--summary", help="Show the overview of several teams, without each of them.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show findings and verdict only.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show notes too, and all findings in full.")]


def audit(
    paths: Paths = None,
    format_: FormatOption = "text",
    fail_on: FailOn = None,
    fail_under: FailUnder = None,
    select: audit_options.Select = None,
    ignore: audit_options.Ignore = None,
    roles: common.RolesFolder = None,
    people: common.People = None,
    as_of: common.AsOf = None,
    output: Outputs = None,
    baseline: BaselineFile = None,
    write_baseline: NewBaseline = None,
    without: common.Without = None,
    with_: common.With = None,
    redact: common.Redact = False,
    jobs: Jobs = "1",
    no_waivers: audit_options.NoWaivers = False,
    summary: SummaryAlone = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    color: common.Color = "auto",
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Report what teams cover and what they lack, and where.

    Exits with 0 when it passes, 1 at or above --fail-on or below --fail-under, 2 when a file cannot be audited.
    """
    del debug  # see main
    chosen = _config_from(config, isolated=isolated, is_writing=write_baseline is not None)
    file = _baseline_file(chosen, baseline)
    read = _read(chosen, *(paths or ()), people, with_, roles)
    files = _further_reports(output or (), [*read, *filter(None, [file])], format_, isolated=isolated)
    new_baseline = baseline_output(write_baseline, read, files, what_if=bool(without) or with_ is not None)
    look = Look(verbose, quiet, common.terminal_width(), summary)
    inputs, day = common.inputs_from(roles, people, chosen), common.day_from(as_of, isolated=isolated)
    settings = audit_options.configured(chosen, inputs, day)
    settings = audit_options.with_options(settings, chosen, select, ignore, fail_on)._replace(
        waivers=not no_waivers,
        baseline=_baseline(file),
        redact=redact,
        fail_under=chosen.fail_under if fail_under is None else per_cent(fail_under, "--fail-under"),
    )
    report = _report(paths or [], settings, common.jobs_from(jobs), tuple(without or ()), with_)
    accepted = _accepted(report, file, new_baseline, settings)
    written = _written(accepted or report, files, Look(verbose, quiet, summary=summary)) and accepted is not None
    common.write(rendered(accepted or report, format_, look, color=common.colored(color, isolated=isolated)))
    raise typer.Exit(2 if not written or report.input_errors else report.exit_code * (new_baseline is None))


def _accepted(report: Report, file: str | None, new_baseline: Output | None, settings: Settings) -> Report | None:
    """Print what could not be audited; return the report as a new baseline makes it, None if that is not written."""
    _say_what_failed(report)
    if new_baseline is not None:
        return with_new_baseline(new_baseline, report)
    if file is not None and settings.baseline:
        say_what_is_gone(file, settings.baseline, report, redact=settings.redact)
    return report


def _read(config: Config, *named: str | None) -> list[str]:
    """Return the files and folders that the run reads: no report may replace them."""
    return list(filter(None, (*named, config.where, config.people, config.roles, *config.catalogs.values())))


def _further_reports(
    options: Sequence[str], read: Sequence[str], format_: FormatName, *, isolated: bool
) -> list[Output]:
    """Return the reports that -o names, and the summary of a job on GitHub."""
    files = outputs(options, read)
    step_summary = common.environment("GITHUB_STEP_SUMMARY", isolated=isolated)
    return files + job_summary([format_, *(file.format for file in files)], step_summary)


def _config_from(file: str | None, *, isolated: bool, is_writing: bool) -> Config:
    """Return the configuration, without a baseline that is about to be written for the first time."""
    config = common.config_from(file, isolated=isolated)
    is_missing = config.baseline is not None and not os.path.lexists(config.baseline)
    return config._replace(baseline=None) if is_missing and is_writing else config


def _say_what_failed(report: Report) -> None:
    """Print what could not be audited, and which teams are below --fail-under."""
    for error in report.input_errors:
        common.say_input_error(error)
    for team in report.teams:
        if team.is_below:
            common.say(f"{team.file}: {below_words(team)}")


def _baseline_file(config: Config, option: str | None) -> str | None:
    """Return the baseline that the option names, else that of the configuration as seen from the working folder."""
    if option is not None or config.baseline is None:
        return option
    return shortest_path(config.baseline)


def _baseline(file: str | None) -> "dict[str, BaselineEntry] | None":
    if file is None:
        return None
    from mlops_team.baseline import read_baseline

    return read_baseline(file)


def _report(paths: list[str], settings: Settings, jobs: int, without: tuple[str, ...], with_file: str | None) -> Report:
    if without or with_file is not None:
        from mlops_team.audits.what_if import audit_what_if

        return audit_what_if(paths, settings, without, with_file)
    with Progress() as progress:
        return audit_files(paths, settings, progress=progress.step, jobs=jobs)


def _written(report: Report, files: Sequence[Output], look: Look) -> bool:
    """Write the further reports, all that can be, and print which cannot."""
    saved = [try_save(file, rendered(report, file.format, look)) for file in files]
    return all(saved)

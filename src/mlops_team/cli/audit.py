"""`mlops-team audit`."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

import typer

from mlops_team.audits.options import Settings, rules_for, severities_for
from mlops_team.audits.report import Report
from mlops_team.audits.rule import Rule
from mlops_team.audits.run import audit_files
from mlops_team.cli import common, completion
from mlops_team.cli.outputs import Look, Output, OutputError, job_summary, outputs, rendered, save
from mlops_team.cli.progress import Progress
from mlops_team.model import Severity
from mlops_team.render import FormatName
from mlops_team.settings import NEVER, Config


def audit(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Team files, folders, or - for stdin.", show_default="team.yaml"),
    ] = None,
    format_: Annotated[FormatName, typer.Option("--format", "-f", help="What to write to stdout.")] = "text",
    fail_on: Annotated[
        Literal["error", "warning", "info", "never"] | None,
        typer.Option(help="Exit with 1 from this severity on.", show_default="error"),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE[,RULE]",
            help="Only these rules: code, name or prefix such as MT2.",
            autocompletion=completion.rules,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE[,RULE]", help="All but these rules.", autocompletion=completion.rules),
    ] = None,
    roles: common.RolesFolder = None,
    as_of: common.AsOf = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write a further report, its format by the name, or FORMAT:FILE."
        ),
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(metavar="FILE", help="Only findings that are not in this baseline, or worse, count.")
    ] = None,
    write_baseline: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write all open findings to a baseline, and exit with 0.")
    ] = None,
    without: Annotated[list[str] | None, typer.Option(metavar="NAME", help="What if this member left?")] = None,
    with_: Annotated[
        str | None, typer.Option("--with", metavar="FILE", help="What if this member, or list of members, joined?")
    ] = None,
    redact: Annotated[bool, typer.Option("--redact", help="Show pseudonyms in place of people.")] = False,
    jobs: Annotated[
        str, typer.Option("--jobs", "-j", metavar="N|auto", help="How many processes may work on many files at once.")
    ] = "1",
    no_waivers: Annotated[bool, typer.Option("--no-waivers", help="Audit as if there were no waivers.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Findings and verdict only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show notes too.")] = False,
    color: common.Color = "auto",
    config: common.ConfigFile = None,
    isolated: common.Isolated = False,
    debug: common.Debug = False,
) -> None:
    """Report what teams cover and what they lack, and where.

    Exits with 0 when no finding is at or above --fail-on, 1 when one is, 2 when a file cannot be audited.
    """
    del debug  # see main
    files = outputs(output or (), paths or ())
    summary = common.environment("GITHUB_STEP_SUMMARY", isolated=isolated)
    files += job_summary([format_, *(file.format for file in files)], summary)
    processes = common.jobs_from(jobs)
    look = Look(verbose, quiet, common.terminal_width(), common.colored(color, isolated=isolated))
    chosen = common.config_from(config, isolated=isolated)
    threshold = fail_on or chosen.fail_on or Severity.ERROR.label
    known = chosen.baseline if baseline is None else baseline
    settings = Settings(
        catalog=common.catalog_from(roles, chosen),
        as_of=common.day_from(as_of, isolated=isolated),
        rules=_rules(chosen, _split(select), _split(ignore)),
        severities=_severities(chosen),
        extra_skills=chosen.extra_skills,
        fail_on=None if threshold == NEVER else Severity.named(threshold),
        waivers=not no_waivers,
        baseline=None if known is None else common.baseline_from(known),
        redact=redact,
    )
    report = _report(paths or [], settings, processes, tuple(without or ()), with_)
    for error in report.input_errors:
        common.say_input_error(error)
    written = _written(report, files, Look(verbose, quiet))
    if write_baseline is not None:
        written &= _saved(Output("json", write_baseline, "--write-baseline"), [_baseline(report, write_baseline)])
    common.write(rendered(report, format_, look))
    raise typer.Exit(2 if not written or report.input_errors else report.exit_code * (write_baseline is None))


def _report(paths: list[str], settings: Settings, jobs: int, without: tuple[str, ...], with_file: str | None) -> Report:
    if without or with_file is not None:
        from mlops_team.audits.what_if import audit_what_if

        return audit_what_if(paths, settings, without, with_file)
    with Progress() as progress:
        return audit_files(paths, settings, progress=progress.step, jobs=jobs)


def _rules(config: Config, select: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[Rule[Any], ...]:
    with config.naming_file():
        rules_for(config.select, config.ignore)
    return rules_for(select or config.select, ignore or config.ignore)


def _severities(config: Config) -> dict[str, Severity]:
    with config.naming_file():
        return severities_for(config.severity)


def _written(report: Report, files: Sequence[Output], look: Look) -> bool:
    """Write the further reports, all that can be, and print which cannot."""
    saved = [_saved(file, rendered(report, file.format, look)) for file in files]
    return all(saved)


def _saved(output: Output, pieces: Iterable[str]) -> bool:
    """Write a file, or print why it cannot be written."""
    try:
        save(output, pieces)
    except OutputError as error:
        common.say(f"mlops-team: error: {error}")
        return False
    return True


def _baseline(report: Report, file: str) -> str:
    """Return a baseline of all open findings, to be written to a file."""
    from mlops_team.baseline import WrittenEntry, slim_baseline

    entries = [
        WrittenEntry(finding.unredacted_fingerprint, team.real_path, finding.code, finding.weight)
        for team in report.teams
        for finding in team.findings
        if finding.waiver is None
    ]
    return slim_baseline(entries, file)


def _split(rules: list[str] | None) -> tuple[str, ...]:
    return tuple(rule.strip() for words in rules or () for rule in words.split(",") if rule.strip())

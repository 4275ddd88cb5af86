"""The baseline of an audit on the command line: what it says of files that are gone, and a new baseline."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from mlops_team.audits.report import BaselineUse, Report
from mlops_team.cli import common
from mlops_team.cli.outputs import Output, new_baseline, try_save
from mlops_team.errors import ConfigError
from mlops_team.inputs.discover import shortest_path
from mlops_team.text import count, some

if TYPE_CHECKING:
    from mlops_team.baseline import BaselineEntry


def baseline_output(
    file: str | None, read: Sequence[str], reports: Iterable[Output], *, what_if: bool
) -> Output | None:
    """Return the baseline that --write-baseline names; it is none of the files that are read, and no report's."""
    if file is not None and what_if:
        hint = "a baseline holds the findings of teams as they are: write it in a run of its own"
        raise ConfigError("--write-baseline excludes --without and --with", hint)
    if file is not None and os.path.realpath(file) in {os.path.realpath(report.file) for report in reports}:
        raise ConfigError(f"--write-baseline: {file} is also the file of a report", "give each its own file")
    return None if file is None else new_baseline(file, read)


def say_what_is_gone(file: str, baseline: Mapping[str, "BaselineEntry"], report: Report, *, redact: bool) -> None:
    """Print of which files a baseline has findings that are no longer there: they pass without anybody noticing.

    Args:
        file: The baseline.
        baseline: What it has.
        report: The run, whose findings are those of files that are there, wherever the baseline says that they are.
        redact: Whether paths, which may have names of people in them, are hidden.
    """
    from mlops_team.baseline import entries_of_files_gone

    gone = entries_of_files_gone(baseline, _fingerprints(report))
    if not gone:
        return
    names = count(len(gone), "file") if redact else some(sorted(map(shortest_path, gone)))
    verb, it_was = ("is", "it was") if len(gone) == 1 else ("are", "they were")
    words = f"{file} has {count(gone.total(), 'finding')} of {names}, which {verb} no longer there"
    common.say(f"mlops-team: warning: {words}; if {it_was} renamed, write the baseline again")


def _fingerprints(report: Report) -> set[str]:
    return {finding.unredacted_fingerprint for team in report.teams for finding in team.findings}


def with_new_baseline(output: Output, report: Report) -> Report | None:
    """Write a baseline of all open findings, and print how many there are, or why it cannot be written.

    Where something could not be audited, what the old baseline says of other files is kept; where nothing could, all.

    Returns:
        The report as the new baseline makes it, None if that is not written.
    """
    from mlops_team.baseline import WrittenEntry, entries_beside, slim_baseline

    if not report.teams:
        words = "nothing could be audited; fix that first, and write the baseline then"
        common.say(f"mlops-team: error: {output.option}: {output.file} is not written, as {words}")
        return None
    entries = [
        WrittenEntry(finding.unredacted_fingerprint, team.real_path, finding.code, finding.weight)
        for team in report.teams
        for finding in team.findings
        if finding.waiver is None
    ]
    kept = entries_beside(output.file, {team.real_path for team in report.teams}) if report.input_errors else []
    if not try_save(output, [slim_baseline([*entries, *kept], output.file)]):
        return None
    words = f"{count(len(entries), 'finding')} written to {output.file}"
    words += f", and {count(len(kept), 'old entry', 'old entries')} of other files kept" if kept else ""
    words += "; fix what could not be audited, and write it again" if report.input_errors else ""
    common.say(f"mlops-team: {words}")
    return _with_all_baselined(report, len(entries))


def _with_all_baselined(report: Report, hidden: int) -> Report:
    """Return a report all of whose open findings are in the baseline."""
    teams = [
        team._replace(
            findings=tuple(finding._replace(baselined=finding.waiver is None, worse=False) for finding in team.findings)
        )
        for team in report.teams
    ]
    return report._replace(teams=tuple(teams), baseline=BaselineUse(hidden, fixed=0))

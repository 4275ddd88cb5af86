"""Team files as an audit starts from them: read and resolved, or with the reasons why they cannot be audited."""

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mlops_team.audits.fingerprint import Fingerprints
from mlops_team.audits.options import Settings
from mlops_team.audits.rule import FindingContext, Unredacted, findings_of
from mlops_team.audits.rules import INPUT_ERRORS, WAIVABLE
from mlops_team.audits.rules.waivers import own_text
from mlops_team.inputs import yaml_reader as documents
from mlops_team.inputs.discover import no_team_file, real_path, repo_path_of
from mlops_team.inputs.document import Fault
from mlops_team.inputs.people import with_names
from mlops_team.inputs.team import Team
from mlops_team.inputs.team_reader import read_team
from mlops_team.inputs.yaml_reader import STDIN, STDIN_NAME
from mlops_team.model import Finding, Location, Pointer

if TYPE_CHECKING:
    from mlops_team.inputs.redact import FilePseudonyms


class TeamSource(NamedTuple):
    """A team as it was read, and where everything in it is."""

    file: str  # as it is shown
    real_path: str
    repo_path: str  # from the root of the repository, as it is shown
    team: Team
    location: Callable[[Pointer], Location]
    written: "TeamSource | None" = None  # as the file has it, where `team` has pseudonyms


class Reading(NamedTuple):
    """What comes of reading a file: a source, or faults."""

    source: TeamSource | None
    faults: Sequence[Fault]
    real_path: str
    repo_path: str
    value: Any  # of the file, in which names are looked for when they are to be hidden


def read_file(file: str, settings: Settings) -> Reading:
    """Read a team file, or stdin for `-`."""
    real = file if file == STDIN else real_path(file)
    repo_path = STDIN_NAME if file == STDIN else repo_path_of(real)
    document = documents.read(file)
    people = settings.people.people
    team, faults = read_team(document, settings.catalogs, WAIVABLE, people)
    value = with_names(document.value, people)
    if team is not None:
        source = TeamSource(document.file, real, repo_path, team, document.location)
        return Reading(source, (), real, repo_path, value)
    if file != STDIN and os.path.isdir(file):
        faults = [no_team_file(file)]
    return Reading(None, faults, real, repo_path, value)


def read_with_people(files: Iterable[str], settings: Settings) -> list[TeamSource | list[Finding]]:
    """Return the teams of files, or why they cannot be audited; the last is what is wrong with the people file."""
    return resolved([*(read_file(file, settings) for file in files), people_reading(settings)], settings)


def people_reading(settings: Settings) -> Reading:
    """Return the people file of a run: its people are to be hidden too, and its faults are findings once a run."""
    file, _, faults, value = settings.people
    real = real_path(file) if file else ""
    return Reading(None, faults, real, repo_path_of(real) if file else "", value)


def resolved(readings: Iterable[Reading], settings: Settings) -> list[TeamSource | list[Finding]]:
    """Return the sources of a run, and the findings about files without; all without names if they are to be hidden."""
    if not settings.redact:
        return [reading.source or _input_errors(reading.faults, reading.repo_path) for reading in readings]
    from mlops_team.inputs.redact import Pseudonyms

    listed = list(readings)
    pseudonyms = Pseudonyms((reading.real_path, reading.value) for reading in listed)
    return [_redacted(reading, pseudonyms.within(reading.real_path)) for reading in listed]


def read_source(file: str, settings: Settings) -> TeamSource | list[Finding]:
    """Return the team of a file, or why it cannot be audited."""
    return resolved([read_file(file, settings)], settings)[0]


def read_alone(file: str, settings: Settings) -> TeamSource | list[Finding]:
    """Return the team of a file, or why it, or the people file, cannot be used."""
    source, people_errors = read_with_people([file], settings)
    if isinstance(people_errors, list) and people_errors:
        return [*people_errors, *(source if isinstance(source, list) else ())]
    return source


def _redacted(reading: Reading, pseudonyms: "FilePseudonyms") -> TeamSource | list[Finding]:
    if reading.source is not None:
        return redacted_source(reading.source, pseudonyms)
    return _input_errors(map(pseudonyms.fault, reading.faults), pseudonyms.text(reading.repo_path))


def redacted_source(source: TeamSource, pseudonyms: "FilePseudonyms") -> TeamSource:
    """Return a source with pseudonyms for the people in it."""
    return TeamSource(
        file=pseudonyms.text(source.file),
        real_path=source.real_path,
        repo_path=pseudonyms.text(source.repo_path),
        team=pseudonyms.team(source.team),
        location=lambda pointer: pseudonyms.location(source.location(pointer)),
        written=source,
    )


def context_of(source: TeamSource, settings: Settings) -> FindingContext:
    """Return what turns the hits of rules about a source into findings."""
    unredacted = None if source.written is None else _unredacted(source, source.written)
    fingerprints = Fingerprints(source.repo_path)
    return FindingContext(source.location, source.repo_path, fingerprints, settings.severities, unredacted)


def _unredacted(source: TeamSource, written: TeamSource) -> Unredacted:
    members = zip(source.team.members, written.team.members, strict=True)
    names = {member.name: as_written.name for member, as_written in members}
    team = written.team
    names |= {source.team.owners[duty]: name for duty, name in team.owners.items()}
    entries = {
        **{objective.pointer: objective.goal for objective in team.objectives},
        **{action.pointer: action.what for action in team.reviews.actions},
        **{waiver.pointer: own_text(waiver) for waiver in team.waivers},
    }
    return Unredacted(Fingerprints(written.repo_path), names, entries)


def _input_errors(faults: Iterable[Fault], repo_path: str) -> list[Finding]:
    fingerprints = Fingerprints(repo_path)
    findings: list[Finding] = []
    for fault in faults:
        context = FindingContext(lambda _, fault=fault: fault.location, repo_path, fingerprints)  # type: ignore[misc]
        findings += findings_of([INPUT_ERRORS[fault.code]], fault, context)
    return findings

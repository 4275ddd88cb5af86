"""Findings of an earlier run, which do not count: a slim baseline or a JSON report, and how to write the slim form."""

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from mlops_team.errors import ConfigError
from mlops_team.inputs.discover import repository_root, shortest_path
from mlops_team.inputs.files import read_regular, why
from mlops_team.inputs.yaml_reader import STDIN_NAME
from mlops_team.model import Finding
from mlops_team.text import quoted

_MAX_BYTES = 128 * 2**20  # 10,000 teams with all their findings are about 100
_USED_KEYS = frozenset((
    "teams", "file", "findings", "fingerprint", "waiver", "code", "weight", "version", "members", "name", "data",
    "roles",
))  # fmt: skip
_TIME_SHORT = "MT103"  # which is also worse when other roles are short of time
_HINT = "write one with `mlops-team audit --write-baseline baseline.json`"


class BaselineEntry(NamedTuple):
    """A finding that was there before."""

    file: str  # the real path of the team file, <stdin> for that of standard input
    code: str
    weight: Decimal | None = None  # how bad it was; None where the baseline does not say
    roles: frozenset[str] | None = None  # that were short of time; None where the baseline does not say

    def is_less_than(self, finding: Finding) -> bool:
        """Whether the same finding is worse now."""
        if self.weight is None:
            return False
        now = finding.data.get("roles")
        others = self.roles is not None and isinstance(now, list) and not self.roles.issuperset(now)
        return others or finding.weight > self.weight


class WrittenEntry(NamedTuple):
    """A finding to be written to a baseline."""

    fingerprint: str
    file: str  # as in BaselineEntry
    code: str
    weight: Decimal | Fraction | int | None  # as in BaselineEntry


def read_baseline(file: str) -> dict[str, BaselineEntry]:
    """Return what a slim baseline or a JSON report has, by fingerprint.

    Findings of a report that were waived are skipped: they count again when their waivers end. Paths in the file are
    relative to it, wherever the run is started. In a report they are relative to the folder in which it was written,
    the nearest folder above it that has the file.

    Raises:
        ConfigError: The file cannot be read or is neither.
    """
    try:
        data = read_regular(file, _MAX_BYTES)
        if len(data) > _MAX_BYTES:
            hint = "split it: a baseline for each part of the organisation"
            raise ConfigError(f"--baseline: {file} is larger than {_MAX_BYTES // 2**20} MiB", hint)
        content = json.loads(data.decode("utf-8-sig"), object_hook=_used, parse_float=Decimal)
        base = os.path.dirname(os.path.realpath(file))
        if "teams" in content and _is_redacted(content):
            message = f"--baseline: {file} is a report with --redact, and its fingerprints are those of pseudonyms"
            raise ConfigError(message, f"{_HINT}: it names nobody")
        return dict(_of_report(content, base) if "teams" in content else _of_slim(content, base))
    except OSError as error:
        raise ConfigError(f"--baseline: {file or quoted(file)} cannot be read: {why(error)}", _HINT) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ArithmeticError):
        message = f"--baseline: {file} is neither a baseline nor a JSON report of an audit"
        raise ConfigError(message, _HINT) from None


def _used(value: dict[str, Any]) -> dict[str, Any]:
    """Keep only the keys that are read: a whole report in memory takes ten times as much."""
    return {key: item for key, item in value.items() if key in _USED_KEYS}


def _of_slim(content: Mapping[str, Any], base: str) -> Iterator[tuple[str, BaselineEntry]]:
    if content["version"] != 1 or content["version"] is True:
        raise ValueError
    for item in content["findings"]:
        weight = item.get("weight")
        exact = None if weight is None else _finite(weight)
        yield str(item["fingerprint"]), BaselineEntry(_real(base, str(item["file"])), str(item["code"]), exact)


def _of_report(content: Mapping[str, Any], base: str) -> Iterator[tuple[str, BaselineEntry]]:
    for team in content["teams"]:
        file = _above(base, str(team["file"]))
        for finding in team["findings"]:
            if finding["waiver"] is None:
                code, weight = str(finding.get("code", "")), finding.get("weight")
                exact = None if weight is None else _finite(weight)
                roles = finding.get("data", {}).get("roles") if code == _TIME_SHORT else None
                entry = BaselineEntry(file, code, exact, None if roles is None else frozenset(map(str, roles)))
                yield str(finding["fingerprint"]), entry


def _finite(weight: object) -> Decimal:
    exact = Decimal(str(weight))
    if not exact.is_finite():
        raise ValueError
    return exact


def _is_redacted(report: Mapping[str, Any]) -> bool:
    """Whether a report has pseudonyms in place of names."""
    from mlops_team.inputs.redact import is_pseudonym

    names = [str(member["name"]) for team in report["teams"] for member in team.get("members", ())]
    return bool(names) and all(map(is_pseudonym, names))


def _real(base: str, file: str) -> str:
    return file if file == STDIN_NAME else os.path.realpath(os.path.join(base, file))


def _above(base: str, file: str) -> str:
    """Return the real path of a file named in a report, from the nearest folder above the report that has it."""
    root, folder = repository_root(base) or base, base
    while not os.path.exists(os.path.join(folder, file)):
        if folder == root:
            return _real(base, file)
        folder = os.path.dirname(folder)
    return _real(folder, file)


def entries_beside(file: str, others: Collection[str]) -> list[WrittenEntry]:
    """Return what a baseline says of files other than these real paths; nothing where there is no baseline yet."""
    with suppress(ConfigError):
        return [
            WrittenEntry(fingerprint, entry.file, entry.code, entry.weight)
            for fingerprint, entry in read_baseline(file).items()
            if entry.file not in others
        ]
    return []


def entries_of_files_gone(baseline: Mapping[str, BaselineEntry], present: Collection[str]) -> Counter[str]:
    """Return how many findings a baseline has of each file that does not exist, by real path.

    Args:
        baseline: What it has, by fingerprint.
        present: Fingerprints of findings that are there: a file with one of them is only elsewhere, as seen from a
            baseline that was moved.
    """
    files = Counter(entry.file for entry in baseline.values())
    elsewhere = {entry.file for fingerprint, entry in baseline.items() if fingerprint in present}
    return Counter({
        file: number
        for file, number in files.items()
        if file != STDIN_NAME and file not in elsewhere and not os.path.exists(file)
    })  # fmt: skip


def slim_baseline(entries: Iterable[WrittenEntry], target: str) -> str:
    """Return a slim baseline, a finding a line and sorted by fingerprint, so that it merges in git.

    Args:
        entries: The findings, with unredacted fingerprints.
        target: The file to which it will be written; paths in it are relative to that.
    """
    base = os.path.dirname(os.path.realpath(target))
    lines = [_line(entry, base) for entry in sorted(entries)]
    return '{"version": 1, "findings": [' + ",".join(f"\n{line}" for line in lines) + "\n]}\n"


def _line(entry: WrittenEntry, base: str) -> str:
    file = entry.file if entry.file == STDIN_NAME else shortest_path(entry.file, base).replace(os.sep, "/")
    texts = {"fingerprint": entry.fingerprint, "file": file, "code": entry.code}
    head = json.dumps(texts, ensure_ascii=False).removesuffix("}")
    weight = "" if entry.weight is None else f', "weight": {_number(entry.weight)}'
    return f"{head}{weight}}}"


def _number(weight: Decimal | Fraction | int) -> str:
    """Return a weight in full, so that reading it back gives the same number."""
    if isinstance(weight, Fraction):
        weight = Decimal(weight.numerator) / Decimal(weight.denominator)
    return f"{weight:f}" if isinstance(weight, Decimal) else str(weight)

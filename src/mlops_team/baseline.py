"""A report of an earlier run, whose findings do not count."""

import json
from typing import Any

from mlops_team.errors import ConfigError
from mlops_team.inputs.files import read_regular, why

_MAX_BYTES = 128 * 2**20  # 10,000 teams with all their findings are about 100
_ASKED = frozenset(("teams", "file", "findings", "fingerprint", "waiver"))
_HINT = "write one with `mlops-team audit -o baseline.json`"


def read_baseline(file: str) -> dict[str, str]:
    """Return the fingerprints of a JSON report with the files they are about.

    A finding that was waived is left out: it counts again when its waiver ends.

    Raises:
        ConfigError: The file cannot be read or is no report.
    """
    try:
        data = read_regular(file, _MAX_BYTES)
        if len(data) > _MAX_BYTES:
            hint = "one baseline for each part of the organisation is easier to keep up with, too"
            raise ConfigError(f"--baseline: {file} is larger than {_MAX_BYTES // 2**20} MiB", hint)
        return dict(_entries(json.loads(data, object_hook=_slim)))
    except OSError as error:
        raise ConfigError(f"--baseline: {file} cannot be read: {why(error)}", _HINT) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ConfigError(f"--baseline: {file} is no JSON report of an audit", _HINT) from None


def _slim(value: dict[str, Any]) -> dict[str, Any]:
    """Keep of an object only what is asked for: a report takes ten times its size when all of it is kept."""
    return {key: one for key, one in value.items() if key in _ASKED}


def _entries(report: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - whatever the file holds
    findings = [(finding, team["file"]) for team in report["teams"] for finding in team["findings"]]
    return [(str(finding["fingerprint"]), str(file)) for finding, file in findings if finding["waiver"] is None]

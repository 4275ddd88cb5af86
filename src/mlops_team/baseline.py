"""A report of an earlier run, whose findings do not count."""

import json
import os
from typing import Any

from mlops_team.errors import ConfigError

_HINT = "write one with `mlops-team audit -o baseline.json`"


def read_baseline(file: str) -> dict[str, str]:
    """Return the fingerprints of a JSON report with the files they are about.

    A finding that was waived is left out: it counts again when its waiver ends.

    Raises:
        ConfigError: The file cannot be read or is no report.
    """
    try:
        with open(file, "rb") as stream:
            report = json.load(stream)
        return dict(_entries(report))
    except OSError as error:
        reason = (error.strerror or os.strerror(error.errno or 0)).lower()
        raise ConfigError(f"--baseline: {file} cannot be read: {reason}", _HINT) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ConfigError(f"--baseline: {file} is no JSON report of an audit", _HINT) from None


def _entries(report: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - whatever the file holds
    findings = [(finding, team["file"]) for team in report["teams"] for finding in team["findings"]]
    return [(str(finding["fingerprint"]), str(file)) for finding, file in findings if finding["waiver"] is None]

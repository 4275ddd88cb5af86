"""What several tests share: the program as a process, teams to audit, and reports held against their schema."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

Json = dict[str, Any]

ROOT = Path(__file__).parent.parent.parent
ROLES = (
    "business-stakeholder",
    "solution-architect",
    "data-scientist",
    "data-engineer",
    "software-engineer",
    "devops-engineer",
    "ml-engineer",
)
PROGRAM = (sys.executable, "-m", "mlops_team")
_REPORT = Draft7Validator(json.loads((ROOT / "roles/schemas/report.schema.json").read_text(encoding="utf-8")))


def report_in(out: str) -> Json:
    """Return the report that stdout consists of, once it agrees with the schema and with itself."""
    report: Json = json.loads(out)
    assert "##" not in out  # which a CI system may take for a command
    assert [error.message for error in _REPORT.iter_errors(report)] == []
    found = [finding for team in report["teams"] for finding in team["findings"]]
    counting = [finding for finding in found if finding["waiver"] is None and not finding["baselined"]]
    summary = report["summary"]
    for label in ("error", "warning", "info"):
        assert summary[f"{label}s"] == sum(finding["severity"] == label for finding in counting)
    assert summary["waived"] == sum(finding["waiver"] is not None for finding in found)
    assert summary["teams"] == len(report["teams"])
    assert summary["input_errors"] == len(report["input_errors"])
    assert summary["passed"] == (not report["input_errors"] and all(team["passed"] for team in report["teams"]))
    return report


def codes(report: Json) -> list[str]:
    """Return the codes of all findings, sorted."""
    return sorted(finding["code"] for team in report["teams"] for finding in team["findings"])


def team_text(  # noqa: PLR0913 - one switch for each thing that a test wants wrong
    name: str = "Good",
    *,
    unstaffed: Collection[str] = (),
    metric: bool = True,
    roi: bool = True,
    member: str = "",
    more: str = "",
) -> str:
    """Return a team without a single finding, but for what is asked for.

    Every role in `unstaffed` is an MT101 (error), no metric an MT602 (warning), no roi an MT604 (info).
    """
    objective = f"goal: Sell more, owner: Ann{', metric: EUR' if metric else ''}{', roi: EUR 1 M' if roi else ''}"
    external = [f"  - {{role: {role}, provider: Platform}}" for role in ROLES if role not in unstaffed]
    return "\n".join((
        f"team: {name}",
        f"objectives: [{{{objective}}}]",
        "members:",
        "  - name: Ann",
        "    roles: [backend-engineer]",
        "    acknowledged: 2026-11-01",
        "    learning: [{skill: ci-cd, level: 2, by: 2027-03-31}]",
        *(f"    {line}" for line in member.splitlines()),
        "external:" if external else "external: []",
        *external,
        "reviews: {every: quarterly, last: 2026-11-01}",
        more,
    ))  # fmt: skip


GOOD = team_text()
NOTED = team_text(roi=False)
WARNED = team_text(metric=False)
FAULTY = team_text(unstaffed=["devops-engineer"])
ALL_THREE = team_text(unstaffed=["devops-engineer"], metric=False, roi=False)
BROKEN = "team: [\n"


def started(*args: str | Path, env: Mapping[str, str] | None = None, **options: Any) -> subprocess.Popen[bytes]:
    """Start the program as a user does."""
    command = [*PROGRAM, *map(str, args)]
    return subprocess.Popen(command, env={**os.environ, **(env or {})}, **options)


def unmeasured() -> dict[str, str]:
    """Return the environment without the wish to measure coverage, whose locks a busy process keeps on Ctrl-C."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def ran(*args: str | Path, env: Mapping[str, str] | None = None, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a user does, to its end."""
    command = [*PROGRAM, *map(str, args)]
    return subprocess.run(
        command, env={**os.environ, **(env or {})}, capture_output=True, timeout=60, check=False, **options
    )


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files, with the folders they are in."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def all_from(terminal: int) -> bytes:
    """Return all that comes from a terminal until everybody behind it has hung up, and close it."""
    pieces = []
    with os.fdopen(terminal, "rb", buffering=0) as stream, suppress(OSError):  # Linux's way to say so
        while piece := stream.read(65536):
            pieces.append(piece)
    return b"".join(pieces)


def npm_package(name: str, folder: Path) -> Path:
    """Return the folder of a package, NAME@VERSION, fetched from npm into a new one; without that, skip the test."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not installed")
    folder.mkdir()
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts", "--fetch-retries=0")
    command = [npm, "install", *quiet, "--prefix", str(folder), name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm took more than two minutes to fetch {name}")
    if done.returncode:
        pytest.skip(f"npm cannot fetch {name}: {done.stderr[-500:]}")
    return folder / "node_modules" / name.rsplit("@", maxsplit=1)[0]

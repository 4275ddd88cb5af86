"""Fixtures that several tests share."""

import os
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

import pytest

from mlops_team.cli import main
from random_teams import write_own_catalog

TODAY = "2026-11-23"

# Hundreds of tests start the program. With this set, each start would compile all of its modules again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


class Result(NamedTuple):
    """What one run of the command line left behind."""

    code: int
    out: str
    err: str


Cli = Callable[..., Result]


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fix the day, and keep the developer's own settings out of the tests."""
    monkeypatch.setenv("MLOPS_TEAM_AS_OF", TODAY)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "CI", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Cli:
    """Return a function that runs the real command line in this process: cli("audit", "team.yaml", stdin=b"")."""

    def run(*args: str | Path, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "argv", ["mlops-team", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin)))
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsysbinary.readouterr()
        code = end.value.code
        return Result(code if isinstance(code, int) else int(bool(code)), out.decode(), err.decode())

    return run


@pytest.fixture
def team_file(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes text to a team.yaml of its own."""

    def write(text: str) -> Path:
        file = tmp_path / "team.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.fixture(params=["built-in", "own"])
def catalog(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """Return the folder of a catalog that differs from the built-in one in all it may, or None for that one."""
    if request.param == "built-in":
        return None
    folder = tmp_path / "catalog"
    folder.mkdir()
    return write_own_catalog(folder)
